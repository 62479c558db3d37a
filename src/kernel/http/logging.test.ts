import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { inCompany, inProject } from '../db/db.ts'
import { statementName } from '../db/watch.ts'
import { buildApp } from './app.ts'
import { bind } from './bind.ts'
import { contract } from './contract.ts'

const secret = '13912345678'
const name = '王建国'
let world: DoorWorld
beforeAll(async () => {
  world = await makeDoorWorld()
})
afterAll(() => world.closeAll())

/** An application with one door, whose handler is given; what its log kept of one request to it. */
async function logged(handler: () => Promise<unknown>, more: { slowMs?: number; url?: string } = {}) {
  const lines: string[] = []
  const settings = {
    ...world.doors.settings,
    log: 'info' as const,
    logTo: { write: (line: string) => void lines.push(line) },
  }
  const app = await buildApp({ ...world.doors, settings: { ...settings, slowMs: more.slowMs ?? 60_000 } })
  const answer = z.strictObject({ ok: z.boolean() })
  bind(
    app,
    contract({
      method: 'GET',
      path: '/api/thing/:id',
      title: 'x',
      may: ['public'],
      params: { id: z.string() },
      query: z.strictObject({ caller: z.string().optional() }),
      answer,
    }),
    async () => {
      await handler()
      return { ok: true }
    },
  )
  const reply = await app.inject({
    url: more.url ?? `/api/thing/${secret}?caller=${secret}`,
    headers: { host: 'localhost' },
  })
  await app.close()
  expect(lines.join('')).not.toContain(secret)
  expect(lines.join('')).not.toContain(name)
  return { reply, lines: lines.map((line) => JSON.parse(line)) }
}

describe('the log', () => {
  it('is JSON lines with level, time and the id of the request, and knows the route and not the path', async () => {
    const { lines } = await logged(async () => {})
    const [came, went] = lines
    expect(came).toMatchObject({
      level: 'info',
      req: { method: 'GET', route: '/api/thing/:id' },
      reqId: expect.any(String),
    })
    expect(new Date(came.time).getTime()).toBeGreaterThan(0)
    expect(went).toMatchObject({ reqId: came.reqId, res: { statusCode: 200 } })
  })

  it('says of a path that leads nowhere nothing but that', async () => {
    const { lines } = await logged(async () => {}, { url: `/api/${secret}/${encodeURIComponent(name)}` })
    expect(lines[0].req).toEqual({ method: 'GET', route: 'none' })
  })

  it('names a failure of the database by code and constraint, without the row that it quotes', async () => {
    const { reply, lines } = await logged(() =>
      inProject(world.doors.db, world.project, (tx) =>
        sql`insert into zone (project_id, id, name) select project_id, id, ${name + secret} from zone limit 1`.execute(
          tx,
        ),
      ),
    )
    const failure = lines.find(({ err }) => err !== undefined)
    expect(failure).toMatchObject({ level: 'error', msg: 'request failed', reqId: reply.json().request })
    expect(failure.err).toMatchObject({
      code: '23505',
      table: 'zone',
      constraint: 'zone_pkey',
      message: 'SQLSTATE 23505',
    })
    expect(failure.err.stack).toContain('logging.test.ts')
  })

  it.each([
    ['what a parser quotes', () => JSON.parse(`{"name": ${name} ${secret}}`)],
    ['a message with a name in it', () => Promise.reject(new Error(`no such person: ${name}, ${secret}`))],
    [
      'a cause',
      () => Promise.reject(new Error('outer', { cause: new Error(`inner "${name}" 139 1234 5678 ${secret}`) })),
    ],
    ['something that is no error', () => Promise.reject({ name, secret })],
  ])('keeps of a failure the place and not %s', async (_what, handler) => {
    const { reply, lines } = await logged(async () => handler())
    expect(reply.statusCode).toBe(500)
    const failure = lines.find(({ err }) => err !== undefined)
    expect(failure.msg).toBe('request failed')
    expect(failure.err.type).toEqual(expect.any(String))
  })

  it('lets nothing through that is logged by a telling name, nor the message of an error', async () => {
    const lines: string[] = []
    const settings = {
      ...world.doors.settings,
      log: 'debug' as const,
      logTo: { write: (line: string) => void lines.push(line) },
    }
    const app = await buildApp({ ...world.doors, settings })
    app.log.error(new Error(secret))
    app.log.error({ err: new Error(secret) }, secret)
    app.log.warn({ body: { name }, phone: secret, form: name, person: { name, phone: secret } }, 'planted')
    app.log.debug('debug is heard')
    await app.close()
    expect(lines).toHaveLength(4)
    expect(lines.join('')).not.toMatch(new RegExp(`${secret}|${name}`))
    expect(lines[3]).toContain('debug is heard')
  })

  it('names a slow request by its route, and a quick one not', async () => {
    const slow = ({ msg }: { msg: string }) => msg === 'slow request'
    const { lines } = await logged(() => sleep(30), { slowMs: 20 })
    expect(lines.find(slow)).toMatchObject({ level: 'warn', req: { route: '/api/thing/:id' }, status: 200 })
    expect((await logged(async () => {}, { slowMs: 5_000 })).lines.filter(slow)).toEqual([])
  })
})

describe('a slow statement', () => {
  it('is told by what it does to which tables, also one among others and one that is cut off', async () => {
    const { db } = world.doors
    const before = { ...db.watch }
    const told: string[] = []
    Object.assign(db.watch, { slowMs: 50, onSlow: (statement: string) => void told.push(statement) })
    try {
      await inCompany(db, (tx) => sql`select ${secret} as s, pg_sleep(0.08) from project limit 1`.execute(tx))
      await inCompany(db, (tx) => sql`select pg_sleep(5) from account limit 1`.execute(tx), {
        statementTimeoutMs: 80,
      }).catch(() => {})
      await inCompany(db, (tx) => sql`select id from project`.execute(tx))
    } finally {
      Object.assign(db.watch, before)
    }
    expect(told).toEqual(['select project', 'select account'])
  })

  it.each([
    ['select a.x from "cases" a join case_clock k on true where b = $1', 'select cases, case_clock'],
    ['\n  insert into outbox (a) select 1 from cases', 'insert outbox, cases'],
    ['update cases set title = $1', 'update cases'],
    ['select $1 from due_clocks($1, $2)', 'select due_clocks'],
    ['commit', 'commit'],
  ])('%s', (text, expected) => expect(statementName(text)).toBe(expected))
})
