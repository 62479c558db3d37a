import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { rolesIn, type Session } from '../auth/session.ts'
import { maySeeLine } from '../case/log.ts'
import type { Procedure } from '../case/procedure.ts'
import { reachCase } from '../case/reach.ts'
import { Refusal } from '../case/refusal.ts'
import { HOUR_MS } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { DoorProblem } from '../http/problems.ts'
import { currentPolicy } from '../policy/policies.ts'
import { validApproval } from '../privacy/approval.ts'
import { maskText, sensitiveMarks } from '../privacy/mask-text.ts'
import { openOriginal } from '../privacy/originals.ts'
import { isSensitive, type LookKind, type LookReason, lookKinds } from '../privacy/words.ts'
import type { Secrets } from '../secrets.ts'
import { say } from '../text/translate.ts'
import { KEEPERS } from './keepers.ts'
import { householdText, openItem } from './sealed.ts'

/** Why somebody looks: the purpose as a word, what he says besides, and the case it is for. */
export interface Purpose {
  reason: LookReason
  purpose: string
  caseId: string | null
}

export interface Look extends Purpose {
  projectId: number
  personId: string
  kind: Exclude<LookKind, 'text' | 'export' | 'original'>
  /** Which phone, contact or account; null: the first. */
  itemId: string | null
}

interface Looking {
  tx: Tx
  secrets: Secrets
  procedures: Readonly<Record<string, Procedure>>
  session: Session
  now: Date
}

/**
 * THE one door to a masked field of a person. The purpose and who looks are written before the field is read, in the
 * same transaction: no value leaves without its row. Staff who may act on a case may call its person (`caseId`);
 * everything else is for the keepers of the residents' file, and sensitive fields need a valid approval besides.
 * Throws 404 (no such person, item or case within reach), 403 (`needs-approval`: ask first), 429 `too-many`.
 */
export async function reveal(looking: Looking, look: Look): Promise<{ value: string; revealId: string }> {
  const { tx, secrets, session, now } = looking
  const { projectId, personId, kind } = look
  const person =
    await sql`select from person where project_id = ${projectId} and id = ${personId} and erased_at is null`.execute(tx)
  if (person.rows.length === 0) throw new Refusal('not-found', '没有找到这位住户')
  await requireRight(looking, look)
  const accountId = session.account.id
  const approval = isSensitive(kind) ? await validApproval(tx, { projectId, personId, accountId, kind }, now) : null
  if (isSensitive(kind) && approval === null)
    throw new DoorProblem('needs-approval', 403, say('查看{what}须先由部门负责人批准', { what: lookKinds[kind] }))
  if (kind !== 'family') {
    const revealId = await record(looking, look, [personId], approval)
    return { value: await openItem(tx, secrets, { ...look, kind }), revealId }
  }
  const household = await householdText(tx, secrets, projectId, personId, now)
  // Each of the family finds the look under the own name.
  const revealId = await record(looking, look, household.personIds, approval)
  return { value: household.text, revealId }
}

/**
 * What was written in a field of a case before its numbers were masked. ID numbers in it stay masked unless an approval
 * to see that of the case's person is valid, accounts in it unless there is one for accounts. The look names the
 * approval; where two kinds are shown, one row each does.
 * Throws 404 (no such line within reach, nothing masked there), 403, 429.
 */
export async function revealText(
  looking: Looking,
  wanted: Omit<Purpose, 'caseId'> & {
    projectId: number
    procedure: string
    caseId: string
    seq: number
    field: string
  },
): Promise<{ value: string; revealId: string }> {
  const { tx, secrets, procedures, session, now } = looking
  const { projectId, procedure, caseId, seq, field } = wanted
  const reached = await reachCase(tx, procedures, projectId, { procedure, id: caseId }, { session }, now)
  const { rows } = await sql<{ action: string }>`
    select action from case_action where project_id = ${projectId} and case_id = ${caseId} and seq = ${seq}`.execute(tx)
  const [line] = rows
  if (!line || reached.viewer !== 'staff' || !maySeeLine(reached, line.action))
    throw new Refusal('not-found', '没有找到')
  if (reached.of.final && !keeps(session, projectId))
    throw new Refusal('wrong-role', '事项已经办结，您的岗位不能再查看')
  const { personId } = reached.of
  const approvals = personId === null ? [] : await approvalsForText(looking, projectId, personId)
  const [first = null, ...others] = approvals.map(({ approval }) => approval)
  const look = { ...wanted, kind: 'text' } as const
  const revealId = await record(looking, look, [personId], first)
  for (const approval of others) await record(looking, look, [personId], approval)
  const written = await openOriginal(tx, secrets, { projectId, caseId, seq }, field)
  if (written === null) throw new Refusal('not-found', '这里没有遮盖的内容')
  const stillMasked = sensitiveMarks.filter((kind) => approvals.every((one) => one.kind !== kind))
  return { value: maskText(written, stillMasked), revealId }
}

async function approvalsForText({ tx, session, now }: Looking, projectId: number, personId: string) {
  const found: { kind: (typeof sensitiveMarks)[number]; approval: string }[] = []
  for (const kind of sensitiveMarks) {
    const approval = await validApproval(tx, { projectId, personId, accountId: session.account.id, kind }, now)
    if (approval !== null) found.push({ kind, approval })
  }
  return found
}

async function requireRight({ tx, procedures, session, now }: Looking, look: Look): Promise<void> {
  const { projectId, personId, kind, caseId } = look
  if (caseId !== null) {
    const { of } = await reachCase(tx, procedures, projectId, { procedure: null, id: caseId }, { session }, now)
    // "Call" is for the person of the case; somebody else needs a purpose of his own.
    if (of.personId !== personId) throw new Refusal('not-found', '没有找到这位住户')
    if (kind === 'phone' && !of.final) return
  }
  if (!keeps(session, projectId)) throw new Refusal('wrong-role', '您的岗位不能查看这项个人信息')
}

export const keeps = (session: Session, projectId: number) =>
  rolesIn(session, projectId).some((role) => (KEEPERS as readonly string[]).includes(role))

/**
 * Writes who looks, one row for each person whose data is shown. What is said of the purpose is free text too.
 * Throws 429 when this account has looked too often within an hour.
 */
export async function record(
  { tx, session, now }: Pick<Looking, 'tx' | 'session' | 'now'>,
  look: Purpose & { projectId: number; kind: LookKind },
  personIds: readonly (string | null)[],
  approval: string | null,
): Promise<string> {
  const { projectId, kind, reason, purpose, caseId } = look
  const accountId = session.account.id
  const { body } = await currentPolicy(tx, projectId, now)
  // One account's looks queue here, so that two at once cannot both be the last one allowed.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reveal ${accountId}`}, 0))`.execute(tx)
  const since = new Date(now.getTime() - HOUR_MS)
  const counted = await sql<{ looks: number }>`
    select count(*)::int as looks from reveal
    where project_id = ${projectId} and account_id = ${accountId} and at > ${since}`.execute(tx)
  if (counted.rows[0]!.looks + personIds.length > body.privacy.looksPerHour)
    throw new DoorProblem('too-many', 429, '一小时内查看的次数太多，请稍后再试', 600)
  const ids = personIds.map(() => uuid())
  await sql`
    insert into reveal (project_id, id, person_id, account_id, kind, reason, purpose, case_id, request_id, at)
    select ${projectId}, id, person, ${accountId}, ${kind}, ${reason}, ${maskText(purpose)}, ${caseId}::uuid, ${approval}::uuid, ${now}
    from unnest(${ids}::uuid[], ${[...personIds]}::uuid[]) as seen (id, person)`.execute(tx)
  return ids[0]!
}
