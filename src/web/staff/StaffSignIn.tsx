import { type FormEvent, useState } from 'react'
import type { Me } from '../../kernel/auth/auth.contract.ts'
import { call, Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { Languages } from '../core/Languages.tsx'
import { door } from '../core/session.tsx'
import { LabelledInput } from '../mobile-kit/LabelledInput.tsx'
import { SignInDemo } from '../mobile-kit/SignInDemo.tsx'

/** Signing in with user name and password; the one-time code is asked for when the account has one. */
export function StaffSignIn({ enter }: { enter: (me: Me) => void }) {
  const t = useT()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [totp, setTotp] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      enter(await call(door.signIn, { body: { login, password, ...(totp ? { totp } : {}) } }))
    } catch (error) {
      if (error instanceof Problem && error.kind === 'totp') setTotp((was) => was ?? '')
      setProblem(error instanceof Problem ? error.message : t('没有登录成功，请再试一次'))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="screen">
      <main className="body" style={{ paddingTop: 48 }}>
        <h1 className="big">{t('管家 员工端')}</h1>
        <p className="quiet">{t('领单、到场、拍照、签字、上报')}</p>
        <form className="body" style={{ padding: 0 }} onSubmit={submit}>
          <LabelledInput
            label={t('用户名')}
            autoCapitalize="none"
            autoComplete="username"
            value={login}
            onText={setLogin}
          />
          <LabelledInput
            label={t('密码')}
            type="password"
            autoComplete="current-password"
            value={password}
            onText={setPassword}
          />
          {totp === null ? null : (
            <LabelledInput
              label={t('动态码')}
              autoComplete="one-time-code"
              maxLength={11}
              value={totp}
              onText={setTotp}
            />
          )}
          {problem ? (
            <div className="alert" role="alert">
              {problem}
            </div>
          ) : null}
          <button type="submit" className="btn btn-main" disabled={busy}>
            {busy ? t('正在登录…') : t('登录')}
          </button>
        </form>
        <Languages />
        <SignInDemo face="staff" enter={enter} />
      </main>
    </div>
  )
}
