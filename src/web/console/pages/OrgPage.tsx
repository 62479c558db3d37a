import { Tabs } from 'antd'
import { lazy, type ReactNode, Suspense } from 'react'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { paths } from '../paths.ts'
import { Staff } from './OrgStaff.tsx'
import './org.css'

const Posts = lazy(() => import('./OrgPosts.tsx').then(({ Posts }) => ({ default: Posts })))
const Departments = lazy(() => import('./OrgDepartments.tsx').then(({ Departments }) => ({ default: Departments })))
const Duty = lazy(() => import('./OrgDuty.tsx').then(({ Duty }) => ({ default: Duty })))
const Roles = lazy(() => import('./OrgRoles.tsx').then(({ Roles }) => ({ default: Roles })))

/** Who works here, in which posts, and who is on duty. Rights and reminders go by posts, not by names. */
export function OrgPage() {
  const t = useT()
  const go = useGo()
  const { tab = 'staff' } = useQueryOf()
  const wait = (page: ReactNode) => <Suspense fallback={<p className="muted">{t('正在打开…')}</p>}>{page}</Suspense>
  return (
    <>
      <div className="page-head">
        <h1>{t('人员岗位')}</h1>
      </div>
      <Tabs
        activeKey={tab}
        onChange={(next) => go(paths.org({ tab: next }), { replace: true })}
        items={[
          { key: 'staff', label: t('人员'), children: <Staff /> },
          { key: 'posts', label: t('岗位与代理'), children: wait(<Posts />) },
          { key: 'departments', label: t('部门'), children: wait(<Departments />) },
          { key: 'duty', label: t('值班'), children: wait(<Duty />) },
          { key: 'roles', label: t('角色权限'), children: wait(<Roles />) },
        ]}
        destroyOnHidden
      />
    </>
  )
}
