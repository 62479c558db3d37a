import { v7 as uuid } from 'uuid'
import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'

/**
 * Says of an act, in its transaction, that somebody outside may have to be told. Who is told in which way is decided
 * after the commit (plan.ts). While the project has no way out nothing is written.
 */
export function passOn(tx: Tx, projectId: number, caseId: string, seq: number, at: Date): Promise<unknown> {
  return prepared(tx)`
    insert into outbox (project_id, id, kind, case_id, seq, at)
    select ${projectId}::int, ${uuid()}::uuid, 'action', ${caseId}::uuid, ${seq}::int, ${at}::timestamptz
    where exists (select from delivery_endpoint e
      where e.enabled and e.removed_at is null and (e.project_id is null or e.project_id = ${projectId}::int))`
}

/** The same for lines just put into inboxes; of `ids` those count that were really written. */
export function passOnNotices(tx: Tx, projectId: number, ids: readonly string[], at: Date): Promise<unknown> {
  return prepared(tx)`
    insert into outbox (project_id, id, kind, notices, at)
    select ${projectId}::int, ${uuid()}::uuid, 'notice', array_agg(n.id order by n.id), ${at}::timestamptz
    from notice n
    where n.project_id = ${projectId}::int and n.id = any(${ids}::uuid[])
      and exists (select from delivery_endpoint e
        where e.enabled and e.removed_at is null and (e.project_id is null or e.project_id = ${projectId}::int))
    having count(*) > 0`
}
