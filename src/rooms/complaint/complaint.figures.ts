import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Effect } from '../../kernel/case/engine.ts'
import { addDays, atBusinessTime } from '../../kernel/clock/time.ts'
import { json, type Tx } from '../../kernel/db/db.ts'
import type { ComplaintReport } from './report.procedure.ts'

/** How many came in over a period, of what kind, and what became of them. */
export interface ComplaintFigures {
  complaints: number
  suggestions: number
  disputes: number
  closed: number
  open: number
  /** Given up by the customer; figures kept before they were told apart do not say. */
  withdrawn?: number
  /** The instant a monthly summary counts from, where that is not its first day: the sending of the one before. */
  since?: string | null
  /** Complaints of which some clock was missed. */
  late: number
  /** Left over by the developer: class two, or given to the developer. */
  legacy: number
  legacyOpen: number
  byClass: Readonly<Record<string, number>>
  byCause: Readonly<Record<string, number>>
}

/**
 * Figures of the complaints registered from `fromOn` to `toOn`, both included ('YYYY-MM-DD'); with `sentBefore`, an
 * earlier instant, from there.
 */
export async function figuresOf(
  tx: Tx,
  projectId: number,
  fromOn: string,
  toOn: string,
  sentBefore: Date | null = null,
): Promise<ComplaintFigures> {
  const first = atBusinessTime(fromOn, '00:00')
  const since = sentBefore && sentBefore < first ? sentBefore : first
  const until = atBusinessTime(addDays(toOn, 1), '00:00')
  const { rows } = await sql<ComplaintFigures>`
    with told as (
      select c.id, c.procedure, c.state, c.final, r.complaint_class, r.cause, r.party
      from cases c left join complaint_record r on r.project_id = c.project_id and r.case_id = c.id
      where c.project_id = ${projectId} and c.procedure in ('complaint', 'suggestion', 'dispute')
        and c.opened_at >= ${since} and c.opened_at < ${until}),
    complaints as (select * from told where procedure = 'complaint'),
    leftovers as (select * from complaints where complaint_class = '2' or party = 'developer')
    select
      (select count(*)::int from complaints) as complaints,
      (select count(*)::int from told where procedure = 'suggestion') as suggestions,
      (select count(*)::int from told where procedure = 'dispute') as disputes,
      (select count(*)::int from complaints where state = 'closed') as closed,
      (select count(*)::int from complaints where not final) as open,
      (select count(*)::int from complaints where state = 'withdrawn') as withdrawn,
      (select count(*)::int from complaints m where exists (
        select from case_clock k where k.project_id = ${projectId} and k.case_id = m.id and k.breached_at is not null)) as late,
      (select count(*)::int from leftovers) as legacy,
      (select count(*)::int from leftovers where not final) as legacy_open,
      (select coalesce(jsonb_object_agg(name, n), '{}') from (
        select coalesce(complaint_class, 'none') as name, count(*)::int as n from complaints group by 1) x) as by_class,
      (select coalesce(jsonb_object_agg(name, n), '{}') from (
        select coalesce(cause, 'none') as name, count(*)::int as n from complaints group by 1) x) as by_cause`.execute(
    tx,
  )
  return { ...rows[0]!, since: since === first ? null : since.toISOString() }
}

/**
 * The present figures of a report. A month is summed up before it ends (CMP-41): what came in after one summary was
 * sent stands in the next.
 */
async function figuresNow(tx: Tx, projectId: number, { kind, fromOn, toOn }: ComplaintReport) {
  if (kind !== 'monthly') return figuresOf(tx, projectId, fromOn, toOn)
  const { rows } = await sql<{ at: Date | null }>`
    select max(f.taken_at) as at from complaint_report r
    join complaint_figures f on f.project_id = r.project_id and f.case_id = r.case_id
    where r.project_id = ${projectId} and r.kind = 'monthly' and r.to_on = ${addDays(fromOn, -1)}
      and r.submitted_at is not null`.execute(tx)
  return figuresOf(tx, projectId, fromOn, toOn, rows[0]?.at ?? null)
}

/** Keeps the figures of a report as they stand when it is sent: later corrections do not change what was reported. */
export const keepFigures: Effect = async (tx, { projectId, facts, row }) => {
  const figures = await figuresNow(tx, projectId, row as ComplaintReport)
  await sql`
    insert into complaint_figures (project_id, id, case_id, figures, taken_at)
    values (${projectId}, ${uuid()}, ${facts.case.id}, ${json(figures)}, ${facts.at})`.execute(tx)
}

/** The figures of a report: those it was sent with, or, while it is being written, the present ones. */
export async function figuresIn(
  tx: Tx,
  projectId: number,
  caseId: string,
  row: ComplaintReport,
): Promise<ComplaintFigures> {
  const { rows } = await sql<{ figures: ComplaintFigures }>`
    select figures from complaint_figures where project_id = ${projectId} and case_id = ${caseId}
    order by taken_at desc, id desc limit 1`.execute(tx)
  return (row.submittedAt && rows[0]?.figures) || figuresNow(tx, projectId, row)
}
