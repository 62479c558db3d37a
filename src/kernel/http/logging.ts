import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ServerSettings } from './doors.ts'

/**
 * The log: JSON lines of pino. It names routes, ids of requests, kinds of failures and places in the code, and nothing
 * that a person typed or that stands in a row: whoever runs the machine is not whom residents told it to.
 */

/** A request that takes longer is named in the log. Uploads and exports may; pages may not. */
const SLOW_REQUEST_MS = 1_000
/** Causes of causes that are looked at. */
const MOST_CAUSES = 3
const MOST_MESSAGE = 200

/** Whatever is logged under these names does not come out: a net below the serializers. */
const NEVER = ['body', 'query', 'params', 'headers', 'form', 'phone', 'name', 'address', 'cookie', 'password', 'token']

/** pino's options for these settings; false: no log. */
export function loggerOf({ log, logTo }: Pick<ServerSettings, 'log' | 'logTo'>) {
  if (log === false) return false
  return {
    level: log,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: { req: loggedRequest, err: loggedError },
    redact: { paths: NEVER.flatMap((name) => [name, `*.${name}`]), censor: '[not logged]' },
    hooks: { logMethod: withoutMessages },
    ...(logTo ? { stream: logTo } : {}),
  }
}

/** Names slow requests by their route. Streams are open for as long as somebody looks. */
export function nameSlowRequests(
  app: FastifyInstance,
  { slowMs = SLOW_REQUEST_MS }: Pick<ServerSettings, 'slowMs'>,
): void {
  app.addHook('onResponse', async (request, reply) => {
    if (reply.elapsedTime < slowMs || isStream(reply.raw.getHeader('content-type'))) return
    const milliseconds = Math.round(reply.elapsedTime)
    request.log.warn({ req: request, status: reply.statusCode, milliseconds }, 'slow request')
  })
}

export const isStream = (contentType: unknown) => String(contentType).startsWith('text/event-stream')

/** The pattern of the route; what stands in its place was typed by somebody, as was everything in an unknown path. */
export const routeOf = (request: FastifyRequest) => request.routeOptions.url ?? 'none'

function loggedRequest(request: FastifyRequest) {
  return { method: request.method, route: routeOf(request) }
}

interface LoggedError {
  [more: string]: unknown
  type: string
  message: string
  stack: string
}

interface Details {
  code?: unknown
  severity?: unknown
  table?: unknown
  constraint?: unknown
  column?: unknown
}

/**
 * Where a failure came from. The database quotes rows in its messages and details, parsers quote what they read: of the
 * first only the code and the names of things are kept, of others the message without what it quotes.
 */
function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'no error was thrown', stack: '' }
  const { code, severity, table, constraint, column } = error as Details
  const ofDatabase = typeof severity === 'string'
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: ofDatabase ? `SQLSTATE ${code}` : withoutQuotes(error.message),
    ...(ofDatabase ? { table, constraint, column } : {}),
    stack: framesOf(error),
    ...(error.cause !== undefined && depth < MOST_CAUSES ? { cause: loggedError(error.cause, depth + 1) } : {}),
  }
}

function framesOf({ stack = '' }: Error): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return frames.map((line) => line.trim()).join('\n')
}

/** Quoted pieces, long numbers and Chinese words are somebody's. */
function withoutQuotes(message: string): string {
  return message
    .slice(0, 2 * MOST_MESSAGE)
    .replace(/"[^"]*"?|'[^']*'?|`[^`]*`?|“[^”]*”?|「[^」]*」?/g, '…')
    .replace(/[^\u0000-\u2e7f]+/gu, '…')
    .replace(/\d[\d\s.-]{3,}\d/g, '…')
    .slice(0, MOST_MESSAGE)
}

/** pino takes the message of an error for the text of the line where none is given. */
function withoutMessages(this: unknown, args: unknown[], method: (...args: unknown[]) => void): void {
  const [first, text] = args
  const error = first instanceof Error ? first : (first as { err?: unknown } | null)?.err
  const safe = error instanceof Error && (text === undefined || text === error.message) ? [first, 'failed'] : args
  method.apply(this, safe)
}
