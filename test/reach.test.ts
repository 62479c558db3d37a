import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Refusal } from '../src/kernel/case/refusal.ts'
import { buildApp } from '../src/kernel/http/app.ts'
import { bind } from '../src/kernel/http/bind.ts'
import { type AnyContract, contract } from '../src/kernel/http/contract.ts'
import { procedures } from '../src/rooms.ts'
import { digestOf } from './digest.ts'
import { type DoorWorld, makeDoorWorld } from './doors.ts'
import { type Api, type Operation, operationOf, readApi } from './operations.ts'
import { common, type Ids, idTable, kindNamed } from './reach-ids.ts'
import { makeOtherEstate, makeThings, type Things } from './reach-things.ts'

/**
 * Every route of the OpenAPI document, asked by people of another estate for things of 翠湖花园: the answer must be the
 * one for an id that nobody ever gave out, in status and in body, and must hold nothing that only 翠湖花园 knows.
 */

let world: DoorWorld
let api: Api
let things: Things
let ids: Record<string, Ids>
let askers: Record<AskerName, string>

beforeAll(async () => {
  // Without the time door: it would move time between two questions that must be answered alike.
  world = await makeDoorWorld({ manualTime: null })
  api = await readApi()
  things = await makeThings(world)
  const other = await makeOtherEstate(world)
  ids = idTable(things.ids, other.ids, other.token)
  askers = {
    'staff in every post': (await world.browser(world.stranger)).cookie,
    'an owner': (await world.browser(other.owner)).cookie,
    'the bearer of a link': `__Host-guanjia=${other.token}`,
    nobody: '',
  }
}, 60_000)
afterAll(() => world.closeAll())

const askerNames = ['staff in every post', 'an owner', 'the bearer of a link', 'nobody'] as const
type AskerName = (typeof askerNames)[number]
const signedIn: readonly AskerName[] = ['staff in every post', 'an owner']

/** Ids of what a command makes; the client chooses them, and two estates may hold the same. `id` is tried last. */
const newIds = new Set(['id', 'repairId', 'contactId'])
/** Doors of one's own session: they name nothing of an estate, and asking them would end the asker's session. */
const ownSession = new Set(['POST /api/sign-in', 'POST /api/sign-out', 'DELETE /api/sessions', 'POST /api/password'])
/** Accounts are the company's: an id that one has cannot be given to another, and says nothing of whose it is. */
const oneIdSpace = new Set(['POST /api/projects/{project}/staff'])
/** An open stream has no end to compare; notice.routes.test.ts listens to it. */
const streams = new Set(['GET /api/events'])

/* ---- the question and the comparison ---- */

type Which = 'theirs' | 'nobodys'
interface Answer {
  status: number
  body: string
  /** It named something that one estate has and others have not. */
  names: boolean
}

interface Question {
  cookie: string
  project: number
  /** Ids that are somebody's or nobody's … */
  which: Which
  /** … in this field alone; everything else is the asker's own. */
  only?: string
}

async function ask(
  app: FastifyInstance,
  operation: Operation,
  { cookie, project, which, only }: Question,
): Promise<Answer> {
  const echoes: string[] = []
  const known = new Map<string, string>()
  const idOf = (kind: string, field = ''): string => {
    const pair = ids[kind]
    if (!pair) throw new Error(`the table of ids has no line for "${kind}" (${operation.name})`)
    const own = only === undefined || only === field ? undefined : field === 'id' ? randomUUID() : pair.own
    const id = own ?? known.get(kind) ?? (which === 'theirs' ? pair.theirs : pair.nobodys())
    if (own === undefined) known.set(kind, id)
    echoes.push(id)
    return id
  }
  const ofField = (field: string) => idOf(kindNamed(field, operation), field)
  const url = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'project') return String(project)
    // The client makes the id of a case that it opens.
    if (name === 'id' && opens(operation)) {
      const made = uuid()
      echoes.push(made)
      return made
    }
    if (name === 'id' && operation.path.includes('/cases/matter/')) return idOf('matter')
    if (name === 'id' && operation.path.includes('/cases/contact/')) return idOf('slip')
    return encodeURIComponent(idOf(name))
  })
  const query = new URLSearchParams(
    operation.query
      .filter(({ required, schema }) => required || schema.format === 'uuid')
      .map(({ name, schema }) => [name, name === 'q' ? '王' : String(api.sample(schema, () => ofField(name)))]),
  )
  const payload = operation.body === null ? undefined : JSON.stringify(api.sample(operation.body, ofField))
  const reply = await app.inject({
    method: operation.method,
    url: query.size > 0 ? `${url}?${query}` : url,
    headers: {
      ...(cookie === '' ? {} : { cookie }),
      ...(operation.keyed ? { 'idempotency-key': uuid() } : {}),
      ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
      ...(operation.upload ? { 'content-type': 'multipart/form-data; boundary=x' } : {}),
    },
    ...(payload === undefined ? {} : { payload }),
    ...(operation.upload ? { payload: '--x--\r\n' } : {}),
  })
  return {
    status: reply.statusCode,
    body: echoes.reduce((text, id) => text.replaceAll(id, 'ID'), reply.body),
    names: echoes.some((id) => !common.has(id)),
  }
}

function opens({ path }: Operation): boolean {
  const [, name = '', action = ''] = /\/cases\/([^/]+)\/\{id\}\/(\w+)$/.exec(path) ?? []
  return procedures[name]?.actions[action]?.from === 'new'
}

/** Asks for something of 翠湖花园 and for something of nobody; what the answers tell, and the status of the first. */
async function compared(app: FastifyInstance, operation: Operation, what: string, theirs: Question, nobodys: Question) {
  const found: string[] = []
  const tell = (line: string) => found.push(`${operation.name}: ${what}: ${line}`)
  const answer = await ask(app, operation, theirs)
  // Two questions that name nothing are one and the same.
  if (answer.names || theirs.project !== nobodys.project) {
    const other = await ask(app, operation, nobodys)
    if (shown(answer) !== shown(other)) tell(`${shown(answer)} ≠ ${shown(other)}`)
  }
  if (answer.status >= 500) tell(shown(answer))
  for (const canary of things.canaries) if (answer.body.includes(canary)) tell(`reads ${canary}`)
  return { found, status: answer.status }
}

/** Everything that this asker can tell of 翠湖花园, one line each. */
async function leaks(app: FastifyInstance, operation: Operation, asker: AskerName): Promise<string[]> {
  const from = (project: number, which: Which): Question => ({ cookie: askers[asker], project, which })
  if (!operation.params.includes('project'))
    return (await compared(app, operation, 'their things', from(0, 'theirs'), from(0, 'nobodys'))).found
  const estates = [from(world.project, 'theirs'), from(NO_PROJECT, 'nobodys')] as const
  const { found, status } = await compared(app, operation, 'their estate', ...estates)
  const closed = operation.may.includes('public') || status === (signedIn.includes(asker) ? 404 : 401)
  if (!closed) found.push(`${operation.name}: their estate answered ${status}`)
  if (!signedIn.includes(asker)) return found
  const own = [from(world.otherProject, 'theirs'), from(world.otherProject, 'nobodys')] as const
  found.push(...(await compared(app, operation, 'their things in his own estate', ...own)).found)
  // One at a time: the first that is refused would hide the others.
  for (const field of idFields(operation).filter((name) => !newIds.has(name)))
    found.push(...(await fieldLeaks(app, operation, asker, field)))
  return found
}

/** What one field tells that names something of theirs, where all else is the asker's own. */
async function fieldLeaks(app: FastifyInstance, operation: Operation, asker: AskerName, only: string) {
  const from = (which: Which): Question => ({ cookie: askers[asker], project: world.otherProject, which, only })
  return (await compared(app, operation, `their ${only} among his own`, from('theirs'), from('nobodys'))).found
}

/** Fields of body and query that name things. */
function idFields({ body, query }: Operation): string[] {
  const fields = new Set<string>()
  const note = (field: string) => {
    fields.add(field)
    return randomUUID()
  }
  if (body !== null) api.sample(body, note)
  for (const { name, schema } of query) if (schema.format === 'uuid') fields.add(name)
  return [...fields]
}

const NO_PROJECT = 987_654
/** Numbers of cases are counted on; everything else must be the same to the letter. */
const shown = ({ status, body }: Answer) => `${status} ${body.replace(/"[A-Z]{2}-\d+-\d+"/g, 'NUMBER').slice(0, 400)}`

describe('every route of the OpenAPI document', () => {
  it('is known with all its parameters', () => {
    expect(api.operations.length).toBeGreaterThan(100)
    const names = new Set(api.operations.flatMap(({ params }) => params))
    // A new parameter needs a line in idTable().
    expect([...names].filter((name) => name !== 'project' && !ids[name])).toEqual([])
  })

  it.each(askerNames)(
    'tells %s of another estate nothing',
    async (asker) => {
      const before = await digestOf(world, world.project)
      const found: string[] = []
      for (const operation of api.operations) {
        if (ownSession.has(operation.name) || streams.has(operation.name)) continue
        found.push(...(await leaks(world.app, operation, asker)))
      }
      expect(found).toEqual([])
      expect(await digestOf(world, world.project)).toBe(before)
    },
    60_000,
  )

  it('shows each of the words to people of the estate, else looking for them would prove nothing', async () => {
    const cookie = (await world.browser(world.staff.zhou)).cookie
    let read = ''
    for (const operation of api.operations) {
      if (operation.method !== 'GET' || streams.has(operation.name)) continue
      for (const procedure of ['matter', 'repair', 'contact'] as const) {
        const path = operation.path.replace('{procedure}/{id}', `${procedure}/${things.ids[procedure]}`)
        const question = { cookie, project: world.project, which: 'theirs' } as const
        read += (await ask(world.app, { ...operation, path }, question)).body
        if (path === operation.path) break
      }
    }
    // Whole phones are shown on request only.
    expect(things.canaries.filter((word) => !read.includes(word))).toEqual(['13800138821'])
  }, 60_000)
})

describe('ids that clients make', () => {
  it('may be the same in two estates, and none learns of the other', async () => {
    const before = await digestOf(world, world.project)
    const makers = api.operations.filter((one) => idFields(one).includes('id') && !oneIdSpace.has(one.name))
    const found: string[] = []
    for (const operation of makers) found.push(...(await fieldLeaks(world.app, operation, 'staff in every post', 'id')))
    expect(makers.length).toBeGreaterThan(5)
    expect(found).toEqual([])
    expect(await digestOf(world, world.project)).toBe(before)
  })
})

describe('a planted leak is caught', () => {
  const planted = (more: Partial<AnyContract> & Pick<AnyContract, 'path'>) =>
    contract({ method: 'GET', title: 'planted', may: ['signed-in'], answer: z.unknown(), ...more } as never)
  const notThere = () => {
    throw new Refusal('not-found', '没有找到')
  }
  const unitOf = async (id: string) =>
    (await world.database.asOwner<{ code: string }>('select code from unit where id = $1', [id]))[0] ?? null

  it.each([
    {
      leak: 'a thing is looked up by its id without the project',
      of: planted({ path: '/api/projects/:project/leak/:unit' }),
      answer: async ({ unit }: Record<string, string>) => (await unitOf(unit!)) ?? notThere(),
    },
    {
      leak: 'a field of a body that names a thing of any estate',
      of: planted({ method: 'POST', path: '/api/projects/:project/move', body: z.strictObject({ unitId: z.uuid() }) }),
      answer: async ({ unitId }: Record<string, string>) => ((await unitOf(unitId!)) ? {} : notThere()),
    },
    {
      leak: 'a foreign thing answers otherwise than one that is not there',
      of: planted({ path: '/api/projects/:project/oracle/:unit' }),
      answer: async ({ unit }: Record<string, string>) => ({ exists: (await unitOf(unit!)) !== null }),
    },
    {
      leak: 'a list that nobody restricted',
      of: planted({ path: '/api/everything' }),
      answer: () => world.database.asOwner('select name from person'),
    },
    {
      leak: 'a door of an estate that nobody watches',
      of: planted({ path: '/api/projects/:project/open', may: ['public'] }),
      answer: () => world.database.asOwner('select title from cases'),
    },
  ])('$leak', async ({ of, answer }) => {
    const app = await buildApp(world.doors)
    bind(app, of as AnyContract, async ({ params, body }) => answer({ ...params, ...(body as object) }))
    const found = await leaks(app, operationOf(of), 'staff in every post')
    await app.close()
    expect(found).not.toEqual([])
  })
})

describe('within the estate', () => {
  const roleBound = (operation: Operation) =>
    !operation.may.some((right) => ['public', 'link', 'signed-in', 'staff', 'owner'].includes(right))
  const answers = async (cookie: string, some: readonly Operation[]) => {
    const found: string[] = []
    for (const operation of some) {
      const { status, body } = await ask(world.app, operation, { cookie, project: world.project, which: 'theirs' })
      if (status !== 403 || JSON.parse(body).kind !== 'wrong-role') found.push(`${operation.name}: ${status} ${body}`)
    }
    return found
  }

  it('a guard is refused at every door that names other posts', async () => {
    const { cookie } = await world.browser(world.staff.shen)
    const doors = api.operations.filter((operation) => roleBound(operation) && !operation.may.includes('guard'))
    const before = await digestOf(world)
    expect(doors.length).toBeGreaterThan(20)
    expect(await answers(cookie, doors)).toEqual([])
    expect(await digestOf(world)).toBe(before)
  })

  it('an owner is refused at every door of the staff', async () => {
    const { cookie } = await world.browser(world.owners.wang)
    const doors = api.operations.filter(
      (operation) => roleBound(operation) || (operation.may.includes('staff') && !operation.may.includes('owner')),
    )
    const before = await digestOf(world)
    expect(doors.length).toBeGreaterThan(40)
    expect(await answers(cookie, doors)).toEqual([])
    expect(await digestOf(world)).toBe(before)
  })

  it('a guard is refused every step of every procedure that is not his', async () => {
    const { cookie } = await world.browser(world.staff.shen)
    // Of the procedures that the estate has a case of; the others try their roles in their own stories.
    const cases = [procedures.matter!, procedures.contact!, procedures.repair!]
    const steps = cases.flatMap(({ name, actions }) =>
      Object.entries(actions)
        .filter(([, { by }]) => !by.some((right) => right === 'guard' || right === 'staff'))
        .flatMap(([action]) => api.operations.filter(({ path }) => path.endsWith(`/cases/${name}/{id}/${action}`))),
    )
    const before = await digestOf(world)
    expect(steps.length).toBeGreaterThan(40)
    expect(await answers(cookie, steps)).toEqual([])
    expect(await digestOf(world)).toBe(before)
  })
})
