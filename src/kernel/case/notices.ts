import { v7 as uuid } from 'uuid'
import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import type { CaseRecord } from './procedure.ts'

export interface NoticeLine {
  accounts: readonly string[]
  kind: 'told' | 'assigned' | 'chased' | 'clock' | 'emergency'
  /** Chinese catalogue key with {number}, {title} and more. */
  text: string
  args?: Record<string, string | number>
  clockId?: string
  level?: number
}

/** Puts a line into the inboxes of these accounts, in the transaction of its fact; a rung of a clock is told once. */
export async function notify(tx: Tx, projectId: number, of: CaseRecord, line: NoticeLine, at: Date): Promise<void> {
  const accounts = [...new Set(line.accounts)]
  if (accounts.length === 0) return
  const ids = accounts.map(() => uuid())
  const args = JSON.stringify({ number: of.number, title: of.title, ...line.args })
  await prepared(tx)`
    insert into notice (project_id, id, account_id, case_id, kind, text, args, clock_id, level, made_at)
    select ${projectId}::int, id, account, ${of.id}::uuid, ${line.kind}, ${line.text}, ${args}::jsonb,
      ${line.clockId ?? null}::uuid, ${line.level ?? null}::int, ${at}::timestamptz
    from unnest(${ids}::uuid[], ${accounts}::uuid[]) as told (id, account)
    on conflict do nothing`
}
