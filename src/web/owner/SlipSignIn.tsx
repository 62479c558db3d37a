import { Navigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Problem } from '../api.ts'
import { useT } from '../core/i18n.ts'
import { queries } from '../core/query.ts'
import { useStanding } from '../core/session.tsx'
import { Screen, Waiting } from '../mobile-kit/Screen.tsx'
import { signInBySlip, slipToken } from './slip.ts'

/** Somebody who is signed in has scanned another slip: from now on he is whom the slip names. */
export function SlipSignIn() {
  const t = useT()
  const { takeMe } = useStanding()
  const [token] = useState(slipToken)
  const [problem, setProblem] = useState<string | null>(null)
  const [done, setDone] = useState(token === null)

  useEffect(() => {
    if (token === null) return
    signInBySlip(token).then(
      (me) => {
        queries.clear()
        takeMe(me)
        setDone(true)
      },
      (error: unknown) => setProblem(error instanceof Problem ? error.message : t('没有登录成功，请重新扫码')),
    )
  }, [token, takeMe, t])

  if (done) return <Navigate to="/owner" replace />
  return (
    <Screen title={t('登录')}>
      {problem ? (
        <div className="alert" role="alert">
          {problem}
        </div>
      ) : (
        <Waiting />
      )}
    </Screen>
  )
}
