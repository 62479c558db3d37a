import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/db.ts'
import { makeWorld, testSecrets } from '../../test/world.ts'
import { loadCalendarDays } from '../kernel/case/clocks.ts'
import type { Engine } from '../kernel/case/engine.ts'
import { manualTime } from '../kernel/clock/time.ts'
import { inCompany } from '../kernel/db/db.ts'
import { FileStore } from '../kernel/file/file.ts'
import { signatureStore } from '../kernel/signature/signature.ts'
import { duties, effects, procedures, reactions } from '../rooms.ts'
import { digestOf } from './digest.ts'
import { type Simulated, type SimulateOptions, simulate } from './simulate.ts'
import { linesOf } from './summary.ts'

/** The end of a month lies in these days: reports and the announcement fall due. */
const UNTIL = new Date('2026-03-31T10:20:00+08:00')

interface Place {
  database: TestDatabase
  engine: Engine
  simulate: (more?: Partial<SimulateOptions>) => Promise<Simulated>
  close: () => Promise<void>
}

let first: Place
let second: Place
let one: Simulated
let four: Simulated
const progress: { phase: string; done: number; total: number }[] = []

beforeAll(async () => {
  first = await emptyPlace()
  second = await emptyPlace()
  one = await first.simulate({ workers: 1, onProgress: (said) => progress.push(said) })
  four = await second.simulate({ workers: 4 })
}, 180_000)

afterAll(async () => {
  await first.close()
  await second.close()
})

describe('a simulated estate', () => {
  it('is the same again from the same seed, lived through by one worker or by four', async () => {
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(four.digest).toBe(one.digest)
    expect(four.summary).toEqual(one.summary)
    expect([one.refused, four.refused]).toEqual([[], []])
  })

  it('has a digest of what happened: one act a second later, one clock told once more, and it is another', async () => {
    const { database, engine } = second
    const again = () => digestOf(engine.db, four.projects)
    expect(await again()).toBe(four.digest)
    await database.asOwner(
      `update case_action set at = at + interval '1 second' where id = (select min(id::text)::uuid from case_action)`,
    )
    const moved = await again()
    expect(moved).not.toBe(four.digest)
    await database.asOwner(
      `update case_clock set next_level = next_level + 1 where id = (select min(id::text)::uuid from case_clock)`,
    )
    expect(await again()).not.toBe(moved)
  })

  it('plays every procedure, and most of them to the end', async () => {
    expect(one.summary.cases.map(({ procedure }) => procedure).sort()).toEqual(Object.keys(procedures).sort())
    const rows = await first.database.asOwner<{ procedure: string }>('select distinct procedure from cases where final')
    const ended = rows.map(({ procedure }) => procedure)
    expect(ended).toEqual(expect.arrayContaining(['matter', 'repair', 'contact', 'complaint', 'complaint-report']))
  })

  it('has its storm: many owners, one thing, handled together', async () => {
    const [group] = await first.database.asOwner<{ members: number; homes: number }>(
      `select count(*)::int as members, count(distinct c.unit_id)::int as homes from intake_matter m
       join cases c on c.project_id = m.project_id and c.id = m.case_id
       where m.head_id is not null group by m.head_id order by 1 desc limit 1`,
    )
    expect(group!.members).toBeGreaterThanOrEqual(4)
    expect(group!.homes).toBe(group!.members)
  })

  it('is told in figures that the tables bear out', async () => {
    const { summary } = one
    const [project] = one.projects
    const count = async (query: string) =>
      (await first.database.asOwner<{ n: number }>(`select count(*)::int as n from ${query}`))[0]!.n
    const total = (list: readonly { count: number }[]) => list.reduce((sum, row) => sum + row.count, 0)
    expect(total(summary.matters)).toBe(await count(`intake_matter where project_id = ${project}`))
    expect(total(summary.cases)).toBe(await count(`cases where project_id = ${project}`))
    expect(summary.acts.people + summary.acts.clocks + summary.acts.reactions).toBe(
      await count(`case_action where project_id = ${project}`),
    )
    expect(summary.clocks.kept).toBe(await count(`case_clock where project_id = ${project} and status = 'met'`))
    expect(summary.clocks.broken).toBe(
      await count(`case_clock where project_id = ${project} and breached_at is not null and status <> 'cancelled'`),
    )
    expect(summary.ladders.rungs).toBe(await count(`case_clock_level where project_id = ${project} and level > 0`))
    expect(total(summary.ratings)).toBe(
      await count(`repair_order where project_id = ${project} and rating is not null`),
    )
    const { done, missed, waiting } = summary.duties
    expect(done + missed + waiting).toBe(await count(`duty_occurrence where project_id = ${project}`))
    for (const figure of [done, missed, summary.chases, summary.joined, summary.callBacks.done, summary.clocks.broken])
      expect(figure).toBeGreaterThan(0)
    expect(linesOf(summary, procedures).join('\n')).toContain(
      `按时 ${summary.clocks.kept}，超时 ${summary.clocks.broken}`,
    )
  })

  it('says how far it is, phase by phase, to the end', () => {
    expect([...new Set(progress.map(({ phase }) => phase))]).toEqual(['estate', 'pictures', 'life'])
    const life = progress.filter(({ phase }) => phase === 'life')
    expect(life.map(({ done }) => done)).toEqual(life.map(({ done }) => done).sort((a, b) => a - b))
    expect(life.at(-1)!.done).toBe(life.at(-1)!.total)
  })

  it('comes in place of a demo, but not under the code of another estate and not beside a server', async () => {
    await expect(second.simulate({ project: 'binhu' })).rejects.toThrow('没有演示小区 binhu')
    const cases = () => second.database.asOwner<{ n: number }>('select count(*)::int as n from cases')
    const before = await cases()
    const server = new (await import('pg')).default.Client({ connectionString: second.database.url })
    await server.connect()
    await expect(second.simulate()).rejects.toThrow('请先停止它')
    await server.end()
    expect(await cases()).toEqual(before)
  })
})

it('never gets among the people and matters of a real estate', async () => {
  const w = await makeWorld()
  try {
    const rows = () =>
      w.database.asOwner(`select relname, n from (select c.relname,
        (xpath('/row/n/text()', query_to_xml('select count(*) as n from public.' || quote_ident(c.relname), false, true, '')))[1]::text as n
        from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace) t order by 1`)
    const before = await rows()
    const options = {
      units: 60,
      days: 3,
      seed: 7,
      until: UNTIL,
      dataDir: '/nowhere',
      ownerUrl: w.database.ownerUrl,
      duties,
    }
    await expect(simulate(w.engine, options)).rejects.toThrow('不是演示小区')
    for (const [wrong, text] of [
      [{ units: 3 }, '--units'],
      [{ days: 0 }, '--days'],
      [{ workers: 99 }, '--workers'],
      [{ until: new Date('x') }, '--until'],
      [{ project: '翠湖' }, '--project'],
    ] as const)
      await expect(simulate(w.engine, { ...options, ...wrong })).rejects.toThrow(text)
    expect(await rows()).toEqual(before)
  } finally {
    await w.close()
  }
})

async function emptyPlace(): Promise<Place> {
  const database = await testDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'guanjia-simulate-'))
  const secrets = testSecrets()
  const time = manualTime(UNTIL)
  const engine: Engine = {
    ...{ db: database.db, time, secrets, procedures, reactions, effects },
    calendarDays: await inCompany(database.db, loadCalendarDays),
    signatures: signatureStore(new FileStore(database.db, dataDir, time), secrets),
    afterCommit: () => {},
  }
  const options = { units: 60, days: 10, seed: 7, until: UNTIL, dataDir, ownerUrl: database.ownerUrl, duties }
  const close = async () => {
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { database, engine, simulate: (more) => simulate(engine, { ...options, ...more }), close }
}
