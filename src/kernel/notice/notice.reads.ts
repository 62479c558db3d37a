import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { pageFrom, readCursor } from '../http/cursor.ts'
import { toReader } from '../text/reader.ts'

interface NoticeRow {
  id: string
  project: number
  kind: 'told' | 'assigned' | 'chased' | 'clock' | 'emergency' | 'privacy' | 'way'
  text: string
  args: Record<string, string | number>
  caseRef: { id: string; procedure: string; number: string; title: string } | null
  clockId: string | null
  acknowledged: boolean
  madeAt: Date
  readAt: Date | null
  madeKey: string
}

/**
 * Somebody's notices over his projects, newest first. Each project gives one page by its own index, and the pages are
 * merged: a plain list over a set of projects would sort everything.
 */
export async function listNotices(
  tx: Tx,
  accountId: string,
  projects: readonly number[],
  { after: cursor, limit, unread }: { after?: string | undefined; limit: number; unread?: boolean | undefined },
) {
  const after = readCursor(cursor, ['instant', 'uuid'])
  const where: RawBuilder<unknown>[] = [sql`n.project_id = j.id`, sql`n.account_id = ${accountId}`]
  if (unread !== undefined) where.push(unread ? sql`n.read_at is null` : sql`n.read_at is not null`)
  if (after) where.push(sql`(n.made_at, n.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  const { rows } = await sql<NoticeRow>`
    select n.id, n.project_id as project, n.kind, n.text, n.args, n.clock_id, n.made_at, n.read_at,
      to_char(n.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as made_key,
      case when c.id is not null then json_build_object('id', c.id, 'procedure', c.procedure, 'number', c.number, 'title', c.title) end as case_ref,
      coalesce(k.acknowledged_at is not null or k.status <> 'open', false) as acknowledged
    from unnest(${[...projects]}::int[]) j(id)
    cross join lateral (
      select * from notice n where ${sql.join(where, sql` and `)} order by n.made_at desc, n.id desc limit ${limit + 1}) n
    left join cases c on c.project_id = n.project_id and c.id = n.case_id
    left join case_clock k on k.project_id = n.project_id and k.id = n.clock_id
    order by n.made_at desc, n.id desc limit ${limit + 1}`.execute(tx)
  const page = pageFrom(rows, limit, ({ madeKey, id }) => [madeKey, id])
  return { rows: page.rows.map(lineOf), next: page.next }
}

function lineOf({ args, caseRef, madeKey: _key, text, ...row }: NoticeRow) {
  return { ...row, text: toReader(text, args), case: caseRef }
}

/** Enough to show a number on the bell; beyond it nobody counts. */
const MOST_COUNTED = 100

export async function countUnread(tx: Tx, accountId: string, projects: readonly number[]): Promise<number> {
  const { rows } = await sql<{ unread: number }>`
    select count(*)::int as unread from (
      select from unnest(${[...projects]}::int[]) j(id)
      cross join lateral (
        select from notice n where n.project_id = j.id and n.account_id = ${accountId} and n.read_at is null limit ${MOST_COUNTED}) n
      limit ${MOST_COUNTED}) first_ones`.execute(tx)
  return rows[0]?.unread ?? 0
}

/** Marks notices of one project as read: these, those of a case, or all. Answers how many were unread. */
export async function markRead(
  tx: Tx,
  projectId: number,
  accountId: string,
  { ids = null, caseId = null }: { ids?: readonly string[] | null | undefined; caseId?: string | null | undefined },
  at: Date,
): Promise<number> {
  const { rows } = await sql`
    update notice set read_at = ${at}
    where project_id = ${projectId} and account_id = ${accountId} and read_at is null
      and (${ids}::uuid[] is null or id = any(${ids}::uuid[])) and (${caseId}::uuid is null or case_id = ${caseId}::uuid)
    returning id`.execute(tx)
  return rows.length
}
