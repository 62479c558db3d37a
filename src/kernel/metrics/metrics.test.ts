import { type AddressInfo, createServer } from 'node:net'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, browserOf, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { buildServer } from '../../server.ts'
import { cases } from '../case/case.contract.ts'
import { sweep } from '../case/sweep.ts'
import { inProject, openDatabase } from '../db/db.ts'
import { health } from '../http/health.contract.ts'
import { Metrics } from './metrics.ts'

const TOKEN = 'nobody-guesses-this-one'
let world: DoorWorld
let desk: Browser

beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
})
afterAll(() => world.closeAll())

/** The samples of a scrape by name and labels. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

/** Read anew: what stands in the database is kept for some seconds. */
async function fresh(): Promise<Map<string, number>> {
  const { db, time } = world.doors
  return samplesOf(await new Metrics({ db, time }, 'test', ['announcement']).text())
}

async function registered(content: string): Promise<string> {
  const id = uuid()
  const params = { project: world.project, procedure: 'repair', action: 'register', id }
  const form = { place: 'public', trade: 'electric', content, keyPoints: '两盏', placeId: world.places.hall }
  await desk.call(cases.act, { params, body: { form } })
  return id
}

describe('who may read the metrics', () => {
  const ask = async (settings: object, headers: Record<string, string> = {}) => {
    const { doors } = world
    const app = await buildServer({
      ...doors,
      engine: { ...doors.engine },
      settings: { ...doors.settings, ...settings },
    })
    const reply = await app.inject({ url: '/api/metrics', headers: { host: 'localhost', ...headers } })
    await app.close()
    return reply
  }
  const outside = { loopback: false, manualTime: null, publicUrl: 'https://home.example' }

  it('whoever is on this machine, signed in or not', async () => {
    const reply = await ask({})
    expect([reply.statusCode, reply.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(reply.headers['content-type']).toContain('text/plain')
  })

  it.each([
    ['beyond this machine', outside],
    [
      'behind a proxy, which on this machine passes on what comes from anywhere',
      { ...outside, loopback: true, behindProxy: true },
    ],
  ])('nobody %s: the door is not there', async (_where, settings) => {
    expect((await ask(settings)).statusCode).toBe(404)
    expect((await ask(settings, { 'x-forwarded-for': '127.0.0.1' })).statusCode).toBe(404)
    expect((await ask(settings, { authorization: 'Bearer undefined' })).statusCode).toBe(404)
  })

  it('with a token its bearer alone, also on this machine', async () => {
    for (const settings of [{ metricsToken: TOKEN }, { ...outside, metricsToken: TOKEN }]) {
      expect((await ask(settings, { authorization: `Bearer ${TOKEN}` })).statusCode).toBe(200)
      for (const authorization of ['', 'Bearer ', `Bearer ${TOKEN}x`, TOKEN, `Basic ${TOKEN}`])
        expect((await ask(settings, { authorization })).statusCode).toBe(401)
    }
  })
})

describe('the metrics', () => {
  it('count acts by procedure and action, answers by route and class, and nothing of anybody', async () => {
    const scrape = async () => {
      const { body } = await world.app.inject({ url: '/api/metrics', headers: { host: 'localhost' } })
      return { body, samples: samplesOf(body) }
    }
    const acts = 'guanjia_actions_total{procedure="repair",action="register"}'
    const before = (await scrape()).samples.get(acts) ?? 0
    const id = await registered('回电13912345678找王建国')
    await desk.send(cases.page, { params: { project: world.project, procedure: 'repair', id: uuid() } })
    await world.app.inject({ url: '/api/13912345678', headers: { host: 'localhost' } })
    await world.app.inject({ url: '/desk?caller=13912345678', headers: { host: 'localhost' } })
    const { body, samples } = await scrape()
    expect(samples.get(acts)).toBe(before + 1)
    expect(samples.get('guanjia_action_seconds_count{procedure="repair"}')).toBeGreaterThan(0)
    const page = 'method="GET",route="/api/projects/:project/cases/:procedure/:id"'
    expect(samples.get(`guanjia_http_requests_total{${page},status="4xx"}`)).toBe(1)
    expect(samples.get('guanjia_http_requests_total{method="GET",route="none",status="4xx"}')).toBeGreaterThan(0)
    expect(samples.get('guanjia_http_request_seconds_count{method="POST"}')).toBeGreaterThan(0)
    for (const word of ['13912345678', '王', id, world.owners.wang.personId]) expect(body).not.toContain(word)
  })

  it('tell how late clocks are, and which are in trouble', async () => {
    const calm = await fresh()
    await registered('大堂灯不亮')
    world.time.advance(3 * 86_400_000)
    const late = await fresh()
    expect(late.get('guanjia_clocks_overdue')).toBeGreaterThan(calm.get('guanjia_clocks_overdue')!)
    expect(late.get('guanjia_clocks_oldest_due_seconds')).toBeGreaterThan(3_600)
    const { rows } = await inProject(world.doors.db, world.project, (tx) =>
      sql`insert into clock_trouble (project_id, clock_id, tries, retry_at, error)
        select project_id, id, 1, ${world.time.now()}::timestamptz + interval '1 day', 'planted' from case_clock where status = 'open' limit 1
        returning clock_id`.execute(tx),
    )
    expect(rows).toHaveLength(1)
    expect((await fresh()).get('guanjia_clocks_in_trouble')).toBe(calm.get('guanjia_clocks_in_trouble')! + 1)
    await inProject(world.doors.db, world.project, (tx) => sql`delete from clock_trouble where true`.execute(tx))
    const swept = await sweep(world.engine)
    expect(swept.fired).toBeGreaterThan(0)
    expect((await fresh()).get('guanjia_clocks_overdue')).toBe(0)
    const { metrics } = world.app
    metrics.swept(swept, 20)
    metrics.delivered({ planned: 0, sent: 2, failed: 1 })
    const samples = samplesOf(await metrics.text())
    expect(samples.get('guanjia_clocks_swept_total{outcome="fired"}')).toBe(swept.fired)
    expect(samples.get('guanjia_sweep_seconds_count')).toBe(1)
    expect(samples.get('guanjia_messages_total{outcome="sent"}')).toBe(2)
  })

  it('tell of what waits in the outbox, of messages that wait, and of duties', async () => {
    const before = await fresh()
    const { db } = world.doors
    const longAgo = new Date(world.time.now().getTime() - 600_000)
    await inProject(db, world.project, async (tx) => {
      await sql`insert into outbox (project_id, id, kind, notices, at) values (${world.project}, ${uuid()}, 'notice', '{}', ${longAgo})`.execute(
        tx,
      )
      const [due, later] = [longAgo, new Date(world.time.now().getTime() + 86_400_000)]
      const open = await registered('公布')
      await sql`insert into duty_occurrence (project_id, duty, period, case_id, opens_at, due_at, handed_out_at)
        values (${world.project}, 'planted', '1', ${open}, ${new Date(0)}, ${due}, ${longAgo}),
          (${world.project}, 'planted', '2', ${open}, ${new Date(0)}, ${later}, ${longAgo})`.execute(tx)
    })
    const { time } = world.doors
    const after = samplesOf(await new Metrics({ db, time }, 'test', ['repair']).text())
    expect(after.get('guanjia_outbox_waiting')).toBeGreaterThan(before.get('guanjia_outbox_waiting')!)
    expect(after.get('guanjia_outbox_oldest_seconds')).toBeGreaterThanOrEqual(600)
    expect([after.get('guanjia_duties_open'), after.get('guanjia_duties_missed')]).toEqual([2, 1])
  })

  it('tell of connections, races, streams, seals and the process', async () => {
    const { metrics } = world.app
    metrics.ofProcess()
    await world.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = world.app.server.address() as AddressInfo
    const listening = new AbortController()
    const stream = await fetch(`http://127.0.0.1:${port}/api/events`, {
      headers: { cookie: desk.cookie },
      signal: listening.signal,
    })
    world.doors.db.watch.retried = 3
    const samples = samplesOf(await metrics.text())
    listening.abort()
    await stream.body?.cancel().catch(() => {})
    expect(samples.get('guanjia_live_connections')).toBe(1)
    expect(samples.get('guanjia_database_up')).toBe(1)
    expect(samples.get('guanjia_database_connections{state="limit"}')).toBe(8)
    expect(samples.get('guanjia_transactions_retried_total')).toBe(3)
    for (const name of [
      'nodejs_eventloop_lag_seconds',
      'process_resident_memory_bytes',
      'guanjia_audit_seal_age_seconds',
    ])
      expect(samples.has(name), name).toBe(true)
  })

  it('are answered within two seconds while the database takes calls and answers none, and say so', async () => {
    // Nothing is ever said on this port.
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await new Promise((listens) => silent.once('listening', listens))
    const db = openDatabase({ url: `postgresql://a:b@127.0.0.1:${(silent.address() as AddressInfo).port}/x` })
    const app = await buildServer({ ...world.doors, db, engine: { ...world.engine, db } })
    const started = performance.now()
    const reply = await app.inject({ url: '/api/metrics', headers: { host: 'localhost' } })
    expect(performance.now() - started).toBeLessThan(3_000)
    const samples = samplesOf(reply.body)
    expect([reply.statusCode, samples.get('guanjia_database_up'), samples.get('guanjia_clocks_overdue')]).toEqual([
      200,
      0,
      Number.NaN,
    ])
    const ready = await app.inject({ url: '/api/ready', headers: { host: 'localhost' } })
    expect([ready.statusCode, ready.headers['retry-after'], ready.json().because]).toEqual([503, '2', 'database-gone'])
    await app.close()
    silent.close()
    await db.close()
  })
})

describe('readiness', () => {
  it('is there when the database answers and was migrated as this program expects', async () => {
    expect(await desk.call(health.ready, {})).toEqual({ ready: true, because: null })
    await world.database.asOwner(
      `insert into schema_migration (name, checksum) values ('29990101T0000_newer.sql', 'x')`,
    )
    const { status, body } = await desk.send(health.ready, {})
    expect([status, body.because]).toEqual([503, 'other-migrations'])
    await world.database.asOwner(`delete from schema_migration where name like '2999%'`)
    expect((await desk.send(health.ready, {})).status).toBe(200)
  })

  it('ends when the server stops: it says so, and everything else is sent away for some seconds', async () => {
    const app = await buildServer({ ...world.doors, engine: { ...world.engine } })
    await app.ready()
    app.stopping = true
    const browser = browserOf(app, desk.cookie)
    const { reply, body } = await browser.send(health.ready, {})
    expect([reply.statusCode, body.because]).toEqual([503, 'stopping'])
    const away = await browser.send(cases.inbox, { params: { project: world.project } })
    expect([away.status, away.problem.kind, away.reply.headers['retry-after'], away.reply.headers.connection]).toEqual([
      503,
      'unavailable',
      '5',
      'close',
    ])
    await app.close()
  })
})
