import { Outlet } from '@tanstack/react-router'
import { useT } from '../core/i18n.ts'
import { SessionGate, useStanding } from '../core/session.tsx'
import { Screen, Waiting } from '../mobile-kit/Screen.tsx'
import { OwnerSignIn } from './OwnerSignIn.tsx'

/** The owner phone behind its door. */
export function OwnerGate() {
  const t = useT()
  return (
    <SessionGate
      signIn={(enter) => <OwnerSignIn enter={enter} />}
      waiting={<Waiting />}
      away={(problem) => (
        <div className="empty" role="alert">
          <strong>{problem.message}</strong>
          <span className="quiet">{t('正在自动重试')}</span>
        </div>
      )}
      nothing={(_me, signOut) => <NoHome signOut={signOut} />}
    >
      <OnlyOwners />
    </SessionGate>
  )
}

function OnlyOwners() {
  const { me, signOut } = useStanding()
  return me.account.kind === 'owner' ? <Outlet /> : <NoHome signOut={signOut} />
}

function NoHome({ signOut }: { signOut: () => void }) {
  const t = useT()
  return (
    <Screen title={t('我的家')}>
      <div className="empty">
        <strong>{t('这个账号没有绑定房屋')}</strong>
        <span className="quiet">{t('请到前台领取业主登录二维码')}</span>
        <button type="button" className="btn" onClick={signOut}>
          {t('换一个账号')}
        </button>
      </div>
    </Screen>
  )
}
