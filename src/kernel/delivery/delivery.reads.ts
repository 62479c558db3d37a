import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { pageFrom, readCursor } from '../http/cursor.ts'
import { toReader } from '../text/reader.ts'
import type { DeliveryKind, DeliveryStatus, WayName } from './words.ts'

interface Row {
  id: string
  way: WayName
  kind: DeliveryKind
  endpoint: { id: string; name: string }
  to: string | null
  toMasked: string | null
  caseRef: { id: string; procedure: string; number: string } | null
  status: DeliveryStatus
  reason: string | null
  attempts: number
  madeAt: Date
  dueAt: Date
  sentAt: Date | null
}

interface Wanted {
  after?: string | undefined
  limit: number
  status?: DeliveryStatus | undefined
  endpoint?: string | undefined
  caseId?: string | undefined
}

/** Tellings of a project, newest first: ids grow with time. */
export async function listDeliveries(tx: Tx, projectId: number, wanted: Wanted) {
  const after = readCursor(wanted.after, ['uuid'])
  const where: RawBuilder<unknown>[] = [sql`d.project_id = ${projectId}`]
  if (wanted.status) where.push(sql`d.status = ${wanted.status}`)
  if (wanted.endpoint) where.push(sql`d.endpoint_id = ${wanted.endpoint}`)
  if (wanted.caseId) where.push(sql`d.case_id = ${wanted.caseId}`)
  if (after) where.push(sql`d.id < ${after[0]}::uuid`)
  const { rows } = await sql<Row>`
    select d.id, d.way, d.kind, json_build_object('id', e.id, 'name', e.name) as endpoint, coalesce(a.name, p.name) as to,
      d.to_masked, case when c.id is not null then json_build_object('id', c.id, 'procedure', c.procedure, 'number', c.number) end as case_ref,
      d.status, d.reason, d.attempts, d.made_at, d.due_at, d.sent_at
    from (select * from delivery d where ${sql.join(where, sql` and `)} order by d.id desc limit ${wanted.limit + 1}) d
    join delivery_endpoint e on e.id = d.endpoint_id
    left join account a on a.id = d.account_id
    left join person p on p.project_id = d.project_id and p.id = d.person_id
    left join cases c on c.project_id = d.project_id and c.id = d.case_id
    order by d.id desc`.execute(tx)
  const page = pageFrom(rows, wanted.limit, ({ id }) => [id])
  const read = ({ caseRef, reason, ...row }: Row) => ({ ...row, case: caseRef, reason: reason && toReader(reason) })
  return { rows: page.rows.map(read), next: page.next }
}

/** Beyond it nobody counts. */
const MOST_COUNTED = 100

/** How many of a project wait and were given up, by way out. */
export async function countsOf(
  tx: Tx,
  projectId: number,
  endpoints: readonly string[],
): Promise<Map<string, { waiting: number; dead: number }>> {
  const count = (status: DeliveryStatus) => sql`(
    select count(*)::int from (
      select from delivery d where d.project_id = ${projectId} and d.endpoint_id = e.id and d.status = ${status} limit ${MOST_COUNTED}) x)`
  const { rows } = await sql<{ id: string; waiting: number; dead: number }>`
    select e.id, ${count('waiting')} as waiting, ${count('dead')} as dead
    from unnest(${[...endpoints]}::uuid[]) e (id)`.execute(tx)
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}

/** Sends again what was given up: one, or all of a way out. What went in one message goes in one again. */
export async function retryDead(
  tx: Tx,
  projectId: number,
  { id = null, endpointId = null }: { id?: string | null; endpointId?: string | null },
  at: Date,
): Promise<number> {
  const { rows } = await sql`
    update delivery d set status = 'waiting', attempts = 0, due_at = ${at}, since_at = ${at}, reason = null
    where d.project_id = ${projectId} and d.status = 'dead'
      and (${endpointId}::uuid is null or d.endpoint_id = ${endpointId}::uuid)
      and (${id}::uuid is null or d.id = ${id}::uuid or d.message_id = (
        select message_id from delivery o where o.project_id = ${projectId} and o.id = ${id}::uuid))
      and exists (select from delivery_endpoint e where e.id = d.endpoint_id and e.removed_at is null)
    returning d.id`.execute(tx)
  await sql`
    update delivery_endpoint e set paused_until = null
    where e.paused_until is not null and ${rows.length > 0} and e.id in (
      select endpoint_id from delivery d where d.project_id = ${projectId} and d.status = 'waiting'
        and (d.id = ${id}::uuid or d.endpoint_id = ${endpointId}::uuid))`.execute(tx)
  return rows.length
}
