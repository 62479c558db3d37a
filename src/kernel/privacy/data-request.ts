import { sql } from 'kysely'
import type { Session } from '../auth/session.ts'
import type { Engine } from '../case/engine.ts'
import { Refusal } from '../case/refusal.ts'
import type { RoomReads } from '../case/sheets.ts'
import { addDays, businessDate, DAY_MS } from '../clock/time.ts'
import { json, type Tx } from '../db/db.ts'
import type { Role } from '../org/roles.ts'
import { currentPolicy } from '../policy/policies.ts'
import { say } from '../text/translate.ts'
import { type Erasure, erasePerson, holdsBack } from './erase.ts'
import { maskText } from './mask-text.ts'
import { tellPrivately } from './notices.ts'

/** What a person may ask for: a copy of the own data, or its erasure. A second person of the staff checks. */

export const requestKinds = { export: '个人信息副本', erase: '删除个人信息' } as const
export type RequestKind = keyof typeof requestKinds

/** Who checks that it really is the person, and decides. */
export const CHECKERS: readonly Role[] = ['service-supervisor', 'service-director', 'manager']

export interface Wanted {
  projectId: number
  /** Made by the client: sent twice it is asked once. */
  id: string
  personId: string
  kind: RequestKind
  way: 'phone' | 'counter' | 'paper'
  askedBy: string
  note: string
}

/** Puts the wish on record; those who check are told. The same wish again while it waits is one. */
export async function askForData(
  tx: Tx,
  wanted: Wanted,
  now: Date,
): Promise<{ dueOn: string; told: readonly string[] }> {
  const { projectId, id, personId, kind, way, askedBy } = wanted
  const { body } = await currentPolicy(tx, projectId, now)
  const dueOn = addDays(businessDate(now), body.privacy.dataRequestDays)
  const { rows } = await sql<{ dueOn: string }>`
    select due_on from data_request
    where project_id = ${projectId} and person_id = ${personId} and kind = ${kind} and (id = ${id} or checked_at is null)`.execute(
    tx,
  )
  // Asked again, or by another door, while it waits: it is the same wish.
  if (rows[0]) return { dueOn: rows[0].dueOn, told: [] }
  const added = await sql`
    insert into data_request (project_id, id, person_id, kind, way, asked_by, asked_at, due_on, note)
    values (${projectId}, ${id}, ${personId}, ${kind}, ${way}, ${askedBy}, ${now}, ${dueOn}, ${maskText(wanted.note)})
    on conflict do nothing returning id`.execute(tx)
  // Another wish has this id.
  if (added.rows.length === 0) throw new Refusal('key-reused', '这个编号已经用于另一项申请')
  const told = await checkersOf(tx, projectId, askedBy, now)
  await tellPrivately(tx, projectId, told, {
    text: '住户申请{what}，请在 {date} 前核对答复',
    args: { what: requestKinds[kind], date: dueOn },
    at: now,
  })
  return { dueOn, told }
}

async function checkersOf(tx: Tx, projectId: number, askedBy: string, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct a.id from post p join post_holding h on h.post_id = p.id join account a on a.id = h.account_id
    where p.role = any (${[...CHECKERS]}) and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
      and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now}) and a.disabled_at is null and a.id <> ${askedBy}`.execute(
    tx,
  )
  return rows.map(({ id }) => id)
}

/**
 * A second person decides. An approved copy can be fetched for some days; an approved erasure happens now.
 * Throws 404, `wrong-state` (decided already), `wrong-role` (asked by oneself), `blocked` with what holds an erasure back.
 * Answers hashes of pictures whose bytes may go once this is committed.
 */
export async function checkRequest(
  tx: Tx,
  { engine, reads }: { engine: Engine; reads: Readonly<Record<string, RoomReads>> },
  session: Session,
  { projectId, id, approve, answer }: { projectId: number; id: string; approve: boolean; answer: string },
  now: Date,
): Promise<{ result: Erasure | null; pictures: Buffer[]; told: readonly string[] }> {
  const { rows } = await sql<{ personId: string; kind: RequestKind; askedBy: string; checkedAt: Date | null }>`
    select person_id, kind, asked_by, checked_at from data_request
    where project_id = ${projectId} and id = ${id} for update`.execute(tx)
  const [asked] = rows
  if (!asked) throw new Refusal('not-found', '没有找到这项申请')
  if (asked.checkedAt !== null) throw new Refusal('wrong-state', '这项申请已经答复过了')
  if (asked.askedBy === session.account.id) throw new Refusal('wrong-role', '登记申请的人不能自己核对，请换一位同事')
  const { personId, kind } = asked
  await sql`select from person where project_id = ${projectId} and id = ${personId} for update`.execute(tx)
  const reasons = approve && kind === 'erase' ? await holdsBack(tx, reads, projectId, personId, now) : []
  if (reasons.length > 0) throw new Refusal('blocked', say('还不能删除：{reasons}', { reasons: reasons.join('；') }))
  const told = await accountsOf(tx, projectId, personId)
  const erased = approve && kind === 'erase' ? await erasePerson(tx, engine, projectId, personId, now) : null
  const { body } = await currentPolicy(tx, projectId, now)
  const availableUntil = approve && kind === 'export' ? new Date(now.getTime() + body.privacy.copyDays * DAY_MS) : null
  await sql`
    update data_request set checked_at = ${now}, checked_by = ${session.account.id}, approved = ${approve},
      answer = ${erased ? '' : maskText(answer)}, available_until = ${availableUntil}, result = ${erased ? json(erased.done) : null}
    where project_id = ${projectId} and id = ${id}`.execute(tx)
  if (!erased)
    await tellPrivately(tx, projectId, told, {
      text: approve ? '您申请的{what}已经备好，请在 {days} 天内领取' : '您申请的{what}没有通过，原因见“我的资料”',
      args: { what: requestKinds[kind], days: body.privacy.copyDays },
      at: now,
    })
  return { result: erased?.done ?? null, pictures: erased?.pictures ?? [], told: erased ? [] : told }
}

async function accountsOf(tx: Tx, projectId: number, personId: string): Promise<string[]> {
  const { rows } = await sql<{ accountId: string }>`
    select account_id from account_person where project_id = ${projectId} and person_id = ${personId}`.execute(tx)
  return rows.map(({ accountId }) => accountId)
}

export interface RequestRow {
  id: string
  person: { id: string; name: string }
  kind: RequestKind
  way: 'phone' | 'counter' | 'paper'
  askedBy: string
  askedAt: Date
  dueOn: string
  note: string
  checkedAt: Date | null
  checkedBy: string | null
  approved: boolean | null
  answer: string
  availableUntil: Date | null
  result: Erasure | null
}

/** Wishes of one person, or those that wait; newest first. */
export async function listRequests(
  tx: Tx,
  projectId: number,
  { personId, waiting }: { personId?: string; waiting?: boolean },
): Promise<RequestRow[]> {
  const { rows } = await sql<RequestRow>`
    select r.id, json_build_object('id', p.id, 'name', p.name) as person, r.kind, r.way, a.name as asked_by, r.asked_at, r.due_on,
      r.note, r.checked_at, c.name as checked_by, r.approved, r.answer, r.available_until, r.result
    from data_request r
    join person p on p.project_id = r.project_id and p.id = r.person_id
    join account a on a.id = r.asked_by
    left join account c on c.id = r.checked_by
    where r.project_id = ${projectId} and (${personId ?? null}::uuid is null or r.person_id = ${personId ?? null}::uuid)
      and (${!waiting} or r.checked_at is null)
    order by r.asked_at desc, r.id desc limit 100`.execute(tx)
  return rows
}

/** The person of a copy that may be fetched now. Throws 404 when there is none, 410 when its days are over. */
export async function copyReady(tx: Tx, projectId: number, id: string, now: Date): Promise<string> {
  const { rows } = await sql<{ personId: string; availableUntil: Date }>`
    select person_id, available_until from data_request
    where project_id = ${projectId} and id = ${id} and kind = 'export' and approved`.execute(tx)
  const [found] = rows
  if (!found) throw new Refusal('not-found', '没有找到这份副本')
  if (found.availableUntil <= now) throw new Refusal('expired', '领取的时间已过，请重新申请')
  return found.personId
}
