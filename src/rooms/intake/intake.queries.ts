import { type RawBuilder, sql } from 'kysely'
import type { CaseLine } from '../../kernel/case/case.contract.ts'
import { lineOf, newestFirst, readLines, soonestFirst } from '../../kernel/case/lines.ts'
import type { Procedure } from '../../kernel/case/procedure.ts'
import { type ListReader, readableBy } from '../../kernel/case/readable.ts'
import { Refusal } from '../../kernel/case/refusal.ts'
import { businessDate } from '../../kernel/clock/time.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { say } from '../../kernel/text/translate.ts'

type Procedures = Readonly<Record<string, Procedure>>

interface Asked {
  unit?: string | undefined
  person?: string | undefined
  place?: string | undefined
}

/** How many cases stand beside a call. */
const MOST_OPEN = 20
const MOST_RECENT = 5

/** What stands beside a call about a unit, a public place or a person. Throws not-found for an id of nothing here. */
export async function readContext(
  tx: Tx,
  procedures: Procedures,
  projectId: number,
  reader: ListReader,
  asked: Asked,
  now: Date,
) {
  const today = businessDate(now)
  const unit = asked.unit === undefined ? null : await unitOf(tx, projectId, asked.unit, now)
  const place = asked.place === undefined ? null : await placeOf(tx, projectId, asked.place)
  const person = asked.person === undefined ? null : await personOf(tx, projectId, asked.person, today)
  const about = aboutOf(asked)
  const lines = async (more: RawBuilder<unknown>, order: RawBuilder<unknown>, most: number): Promise<CaseLine[]> => {
    if (about === null) return []
    const where = sql.join([about, more, ...readableBy(procedures, reader)], sql` and `)
    const chosen = sql`select c.* from cases c where c.project_id = ${projectId} and ${where} order by ${order} limit ${most}`
    return (await readLines(tx, chosen, order)).map((row) => lineOf(procedures, row))
  }
  return {
    unit,
    place,
    person,
    residents: asked.unit === undefined ? [] : await residentsOf(tx, projectId, asked.unit, today),
    openCases: await lines(sql`not c.final`, soonestFirst, MOST_OPEN),
    // Work under a matter is shown by its matter.
    recentCases: await lines(sql`c.final and c.parent_id is null`, newestFirst, MOST_RECENT),
    payer: suggestedPayer(unit, place),
  }
}

/** Who should pay for a repair there, with the reason that goes on record. The receptionist may decide otherwise. */
function suggestedPayer(unit: Awaited<ReturnType<typeof unitOf>> | null, place: { id: string } | null) {
  if (unit?.underWarranty)
    return {
      payer: 'developer' as const,
      reason: say('开发商保修期至 {warrantyUntil}', { warrantyUntil: unit.warrantyUntil ?? '' }),
    }
  if (unit?.warrantyUntil)
    return {
      payer: 'owner' as const,
      reason: say('开发商保修期已于 {warrantyUntil} 届满', { warrantyUntil: unit.warrantyUntil ?? '' }),
    }
  if (unit) return { payer: 'owner' as const, reason: '户内维修，没有保修登记' }
  if (place) return { payer: 'repair-fund' as const, reason: '公共部位维修不向业主收费' }
  return null
}

function aboutOf({ unit, person, place }: Asked): RawBuilder<unknown> | null {
  const about = [
    ...(unit === undefined ? [] : [sql`c.unit_id = ${unit}`]),
    ...(person === undefined ? [] : [sql`c.person_id = ${person}`]),
    ...(place === undefined ? [] : [sql`c.place_id = ${place}`]),
  ]
  return about.length === 0 ? null : sql`(${sql.join(about, sql` or `)})`
}

async function unitOf(tx: Tx, projectId: number, unitId: string, now: Date) {
  const { rows } = await sql<{
    id: string
    kind: 'flat' | 'shop' | 'parking'
    code: string
    buildingId: string | null
    floor: number | null
    zoneId: string
    zoneName: string
    handedOverOn: string | null
    warrantyUntil: string | null
    officer: string | null
  }>`
    select u.id, u.kind, u.code, u.building_id, u.floor, u.zone_id, z.name as zone_name, u.handed_over_on, u.warranty_until,
      (select a.name from post_holding h join account a on a.id = h.account_id
        where h.post_id = z.officer_post_id and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})
        order by h.kind, h.from_at limit 1) as officer
    from unit u join zone z on z.project_id = u.project_id and z.id = u.zone_id
    where u.project_id = ${projectId} and u.id = ${unitId}`.execute(tx)
  const [found] = rows
  if (!found) throw new Refusal('not-found', '没有找到这套房')
  const { zoneId, zoneName, ...unit } = found
  const underWarranty = unit.warrantyUntil !== null && unit.warrantyUntil >= businessDate(now)
  return { ...unit, zone: { id: zoneId, name: zoneName }, underWarranty }
}

async function placeOf(tx: Tx, projectId: number, placeId: string) {
  const { rows } = await sql<{ id: string; name: string; code: string; zone: string }>`
    select l.id, l.name, l.code, z.name as zone
    from place l join zone z on z.project_id = l.project_id and z.id = l.zone_id
    where l.project_id = ${projectId} and l.id = ${placeId}`.execute(tx)
  if (!rows[0]) throw new Refusal('not-found', '没有找到这个公共部位')
  return rows[0]
}

interface Phone {
  id: string
  masked: string
  label: string
}

const phonesOf = (person: RawBuilder<unknown>, projectId: number) => sql`
  (select coalesce(json_agg(json_build_object('id', f.id, 'masked', f.phone_masked, 'label', f.label) order by f.made_at, f.id), '[]')
   from person_phone f where f.project_id = ${projectId} and f.person_id = ${person})`

async function personOf(tx: Tx, projectId: number, personId: string, today: string) {
  const { rows } = await sql<{
    id: string
    name: string
    phones: Phone[]
    units: { id: string; code: string; kind: 'flat' | 'shop' | 'parking'; relation: string }[]
  }>`
    select p.id, p.name, ${phonesOf(sql`p.id`, projectId)} as phones,
      (select coalesce(json_agg(json_build_object('id', u.id, 'code', u.code, 'kind', u.kind, 'relation', r.relation) order by u.code), '[]')
        from residence r join unit u on u.project_id = r.project_id and u.id = r.unit_id
        where r.project_id = ${projectId} and r.person_id = p.id and r.from_on <= ${today} and (r.to_on is null or r.to_on >= ${today})) as units
    from person p where p.project_id = ${projectId} and p.id = ${personId}`.execute(tx)
  if (!rows[0]) throw new Refusal('not-found', '没有找到这个人')
  return rows[0]
}

async function residentsOf(tx: Tx, projectId: number, unitId: string, today: string) {
  const { rows } = await sql<{
    residenceId: string
    personId: string
    name: string
    relation: 'owner' | 'family' | 'tenant' | 'merchant' | 'agent'
    fromOn: string
    toOn: string | null
    phones: Phone[]
  }>`
    select r.id as residence_id, r.person_id, p.name, r.relation, r.from_on, r.to_on, ${phonesOf(sql`p.id`, projectId)} as phones
    from residence r join person p on p.project_id = r.project_id and p.id = r.person_id
    where r.project_id = ${projectId} and r.unit_id = ${unitId} and r.from_on <= ${today} and (r.to_on is null or r.to_on >= ${today})
    order by array_position(array['owner','family','tenant','merchant','agent'], r.relation), r.from_on, r.id`.execute(
    tx,
  )
  return rows.map(({ personId, name, ...row }) => ({ ...row, person: { id: personId, name } }))
}

/** A deadline that runs out within this time is at risk. */
const RISK_MINUTES = 60

/** The desk's own work: to sort, to hand out, to answer, to call back, to file. */
const deskWork = sql`((c.procedure = 'matter' and c.state in ('registered', 'sorted', 'concluded'))
  or (c.procedure = 'repair' and c.state in ('reported', 'signed'))
  or (c.procedure = 'contact' and c.state = 'replied'))`

/** The desk's day, read at one moment. */
export async function readToday(tx: Tx, procedures: Procedures, projectId: number, reader: ListReader, now: Date) {
  const start = new Date(`${businessDate(now)}T00:00:00+08:00`)
  const queued = sql`select c.* from cases c where c.project_id = ${projectId} and not c.final and ${deskWork}
    order by ${soonestFirst} limit 50`
  const until = new Date(now.getTime() + RISK_MINUTES * 60_000)
  const atRisk = [
    sql`k.project_id = ${projectId} and k.status = 'open' and k.due_at < ${until}`,
    ...readableBy(procedures, reader),
  ]
  const risky = sql`
    select c.*, k.clock, k.due_at, k.acknowledged_by from case_clock k
    join cases c on c.project_id = k.project_id and c.id = k.case_id and not c.final
    where ${sql.join(atRisk, sql` and `)}
    order by k.due_at, k.id limit 50`
  const risk = await readLines<{ clock: string; dueAt: Date; acknowledgedBy: string | null }>(
    tx,
    risky,
    sql`c.due_at, c.id`,
    sql`, c.clock, c.due_at, (select name from account where id = c.acknowledged_by) as acknowledged_by`,
  )
  return {
    queue: (await readLines(tx, queued, soonestFirst)).map((row) => lineOf(procedures, row)),
    risk: risk.map(({ clock, dueAt, acknowledgedBy, ...row }) => ({
      case: lineOf(procedures, row),
      clock: procedures[row.procedure]?.clocks[clock]?.title ?? clock,
      dueAt: dueAt.toISOString(),
      acknowledgedBy,
    })),
    counts: await countsOf(tx, projectId, start, now),
  }
}

interface Counts {
  taken: number
  toSort: number
  toDispatch: number
  toAnswer: number
  toCallBack: number
  late: number
  emergencies: number
  chased: number
}

/** Open cases are few beside closed ones, so these counts walk the index of open cases only. */
async function countsOf(tx: Tx, projectId: number, start: Date, now: Date): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select
      (select count(*)::int from cases t where t.project_id = ${projectId} and t.procedure = 'matter' and t.opened_at >= ${start}) as taken,
      count(*) filter (where c.procedure = 'matter' and c.state = 'registered')::int as to_sort,
      count(*) filter (where (c.procedure = 'matter' and c.state = 'sorted') or (c.procedure = 'repair' and c.state = 'reported'))::int as to_dispatch,
      count(*) filter (where c.procedure = 'matter' and c.state = 'concluded')::int as to_answer,
      count(*) filter (where c.procedure = 'repair' and c.state = 'signed')::int as to_call_back,
      count(*) filter (where c.next_due_at <= ${now})::int as late,
      count(*) filter (where c.priority = 'emergency' and c.parent_id is null)::int as emergencies,
      count(*) filter (where c.chase_count > 0 and c.parent_id is null)::int as chased
    from cases c where c.project_id = ${projectId} and not c.final`.execute(tx)
  return rows[0]!
}
