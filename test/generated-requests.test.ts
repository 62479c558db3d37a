import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Refusal } from '../src/kernel/case/refusal.ts'
import { inCompany, readProjects } from '../src/kernel/db/db.ts'
import { buildApp } from '../src/kernel/http/app.ts'
import { bind, type Handler } from '../src/kernel/http/bind.ts'
import { type AnyContract, contract } from '../src/kernel/http/contract.ts'
import { root } from '../src/kernel/root.ts'
import { procedures } from '../src/rooms.ts'
import { reads } from '../src/server.ts'
import { apiOf, type Operation, operationOf } from './operations.ts'
import { type Ids, idTable } from './reach-ids.ts'
import { makeOtherEstate, makeThings } from './reach-things.ts'
import { makeTried, type Tried } from './refusals.ts'
import type { Ground } from './request-draw.ts'
import { type Tries, tryDoor } from './request-try.ts'

/**
 * Ten thousand drawn requests against every door of the committed OpenAPI document, by people of several posts, owners
 * and outsiders: no failure of the server, every refusal a problem, every answer as documented.
 *
 *   SEED=17 npx vitest run test/generated-requests.test.ts     other draws, or those of a run that failed; SEED=any
 *   DOOR=/desk/take npx vitest run test/generated-requests.test.ts     only doors with these letters in their name
 */
const SEED = process.env.SEED === 'any' ? Math.floor(Math.random() * 2 ** 31) : Number(process.env.SEED ?? 4)
const DOOR = process.env.DOOR ?? ''
const REQUESTS = 10_000
/** Later rounds meet what earlier ones made. */
const ROUNDS = 3

const api = apiOf(JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8')))
let tried: Tried
let table: Record<string, Ids>
let cookies: Record<string, string>
let renew: () => Promise<void>
let files: Buffer[]
const log: string[] = []
const logTo = { write: (line: string) => void log.push(line) }

beforeAll(async () => {
  console.log(`drawn with SEED=${SEED}`)
  tried = await makeTried({ log: 'error', logTo })
  const things = await makeThings(tried)
  const other = await makeOtherEstate(tried)
  table = idTable(things.ids, other.ids, tried.token)
  const { staff, owners, stranger } = tried
  const people = {
    everyPost: staff.wei,
    receptionist: staff.zhou,
    technician: staff.zhao,
    supervisor: staff.zheng,
    manager: staff.jiang,
    guard: staff.shen,
    executive: staff.han,
    quality: staff.ping,
    owner: owners.wang,
    tenant: owners.liu,
    stranger,
    foreignOwner: other.owner,
  }
  renew = async () => {
    await inCompany(tried.engine.db, (tx) => tx.updateTable('account').set({ language: 'zh-CN' }).execute())
    const signedIn = Object.entries(people).map(
      async ([name, who]) => [name, (await tried.browser(who)).cookie] as const,
    )
    cookies = { ...Object.fromEntries(await Promise.all(signedIn)), nobody: '' }
  }
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const message = { messages: [{ id: 'a-1', subject: '路灯不亮', content: '三号楼前的路灯坏了', time: '2026-03-01' }] }
  files = [picture, Buffer.from(JSON.stringify(message)), Buffer.from('这不是照片'), Buffer.alloc(0)]
}, 60_000)
afterAll(() => tried.closeAll())

const strangers = ['stranger', 'foreignOwner', 'nobody']
const own = ['receptionist', 'technician', 'supervisor', 'manager', 'guard', 'executive', 'quality']

/** Those whom the door is for send most. */
function askersOf({ may, path }: Operation): string[] {
  const forOwners = may.includes('owner') || path.includes('/owner/')
  const proper = forOwners ? ['owner', 'owner', 'owner', 'tenant'] : []
  const staff = may.includes('owner') && !may.includes('staff') ? [] : Array<string>(9).fill('everyPost')
  const wholeCompany = may.includes('executive') ? Array<string>(9).fill('executive') : []
  return [...proper, ...proper, ...staff, ...wholeCompany, ...own, 'owner', ...strangers]
}

/** Some work that goes on, whatever the requests before ended; they may also have ended what a step needs. */
async function openCases(): Promise<void> {
  const { staff, units, owners } = tried
  const home = { unitId: units['1-1-301'], personId: owners.wang.personId }
  const order = { place: 'home', trade: 'water', content: '漏水', keyPoints: '角阀', ...home }
  const act = (...step: Parameters<Tried['act']>) =>
    tried.act(...step).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
    })
  for (let nth = 0; nth < 4; nth++) {
    await act(staff.zhou, 'matter', uuid(), 'register', { channel: 'phone', content: '路灯不亮', ...home })
    const repair = uuid()
    await act(staff.zhou, 'repair', repair, 'register', order)
    await act(staff.zhou, 'repair', repair, 'decidePayer', { payer: 'company', reason: '公司承诺免费' })
    if (nth > 1) await act(staff.zhou, 'repair', repair, 'assign', { technicianId: staff.zhao.accountId })
  }
}

/** What is there now: the named things, and the cases that earlier requests opened. */
async function groundNow(): Promise<Ground> {
  const { project, otherProject, engine, time, staff } = tried
  const cases = await readProjects(engine.db, [project], (tx) =>
    tx
      .selectFrom('cases')
      .select(['id', 'procedure'])
      .orderBy('openedAt', 'desc')
      .orderBy('id', 'desc')
      .limit(60)
      .execute(),
  )
  const words: Record<string, readonly string[]> = {
    procedure: Object.keys(procedures),
    action: ['note', 'withdraw', 'acknowledge', 'close', 'answer'],
    rule: ['REP-04', 'INT-18', 'CMP-20'],
    kind: ['messages', 'units', 'people', 'relations', 'staff', 'parking'],
    session: [table.session!.theirs],
    id: cases.map(({ id }) => id),
    register: Object.values(reads).flatMap(({ registers = [] }) => registers.map(({ sheet }) => sheet.id)),
    sheet: Object.values(reads).flatMap(({ sheets }) => sheets.map(({ sheet }) => sheet.id)),
    // Not those who send: they would be shut out one after the other.
    account: [staff.qian.accountId, staff.feng.accountId, table.account!.theirs],
  }
  const ids = (kind: string): readonly string[] => {
    if (kind.startsWith('cases/')) {
      const of = cases.filter(({ procedure }) => `cases/${procedure}` === kind).map(({ id }) => id)
      return of.length > 0 ? of : words.id!.slice(0, 3)
    }
    if (words[kind]) return words[kind]
    const known = table[kind]
    // Mostly a thing of the own estate.
    return known ? [...Array<string>(9).fill(known.theirs), ...(known.own ? [known.own] : [])] : []
  }
  return {
    api,
    ids,
    askers: askersOf,
    opens: ({ path }) => {
      const [, name = '', action = ''] = /\/cases\/([^/]+)\/\{id\}\/(\w+)$/.exec(path) ?? []
      return procedures[name]?.actions[action]?.from === 'new'
    },
    projects: { own: project, others: [otherProject] },
    files,
    now: time.now(),
  }
}

function triesOf(ground: Ground, app = tried.app): Tries {
  const logged = () => log.splice(0).join('').slice(0, 1500)
  return { app, ground, seed: SEED, cookieOf: (asker) => cookies[asker]!, logged, met: new Map() }
}

/** Doors that end sessions, posts or accounts, or change a language: whoever sends afterwards signs in anew. */
const ENDS = /session|sign-out|password|disable|leave|holding|language/

it(`${REQUESTS} requests are answered as documented`, async () => {
  const doors = api.operations.filter(({ name }) => name.includes(DOOR))
  const runs = runsOf(doors)
  const wrong: string[] = []
  const met: Tries['met'] = new Map()
  let nth = 0
  for (let round = 0; round < ROUNDS; round++) {
    await renew()
    await openCases()
    const tries = { ...triesOf(await groundNow()), seed: SEED + round, met }
    for (const door of doors) {
      const found = await tryDoor(tries, door, runs(door))
      if (found !== null) wrong.push(found)
      if (ENDS.test(door.path)) await renew()
      nth++
    }
    await tried.pass(60)
  }
  expect(nth).toBe(doors.length * ROUNDS)
  if (process.env.SHOW_MET) console.log(shownOf(met))
  expect(wrong.join('\n\n')).toBe('')
  if (DOOR === '') {
    const sent = [...met.values()].flatMap((counts) => [...counts.values()]).reduce((sum, many) => sum + many, 0)
    expect(sent).toBeGreaterThanOrEqual(REQUESTS)
    expect([...met.keys()].sort()).toEqual(doors.map(({ name }) => name).sort())
    // Else most requests would have been turned away before anything was done.
    expect([...met.values()].filter((counts) => counts.has(200)).length).toBeGreaterThan(doors.length / 4)
  }
}, 600_000)

/** Printed forms cost a hundred times what others do, and are printed by one function. */
function runsOf(doors: readonly Operation[]): (door: Operation) => number {
  const isDear = ({ answers }: Operation) => answers[200]?.media === 'application/pdf'
  const cheap = doors.filter((door) => !isDear(door)).length
  const dearRuns = 3
  const each = Math.ceil((REQUESTS / ROUNDS - (api.operations.length - cheap) * dearRuns) / Math.max(cheap, 1))
  return (door) => (isDear(door) ? dearRuns : Math.min(each, 200))
}

function shownOf(met: Tries['met']): string {
  return [...met].map(([name, counts]) => `${name} ${JSON.stringify(Object.fromEntries(counts))}`).join('\n')
}

describe('a planted fault is caught', () => {
  const door = (more: Partial<AnyContract> = {}) =>
    contract({
      method: 'POST',
      path: '/api/planted',
      title: 'planted',
      may: ['signed-in'],
      body: z.strictObject({ many: z.int().min(0).max(1000), note: z.string().max(50).optional() }),
      answer: z.strictObject({ many: z.int() }),
      ...more,
    } as never) as AnyContract

  /** What is told of a door that is documented as `door` and does as `handler`. */
  async function told(handler: Handler<AnyContract>, of = door()): Promise<string | null> {
    await renew()
    const app = await buildApp({ ...tried.doors, settings: { ...tried.doors.settings, log: false } })
    bind(app, { ...of, answer: z.unknown() }, handler)
    const tries = { ...triesOf(await groundNow(), app), seed: 1 }
    const found = await tryDoor(tries, operationOf(of), 100)
    await app.close()
    return found
  }
  const manyOf = (body: unknown) => (body as { many: number }).many

  it('while a door that does as documented is passed', async () => {
    expect(await told(async ({ body }) => ({ many: manyOf(body) }))).toBeNull()
  })

  it.each<{ fault: string; told: RegExp; handler: Handler<AnyContract> }>([
    {
      fault: 'a failure of the server',
      told: /answered 500/,
      handler: async () => {
        throw new Error('planted')
      },
    },
    {
      fault: 'a status that nobody documented',
      told: /answered 201, which is not documented/,
      handler: async ({ reply }) => {
        reply.code(201)
        return { many: 1 }
      },
    },
    { fault: 'a field of another type', told: /\$\.many is no integer/, handler: async () => ({ many: '1' }) },
    { fault: 'a field too few', told: /\$ lacks many/, handler: async () => ({}) },
    { fault: 'a field too many', told: /\$\.name is not documented/, handler: async () => ({ many: 1, name: '王' }) },
    {
      fault: 'a refusal that is no problem',
      told: /documented as application\/problem\+json/,
      handler: async ({ reply }) => reply.code(400).send({ error: 'no' }),
    },
    {
      fault: 'an answer that others may keep',
      told: /may be kept by others/,
      handler: async ({ reply }) => reply.header('content-type', 'application/json').send('{"many":1}'),
    },
  ])('$fault', async ({ told: wanted, handler }) => {
    expect(await told(handler)).toMatch(wanted)
  })

  it('in the smallest request that shows it, as one line for a shell', async () => {
    const found = await told(async ({ body }) => {
      if (manyOf(body) >= 10) throw new Error('planted')
      return { many: manyOf(body) }
    })
    expect(found).toMatch(/curl -X POST 'http:\/\/localhost\/api\/planted' .*--data-binary '\{"many":10\}'$/)
  })
})
