import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router'
import { queryTexts } from '../core/Go.tsx'
import { Wait } from '../core/Start.tsx'
import { useHome } from './home.ts'
import { Missing, Shell } from './Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: Missing })

const page = (path: string, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load as never, name as never) })

const routes = [
  createRoute({ getParentRoute: () => root, path: '/', component: Home }),
  page('/desk', () => import('../../rooms/intake/ui/DeskPage.tsx'), 'DeskPage'),
  page('/inbox', () => import('./pages/InboxPage.tsx'), 'InboxPage'),
  page('/cases', () => import('./pages/CasesPage.tsx'), 'CasesPage'),
  page('/cases/$procedure/$id', () => import('./pages/CasePage.tsx'), 'CasePage'),
  page('/complaints', () => import('../../rooms/complaint/ui/ComplaintsPage.tsx'), 'ComplaintsPage'),
  page('/complaint-figures', () => import('../../rooms/complaint/ui/FiguresPage.tsx'), 'FiguresPage'),
  page('/groups', () => import('../../rooms/intake/groups/ui/GroupsPage.tsx'), 'GroupsPage'),
  page('/drills', () => import('../../rooms/drill/ui/DrillsPage.tsx'), 'DrillsPage'),
  page('/drills/$drill', () => import('../../rooms/drill/ui/DrillPage.tsx'), 'DrillPage'),
  page('/units', () => import('./pages/UnitsPage.tsx'), 'UnitsPage'),
  page('/units/$unit', () => import('./pages/UnitPage.tsx'), 'UnitPage'),
  page('/persons/$person', () => import('./pages/PersonPage.tsx'), 'PersonPage'),
  page('/service', () => import('../../rooms/disclosure/ui/ServicePage.tsx'), 'ServicePage'),
  page('/imports', () => import('./pages/ImportPage.tsx'), 'ImportPage'),
  page('/registers', () => import('./pages/RegistersPage.tsx'), 'RegistersPage'),
  page('/settings', () => import('./pages/PolicyPage.tsx'), 'PolicyPage'),
  page('/calendar', () => import('./pages/CalendarPage.tsx'), 'CalendarPage'),
  page('/org', () => import('./pages/OrgPage.tsx'), 'OrgPage'),
  page('/privacy', () => import('./pages/PrivacyPage.tsx'), 'PrivacyPage'),
  page('/delivery', () => import('./pages/DeliveryPage.tsx'), 'DeliveryPage'),
  page('/account', () => import('./pages/AccountPage.tsx'), 'AccountPage'),
]

/** The routes of the console. Queries are plain texts; pages read them with `useQueryOf`. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  ...queryTexts,
  defaultPreload: false,
  defaultPendingComponent: Wait,
  defaultPendingMs: 200,
  scrollRestoration: true,
})

function Home() {
  return <Navigate to={useHome() as never} replace />
}
