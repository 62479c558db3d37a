import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import type { Actor, CaseRecord } from './procedure.ts'

/** The ladder stops: every missed clock of the case that has climbed to this person is acknowledged. */
export async function settleLadder(
  tx: Tx,
  { projectId, of, at, actor }: { projectId: number; of: CaseRecord; at: Date; actor: Actor; form: unknown },
): Promise<void> {
  if (actor.kind !== 'staff') return
  await sql`
    update case_clock c set acknowledged_at = ${at}, acknowledged_by = ${actor.accountId}, fire_at = null
    where c.project_id = ${projectId} and c.case_id = ${of.id} and c.status = 'open' and c.acknowledged_at is null
      and exists (select from case_clock_level l where l.project_id = c.project_id and l.clock_id = c.id
        and l.level > 0 and ${actor.accountId} = any (l.told_account))`.execute(tx)
}
