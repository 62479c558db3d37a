import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { importKinds } from './import.ts'
import { auditRoutes } from './kernel/audit/audit.routes.ts'
import { authRoutes } from './kernel/auth/auth.routes.ts'
import { Changes } from './kernel/case/changes.ts'
import type { Engine } from './kernel/case/engine.ts'
import { linkRoutes } from './kernel/case/link.routes.ts'
import { registerRoutes } from './kernel/case/register.routes.ts'
import { caseRoutes } from './kernel/case/routes.ts'
import type { RoomReads } from './kernel/case/sheets.ts'
import { calendarRoutes } from './kernel/clock/calendar.routes.ts'
import { DataKeys } from './kernel/data-keys.ts'
import { deliveryRoutes } from './kernel/delivery/delivery.routes.ts'
import { endpointRoutes } from './kernel/delivery/endpoint.routes.ts'
import { fileRoutes } from './kernel/file/file.routes.ts'
import { handbookRoutes } from './kernel/handbook/handbook.routes.ts'
import { Handbook } from './kernel/handbook/handbook.ts'
import { buildApp } from './kernel/http/app.ts'
import type { Doors, ServerSettings } from './kernel/http/doors.ts'
import { healthRoutes } from './kernel/http/health.routes.ts'
import { serveDocument } from './kernel/http/openapi.ts'
import { serveFaces, serveManual } from './kernel/http/static.ts'
import { importRoutes } from './kernel/import/import.routes.ts'
import { metricsRoutes } from './kernel/metrics/metrics.routes.ts'
import { Metrics } from './kernel/metrics/metrics.ts'
import { noticeRoutes } from './kernel/notice/notice.routes.ts'
import { dutyRoutes } from './kernel/org/duty.routes.ts'
import { handoverRoutes } from './kernel/org/handover.routes.ts'
import { orgRoutes } from './kernel/org/org.routes.ts'
import { roleRoutes } from './kernel/org/roles.routes.ts'
import { ownerHomeRoutes } from './kernel/owner/home.routes.ts'
import { personRoutes } from './kernel/person/person.routes.ts'
import { policyRoutes } from './kernel/policy/policy.routes.ts'
import { privacyRoutes } from './kernel/privacy/privacy.routes.ts'
import { propertyRoutes } from './kernel/property/property.routes.ts'
import { root } from './kernel/root.ts'
import { searchRoutes } from './kernel/search/search.routes.ts'
import { signatureRoutes } from './kernel/signature/signature.routes.ts'
import { vehicleRoutes } from './kernel/vehicle/vehicle.routes.ts'
import { announcementRoutes } from './rooms/complaint/announcement.routes.ts'
import { complaintReads, disputeReads, suggestionReads } from './rooms/complaint/complaint.reads.ts'
import { complaintRoutes } from './rooms/complaint/complaint.routes.ts'
import { announcementReads, reportReads, studyReads } from './rooms/complaint/report.reads.ts'
import { disclosureRoutes } from './rooms/disclosure/disclosure.routes.ts'
import { publicationReads } from './rooms/disclosure/publication.reads.ts'
import { type DrillSettings, drillRoutes } from './rooms/drill/drill.routes.ts'
import { groupRoutes } from './rooms/intake/groups/groups.routes.ts'
import { originalRoutes } from './rooms/intake/import/original.routes.ts'
import { contactReads, matterReads } from './rooms/intake/intake.reads.ts'
import { intakeRoutes } from './rooms/intake/intake.routes.ts'
import { mannersReads } from './rooms/intake/manners.sheets.ts'
import { triageRoutes } from './rooms/intake/triage/triage.routes.ts'
import { repairReads } from './rooms/repair/repair.reads.ts'
import { repairRoutes } from './rooms/repair/repair.routes.ts'
import { duties, procedures } from './rooms.ts'
import { faceOf, pages, places } from './web/core/faces.ts'

/** How each procedure is read and printed. */
export const reads: Readonly<Record<string, RoomReads>> = {
  matter: matterReads,
  contact: contactReads,
  repair: repairReads,
  manners: mannersReads,
  publication: publicationReads,
  complaint: complaintReads,
  suggestion: suggestionReads,
  dispute: disputeReads,
  announcement: announcementReads,
  study: studyReads,
  'complaint-report': reportReads,
}

const HANDBOOK = join(root, 'handbook')

/** Paths of the faces that QR codes and links lead to. */
export const facePlaces: Doors['settings']['places'] = {
  link: places.link,
  slip: places.slip,
  case: (procedure, id) => `/cases/${procedure}/${id}`,
}

/** The whole application, ready to listen. Throws when a route declares no permission, or the settings contradict each other. */
export async function buildServer(
  doors: Doors,
  { describing = false, drill = null }: { describing?: boolean; drill?: DrillSettings | null } = {},
): Promise<FastifyInstance> {
  refuseUnsafe(doors.settings)
  const app = await buildApp(doors, { describing })
  const metrics = new Metrics(doors, doors.settings.version, dutyProcedures)
  metrics.listen(app, doors.changes)
  doors.engine.timed = (procedure, milliseconds) => metrics.acted(procedure, milliseconds)
  app.decorate('metrics', metrics)
  healthRoutes(app, doors)
  metricsRoutes(app, doors, metrics)
  authRoutes(app, doors)
  caseRoutes(app, doors)
  registerRoutes(app, doors)
  linkRoutes(app, doors)
  propertyRoutes(app, doors)
  personRoutes(app, doors)
  privacyRoutes(app, doors)
  orgRoutes(app, doors)
  dutyRoutes(app, doors)
  handoverRoutes(app, doors)
  roleRoutes(app, doors)
  metrics.liveConnections = noticeRoutes(app, doors)
  deliveryRoutes(app, doors)
  endpointRoutes(app, doors)
  searchRoutes(app, doors)
  vehicleRoutes(app, doors)
  signatureRoutes(app, doors)
  policyRoutes(app, doors)
  auditRoutes(app, doors)
  calendarRoutes(app, doors)
  fileRoutes(app, doors)
  ownerHomeRoutes(app, doors)
  handbookRoutes(app, new Handbook(HANDBOOK, doors.engine.procedures))
  importRoutes(app, doors, importKinds(doors.engine))
  intakeRoutes(app, doors)
  originalRoutes(app, doors)
  groupRoutes(app, doors)
  triageRoutes(app, doors)
  complaintRoutes(app, doors)
  announcementRoutes(app, doors)
  disclosureRoutes(app, doors)
  repairRoutes(app, doors)
  drillRoutes(app, doors, drill)
  if (!describing) {
    await serveDocument(app)
    const { webRoot } = doors.settings
    if (webRoot !== null) {
      await serveManual(app, join(webRoot, '..', 'manual'))
      await serveFaces(app, webRoot, (path) => pages[faceOf(path)])
    }
  }
  return app
}

const dutyProcedures = [...new Set(duties.map(({ opens }) => opens.procedure))]

declare module 'fastify' {
  interface FastifyInstance {
    /** What is counted of this application; the work in the background counts itself there too. */
    metrics: Metrics
  }
}

/** One-click sign-in and a clock that can be moved are for this machine alone. */
function refuseUnsafe({ loopback, behindProxy, demo, manualTime, publicUrl }: Doors['settings']): void {
  if (loopback && !behindProxy) return
  if (demo) throw new Error('演示模式只能在本机使用，前面不能有代理')
  if (manualTime !== null) throw new Error('手动时钟只能在本机使用，前面不能有代理')
  if (!publicUrl.startsWith('https://')) throw new Error('对外服务必须使用 https 地址')
}

/** The OpenAPI document of all routes, as JSON text. Needs no database. */
export async function describeApi(version: string): Promise<string> {
  const engine = { procedures } as unknown as Engine
  const settings: ServerSettings = {
    version,
    publicUrl: 'http://localhost',
    places: facePlaces,
    loopback: true,
    demo: true,
    manualTime: null,
    perMinute: 1,
    checksAnswers: true,
    webRoot: null,
    behindProxy: false,
    filling: () => false,
    log: false,
  }
  const doors = { engine, settings, reads, secrets: { dataKey: DataKeys.of(Buffer.alloc(32)) }, changes: new Changes() }
  const app = await buildServer(doors as unknown as Doors, { describing: true })
  await app.ready()
  const document = (app as unknown as { swagger(): unknown }).swagger()
  await app.close()
  return `${JSON.stringify(document, null, 1)}\n`
}
