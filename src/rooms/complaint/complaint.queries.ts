import { type RawBuilder, sql } from 'kysely'
import { iso, lineOf, readLines, soonestFirst } from '../../kernel/case/lines.ts'
import type { Procedure } from '../../kernel/case/procedure.ts'
import { businessDate } from '../../kernel/clock/time.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { composed } from '../../kernel/db/prepared.ts'
import { pageFrom, readCursor } from '../../kernel/http/cursor.ts'
import { toReader } from '../../kernel/text/reader.ts'
import type { ComplaintLine } from './complaint.contract.ts'

type Sql = RawBuilder<unknown>
type Procedures = Readonly<Record<string, Procedure>>

interface DeskFilter {
  state?: string | undefined
  class?: string | undefined
  party?: string | undefined
  department?: string | undefined
  hard?: boolean | undefined
  major?: boolean | undefined
  over?: boolean | undefined
  mine?: boolean | undefined
  overdue?: boolean | undefined
}

interface More {
  complaintClass: ComplaintLine['complaintClass']
  party: ComplaintLine['party']
  department: string | null
  source: string
  serviceItem: string
  hard: boolean
  major: boolean
  over: boolean
  handleDueAt: Date | null
  broken: boolean
}

const isOver = sql`(r.climb in ('group', 'authority') or r.source in ('group', 'authority'))`

/** Open complaints as the desk filters them: what has run out and what runs out next on top. */
export async function openComplaints(
  tx: Tx,
  procedures: Procedures,
  project: number,
  me: string,
  { after, limit, ...filter }: DeskFilter & { after?: string | undefined; limit: number },
  now: Date,
) {
  const where = [...conditions(filter, me, now), ...behind(after)]
  const chosen = sql`
    select c.*, r.complaint_class, r.party, r.source, r.service_item, r.department_id,
      r.hard_at is not null as hard, r.major_at is not null as major, coalesce(${isOver}, false) as over
    from cases c join complaint_record r on r.project_id = c.project_id and r.case_id = c.id
    where c.project_id = ${project} and c.procedure = 'complaint' and not c.final
      ${where.length > 0 ? sql`and ${sql.join(where, sql` and `)}` : sql``}
    order by ${soonestFirst} limit ${limit + 1}`
  const rows = await readLines<More>(
    tx,
    chosen,
    soonestFirst,
    sql`, c.complaint_class, c.party, c.source, c.service_item, c.hard, c.major, c.over,
      (select d.name from department d where d.id = c.department_id) as department,
      (select k.due_at from case_clock k where k.project_id = c.project_id and k.case_id = c.id and k.clock = 'handle' and k.status = 'open') as handle_due_at,
      exists (select from case_clock k where k.project_id = c.project_id and k.case_id = c.id and k.breached_at is not null) as broken`,
  )
  const page = pageFrom(rows, limit, (row) => [row.dueKey, row.id])
  return { rows: page.rows.map((row) => deskLine(procedures, row)), next: page.next }
}

function conditions(filter: DeskFilter, me: string, now: Date): Sql[] {
  const where: Sql[] = []
  if (filter.state) where.push(sql`c.state = ${filter.state}`)
  if (filter.class) where.push(sql`r.complaint_class = ${filter.class}`)
  if (filter.party) where.push(sql`r.party = ${filter.party}`)
  if (filter.department) where.push(sql`r.department_id = ${filter.department}`)
  if (filter.hard) where.push(sql`r.hard_at is not null`)
  if (filter.major) where.push(sql`r.major_at is not null`)
  if (filter.over) where.push(isOver)
  if (filter.mine) where.push(sql`(c.holder_account = ${me} or c.first_responder_account = ${me})`)
  if (filter.overdue) where.push(sql`c.next_due_at <= ${now}`)
  return where
}

function behind(after: string | undefined): Sql[] {
  const cursor = readCursor(after, ['due', 'uuid'])
  if (!cursor) return []
  const [due, id] = cursor as [string | null, string]
  if (due === null) return [sql`c.next_due_at is null and c.id > ${id}::uuid`]
  return [sql`(c.next_due_at is null or (c.next_due_at, c.id) > (${due}::timestamptz, ${id}::uuid))`]
}

function deskLine(procedures: Procedures, row: Parameters<typeof lineOf>[1] & More): ComplaintLine {
  const { complaintClass, party, department, source, serviceItem, hard, major, over, handleDueAt, broken } = row
  return {
    ...lineOf(procedures, row),
    ...{ complaintClass, party, department, source, serviceItem, hard, major, over, broken },
    handleDueAt: iso(handleDueAt),
  }
}

interface Today {
  received: number
  answered: number
  closed: number
  late: number
  hard: number
  major: number
  over: number
}

/** Open complaints by state, and what today brought. */
export async function complaintsToday(tx: Tx, procedure: Procedure, project: number, now: Date) {
  const start = new Date(`${businessDate(now)}T00:00:00+08:00`)
  const states = await composed<{ state: string; count: number; late: number }>(
    tx,
    sql`select c.state, count(*)::int as count, count(*) filter (where c.next_due_at <= ${now})::int as late
      from cases c where c.project_id = ${project} and c.procedure = 'complaint' and not c.final group by c.state`,
  )
  const [today] = await composed<Today>(
    tx,
    sql`select
        count(*) filter (where c.opened_at >= ${start})::int as received,
        count(*) filter (where r.answered_at >= ${start})::int as answered,
        count(*) filter (where c.state = 'closed' and c.closed_at >= ${start})::int as closed,
        count(*) filter (where not c.final and c.next_due_at <= ${now})::int as late,
        count(*) filter (where not c.final and r.hard_at is not null)::int as hard,
        count(*) filter (where not c.final and r.major_at is not null)::int as major,
        count(*) filter (where not c.final and ${isOver})::int as over
      from cases c join complaint_record r on r.project_id = c.project_id and r.case_id = c.id
      where c.project_id = ${project} and c.procedure = 'complaint' and (not c.final or c.closed_at >= ${start})`,
  )
  return {
    ...today!,
    states: procedure.states.flatMap((state) => {
      const found = states.find((one) => one.state === state)
      return found ? [{ ...found, title: toReader(procedure.stateTitles[state] ?? state) }] : []
    }),
  }
}
