import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { findSession } from '../auth/auth.routes.ts'
import { Refusal } from '../case/refusal.ts'
import { describeRoutes } from './describe.ts'
import type { Doors, ServerSettings } from './doors.ts'
import { parseJson, refuseUnstorable } from './json.ts'
import { loggerOf, nameSlowRequests } from './logging.ts'
import { networkOf } from './network.ts'
import { DoorProblem, sendProblem } from './problems.ts'

/** A JSON body: forms are a few kilobytes, a drawn signature some hundred. */
const MOST_JSON_BYTES = 1024 * 1024
/** One picture; the file store checks its pixels. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024
/** A request that takes longer than this to arrive is dropped. */
const REQUEST_TIMEOUT_MS = 60_000

/**
 * An address may send as much as this many sessions that use all that one may. Counted before anything is looked up:
 * a made-up cookie costs a statement. Own choice, for an office behind one address.
 */
const SESSIONS_BEHIND_ONE_ADDRESS = 20

/** A restart takes some seconds. */
const STOPPING_RETRY_SECONDS = 5

declare module 'fastify' {
  interface FastifyInstance {
    /** The server ends: what runs is finished, nothing more is begun. */
    stopping: boolean
  }
}

/** The application without its routes: limits, headers, sessions and the form of every refusal. */
export async function buildApp(
  doors: Pick<Doors, 'db' | 'secrets' | 'time' | 'settings'>,
  { describing = false } = {},
): Promise<FastifyInstance> {
  const { settings } = doors
  const always = await securityHeaders(settings)
  const app = fastify({
    bodyLimit: MOST_JSON_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: settings.behindProxy,
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreTrailingSlash: false },
    logger: loggerOf(settings),
    // Answers to requests that are already running are finished; the event streams are ended by their own hook first.
    forceCloseConnections: 'idle',
    // While it stops it says so in our own words, below.
    return503OnClosing: false,
    frameworkErrors: (error, _request, reply) => {
      // What the router itself refuses comes by no hook.
      sendProblem(reply.headers(always) as never, error)
    },
  })
  app.decorate('checksAnswers', settings.checksAnswers)
  app.decorate('describing', describing)
  app.decorate('contracts', [])
  app.decorate('stopping', false)
  app.decorateRequest('session', null)
  nameSlowRequests(app, settings)
  if (describing) await describeRoutes(app, settings.version)
  await app.register(cookie)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(always)
  })
  app.addHook('preClose', async () => {
    app.stopping = true
  })
  app.addHook('onRequest', async (request, reply) => {
    if (!app.stopping) return
    // Whoever comes over a connection that is open already is to come again over a new one.
    reply.header('connection', 'close')
    if (request.routeOptions.url !== '/api/ready')
      throw new DoorProblem('unavailable', 503, '系统正在重新启动，请稍后再试', STOPPING_RETRY_SECONDS)
  })
  await app.register(multipart, { limits: { files: 1, fields: 5, fileSize: MOST_FILE_BYTES, parts: 6 } })
  await app.register(rateLimit, {
    global: true,
    max: settings.perMinute,
    timeWindow: '1 minute',
    enableDraftSpec: true,
    // One session counts for itself, so that an office behind one address does not hold itself up.
    // Only a session that lives counts: a made-up cookie would start a new count with every request.
    keyGenerator: (request) => request.session?.hash ?? networkOf(request.ip),
    errorResponseBuilder: (_request, { ttl }) => tooOften(ttl),
  })
  const ofNetwork = app.createRateLimit({
    max: settings.perMinute * SESSIONS_BEHIND_ONE_ADDRESS,
    keyGenerator: (request) => networkOf(request.ip),
  })
  app.addHook('onRequest', async (request) => {
    const counted = await ofNetwork(request)
    if (!counted.isAllowed && counted.isExceeded) throw tooOften(counted.ttl)
  })
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      // A command without a body may still carry the header.
      done(null, body === '' ? undefined : parseJson(body as string))
    } catch (error) {
      done(error as Error)
    }
  })
  app.addHook('onRequest', async (request) => {
    refuseForeignSite(request, settings)
    refuseUnstorable(request.params)
    if (asksWho(request.url)) await findSession(request, doors)
  })
  app.setErrorHandler((error, _request, reply) => {
    sendProblem(reply, error)
  })
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, (_request, reply) => {
    sendProblem(reply, new Refusal('not-found', '没有找到'))
  })
  return app
}

function tooOften(ttlMs: number): DoorProblem {
  return new DoorProblem('too-many', 429, '操作太频繁，请稍候再试', Math.max(1, Math.ceil(ttlMs / 1000)))
}

/** Pages, files and documents are for everybody, also while the database is away. */
function asksWho(url: string): boolean {
  return url.startsWith('/api/') && !/^\/api\/(health|ready|metrics|openapi\.json|docs|handbook)\b/.test(url)
}

/** What every answer carries. Worked out once: the plugin would build its chain anew for each request. */
async function securityHeaders(settings: ServerSettings): Promise<Record<string, string>> {
  const sample = fastify()
  await sample.register(helmet, helmetOptions(settings))
  sample.get('/', (_request, reply) => reply.code(204).send())
  const { headers } = await sample.inject('/')
  await sample.close()
  const ofHttp = ['date', 'connection', 'content-length', 'content-type']
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (ofHttp.includes(name) ? [] : [[name, String(value)]])),
  )
}

function helmetOptions({ publicUrl }: ServerSettings) {
  const https = publicUrl.startsWith('https:')
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // antd writes its styles into <style> elements at run time; scripts stay without inline.
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Photos before they are sent are blob: and signatures data: urls.
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' as const },
    crossOriginResourcePolicy: { policy: 'same-origin' as const },
    xFrameOptions: { action: 'deny' as const },
  }
}

const LOOPBACK_HOST = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d+)?$/i

/**
 * Requests that another site's page makes in somebody's browser. Browsers say where a request comes from
 * (Sec-Fetch-Site, Origin); programs that say nothing carry no cookies of a browser either. On loopback the name in
 * the Host header is checked too: a foreign name that points to 127.0.0.1 would otherwise count as the same site.
 */
function refuseForeignSite(request: FastifyRequest, { loopback, publicUrl }: ServerSettings): void {
  const { host = '', origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const publicHost = new URL(publicUrl).host
  if (loopback && !LOOPBACK_HOST.test(host) && host !== publicHost) {
    throw new DoorProblem('wrong-host', 421, '本服务只在本机使用，请用 127.0.0.1 打开')
  }
  if (request.method === 'GET' || request.method === 'HEAD') return
  const foreign =
    site !== undefined
      ? site !== 'same-origin' && site !== 'none'
      : origin !== undefined && hostOf(origin) !== host && hostOf(origin) !== publicHost
  if (foreign) throw new DoorProblem('foreign-site', 403, '请求来自别的网站，没有执行')
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}
