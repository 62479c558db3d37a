import { type RawBuilder, sql } from 'kysely'
import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { pageFrom, readCursor } from '../http/cursor.ts'
import type { CaseLine } from './case.contract.ts'
import { type LineRow, lineOf, newestFirst, readLines, soonestFirst } from './lines.ts'
import type { Actor, Procedure, Right } from './procedure.ts'
import { waitingFor } from './queue.ts'

type Procedures = Readonly<Record<string, Procedure>>
type Sql = RawBuilder<unknown>
type StaffActor = Extract<Actor, { kind: 'staff' }>

export interface ListFilter {
  after?: string | undefined
  limit: number
  procedure?: string | undefined
  state?: string | undefined
  zone?: string | undefined
  unit?: string | undefined
  place?: string | undefined
  person?: string | undefined
  holder?: string | undefined
  mine?: boolean | undefined
  open?: boolean | undefined
  overdue?: boolean | undefined
  priority?: string | undefined
  openedFrom?: string | undefined
  openedTo?: string | undefined
  q?: string | undefined
}

/** Who reads a list: staff see the project, owners the cases of their persons and households. */
export type ListReader = { kind: 'staff'; accountId: string } | { kind: 'owner'; persons: readonly string[] }

interface Page<Row> {
  rows: Row[]
  next: string | null
}

/** Cases of a project, newest first. Keyset paged: the cost of a page does not grow with its depth. */
export async function listCases(
  tx: Tx,
  procedures: Procedures,
  projectId: number,
  reader: ListReader,
  filter: ListFilter,
  now: Date,
): Promise<Page<CaseLine>> {
  const after = readCursor(filter.after, ['instant', 'uuid'])
  const where = conditions(procedures, projectId, filter, reader, now)
  if (after) where.push(sql`(c.opened_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  const chosen =
    reader.kind === 'owner'
      ? ownCases(projectId, reader.persons, where, filter.limit, now)
      : newest(where, filter.limit)
  const found = await readLines(tx, chosen, newestFirst)
  const page = pageFrom(found, filter.limit, (row) => [row.openedKey, row.id])
  return { rows: page.rows.map((row) => lineOf(procedures, row)), next: page.next }
}

function conditions(
  procedures: Procedures,
  projectId: number,
  filter: ListFilter,
  reader: ListReader,
  now: Date,
): Sql[] {
  const names = filter.procedure?.split(',').filter((name) => name in procedures)
  const where = [sql`c.project_id = ${projectId}`]
  if (names?.length === 1) where.push(sql`c.procedure = ${names[0]}`)
  else if (names) where.push(sql`c.procedure = any(${names})`)
  if (filter.state !== undefined) where.push(sql`c.state = any(${filter.state.split(',')})`)
  if (filter.zone !== undefined) where.push(sql`c.zone_id = ${filter.zone}`)
  if (filter.unit !== undefined) where.push(sql`c.unit_id = ${filter.unit}`)
  if (filter.place !== undefined) where.push(sql`c.place_id = ${filter.place}`)
  if (filter.person !== undefined) where.push(sql`c.person_id = ${filter.person}`)
  if (filter.holder !== undefined) where.push(sql`c.holder_account = ${filter.holder}`)
  if (filter.mine && reader.kind === 'staff') where.push(sql`c.holder_account = ${reader.accountId}`)
  if (filter.open !== undefined) where.push(filter.open ? sql`not c.final` : sql`c.final`)
  if (filter.overdue) where.push(sql`not c.final and c.next_due_at < ${now}`)
  if (filter.priority !== undefined) where.push(sql`c.priority = ${filter.priority}`)
  if (filter.openedFrom !== undefined)
    where.push(sql`c.opened_at >= ${`${filter.openedFrom}T00:00:00+08:00`}::timestamptz`)
  if (filter.openedTo !== undefined) {
    where.push(sql`c.opened_at < ${`${filter.openedTo}T00:00:00+08:00`}::timestamptz + interval '1 day'`)
  }
  if (filter.q !== undefined && filter.q !== '') where.push(sql`strpos(c.number, ${filter.q.toUpperCase()}) > 0`)
  return where
}

const newest = (where: readonly Sql[], limit: number): Sql =>
  sql`select c.* from cases c where ${sql.join(where, sql` and `)} order by c.opened_at desc, c.id desc limit ${limit + 1}`

/**
 * Cases of an owner's persons, and of the flats in which they live as owner or family (relations.ts says who shares a
 * household). Each half walks its own index; the newest of both are the page.
 */
function ownCases(projectId: number, persons: readonly string[], where: readonly Sql[], limit: number, now: Date): Sql {
  const today = businessDate(now)
  const current = (alias: Sql) =>
    sql`${alias}.relation in ('owner', 'family') and ${alias}.from_on <= ${today} and (${alias}.to_on is null or ${alias}.to_on >= ${today})`
  const household = sql`c.unit_id = any(array(
      select mine.unit_id from residence mine
      where mine.project_id = ${projectId} and mine.person_id = any(${persons}::uuid[]) and ${current(sql`mine`)}))
    and (c.person_id is null or exists (
      select from residence theirs
      where theirs.project_id = c.project_id and theirs.unit_id = c.unit_id and theirs.person_id = c.person_id and ${current(sql`theirs`)}))`
  const half = (condition: Sql) => newest([...where, condition], limit)
  return sql`select * from (
      (${half(sql`c.person_id = any(${persons}::uuid[])`)}) union (${half(household)})
    ) c order by c.opened_at desc, c.id desc limit ${limit + 1}`
}

export type Why = 'mine' | 'ladder' | 'queue'

/**
 * What waits for somebody: cases he holds or answers for as first responder, cases whose ladder has reached him, and
 * the queues of his roles, which are the states whose main action is his to do. First what runs out first.
 */
export async function readInbox(
  tx: Tx,
  procedures: Procedures,
  projectId: number,
  reader: StaffActor,
  { after: cursor, limit, why }: { after?: string | undefined; limit: number; why?: Why | undefined },
  now: Date,
): Promise<Page<CaseLine & { why: Why }>> {
  const after = readCursor(cursor, ['due', 'uuid'])
  const sources = inboxSources(procedures, projectId, reader, now).filter(
    (source) => why === undefined || source.why === why,
  )
  const parts = sources.flatMap((source) => soonest(projectId, source, after, limit))
  if (parts.length === 0) return { rows: [], next: null }
  // A case that waits for several reasons is shown once, for the most personal one: see WHYS.
  const chosen = sql`select * from (
      select distinct on (c.id) c.* from (${sql.join(parts, sql` union all `)}) c order by c.id, c.rank
    ) c order by c.next_due_at asc nulls last, c.id limit ${limit + 1}`
  const found = await readLines<{ rank: number }>(tx, chosen, soonestFirst, sql`, c.rank`)
  const page = pageFrom(found, limit, (row: LineRow) => [row.dueKey, row.id])
  const queued = page.rows.filter(({ rank }) => WHYS[rank] === 'queue')
  const waiting = await waitingFor(
    tx,
    procedures,
    projectId,
    reader,
    queued.map(({ id, rank }) => ({ id, inMyZone: rank === ZONE })),
    now,
  )
  return {
    rows: page.rows
      .filter(({ id, rank }) => WHYS[rank] !== 'queue' || waiting.has(id))
      .map((row) => ({ ...lineOf(procedures, row), why: WHYS[row.rank]! })),
    next: page.next,
  }
}

/** By rank. A zone's queue comes before a role's, so that a case of both keeps the mark of the zone. */
const WHYS: readonly Why[] = ['mine', 'ladder', 'queue', 'queue']
const ZONE = 2

interface Source {
  why: Why
  rank: number
  where: Sql
}

function inboxSources(
  procedures: Procedures,
  projectId: number,
  { accountId, roles }: StaffActor,
  now: Date,
): Source[] {
  const held: Source = { why: 'mine', rank: 0, where: sql`c.holder_account = ${accountId}` }
  const climbed: Source = {
    why: 'ladder',
    rank: 1,
    where: sql`c.id = any(array(
      select k.case_id from case_clock k join case_clock_level v on v.project_id = k.project_id and v.clock_id = k.id
      where k.project_id = ${projectId} and k.status = 'open' and k.next_level > 0 and k.acknowledged_at is null
        and ${accountId} = any(v.told_account)))`,
  }
  const myZones = sql`c.zone_id = any(array(
    select z.id from zone z join post_holding h on h.post_id = z.officer_post_id
    where z.project_id = ${projectId} and h.account_id = ${accountId} and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})))`
  const queues = Object.values(procedures).flatMap((procedure): Source[] => {
    const inStates = (rights: readonly Right[], more: Sql, rank: number): Source[] => {
      const states = statesFor(procedure, rights)
      return states.length === 0
        ? []
        : [
            {
              why: WHYS[rank]!,
              rank,
              where: sql`c.procedure = ${procedure.name} and c.state = any(${states}) and ${more}`,
            },
          ]
    }
    return [
      ...inStates(['first-responder'], sql`c.first_responder_account = ${accountId}`, 0),
      ...inStates(roles, sql`true`, 3),
      ...inStates(['zone-officer'], myZones, ZONE),
    ]
  })
  return [held, climbed, ...queues]
}

/** States whose main action may be done by one of these rights. */
function statesFor(procedure: Procedure, rights: readonly Right[]): string[] {
  const found = Object.values(procedure.actions)
    .filter((action) => action.primary && action.from !== 'new' && action.by.some((right) => rights.includes(right)))
    .flatMap((action) => [...(action.from as readonly string[])])
  return [...new Set(found)]
}

/** The first of a source, with and without a deadline: two walks along the same index, since a null has no place in a row comparison. */
function soonest(projectId: number, { rank: ranked, where }: Source, after: string[] | null, limit: number): Sql[] {
  const [due = null, id = null] = after ?? []
  const rank = sql.lit(ranked)
  const open = sql`select c.*, ${rank}::int as rank from cases c where c.project_id = ${projectId} and not c.final and ${where}`
  const dated = sql`(${open} and c.next_due_at is not null
    ${after ? sql`and (c.next_due_at, c.id) > (${due}::timestamptz, ${id}::uuid)` : sql``}
    order by c.next_due_at, c.id limit ${limit + 1})`
  const undated = sql`(${open} and c.next_due_at is null
    ${after && due === null ? sql`and c.id > ${id}::uuid` : sql``}
    order by c.id limit ${limit + 1})`
  return after && due === null ? [undated] : [dated, undated]
}
