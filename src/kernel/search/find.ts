import { sql } from 'kysely'
import { numberIs } from '../case/number-is.ts'
import type { Procedure } from '../case/procedure.ts'
import { type ListReader, readableBy } from '../case/readable.ts'
import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { composed, prepared } from '../db/prepared.ts'
import { normalPhone } from '../person/phone.ts'
import { phoneTokens } from '../person/vault.ts'
import type { Secrets } from '../secrets.ts'
import { vehiclesByPlate } from '../vehicle/vehicle.ts'
import { roomQuery } from './room.ts'
import { hitKinds, MOST_OF_A_KIND, type SearchHit } from './search.contract.ts'
import { type NameQuery, nameQuery } from './tokens.ts'

/** One more than is told, to know that there are more. */
const MOST = MOST_OF_A_KIND + 1

export interface Finding {
  projectId: number
  procedures: Readonly<Record<string, Procedure>>
  reader: ListReader
  now: Date
  /** Keys of the tokens of phones and plates; the numbers themselves stand nowhere. */
  secrets: Pick<Secrets, 'dataKey'>
}

type Kind = SearchHit['kind']

/** One list over units, residents, vehicles, cases and places of a project, by what a person would type. */
export async function find(
  tx: Tx,
  finding: Finding,
  query: string,
  kind: Kind | undefined,
): Promise<{ hits: SearchHit[]; more: boolean }> {
  const text = query.normalize('NFKC').trim()
  const byKind: Record<Kind, () => Promise<SearchHit[]>> = {
    unit: () => units(tx, finding, text),
    person: () => persons(tx, finding, text),
    vehicle: () => vehicles(tx, finding, text),
    case: () => cases(tx, finding, text),
    place: () => places(tx, finding, text),
  }
  // BX-20261122-0007 can be nothing else.
  const isNumber = Object.values(finding.procedures).some(({ prefix }) => text.toUpperCase().startsWith(`${prefix}-`))
  const asked = kind === undefined ? (isNumber ? (['case'] as const) : hitKinds) : [kind]
  const found = await Promise.all(asked.map((one) => byKind[one]()))
  return {
    hits: found.flatMap((hits) => hits.slice(0, MOST_OF_A_KIND)),
    more: found.some((hits) => hits.length > MOST_OF_A_KIND),
  }
}

interface Ranked {
  id: string
  rank: number
}

/** The best ones, in their order. Ids of one kind come once each. */
function best<Row extends Ranked>(rows: readonly Row[], title: (row: Row) => string): Row[] {
  return [...rows]
    .sort((a, b) => a.rank - b.rank || title(a).length - title(b).length || (title(a) < title(b) ? -1 : 1))
    .slice(0, MOST)
}

/** By the code in any usual writing, or a piece of it: 1-2-301, 1栋2单元301室, 3-301, 301. */
async function units(tx: Tx, { projectId, now }: Finding, text: string): Promise<SearchHit[]> {
  const room = roomQuery(text)
  if (!room) return []
  const today = businessDate(now)
  const rows = await prepared<Ranked & { code: string; residents: string | null }>(tx)`
    select u.id, s.rank, u.code, (
      select string_agg(p.name, '、' order by r.relation <> 'owner', p.name)
      from residence r join person p on p.project_id = r.project_id and p.id = r.person_id
      where r.project_id = u.project_id and r.unit_id = u.id and r.from_on <= ${today} and (r.to_on is null or r.to_on >= ${today})) as residents
    from search_units(${projectId}, ${room.codes}::text[], ${room.building}, ${room.room}, ${MOST}) s
    join unit u on u.project_id = ${projectId} and u.id = s.unit_id`
  return best(rows, ({ code }) => code).map(({ id, code, residents }) => ({
    kind: 'unit',
    id,
    title: code,
    subtitle: residents ?? '',
    procedure: null,
    unitId: id,
  }))
}

/** By a piece of the name, pinyin or initials, the whole phone, or its last four digits. */
async function persons(tx: Tx, { projectId, secrets, now }: Finding, text: string): Promise<SearchHit[]> {
  const ranks = await personRanks(tx, projectId, secrets, text)
  if (ranks.size === 0) return []
  const rows = await readPersons(tx, projectId, [...ranks.keys()], businessDate(now))
  const ranked = rows.map((row) => ({ ...row, rank: ranks.get(row.id)! }))
  return best(ranked, ({ name }) => name).map(({ id, name, units }) => ({
    kind: 'person',
    id,
    title: name,
    subtitle: units.map(({ code }) => code).join('、'),
    procedure: null,
    unitId: units.length === 1 ? units[0]!.id : null,
  }))
}

interface PersonRow {
  id: string
  name: string
  units: { id: string; code: string }[]
}

/** Residents by id, with the units to which they belong today. */
function readPersons(tx: Tx, projectId: number, ids: readonly string[], today: string): Promise<PersonRow[]> {
  return prepared<PersonRow>(tx)`
    select p.id, p.name, (
      select coalesce(json_agg(json_build_object('id', u.id, 'code', u.code) order by u.code), '[]')
      from residence r join unit u on u.project_id = r.project_id and u.id = r.unit_id
      where r.project_id = p.project_id and r.person_id = p.id and r.from_on <= ${today} and (r.to_on is null or r.to_on >= ${today})) as units
    from unnest(${ids}::uuid[]) given (id) join person p on p.project_id = ${projectId} and p.id = given.id
    where p.erased_at is null`
}

/** Who is found, the best with the lowest rank. */
async function personRanks(
  tx: Tx,
  projectId: number,
  secrets: Finding['secrets'],
  text: string,
): Promise<Map<string, number>> {
  const digits = normalPhone(text)
  if (/^\d+$/.test(digits)) return new Map((await byPhone(tx, projectId, secrets, digits)).map((id) => [id, 0]))
  const name = nameQuery(text)
  return name ? byName(tx, projectId, name) : new Map()
}

/** Shorter or other pieces of a number find nobody, by design: only the whole and the last four are searched by. */
async function byPhone(tx: Tx, projectId: number, secrets: Finding['secrets'], digits: string): Promise<string[]> {
  const { whole, tail } = phoneTokens(secrets)
  const rows =
    digits.length === 4
      ? await prepared<{ personId: string }>(tx)`
          select person_id from person_phone where project_id = ${projectId} and tail_token = ${tail(digits)} limit ${MOST}`
      : digits.length < 7
        ? []
        : await prepared<{ personId: string }>(tx)`
          select person_id from person_phone where project_id = ${projectId} and phone_token = ${whole(digits)} limit ${MOST}`
  return rows.map(({ personId }) => personId)
}

/** First whose name begins so: a walk of a few steps however common it is. Only where these are few, who holds it inside. */
async function byName(tx: Tx, projectId: number, { head, latin, inside }: NameQuery): Promise<Map<string, number>> {
  const heads = await prepared<{ personId: string; rank: number }>(tx)`
    select person_id, rank from search_person_heads(${projectId}, ${head}, ${latin}, ${MOST})`
  const ranks = new Map(heads.map(({ personId, rank }) => [personId, rank]))
  for (const [nth, { tokens, piece }] of inside.entries()) {
    if (ranks.size >= MOST) break
    const more = await prepared<{ personId: string }>(tx)`
      select person_id from search_person_tokens(${projectId}, ${tokens}::text[], ${piece}, ${MOST})`
    for (const { personId } of more) if (!ranks.has(personId)) ranks.set(personId, 3 + nth)
  }
  return ranks
}

/** By the plate, or its end from four characters on. Opens the page of whose car it is. */
async function vehicles(tx: Tx, { projectId, secrets }: Finding, text: string): Promise<SearchHit[]> {
  const ids = await vehiclesByPlate(tx, secrets, projectId, text, MOST)
  if (ids.length === 0) return []
  const rows = await prepared<{
    id: string
    masked: string
    name: string
    unitId: string | null
    code: string | null
  }>(tx)`
    select p.id, v.plate_masked as masked, p.name, v.unit_id, u.code
    from vehicle v join person p on p.project_id = v.project_id and p.id = v.person_id
    left join unit u on u.project_id = v.project_id and u.id = v.unit_id
    where v.project_id = ${projectId} and v.id = any(${ids}::uuid[]) and p.erased_at is null order by v.plate_masked, v.id`
  return rows.map(({ id, masked, name, unitId, code }) => ({
    kind: 'vehicle',
    id,
    title: masked,
    subtitle: code === null ? name : `${name} · ${code}`,
    procedure: null,
    unitId,
  }))
}

interface CaseRow {
  id: string
  procedure: string
  number: string
  title: string
  state: string
  unitId: string | null
}

/** By the head of the number (BX-20261122), its day and count (1122-0007), or its tail within the last month (0007). */
async function cases(tx: Tx, { projectId, procedures, reader, now }: Finding, text: string): Promise<SearchHit[]> {
  const where = numberIs(Object.values(procedures), text, now)
  if (!where) return []
  const all = sql.join([sql`c.project_id = ${projectId}`, where, ...readableBy(procedures, reader)], sql` and `)
  const rows = await composed<CaseRow>(
    tx,
    sql`select c.id, c.procedure, c.number, c.title, c.state, c.unit_id from cases c
      where ${all} order by c.number desc limit ${MOST}`,
  )
  return rows
    .filter(({ procedure }) => Object.hasOwn(procedures, procedure))
    .map(({ id, procedure, number, title, state, unitId }) => ({
      kind: 'case',
      id,
      title: number,
      subtitle: `${title} · ${procedures[procedure]!.stateTitles[state] ?? state}`,
      procedure,
      unitId,
    }))
}

/** Public places and facilities, by a piece of name or code. A plain join would read all places of the project. */
async function places(tx: Tx, { projectId }: Finding, text: string): Promise<SearchHit[]> {
  const piece = text.toLowerCase().replace(/ /g, '')
  const rows = await prepared<{ id: string; code: string; name: string }>(tx)`
    select l.id, l.code, l.name from search_places(${projectId}, ${piece}, ${MOST}) s
    cross join lateral (select * from place where project_id = ${projectId} and id = s.place_id limit 1) l`
  return best(
    rows.map((row) => ({ ...row, rank: 0 })),
    ({ name }) => name,
  ).map(({ id, code, name }) => ({ kind: 'place', id, title: name, subtitle: code, procedure: null, unitId: null }))
}
