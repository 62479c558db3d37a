import { RouterProvider } from '@tanstack/react-router'
import { useT } from '../core/i18n.ts'
import { PhoneGate } from '../mobile-kit/PhoneGate.tsx'
import { router } from './router.tsx'
import { StaffSignIn } from './StaffSignIn.tsx'

/** The staff phone: technicians, guards, officers, heads and the cashier, each with what waits for him. */
export function StaffApp() {
  const t = useT()
  return (
    <PhoneGate
      of="staff"
      signIn={(enter) => <StaffSignIn enter={enter} />}
      stranger={{ title: t('管家'), text: t('这个账号没有员工岗位'), hint: t('请用员工账号登录，或请管理处安排岗位') }}
    >
      <RouterProvider router={router} />
    </PhoneGate>
  )
}
