import { Tabs } from 'antd'
import { useGo, useQueryOf } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { paths } from '../paths.ts'
import { OnDuty } from './OrgDuty.tsx'
import { Posts } from './OrgPosts.tsx'
import { Staff } from './OrgStaff.tsx'

/** Who works here, in which posts, and who is on duty. Rights and reminders go by posts, not by names. */
export function OrgPage() {
  const t = useT()
  const go = useGo()
  const { tab = 'staff' } = useQueryOf()
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
          { key: 'posts', label: t('岗位'), children: <Posts /> },
          { key: 'duty', label: t('值班'), children: <OnDuty /> },
        ]}
        destroyOnHidden
      />
    </>
  )
}
