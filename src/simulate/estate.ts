import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Actor } from '../kernel/case/procedure.ts'
import { seedCalendarDays } from '../kernel/clock/calendar-seed.ts'
import {
  addDays,
  addMonths,
  atBusinessTime,
  type BusinessDate,
  businessDate,
  DAY_MS,
  yearOf,
} from '../kernel/clock/time.ts'
import { type Database, inCompany, inProject, type Tx } from '../kernel/db/db.ts'
import { addPolicy } from '../kernel/policy/policy.store.ts'
import { policySchema } from '../kernel/policy/policy.ts'
import type { Secrets } from '../kernel/secrets.ts'
import {
  cast,
  crew,
  type DepartmentCode,
  departmentHeads,
  departments,
  hasSwapped,
  type Member,
  type MemberKey,
} from './cast.ts'
import { homesOf, settle } from './people.ts'
import { buildingsOf, type EstateSize, type Home, insertPlaces, insertUnits, type Place } from './places.ts'
import type { Random } from './random.ts'
import { insertRows } from './rows.ts'
import { contractors, prices } from './texts/prices.ts'

export type Staff = Extract<Actor, { kind: 'staff' }>

/** One estate as the stories know it. */
export interface Estate {
  project: number
  code: 'cuihu' | 'yunting'
  homes: readonly Home[]
  places: readonly Place[]
}

/** Somebody is away for some days, and another stands in for him. */
export interface Absence {
  key: MemberKey
  standIn: MemberKey
  from: Date
  to: Date
  reason: string
}

/** The company with its people and estates. */
export interface Company {
  staff: Record<MemberKey, Staff>
  departments: Record<DepartmentCode, string>
  absences: readonly Absence[]
  cuihu: Estate
  yunting: Estate
}

/** How long the estate has been managed when the demo begins. */
const MANAGED_DAYS = 900

/** The day from which the estate is in this system: its reports of the month before are there. */
export function firstDay(now: Date, days: number): BusinessDate {
  const today = businessDate(now)
  const lived = addDays(today, -days - 1)
  const month = `${addMonths(today, -1).slice(0, 7)}-01`
  return lived < month ? lived : month
}

/** Fills company, staff, buildings and residents of an empty database: one transaction per group of tables. */
export async function buildCompany(
  db: Database,
  secrets: Secrets,
  given: { now: Date; random: Random; size: EstateSize; passwordHash: string | null; days: number; code: string },
): Promise<Company> {
  const made = await inCompany(db, (tx) => insertCompany(tx, given))
  const cuihu = await inProject(db, made.projects.cuihu, (tx) =>
    insertEstate(tx, secrets, { ...given, project: made.projects.cuihu, code: 'cuihu', posts: made.posts }),
  )
  const yunting = await inProject(db, made.projects.yunting, (tx) =>
    insertEstate(tx, secrets, { ...given, project: made.projects.yunting, code: 'yunting', posts: made.posts }),
  )
  await inCompany(db, (tx) => insertAccountsOf(tx, [...cuihu.homes, ...yunting.homes], given.now))
  for (const estate of [cuihu, yunting])
    await inProject(db, estate.project, (tx) => linkAccounts(tx, estate, given.now))
  const { staff, departments, absences } = made
  return { staff, departments, absences, cuihu, yunting }
}

async function insertCompany(tx: Tx, { now, passwordHash, days, random, code }: Parameters<typeof buildCompany>[2]) {
  const began = new Date(now.getTime() - MANAGED_DAYS * DAY_MS)
  const since = atBusinessTime(firstDay(now, days), '00:00')
  await sql`insert into company (id, name, service_phone) values (1, '翠湖物业服务有限公司', '400-000-1100')`.execute(
    tx,
  )
  const { rows } = await sql<{ id: number; code: string }>`
    insert into project (code, name, address, service_phone, demo, made_at) values
      (${code}, '翠湖花园', '湖滨路 88 号', '400-000-1100', true, ${since}),
      ('yunting', '云庭', '云栖路 6 号', '400-000-1106', true, ${now})
    returning id, code`.execute(tx)
  const idOf = (wanted: string) => rows.find((row) => row.code === wanted)!.id
  const projects = { cuihu: idOf(code), yunting: idOf('yunting') }
  await insertCalendar(tx, now)
  const departmentIds = ids(departments)
  await insertRows(
    tx,
    'department',
    { id: 'uuid', code: 'text', name: 'text', parent_id: 'uuid' },
    // The head office stands above the others.
    (Object.entries(departments) as [DepartmentCode, string][])
      .sort(([a], [b]) => Number(b === 'company') - Number(a === 'company'))
      .map(([code, name]) => ({
        ...{ id: departmentIds[code], code, name },
        parent_id: code === 'company' ? null : departmentIds.company,
      })),
  )
  const absences = absencesOf(now, days)
  const staff = await insertStaff(tx, { began, random, projects, departmentIds, passwordHash, absences })
  await insertDuties(tx, projects.cuihu, staff.staff, now, days)
  return { projects, departments: departmentIds, absences, ...staff }
}

/** In the second week before the end, or as early as the days allow: the supervisor is on leave, the leader is ill. */
function absencesOf(now: Date, days: number): Absence[] {
  const ago = (day: number, time: '08:00' | '20:00') => atBusinessTime(addDays(businessDate(now), -day), time)
  const away = (key: MemberKey, standIn: MemberKey, first: number, last: number, reason: string) =>
    first > last && last > 0 ? [{ key, standIn, reason, from: ago(first, '08:00'), to: ago(last, '20:00') }] : []
  return [
    ...away('supervisor', 'director', Math.min(9, days - 1), Math.min(7, days - 2), '年休假'),
    ...away('leader', 'engineer', Math.min(12, days - 1), Math.min(11, days - 2), '病假'),
  ]
}

async function insertCalendar(tx: Tx, now: Date): Promise<void> {
  const year = yearOf(businessDate(now))
  const rows = seedCalendarDays(Math.min(2024, year - 1), Math.max(2026, year + 1))
  await insertRows(
    tx,
    'calendar_day',
    { date: 'date', kind: 'text', name: 'text' },
    rows.map((row) => ({ ...row })),
  )
}

async function insertStaff(
  tx: Tx,
  given: {
    began: Date
    random: Random
    projects: Record<string, number>
    departmentIds: Record<DepartmentCode, string>
    passwordHash: string | null
    absences: readonly Absence[]
  },
) {
  const { began, random, projects, departmentIds, passwordHash, absences } = given
  const members = Object.entries(cast) as [MemberKey, Member][]
  const accounts = ids(cast)
  const posts = ids(cast)
  await insertRows(
    tx,
    'account',
    {
      id: 'uuid',
      kind: 'text',
      login: 'text',
      name: 'text',
      password_hash: 'text',
      work_phone: 'text',
      skills: 'text[]',
      made_at: 'timestamptz',
    },
    members.map(([login, { name, skills }], index) => ({
      id: accounts[login],
      kind: 'staff',
      login,
      name,
      password_hash: passwordHash,
      work_phone: `8${String(100 + index)}`,
      skills: skills ?? [],
      made_at: began,
    })),
  )
  // Superiors stand before those under them, since a post refers to the one above it.
  const postColumns = {
    id: 'uuid',
    project_id: 'integer',
    department_id: 'uuid',
    role: 'text',
    title: 'text',
    superior_post_id: 'uuid',
    heads: 'boolean',
  }
  await insertRows(
    tx,
    'post',
    postColumns,
    members.map(([login, { estate, department, role, title, superior }]) => ({
      id: posts[login],
      project_id: estate === null ? null : projects[estate]!,
      department_id: departmentIds[department],
      role,
      title,
      superior_post_id: superior ? posts[superior as MemberKey] : null,
      heads: departmentHeads.includes(login),
    })),
  )
  await insertRows(
    tx,
    'post_holding',
    { id: 'uuid', post_id: 'uuid', account_id: 'uuid', from_at: 'timestamptz' },
    members.map(([login], index) => ({
      id: uuid(),
      post_id: posts[login],
      account_id: accounts[login],
      // In the order of the cast, so that lists by seniority begin with the first of each role.
      from_at: new Date(began.getTime() + index * DAY_MS + random.between(0, 6) * 3_600_000),
    })),
  )
  const standsIn = { id: 'uuid', post_id: 'uuid', account_id: 'uuid', kind: 'text', from_at: 'timestamptz' } as const
  await insertRows(
    tx,
    'post_holding',
    { ...standsIn, to_at: 'timestamptz', reason: 'text', given_by_account: 'uuid', given_at: 'timestamptz' },
    absences.map(({ key, standIn, from, to, reason }) => ({
      ...{ id: uuid(), post_id: posts[key], account_id: accounts[standIn], kind: 'stand-in' },
      ...{
        from_at: from,
        to_at: to,
        reason,
        given_by_account: accounts[key],
        given_at: new Date(from.getTime() - DAY_MS),
      },
    })),
  )
  const staff = Object.fromEntries(
    members.map(([login, { name, role }]) => [
      login,
      { kind: 'staff', accountId: accounts[login], name, roles: [role] },
    ]),
  ) as unknown as Record<MemberKey, Staff>
  return { staff, posts }
}

/** Days by turns: the desk and the monitoring room, two technicians, a guard and a head, by day and by night, from the first week to a fortnight ahead. */
async function insertDuties(
  tx: Tx,
  project: number,
  staff: Record<MemberKey, Staff>,
  now: Date,
  days: number,
): Promise<void> {
  const guards = ['guardA', 'guardB', 'guardC', 'guardD'] as const
  const heads = ['supervisor', 'engineer', 'director', 'manager'] as const
  const first = addDays(businessDate(now), -days - 1)
  const rows = Array.from({ length: days + 15 }, (_, day) => {
    const date = addDays(first, day)
    const turn = <T>(list: readonly T[], shift: number) => list[(day + shift) % list.length]!
    const on = (key: MemberKey, task: string, from: string, hours: number) => {
      const fromAt = atBusinessTime(date, from as '08:00')
      const toAt = new Date(fromAt.getTime() + hours * 3_600_000)
      return { id: uuid(), project_id: project, account_id: staff[key].accountId, task, from_at: fromAt, to_at: toAt }
    }
    return [
      on(turn(['desk1', 'desk2'] as const, hasSwapped(date) ? 1 : 0), 'front-desk', '08:00', 12),
      // The monitoring room answers the 24-hour line at night; one night ahead is still open, for the list to show.
      ...(date === addDays(businessDate(now), 3) ? [] : [on('guardD', 'front-desk', '20:00', 12)]),
      on(turn(crew, 0), 'engineering', '08:00', 24),
      on(turn(crew, 3), 'engineering', '08:00', 24),
      on(turn(guards, 0), 'order', '08:00', 12),
      on(turn(guards, 2), 'order', '20:00', 12),
      on(turn(heads, 0), 'manager', '08:00', 24),
    ]
  }).flat()
  const columns = {
    id: 'uuid',
    project_id: 'integer',
    account_id: 'uuid',
    task: 'text',
    from_at: 'timestamptz',
    to_at: 'timestamptz',
  }
  await insertRows(tx, 'on_duty', columns, rows)
}

async function insertEstate(
  tx: Tx,
  secrets: Secrets,
  given: {
    now: Date
    random: Random
    size: EstateSize
    project: number
    code: Estate['code']
    posts: Record<MemberKey, string>
  },
): Promise<Estate> {
  const { project, code, now, posts } = given
  const today = businessDate(now)
  await insertPolicies(tx, project, now)
  const officers = code === 'cuihu' ? (['officer1', 'officer2', 'officer3'] as const) : (['ytofficer'] as const)
  const zones = officers.map((officer, index) => ({
    id: uuid(),
    name: code === 'cuihu' ? `${'一二三'[index]}区` : '云庭',
    officer,
    post: posts[officer],
  }))
  await insertRows(
    tx,
    'zone',
    { project_id: 'integer', id: 'uuid', name: 'text', officer_post_id: 'uuid' },
    zones.map(({ id, name, post }) => ({ project_id: project, id, name, officer_post_id: post })),
  )
  const buildings = buildingsOf(code, given.size, zones, today)
  const units = await insertUnits(tx, project, buildings, code === 'cuihu' ? given.size.flats : Infinity)
  const places = await insertPlaces(tx, project, buildings, zones)
  const families = await settle(tx, secrets, { project, units, random: given.random, now, code })
  return { project, code, places, homes: homesOf(units, families, today) }
}

/** Two versions: the first from the beginning, and the price list as it was made complete a fortnight ago. */
async function insertPolicies(tx: Tx, project: number, now: Date): Promise<void> {
  const first = policySchema.parse({ prices, contractors: contractors.slice(0, 4) })
  const second = policySchema.parse({ prices, contractors })
  const versions = [
    { version: 1, body: first, days: MANAGED_DAYS, reason: '项目开通' },
    { version: 2, body: second, days: 14, reason: '外包单位增加弱电维保，价目表按季复核' },
  ]
  for (const { version, body, days, reason } of versions) {
    const at = new Date(now.getTime() - days * DAY_MS)
    await addPolicy(tx, project, { version, body, effectiveAt: at, reason, accountId: null, at })
  }
}

/** Accounts of the residents who use the owner's phone. */
async function insertAccountsOf(tx: Tx, homes: readonly Home[], now: Date): Promise<void> {
  const columns = { id: 'uuid', kind: 'text', name: 'text', made_at: 'timestamptz' }
  const rows = homes.flatMap(({ account }) =>
    account ? [{ id: account.accountId, kind: 'owner', name: account.name, made_at: now }] : [],
  )
  await insertRows(tx, 'account', columns, rows)
}

async function linkAccounts(tx: Tx, { project, code, homes }: Estate, now: Date): Promise<void> {
  const linked = homes.filter(({ account }) => account !== null)
  const columns = { account_id: 'uuid', project_id: 'integer', person_id: 'uuid', linked_at: 'timestamptz' }
  // The first homes are the ones that the sign-in page offers: their stories are told today.
  const first = now.getTime() - (code === 'cuihu' ? 200 : 150) * DAY_MS
  const rows = linked.map(({ account }, index) => ({
    account_id: account!.accountId,
    project_id: project,
    person_id: account!.personId,
    linked_at: new Date(first + index * 60_000),
  }))
  await insertRows(tx, 'account_person', columns, rows)
}

const ids = <K extends string>(table: Readonly<Record<K, unknown>>) =>
  Object.fromEntries(Object.keys(table).map((key) => [key, uuid()])) as Record<K, string>
