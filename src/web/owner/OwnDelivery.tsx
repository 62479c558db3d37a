import { Switch } from 'antd-mobile'
import { useState } from 'react'
import type { AnswerOf } from '../../kernel/http/contract.ts'
import { call, Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { forget, useAsk } from '../core/query.ts'
import { doors } from '../mobile-kit/doors.ts'

type Mine = AnswerOf<typeof doors.ownDelivery>
interface Of {
  project: number
  person: string
}

/** Whether I am told of my own matters by text message or e-mail. Shown where the estate sends them. */
export function OwnDelivery({ of }: { of: Of }) {
  const t = useT()
  const { data } = useAsk(doors.ownDelivery, { params: { ...of } }, { follows: 'nothing' })
  if (!data || data.ways.length === 0) return null
  return (
    <>
      <h2 className="section">{t('怎样告诉我进展')}</h2>
      {data.consented ? null : <p className="quiet">{t('要先在上面同意“物业服务通知”，才会发送。')}</p>}
      {data.ways.includes('sms') ? <BySms of={of} mine={data} /> : null}
      {data.ways.includes('email') ? <ByEmail of={of} mine={data} /> : null}
    </>
  )
}

type Wish = { bySms?: boolean; byEmail?: boolean; email?: string | null }

function useSave(of: Of, { bySms, byEmail }: Mine) {
  const t = useT()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const save = async (wish: Wish) => {
    setBusy(true)
    setProblem(null)
    try {
      await call(doors.setOwnDelivery, { params: { ...of }, body: { bySms, byEmail, ...wish } })
    } catch (error) {
      setProblem(t(error instanceof Problem ? (error.fields[0]?.text ?? error.message) : '没有送到，请再试一次'))
    }
    await forget(doors.ownDelivery)
    setBusy(false)
  }
  return { busy, problem, save }
}

function BySms({ of, mine }: { of: Of; mine: Mine }) {
  const t = useT()
  const { busy, problem, save } = useSave(of, mine)
  return (
    <article className="card">
      <span className="row">
        <strong>{t('短信')}</strong>
        <Switch aria-label={t('短信')} checked={mine.bySms} loading={busy} onChange={(bySms) => save({ bySms })} />
      </span>
      <span className="quiet num">{mine.phoneMasked ?? t('没有登记手机号，请联系前台')}</span>
      <Wrong text={problem} />
    </article>
  )
}

function ByEmail({ of, mine }: { of: Of; mine: Mine }) {
  const t = useT()
  const { busy, problem, save } = useSave(of, mine)
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const asks = open || mine.emailMasked === null
  return (
    <article className="card">
      <span className="row">
        <strong>{t('邮件')}</strong>
        {mine.emailMasked === null ? null : (
          <Switch
            aria-label={t('邮件')}
            checked={mine.byEmail}
            loading={busy}
            onChange={(byEmail) => save({ byEmail })}
          />
        )}
      </span>
      {mine.emailMasked === null ? null : (
        <span className="row">
          <span className="quiet">{mine.emailMasked}</span>
          <button type="button" className="btn" onClick={() => save({ byEmail: false, email: null })}>
            {t('删除')}
          </button>
          <button type="button" className="btn" onClick={() => setOpen(!open)}>
            {t('更换')}
          </button>
        </span>
      )}
      {asks ? (
        <form
          className="row"
          onSubmit={async (event) => {
            event.preventDefault()
            await save({ byEmail: true, email: typed.trim() })
            setOpen(false)
          }}
        >
          <input
            className="input"
            type="email"
            required
            autoComplete="email"
            aria-label={t('我的邮箱')}
            placeholder={t('我的邮箱')}
            maxLength={200}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          <button type="submit" className="btn" disabled={busy}>
            {t('用这个')}
          </button>
        </form>
      ) : null}
      <Wrong text={problem} />
    </article>
  )
}

function Wrong({ text }: { text: string | null }) {
  return text ? (
    <span className="wrong" role="alert">
      {text}
    </span>
  ) : null
}
