import { sql } from 'kysely'
import type { Procedure } from '../case/procedure.ts'
import { tellsOwner } from '../case/reach.ts'
import { type RoomRow, readRows } from '../case/room-row.ts'
import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import type { Policy } from '../policy/policy.ts'
import { MOST_MATTERS } from './home.contract.ts'
import { type HomeAction, type HomeCase, type HomeClock, type Household, mattersOf } from './home.story.ts'

export interface HomeUnit {
  id: string
  code: string
  relation: 'owner' | 'family' | 'tenant' | 'merchant' | 'agent'
}

/** Units that the persons belong to today. */
export async function unitsOfHome(tx: Tx, { projectId, persons }: Household, now: Date): Promise<HomeUnit[]> {
  const today = businessDate(now)
  const { rows } = await sql<HomeUnit>`
    select distinct on (u.code) u.id, u.code, r.relation
    from residence r join unit u on u.project_id = r.project_id and u.id = r.unit_id
    where r.project_id = ${projectId} and r.person_id = any (${persons})
      and r.from_on <= ${today} and (r.to_on is null or r.to_on >= ${today})
    order by u.code, array_position(array['owner', 'family', 'tenant', 'merchant', 'agent'], r.relation)`.execute(tx)
  return rows
}

/** The newest matters of the household, each with the work under it, as the owner is told about them. */
export async function mattersOfHome(
  tx: Tx,
  household: Household,
  procedures: Readonly<Record<string, Procedure>>,
  policy: Policy,
  now: Date,
) {
  const { projectId } = household
  const aside = Object.values(procedures).flatMap(({ aside, name }) => (aside ? [name] : []))
  const untold = Object.values(procedures).flatMap((procedure) => (tellsOwner(procedure) ? [] : [procedure.name]))
  const cases = await casesOfHome(tx, household, { aside, untold }, now)
  const ids = cases.map(({ id }) => id)
  const rows = new Map<string, RoomRow>()
  for (const procedure of Object.values(procedures)) {
    const own = cases.filter((of) => of.procedure === procedure.name).map(({ id }) => id)
    for (const [id, row] of await readRows(tx, procedure, projectId, own)) rows.set(id, row)
  }
  const read = { cases, actions: await actionsOf(tx, projectId, ids), clocks: await clocksOf(tx, projectId, ids), rows }
  return mattersOf(read, household, procedures, policy, now)
}

/**
 * Heads first found by person, or by a flat in which the person lives as owner or family and which nobody else's
 * matter it is (see sharesHousehold); then everything under them.
 */
async function casesOfHome(
  tx: Tx,
  { projectId, persons }: Household,
  /** Procedures that head no matter here, and those that tell owners nothing: their cases are not his to know of. */
  { aside, untold }: Record<'aside' | 'untold', readonly string[]>,
  now: Date,
): Promise<HomeCase[]> {
  const today = businessDate(now)
  const living = sql`from_on <= ${today} and (to_on is null or to_on >= ${today}) and relation in ('owner', 'family')`
  const { rows } = await sql<HomeCase>`
    with home as (
      select unit_id, min(from_on) as from_on from residence
      where project_id = ${projectId} and person_id = any (${persons}) and ${living} group by unit_id
    ),
    reach as (
      select id from cases where project_id = ${projectId} and person_id = any (${persons}) and parent_id is null
      union
      select c.id from home join cases c on c.project_id = ${projectId} and c.unit_id = home.unit_id and c.parent_id is null
      where c.person_id is null and c.opened_at >= (home.from_on::timestamp at time zone 'Asia/Shanghai') or exists (
        select from residence
        where project_id = ${projectId} and unit_id = c.unit_id and person_id = c.person_id and ${living})
    ),
    heads as (
      select c.id from reach join cases c on c.project_id = ${projectId} and c.id = reach.id
        and c.procedure <> all (${[...aside, ...untold]})
      order by c.final, c.opened_at desc limit ${MOST_MATTERS}
    )
    select c.*, u.code as unit_code, p.name as place_name, a.name as holder_name
    from cases c
    left join unit u on u.project_id = c.project_id and u.id = c.unit_id
    left join place p on p.project_id = c.project_id and p.id = c.place_id
    left join account a on a.id = c.holder_account
    where c.project_id = ${projectId}
      and (c.id in (select id from heads) or c.parent_id in (select id from heads)) and c.procedure <> all (${untold})
    order by c.final, c.opened_at desc, c.id desc`.execute(tx)
  return rows
}

async function actionsOf(tx: Tx, projectId: number, ids: readonly string[]): Promise<HomeAction[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<HomeAction>`
    select l.case_id, l.action, l.actor_kind, l.actor_id, coalesce(a.name, k.holder_name, h.name) as actor_name, l.at, t.body as text,
      exists (select from signature s where s.project_id = l.project_id and s.case_id = l.case_id and s.action_id = l.id) as signed
    from case_action l
    left join case_text t on t.project_id = l.project_id and t.case_id = l.case_id and t.seq = l.seq
    left join account a on a.id = l.actor_id
    left join case_link k on l.actor_kind = 'link' and k.project_id = l.project_id and k.id = l.actor_id
    left join person h on h.project_id = k.project_id and h.id = k.person_id
    where l.project_id = ${projectId} and l.case_id = any (${ids})
    order by l.at, l.id`.execute(tx)
  return rows
}

async function clocksOf(tx: Tx, projectId: number, ids: readonly string[]): Promise<HomeClock[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<HomeClock>`
    select c.case_id, c.clock, c.basis, c.due_at, c.acknowledged_at,
      (select count(*)::int from case_clock_level l where l.project_id = c.project_id and l.clock_id = c.id and l.level > 0) as told
    from case_clock c
    where c.project_id = ${projectId} and c.case_id = any (${ids}) and c.status = 'open'`.execute(tx)
  return rows
}
