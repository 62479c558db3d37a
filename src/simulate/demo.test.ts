import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/db.ts'
import { defaultsOf, wrongs } from '../../test/walk-check.ts'
import { testSecrets, type World } from '../../test/world.ts'
import { demoPeople } from '../kernel/auth/me.ts'
import { loadCalendarDays } from '../kernel/case/clocks.ts'
import type { Engine } from '../kernel/case/engine.ts'
import type { Actor } from '../kernel/case/procedure.ts'
import { readInbox } from '../kernel/case/reads.ts'
import { manualTime } from '../kernel/clock/time.ts'
import { inCompany, inProject, readProjects } from '../kernel/db/db.ts'
import { FileStore } from '../kernel/file/file.ts'
import { signatureStore, verifySignature } from '../kernel/signature/signature.ts'
import { myRepairs, pooledRepairs } from '../rooms/repair/repair.queries.ts'
import { duties, effects, procedures, reactions } from '../rooms.ts'
import { cast, crew, type MemberKey } from './cast.ts'
import { type DemoFilled, type DemoOptions, fillDemo, smallSize } from './demo.ts'
import { homeFaults } from './texts/home-faults.ts'
import { publicFaults } from './texts/public-faults.ts'
import { requests } from './texts/requests.ts'

/** A Wednesday morning; today's stories are told backwards from it. */
const NOW = new Date('2026-03-11T10:20:00+08:00')

interface Demo {
  database: TestDatabase
  engine: Engine
  files: FileStore
  fill: (more?: Partial<DemoOptions>) => Promise<DemoFilled | null>
  close: () => Promise<void>
}

let demo: Demo
let filled: DemoFilled
let projects: { id: number; code: string }[]
let cuihu: number

/** Cases of a first filling that was stopped before the one that the tests look at. */
let stopped: string[]

beforeAll(async () => {
  demo = await emptyDemo()
  const stop = new AbortController()
  const onProgress: DemoOptions['onProgress'] = ({ phase, done }) =>
    phase === 'life' && done > 60 && stop.abort(new Error('stopped'))
  await expect(demo.fill({ signal: stop.signal, onProgress })).rejects.toThrow('stopped')
  stopped = (await demo.database.asOwner<{ id: string }>('select id from cases')).map(({ id }) => id)
  filled = (await demo.fill())!
  projects = await demo.database.asOwner<{ id: number; code: string }>('select id, code from project order by id')
  cuihu = projects.find(({ code }) => code === 'cuihu')!.id
}, 180_000)

afterAll(() => demo.close())

describe('the demo estate', () => {
  it('is lived through without a single refusal, and no clock gave trouble', async () => {
    expect(filled.refused).toEqual([])
    expect(await demo.database.asOwner('select * from clock_trouble')).toEqual([])
  })

  it('shows every state that a case can stay in', async () => {
    const rows = await demo.database.asOwner<{ procedure: string; state: string }>(
      `select distinct procedure, state from cases where project_id = ${cuihu}`,
    )
    const seen = new Set(rows.map(({ procedure, state }) => `${procedure} ${state}`))
    const open = Object.values(procedures).flatMap(({ name, states, final }) =>
      states.filter((state) => !final.includes(state)).map((state) => `${name} ${state}`),
    )
    // What the calendar opens stands where the day of the month puts it: these come with the last third of a month.
    const ofTheDay = ['announcement due', 'announcement drafted']
    expect(open.filter((state) => !seen.has(state) && !ofTheDay.includes(state))).toEqual([])
  })

  it('gives everybody of the staff something to do', async () => {
    const idle: string[] = []
    for (const [login, { role }] of Object.entries(cast) as [MemberKey, (typeof cast)[MemberKey]][]) {
      if (login.startsWith('yt')) continue
      const { rows } = await readProjects(demo.engine.db, [cuihu], async (tx) =>
        readInbox(tx, procedures, cuihu, await staffNamed(login, role), { limit: 50 }, NOW),
      )
      if (rows.length === 0) idle.push(login)
    }
    expect(idle).toEqual([])
  })

  it('gives every technician a job, the pool some, and the cashier money to count', async () => {
    const of = async (login: MemberKey) => {
      const { accountId, roles } = await staffNamed(login, cast[login].role)
      return readProjects(demo.engine.db, [cuihu], (tx) => myRepairs(tx, cuihu, { accountId, roles }, NOW))
    }
    for (const login of crew) expect((await of(login)).some(({ task }) => task === 'job')).toBe(true)
    expect((await of('cashier')).filter(({ task }) => task === 'count').length).toBeGreaterThanOrEqual(3)
    expect((await of('leader')).some(({ task }) => task === 'review')).toBe(true)
    for (const officer of ['officer1', 'officer2', 'officer3'] as const)
      expect((await of(officer)).some(({ task }) => task === 'confirm')).toBe(true)
    const { accountId } = await staffNamed('li', 'technician')
    const pool = await readProjects(demo.engine.db, [cuihu], (tx) => pooledRepairs(tx, cuihu, accountId))
    expect(pool.jobs.length).toBeGreaterThanOrEqual(3)
  })

  it('lets one sign in as every role and as four owners, who each have something open', async () => {
    const people = await demoPeople(demo.engine.db, NOW)
    const roles = new Set(Object.values(cast).map(({ role }) => role))
    expect(new Set(people.flatMap(({ role }) => role ?? []))).toEqual(roles)
    const owners = people.filter(({ kind }) => kind === 'owner')
    expect(owners.map(({ name }) => name)).toEqual(['林晓雯', '周建国', '陈思远', '吴桂芳'])
    const rows = await demo.database.asOwner<{ name: string; state: string }>(
      `select p.name, c.state from cases c join person p on p.project_id = c.project_id and p.id = c.person_id
       join account_person a on a.project_id = p.project_id and a.person_id = p.id
       where c.procedure = 'repair' and not c.final and a.account_id = any($1)`,
      [owners.map(({ accountId }) => accountId)],
    )
    for (const line of ['林晓雯 quoted', '周建国 done', '陈思远 taken', '吴桂芳 taken'])
      expect(rows.map(({ name, state }) => `${name} ${state}`)).toContain(line)
  })

  it('breaks nothing: logs fold to what stands there, clocks are as declared', async () => {
    for (const { id } of projects) expect(await wrongsOf(id)).toEqual([])
  })

  it('has missed only the deadlines that it is meant to have missed', async () => {
    const late = await demo.database.asOwner<{ clock: string }>(
      `select clock from case_clock where status = 'open' and due_at < $1 order by clock`,
      [NOW],
    )
    expect(late.map(({ clock }) => clock)).toEqual([
      'answer',
      'arrive',
      'callBack',
      'handIn',
      'handle',
      'publish',
      'reply',
      'respond',
      'submit',
      'take',
    ])
    const fire = await demo.database.asOwner(`select 1 from case_clock where status = 'open' and fire_at <= $1`, [NOW])
    expect(fire).toEqual([])
  })

  it('holds nothing of the future', async () => {
    const ahead = await demo.database.asOwner(`select 1 from case_action where at > $1`, [NOW])
    expect(ahead).toEqual([])
  })

  it('keeps real signatures and photos', async () => {
    const signatures = await demo.database.asOwner<{ project: number; id: string; image: string }>(
      `select s.project_id as project, s.id, t.image_file_id as image from signature s
       join signature_text t on t.project_id = s.project_id and t.signature_id = s.id order by s.signed_at desc limit 20`,
    )
    expect(signatures).toHaveLength(20)
    for (const { project, id, image } of signatures) {
      const verdict = await readProjects(demo.engine.db, [project], (tx) =>
        verifySignature(tx, demo.files, demo.engine.secrets, project, id),
      )
      expect(verdict?.broken).toEqual([])
      expect((await demo.files.read(project, image))?.mediaType).toBe('image/png')
    }
  })

  it('is not filled twice, and nothing else is filled', async () => {
    expect(await demo.fill()).toBeNull()
    const other = await emptyDemo()
    try {
      await inCompany(other.engine.db, (tx) => sql`insert into company (id, name) values (1, '安居物业')`.execute(tx))
      expect(await other.fill()).toBeNull()
    } finally {
      await other.close()
    }
  })

  it('began again after it had been interrupted: nothing of the first time is left', async () => {
    expect(stopped.length).toBeGreaterThan(0)
    expect(await demo.database.asOwner('select from cases where id = any($1)', [stopped])).toEqual([])
    expect(await demo.database.asOwner('select from project where demo_filled_at is null')).toEqual([])
  })

  it('is told in more than 120 different texts, each with what the desk asked and the right items', () => {
    const texts = [...homeFaults, ...publicFaults, ...requests].map(({ content }) => content)
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts.length).toBeGreaterThanOrEqual(120)
    for (const { keyPoints, finding, workDone, picture } of [...homeFaults, ...publicFaults])
      expect([keyPoints, finding, workDone, picture].every(Boolean)).toBe(true)
    expect(homeFaults.filter(({ prices }) => prices.length === 0)).toEqual([])
  })
})

async function emptyDemo(): Promise<Demo> {
  const database = await testDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'guanjia-demo-'))
  const time = manualTime(NOW)
  const secrets = testSecrets()
  const files = new FileStore(database.db, dataDir, time)
  const engine: Engine = {
    db: database.db,
    time,
    secrets,
    procedures,
    reactions,
    effects,
    calendarDays: await inCompany(database.db, loadCalendarDays),
    signatures: signatureStore(files, secrets),
    afterCommit: () => {},
  }
  const options = { now: NOW, duties, dataDir, ownerUrl: database.ownerUrl, size: smallSize }
  const close = async () => {
    await database.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { database, engine, files, fill: (more) => fillDemo(engine, { ...options, ...more }), close }
}

async function staffNamed(login: string, role: (typeof cast)[MemberKey]['role']) {
  const [account] = await inCompany(demo.engine.db, (tx) =>
    tx.selectFrom('account').select(['id', 'name']).where('login', '=', login).execute(),
  )
  return { kind: 'staff' as const, accountId: account!.id, name: account!.name, roles: [role] }
}

/** What the walk's checks find, with everybody who acted taken from the tables. */
async function wrongsOf(project: number): Promise<string[]> {
  const { database, engine } = demo
  const defaults: Record<string, Awaited<ReturnType<typeof defaultsOf>>> = {}
  const w = { database, engine, project } as unknown as World
  for (const { table } of Object.values(procedures)) defaults[table] = await defaultsOf(w, table)
  const known = await inProject(engine.db, project, async (tx) => {
    const zones = await sql<{ id: string; zone: string }>`
      select id, zone_id as zone from unit where project_id = ${project}
      union all select id, zone_id from place where project_id = ${project}`.execute(tx)
    const owners = await sql<{ account: string; person: string }>`
      select account_id as account, person_id as person from account_person where project_id = ${project}`.execute(tx)
    const cases = await sql<{
      many: number
    }>`select count(*)::int as many from cases where project_id = ${project}`.execute(tx)
    return {
      zones: new Map(zones.rows.map(({ id, zone }) => [id, zone])),
      persons: new Map(owners.rows.map(({ account, person }) => [account, person])),
      many: cases.rows[0]!.many,
    }
  })
  const actorOf = (kind: Actor['kind'], id: string): Actor => {
    if (kind === 'staff') return { kind, accountId: id, name: '', roles: [] }
    if (kind === 'owner') return { kind, accountId: id, personId: known.persons.get(id)!, name: '' }
    if (kind === 'link') return { kind, linkId: id, purpose: 'contractor', caseId: '', personId: null, name: '' }
    return { kind }
  }
  return wrongs(w, { actorOf, defaults, zones: known.zones, many: () => known.many })
}
