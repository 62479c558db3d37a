import { type ComponentProps, type FormEvent, type ReactNode, useState } from 'react'
import { call, Problem } from '../api.ts'
import { At } from '../core/clock.tsx'
import { useT } from '../core/i18n.ts'
import { forget, useAsk } from '../core/query.ts'
import { doors } from '../mobile-kit/doors.ts'
import { LabelledInput } from '../mobile-kit/LabelledInput.tsx'
import { Screen, Unread, Waiting } from '../mobile-kit/Screen.tsx'

/** How my account is kept: the one-time code, and where I am signed in. */
export function Security() {
  const t = useT()
  const { data, error, refetch } = useAsk(doors.totp, {}, { follows: 'nothing' })
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const shown = (answer: { recoveryCodes: string[] }) => {
    setCodes(answer.recoveryCodes)
    forget(doors.totp)
  }
  return (
    <Screen title={t('登录安全')} back={() => history.back()}>
      <section className="card" aria-label={t('动态码')}>
        <span className="big">{t('动态码')}</span>
        {codes ? (
          <Codes codes={codes} onKept={() => setCodes(null)} />
        ) : data ? (
          data.since === null ? (
            <SwitchOn onCodes={shown} />
          ) : (
            <On codesLeft={data.codesLeft} onCodes={shown} />
          )
        ) : error ? (
          <Unread problem={error} again={refetch} />
        ) : (
          <Waiting />
        )}
      </section>
      <Sessions />
    </Screen>
  )
}

interface WithCodes {
  onCodes: (answer: { recoveryCodes: string[] }) => void
}

/** Who came upon an open phone changes nothing of how its owner signs in. */
function CurrentPassword(field: Pick<ComponentProps<typeof LabelledInput>, 'label' | 'value' | 'onText'>) {
  return <LabelledInput {...field} type="password" autoComplete="current-password" maxLength={200} />
}

function SwitchOn({ onCodes }: WithCodes) {
  const t = useT()
  const { busy, problem, run } = useTry()
  const [begun, setBegun] = useState<{ secret: string; url: string; qrSvg: string } | null>(null)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  if (!begun) {
    const begin = (event: FormEvent) => {
      event.preventDefault()
      run(async () => setBegun(await call(doors.beginTotp, { body: { password } })))
    }
    return (
      <form className="card-form" onSubmit={begin}>
        <span className="quiet">
          {t('登录时除密码外，再输入手机上每 30 秒换一次的 6 位数字。密码泄露时别人也进不来。')}
        </span>
        <CurrentPassword label={t('启用前，请再输入密码')} value={password} onText={setPassword} />
        <Told>{problem}</Told>
        <button type="submit" className="btn" disabled={busy || password === ''}>
          {t('启用动态码')}
        </button>
      </form>
    )
  }
  const confirm = (event: FormEvent) => {
    event.preventDefault()
    run(async () => onCodes(await call(doors.confirmTotp, { body: { code: code.trim() } })))
  }
  return (
    <form className="card-form" onSubmit={confirm}>
      <a className="btn" href={begun.url}>
        {t('在本机的验证器应用中打开')}
      </a>
      <span className="quiet">{t('或用另一部手机扫码：')}</span>
      <img
        className="totp-qr"
        alt={t('动态码的二维码')}
        src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.qrSvg)}`}
      />
      <span className="quiet num">{begun.secret.replace(/(.{4})/g, '$1 ')}</span>
      <LabelledInput
        label={t('应用里现在显示的 6 位数字')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        value={code}
        onText={setCode}
      />
      <Told>{problem}</Told>
      <button type="submit" className="btn btn-main" disabled={busy || code.trim().length !== 6}>
        {t('确认启用')}
      </button>
    </form>
  )
}

function On({ codesLeft, onCodes }: WithCodes & { codesLeft: number }) {
  const t = useT()
  const { busy, problem, run } = useTry()
  const [password, setPassword] = useState('')
  const off = async () => {
    await call(doors.totpOff, { body: { password } })
    forget(doors.totp)
  }
  return (
    <>
      <span className="quiet">{t('还有 {count} 个备用码没有用过。', { count: codesLeft })}</span>
      <CurrentPassword label={t('换备用码或停用前，请再输入密码')} value={password} onText={setPassword} />
      <Told>{problem}</Told>
      <button
        type="button"
        className="btn"
        disabled={busy || password === ''}
        onClick={() => run(async () => onCodes(await call(doors.totpCodes, { body: { password } })))}
      >
        {t('换一组备用码')}
      </button>
      <button type="button" className="btn" disabled={busy || password === ''} onClick={() => run(off)}>
        {t('停用动态码')}
      </button>
    </>
  )
}

function Codes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useT()
  return (
    <>
      <span>{t('动态码已启用。请抄下这些备用码：手机不在身边时，每个可登录一次，关闭后不再显示。')}</span>
      <ul className="recovery-codes num">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <button type="button" className="btn btn-main" onClick={onKept}>
        {t('我已抄好')}
      </button>
    </>
  )
}

function Sessions() {
  const t = useT()
  const { data } = useAsk(doors.sessions, {}, { follows: 'nothing' })
  const { busy, problem, run } = useTry()
  const others = (data?.sessions ?? []).filter(({ current }) => !current)
  const endOthers = async () => {
    await call(doors.endOtherSessions, {})
    forget(doors.sessions)
  }
  return (
    <section className="card" aria-label={t('登录设备')}>
      <span className="big">{t('登录设备')}</span>
      {others.length === 0 ? <span className="quiet">{t('只有这部手机登录着。')}</span> : null}
      {others.map((one) => (
        <span key={one.session}>
          {one.address} <span className="quiet">{t('最近使用')}</span> <At at={one.seenAt} />
        </span>
      ))}
      <Told>{problem}</Told>
      {others.length > 0 ? (
        <button type="button" className="btn" disabled={busy} onClick={() => run(endOthers)}>
          {t('退出其他所有设备')}
        </button>
      ) : null}
    </section>
  )
}

function Told({ children }: { children: ReactNode }) {
  return children ? (
    <div className="alert" role="alert">
      {children}
    </div>
  ) : null
}

/** One thing at a time, and what came of it in words. */
function useTry() {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true)
    setProblem(null)
    try {
      await act()
    } catch (error) {
      setProblem(t(error instanceof Problem ? (error.fields[0]?.text ?? error.message) : '没有送到，请再试一次'))
    }
    setBusy(false)
  }
  return { busy, problem, run }
}
