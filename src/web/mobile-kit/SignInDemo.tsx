import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Me } from '../../kernel/auth/auth.contract.ts'
import { call, Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { isAway } from '../core/query.ts'
import { door } from '../core/session.tsx'
import { NextIcon } from './icons.tsx'

/** Demo mode on loopback: one tap signs in as somebody. Elsewhere the server knows no such door and nothing is shown. */
export function SignInDemo({ face, enter }: { face: 'staff' | 'owner'; enter: (me: Me) => void }) {
  const t = useT()
  const [problem, setProblem] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['demo-people'],
    queryFn: () => call(door.demoPeople, {}),
    retry: (_failures, error) => isAway(error),
  })
  const people = data?.people.filter((one) => (face === 'owner' ? one.kind === 'owner' : one.kind === 'staff')) ?? []
  if (people.length === 0) return null
  const signIn = (accountId: string) =>
    call(door.demoSignIn, { body: { accountId } }).then(enter, (error: unknown) =>
      setProblem(error instanceof Problem ? error.message : t('没有登录成功，请再试一次')),
    )
  return (
    <section className="field">
      <h2 className="section">{t('演示：点一下即登录')}</h2>
      {problem ? (
        <div className="alert" role="alert">
          {problem}
        </div>
      ) : null}
      <div className="links">
        {people.map(({ accountId, name, title }) => (
          <button key={accountId} type="button" onClick={() => signIn(accountId)}>
            <span>
              {name} <span className="quiet">{t(title)}</span>
            </span>
            <NextIcon />
          </button>
        ))}
      </div>
    </section>
  )
}
