import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { buildServer } from '../../server.ts'
import { loadCalendarDays } from '../case/clocks.ts'
import { type Database, inCompany, openDatabase } from '../db/db.ts'

/** One request of each kind of door, over a line to the database that is cut, or falls silent. */

let world: DoorWorld
let line: Line
let db: Database
let app: FastifyInstance
let cookie: string
let pages: string

beforeAll(async () => {
  world = await makeDoorWorld()
  cookie = (await world.browser(world.staff.zhou)).cookie
  line = await openLine(world.database.url)
  db = openDatabase({ url: line.url, poolSize: 12 })
  pages = mkdtempSync(join(tmpdir(), 'guanjia-pages-'))
  for (const name of ['console', 'staff', 'owner']) writeFileSync(join(pages, `${name}.html`), `<p>${name}`)
  const engine = { ...world.engine, db, calendarDays: await inCompany(db, loadCalendarDays) }
  app = await buildServer({ ...world.doors, db, engine, settings: { ...world.doors.settings, webRoot: pages } })
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  line.mend()
  await app.close()
  await db.close()
  line.close()
  rmSync(pages, { recursive: true, force: true })
  await world.closeAll()
})

interface Line {
  url: string
  /** Connections break, and new ones are refused. */
  cut(): void
  /** Nothing is passed on any more; new connections are taken and hear nothing. */
  silence(): void
  mend(): void
  close(): void
}

/** Stands between pool and server. */
async function openLine(to: string): Promise<Line> {
  const { host, port, user, password, database } = new pg.Client(to)
  const sockets = new Set<Socket>()
  let silent = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  const dropAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  const made = createServer((client) => {
    keep(client)
    if (silent) return
    const server = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    keep(server)
    client.on('data', (bytes) => silent || server.write(bytes)).on('close', () => server.destroy())
    server.on('data', (bytes) => silent || client.write(bytes)).on('close', () => client.destroy())
  })
  await new Promise<void>((listens) => made.listen(0, '127.0.0.1', listens))
  const { port: own } = made.address() as AddressInfo
  return {
    url: `postgresql://${user}:${encodeURIComponent(password!)}@127.0.0.1:${own}/${database}`,
    cut: () => {
      made.close()
      dropAll()
    },
    silence: () => {
      silent = true
    },
    mend: () => {
      silent = false
      dropAll()
      if (!made.listening) made.listen(own, '127.0.0.1')
    },
    close: () => {
      dropAll()
      made.close()
    },
  }
}

interface Door {
  what: string
  method?: 'POST'
  path: string
  body?: object
  /** How it answers when all is well; default 200. */
  well?: number
}

function doors(): Door[] {
  const estate = `/api/projects/${world.project}`
  return [
    { what: 'who I am', path: '/api/me' },
    { what: 'sign-in', method: 'POST', path: '/api/sign-in', body: { login: 'nobody', password: 'wrong' }, well: 401 },
    {
      what: 'sign-in of an owner',
      method: 'POST',
      path: '/api/owner/sign-in',
      body: { token: 'x'.repeat(20) },
      well: 404,
    },
    { what: 'a list', path: `${estate}/cases` },
    { what: 'a page', path: `${estate}/cases/matter/${uuid()}`, well: 404 },
    {
      what: 'an act',
      method: 'POST',
      path: `${estate}/cases/matter/${uuid()}/register`,
      body: { form: { channel: 'phone', content: '漏水' } },
    },
    { what: 'a search', method: 'POST', path: `${estate}/search`, body: { q: '王' } },
    { what: 'a link', path: `/api/link/${'x'.repeat(43)}`, well: 404 },
    { what: 'settings', path: `${estate}/policy` },
    { what: 'health', path: '/api/health' },
    { what: 'readiness', path: '/api/ready' },
    { what: 'live updates', path: '/api/events' },
  ]
}

async function knock({ method, path, body }: Pick<Door, 'method' | 'path' | 'body'>) {
  const { port } = app.server.address() as AddressInfo
  const left = new AbortController()
  const from = performance.now()
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: method ?? 'GET',
    headers: { cookie, ...(body ? { 'content-type': 'application/json', 'idempotency-key': uuid() } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: left.signal,
  })
  const milliseconds = performance.now() - from
  const type = reply.headers.get('content-type') ?? ''
  const text = type.startsWith('text/event-stream') ? '' : await reply.text()
  left.abort()
  return { status: reply.status, type, text, retryAfter: reply.headers.get('retry-after'), milliseconds }
}

/** Two seconds, and what a busy machine adds. */
const MOST_MS = 4_000

const isWell = async () => {
  const found: [string, number][] = []
  for (const door of doors()) found.push([door.what, (await knock(door)).status])
  return found
}

describe.each([
  ['cut', () => line.cut()],
  ['silent', () => line.silence()],
])('while the line to the database is %s', (_how, breaks) => {
  it('every door says 503 and when to come again, within two seconds; what needs no database is served', async () => {
    expect(await isWell()).toEqual(doors().map(({ what, well }) => [what, well ?? 200]))
    breaks()
    const wrong: unknown[] = []
    const knocks = doors().map(async (door) => {
      const { status, type, text, retryAfter, milliseconds } = await knock(door)
      const inForm = type.includes('application/problem+json')
        ? JSON.parse(text).kind === 'unavailable'
        : /health|ready/.test(door.path)
      if (status !== 503 || !(Number(retryAfter) > 0) || !inForm || milliseconds > MOST_MS)
        wrong.push({ what: door.what, status, retryAfter, text, milliseconds })
    })
    await Promise.all(knocks)
    expect(wrong).toEqual([])
    for (const path of ['/', '/desk', '/staff/jobs', '/owner', '/api/handbook/rules/REP-04', '/api/openapi.json'])
      expect([path, (await knock({ path })).status]).toEqual([path, 200])
    const metrics = await knock({ path: '/api/metrics' })
    expect([metrics.status, metrics.text.includes('guanjia_database_up 0')]).toEqual([200, true])
  }, 60_000)

  it('and when it is mended everything goes on by itself', async () => {
    line.mend()
    await expect.poll(async () => (await knock({ path: '/api/ready' })).status, { timeout: 5_000 }).toBe(200)
    expect(await isWell()).toEqual(doors().map(({ what, well }) => [what, well ?? 200]))
  }, 60_000)
})
