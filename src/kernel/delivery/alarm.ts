import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { WAY_KEEPERS } from './endpoint.contract.ts'
import type { Endpoint } from './endpoint.store.ts'
import type { SendFailed } from './failed.ts'

/**
 * Failures in a row after which a way out counts as broken: a minute and a half where much waits for it, two hours and
 * a half where one message does. Own choice.
 */
const BROKEN_AFTER = 5

/** What its keepers should hear of a failure that has just been counted; null: nothing yet. */
export function alarmOf(failures: number, { gone, endpoint }: SendFailed, givenUp: boolean): string | null {
  if (gone) return '「{name}」停用了：{reason}'
  if (givenUp) return '「{name}」有消息没有送到，不再重试：{reason}'
  return endpoint && failures === BROKEN_AFTER ? '「{name}」一再发送失败：{reason}' : null
}

/**
 * A line for everybody who keeps the ways out of the project, in the application alone: a broken way would not carry it.
 * Whoever has not read the last one of this way and text gets no second.
 */
export async function tellKeepers(
  tx: Tx,
  projectId: number,
  { id, name }: Pick<Endpoint, 'id' | 'name'>,
  { text, reason, at }: { text: string; reason: string; at: Date },
): Promise<void> {
  await sql`
    insert into notice (project_id, id, account_id, kind, text, args, made_at)
    select ${projectId}::int, gen_random_uuid(), keeper.account_id, 'way', ${text},
      ${JSON.stringify({ endpoint: id, name, reason })}::jsonb, ${at}::timestamptz
    from (
      select distinct h.account_id from post p join post_holding h on h.post_id = p.id join account a on a.id = h.account_id
      where p.role = any(${[...WAY_KEEPERS]}::text[]) and (p.project_id = ${projectId} or p.project_id is null)
        and p.closed_at is null and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at}) and a.disabled_at is null) keeper
    on conflict do nothing`.execute(tx)
}
