import type { ReactNode } from 'react'
import type { Me } from '../../kernel/auth/auth.contract.ts'
import { useT } from '../core/i18n.ts'
import { SessionGate, useStanding } from '../core/session.tsx'
import { Screen, Waiting } from './Screen.tsx'

interface Props {
  /** Whose phone it is; others are told that it is not theirs. */
  of: 'staff' | 'owner'
  signIn: (enter: (me: Me) => void) => ReactNode
  /** What stands there for an account that has nothing here. */
  stranger: { title: string; text: string; hint: string }
  children: ReactNode
}

/** The door of a phone: sign-in, waiting, a server that is away, and accounts of the other face. */
export function PhoneGate({ of, signIn, stranger, children }: Props) {
  const t = useT()
  return (
    <SessionGate
      signIn={signIn}
      waiting={<Waiting />}
      away={(problem) => (
        <div className="empty" role="alert">
          <strong>{problem.message}</strong>
          <span className="quiet">{t('正在自动重试')}</span>
        </div>
      )}
      nothing={(_me, signOut) => <Stranger {...stranger} signOut={signOut} />}
    >
      <Only of={of} stranger={stranger}>
        {children}
      </Only>
    </SessionGate>
  )
}

function Only({ of, stranger, children }: Pick<Props, 'of' | 'stranger' | 'children'>) {
  const { me, signOut } = useStanding()
  return me.account.kind === of ? children : <Stranger {...stranger} signOut={signOut} />
}

function Stranger({ title, text, hint, signOut }: Props['stranger'] & { signOut: () => void }) {
  const t = useT()
  return (
    <Screen title={title}>
      <div className="empty">
        <strong>{text}</strong>
        <span className="quiet">{hint}</span>
        <button type="button" className="btn" onClick={signOut}>
          {t('换一个账号')}
        </button>
      </div>
    </Screen>
  )
}
