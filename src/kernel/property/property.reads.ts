import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { composed, prepared } from '../db/prepared.ts'
import { pageFrom, readCursor } from '../http/cursor.ts'

type Sql = RawBuilder<unknown>

export interface UnitLine {
  id: string
  kind: 'flat' | 'shop' | 'parking'
  code: string
  buildingId: string | null
  floor: number | null
  zone: { id: string; name: string }
}

export interface UnitFilter {
  after?: string | undefined
  limit: number
  building?: string | undefined
  zone?: string | undefined
  kind?: string | undefined
  q?: string | undefined
}

/** Units by code. */
export async function listUnits(tx: Tx, projectId: number, filter: UnitFilter) {
  const after = readCursor(filter.after, ['text'])
  const where: Sql[] = [sql`u.project_id = ${projectId}`]
  if (after) where.push(sql`u.code > ${after[0]}`)
  if (filter.building !== undefined) where.push(sql`u.building_id = ${filter.building}`)
  if (filter.zone !== undefined) where.push(sql`u.zone_id = ${filter.zone}`)
  if (filter.kind !== undefined) where.push(sql`u.kind = ${filter.kind}`)
  if (filter.q) where.push(sql`strpos(u.code, ${filter.q}) > 0`)
  const { rows } = await sql<UnitLine>`
    select u.id, u.kind, u.code, u.building_id, u.floor, json_build_object('id', z.id, 'name', z.name) as zone
    from unit u join zone z on z.project_id = u.project_id and z.id = u.zone_id
    where ${sql.join(where, sql` and `)} order by u.code limit ${filter.limit + 1}`.execute(tx)
  return pageFrom(rows, filter.limit, ({ code }) => [code])
}

export interface PlaceLine {
  id: string
  kind: 'public-place' | 'facility'
  code: string
  name: string
  buildingId: string | null
  zone: { id: string; name: string }
}

/** Public places and facilities by code. */
export async function listPlaces(tx: Tx, projectId: number, filter: UnitFilter) {
  const after = readCursor(filter.after, ['text'])
  const where: Sql[] = [sql`l.project_id = ${projectId}`]
  if (after) where.push(sql`l.code > ${after[0]}`)
  if (filter.building !== undefined) where.push(sql`l.building_id = ${filter.building}`)
  if (filter.zone !== undefined) where.push(sql`l.zone_id = ${filter.zone}`)
  if (filter.kind !== undefined) where.push(sql`l.kind = ${filter.kind}`)
  if (filter.q) where.push(sql`(strpos(l.code, ${filter.q}) > 0 or strpos(l.name, ${filter.q}) > 0)`)
  const { rows } = await sql<PlaceLine>`
    select l.id, l.kind, l.code, l.name, l.building_id, json_build_object('id', z.id, 'name', z.name) as zone
    from place l join zone z on z.project_id = l.project_id and z.id = l.zone_id
    where ${sql.join(where, sql` and `)} order by l.code limit ${filter.limit + 1}`.execute(tx)
  return pageFrom(rows, filter.limit, ({ code }) => [code])
}

export interface Officer {
  accountId: string
  name: string
  title: string
}

/** The account that answers for a zone now: the holder of its post, else who stands in. */
const officerOf = (postId: Sql, now: Date): Sql => sql`(
  select json_build_object('accountId', a.id, 'name', a.name, 'title', p.title)
  from post p join post_holding h on h.post_id = p.id join account a on a.id = h.account_id
  where p.id = ${postId} and p.closed_at is null and a.disabled_at is null
    and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})
  order by h.kind, h.from_at desc limit 1)`

export async function listZones(tx: Tx, projectId: number, now: Date) {
  const { rows } = await sql<{ id: string; name: string; officerPostId: string | null; officer: Officer | null }>`
    select z.id, z.name, z.officer_post_id, ${officerOf(sql`z.officer_post_id`, now)} as officer
    from zone z where z.project_id = ${projectId} order by z.name, z.id`.execute(tx)
  return rows
}

export async function listBuildings(tx: Tx, projectId: number) {
  const { rows } = await sql<{
    id: string
    zoneId: string
    code: string
    name: string
    entrances: { id: string; code: string }[]
  }>`
    select b.id, b.zone_id, b.code, b.name,
      (select coalesce(json_agg(json_build_object('id', e.id, 'code', e.code) order by e.code), '[]')
        from entrance e where e.project_id = b.project_id and e.building_id = b.id) as entrances
    from building b where b.project_id = ${projectId}
    order by length(b.code), b.code`.execute(tx)
  return rows
}

export interface UnitRow extends UnitLine {
  building: { id: string; code: string; name: string } | null
  entrance: { id: string; code: string } | null
  areaSqm: string | null
  handedOverOn: string | null
  warrantyUntil: string | null
  officer: Officer | null
}

/** One unit with what stands beside it; null when the project has none with this id. */
export async function findUnit(tx: Tx, projectId: number, unitId: string, now: Date): Promise<UnitRow | null> {
  const [found] = await composed<UnitRow>(
    tx,
    sql`
    select u.id, u.kind, u.code, u.building_id, u.floor, json_build_object('id', z.id, 'name', z.name) as zone,
      case when b.id is not null then json_build_object('id', b.id, 'code', b.code, 'name', b.name) end as building,
      case when e.id is not null then json_build_object('id', e.id, 'code', e.code) end as entrance,
      u.area_sqm, u.handed_over_on, u.warranty_until, ${officerOf(sql`z.officer_post_id`, now)} as officer
    from unit u
    join zone z on z.project_id = u.project_id and z.id = u.zone_id
    left join building b on b.project_id = u.project_id and b.id = u.building_id
    left join entrance e on e.project_id = u.project_id and e.id = u.entrance_id
    where u.project_id = ${projectId} and u.id = ${unitId}`,
  )
  return found ?? null
}

export interface Resident {
  residenceId: string
  person: { id: string; name: string }
  relation: 'owner' | 'family' | 'tenant' | 'merchant' | 'agent'
  fromOn: string
  toOn: string | null
  phones: { id: string; masked: string; label: string }[]
}

/** Everybody who ever belonged to a unit, the newest relation first; phones masked. */
export function residentsOf(tx: Tx, projectId: number, unitId: string): Promise<Resident[]> {
  return prepared<Resident>(tx)`
    select r.id as residence_id, json_build_object('id', p.id, 'name', p.name) as person, r.relation, r.from_on, r.to_on,
      (select coalesce(json_agg(json_build_object('id', f.id, 'masked', f.phone_masked, 'label', f.label) order by f.made_at, f.id), '[]')
        from person_phone f where f.project_id = p.project_id and f.person_id = p.id) as phones
    from residence r join person p on p.project_id = r.project_id and p.id = r.person_id
    where r.project_id = ${projectId} and r.unit_id = ${unitId}
    order by r.from_on desc, r.relation <> 'owner', p.name, r.id limit 500`
}

/** Whether one of these persons belongs to the unit on a day. */
export async function livesIn(
  tx: Tx,
  projectId: number,
  unitId: string,
  persons: readonly string[],
  on: string,
): Promise<boolean> {
  const rows = await prepared(tx)`
    select from residence where project_id = ${projectId} and unit_id = ${unitId} and person_id = any(${persons}::uuid[])
      and from_on <= ${on} and (to_on is null or to_on >= ${on}) limit 1`
  return rows.length > 0
}
