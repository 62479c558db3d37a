import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { sampleOf } from '../../../test/sample.ts'
import { signatureBy } from '../../../test/signatures.ts'
import { describeApi } from '../../server.ts'
import { cases } from '../case/case.contract.ts'
import { inCompany, inProject, readProjects } from '../db/db.ts'
import { roleNames } from '../org/roles.ts'
import { person } from '../person/person.contract.ts'
import { buildApp } from './app.ts'
import { bind } from './bind.ts'
import { contract } from './contract.ts'

/**
 * Every route of the OpenAPI document × somebody of another project: a foreign project, and a foreign id within the own
 * project, must answer like ones that nobody has: the same status and the same body.
 */

interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  names: string[]
  // biome-ignore lint/suspicious/noExplicitAny: a JSON schema
  body: any
  upload: boolean
}

let world: DoorWorld
let stranger: Browser
// biome-ignore lint/suspicious/noExplicitAny: the OpenAPI document
let document: any
let operations: Operation[]
/** Ids of real things of the project that the stranger has no part in, by parameter name. */
const foreign: Record<string, string> = {}

beforeAll(async () => {
  world = await makeDoorWorld()
  await giveEveryRole(world)
  stranger = await world.browser(world.stranger)
  document = JSON.parse(await describeApi('test'))
  operations = operationsOf(document)
  await makeThings()
})
afterAll(() => world.closeAll())

/** Rights must not be what keeps the stranger out: in his own project he holds a post of every role. */
async function giveEveryRole({ engine, stranger, otherProject, departments }: DoorWorld): Promise<void> {
  await inCompany(engine.db, async (tx) => {
    for (const role of roleNames) {
      const post = uuid()
      await sql`insert into post (id, project_id, department_id, role, title) values (${post}, ${otherProject}, ${departments.service}, ${role}, ${role})`.execute(
        tx,
      )
      await sql`insert into post_holding (id, post_id, account_id, from_at) values (${uuid()}, ${post}, ${stranger.accountId}, ${new Date(0)})`.execute(
        tx,
      )
    }
  })
}

async function makeThings(): Promise<void> {
  const { project, engine, units, places, owners, staff } = world
  const desk = await world.browser(staff.zhou)
  foreign.id = uuid()
  const register = {
    place: 'home',
    trade: 'water',
    content: '厨房漏水',
    keyPoints: '角阀',
    unitId: units['1-1-301'],
    personId: owners.wang.personId,
  }
  await desk.call(cases.act, {
    params: { project, procedure: 'repair', id: foreign.id, action: 'register' },
    body: { form: register },
  })
  const page = await desk.call(cases.page, { params: { project, procedure: 'repair', id: foreign.id } })
  const params = { project, person: owners.wang.personId }
  foreign.phone = uuid()
  foreign.contact = uuid()
  foreign.residence = uuid()
  await desk.call(person.addPhone, { params, body: { id: foreign.phone, phone: '13800138821' } })
  await desk.call(person.addContact, {
    params,
    body: { id: foreign.contact, name: '王父', relation: '父亲', phone: '13800138820' },
  })
  await desk.call(person.moveIn, {
    params,
    body: { id: foreign.residence, unitId: units['1-1-302']!, relation: 'family', fromOn: '2026-01-01' },
  })
  const link = await desk.call(cases.makeLink, {
    params: { project, procedure: 'repair', id: foreign.id },
    body: { purpose: 'owner' },
  })
  const { rows: posts } = await readProjects(engine.db, [], (tx) =>
    sql<{ post: string; holding: string }>`
      select p.id as post, h.id as holding from post p join post_holding h on h.post_id = p.id where h.account_id = ${staff.li.accountId}`.execute(
      tx,
    ),
  )
  const { rows: duties } = await readProjects(engine.db, [], (tx) =>
    sql<{ id: string }>`select id from on_duty where project_id = ${project}`.execute(tx),
  )
  Object.assign(foreign, {
    signature: await signedSlip(desk),
    clock: page.clocks[0]!.id,
    link: link.linkId,
    unit: units['1-1-301'],
    place: places.hall,
    person: owners.wang.personId,
    account: staff.li.accountId,
    post: posts[0]!.post,
    holding: posts[0]!.holding,
    entry: duties[0]!.id,
    file: await world.picture(),
    ...words,
  })
}

/** A contact slip that its handler has signed for; answers the id of the signature. */
async function signedSlip(desk: Browser): Promise<string> {
  const { project, departments, staff } = world
  const params = { project, procedure: 'contact', id: uuid() }
  const form = {
    kind: 'complaint',
    content: '楼上噪声',
    departmentId: departments.order,
    handlerId: staff.li.accountId,
  }
  await desk.call(cases.act, { params: { ...params, action: 'issue' }, body: { form } })
  const handler = await world.browser(staff.li)
  const signature = signatureBy('李强', '经办人')
  await handler.call(cases.act, { params: { ...params, action: 'receive' }, body: { form: {}, signature } })
  const { signatures } = await desk.call(cases.page, { params })
  return signatures[0]!.id
}

function operationsOf(api: {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: unknown }> } }>>
}): Operation[] {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => ({
      method: method.toUpperCase() as Operation['method'],
      path,
      names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
      body: requestBody?.content['application/json']?.schema ?? null,
      upload: requestBody?.content['multipart/form-data'] !== undefined,
    })),
  )
}

type Ids = (name: string) => string

async function ask(
  app: FastifyInstance,
  { method, path, body, upload }: Operation,
  project: number,
  ids: Ids,
  bodyIds: Ids,
  cookie: string,
) {
  const fixed = new Map<string, string>()
  const idOf = (name: string) => {
    const known = fixed.get(name) ?? (name === 'project' ? String(project) : ids(name))
    fixed.set(name, known)
    return known
  }
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(idOf(name)))
  const payload = body === null ? undefined : JSON.stringify(sampleOf(document, body, bodyIds))
  const reply = await app.inject({
    method,
    url: required[path] ? `${url}?${required[path]}` : url,
    headers: {
      cookie,
      'idempotency-key': uuid(),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(upload ? { 'content-type': 'multipart/form-data; boundary=x' } : {}),
    },
    ...(payload === undefined ? {} : { payload }),
    ...(upload ? { payload: '--x--\r\n' } : {}),
  })
  // A PDF carries the second in which it was drawn: that there is one is what counts.
  const isJson = String(reply.headers['content-type']).includes('json')
  return { url, status: reply.statusCode, body: isJson ? reply.body : String(reply.headers['content-type']) }
}

/** Query parameters that a route cannot do without. */
const required: Record<string, string> = {
  '/api/projects/{project}/search': 'q=%E7%8E%8B',
  '/api/projects/{project}/registers/{register}': 'from=2026-03-01&to=2026-03-31',
  '/api/projects/{project}/registers/{register}/pdf': 'from=2026-03-01&to=2026-03-31',
}

/** Words that are the same in every project, and versions of settings, which count from 1 in each: they name nothing of others. */
const words = { sheet: 'repair-slip', register: 'owner-repair-register', procedure: 'repair', version: '1' }
const random: Ids = (name) => words[name as keyof typeof words] ?? randomUUID()
const real: Ids = (name) => foreign[name] ?? randomUUID()

/** Fields of bodies that name things: unitId, personId, technicianId … */
const realInBody: Ids = (field) => {
  const name = field.replace(/Ids?$/, '')
  const kinds: Record<string, string> = {
    technician: 'account',
    handler: 'account',
    second: 'account',
    case: 'id',
    parent: 'id',
    item: 'phone',
  }
  return foreign[kinds[name] ?? name] ?? randomUUID()
}

/** An answer with the ids of this very request taken out, so that an echo is no difference. */
const plain = ({ status, body }: { status: number; body: string }) =>
  `${status} ${body.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID').replace(/"(LX|BX|SQ)-\d+-\d+"/g, 'NUMBER')}`

/** The differences between what belongs to others and what is nobody's. */
async function leaks(app: FastifyInstance, some: readonly Operation[], cookie: string): Promise<string[]> {
  const found: string[] = []
  const { project, otherProject } = world
  for (const operation of some) {
    if (operation.path === '/api/events') continue
    const compare = async (what: string, a: Promise<{ url: string; status: number; body: string }>, b: typeof a) => {
      const [theirs, nobodys] = [await a, await b]
      if (plain(theirs) !== plain(nobodys)) {
        found.push(
          `${operation.method} ${operation.path} ${what}: ${plain(theirs).slice(0, 200)} ≠ ${plain(nobodys).slice(0, 200)}`,
        )
      }
      return theirs.status
    }
    if (operation.names.includes('project')) {
      const status = await compare(
        'foreign project',
        ask(app, operation, project, real, realInBody, cookie),
        ask(app, operation, 987_654, random, random, cookie),
      )
      if (status !== 404) found.push(`${operation.method} ${operation.path}: a foreign project answered ${status}`)
    }
    if (operation.names.some((name) => name !== 'project') || namesThings(operation.body)) {
      await compare(
        'foreign id',
        ask(app, operation, otherProject, real, realInBody, cookie),
        ask(app, operation, otherProject, random, random, cookie),
      )
    }
  }
  return found
}

/** Whether a body can name something that may belong to others. */
const namesThings = (body: unknown) => JSON.stringify(body ?? null).includes('"uuid"')

describe('somebody of another project', () => {
  it('finds over a hundred routes in the document', () => {
    expect(operations.length).toBeGreaterThan(100)
    const names = new Set(operations.flatMap((operation) => operation.names))
    for (const name of ['token', 'rule', 'session', 'project', 'action']) names.delete(name)
    // Every parameter has a real thing behind it, else its routes would be asked for nothing.
    expect([...names].filter((name) => foreign[name] === undefined)).toEqual([])
  })

  it('gets the same answer for what belongs to others as for what nobody has', async () => {
    const others = operations.filter(
      ({ path }) => !/^\/api\/(sign-in|sign-out|password|sessions|test|demo|owner\/sign-in)/.test(path),
    )
    expect(await leaks(world.app, others, stranger.cookie)).toEqual([])
  }, 120_000)

  it('changed nothing there', async () => {
    const { rows } = await inProject(world.engine.db, world.project, (tx) =>
      sql<{
        actions: number
      }>`select count(*)::int as actions from case_action where project_id = ${world.project}`.execute(tx),
    )
    // The repair's registration, the slip's issue and receipt: what makeThings did.
    expect(rows[0]!.actions).toBe(3)
  })

  it('and a planted leak is caught', async () => {
    const app = await buildApp(world.doors)
    const leaky = contract({
      method: 'GET',
      path: '/api/projects/:project/leak/:unit',
      title: 'A unit by its id alone',
      may: ['public'],
      answer: z.object({ code: z.string() }),
    })
    bind(app, leaky, async ({ params }) => {
      const rows = await world.database.asOwner<{ code: string }>('select code from unit where id = $1', [params.unit])
      return { code: rows[0]?.code ?? '' }
    })
    const operation: Operation = {
      method: 'GET',
      path: '/api/projects/{project}/leak/{unit}',
      names: ['project', 'unit'],
      body: null,
      upload: false,
    }
    expect((await leaks(app, [operation], stranger.cookie)).length).toBeGreaterThan(0)
    await app.close()
  })
})

describe('nobody', () => {
  it('is asked to sign in at every door that is not public', async () => {
    const doors = operations.filter(({ path }) => path.includes('{project}'))
    for (const operation of doors) {
      const { status, url } = await ask(world.app, operation, world.project, real, realInBody, '')
      expect([operation.method, url, status]).toEqual([operation.method, url, 401])
    }
  })
})
