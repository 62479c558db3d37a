import {
  ApartmentOutlined,
  BarChartOutlined,
  BookOutlined,
  CalendarOutlined,
  CustomerServiceOutlined,
  FrownOutlined,
  HomeOutlined,
  ImportOutlined,
  InboxOutlined,
  MenuOutlined,
  NotificationOutlined,
  PhoneOutlined,
  ProfileOutlined,
  SafetyOutlined,
  SendOutlined,
  SettingOutlined,
  TeamOutlined,
} from '@ant-design/icons'
import { Outlet } from '@tanstack/react-router'
import { Button } from 'antd'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Go, usePath } from '../core/Go.tsx'
import { useT } from '../core/i18n.ts'
import { ClauseDrawer } from '../kit/ClauseDrawer.tsx'
import { AccountMenu } from './AccountMenu.tsx'
import { HeaderSearch } from './HeaderSearch.tsx'
import { useAnswersDrills, useDrills, useHas, useHome } from './home.ts'
import { NoticeBell } from './NoticeBell.tsx'
import { paths } from './paths.ts'

const DrillBell = lazy(() =>
  import('../../rooms/drill/ui/DrillBell.tsx').then(({ DrillBell }) => ({ default: DrillBell })),
)
const MenuDrawer = lazy(() => import('./MenuDrawer.tsx').then(({ MenuDrawer }) => ({ default: MenuDrawer })))

/** Around every page: navigation, the one search box, notices, who is signed in. */
export function Shell() {
  const t = useT()
  const home = useHome()
  const answersDrills = useAnswersDrills()
  const [menuOpen, setMenuOpen] = useState<boolean | null>(null)
  return (
    <ClauseDrawer>
      <div className="shell">
        <a className="skip" href="#content">
          {t('跳到正文')}
        </a>
        <header className="shell-head">
          <Button
            type="text"
            className="only-narrow"
            icon={<MenuOutlined />}
            aria-label={t('菜单')}
            onClick={() => setMenuOpen(true)}
          />
          <Go href={home} className="brand" aria-label={t('管家首页')}>
            <img src="/icon.svg" alt="" width={28} height={28} />
            <span>{t('管家')}</span>
          </Go>
          <HeaderSearch />
          <div className="shell-me">
            <NoticeBell />
            <AccountMenu />
          </div>
        </header>
        <nav className="shell-nav" aria-label={t('主导航')}>
          <NavLinks />
        </nav>
        {menuOpen !== null && (
          <Suspense fallback={null}>
            <MenuDrawer open={menuOpen} onClose={() => setMenuOpen(false)}>
              <NavLinks />
            </MenuDrawer>
          </Suspense>
        )}
        {answersDrills && (
          <Suspense fallback={null}>
            <DrillBell />
          </Suspense>
        )}
        <main id="content" className="shell-main">
          <Suspense fallback={<div className="page-wait">{t('正在打开…')}</div>}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </ClauseDrawer>
  )
}

function NavLinks() {
  const t = useT()
  const takesCalls = useHas('receptionist')
  const handlesGroups = useHas('receptionist', 'service-officer', 'service-supervisor')
  const readsFigures = useHas('service-supervisor', 'service-director', 'manager', 'quality-dept', 'executive')
  const keepsWays = useHas('manager', 'service-director', 'department-admin', 'executive')
  const drills = useDrills()
  const imports = useHas('manager', 'service-director', 'service-supervisor', 'department-admin', 'receptionist')
  return (
    <>
      {takesCalls && (
        <NavLink href={paths.desk()} icon={<CustomerServiceOutlined />}>
          {t('前台')}
        </NavLink>
      )}
      {drills && (
        <NavLink href={paths.drills()} icon={<PhoneOutlined />}>
          {t('演练')}
        </NavLink>
      )}
      <NavLink href={paths.inbox()} icon={<InboxOutlined />}>
        {t('待办')}
      </NavLink>
      <NavLink href={paths.cases()} icon={<ProfileOutlined />}>
        {t('事项')}
      </NavLink>
      <NavLink href={paths.complaints()} icon={<FrownOutlined />}>
        {t('投诉台')}
      </NavLink>
      {readsFigures && (
        <NavLink href={paths.complaintFigures()} icon={<BarChartOutlined />}>
          {t('投诉统计')}
        </NavLink>
      )}
      {handlesGroups && (
        <NavLink href={paths.groups()} icon={<TeamOutlined />}>
          {t('群诉')}
        </NavLink>
      )}
      <NavLink href={paths.units()} icon={<HomeOutlined />}>
        {t('房屋')}
      </NavLink>
      <NavLink href={paths.registers()} icon={<BookOutlined />}>
        {t('登记表')}
      </NavLink>
      <NavLink href={paths.service()} icon={<NotificationOutlined />}>
        {t('公示接待')}
      </NavLink>
      {imports && (
        <NavLink href={paths.imports()} icon={<ImportOutlined />}>
          {t('导入')}
        </NavLink>
      )}
      {keepsWays && (
        <NavLink href={paths.delivery()} icon={<SendOutlined />}>
          {t('通知送达')}
        </NavLink>
      )}
      <NavLink href={paths.privacy()} icon={<SafetyOutlined />}>
        {t('个人信息')}
      </NavLink>
      <NavLink href={paths.org()} icon={<ApartmentOutlined />}>
        {t('人员岗位')}
      </NavLink>
      <NavLink href={paths.calendar()} icon={<CalendarOutlined />}>
        {t('工作日历')}
      </NavLink>
      <NavLink href={paths.settings()} icon={<SettingOutlined />}>
        {t('项目设置')}
      </NavLink>
    </>
  )
}

function NavLink({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  const here = usePath().startsWith(href)
  return (
    <Go href={href} className={here ? 'nav-link is-here' : 'nav-link'} {...(here ? { 'aria-current': 'page' } : {})}>
      {icon}
      <span>{children}</span>
    </Go>
  )
}

/** An address of nothing. */
export function Missing() {
  const t = useT()
  const home = useHome()
  return (
    <div className="nothing">
      <h1>{t('没有这一页')}</h1>
      <p>{t('地址可能抄错了，或者页面已经移走。')}</p>
      <Go href={home}>{t('回到首页')}</Go>
    </div>
  )
}
