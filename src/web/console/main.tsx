import { lazy, useEffect } from 'react'
import type { Me } from '../../kernel/auth/auth.contract.ts'
import { useT } from '../core/i18n.ts'
import { SignIn } from '../core/SignIn.tsx'
import { startFace } from '../core/Start.tsx'

const fetchConsole = () => import('./Console.tsx')
const Console = lazy(async () => ({ default: (await fetchConsole()).Console }))

await startFace({ signIn: (enter) => <ConsoleSignIn enter={enter} />, children: <Console /> })

function ConsoleSignIn({ enter }: { enter: (me: Me) => void }) {
  const t = useT()
  useEffect(() => {
    // While somebody types the password, the rest comes in.
    const timer = setTimeout(fetchConsole, 300)
    return () => clearTimeout(timer)
  }, [])
  return <SignIn face="console" title={t('物业客服控制台')} enter={enter} />
}
