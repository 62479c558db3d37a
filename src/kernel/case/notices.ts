import { v7 as uuid } from 'uuid'
import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { passOnNotices } from '../delivery/outbox.ts'
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

/** The import that brought a case; null for all others. */
export async function importOf(tx: Tx, projectId: number, caseId: string): Promise<string | null> {
  const [found] = await prepared<{ importId: string }>(tx)`
    select import_id from case_original where project_id = ${projectId} and case_id = ${caseId}`
  return found?.importId ?? null
}

/**
 * A rung of the clock of an imported case. Hundreds of them run out together: they add up to one unread line per
 * person, clock and rung, which says how many.
 */
export async function notifyOfImport(
  tx: Tx,
  projectId: number,
  importId: string,
  { accounts, clock, level }: { accounts: readonly string[]; clock: string; level: number },
  at: Date,
): Promise<void> {
  const ids = accounts.map(() => uuid())
  const written = prepared(tx)`
    insert into notice (project_id, id, account_id, kind, text, args, level, made_at, import_id)
    select ${projectId}::int, id, account, 'clock', '导入的诉求有 {count} 件{clock}已到，请督办',
      jsonb_build_object('count', 1, 'clock', ${clock}::text), ${level}::int, ${at}::timestamptz, ${importId}::uuid
    from unnest(${ids}::uuid[], ${accounts}::uuid[]) as told (id, account) order by account
    on conflict (project_id, account_id, import_id, level, (args ->> 'clock')) where import_id is not null and read_at is null
    do update set args = jsonb_set(notice.args, '{count}', to_jsonb((notice.args ->> 'count')::int + 1))`
  await Promise.all([written, passOnNotices(tx, projectId, ids, at)])
}

/** Puts a line into the inboxes of these accounts, in the transaction of its fact; a rung of a clock is told once. */
export async function notify(tx: Tx, projectId: number, of: CaseRecord, line: NoticeLine, at: Date): Promise<void> {
  const accounts = [...new Set(line.accounts)]
  if (accounts.length === 0) return
  const ids = accounts.map(() => uuid())
  const args = JSON.stringify({ number: of.number, title: of.title, ...line.args })
  const written = prepared(tx)`
    insert into notice (project_id, id, account_id, case_id, kind, text, args, clock_id, level, made_at)
    select ${projectId}::int, id, account, ${of.id}::uuid, ${line.kind}, ${line.text}, ${args}::jsonb,
      ${line.clockId ?? null}::uuid, ${line.level ?? null}::int, ${at}::timestamptz
    from unnest(${ids}::uuid[], ${accounts}::uuid[]) as told (id, account)
    where not exists (select from case_barred b where b.project_id = ${projectId}::int and b.case_id = ${of.id}::uuid and b.account_id = account)
    on conflict do nothing`
  await Promise.all([written, passOnNotices(tx, projectId, ids, at)])
}
