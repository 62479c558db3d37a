import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import type { CaseRecord, Facts } from './procedure.ts'
import { Refusal } from './refusal.ts'

/** The kernel's own row of a case (table `cases`), as acts lock and write it. */

/**
 * Reads and locks a case until the transaction ends; undefined when the project has none with this id, or another
 * transaction is at work under `key`: one does not wait for the case behind oneself.
 */
export async function lockCase(
  tx: Tx,
  projectId: number,
  caseId: string,
  key: string | null = null,
): Promise<CaseRecord | undefined> {
  const [found] = await prepared<CaseRecord>(tx)`
    select id, procedure, number, title, state, final, priority, unit_id, place_id, zone_id, person_id, parent_id,
      holder_account, first_responder_account, opened_by_account, chase_count, flags, last_seq, last_at, next_due_at,
      opened_at, closed_at, procedure_version, policy_version
    from cases
    where project_id = ${projectId} and id = ${caseId}
      and (select coalesce(pg_try_advisory_xact_lock(hashtextextended(${key}, 0)), true))
    for update`
  return found
}

/** How many cases hang under this one, and how many of them are open. */
export async function childrenOf(tx: Tx, projectId: number, caseId: string): Promise<Facts['children']> {
  const [counts] = await prepared<Facts['children']>(tx)`
    select count(*)::int as total, (count(*) filter (where not final))::int as open
    from cases where project_id = ${projectId} and parent_id = ${caseId}`
  return counts!
}

/** The zone that a case comes to lie in when an act names a unit or a public place. */
export async function zoneOf(
  tx: Tx,
  projectId: number,
  { unitId = null, placeId = null }: { unitId?: string | null; placeId?: string | null },
): Promise<{ zoneId?: string }> {
  if (unitId === null && placeId === null) return {}
  const [found] = await prepared<{ zoneId: string }>(tx)`
    select zone_id from place where project_id = ${projectId} and id = ${placeId}
    union all select zone_id from unit where project_id = ${projectId} and id = ${unitId}
    limit 1`
  return found ?? {}
}

/** Throws Refusal `key-reused` when there is a case with this id already. */
export async function insertCase(tx: Tx, projectId: number, of: CaseRecord): Promise<void> {
  await prepared(tx)`
    insert into cases (project_id, id, procedure, number, title, state, final, priority, unit_id, place_id, zone_id,
      person_id, parent_id, holder_account, first_responder_account, opened_by_account, chase_count, flags, last_seq,
      last_at, next_due_at, opened_at, closed_at, procedure_version, policy_version)
    values (${projectId}, ${of.id}, ${of.procedure}, ${of.number}, ${of.title}, ${of.state}, ${of.final}, ${of.priority},
      ${of.unitId}, ${of.placeId}, ${of.zoneId}, ${of.personId}, ${of.parentId}, ${of.holderAccount},
      ${of.firstResponderAccount}, ${of.openedByAccount}, ${of.chaseCount}, ${of.flags}, ${of.lastSeq}, ${of.lastAt},
      ${of.nextDueAt}, ${of.openedAt}, ${of.closedAt}, ${of.procedureVersion}, ${of.policyVersion})`.catch(
    (error: unknown) => {
      if ((error as { constraint?: string }).constraint === 'cases_pkey')
        throw new Refusal('key-reused', '这个事项已经登记过')
      throw error
    },
  )
}

export async function updateCase(tx: Tx, projectId: number, of: CaseRecord): Promise<void> {
  await prepared(tx)`
    update cases set title = ${of.title}, state = ${of.state}, final = ${of.final}, priority = ${of.priority},
      unit_id = ${of.unitId}, place_id = ${of.placeId}, zone_id = ${of.zoneId}, person_id = ${of.personId},
      holder_account = ${of.holderAccount}, first_responder_account = ${of.firstResponderAccount},
      chase_count = ${of.chaseCount}, flags = ${of.flags}, last_seq = ${of.lastSeq}, last_at = ${of.lastAt},
      next_due_at = ${of.nextDueAt}, closed_at = ${of.closedAt}
    where project_id = ${projectId} and id = ${of.id}`
}
