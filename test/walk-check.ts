import { sql } from 'kysely'
import { calendarOf, firesAt, pausesOf } from '../src/kernel/case/clocks.ts'
import { fold, type LoggedAction } from '../src/kernel/case/fold.ts'
import { readLog } from '../src/kernel/case/log.ts'
import type { Actor, CaseRecord, Procedure } from '../src/kernel/case/procedure.ts'
import { type Reader, reachCase } from '../src/kernel/case/reach.ts'
import { Refusal } from '../src/kernel/case/refusal.ts'
import type { RoomRow } from '../src/kernel/case/room-row.ts'
import { dueAt } from '../src/kernel/clock/limit.ts'
import { restoreLimit, type StoredLimit } from '../src/kernel/clock/span.ts'
import { readProjects, type Tx } from '../src/kernel/db/db.ts'
import { type Policy, policyAt } from '../src/kernel/policy/policies.ts'
import { canonicalJson } from '../src/kernel/signature/canonical.ts'
import type { World } from './world.ts'

/** What must hold of every case at every moment, looked at from the tables alone. */

/** Tables whose rows belong to a case. */
const tables = [
  'cases',
  'case_action',
  'case_text',
  'case_text_original',
  'case_flag',
  'case_clock',
  'case_clock_level',
  'clock_trouble',
  'signature',
  'signature_text',
  'notice',
] as const

/** One figure for every row of every case: a refusal must not change it. */
export function digest(w: World): Promise<string> {
  const all = [...tables, ...roomTables(w)]
  const parts = all.map(
    (table) => sql`(select coalesce(md5(string_agg(t::text, '|' order by t::text)), '')
      from ${sql.table(table)} t where project_id = ${w.project})`,
  )
  return readProjects(w.database.db, [w.project], async (tx) => {
    const { rows } = await sql<{ all: string }>`select concat_ws(',', ${sql.join(parts)}) as all`.execute(tx)
    return rows[0]!.all
  })
}

/** Takes all cases away, so that the next run of a walk begins as the first one did. */
export async function forget(w: World): Promise<void> {
  const names = [...tables, ...roomTables(w)].join(', ')
  await w.database.ownerDb.pool.query(`truncate ${names} cascade`)
}

const roomTables = (w: World) => [...new Set(Object.values(w.engine.procedures).map(({ table }) => table))]

/** The defaults of a room's columns, as the database's catalogue has them. */
export async function defaultsOf(w: World, table: string): Promise<RoomRow> {
  return readProjects(w.database.db, [], async (tx) => {
    const { rows } = await sql<{ name: string; preset: string | null }>`
      select a.attname as name, pg_get_expr(d.adbin, d.adrelid) as preset
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
        and a.attname not in ('project_id', 'case_id')`.execute(tx)
    const values = rows.map(({ name, preset }) => sql`${sql.raw(preset ?? 'null')} as ${sql.ref(name)}`)
    const { rows: preset } = await sql<RoomRow>`select ${sql.join(values)}`.execute(tx)
    return preset[0]!
  })
}

interface Stored {
  of: CaseRecord
  row: RoomRow
  log: LogRow[]
  flags: { flag: string; raisedAt: Date; loweredAt: Date | null }[]
  clocks: ClockRow[]
  policy: Policy
}

interface LogRow {
  seq: number
  action: string
  actorKind: Actor['kind']
  actorId: string
  fromState: string | null
  toState: string
  at: Date
  form: Record<string, unknown>
  text: Record<string, unknown> | null
}

interface ClockRow {
  id: string
  clock: string
  basis: StoredLimit
  dueAt: Date | null
  remainingMs: bigint | null
  status: string
  breachedAt: Date | null
  acknowledgedAt: Date | null
  nextLevel: number
  fireAt: Date | null
  levels: { level: number; due: string; fired: string }[]
}

/** Everything that is wrong with the cases of the world, one line each. */
export async function wrongs(w: World, known: Known): Promise<string[]> {
  return readProjects(w.database.db, [w.project], async (tx) => {
    const found: string[] = []
    const all = await readAll(tx, w)
    for (const stored of all) {
      const procedure = w.engine.procedures[stored.of.procedure]!
      const lines = [...foldWrongs(procedure, stored, known), ...clockWrongs(w, procedure, stored)]
      found.push(...lines.map((line) => `${stored.of.number} ${line}`))
    }
    const cases = all.map(({ of }) => of)
    const many = cases.length === known.many() ? [] : [`there are ${cases.length} cases instead of ${known.many()}`]
    return [...found, ...familyWrongs(cases), ...many]
  })
}

/** What the walk knows besides the tables. */
export interface Known {
  actorOf: (kind: Actor['kind'], id: string) => Actor
  defaults: Readonly<Record<string, RoomRow>>
  /** Zones of units and places by their id. */
  zones: ReadonlyMap<string, string>
  /** How many cases were opened. */
  many: () => number
}

/** Every case of the project with all that belongs to it, in a few reads of whole tables. */
async function readAll(tx: Tx, w: World): Promise<Stored[]> {
  const read = async <Row>(table: string, more = sql``, order = sql`1`) => {
    const { rows } = await sql<Row & { caseId: string }>`
      select x.* ${more} from ${sql.table(table)} x where x.project_id = ${w.project} order by ${order}`.execute(tx)
    return grouped(rows, ({ caseId }) => caseId)
  }
  const cases = (await tx
    .selectFrom('cases')
    .selectAll()
    .where('projectId', '=', w.project)
    .orderBy('number')
    .execute()) as unknown as CaseRecord[]
  const rows = new Map<string, RoomRow[]>()
  for (const table of roomTables(w)) for (const [id, found] of await read<RoomRow>(table)) rows.set(id, found)
  const body = sql`, (select t.body from case_text t
    where t.project_id = x.project_id and t.case_id = x.case_id and t.seq = x.seq) as text`
  const climbed = sql`, (select coalesce(json_agg(json_build_object('level', l.level, 'due', l.due_at, 'fired', l.fired_at)
    order by l.level), '[]') from case_clock_level l where l.project_id = x.project_id and l.clock_id = x.id) as levels`
  const logs = await read<LogRow>('case_action', body, sql`seq`)
  const flags = await read<Stored['flags'][number]>('case_flag', sql``, sql`raised_seq`)
  const clocks = await read<ClockRow>('case_clock', climbed, sql`started_seq, clock`)
  const stored: Stored[] = []
  for (const of of cases) {
    const { projectId: _project, caseId: _case, ...row } = rows.get(of.id)?.[0] ?? {}
    stored.push({
      of,
      row: { ...row, state: of.state },
      log: logs.get(of.id) ?? [],
      flags: flags.get(of.id) ?? [],
      clocks: clocks.get(of.id) ?? [],
      policy: await policyAt(tx, w.project, of.policyVersion),
    })
  }
  return stored
}

/** Rows by what they have in common. */
export function grouped<Row>(rows: readonly Row[], by: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), row])
  return groups
}

/** The log retold gives the case and the room's row; each line leads from where the one before it led. */
function foldWrongs(procedure: Procedure, { of, row, log, flags, policy }: Stored, known: Known): string[] {
  const lines: LoggedAction[] = log.map(({ seq, action, at, actorKind, actorId, form, text }) => ({
    seq,
    action,
    at,
    actor: known.actorOf(actorKind, actorId),
    form: { ...form, ...text },
  }))
  const { id, number, parentId, procedureVersion, policyVersion } = of
  const inherited = parentId === null ? null : of.firstResponderAccount
  const told = fold(procedure, lines, {
    case: { id, number, parentId, firstResponderAccount: inherited, procedureVersion, policyVersion },
    policy,
    defaults: known.defaults[procedure.table]!,
    zoneOf: ({ unitId, placeId }) => known.zones.get(placeId ?? '') ?? known.zones.get(unitId ?? '') ?? null,
  })
  const { nextDueAt: _due, ...kept } = { ...(of as CaseRecord & { projectId?: number }), projectId: undefined }
  const { nextDueAt: _none, ...retold } = told.case
  const up = flags.filter(({ loweredAt }) => loweredAt === null).map(({ flag }) => flag)
  return [
    ...differences('case', kept as unknown as RoomRow, retold as unknown as RoomRow),
    ...differences('row', row, told.row),
    ...(sameJson([...of.flags], [...up].sort()) ? [] : [`flags ${of.flags} but rows say ${up}`]),
    ...log.flatMap((line, index) => {
      const before = log[index - 1]
      return [
        ...(line.fromState === (before?.toState ?? null)
          ? []
          : [`line ${line.seq} does not begin where the last ended`]),
        ...(before && line.at < before.at ? [`line ${line.seq} is earlier than the one before it`] : []),
      ]
    }),
  ]
}

function differences(what: string, stored: RoomRow, told: RoomRow): string[] {
  const names = [...new Set([...Object.keys(stored), ...Object.keys(told)])]
  return names
    .filter((name) => !sameJson(stored[name], told[name]))
    .map((name) => `${what}.${name} is ${shown(stored[name])}, the log says ${shown(told[name])}`)
}

const sameJson = (a: unknown, b: unknown) => shown(a) === shown(b)
const shown = (value: unknown) => (value === undefined ? '' : canonicalJson(value))

/** Exactly the declared clocks run, each due when its basis and pauses say, and climbing without gaps. */
function clockWrongs(w: World, procedure: Procedure, { of, row, flags, clocks, policy }: Stored): string[] {
  const open = clocks.filter(({ status }) => status === 'open')
  const dues = open.flatMap(({ dueAt: due }) => (due ? [due.getTime()] : []))
  const next = dues.length > 0 ? Math.min(...dues) : null
  const running = Object.entries(procedure.clocks)
    .filter(([, declared]) => !of.final && declared.runsIn.includes(of.state))
    .filter(([, declared]) => declared.runsWhen?.(row, { case: of, policy }) ?? true)
    .filter(([, declared]) => declared.limit(row, { case: of, policy }) !== null)
    .map(([name]) => name)
  return [
    ...(of.final && open.length > 0 ? [`is final and ${open.map(({ clock }) => clock)} still run`] : []),
    ...(sameJson(open.map(({ clock }) => clock).sort(), running.sort())
      ? []
      : [`clocks ${open.map(({ clock }) => clock)} run, declared are ${running}`]),
    ...(next === (of.nextDueAt?.getTime() ?? null)
      ? []
      : [`next due at ${of.nextDueAt?.toISOString()}, clocks say ${next}`]),
    ...open.flatMap((clock) => dueWrongs(w, procedure, { of, row, flags, policy }, clock)),
    ...clocks.flatMap((clock) => levelWrongs(procedure, clock)),
  ]
}

function dueWrongs(
  w: World,
  procedure: Procedure,
  { of, row, flags, policy }: Pick<Stored, 'of' | 'row' | 'flags' | 'policy'>,
  clock: ClockRow,
): string[] {
  const declared = procedure.clocks[clock.clock]!
  const limit = declared.limit(row, { case: of, policy })
  const basis = restoreLimit(clock.basis)
  const reckoned = dueAt(basis, pausesOf(procedure, declared, flags), calendarOf(w.engine, policy), of.lastAt)
  const last = reckoned.steps.at(-1)
  const fires = clock.dueAt && firesAt(policy, declared, clock.dueAt, clock.acknowledgedAt, clock.nextLevel)
  return [
    ...(sameJson(limit, basis) ? [] : [`${clock.clock} rests on an old limit`]),
    ...(sameJson(reckoned.due, clock.dueAt)
      ? []
      : [`${clock.clock} is due ${shown(clock.dueAt)}, not ${shown(reckoned.due)}`]),
    ...(clock.dueAt && !(last?.op === 'due' && last.at === clock.dueAt.toISOString())
      ? [`${clock.clock} is not explained by ${shown(last)}`]
      : []),
    ...(sameJson(fires, clock.fireAt) ? [] : [`${clock.clock} fires ${shown(clock.fireAt)}, not ${shown(fires)}`]),
  ]
}

function levelWrongs(procedure: Procedure, { clock, levels, nextLevel, breachedAt }: ClockRow): string[] {
  const broken = levels.length > 0 && !procedure.clocks[clock]?.fact
  return [
    ...(levels.every(({ level }, index) => level === index) && levels.length === nextLevel
      ? []
      : [`${clock} climbed ${levels.map(({ level }) => level)}, next is ${nextLevel}`]),
    ...(broken && !breachedAt ? [`${clock} fired and is not broken`] : []),
    ...levels
      .filter(({ due, fired }) => fired < due)
      .map(({ level }) => `${clock} fired level ${level} before it was due`),
  ]
}

/** A matter is not closed over work that goes on. */
function familyWrongs(cases: readonly CaseRecord[]): string[] {
  return cases
    .filter((of) => !of.final && cases.some((above) => above.id === of.parentId && above.final))
    .map((of) => `${of.number} is open under a closed case`)
}

/** Somebody who may or may not read a case, and whether he should. */
export interface Onlooker {
  name: string
  reader: Reader
  kind: 'staff' | 'owner' | 'contractor'
  reaches: (of: CaseRecord) => boolean
}

/** What readers see that they must not, or do not see that they should. */
export async function readingWrongs(w: World, onlookersOf: (caseId: string) => readonly Onlooker[]): Promise<string[]> {
  return readProjects(w.database.db, [w.project], async (tx) => {
    const found: string[] = []
    for (const { of, log } of await readAll(tx, w))
      for (const onlooker of onlookersOf(of.id))
        for (const line of await seenWrongs(tx, w, w.engine.procedures[of.procedure]!, of, log, onlooker))
          found.push(`${of.number} ${onlooker.name} ${line}`)
    return found
  })
}

async function seenWrongs(
  tx: Tx,
  w: World,
  procedure: Procedure,
  of: CaseRecord,
  log: readonly LogRow[],
  { reader, kind, reaches }: Onlooker,
): Promise<string[]> {
  const wanted = { procedure: of.procedure, id: of.id }
  const reached = await reachCase(tx, w.engine.procedures, w.project, wanted, reader, w.time.now()).catch((error) => {
    if (error instanceof Refusal && error.kind === 'not-found') return null
    throw error
  })
  if (!reached) return reaches(of) ? ['does not find it'] : []
  if (!reaches(of)) return ['finds it']
  const lines = await readLog(tx, reached)
  const text = JSON.stringify(lines)
  const told = log.filter(({ action }) => kind === 'staff' || procedure.actions[action]?.tellOwner !== undefined)
  const hidden = log.filter(({ action }) => {
    const { seenBy } = procedure.actions[action]!
    return kind === 'staff' ? false : !(seenBy as readonly string[] | undefined)?.includes(kind)
  })
  const leaked = hidden
    .flatMap(({ action, text: body }) =>
      Object.entries(body ?? {}).filter(
        ([field]) => kind !== 'owner' || field !== procedure.actions[action]!.ownerReads,
      ),
    )
    .filter(([, words]) => text.includes(inner(words)))
  return [
    ...(sameJson(
      lines.map(({ seq }) => seq),
      told.map(({ seq }) => seq),
    )
      ? []
      : [`reads lines ${lines.map(({ seq }) => seq)} instead of ${told.map(({ seq }) => seq)}`]),
    ...leaked.map(([, words]) => `reads ${JSON.stringify(words)}`),
  ]
}

/** How a text stands within JSON; something that never occurs when it is no text. */
const inner = (words: unknown) => (typeof words === 'string' ? JSON.stringify(words).slice(1, -1) : '\u0000')
