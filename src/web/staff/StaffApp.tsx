import { RouterProvider } from '@tanstack/react-router'
import { useT } from '../core/i18n.ts'
import { SessionGate, useStanding } from '../core/session.tsx'
import { Screen, Waiting } from '../mobile-kit/Screen.tsx'
import { router } from './router.tsx'
import { StaffSignIn } from './StaffSignIn.tsx'

/** The staff phone: technicians, guards, officers, heads and the cashier, each with what waits for him. */
export function StaffApp() {
  const t = useT()
  return (
    <SessionGate
      signIn={(enter) => <StaffSignIn enter={enter} />}
      waiting={<Waiting />}
      away={(problem) => (
        <div className="empty" role="alert">
          <strong>{problem.message}</strong>
          <span className="quiet">{t('正在自动重试')}</span>
        </div>
      )}
      nothing={(_me, signOut) => <NotStaff signOut={signOut} />}
    >
      <OnlyStaff />
    </SessionGate>
  )
}

function OnlyStaff() {
  const { me, signOut } = useStanding()
  return me.account.kind === 'staff' ? <RouterProvider router={router} /> : <NotStaff signOut={signOut} />
}

function NotStaff({ signOut }: { signOut: () => void }) {
  const t = useT()
  return (
    <Screen title={t('管家')}>
      <div className="empty">
        <strong>{t('这个账号没有员工岗位')}</strong>
        <span className="quiet">{t('请用员工账号登录，或请管理处安排岗位')}</span>
        <button type="button" className="btn" onClick={signOut}>
          {t('换一个账号')}
        </button>
      </div>
    </Screen>
  )
}
