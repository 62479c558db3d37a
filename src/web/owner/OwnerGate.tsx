import { Outlet } from '@tanstack/react-router'
import { useT } from '../core/i18n.ts'
import { PhoneGate } from '../mobile-kit/PhoneGate.tsx'
import { OwnerSignIn } from './OwnerSignIn.tsx'

/** The owner phone behind its door. */
export function OwnerGate() {
  const t = useT()
  return (
    <PhoneGate
      of="owner"
      signIn={(enter) => <OwnerSignIn enter={enter} />}
      stranger={{ title: t('我的家'), text: t('这个账号没有绑定房屋'), hint: t('请到前台领取业主登录二维码') }}
    >
      <Outlet />
    </PhoneGate>
  )
}
