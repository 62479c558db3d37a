import { sql } from 'kysely'
import { numberIs } from '../case/number-is.ts'
import type { Procedure } from '../case/procedure.ts'
import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import type { SearchHit } from './search.contract.ts'
import { tokensOfQuery } from './tokens.ts'

/** Hits of one kind; who needs more types more. */
const MOST_OF_A_KIND = 15

export interface Finding {
  projectId: number
  procedures: Readonly<Record<string, Procedure>>
  now: Date
  /** Keyed tokens of phones; the numbers themselves stand nowhere. */
  phones: { whole: (phone: string) => Buffer; tail: (digits: string) => Buffer }
}

type Found = { hits: SearchHit[]; more: boolean }

/** One list over units, residents, places and cases of a project, by what a person would type. */
export async function find(
  tx: Tx,
  finding: Finding,
  query: string,
  kind: SearchHit['kind'] | undefined,
): Promise<Found> {
  const text = query.normalize('NFKC').trim()
  const kinds: Record<SearchHit['kind'], () => Promise<SearchHit[]>> = {
    unit: () => units(tx, finding, text),
    person: () => persons(tx, finding, text),
    place: () => places(tx, finding, text),
    case: () => cases(tx, finding, text),
  }
  // BX-20261122-0007 can be nothing else; the others would read through everything to find nothing.
  const isNumber = Object.values(finding.procedures).some(({ prefix }) => text.toUpperCase().startsWith(`${prefix}-`))
  const asked =
    kind !== undefined ? [kind] : isNumber ? (['case'] as const) : (['unit', 'person', 'place', 'case'] as const)
  const hits: SearchHit[] = []
  let more = false
  for (const one of asked) {
    const found = await kinds[one]()
    more ||= found.length > MOST_OF_A_KIND
    hits.push(...found.slice(0, MOST_OF_A_KIND))
  }
  return { hits, more }
}

/** By a piece of the code; a bare room number means the end of it: 301 finds 1-2-301. */
async function units(tx: Tx, { projectId, now }: Finding, text: string): Promise<SearchHit[]> {
  if (!/\d|[商车铺位]/.test(text)) return []
  const { rows } = await sql<{ id: string; code: string; residents: string | null }>`
    select u.id, u.code, ${residentsOf(now)} as residents
    from search_units(${projectId}, ${text.toUpperCase()}, ${MOST_OF_A_KIND + 1}) with ordinality s(unit_id, nth)
    join unit u on u.project_id = ${projectId} and u.id = s.unit_id order by s.nth`.execute(tx)
  return rows.map(({ id, code, residents }) => ({
    kind: 'unit',
    id,
    title: code,
    subtitle: residents ?? '',
    procedure: null,
    unitId: id,
  }))
}

const livesNow = (now: Date) =>
  sql`r.from_on <= ${businessDate(now)} and (r.to_on is null or r.to_on >= ${businessDate(now)})`

const residentsOf = (now: Date) => sql`(
  select string_agg(p.name, '、' order by r.relation <> 'owner', p.name) from residence r join person p on p.project_id = r.project_id and p.id = r.person_id
  where r.project_id = u.project_id and r.unit_id = u.id and ${livesNow(now)})`

interface PersonRow {
  id: string
  name: string
  units: { id: string; code: string }[]
}

/** By a piece of the name, pinyin initials, the whole phone, or its last four digits. */
async function persons(tx: Tx, { projectId, phones, now }: Finding, text: string): Promise<SearchHit[]> {
  const chosen = chosenPersons(projectId, phones, text)
  if (!chosen) return []
  const { rows } = await sql<PersonRow>`
    select p.id, p.name,
      (select coalesce(json_agg(json_build_object('id', u.id, 'code', u.code) order by u.code), '[]')
        from residence r join unit u on u.project_id = r.project_id and u.id = r.unit_id
        where r.project_id = p.project_id and r.person_id = p.id and ${livesNow(now)}) as units
    from person p where p.project_id = ${projectId} and p.erased_at is null and p.id in (${chosen})
    order by p.name, p.id limit ${MOST_OF_A_KIND + 1}`.execute(tx)
  return rows.map(({ id, name, units }) => ({
    kind: 'person',
    id,
    title: name,
    subtitle: units.map(({ code }) => code).join('、'),
    procedure: null,
    unitId: units.length === 1 ? units[0]!.id : null,
  }))
}

function chosenPersons(projectId: number, phones: Finding['phones'], text: string) {
  const digits = text.replace(/[\s-]/g, '')
  if (/^\d+$/.test(digits)) {
    if (digits.length === 4) {
      return sql`select f.person_id from person_phone f where f.project_id = ${projectId} and f.tail_token = ${phones.tail(digits)} limit ${MOST_OF_A_KIND + 1}`
    }
    // Shorter or other pieces of a number find nobody, by design: only the whole and the last four are searched by.
    return digits.length < 7
      ? null
      : sql`select f.person_id from person_phone f where f.project_id = ${projectId} and f.phone_token = ${phones.whole(digits)} limit ${MOST_OF_A_KIND + 1}`
  }
  const wanted = tokensOfQuery(text)
  if (wanted.length === 0) return null
  // Two characters may stand in a name in another order than three tokens tell: the piece itself is checked too.
  const piece = wanted[0]!.startsWith('~') ? null : text.toLowerCase().replace(/\s/g, '')
  return sql`select s.person_id from search_persons(${projectId}, ${wanted}::text[], ${piece}, ${MOST_OF_A_KIND + 1}) s`
}

/** Public places and facilities: an estate has hundreds, so they are read through. */
async function places(tx: Tx, { projectId }: Finding, text: string): Promise<SearchHit[]> {
  const { rows } = await sql<{ id: string; code: string; name: string }>`
    select id, code, name from place
    where project_id = ${projectId} and (strpos(name, ${text}) > 0 or strpos(code, ${text.toUpperCase()}) > 0)
    order by length(name), name limit ${MOST_OF_A_KIND + 1}`.execute(tx)
  return rows.map(({ id, code, name }) => ({
    kind: 'place',
    id,
    title: name,
    subtitle: code,
    procedure: null,
    unitId: null,
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

/** By the head of the number (BX-20261122), or its tail within the last month (0007, 1122-0007). */
async function cases(tx: Tx, { projectId, procedures, now }: Finding, text: string): Promise<SearchHit[]> {
  const where = numberIs(Object.values(procedures), text, now)
  if (!where) return []
  const { rows } = await sql<CaseRow>`
    select c.id, c.procedure, c.number, c.title, c.state, c.unit_id from cases c
    where c.project_id = ${projectId} and ${where} order by c.number desc limit ${MOST_OF_A_KIND + 1}`.execute(tx)
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
