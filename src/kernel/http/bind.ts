import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { z } from 'zod'
import type { Session } from '../auth/session.ts'
import { Refusal } from '../case/refusal.ts'
import { troublesOf } from '../case/troubles.ts'
import { barredFrom } from '../db/reader.ts'
import { inLanguage, languageOf } from '../text/reader.ts'
import { type AnyContract, type ParamNames, problem as problemSchema } from './contract.ts'
import { plain, refuseUnstorable, type Sendable } from './json.ts'
import { admit, requirePermission } from './permission.ts'
import { SignedOut } from './problems.ts'

/** One request that the door has let in, with everything checked against the contract. */
export interface Visit<C extends AnyContract> {
  params: Record<ParamNames<C['path']>, string>
  /** The project of the path, within the session's reach; 0 where the path names none. */
  project: number
  query: z.output<NonNullable<C['query']>>
  body: z.output<NonNullable<C['body']>>
  /** Who is signed in. Throws SignedOut on a public door that nobody came through signed in. */
  readonly session: Session
  /** The client's Idempotency-Key; '' where the contract asks for none. */
  key: string
  request: FastifyRequest
  reply: FastifyReply
}

export type Handler<C extends AnyContract> = (
  visit: Visit<C>,
) => Promise<C['media'] extends string ? unknown : Sendable<z.input<C['answer']>>>

export interface BindOptions {
  /** Requests a minute from one address (or session) to this door, where it must be fewer than elsewhere. */
  perMinute?: number
  /** Bytes of the body, where it must be other than the application's limit. */
  bodyLimit?: number
}

/**
 * Binds a contract to its handler. Before anything of the body is read: is somebody signed in, is the project within
 * reach, does he hold a post that may. Then path, query and body are checked, and after it the answer.
 * Throws at start-up when the contract declares no permission that can be checked.
 */
export function bind<C extends AnyContract>(
  app: FastifyInstance,
  contract: C,
  handler: Handler<C>,
  { perMinute, bodyLimit }: BindOptions = {},
): void {
  requirePermission(contract)
  app.contracts.push(contract)
  const params = paramsSchema(contract)
  const route: RouteShorthandOptions = {
    // After the limiter, which is a hook of onRequest: whoever is not let in is counted too.
    preParsing: async (request) => admitRequest(contract, request),
    config: perMinute === undefined ? {} : { rateLimit: { max: perMinute, timeWindow: '1 minute' } },
    schema: app.describing ? describe(contract, params) : hotSchema(app, contract),
    ...(bodyLimit === undefined ? {} : { bodyLimit }),
  }
  app.route({
    ...route,
    method: contract.method,
    url: contract.path,
    handler: async (request, reply) => {
      const answer = await barredFrom(request.session?.barred ?? [], () =>
        inLanguage(languageOf(request), () => handler(visitOf(contract, params, request, reply))),
      )
      if (contract.media) return answer
      if (!contract.may.includes('public')) reply.header('cache-control', 'no-store')
      return writesHot(app, contract) ? answer : contract.answer.parse(plain(answer))
    },
  })
}

async function admitRequest(contract: AnyContract, request: FastifyRequest): Promise<void> {
  const named = (request.params as { project?: string }).project
  const project = named === undefined ? null : projectNumber(named)
  switch (admit(contract.may, request.session, project)) {
    case 'in':
      return
    case 'signed-out':
      throw new SignedOut()
    case 'not-found':
      throw new Refusal('not-found', '没有找到')
    case 'wrong-role':
      throw new Refusal('wrong-role', '您的岗位不能办理这件事')
  }
}

/** A project number of the path; 0, which no project has, for what is no number. */
function projectNumber(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0
}

function visitOf<C extends AnyContract>(
  contract: C,
  params: z.ZodType,
  request: FastifyRequest,
  reply: FastifyReply,
): Visit<C> {
  // What cannot be an id is not there, the same as an id that nothing has.
  const path = params.safeParse(request.params)
  if (!path.success) throw new Refusal('not-found', '没有找到')
  const query = request.query as Record<string, unknown>
  refuseUnstorable(query)
  const { project } = request.params as { project?: string }
  const key = contract.keyed ? keyOf(request) : ''
  return {
    params: path.data as Visit<C>['params'],
    project: project === undefined ? 0 : projectNumber(project),
    query: checked(contract.query ?? noQuery, query) as Visit<C>['query'],
    body: (contract.body ? checked(contract.body, request.body) : undefined) as Visit<C>['body'],
    get session() {
      if (request.session === null) throw new SignedOut()
      return request.session
    },
    key,
    request,
    reply,
  }
}

const noQuery = z.strictObject({})

function checked(schema: z.ZodType, value: unknown): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new Refusal('bad-form', '填写有误', { fields: troublesOf(result.error.issues) })
}

const uuid = z.uuid()

function keyOf(request: FastifyRequest): string {
  const given = request.headers['idempotency-key']
  if (given === undefined) throw new Refusal('bad-form', '缺少 Idempotency-Key：每个操作须带一个客户端生成的 UUID')
  if (typeof given !== 'string' || !uuid.safeParse(given).success) {
    throw new Refusal('bad-form', 'Idempotency-Key 须是 UUID')
  }
  return given.toLowerCase()
}

function paramsSchema({ path, params = {} }: AnyContract): z.ZodObject {
  const names = [...path.matchAll(/:([a-z]+)/gi)].map(([, name]) => name!)
  const own = params as Record<string, z.ZodType>
  return z.object(
    Object.fromEntries(names.map((name) => [name, own[name] ?? (name === 'project' ? projectParam : uuid)])),
  )
}

const projectParam = z.string().regex(/^[1-9]\d{0,8}$/)

/**
 * In production a hot list is written straight by its JSON schema, instants and amounts too; walking and parsing every
 * answer first costs a third of the request. The schema is OpenAPI's, whose `nullable` is written without trying branches.
 */
const writesHot = (app: FastifyInstance, { hot }: AnyContract) => hot === true && !app.checksAnswers

function hotSchema(app: FastifyInstance, contract: AnyContract): Record<string, unknown> {
  if (!writesHot(app, contract)) return {}
  const schema = z.toJSONSchema(contract.answer, { target: 'openapi-3.0', io: 'output', unrepresentable: 'any' })
  return { response: { 200: schema } }
}

/** What the OpenAPI document says of a route. */
function describe(contract: AnyContract, params: z.ZodObject): Record<string, unknown> {
  const { title, may, query, body, answer, media, keyed, upload } = contract
  const file = { type: 'string', format: 'binary' }
  return {
    summary: title,
    description: `May: ${may.join(', ')}`,
    tags: [tagOf(contract)],
    ...(Object.keys(params.shape).length > 0 ? { params } : {}),
    ...(query ? { querystring: query } : {}),
    ...(keyed ? { headers: z.object({ 'idempotency-key': z.uuid() }) } : {}),
    ...(upload
      ? { consumes: ['multipart/form-data'], body: z.object({ file: z.any().meta(file) }) }
      : body
        ? { body }
        : {}),
    response: {
      200: media ? { description: title, content: { [media]: { schema: z.string() } } } : answer,
      '4xx': refused('Refused'),
      '5xx': refused('Failed'),
    },
    'x-guanjia-may': may,
  }
}

const refused = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})

function tagOf(contract: AnyContract): string {
  const path: string = contract.path
  const parts = path.split('/').filter((part) => part !== '' && part !== 'api' && !part.startsWith(':'))
  return (parts[0] === 'projects' ? parts[1] : parts[0]) ?? 'api'
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Answers are checked against their contract also where a hot list could skip it: tests and development. */
    checksAnswers: boolean
    /** Routes are registered for the OpenAPI document only. */
    describing: boolean
    /** Every route that was bound. */
    contracts: AnyContract[]
  }
  interface FastifyRequest {
    /** Who sends the request, read from the database before the door decides; null: nobody. */
    session: Session | null
  }
}
