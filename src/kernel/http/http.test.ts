import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Browser, type DoorWorld, makeDoorWorld, testSettings } from '../../../test/doors.ts'
import { auth } from '../auth/auth.contract.ts'
import { cases } from '../case/case.contract.ts'
import { openDatabase } from '../db/db.ts'
import { buildApp } from './app.ts'
import { bind } from './bind.ts'
import { contract } from './contract.ts'
import { health } from './health.contract.ts'
import { healthRoutes } from './health.routes.ts'

let world: DoorWorld
let desk: Browser

beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
})
afterAll(() => world.closeAll())

const act = () => `/api/projects/${world.project}/cases/repair/${uuid()}/register`

function post(payload: string | Buffer, headers: Record<string, string> = {}) {
  return world.app.inject({
    method: 'POST',
    url: act(),
    headers: { cookie: desk.cookie, 'content-type': 'application/json', 'idempotency-key': uuid(), ...headers },
    payload,
  })
}

describe('bad input is answered 400, never 500', () => {
  const form = (content: string) => `{"form":{"place":"home","trade":"water","content":${content}}}`
  const bad: [string, string][] = [
    ['broken JSON', '{"form":'],
    ['NUL in a text', form('"a\\u0000b"')],
    ['a lone surrogate', form('"\\ud83d"')],
    ['NUL in a name', '{"form":{"a\\u0000":1}}'],
    ['a number beyond 2^53', '{"form":{},"seenSeq":9007199254740993}'],
    ['1e400', '{"form":{},"seenSeq":1e400}'],
    ['__proto__', '{"form":{"__proto__":{"admin":true}}}'],
    ['nested too deep', `{"form":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['too many values', `{"form":[${'1,'.repeat(60_000)}1]}`],
    ['an unknown field', '{"form":{},"admin":true}'],
    ['an array', '[]'],
    ['null', 'null'],
    ['nothing', ''],
  ]
  it.each(bad)('%s', async (_name, payload) => {
    const reply = await post(payload)
    expect(reply.statusCode).toBe(400)
    expect(reply.headers['content-type']).toContain('application/problem+json')
    expect(reply.json()).toMatchObject({
      status: 400,
      kind: 'bad-form',
      title: expect.stringMatching(/[\u4e00-\u9fff]/),
    })
  })

  it('a whole emoji is a text like any other', async () => {
    const reply = await post(form('"漏水😀"'))
    expect(reply.json().fields?.map(({ field }: { field: string }) => field) ?? []).not.toContain('content')
  })

  it('NUL and broken escapes in path and query', async () => {
    for (const url of [
      `/api/projects/${world.project}/cases?q=%00`,
      `/api/projects/${world.project}/search?q=a%00b`,
      `/api/projects/${world.project}/cases/repair/%00`,
      `/api/projects/%00/cases`,
      `/api/projects/${world.project}/cases?q=%ff`,
      `/api/%ff`,
      `/api/projects/${'9'.repeat(300)}/cases`,
    ]) {
      const reply = await world.app.inject({ url, headers: { cookie: desk.cookie } })
      expect([url, reply.statusCode < 500]).toEqual([url, true])
    }
  })

  it('an unknown query parameter, an array for one', async () => {
    for (const query of ['surplus=1', 'limit=1&limit=2', 'open=maybe']) {
      const reply = await world.app.inject({
        url: `/api/projects/${world.project}/cases?${query}`,
        headers: { cookie: desk.cookie },
      })
      expect([query, reply.statusCode]).toEqual([query, 400])
    }
  })

  it('10 MB of text is too large, and says so in Chinese', async () => {
    const reply = await post(form(JSON.stringify('水'.repeat(3_500_000))))
    expect([reply.statusCode, reply.json().kind]).toEqual([413, 'too-large'])
    expect(reply.json().title).toContain('1 MB')
  })

  it('another content type is refused', async () => {
    expect((await post('form=1', { 'content-type': 'application/x-www-form-urlencoded' })).statusCode).toBe(415)
    expect((await post('<a/>', { 'content-type': 'text/xml' })).statusCode).toBe(415)
  })
})

describe("another site's page", () => {
  const signOut = (headers: Record<string, string>) =>
    world.app.inject({ method: 'POST', url: '/api/sign-out', headers: { host: '127.0.0.1:8420', ...headers } })

  it('cannot send commands', async () => {
    expect((await signOut({ 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    expect((await signOut({ 'sec-fetch-site': 'same-site' })).statusCode).toBe(403)
    expect((await signOut({ origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await signOut({ origin: 'null' })).statusCode).toBe(403)
  })

  it('the own page can, and a program that is no browser', async () => {
    expect((await signOut({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200)
    expect((await signOut({ origin: 'http://127.0.0.1:8420' })).statusCode).toBe(200)
    expect((await signOut({})).statusCode).toBe(200)
  })

  it('a foreign name that points to this machine is refused', async () => {
    expect((await signOut({ host: 'evil.example' })).statusCode).toBe(421)
  })
})

describe('headers', () => {
  it('forbid inline scripts and framing, and keep personal data out of caches', async () => {
    const { reply } = await desk.send(auth.me, {})
    const policy = String(reply.headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(reply.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('allow the page of the API its own script alone', async () => {
    const reply = await world.app.inject({ url: '/api/docs/', headers: { host: 'localhost' } })
    const scripts = /script-src ([^;]+)/.exec(String(reply.headers['content-security-policy']))![1]!
    const [inline] = [...reply.body.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, script]) => script!)
    expect(scripts).toBe(`'self' 'sha256-${createHash('sha256').update(inline!).digest('base64')}'`)
  })

  it('say the rate limit, and when it is over, when to come again', async () => {
    const slow = await makeDoorWorld({ perMinute: 3 })
    try {
      const ask = () => slow.app.inject({ url: '/api/health', headers: { host: 'localhost' } })
      const first = await ask()
      expect(first.headers['ratelimit-limit']).toBe('3')
      await ask()
      await ask()
      const fourth = await ask()
      expect([fourth.statusCode, fourth.json().kind]).toEqual([429, 'too-many'])
      expect(Number(fourth.headers['retry-after'])).toBeGreaterThan(0)
    } finally {
      await slow.closeAll()
    }
  })
})

describe('the rate limit', () => {
  /** From addresses of documentation networks, so that each test has its own. */
  const asker = (slow: DoorWorld) => (url: string, remoteAddress: string, cookie?: string) =>
    slow.app.inject({ url, remoteAddress, headers: { host: 'localhost', ...(cookie ? { cookie } : {}) } })

  it('counts whoever is not let in, and an IPv6 line as one', async () => {
    const slow = await makeDoorWorld({ perMinute: 3 })
    try {
      const ask = asker(slow)
      const cases = `/api/projects/${slow.project}/cases`
      const statuses = async (addresses: string[], cookie?: string) => {
        const replies = []
        for (const address of addresses) replies.push(await ask(cases, address, cookie))
        return replies.map(({ statusCode }) => statusCode)
      }
      const madeUp = `__Host-guanjia=${'x'.repeat(43)}`
      expect(await statuses(Array(4).fill('192.0.2.1'), madeUp)).toEqual([401, 401, 401, 429])
      const line = [1, 2, 3, 4].map((n) => `2001:db8:0:1:${n}::1`)
      expect(await statuses(line)).toEqual([401, 401, 401, 429])
      expect(await statuses(['2001:db8:0:2::1'])).toEqual([401])
      const { cookie } = await slow.browser(slow.stranger)
      expect(await statuses(Array(4).fill('192.0.2.2'), cookie), 'out of reach').toEqual([404, 404, 404, 429])
    } finally {
      await slow.closeAll()
    }
  })

  it('holds an address up before it is looked up who asks', async () => {
    const slow = await makeDoorWorld({ perMinute: 1 })
    try {
      const ask = asker(slow)
      for (let i = 0; i < 20; i++) await ask('/api/me', '192.0.2.3')
      const { cookie } = await slow.browser(slow.staff.zhou)
      await slow.database.asOwner(`update session set seen_at = '2020-01-01'`)
      const held = await ask('/api/me', '192.0.2.3', cookie)
      expect([held.statusCode, held.json().kind]).toEqual([429, 'too-many'])
      expect(Number(held.headers['retry-after'])).toBeGreaterThan(0)
      const seen = () => slow.database.asOwner(`select seen_at::date::text as on from session`)
      expect(await seen()).toEqual([{ on: '2020-01-01' }])
      expect((await ask('/api/me', '192.0.2.4', cookie)).statusCode, 'the session itself is within its limit').toBe(200)
      expect(await seen()).not.toEqual([{ on: '2020-01-01' }])
    } finally {
      await slow.closeAll()
    }
  })
})

describe('a route', () => {
  const answer = z.strictObject({ ok: z.boolean() })
  const app = () => buildApp({ ...world.doors, settings: testSettings })
  const declared = (may: unknown, path = '/api/projects/:project/x') =>
    contract({ method: 'GET', path: path as '/api/x', title: 'x', may: may as ['public'], answer })

  it.each([
    ['without a permission', declared([])],
    ['with none at all', declared(undefined)],
    ['with an unknown one', declared(['janitor'])],
    ['with a relation that no door can check', declared(['assignee'])],
    ['that lets everybody in beside a role', declared(['manager', 'signed-in'])],
    ['that asks for a role but names no project', declared(['manager'], '/api/x')],
  ])('%s does not start', async (_name, route) => {
    const fresh = await app()
    expect(() => bind(fresh, route, async () => ({ ok: true }))).toThrow()
    await fresh.close()
  })

  it('whose answer has a surplus field fails instead of leaking it', async () => {
    const fresh = await app()
    bind(fresh, declared(['public'], '/api/x'), async () => ({ ok: true, secret: 'phone' }) as never)
    const reply = await fresh.inject({ url: '/api/x', headers: { host: 'localhost' } })
    expect(reply.statusCode).toBe(500)
    expect(reply.body).not.toContain('phone')
    await fresh.close()
  })

  it('that fails tells nothing of the inside', async () => {
    const fresh = await app()
    bind(fresh, declared(['public'], '/api/x'), async () => {
      throw new Error('duplicate key value violates unique constraint "account_login_key"')
    })
    const reply = await fresh.inject({ url: '/api/x', headers: { host: 'localhost' } })
    expect(reply.json()).toMatchObject({ status: 500, kind: 'failed', request: expect.any(String) })
    expect(reply.body).not.toContain('account_login_key')
    await fresh.close()
  })

  it('that does not exist answers like a case that does not exist', async () => {
    const missing = await desk.send(cases.page, { params: { project: world.project, procedure: 'repair', id: uuid() } })
    const reply = await world.app.inject({ url: '/api/no/such/thing', headers: { cookie: desk.cookie } })
    expect([reply.statusCode, reply.body]).toEqual([404, missing.reply.body])
  })
})

describe('health', () => {
  it('names version, database and migrations', async () => {
    const answer = await desk.call(health.health, {})
    expect(answer).toMatchObject({ status: 'ok', version: 'test', database: { reachable: true }, demo: false })
    expect(answer.migrations.last).toMatch(/\.sql$/)
  })

  it('a database that is away is 503 within two seconds, with Retry-After', async () => {
    const db = openDatabase({ url: 'postgresql://nobody:x@127.0.0.1:1/none' })
    const doors = { ...world.doors, db }
    const app = await buildApp(doors)
    healthRoutes(app, doors)
    bind(app, auth.me, async () => {
      throw new Error('never reached')
    })
    const told = await app.inject({ url: '/api/health', headers: { host: 'localhost', cookie: desk.cookie } })
    expect(told.json()).toMatchObject({ status: 'database-gone', database: { reachable: false } })
    const started = performance.now()
    for (const url of ['/api/health', '/api/me']) {
      const reply = await app.inject({ url, headers: { host: 'localhost', cookie: desk.cookie } })
      expect([url, reply.statusCode, reply.headers['retry-after']]).toEqual([url, 503, '2'])
    }
    expect(performance.now() - started).toBeLessThan(4_000)
    await app.close()
    await db.close()
  })
})
