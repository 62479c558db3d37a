import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { Broken, Missing } from '../mobile-kit/Screen.tsx'
import { Work } from './Work.tsx'

/** The screens of the staff phone. All but the first are fetched when somebody goes there. */
const root = createRootRoute({ component: Outlet })

const work = createRoute({ getParentRoute: () => root, path: '/', component: Work })
const pool = createRoute({
  getParentRoute: () => root,
  path: 'pool',
  component: lazyRouteComponent(() => import('./Pool.tsx'), 'Pool'),
})
const report = createRoute({
  getParentRoute: () => root,
  path: 'report',
  component: lazyRouteComponent(() => import('./Report.tsx'), 'Report'),
})
const search = createRoute({
  getParentRoute: () => root,
  path: 'search',
  component: lazyRouteComponent(() => import('./Search.tsx'), 'Search'),
})
const about = createRoute({
  getParentRoute: () => root,
  path: 'about/$kind/$id',
  component: lazyRouteComponent(() => import('./About.tsx'), 'About'),
})
const notices = createRoute({
  getParentRoute: () => root,
  path: 'notices',
  component: lazyRouteComponent(() => import('./Notices.tsx'), 'Notices'),
})
const approvals = createRoute({
  getParentRoute: () => root,
  path: 'approvals',
  component: lazyRouteComponent(() => import('./Approvals.tsx'), 'Approvals'),
})
const climbed = createRoute({
  getParentRoute: () => root,
  path: 'climbed',
  component: lazyRouteComponent(() => import('./Climbed.tsx'), 'Climbed'),
})
const mine = createRoute({
  getParentRoute: () => root,
  path: 'me',
  component: lazyRouteComponent(() => import('./Me.tsx'), 'Me'),
})
const delivery = createRoute({
  getParentRoute: () => root,
  path: 'me/delivery',
  component: lazyRouteComponent(() => import('./Delivery.tsx'), 'Delivery'),
})
const security = createRoute({
  getParentRoute: () => root,
  path: 'me/security',
  component: lazyRouteComponent(() => import('./Security.tsx'), 'Security'),
})
const ofCase = createRoute({
  getParentRoute: () => root,
  path: 'case/$procedure/$id',
  component: lazyRouteComponent(() => import('./CaseScreen.tsx'), 'CaseScreen'),
})
const ofAction = createRoute({
  getParentRoute: () => root,
  path: 'case/$procedure/$id/$action',
  component: lazyRouteComponent(() => import('./ActionScreen.tsx'), 'ActionScreen'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    work,
    pool,
    report,
    search,
    about,
    notices,
    approvals,
    climbed,
    mine,
    delivery,
    security,
    ofCase,
    ofAction,
  ]),
  basepath: '/staff',
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: () => <Missing home="/staff/" />,
  scrollRestoration: true,
})
