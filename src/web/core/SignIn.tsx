import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { auth, Me } from '../../kernel/auth/auth.contract.ts'
import type { AnswerOf } from '../../kernel/http/contract.ts'
import { roles } from '../../kernel/org/roles.ts'
import { call, Problem } from '../api.ts'
import { type Face, places } from './faces.ts'
import { useT } from './i18n.ts'
import { Languages } from './Languages.tsx'
import { door } from './session.tsx'
import './sign-in.css'

interface Props {
  /** The face that is signed in to; whoever belongs to another one is sent there. */
  face: Face
  title: string
  enter: (me: Me) => void
}

/**
 * Sign-in by user name and password; in demo mode one click per role. Plain elements without a kit, so that the page
 * is there at once.
 */
export function SignIn({ face, title, enter }: Props) {
  const t = useT()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async (signIn: () => Promise<Me>, to: Face) => {
    setBusy(true)
    setProblem(null)
    try {
      const me = await signIn()
      if (to === face) enter(me)
      else location.assign(places[to])
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <header>
          <img src="/icon.svg" alt="" width={40} height={40} />
          <div>
            <h1>{t('管家')}</h1>
            <p>{title}</p>
          </div>
        </header>
        <PasswordForm busy={busy} problem={problem} signIn={(body) => run(() => call(door.signIn, { body }), face)} />
        <Languages />
        <DemoPeople
          busy={busy}
          signIn={({ accountId, face: to }) => run(() => call(door.demoSignIn, { body: { accountId } }), to)}
        />
      </div>
    </main>
  )
}

interface Typed {
  login: string
  password: string
  totp?: string
}

function PasswordForm(props: { busy: boolean; problem: Problem | null; signIn: (typed: Typed) => void }) {
  const { busy, problem, signIn } = props
  const t = useT()
  const asksForCode = problem?.kind === 'totp'
  const [codeShown, setCodeShown] = useState(false)
  if (asksForCode && !codeShown) setCodeShown(true)
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const totp = String(typed.get('totp') ?? '').trim()
    signIn({
      login: String(typed.get('login')).trim(),
      password: String(typed.get('password')),
      ...(totp ? { totp } : {}),
    })
  }
  return (
    <form onSubmit={send}>
      <label>
        <span>{t('用户名')}</span>
        <input name="login" autoComplete="username" autoCapitalize="none" spellCheck={false} required maxLength={60} />
      </label>
      <label>
        <span>{t('密码')}</span>
        <input name="password" type="password" autoComplete="current-password" required maxLength={200} />
      </label>
      {codeShown && (
        <label>
          <span>{t('动态码')}</span>
          <input name="totp" autoComplete="one-time-code" maxLength={11} placeholder={t('6 位数字，或一个备用码')} />
        </label>
      )}
      {problem && (
        <p role="alert" className="sign-in-problem">
          {t(problem.message)}
        </p>
      )}
      <button type="submit" disabled={busy}>
        {t('登录')}
      </button>
    </form>
  )
}

type Person = AnswerOf<(typeof auth)['demoPeople']>['people'][number]

/** In demo mode: somebody of each role. Asked again while the demo estate is still being filled. */
function DemoPeople({ busy, signIn }: { busy: boolean; signIn: (person: Person) => void }) {
  const t = useT()
  const { data } = useQuery({
    queryKey: ['demo-people'],
    queryFn: () => call(door.demoPeople, {}),
    retry: false,
    refetchInterval: ({ state }) => (state.data?.people.length === 0 ? 2_000 : false),
  })
  if (!data) return null
  if (data.people.length === 0) return <p className="sign-in-hint">{t('演示小区正在准备，请稍候…')}</p>
  const groups: { face: Face; name: string }[] = [
    { face: 'console', name: t('控制台') },
    { face: 'staff', name: t('员工手机') },
    { face: 'owner', name: t('业主手机') },
  ]
  return (
    <section className="sign-in-demo" aria-label={t('演示登录')}>
      <p className="sign-in-hint">{t('演示模式：点一下即以该岗位登录')}</p>
      {groups.map(({ face, name }) => {
        const people = data.people.filter((person) => person.face === face)
        return people.length === 0 ? null : (
          <fieldset key={face}>
            <legend>{name}</legend>
            {people.map((person) => (
              <button type="button" key={person.accountId} disabled={busy} onClick={() => signIn(person)}>
                <b>{person.role ? t(roles[person.role]) : person.title}</b>
                <span>{person.name}</span>
              </button>
            ))}
          </fieldset>
        )
      })}
    </section>
  )
}
