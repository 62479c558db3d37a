import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Tx } from '../db/db.ts'
import { passOnNotices } from '../delivery/outbox.ts'

/** A line in somebody's inbox that belongs to no case. `text` is the Chinese catalogue key, with {name} and more. */
export async function tellPrivately(
  tx: Tx,
  projectId: number,
  accounts: readonly string[],
  { text, args, at }: { text: string; args: Readonly<Record<string, string | number>>; at: Date },
): Promise<void> {
  if (accounts.length === 0) return
  const ids = accounts.map(() => uuid())
  await sql`
    insert into notice (project_id, id, account_id, kind, text, args, made_at)
    select ${projectId}, id, account, 'privacy', ${text}, ${JSON.stringify(args)}::jsonb, ${at}
    from unnest(${ids}::uuid[], ${[...accounts]}::uuid[]) as told (id, account)`.execute(tx)
  await passOnNotices(tx, projectId, ids, at)
}
