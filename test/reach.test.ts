import { randomBytes, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildApp } from '../src/kernel/http/app.ts'
import { bind } from '../src/kernel/http/bind.ts'
import { type AnyContract, contract } from '../src/kernel/http/contract.ts'
import { procedures } from '../src/rooms.ts'
import { digestOf } from './digest.ts'
import { type DoorWorld, makeDoorWorld } from './doors.ts'
import { type Api, type Operation, operationOf, readApi } from './operations.ts'
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
  ids = idTable(things.ids, other.token)
  askers = {
    'staff in every post': (await world.browser(world.stranger)).cookie,
    'an owner': (await world.browser(other.owner)).cookie,
    'the bearer of a link': `__Host-guanjia=${other.token}`,
    nobody: '',
  }
}, 60_000)
afterAll(() => world.closeAll())

/* ---- the tables of cases ---- */

const askerNames = ['staff in every post', 'an owner', 'the bearer of a link', 'nobody'] as const
type AskerName = (typeof askerNames)[number]
const signedIn: readonly AskerName[] = ['staff in every post', 'an owner']

interface Ids {
  /** An id of 翠湖花园. */
  theirs: string
  /** An id that nobody gave out. */
  nobodys(): string
}

/** Ids that are the same in both questions. */
const common = new Set<string>()

/** For each path parameter an id of 翠湖花园 and one of nothing. A new parameter needs a line here. */
function idTable(of: Things['ids'], token: string): Record<string, Ids> {
  const hidden = (theirs: string): Ids => ({ theirs, nobodys: randomUUID })
  /** Words that mean the same everywhere and name nothing of anybody. */
  const same = (word: string): Ids => {
    common.add(word)
    return { theirs: word, nobodys: () => word }
  }
  return {
    id: hidden(of.repair),
    matter: hidden(of.matter),
    slip: hidden(of.contact),
    unit: hidden(of.unit),
    place: hidden(of.place),
    person: hidden(of.person),
    phone: hidden(of.phone),
    contact: hidden(of.emergencyContact),
    residence: hidden(of.residence),
    clock: hidden(of.clock),
    link: hidden(of.link),
    file: hidden(of.file),
    signature: hidden(of.signature),
    notice: hidden(of.notice),
    account: hidden(of.account),
    post: hidden(of.post),
    holding: hidden(of.holding),
    entry: hidden(of.entry),
    zone: hidden(of.zone),
    building: hidden(of.building),
    session: { theirs: of.session, nobodys: () => randomBytes(32).toString('hex') },
    // The bearer's own link: it must open his own case and nothing else.
    token: same(token),
    procedure: same('repair'),
    action: same('note'),
    sheet: same('repair-slip'),
    register: same('repair'),
    rule: same('REP-04'),
    // Departments are the company's, and settings are counted 1, 2, 3 … in every estate.
    department: same(of.department),
    version: same('1'),
  }
}

/** What a field of a body or query is an id of, where its name without `Id` does not say it. */
const kindOfField: Record<string, string> = {
  technician: 'account',
  handler: 'account',
  holder: 'account',
  case: 'id',
  repair: 'id',
  parent: 'matter',
  superiorPost: 'post',
  paperFile: 'file',
  photos: 'file',
  item: 'phone',
}

/** What the field `id` of a body is an id of: the client makes it, so he may send one that others have. */
const kindOfNew: Record<string, string> = {
  persons: 'person',
  phones: 'phone',
  residences: 'residence',
  'emergency-contacts': 'contact',
  staff: 'account',
  posts: 'post',
  holdings: 'holding',
  'on-duty': 'entry',
}

/** Doors of one's own session: they name nothing of an estate, and asking them would end the asker's session. */
const ownSession = new Set(['POST /api/sign-out', 'DELETE /api/sessions', 'POST /api/password'])
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

/** Asks as `cookie` in `project`, with ids that are all somebody's or all nobody's. */
async function ask(
  app: FastifyInstance,
  operation: Operation,
  { cookie, project, which }: { cookie: string; project: number; which: Which },
): Promise<Answer> {
  const echoes: string[] = []
  const known = new Map<string, string>()
  const idOf = (kind: string): string => {
    const pair = ids[kind]
    if (!pair) throw new Error(`the table of ids has no line for "${kind}" (${operation.name})`)
    const id = known.get(kind) ?? (which === 'theirs' ? pair.theirs : pair.nobodys())
    known.set(kind, id)
    echoes.push(id)
    return id
  }
  const ofField = (field: string) => {
    if (field === 'id') return idOf(kindOfNew[operation.path.split('/').at(-1)!] ?? 'id')
    if (field === 'ids') return idOf('notice')
    const name = field.replace(/Id$/, '')
    return idOf(kindOfField[name] ?? name)
  }
  const url = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'project') return String(project)
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

/** Everything that this asker can tell of 翠湖花园, one line each. */
async function leaks(app: FastifyInstance, operation: Operation, asker: AskerName): Promise<string[]> {
  const { project, otherProject } = world
  const cookie = askers[asker]
  const found: string[] = []
  const compare = async (what: string, here: number, there: number) => {
    const theirs = await ask(app, operation, { cookie, project: here, which: 'theirs' })
    const tell = (line: string) => found.push(`${operation.name}: ${what}: ${line}`)
    if (theirs.names || here !== there) {
      const nobodys = await ask(app, operation, { cookie, project: there, which: 'nobodys' })
      if (shown(theirs) !== shown(nobodys)) tell(`${shown(theirs)} ≠ ${shown(nobodys)}`)
    }
    if (theirs.status >= 500) tell(shown(theirs))
    for (const canary of things.canaries) if (theirs.body.includes(canary)) tell(`reads ${canary}`)
    return theirs.status
  }
  if (!operation.params.includes('project')) await compare('their things', 0, 0)
  else {
    const status = await compare('their estate', project, NO_PROJECT)
    const closed = operation.may.includes('public') || (signedIn.includes(asker) ? status === 404 : status === 401)
    if (!closed) found.push(`${operation.name}: their estate answered ${status}`)
    if (signedIn.includes(asker)) await compare('their things in his own estate', otherProject, otherProject)
  }
  return found
}

const NO_PROJECT = 987_654
/** Numbers of cases are counted on; everything else must be the same to the letter. */
const shown = ({ status, body }: Answer) => `${status} ${body.replace(/"(LX|BX|SQ)-\d+-\d+"/g, 'NUMBER').slice(0, 400)}`

describe('every route of the OpenAPI document', () => {
  it('is known with all its parameters', () => {
    expect(api.operations.length).toBeGreaterThan(100)
    const names = new Set(api.operations.flatMap(({ params }) => params))
    // A new parameter needs a line in the table of ids above.
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

describe('a planted leak is caught', () => {
  const planted = (more: Partial<AnyContract> & Pick<AnyContract, 'path'>) =>
    contract({ method: 'GET', title: 'planted', may: ['signed-in'], answer: z.unknown(), ...more } as never)
  const unitOf = async (id: string) =>
    (await world.database.asOwner<{ code: string }>('select code from unit where id = $1', [id]))[0] ?? null

  it.each([
    {
      leak: 'a thing is looked up by its id without the project',
      of: planted({ path: '/api/projects/:project/leak/:unit' }),
      answer: async ({ unit }: Record<string, string>) => (await unitOf(unit!)) ?? Promise.reject(new Error('none')),
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
    bind(app, of as AnyContract, async ({ params }) => answer(params as Record<string, string>))
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
    const steps = Object.values(procedures).flatMap(({ name, actions }) =>
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
