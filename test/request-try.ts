import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { schemaFaults } from './json-schema.ts'
import type { Operation } from './operations.ts'
import { faults } from './refusals.ts'
import { type DrawnRequest, type Ground, requestsTo } from './request-draw.ts'

/** Doors behind which drawn requests are sent, and who sends them. */
export interface Tries {
  app: FastifyInstance
  ground: Ground
  seed: number
  /** The cookie of an asker; '' for nobody. */
  cookieOf(asker: string): string
  /** What the server wrote into its log since the last look, so that a failure says why. */
  logged(): string
  /** Statuses by door, counted over all tries. */
  met: Map<string, Map<number, number>>
}

/** After this many requests over one failure the smallest so far is told. */
const MOST_SHRINKS = 150

/**
 * Sends `runs` drawn requests to one door. Null when every answer is as documented; else what was wrong, and the
 * request as one line for a shell. fast-check sends smaller requests until they fail no more; one that does not fail
 * again alone depends on those before it, and is told as it was.
 */
export async function tryDoor(tries: Tries, operation: Operation, runs: number): Promise<string | null> {
  let failed = 0
  const property = fc.asyncProperty(requestsTo(operation, tries.ground), async (request) => {
    if (failed > 0 && ++failed > MOST_SHRINKS) return
    const found = await faultsOf(tries, operation, request)
    if (found.length === 0) return
    failed ||= 1
    throw new Error(found.join('\n  '))
  })
  const result = await fc.check(property, { seed: seedOf(tries.seed, operation), numRuns: runs })
  if (!result.failed) return null
  const [request] = result.counterexample ?? []
  const why = result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance)
  return `${operation.name} (seed ${tries.seed})\n  ${why}\n  ${request ? asCurl(request, tries) : 'no request could be drawn'}`
}

/** Each door has draws of its own, which a new door beside it does not change. */
const seedOf = (seed: number, { name }: Operation) =>
  createHash('sha256').update(`${seed} ${name}`).digest().readInt32BE()

async function faultsOf(tries: Tries, operation: Operation, request: DrawnRequest): Promise<string[]> {
  const reply = await send(tries, operation, request)
  const counted = tries.met.get(operation.name) ?? new Map<number, number>()
  tries.met.set(operation.name, counted.set(reply.statusCode, (counted.get(reply.statusCode) ?? 0) + 1))
  const found = answerFaults(tries.ground.api.document, operation, reply)
  const logged = tries.logged()
  return found.length > 0 && logged !== '' ? [...found, logged] : found
}

function send(
  { app, cookieOf }: Tries,
  operation: Operation,
  { asker, method, url, type, payload, key }: DrawnRequest,
) {
  const cookie = cookieOf(asker)
  const reply = app.inject({
    method,
    url,
    headers: {
      ...(cookie === '' ? {} : { cookie }),
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...(type === null ? {} : { 'content-type': type }),
    },
    ...(payload === null ? {} : { payload }),
    // A stream of events has no end: its beginning is looked at.
    ...(isStream(operation) ? { payloadAsStream: true } : {}),
  })
  return isStream(operation) ? reply.then(beginning) : reply
}

const isStream = ({ answers }: Operation) => answers[200]?.media === 'text/event-stream'

async function beginning(reply: LightMyRequestResponse): Promise<LightMyRequestResponse> {
  const stream = reply.stream()
  let body = ''
  for await (const piece of stream) {
    body += piece
    if (reply.statusCode === 200) break
  }
  stream.destroy()
  return Object.assign(reply, { body, json: () => JSON.parse(body) })
}

/** What is not as the document says; empty when all is. */
export function answerFaults(document: unknown, operation: Operation, reply: LightMyRequestResponse): string[] {
  const { statusCode: status } = reply
  if (status >= 500) return [`answered ${status}: ${reply.body.slice(0, 300)}`]
  const documented = operation.answers[status] ?? operation.answers[`${Math.floor(status / 100)}XX`]
  if (!documented) return [`answered ${status}, which is not documented: ${reply.body.slice(0, 300)}`]
  const { media, schema } = documented
  const type = String(reply.headers['content-type'])
  const fits = media.endsWith('/*') ? type.startsWith(media.slice(0, -1)) : type.split(';')[0] === media
  if (!fits) return [`${status} is ${type}, documented as ${media}: ${reply.body.slice(0, 300)}`]
  return [
    ...(status >= 400 ? faults(reply, { status, anyLanguage: operation.path === '/api/me/language' }) : []),
    ...(/json$/.test(media) ? schemaFaults(document, schema, reply.json()) : reply.body === '' ? ['has no body'] : []),
    ...headerFaults(operation, reply),
  ]
}

function headerFaults({ may }: Operation, { statusCode, headers }: LightMyRequestResponse): string[] {
  const found: string[] = []
  const is = (fine: boolean, text: string) => {
    if (!fine) found.push(`${text}: ${JSON.stringify(headers)}`)
  }
  is(headers['x-content-type-options'] === 'nosniff', 'may be sniffed')
  is(String(headers['content-security-policy']).startsWith('default-src '), 'has no policy for content')
  is(!headers['x-powered-by'] && !headers.server, 'says what it runs on')
  const caching = String(headers['cache-control'])
  const isKept = /\b(no-store|private)\b/.test(caching)
  is(isKept || (may.includes('public') && statusCode < 400), 'may be kept by others')
  is(statusCode !== 429 || Number(headers['retry-after']) > 0, 'does not say when to come again')
  for (const cookie of [headers['set-cookie'] ?? []].flat())
    is(/HttpOnly/i.test(cookie) && /Secure/i.test(cookie) && /SameSite/i.test(cookie), 'sets an open cookie')
  return found
}

/** The request as a line for a shell; the cookie is named by whose it is. */
function asCurl({ asker, method, url, type, payload, key }: DrawnRequest, { cookieOf }: Tries): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
  const parts = [
    `curl -X ${method} ${quoted(`http://localhost${url}`)}`,
    ...(cookieOf(asker) === '' ? [] : [`-H 'cookie: <${asker}>'`]),
    ...(key === null ? [] : [`-H ${quoted(`idempotency-key: ${key}`)}`]),
    ...(type === null ? [] : [`-H ${quoted(`content-type: ${type}`)}`]),
    ...(payload === null ? [] : [`--data-binary ${quoted(payload.toString('utf8'))}`]),
  ]
  return parts.join(' ')
}
