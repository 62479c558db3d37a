import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import type { Role } from './roles.ts'

/** Roles that may change staff and posts of a project (org.contract.ts). */
export const ADMINS: readonly Role[] = ['manager', 'department-admin', 'service-director']

const missing = (text = '没有找到') => new Refusal('not-found', text)

/** The post, when it is one of this project. A post that reaches all projects is not a project's to change. */
export async function requirePost(tx: Tx, projectId: number, postId: string): Promise<void> {
  const { rows } =
    await sql`select from post where id = ${postId} and project_id = ${projectId} and closed_at is null for update`.execute(
      tx,
    )
  if (rows.length === 0) throw missing('没有找到这个岗位')
}

/** The account, when it is staff that holds a post of this project. */
export async function requireStaff(tx: Tx, projectId: number, accountId: string, { lock = true } = {}): Promise<void> {
  const { rows } = await sql`
    select from account a where a.id = ${accountId} and a.kind = 'staff' and exists (
      select from post_holding h join post p on p.id = h.post_id
      where h.account_id = a.id and (p.project_id = ${projectId} or p.project_id is null))
    ${lock ? sql`for update of a` : sql``}`.execute(tx)
  if (rows.length === 0) throw missing('没有找到这位员工')
}

/**
 * The account, when all posts it holds lie in projects that the actor administers: else a manager of one estate could
 * take over, or shut out, somebody who answers for others.
 */
export async function requireOwnStaff(
  tx: Tx,
  projectId: number,
  accountId: string,
  administered: readonly number[],
  now: Date,
  { lock = true } = {},
): Promise<void> {
  await requireStaff(tx, projectId, accountId, { lock })
  const { rows } = await sql`
    select from post_holding h join post p on p.id = h.post_id
    where h.account_id = ${accountId} and p.closed_at is null and (h.to_at is null or h.to_at > ${now})
      and (p.project_id is null or p.project_id <> all(${[...administered]}::int[])) limit 1`.execute(tx)
  if (rows.length > 0) throw new Refusal('wrong-role', '这位员工还在别的小区任职，由公司统一管理')
}

export interface NewStaff {
  id: string
  login: string
  name: string
  passwordHash: string
  workPhone: string | null
  skills: readonly string[]
  postId: string
}

/** A staff account in a post. Sent twice with the same id it is made once; a login that is taken is refused. */
export async function addStaff(tx: Tx, projectId: number, staff: NewStaff, by: string, now: Date): Promise<void> {
  await requirePost(tx, projectId, staff.postId)
  const { rows } = await sql`
    insert into account (id, kind, login, name, password_hash, work_phone, skills, made_at)
    values (${staff.id}, 'staff', ${staff.login}, ${staff.name}, ${staff.passwordHash}, ${staff.workPhone}, ${[...staff.skills]}, ${now})
    on conflict do nothing returning id`.execute(tx)
  if (rows.length > 0) {
    const holding = { id: uuid(), postId: staff.postId, accountId: staff.id, fromAt: now, toAt: null, reason: null }
    return hold(tx, { ...holding, kind: 'holder', givenBy: by, givenAt: now })
  }
  const { rows: taken } = await sql<{ id: string; again: boolean }>`
    select a.id, a.login = ${staff.login} and exists (
        select from post_holding h where h.account_id = a.id and h.post_id = ${staff.postId}) as again
    from account a where a.id = ${staff.id}`.execute(tx)
  if (taken[0]?.again) return
  throw taken[0]
    ? bad('id', '这个编号已经用过，请重新打开“新增人员”再填')
    : bad('login', '这个用户名已经有人用了，请换一个')
}

export interface Holding {
  id: string
  postId: string
  accountId: string
  kind: 'holder' | 'stand-in'
  fromAt: Date
  toAt: Date | null
  reason: string | null
  /** Account that arranged it. */
  givenBy: string
  givenAt: Date
}

/** Puts somebody in a post, from and to. Throws Refusal `bad-form` when he is in it then already. */
export async function hold(tx: Tx, holding: Holding): Promise<void> {
  const { id, postId, accountId, kind, fromAt, toAt, reason, givenBy, givenAt } = holding
  if (toAt !== null && toAt <= fromAt) throw bad('toAt', '结束须晚于开始')
  if (toAt !== null && toAt <= givenAt) throw bad('toAt', '结束须晚于现在')
  if (kind === 'stand-in' && toAt === null) throw bad('toAt', '请填写代到什么时候')
  const { rows } = await sql<{ id: string }>`
    select id from post_holding where post_id = ${postId} and account_id = ${accountId}
      and (to_at is null or to_at > ${fromAt}) and (${toAt}::timestamptz is null or from_at < ${toAt})`.execute(tx)
  if (rows.some((other) => other.id === id)) return
  if (rows.length > 0) throw bad('accountId', '这个人在这段时间已经在这个岗位上')
  await sql`insert into post_holding (id, post_id, account_id, kind, from_at, to_at, reason, given_by_account, given_at)
    values (${id}, ${postId}, ${accountId}, ${kind}, ${fromAt}, ${toAt}, ${reason}, ${givenBy}, ${givenAt})
    on conflict (id) do nothing`.execute(tx)
}

/** The post, when the account holds it (not as stand-in) at this time; also one that reaches all projects. */
export async function requireHeldPost(
  tx: Tx,
  projectId: number,
  postId: string,
  accountId: string,
  at: Date,
): Promise<void> {
  const { rows } = await sql`
    select from post p join post_holding h on h.post_id = p.id
    where p.id = ${postId} and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
      and h.account_id = ${accountId} and h.kind = 'holder' and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at})
    for update of p`.execute(tx)
  if (rows.length === 0) throw missing('没有找到您的这个岗位')
}

/** Ends a standing-in that the account arranged, serves itself, or that is in a post it holds. False: there is none. */
export async function endStandIn(
  tx: Tx,
  projectId: number,
  { postId, holdingId, accountId }: { postId: string; holdingId: string; accountId: string },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select from post_holding h join post p on p.id = h.post_id
    where h.id = ${holdingId} and p.id = ${postId} and (p.project_id = ${projectId} or p.project_id is null)
      and h.kind = 'stand-in' and (h.account_id = ${accountId} or h.given_by_account = ${accountId} or exists (
        select from post_holding mine where mine.post_id = p.id and mine.account_id = ${accountId} and mine.kind = 'holder'
          and mine.from_at <= ${now} and (mine.to_at is null or mine.to_at > ${now})))`.execute(tx)
  return rows.length > 0 && (await endHoldings(tx, postId, holdingId, now)) > 0
}

/** Ends holdings of a post now: one, or all. A holding that has not begun is taken back. Answers how many ended. */
export async function endHoldings(tx: Tx, postId: string, holdingId: string | null, now: Date): Promise<number> {
  const future = await sql`
    delete from post_holding where post_id = ${postId} and (${holdingId}::uuid is null or id = ${holdingId}::uuid) and from_at >= ${now}
    returning id`.execute(tx)
  const running = await sql`
    update post_holding set to_at = ${now}
    where post_id = ${postId} and (${holdingId}::uuid is null or id = ${holdingId}::uuid) and from_at < ${now} and (to_at is null or to_at > ${now})
    returning id`.execute(tx)
  return future.rows.length + running.rows.length
}

/** Somebody must be left who can appoint people, else the project locks itself out. */
export async function requireAdminLeft(tx: Tx, projectId: number, now: Date): Promise<void> {
  const { rows } = await sql`
    select from post p join post_holding h on h.post_id = p.id join account a on a.id = h.account_id
    where (p.project_id = ${projectId} or p.project_id is null) and p.role = any(${[...ADMINS]}) and p.closed_at is null
      and a.disabled_at is null and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now}) limit 1`.execute(tx)
  if (rows.length === 0) throw new Refusal('blocked', '至少要留一位能管理员工的在岗人员（经理、主任或行政）')
}

export const bad = (field: string, text: string) => new Refusal('bad-form', text, { fields: [{ field, text }] })
