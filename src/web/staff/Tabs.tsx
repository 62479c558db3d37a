import { Link } from '@tanstack/react-router'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useStanding } from '../core/session.tsx'
import { doors } from '../mobile-kit/doors.ts'
import { BellIcon, PersonIcon, PoolIcon, ReportIcon, WorkIcon } from '../mobile-kit/icons.tsx'

/** The tabs at the bottom; the pool only for those who may grab from it. */
export function Tabs() {
  const t = useT()
  const { project } = useStanding()
  const { data } = useAsk(doors.noticeCount, {}, { follows: 'notices' })
  const unread = data?.unread ?? 0
  const tab = { activeOptions: { exact: true }, activeProps: { 'aria-current': 'page' as const } }
  return (
    <nav className="tabs" aria-label={t('主菜单')}>
      <Link to="/" {...tab}>
        <WorkIcon />
        {t('工作')}
      </Link>
      {project.roles.includes('technician') ? (
        <Link to="/pool" {...tab}>
          <PoolIcon />
          {t('抢单')}
        </Link>
      ) : null}
      <Link to="/report" {...tab}>
        <ReportIcon />
        {t('上报')}
      </Link>
      <Link to="/notices" {...tab}>
        <BellIcon />
        {t('消息')}
        {unread > 0 ? (
          <span className="count" role="status" aria-label={t('{count} 条未读', { count: unread })}>
            {unread > 99 ? '99+' : unread}
          </span>
        ) : null}
      </Link>
      <Link to="/me" {...tab}>
        <PersonIcon />
        {t('我的')}
      </Link>
    </nav>
  )
}
