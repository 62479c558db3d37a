import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { Broken, Missing } from '../mobile-kit/Screen.tsx'
import { Home } from './Home.tsx'
import { OwnerGate } from './OwnerGate.tsx'

/** The screens of the owner phone: those behind a sign-in, and the case link that needs none. */
const root = createRootRoute({ component: Outlet })

const gate = createRoute({ getParentRoute: () => root, path: 'owner', component: OwnerGate })
const home = createRoute({ getParentRoute: () => gate, path: '/', component: Home })
const signIn = createRoute({
  getParentRoute: () => gate,
  path: 'sign-in',
  component: lazyRouteComponent(() => import('./SlipSignIn.tsx'), 'SlipSignIn'),
})
const report = createRoute({
  getParentRoute: () => gate,
  path: 'report',
  component: lazyRouteComponent(() => import('../../rooms/intake/ui/MyReport.tsx'), 'MyReport'),
})
const matter = createRoute({
  getParentRoute: () => gate,
  path: 'matter/$id',
  component: lazyRouteComponent(() => import('./MatterScreen.tsx'), 'MatterScreen'),
})
const task = createRoute({
  getParentRoute: () => gate,
  path: 'matter/$id/$procedure/$caseId/$action',
  component: lazyRouteComponent(() => import('./TaskScreen.tsx'), 'TaskScreen'),
})
const rate = createRoute({
  getParentRoute: () => gate,
  path: 'matter/$id/rate',
  component: lazyRouteComponent(() => import('../../rooms/intake/ui/RateReception.tsx'), 'RateReception'),
})
const privacy = createRoute({
  getParentRoute: () => gate,
  path: 'privacy',
  component: lazyRouteComponent(() => import('./Privacy.tsx'), 'Privacy'),
})
const myData = createRoute({
  getParentRoute: () => gate,
  path: 'privacy/mine',
  component: lazyRouteComponent(() => import('./MyData.tsx'), 'MyData'),
})
const link = createRoute({
  getParentRoute: () => root,
  path: 'l/$token',
  component: lazyRouteComponent(() => import('./LinkScreen.tsx'), 'LinkScreen'),
})
const published = createRoute({
  getParentRoute: () => root,
  path: 'p/$project/$id',
  component: lazyRouteComponent(() => import('../../rooms/complaint/ui/PublicAnnouncement.tsx'), 'PublicAnnouncement'),
})
const linkTask = createRoute({
  getParentRoute: () => root,
  path: 'l/$token/$action',
  component: lazyRouteComponent(() => import('./LinkTaskScreen.tsx'), 'LinkTaskScreen'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    gate.addChildren([home, signIn, report, matter, rate, task, privacy, myData]),
    link,
    linkTask,
    published,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: () => <Missing home="/owner/" />,
  scrollRestoration: true,
})
