import { type RawBuilder, sql } from 'kysely'
import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { pageFrom, readCursor } from '../http/cursor.ts'
import type { CaseLine } from './case.contract.ts'
import { lineOf, newestFirst, readLines, soonestFirst } from './lines.ts'
import { numberIs } from './number-is.ts'
import type { Actor, CaseRecord, Procedure, Right } from './procedure.ts'
import { waitingFor } from './queue.ts'
import { type ListReader, readableBy } from './readable.ts'

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
  /** A picture that a form or a signature of the case names. */
  picture?: string | undefined
  q?: string | undefined
}

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
  const where = [sql`c.project_id = ${projectId}`, ...readableBy(procedures, reader)]
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
  if (filter.picture !== undefined) where.push(namesPicture(filter.picture))
  if (filter.q) where.push(numberIs(Object.values(procedures), filter.q, now) ?? sql`false`)
  return where
}

const namesPicture = (picture: string): Sql => sql`(
  exists (select from case_action a where a.project_id = c.project_id and a.case_id = c.id and strpos(a.form::text, ${picture}) > 0)
  or exists (
    select from signature s join signature_text t on t.project_id = s.project_id and t.signature_id = s.id
    where s.project_id = c.project_id and s.case_id = c.id and t.image_file_id = ${picture}::uuid))`

const newest = (where: readonly Sql[], limit: number): Sql =>
  sql`select c.* from cases c where ${sql.join(where, sql` and `)} order by c.opened_at desc, c.id desc limit ${most(limit)}`

/** In the text: a plan for all values of a limit is one for a tenth of the table. There are as many as a page may be long. */
const most = (limit: number): Sql => sql.lit(limit + 1)

/**
 * Cases of an owner's persons, and of the flats in which they live as owner or family (relations.ts says who shares a
 * household). Each person and each flat walks its own index; the newest of all are the page.
 */
function ownCases(projectId: number, persons: readonly string[], where: readonly Sql[], limit: number, now: Date): Sql {
  const today = businessDate(now)
  const current = (alias: Sql) =>
    sql`${alias}.relation in ('owner', 'family') and ${alias}.from_on <= ${today} and (${alias}.to_on is null or ${alias}.to_on >= ${today})`
  // What nobody in person brought up is for those who lived there already when it was opened (sharesHousehold).
  const household = sql`(c.person_id is null and c.opened_at >= (home.from_on::timestamp at time zone 'Asia/Shanghai') or exists (
    select from residence theirs
    where theirs.project_id = c.project_id and theirs.unit_id = c.unit_id and theirs.person_id = c.person_id and ${current(sql`theirs`)}))`
  return sql`select * from (
      select own.* from unnest(${persons}::uuid[]) mine(person_id)
        cross join lateral (${newest([...where, sql`c.person_id = mine.person_id`], limit)}) own
      union
      select own.* from (
          select mine.unit_id, min(mine.from_on) as from_on from residence mine
          where mine.project_id = ${projectId} and mine.person_id = any(${persons}::uuid[]) and ${current(sql`mine`)}
          group by mine.unit_id) home
        cross join lateral (${newest([...where, sql`c.unit_id = home.unit_id`, household], limit)}) own
    ) c order by c.opened_at desc, c.id desc limit ${most(limit)}`
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
  const parts = inboxSources(procedures, projectId, reader, now)
    .filter(({ rank }) => why === undefined || WHYS[rank] === why)
    .flatMap((source) => soonest(projectId, source, after, limit))
  if (parts.length === 0) return { rows: [], next: null }
  // A case that waits for several reasons is shown once, for the most personal one: see WHYS.
  const chosen = sql`
    select c.*, first_ones.rank from (
      select w.id, w.next_due_at, min(w.rank) as rank from (${sql.join(parts, sql` union all `)}) w
      group by w.id, w.next_due_at order by w.next_due_at asc nulls last, w.id limit ${most(limit)}
    ) first_ones join cases c on c.project_id = ${projectId} and c.id = first_ones.id`
  const found = await readLines<CaseRecord & { rank: number }>(tx, chosen, soonestFirst, sql`, c.rank${restOfRecord}`)
  const page = pageFrom(found, limit, (row) => [row.dueKey, row.id])
  const queued = page.rows.filter(({ rank }) => WHYS[rank] === 'queue')
  const zone = (of: CaseRecord & { rank?: number }) => of.rank === ZONE
  const waiting = await waitingFor(tx, procedures, projectId, reader, queued, zone, now)
  return {
    rows: page.rows
      .filter(({ id, rank }) => WHYS[rank] !== 'queue' || waiting.has(id))
      .map((row) => ({ ...lineOf(procedures, row), why: WHYS[row.rank]! })),
    next: page.next,
  }
}

/** What a case record has beyond a line. */
const restOfRecord = sql`, c.zone_id, c.first_responder_account, c.opened_by_account, c.procedure_version, c.policy_version`

/** By rank. A zone's queue comes before a role's, so that a case of both keeps the mark of the zone. */
const WHYS: readonly Why[] = ['mine', 'ladder', 'queue', 'queue']
const ZONE = 2

interface Source {
  rank: number
  /** A condition on `c`, and on the columns of `each`. */
  where: Sql
  /** What is walked for itself, since a set would come unsorted: rows to go through, such as pairs of procedure and state. */
  each?: Sql
}

function inboxSources(
  procedures: Procedures,
  projectId: number,
  { accountId, roles }: StaffActor,
  now: Date,
): Source[] {
  const held: Source = { rank: 0, where: sql`c.holder_account = ${accountId}` }
  const climbed: Source = {
    rank: 1,
    where: sql`c.id = any(array(
      select k.case_id from case_clock k join case_clock_level v on v.project_id = k.project_id and v.clock_id = k.id
      where k.project_id = ${projectId} and k.status = 'open' and k.next_level > 0 and k.acknowledged_at is null
        and ${accountId} = any(v.told_account)))`,
  }
  const queue = (rights: readonly Right[], rank: number, where: Sql, within = sql``): Source[] => {
    // In the text and not in values: whoever has the same rights shares one plan, made for these very states.
    const pairs = Object.values(procedures).flatMap((procedure) =>
      statesFor(procedure, rights).map((state) => sql`(${sql.lit(procedure.name)}, ${sql.lit(state)})`),
    )
    if (pairs.length === 0) return []
    const each = sql`${within} (values ${sql.join(pairs)}) q(procedure, state)`
    return [{ rank, where: sql`c.procedure = q.procedure and c.state = q.state${where}`, each }]
  }
  // Who answers for no zone walks no queue.
  const myZones = sql`(
    select z.id from zone z cross join lateral post_accounts(z.officer_post_id, ${now}) a
    where z.project_id = ${projectId} and a.account_id = ${accountId}) mine cross join`
  return [
    held,
    climbed,
    ...queue(['first-responder'], 0, sql` and c.first_responder_account = ${accountId}`),
    ...queue(roles, 3, sql``),
    ...queue(['zone-officer'], ZONE, sql` and c.zone_id = mine.id`, myZones),
  ]
}

/** States whose main action may be done by one of these rights. */
function statesFor(procedure: Procedure, rights: readonly Right[]): string[] {
  const found = Object.values(procedure.actions)
    .filter((action) => action.primary && action.from !== 'new' && action.by.some((right) => rights.includes(right)))
    .flatMap((action) => [...(action.from as readonly string[])])
  return [...new Set(found)]
}

/**
 * The first of a source, along one index. A following page is two walks, since a null has no place in a row comparison:
 * what is still due later, then what has no deadline.
 */
function soonest(projectId: number, { rank, where, each }: Source, after: string[] | null, limit: number): Sql[] {
  const walk = (more: Sql) => sql`(
    select c.id, c.next_due_at, ${sql.lit(rank)}::int as rank from cases c
    where c.project_id = ${projectId} and not c.final and ${where} ${more}
    order by c.next_due_at, c.id limit ${most(limit)})`
  const all = (more: Sql) => (each ? sql`(select w.* from ${each} cross join lateral ${walk(more)} w)` : walk(more))
  if (!after) return [all(sql``)]
  const [due, id] = after
  if (due === null) return [all(sql`and c.next_due_at is null and c.id > ${id}::uuid`)]
  return [all(sql`and (c.next_due_at, c.id) > (${due}::timestamptz, ${id}::uuid)`), all(sql`and c.next_due_at is null`)]
}
