import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import type { Me } from '../../kernel/auth/auth.contract.ts'
import './theme.ts'
import './base.css'
import { startTexts, t, useT } from './i18n.ts'
import { queries } from './query.ts'
import { SessionGate } from './session.tsx'

interface FaceParts {
  signIn: (enter: (me: Me) => void) => ReactNode
  /** The face itself, best lazy: it is fetched while somebody signs in. */
  children: ReactNode
}

/** Starts a face: texts, cache, session, then the face. */
export async function startFace({ signIn, children }: FaceParts): Promise<void> {
  await startTexts()
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <SessionGate
          signIn={signIn}
          waiting={<Wait />}
          away={(problem) => <Wait text={problem.message} />}
          nothing={(me, signOut) => <Nothing me={me} signOut={signOut} />}
        >
          <Suspense fallback={<Wait />}>{children}</Suspense>
        </SessionGate>
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** Shown for the moment until the page is there, with the reason when it takes longer. */
export function Wait({ text }: { text?: string }) {
  const t = useT()
  return (
    <div className="page-wait" role="status">
      {text ? t(text) : t('正在打开…')}
    </div>
  )
}

function Nothing({ me, signOut }: { me: Me; signOut: () => void }) {
  return (
    <div className="page-wait">
      <p>
        {t('{name}，您现在没有任何岗位或房屋，请联系管理处。', { name: me.account.name })}{' '}
        <button type="button" onClick={signOut}>
          {t('退出登录')}
        </button>
      </p>
    </div>
  )
}
