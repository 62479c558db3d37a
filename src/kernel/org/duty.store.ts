import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { Refusal } from '../case/refusal.ts'
import { DAY_MS } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import type { DutyTask } from './duty.ts'

export interface DutyRow {
  id: string
  accountId: string
  name: string
  workPhone: string | null
  task: DutyTask
  fromAt: Date
  toAt: Date
  now: boolean
}

/** The longest turn: a day and a night. */
const LONGEST_MS = 2 * DAY_MS
/** Turns of one project in one week at most. */
const MOST_TURNS = 500

/** The on-duty list from now on. */
export async function listOnDuty(tx: Tx, projectId: number, now: Date): Promise<DutyRow[]> {
  const { rows } = await sql<DutyRow>`
    select d.id, a.id as account_id, a.name, a.work_phone, d.task, d.from_at, d.to_at, d.from_at <= ${now} as now
    from on_duty d join account a on a.id = d.account_id
    where d.project_id = ${projectId} and d.to_at > ${now}
    order by d.from_at, d.task, a.name limit ${MOST_TURNS}`.execute(tx)
  return rows
}

/** Turns that touch a stretch of time, with who put them on the list. */
export async function turnsBetween(
  tx: Tx,
  projectId: number,
  fromAt: Date,
  toAt: Date,
  now: Date,
): Promise<(DutyRow & { madeBy: string | null })[]> {
  const { rows } = await sql<DutyRow & { madeBy: string | null }>`
    select d.id, a.id as account_id, a.name, a.work_phone, d.task, d.from_at, d.to_at,
      d.from_at <= ${now} and d.to_at > ${now} as now, m.name as made_by
    from on_duty d join account a on a.id = d.account_id left join account m on m.id = d.made_by_account
    where d.project_id = ${projectId} and d.from_at < ${toAt} and d.to_at > ${fromAt}
    order by d.from_at, d.task, a.name limit ${MOST_TURNS}`.execute(tx)
  return rows
}

/** How many turns begin in a stretch of time. */
export async function countTurns(tx: Tx, projectId: number, fromAt: Date, toAt: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from on_duty
    where project_id = ${projectId} and from_at >= ${fromAt} and from_at < ${toAt}`.execute(tx)
  return rows[0]!.count
}

export interface NewTurn {
  id: string
  accountId: string
  task: DutyTask
  fromAt: Date
  toAt: Date
  madeBy: string
  madeAt: Date
}

/** Puts a turn on the list. Throws Refusal `bad-form` for one that is no turn, or overlaps another of the same person. */
export async function putTurn(tx: Tx, projectId: number, turn: NewTurn): Promise<void> {
  const { id, accountId, task, fromAt, toAt, madeBy, madeAt } = turn
  if (toAt <= fromAt) throw bad('toAt', '结束须晚于开始')
  if (toAt.getTime() - fromAt.getTime() > LONGEST_MS) throw bad('toAt', '一班最长 48 小时，请分成几班')
  const { rows: mine } = await sql<{ id: string; task: DutyTask; projectId: number }>`
    select id, task, project_id from on_duty
    where account_id = ${accountId} and from_at < ${toAt} and to_at > ${fromAt}`.execute(tx)
  if (mine.some((other) => other.id === id && other.projectId === projectId)) return
  if (mine.some((other) => other.task === task && other.projectId === projectId))
    throw bad('fromAt', '这个人在这段时间已经排了这一班')
  await sql`
    insert into on_duty (id, project_id, account_id, task, from_at, to_at, made_by_account, made_at)
    values (${id}, ${projectId}, ${accountId}, ${task}, ${fromAt}, ${toAt}, ${madeBy}, ${madeAt})
    on conflict (id) do nothing`.execute(tx)
}

/**
 * Copies the turns that begin in the week before `fromAt` seven days on: those that stand there already are left alone,
 * and people who hold no post here any more are left out. Set-based; repeating it copies nothing.
 */
export async function copyTurns(
  tx: Tx,
  projectId: number,
  fromAt: Date,
  by: { madeBy: string; madeAt: Date },
): Promise<{ copied: number; leftOut: string[] }> {
  const before = new Date(fromAt.getTime() - 7 * DAY_MS)
  const { rows } = await sql<{
    accountId: string
    name: string
    task: DutyTask
    fromAt: Date
    toAt: Date
    here: boolean
    taken: boolean
  }>`
    select d.account_id, a.name, d.task, d.from_at + interval '7 days' as from_at, d.to_at + interval '7 days' as to_at,
      a.disabled_at is null and exists (
        select from post_holding h join post p on p.id = h.post_id
        where h.account_id = a.id and p.closed_at is null and (p.project_id = ${projectId} or p.project_id is null)
          and h.from_at <= d.from_at + interval '7 days' and (h.to_at is null or h.to_at > d.from_at + interval '7 days')) as here,
      exists (
        select from on_duty o where o.project_id = d.project_id and o.account_id = d.account_id and o.task = d.task
          and o.from_at < d.to_at + interval '7 days' and o.to_at > d.from_at + interval '7 days') as taken
    from on_duty d join account a on a.id = d.account_id
    where d.project_id = ${projectId} and d.from_at >= ${before} and d.from_at < ${fromAt}
    order by d.from_at limit ${MOST_TURNS}`.execute(tx)
  const wanted = rows.filter(({ here, taken }) => here && !taken)
  const leftOut = [...new Set(rows.filter(({ here }) => !here).map(({ name }) => name))]
  if (wanted.length === 0) return { copied: 0, leftOut }
  const column = <T>(of: (row: (typeof wanted)[number]) => T) => wanted.map(of)
  await sql`
    insert into on_duty (id, project_id, account_id, task, from_at, to_at, made_by_account, made_at)
    select id, ${projectId}, account, task, from_at, to_at, ${by.madeBy}::uuid, ${by.madeAt}
    from unnest(${column(() => uuid())}::uuid[], ${column((row) => row.accountId)}::uuid[], ${column((row) => row.task)}::text[],
      ${column((row) => row.fromAt)}::timestamptz[], ${column((row) => row.toAt)}::timestamptz[])
      as turn (id, account, task, from_at, to_at)`.execute(tx)
  return { copied: wanted.length, leftOut }
}

/** Takes a turn off the list; false when the project has none with this id. */
export async function takeTurn(tx: Tx, projectId: number, id: string): Promise<boolean> {
  const { rows } = await sql`delete from on_duty where id = ${id} and project_id = ${projectId} returning id`.execute(
    tx,
  )
  return rows.length > 0
}

const bad = (field: string, text: string) => new Refusal('bad-form', text, { fields: [{ field, text }] })
