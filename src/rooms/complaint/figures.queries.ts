import { type RawBuilder, sql } from 'kysely'
import type { Procedure } from '../../kernel/case/procedure.ts'
import { addDays, atBusinessTime, type BusinessDate, businessDate, daysBetween } from '../../kernel/clock/time.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { composed } from '../../kernel/db/prepared.ts'
import type { Policy } from '../../kernel/policy/policy.ts'
import { type FigureGroup, type Figures, groupings, type TotalName, totalNames } from './complaint.contract.ts'
import { type Analysed, fishboneOf } from './fishbone.ts'

/** Rows of one grouping that are given; the rest is in the totals. */
const MOST_GROUPS = 30
/** Analyses that the fishbone is drawn from, the latest first. */
const MOST_ANALYSED = 2000

interface Asked {
  from: BusinessDate
  to: BusinessDate
  by: 'week' | 'month'
}

/** The figures of a period (business days, both included) beside the period of the same length before it. */
export async function complaintFigures(
  tx: Tx,
  procedure: Procedure,
  project: number,
  { from, to, by }: Asked,
  policy: Policy,
  now: Date,
): Promise<Figures> {
  const days = daysBetween(from, to) + 1
  const before = { from: addDays(from, -days), to: addDays(from, -1) }
  const told = toldOf(project, before.from, from, to)
  const [totals, series, groups, clocks, analysed, piles] = [
    await totalsOf(tx, told),
    await seriesOf(tx, told, by),
    await groupsOf(tx, told),
    await clocksOf(tx, told, procedure, project),
    await composed<Analysed>(
      tx,
      sql`${told} select service_item, cause, analysis from told
        where current and procedure = 'complaint' and handled_at is not null order by opened_at desc limit ${MOST_ANALYSED}`,
    ),
    await pilesOf(tx, project, policy, now),
  ]
  return {
    period: { from, to },
    before,
    totals,
    series: filled(series, from, to, by),
    groups,
    clocks,
    fishbone: fishboneOf(analysed),
    piles,
  }
}

/** What was taken in over both periods; `current` tells them apart. */
function toldOf(project: number, before: BusinessDate, from: BusinessDate, to: BusinessDate): RawBuilder<unknown> {
  const [first, since, until] = [before, from, addDays(to, 1)].map((day) => atBusinessTime(day, '00:00'))
  return sql`with told as (
    select c.id, c.procedure, c.state, c.opened_at, c.opened_at >= ${since} as current, r.complaint_class, r.cause, r.party,
      r.source, r.service_item, r.department_id, r.analysis, r.handled_at, r.valid, r.hard_at, r.major_at, r.climb, r.reopened,
      coalesce(u.building_id, l.building_id) as building_id
    from cases c
    left join complaint_record r on r.project_id = c.project_id and r.case_id = c.id
    left join unit u on u.project_id = c.project_id and u.id = c.unit_id
    left join place l on l.project_id = c.project_id and l.id = c.place_id
    where c.project_id = ${project} and c.procedure in ('complaint', 'suggestion', 'dispute')
      and c.opened_at >= ${first} and c.opened_at < ${until})`
}

const counts = sql`count(*) filter (where current)::int as count, count(*) filter (where not current)::int as before`

/** What each total counts. */
const totals: Record<TotalName, RawBuilder<unknown>> = {
  complaints: sql`procedure = 'complaint'`,
  suggestions: sql`procedure = 'suggestion'`,
  disputes: sql`procedure = 'dispute'`,
  closed: sql`procedure = 'complaint' and state = 'closed'`,
  invalid: sql`valid = false`,
  hard: sql`hard_at is not null`,
  major: sql`major_at is not null`,
  over: sql`climb in ('group', 'authority') or source in ('group', 'authority')`,
  reopened: sql`reopened > 0`,
}

async function totalsOf(tx: Tx, told: RawBuilder<unknown>): Promise<Figures['totals']> {
  const one = totalNames.map((name) => sql`select ${sql.lit(name)} as name, ${counts} from told where ${totals[name]}`)
  const rows = await composed<{ name: TotalName; count: number; before: number }>(
    tx,
    sql`${told} ${sql.join(one, sql` union all `)}`,
  )
  return Object.fromEntries(rows.map(({ name, ...both }) => [name, both])) as Figures['totals']
}

type Series = Figures['series'][number]

async function seriesOf(tx: Tx, told: RawBuilder<unknown>, by: Asked['by']): Promise<Series[]> {
  const rows = await composed<{ from: string; name: '1' | '2' | '3' | 'none'; count: number }>(
    tx,
    sql`${told} select to_char(date_trunc(${sql.lit(by)}, opened_at at time zone 'Asia/Shanghai'), 'YYYY-MM-DD') as from,
        coalesce(complaint_class, 'none') as name, count(*)::int as count
      from told where current and procedure = 'complaint' group by 1, 2 order by 1`,
  )
  return [...new Set(rows.map((row) => row.from))].map((from) => {
    const those = rows.filter((row) => row.from === from)
    return {
      from,
      total: those.reduce((sum, { count }) => sum + count, 0),
      byClass: { ...noClass, ...Object.fromEntries(those.map(({ name, count }) => [name, count])) },
    }
  })
}

const noClass = { '1': 0, '2': 0, '3': 0, none: 0 }

/** Weeks (from Monday) or months without a complaint stand between the others. */
function filled(series: readonly Series[], from: BusinessDate, to: BusinessDate, by: Asked['by']): Series[] {
  const all: Series[] = []
  for (let at = startOf(from, by); at <= to; at = startOf(addDays(at, by === 'week' ? 7 : 31), by)) {
    all.push(series.find((one) => one.from === at) ?? { from: at, total: 0, byClass: noClass })
  }
  return all
}

function startOf(day: BusinessDate, by: Asked['by']): BusinessDate {
  if (by === 'month') return `${day.slice(0, 8)}01`
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

/** By what each grouping groups. Without a value: not judged, not given out, not located yet. */
const keys: Record<(typeof groupings)[number], RawBuilder<unknown>> = {
  class: sql`coalesce(complaint_class, 'none')`,
  cause: sql`coalesce(cause, 'none')`,
  department: sql`coalesce(department_id::text, 'none')`,
  item: sql`service_item`,
  source: sql`source`,
  party: sql`coalesce(party, 'none')`,
  building: sql`coalesce(building_id::text, 'none')`,
}

async function groupsOf(tx: Tx, told: RawBuilder<unknown>): Promise<Figures['groups']> {
  const each = groupings.map(
    (name) => sql`(select ${sql.lit(name)} as grouping, ${keys[name]} as key, ${counts}
      from told where procedure = 'complaint' group by 2 order by 3 desc, 4 desc, 2 limit ${sql.lit(MOST_GROUPS)})`,
  )
  const rows = await composed<FigureGroup & { grouping: (typeof groupings)[number] }>(
    tx,
    sql`${told} select g.grouping, g.key, g.count, g.before, coalesce(d.name, b.name) as name
      from (${sql.join(each, sql` union all `)}) g
      left join department d on g.grouping = 'department' and d.id::text = g.key
      left join building b on g.grouping = 'building' and b.id::text = g.key
      order by g.count desc, g.before desc, g.key`,
  )
  return Object.fromEntries(
    groupings.map((name) => [
      name,
      rows.filter(({ grouping }) => grouping === name).map(({ grouping: _, ...group }) => group),
    ]),
  ) as Figures['groups']
}

/** A clock is kept when it stopped in time; one that ran out is missed, whether it has stopped since or not. */
async function clocksOf(tx: Tx, told: RawBuilder<unknown>, procedure: Procedure, project: number) {
  const rows = await composed<{ clock: string; kept: number; broken: number }>(
    tx,
    sql`${told} select k.clock, count(*) filter (where k.status = 'met' and k.breached_at is null)::int as kept,
        count(*) filter (where k.breached_at is not null)::int as broken
      from told t join case_clock k on k.project_id = ${project} and k.case_id = t.id
      where t.current and t.procedure = 'complaint' group by 1 order by 3 desc, 1`,
  )
  return rows
    .filter(({ kept, broken }) => kept + broken > 0)
    .map((row) => ({ ...row, title: procedure.clocks[row.clock]?.title ?? row.clock }))
}

/** The week that is looked at for what piles up, in days. */
const WEEK = 7

/** Service items and buildings of which the last seven days brought many, and many more than a week usually does. */
async function pilesOf(tx: Tx, project: number, policy: Policy, now: Date): Promise<Figures['piles']> {
  const { pileCases, pileTimes, pileWeeks } = policy.complaint
  const today = businessDate(now)
  const since = atBusinessTime(addDays(today, 1 - WEEK), '00:00')
  const first = atBusinessTime(addDays(today, 1 - WEEK * (pileWeeks + 1)), '00:00')
  const rows = await composed<Figures['piles'][number]>(
    tx,
    sql`with told as (
        select c.opened_at >= ${since} as current, r.service_item, b.name as building,
          coalesce(c.unit_id, c.person_id, c.id) as owner
        from cases c join complaint_record r on r.project_id = c.project_id and r.case_id = c.id
        left join unit u on u.project_id = c.project_id and u.id = c.unit_id
        left join place l on l.project_id = c.project_id and l.id = c.place_id
        left join building b on b.project_id = c.project_id and b.id = coalesce(u.building_id, l.building_id)
        where c.project_id = ${project} and c.procedure = 'complaint' and c.opened_at >= ${first} and c.opened_at <= ${now}),
      named as (
        select 'item' as by, service_item as name, current, owner from told
        union all select 'building', building, current, owner from told where building is not null)
      select by, name, count(*) filter (where current)::int as count, count(distinct owner) filter (where current)::int as owners,
        round(count(*) filter (where not current)::numeric / ${pileWeeks}::int, 1)::float8 as weekly_mean
      from named group by by, name
      having count(*) filter (where current) >= ${pileCases}::int
        and count(*) filter (where current) >= ${pileTimes}::int * count(*) filter (where not current)::numeric / ${pileWeeks}::int
      order by 3 desc, 2 limit ${sql.lit(MOST_GROUPS)}`,
  )
  return rows
}
