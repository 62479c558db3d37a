import { sql } from 'kysely'
import { rolesIn, type Session } from '../auth/session.ts'
import type { Procedure } from '../case/procedure.ts'
import { reachCase } from '../case/reach.ts'
import { Refusal } from '../case/refusal.ts'
import { MINUTE_MS } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import type { Role } from '../org/roles.ts'
import { currentPolicy } from '../policy/policies.ts'
import { maskText } from './mask-text.ts'
import { tellPrivately } from './notices.ts'
import { type LookReason, lookKinds, lookReasons, type SensitiveKind } from './words.ts'

/** Asking the head of one's department for a sensitive look: told at once, decided in minutes, used in minutes. */

/** Heads of departments where no post is marked as the head, and who decides in their stead. */
const HEADS: readonly Role[] = ['service-director', 'engineering-supervisor']
const ABOVE: readonly Role[] = ['manager', 'executive']
/** Requests of one account that may wait at once: more is a mistake. */
const MOST_WAITING = 10

export interface Asked {
  projectId: number
  /** Made by the client: sent twice it is asked once. */
  id: string
  personId: string
  kind: SensitiveKind
  reason: LookReason
  purpose: string
  caseId: string | null
}

export interface Answered {
  waitsUntil: Date
  heads: readonly string[]
  told: readonly string[]
}

/**
 * Puts the question before the head of the asker's department; his manager may answer too.
 * Throws 404 (no such person or case within reach), `blocked` when nobody could decide or too many wait.
 */
export async function askApproval(
  tx: Tx,
  procedures: Readonly<Record<string, Procedure>>,
  session: Session,
  asked: Asked,
  now: Date,
): Promise<Answered> {
  const { projectId, id, personId, kind, reason, caseId } = asked
  const account = session.account
  const person =
    await sql`select from person where project_id = ${projectId} and id = ${personId} and erased_at is null`.execute(tx)
  if (person.rows.length === 0) throw new Refusal('not-found', '没有找到这位住户')
  if (caseId !== null) {
    const { of } = await reachCase(tx, procedures, projectId, { procedure: null, id: caseId }, { session }, now)
    if (of.personId !== personId) throw new Refusal('not-found', '没有找到这位住户')
  }
  const heads = await headsOf(tx, projectId, account.id, now)
  if (heads.length === 0) throw new Refusal('blocked', '没有可以批准的部门负责人，请先在“人员岗位”中指定')
  const names = heads.map(({ name }) => name)
  const { body } = await currentPolicy(tx, projectId, now)
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reveal ${account.id}`}, 0))`.execute(tx)
  const waiting = await sql<{ id: string; personId: string; kind: string; waitsUntil: Date }>`
    select id, person_id, kind, waits_until from reveal_request
    where project_id = ${projectId} and account_id = ${account.id}
      and (id = ${id} or (decided_at is null and waits_until > ${now}))`.execute(tx)
  const same = waiting.rows.find((one) => one.id === id || (one.personId === personId && one.kind === kind))
  if (same) return { waitsUntil: same.waitsUntil, heads: names, told: [] }
  if (waiting.rows.length >= MOST_WAITING) throw new Refusal('blocked', '已有多项申请等待批准，请先等答复')
  const waitsUntil = new Date(now.getTime() + body.privacy.approvalWaitMinutes * MINUTE_MS)
  const added = await sql`
    insert into reveal_request (project_id, id, person_id, account_id, kind, reason, purpose, case_id, asked_at, waits_until)
    values (${projectId}, ${id}, ${personId}, ${account.id}, ${kind}, ${reason}, ${maskText(asked.purpose)}, ${caseId}, ${now}, ${waitsUntil})
    on conflict do nothing returning id`.execute(tx)
  // Somebody else's request has this id.
  if (added.rows.length === 0) throw new Refusal('key-reused', '这个编号已经用于另一项申请')
  const told = heads.map(({ accountId }) => accountId)
  await tellPrivately(tx, projectId, told, {
    text: '{name}申请查看住户{what}（{reason}），请在 {minutes} 分钟内答复',
    args: {
      name: account.name,
      what: lookKinds[kind],
      reason: lookReasons[reason],
      minutes: body.privacy.approvalWaitMinutes,
    },
    at: now,
  })
  return { waitsUntil, heads: names, told }
}

/** Who decides for an account: the heads of its departments, else the manager, else who stands above all. Never oneself. */
export async function headsOf(
  tx: Tx,
  projectId: number,
  accountId: string,
  at: Date,
): Promise<{ accountId: string; name: string }[]> {
  const { rows } = await sql<{ accountId: string; name: string; rank: number }>`
    with own as (
      select distinct p.department_id from post_holding h join post p on p.id = h.post_id
      where h.account_id = ${accountId} and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
        and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at}))
    select distinct on (a.id) a.id as account_id, a.name,
      case when p.department_id in (select department_id from own) and (p.heads or p.role = any (${[...HEADS]})) then 0
        when p.role = ${ABOVE[0]} then 1 else 2 end as rank
    from post p join post_holding h on h.post_id = p.id join account a on a.id = h.account_id
    where (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null and a.disabled_at is null
      and a.id <> ${accountId} and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at})
      and ((p.department_id in (select department_id from own) and (p.heads or p.role = any (${[...HEADS]})))
        or p.role = any (${[...ABOVE]}))
    order by a.id, rank`.execute(tx)
  const first = Math.min(...rows.map(({ rank }) => rank))
  return rows.filter(({ rank }) => rank === first)
}

/**
 * Decides one request; an approval is valid for some minutes from now. Tells the asker.
 * Throws 404 for a request that is not one's own to decide, `wrong-state` when it was decided or has run out.
 */
export async function decideApproval(
  tx: Tx,
  session: Session,
  { projectId, id, approve, note }: { projectId: number; id: string; approve: boolean; note: string },
  now: Date,
): Promise<{ validUntil: Date | null; told: readonly string[] }> {
  const { rows } = await sql<{ accountId: string; kind: SensitiveKind; waitsUntil: Date; decidedAt: Date | null }>`
    select account_id, kind, waits_until, decided_at from reveal_request
    where project_id = ${projectId} and id = ${id} for update`.execute(tx)
  const [asked] = rows
  if (!asked || !(await decides(tx, projectId, session, asked.accountId, now)))
    throw new Refusal('not-found', '没有找到这项申请')
  if (asked.decidedAt !== null) throw new Refusal('wrong-state', '这项申请已经答复过了')
  if (asked.waitsUntil <= now) throw new Refusal('wrong-state', '这项申请已经过期，请对方重新申请')
  const { body } = await currentPolicy(tx, projectId, now)
  const minutes = body.privacy.approvalValidMinutes
  const validUntil = approve ? new Date(now.getTime() + minutes * MINUTE_MS) : null
  await sql`
    update reveal_request set decided_at = ${now}, decided_by = ${session.account.id}, approved = ${approve},
      decision_note = ${maskText(note)}, valid_until = ${validUntil}
    where project_id = ${projectId} and id = ${id}`.execute(tx)
  await tellPrivately(tx, projectId, [asked.accountId], {
    text: approve ? '{name}已批准查看住户{what}，{minutes} 分钟内有效' : '{name}没有批准查看住户{what}',
    args: { name: session.account.name, what: lookKinds[asked.kind], minutes },
    at: now,
  })
  return { validUntil, told: [asked.accountId] }
}

async function decides(tx: Tx, projectId: number, session: Session, askerId: string, at: Date): Promise<boolean> {
  if (session.account.id === askerId) return false
  const heads = await headsOf(tx, projectId, askerId, at)
  return (
    heads.some(({ accountId }) => accountId === session.account.id) || rolesIn(session, projectId).includes('manager')
  )
}

/** The approval under which an account may see a field just now; null when there is none. */
export async function validApproval(
  tx: Tx,
  of: { projectId: number; personId: string; accountId: string; kind: SensitiveKind },
  now: Date,
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from reveal_request
    where project_id = ${of.projectId} and person_id = ${of.personId} and account_id = ${of.accountId} and kind = ${of.kind}
      and approved and valid_until > ${now} order by valid_until desc limit 1`.execute(tx)
  return rows[0]?.id ?? null
}

/** How far back one's own requests are shown. */
const SHOWN_HOURS = 24

/** Requests that wait for this account, and its own of the last day; newest first. */
export async function listApprovals(tx: Tx, projectId: number, session: Session, now: Date) {
  const since = new Date(now.getTime() - SHOWN_HOURS * 60 * MINUTE_MS)
  const { rows } = await sql<ApprovalRow>`
    select r.id, json_build_object('id', a.id, 'name', a.name) as asker, r.account_id,
      json_build_object('id', p.id, 'name', p.name) as person, r.kind, r.reason, r.purpose,
      case when c.id is not null then json_build_object('id', c.id, 'procedure', c.procedure, 'number', c.number) end as case_ref,
      r.asked_at, r.waits_until, r.decided_at, d.name as decided_by, r.approved, r.decision_note, r.valid_until,
      (select string_agg(distinct o.title, '、') from post_holding h join post o on o.id = h.post_id
        where h.account_id = a.id and (o.project_id = ${projectId} or o.project_id is null) and h.from_at <= ${now}
          and (h.to_at is null or h.to_at > ${now})) as post
    from reveal_request r
    join account a on a.id = r.account_id
    join person p on p.project_id = r.project_id and p.id = r.person_id
    left join cases c on c.project_id = r.project_id and c.id = r.case_id
    left join account d on d.id = r.decided_by
    where r.project_id = ${projectId}
      and ((r.decided_at is null and r.waits_until > ${now}) or (r.account_id = ${session.account.id} and r.asked_at > ${since}))
    order by r.asked_at desc, r.id desc limit 100`.execute(tx)
  const mine = rows.filter(({ accountId }) => accountId === session.account.id)
  const others = rows.filter(({ accountId, decidedAt }) => accountId !== session.account.id && decidedAt === null)
  const toDecide: ApprovalRow[] = []
  for (const row of others) if (await decides(tx, projectId, session, row.accountId, now)) toDecide.push(row)
  return { toDecide: toDecide.map(shown), mine: mine.map(shown) }
}

interface ApprovalRow {
  id: string
  asker: { id: string; name: string }
  accountId: string
  post: string | null
  person: { id: string; name: string }
  kind: SensitiveKind
  reason: LookReason
  purpose: string
  caseRef: { id: string; procedure: string; number: string } | null
  askedAt: Date
  waitsUntil: Date
  decidedAt: Date | null
  decidedBy: string | null
  approved: boolean | null
  decisionNote: string
  validUntil: Date | null
}

const shown = ({ accountId: _asker, caseRef, ...row }: ApprovalRow) => ({ ...row, case: caseRef })
