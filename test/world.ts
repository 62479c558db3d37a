import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { loadCalendarDays } from '../src/kernel/case/clocks.ts'
import type { Change, Engine, Outcome, SignatureInput } from '../src/kernel/case/engine.ts'
import { perform } from '../src/kernel/case/perform.ts'
import type { Actor, CaseRecord } from '../src/kernel/case/procedure.ts'
import { type RoomRow, readRow } from '../src/kernel/case/room-row.ts'
import { sweep } from '../src/kernel/case/sweep.ts'
import { seedCalendarDays } from '../src/kernel/clock/calendar-seed.ts'
import { type ManualTime, manualTime } from '../src/kernel/clock/time.ts'
import { DataKeys } from '../src/kernel/data-keys.ts'
import { inCompany, inProject, json, readProjects } from '../src/kernel/db/db.ts'
import { handOut } from '../src/kernel/duty/hand-out.ts'
import { FileStore } from '../src/kernel/file/file.ts'
import type { Role } from '../src/kernel/org/roles.ts'
import { type Policy, policySchema } from '../src/kernel/policy/policy.ts'
import { nameKey, personTokens } from '../src/kernel/search/tokens.ts'
import { signatureStore } from '../src/kernel/signature/signature.ts'
import { duties, effects, procedures, reactions } from '../src/rooms.ts'
import { type TestDatabase, testDatabase } from './db.ts'
import { provedDuties, provedProcedures, provedReactions } from './prove.ts'

/**
 * One small named world for reading tests: the estate 翠湖花园 with two buildings, its people and its staff, on the
 * morning of Wednesday 2026-03-11. Time stands still until a test moves it.
 */

/** The staff of the world, by family name and post. */
const staff = {
  zhou: { name: '周敏', role: 'receptionist', skills: [] },
  wu: { name: '吴倩', role: 'receptionist', skills: [] },
  sun: { name: '孙磊', role: 'service-officer', skills: [] },
  he: { name: '何静', role: 'service-officer', skills: [] },
  li: { name: '李强', role: 'technician', skills: ['water', 'electric'] },
  zhao: { name: '赵勇', role: 'technician', skills: ['electric', 'door-window'] },
  qian: { name: '钱海', role: 'team-leader', skills: [] },
  zheng: { name: '郑刚', role: 'engineering-supervisor', skills: [] },
  feng: { name: '冯丽', role: 'cashier', skills: [] },
  chen: { name: '陈曦', role: 'service-supervisor', skills: [] },
  wei: { name: '卫国', role: 'service-director', skills: [] },
  jiang: { name: '蒋宏', role: 'manager', skills: [] },
  shen: { name: '沈涛', role: 'guard', skills: [] },
  han: { name: '韩梅', role: 'executive', skills: [] },
  gao: { name: '高岩', role: 'senior-butler', skills: [] },
  guan: { name: '关宁', role: 'butler-coordinator', skills: [] },
  bao: { name: '鲍江', role: 'warranty-officer', skills: [] },
  ping: { name: '平川', role: 'quality-dept', skills: [] },
  qi: { name: '齐越', role: 'enterprise-dept', skills: [] },
  dai: { name: '戴远', role: 'management-representative', skills: [] },
} as const satisfies Record<string, { name: string; role: Role; skills: readonly string[] }>

export type StaffName = keyof typeof staff

/** Owners and tenants, with where they live. */
const people = {
  wang: { name: '王小明', unit: '1-1-301', relation: 'owner', phone: '13800138821' },
  wangWife: { name: '林芳', unit: '1-1-301', relation: 'family', phone: '13800138822' },
  liu: { name: '刘洋', unit: '1-1-302', relation: 'tenant', phone: '13900139001' },
  ma: { name: '马超', unit: '2-1-101', relation: 'owner', phone: '13700137002' },
} as const

export type PersonName = keyof typeof people

export interface Actors {
  staff: Record<StaffName, Actor & { kind: 'staff' }>
  owners: Record<PersonName, Actor & { kind: 'owner' }>
}

export interface World {
  database: TestDatabase
  engine: Engine
  files: FileStore
  time: ManualTime
  project: number
  /** Another estate, with one receptionist and one owner of its own. */
  otherProject: number
  staff: Actors['staff']
  owners: Actors['owners']
  stranger: Actor & { kind: 'staff' }
  units: Record<string, string>
  places: Record<'hall' | 'lift', string>
  departments: Record<'service' | 'engineering' | 'order', string>
  /** Changes told after commits, oldest first. */
  changes: Change[]
  /** Performs an act with a fresh key; throws what perform throws. */
  act(
    who: Actor,
    procedure: string,
    caseId: string,
    action: string,
    form?: unknown,
    more?: { key?: string; signature?: SignatureInput; seenSeq?: number },
  ): Promise<Outcome>
  read(procedure: string, caseId: string): Promise<{ of: CaseRecord; row: RoomRow }>
  clocks(caseId: string): Promise<ClockView[]>
  notices(accountId: string): Promise<{ text: string; kind: string; caseId: string | null }[]>
  /** What somebody was told of a case, oldest first. */
  told(who: { accountId: string }, caseId: string): Promise<{ text: string; kind: string }[]>
  /** The rungs that this clock of a case has climbed to somebody, lowest first; its other clocks do not count. */
  climbed(who: { accountId: string }, caseId: string, clock: string): Promise<number[]>
  /** So many minutes from now. */
  at(minutes: number): Date
  /** An uploaded picture; its bytes do not matter here. */
  picture(): Promise<string>
  /** Moves time and lets due clocks fire. */
  pass(minutes: number): Promise<void>
  passTo(at: string): Promise<void>
  /** Opens the duties whose window has begun; answers how many. */
  handOut(): Promise<number>
  close(): Promise<void>
}

export interface ClockView {
  id: string
  clock: string
  status: string
  dueAt: Date | null
  breachedAt: Date | null
  acknowledgedAt: Date | null
  nextLevel: number
}

export const START = '2026-03-11T09:00:00+08:00'

export async function makeWorld(options: { policy?: Partial<Policy>; poolSize?: number } = {}): Promise<World> {
  const database = await testDatabase(options.poolSize ? { poolSize: options.poolSize } : {})
  const time = manualTime(START)
  const changes: Change[] = []
  const { db } = database
  const company = await makeCompany(db, time.now())
  const calendarDays = await inCompany(db, loadCalendarDays)
  const secrets = testSecrets()
  const dataDir = mkdtempSync(join(tmpdir(), 'guanjia-world-'))
  const files = new FileStore(db, dataDir, time)
  const engine: Engine = {
    db,
    time,
    secrets,
    procedures: provedProcedures(procedures),
    reactions: provedReactions(reactions),
    effects,
    calendarDays,
    signatures: signatureStore(files, secrets),
    afterCommit: (told) => changes.push(...told),
  }
  const estate = await makeEstate(db, company, time.now(), options.policy ?? {})
  const project = company.project
  const read: World['read'] = (procedure, caseId) =>
    readProjects(db, [project], async (tx) => {
      const of = (await tx
        .selectFrom('cases')
        .selectAll()
        .where('projectId', '=', project)
        .where('id', '=', caseId)
        .executeTakeFirstOrThrow()) as unknown as CaseRecord
      return { of, row: await readRow(tx, engine.procedures[procedure]!, project, caseId, of.state) }
    })
  const notices: World['notices'] = (accountId) =>
    readProjects(db, [project], (tx) =>
      tx
        .selectFrom('notice')
        .select(['text', 'kind', 'caseId'])
        .where('projectId', '=', project)
        .where('accountId', '=', accountId)
        .orderBy('madeAt')
        .orderBy('id')
        .execute(),
    )
  const told: World['told'] = async ({ accountId }, caseId) =>
    (await notices(accountId)).filter((notice) => notice.caseId === caseId)
  return {
    database,
    engine,
    files,
    time,
    project,
    otherProject: company.otherProject,
    staff: company.staff,
    stranger: company.stranger,
    changes,
    ...estate,
    act: (actor, procedure, caseId, action, form = {}, more = {}) =>
      perform(engine, {
        projectId: project,
        procedure,
        caseId,
        action,
        actor,
        key: more.key ?? uuid(),
        form,
        ...(more.signature ? { signature: more.signature } : {}),
        ...(more.seenSeq === undefined ? {} : { seenSeq: more.seenSeq }),
      }),
    read,
    clocks: (caseId) =>
      readProjects(db, [project], (tx) =>
        tx
          .selectFrom('caseClock')
          .select(['id', 'clock', 'status', 'dueAt', 'breachedAt', 'acknowledgedAt', 'nextLevel'])
          .where('projectId', '=', project)
          .where('caseId', '=', caseId)
          .orderBy('startedSeq')
          .orderBy('clock')
          .execute(),
      ),
    notices,
    told,
    climbed: ({ accountId }, caseId, clock) =>
      readProjects(db, [project], async (tx) => {
        const { rows } = await sql<{ level: number }>`
          select n.level from notice n join case_clock k on k.project_id = n.project_id and k.id = n.clock_id
          where n.project_id = ${project} and n.account_id = ${accountId} and k.case_id = ${caseId} and k.clock = ${clock}
          order by n.level, n.id`.execute(tx)
        return rows.map(({ level }) => level)
      }),
    at: (minutes) => new Date(time.now().getTime() + minutes * 60_000),
    picture: () =>
      inProject(db, project, async (tx) => {
        const id = uuid()
        await sql`insert into file (project_id, id, sha256, media_type, bytes, width, height, name, made_at)
          values (${project}, ${id}, ${Buffer.alloc(32)}, 'image/webp', 10, 1, 1, '照片', ${time.now()})`.execute(tx)
        return id
      }),
    pass: async (minutes) => {
      time.advance(minutes * 60_000)
      await sweep(engine)
    },
    handOut: () => handOut(engine, provedDuties(duties)),
    passTo: async (at) => {
      time.set(at)
      await sweep(engine)
    },
    close: async () => {
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export function testSecrets() {
  return { dataKey: DataKeys.of(Buffer.alloc(32, 1)), tokenKey: Buffer.alloc(32, 2), sealKey: Buffer.alloc(32, 3) }
}

async function makeCompany(db: TestDatabase['db'], at: Date) {
  return inCompany(db, async (tx) => {
    await sql`insert into company (id, name) values (1, '安居物业')`.execute(tx)
    const { rows: projects } = await sql<{ id: number }>`
      insert into project (code, name, demo, made_at) values ('cuihu', '翠湖花园', false, ${at}), ('yunting', '云庭', false, ${at}) returning id`.execute(
      tx,
    )
    const [project, otherProject] = [projects[0]!.id, projects[1]!.id]
    const days = seedCalendarDays(2025, 2026)
    await sql`insert into calendar_day (date, kind, name)
      select * from unnest(${days.map((day) => day.date)}::date[], ${days.map((day) => day.kind)}::text[], ${days.map((day) => day.name)}::text[])`.execute(
      tx,
    )
    const departments = { service: uuid(), engineering: uuid(), order: uuid() }
    await sql`insert into department (id, code, name) values
      (${departments.service}, 'service', '客户服务部'), (${departments.engineering}, 'engineering', '工程部'), (${departments.order}, 'order', '秩序维护部')`.execute(
      tx,
    )
    const made = {} as Actors['staff']
    for (const [login, { name, role, skills }] of Object.entries(staff)) {
      const accountId = uuid()
      const postId = uuid()
      const department = ['technician', 'team-leader', 'engineering-supervisor'].includes(role)
        ? departments.engineering
        : departments.service
      await sql`insert into account (id, kind, login, name, skills, made_at) values (${accountId}, 'staff', ${login}, ${name}, ${[...skills]}, ${at})`.execute(
        tx,
      )
      const whole = ['executive', 'quality-dept', 'enterprise-dept', 'management-representative'].includes(role)
      const heads = ['engineering-supervisor', 'service-director'].includes(role)
      await sql`insert into post (id, project_id, department_id, role, title, heads)
        values (${postId}, ${whole ? null : project}, ${department}, ${role}, ${name}, ${heads})`.execute(tx)
      await sql`insert into post_holding (id, post_id, account_id, from_at) values (${uuid()}, ${postId}, ${accountId}, ${new Date(0)})`.execute(
        tx,
      )
      made[login as StaffName] = { kind: 'staff', accountId, name, roles: [role] }
    }
    await sql`insert into on_duty (id, project_id, account_id, task, from_at, to_at) values
      (${uuid()}, ${project}, ${made.li.accountId}, 'engineering', ${new Date(0)}, ${new Date('2100-01-01')}),
      (${uuid()}, ${project}, ${made.shen.accountId}, 'order', ${new Date(0)}, ${new Date('2100-01-01')})`.execute(tx)
    const strangerId = uuid()
    const strangerPost = uuid()
    await sql`insert into account (id, kind, login, name, made_at) values (${strangerId}, 'staff', 'stranger', '外区前台', ${at})`.execute(
      tx,
    )
    await sql`insert into post (id, project_id, department_id, role, title) values (${strangerPost}, ${otherProject}, ${departments.service}, 'receptionist', '外区前台')`.execute(
      tx,
    )
    await sql`insert into post_holding (id, post_id, account_id, from_at) values (${uuid()}, ${strangerPost}, ${strangerId}, ${new Date(0)})`.execute(
      tx,
    )
    const stranger = {
      kind: 'staff' as const,
      accountId: strangerId,
      name: '外区前台',
      roles: ['receptionist' as const],
    }
    return { project, otherProject, departments, staff: made, stranger }
  })
}

async function makeEstate(
  db: TestDatabase['db'],
  company: Awaited<ReturnType<typeof makeCompany>>,
  at: Date,
  policy: Partial<Policy>,
) {
  const { project, otherProject, departments } = company
  const body = policySchema.parse({
    prices: [
      { code: 'W-01', name: '更换水龙头', unit: '只', amountFen: '3000' },
      { code: 'E-02', name: '更换插座', unit: '只', amountFen: '2000' },
    ],
    ...policy,
  })
  const officerPost = await inCompany(db, async (tx) => {
    const { rows } = await sql<{
      id: string
    }>`select p.id from post p join post_holding h on h.post_id = p.id where h.account_id = ${company.staff.sun.accountId}`.execute(
      tx,
    )
    return rows[0]!.id
  })
  for (const other of [otherProject])
    await inProject(db, other, (tx) =>
      sql`insert into policy (project_id, version, body, effective_at, reason, made_at) values (${other}, 1, ${json(body)}, ${new Date(0)}, '开通', ${at})`.execute(
        tx,
      ),
    )
  return inProject(db, project, async (tx) => {
    await sql`insert into policy (project_id, version, body, effective_at, reason, made_at) values (${project}, 1, ${json(body)}, ${new Date(0)}, '开通', ${at})`.execute(
      tx,
    )
    const zone = uuid()
    await sql`insert into zone (project_id, id, name, officer_post_id) values (${project}, ${zone}, '一区', ${officerPost})`.execute(
      tx,
    )
    const units: Record<string, string> = {}
    const buildings: Record<string, string> = {}
    for (const code of ['1', '2']) {
      const building = uuid()
      buildings[code] = building
      await sql`insert into building (project_id, id, zone_id, code, name) values (${project}, ${building}, ${zone}, ${code}, ${`${code}栋`})`.execute(
        tx,
      )
      for (const room of ['101', '102', '301', '302']) {
        const id = uuid()
        units[`${code}-1-${room}`] = id
        await sql`insert into unit (project_id, id, kind, building_id, zone_id, code, floor, area_sqm, handed_over_on, warranty_until)
          values (${project}, ${id}, 'flat', ${building}, ${zone}, ${`${code}-1-${room}`}, ${Number(room[0])}, 89.5, '2020-06-30', '2022-06-30')`.execute(
          tx,
        )
      }
    }
    const places = { hall: uuid(), lift: uuid() }
    await sql`insert into place (project_id, id, kind, zone_id, building_id, code, name) values
      (${project}, ${places.hall}, 'public-place', ${zone}, ${buildings['1']}, 'P-01', '1栋大堂'),
      (${project}, ${places.lift}, 'facility', ${zone}, ${buildings['1']}, 'F-01', '1栋1号电梯')`.execute(tx)
    const owners = {} as Actors['owners']
    for (const [key, { name, unit, relation }] of Object.entries(people)) {
      const personId = uuid()
      const accountId = uuid()
      await sql`insert into person (project_id, id, name, name_key, tokens, made_at) values (${project}, ${personId}, ${name}, ${nameKey(name)}, ${personTokens(name)}, ${at})`.execute(
        tx,
      )
      await sql`insert into residence (project_id, id, unit_id, person_id, relation, from_on) values (${project}, ${uuid()}, ${units[unit]}, ${personId}, ${relation}, '2020-07-01')`.execute(
        tx,
      )
      await sql`insert into account (id, kind, name, made_at) values (${accountId}, 'owner', ${name}, ${at})`.execute(
        tx,
      )
      await sql`insert into account_person (account_id, project_id, person_id, linked_at) values (${accountId}, ${project}, ${personId}, ${at})`.execute(
        tx,
      )
      owners[key as PersonName] = { kind: 'owner', accountId, personId, name }
    }
    return { units, places, departments, owners }
  })
}
