import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startSession } from '../src/kernel/auth/session.store.ts'
import { cases } from '../src/kernel/case/case.contract.ts'
import { Changes } from '../src/kernel/case/changes.ts'
import { loadCalendarDays } from '../src/kernel/case/clocks.ts'
import type { Engine } from '../src/kernel/case/engine.ts'
import { renewClocks } from '../src/kernel/case/renew.ts'
import { sweep } from '../src/kernel/case/sweep.ts'
import { type ManualTime, manualTime } from '../src/kernel/clock/time.ts'
import { type Database, inCompany, openDatabase } from '../src/kernel/db/db.ts'
import { migrate, readMigrations } from '../src/kernel/db/migrate.ts'
import { Outside } from '../src/kernel/delivery/outside.ts'
import { allWays } from '../src/kernel/delivery/ways/ways.ts'
import { FileStore } from '../src/kernel/file/file.ts'
import { rebuildTokens } from '../src/kernel/search/rebuild.ts'
import { search } from '../src/kernel/search/search.contract.ts'
import { signatureStore } from '../src/kernel/signature/signature.ts'
import { effects, procedures, reactions } from '../src/rooms.ts'
import { buildServer, reads } from '../src/server.ts'
import { foldWrongs } from './crash/fold.ts'
import { type Browser, browserOf, testSettings } from './doors.ts'
import { MIGRATIONS, urlOfDatabase } from './server.ts'
import { testSecrets } from './world.ts'

/**
 * An installation of the first landed state is brought up to date and goes on. `upgrade/early.jsonl` holds the rows
 * that the program of that time wrote, one a line, in an order that foreign keys accept: a call with its repair on the
 * way, a repair that is filed, one that waits for its owner, and one that is late and climbed.
 */

/** The migrations of that state and their checksums. They have run in the world: nobody changes them. */
const early = {
  '20261122T0000_roles.sql': '64c9a9ed1519610c92a1fedcc45a15c78bc932eab1eeb1b694e50afadba779aa',
  '20261122T0100_kernel.sql': '83344d22baadef74e703345d632e85bfe5549ba07854771df96f09c71d5650a6',
  '20261122T0200_rooms.sql': 'aa4b3742a9400588cbc9da6e96e2a65ab02bf91ec0de502a062318aedd31d969',
  '20261122T0300_doors.sql': 'f863e9f10a96c8881ef0b3b8af0e361ace9b9d42ea895da8316f66d703393714',
  '20261122T0400_demo.sql': '65aa223a80cae8baafae4206a0cc11e743f656021c51698c89f6cbe95d21d541',
  '20261122T0500_lists.sql': '5a7da4d96fed6091a673c59917db33352bc50972d03a5c6a8ced61ed5288db38',
} as const
const last = Object.keys(early).at(-1)!

const server = inject('testServer')
const name = `test_${randomUUID().replaceAll('-', '')}`
const ownerUrl = urlOfDatabase(server.ownerUrl, name)
const appUrl = urlOfDatabase(server.appUrl, name)
const dataDir = mkdtempSync(join(tmpdir(), 'guanjia-upgrade-'))
const rows = readRows()
let db: Database
let engine: Engine
let time: ManualTime
let close: () => Promise<void>
let desk: Browser
let technician: Browser

beforeAll(async () => {
  await withOwner(server.ownerUrl, (client) => client.query(`create database ${name}`))
  await migrate({ ownerUrl, appUrl, folder: MIGRATIONS, upTo: last })
  await fill()
  await migrate({ ownerUrl, appUrl, folder: MIGRATIONS })
  db = openDatabase({ url: appUrl, poolSize: 4 })
  await open()
})
afterAll(async () => {
  await close?.()
  await db?.close()
  await withOwner(server.ownerUrl, (client) => client.query(`drop database if exists ${name}`))
  rmSync(dataDir, { recursive: true, force: true })
})

describe('an installation of the first landed state', () => {
  it('was made by migrations that are still what they were', () => {
    const now = Object.fromEntries(readMigrations(MIGRATIONS).map(({ name, checksum }) => [name, checksum]))
    expect(now).toMatchObject(early)
  })

  it('lost no row by the upgrade', async () => {
    const counts = [...tablesOf(rows)].map(([table, of]) => ({ table, rows: of.length }))
    const found = await withOwner(ownerUrl, async (client) => {
      await unfence(client)
      const all: typeof counts = []
      for (const { table } of counts) {
        const { rows: counted } = await client.query<{ n: number }>(`select count(*)::int as n from ${table}`)
        all.push({ table, rows: counted[0]!.n })
      }
      return all
    })
    expect(found).toEqual(counts)
  })

  it('reads its cases with their log, their deadlines and their signatures', async () => {
    const [done] = await casesNow(({ final }) => final)
    const page = await desk.call(cases.page, { params: { project: 1, procedure: 'repair', id: done!.id } })
    expect(page.case).toMatchObject({ stateTitle: '已归档', number: done!.number })
    const titles = page.timeline.map(({ title }) => title)
    expect(titles.slice(0, 3)).toEqual(['登记报修', '确定费用承担', '派单'])
    expect(titles.at(-1)).toBe('核对归档')
    expect(page.timeline[0]!.form).toMatchObject({ content: '卫生间灯不亮' })
    expect(page.signatures).toHaveLength(2)
    for (const clock of page.clocks) {
      const { steps } = await desk.call(cases.explain, {
        params: { project: 1, procedure: 'repair', id: done!.id, clock: clock.id },
      })
      expect(steps.length).toBeGreaterThan(1)
    }
  })

  it('gives open cases the deadlines that are declared since, once', async () => {
    const waiting = await foldWrongs(db, 1)
    expect(waiting).toContainEqual(expect.stringMatching(/^BX-\S+ clocks arrive run, declared are appoint,arrive$/))
    expect(await renewClocks(engine)).toBeGreaterThan(0)
    expect(await foldWrongs(db, 1)).not.toContainEqual(expect.stringContaining('clocks'))
    expect(await renewClocks(engine)).toBe(0)
  })

  it('tells each case anew from its log as the row says it', async () => {
    // Hand-overs were not counted then: the row stays at none until something tells it anew.
    expect(await foldWrongs(db, 1)).toEqual([
      expect.stringMatching(/^SQ-\d+-0001 row\.handOvers is 0, the log says 1$/),
    ])
  })

  it('finds people and numbers, once the search words of earlier rules are made anew', async () => {
    expect(await rebuildTokens(db, 1)).toBe(4)
    const [done] = await casesNow(({ final }) => final)
    for (const q of ['王小明', 'wxm', done!.number]) {
      const { hits } = await desk.call(search.find, { params: { project: 1 }, body: { q } })
      expect(hits.length, q).toBeGreaterThan(0)
    }
  })

  it('goes on: the technician arrives, the matter above follows, the late one is seen by its ladder', async () => {
    const [job] = await casesNow(({ parentId }) => parentId !== null)
    const at = { project: 1, procedure: 'repair', id: job!.id }
    await technician.call(cases.act, { params: { ...at, action: 'arrive' }, body: { form: {} } })
    await technician.call(cases.act, { params: { ...at, action: 'check' }, body: { form: { finding: '阀芯老化' } } })
    const { case: now } = await desk.call(cases.page, { params: at })
    expect(now.state).toBe('on-site')
    const before = await levels()
    time.advance(5 * 60 * 60_000)
    await sweep(engine)
    expect(await levels()).toBeGreaterThan(before)
  })
})

async function casesNow(of: (line: { final: boolean; parentId: string | null }) => boolean) {
  const { rows: lines } = await desk.call(cases.list, { params: { project: 1 }, query: { procedure: 'repair' } })
  return lines.filter(of)
}

const levels = () =>
  withOwner(ownerUrl, async (client) => {
    await unfence(client)
    const { rows: counted } = await client.query<{ n: number }>('select count(*)::int as n from case_clock_level')
    return counted[0]!.n
  })

interface Line {
  table: string
  row: Record<string, unknown>
}

function readRows(): Line[] {
  const text = readFileSync(new URL('./upgrade/early.jsonl', import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function tablesOf(lines: readonly Line[]): Map<string, Line['row'][]> {
  const tables = new Map<string, Line['row'][]>()
  for (const { table, row } of lines) tables.set(table, [...(tables.get(table) ?? []), row])
  return tables
}

/** Writes the rows into the tables of that time. */
async function fill(): Promise<void> {
  await withOwner(ownerUrl, async (client) => {
    const fenced = await unfence(client)
    for (const [table, of] of tablesOf(rows))
      await client.query(
        `insert into ${table} overriding system value select * from jsonb_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(of)],
      )
    for (const table of fenced) await client.query(`alter table ${table} force row level security`)
    await client.query('commit')
  })
}

/** Opens a transaction in which the owner sees every row; undone by its end unless it is committed. */
async function unfence(client: pg.Client): Promise<string[]> {
  await client.query('begin')
  const { rows: found } = await client.query<{ relname: string }>(
    `select relname from pg_class where relforcerowsecurity and relnamespace = 'public'::regnamespace`,
  )
  for (const { relname } of found) await client.query(`alter table ${relname} no force row level security`)
  return found.map(({ relname }) => relname)
}

async function withOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The application of today on that database, and two who are signed in. */
async function open(): Promise<void> {
  time = manualTime(lastTime())
  const secrets = testSecrets()
  const files = new FileStore(db, dataDir, time)
  const changes = new Changes()
  engine = {
    ...{ db, time, secrets, procedures, reactions, effects },
    calendarDays: await inCompany(db, loadCalendarDays),
    signatures: signatureStore(files, secrets),
    afterCommit: (told) => changes.tell(told),
  }
  const ways = allWays({ outside: new Outside({ loopback: true }), publicUrl: 'http://localhost', dataDir })
  const settings = { ...testSettings, manualTime: time }
  const app = await buildServer({ ...{ db, engine, time, secrets, reads, files, ways, changes, settings } })
  await app.ready()
  const signIn = async (login: string) => {
    const { row } = rows.find(({ table, row }) => table === 'account' && row.login === login)!
    const from = { machineNow: new Date(), address: '127.0.0.1', agent: uuid() }
    const account = { id: row.id as string, kind: 'staff' as const }
    const token = await inCompany(db, (tx) => startSession(tx, secrets.tokenKey, account, from))
    return browserOf(app, `__Host-guanjia=${token}`)
  }
  desk = await signIn('zhou')
  technician = await signIn('li')
  close = () => app.close()
}

function lastTime(): Date {
  const times = rows.filter(({ table }) => table === 'case_action').map(({ row }) => Date.parse(row.at as string))
  return new Date(Math.max(...times))
}
