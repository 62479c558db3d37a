import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { rolesIn, type Session } from '../auth/session.ts'
import type { Procedure } from '../case/procedure.ts'
import { reachCase } from '../case/reach.ts'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Role } from '../org/roles.ts'
import type { Secrets } from '../secrets.ts'
import type { RevealKind } from './person.reads.ts'
import { openField } from './vault.ts'

/** Who may look a field up for a purpose of his own words: those who keep the residents' file. */
const KEEPERS: readonly Role[] = [
  'receptionist',
  'service-officer',
  'butler',
  'service-supervisor',
  'service-director',
  'manager',
]
/** ID numbers are for those who answer for the file. */
const ID_KEEPERS: readonly Role[] = ['service-supervisor', 'service-director', 'manager']
/** Looks of one account in an hour: a busy desk makes some forty calls; more is copying the file. Own choice. */
const MOST_AN_HOUR = 120

export interface Look {
  projectId: number
  personId: string
  kind: RevealKind
  /** Which phone or contact; null: the first. */
  itemId: string | null
  purpose: string
  caseId: string | null
}

/**
 * THE one function that shows a masked field. The purpose and who looks are written before the field is read, in the
 * same transaction: no value leaves without its row. Staff who may act on a case may call its person (`caseId`);
 * everything else is for the keepers of the residents' file.
 * Throws 404 (no such person, item or case within reach), 403, 429 `too-many`.
 */
export async function reveal(
  tx: Tx,
  secrets: Secrets,
  procedures: Readonly<Record<string, Procedure>>,
  session: Session,
  look: Look,
  now: Date,
): Promise<{ value: string; revealId: string }> {
  const { projectId, personId, kind, caseId } = look
  const accountId = session.account.id
  const person =
    await sql`select from person where project_id = ${projectId} and id = ${personId} and erased_at is null`.execute(tx)
  if (person.rows.length === 0) throw new Refusal('not-found', '没有找到这位住户')
  await requireRight(tx, procedures, session, look, now)
  // One account's looks queue here, so that two at once cannot both be the last one allowed.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reveal ${accountId}`}, 0))`.execute(tx)
  const since = new Date(now.getTime() - 3_600_000)
  const counted = await sql<{ looks: number }>`
    select count(*)::int as looks from reveal where project_id = ${projectId} and account_id = ${accountId} and at > ${since}`.execute(
    tx,
  )
  if (counted.rows[0]!.looks >= MOST_AN_HOUR)
    throw new DoorProblem('too-many', 429, '一小时内查看的次数太多，请稍后再试', 600)
  const revealId = uuid()
  await sql`insert into reveal (project_id, id, person_id, account_id, kind, purpose, case_id, at)
    values (${projectId}, ${revealId}, ${personId}, ${accountId}, ${kind}, ${look.purpose}, ${caseId}, ${now})`.execute(
    tx,
  )
  return { value: await openItem(tx, secrets, look), revealId }
}

async function requireRight(
  tx: Tx,
  procedures: Readonly<Record<string, Procedure>>,
  session: Session,
  { projectId, personId, kind, caseId }: Look,
  now: Date,
): Promise<void> {
  const roles = rolesIn(session, projectId)
  const holds = (some: readonly Role[]) => roles.some((role) => some.includes(role))
  if (caseId !== null) {
    const { of } = await reachCase(tx, procedures, projectId, { procedure: null, id: caseId }, { session }, now)
    // "Call" is for the person of the case; somebody else needs a purpose of his own.
    if (of.personId !== personId) throw new Refusal('not-found', '没有找到这位住户')
    if (kind === 'phone' && !of.final) return
  }
  if (!holds(kind === 'id-number' ? ID_KEEPERS : KEEPERS))
    throw new Refusal('wrong-role', '您的岗位不能查看这项个人信息')
}

async function openItem(tx: Tx, secrets: Secrets, { projectId, personId, kind, itemId }: Look): Promise<string> {
  const one = await sealedItem(tx, projectId, personId, kind, itemId)
  if (!one) throw new Refusal('not-found', '没有登记这项信息')
  const place = {
    phone: { table: 'person_phone', record: one.id, field: 'phone' },
    'id-number': { table: 'person', record: one.id, field: 'id_number' },
    'emergency-contact': { table: 'emergency_contact', record: one.id, field: 'phone' },
  } as const
  return openField(secrets, place[kind], one.sealed)
}

async function sealedItem(tx: Tx, projectId: number, personId: string, kind: RevealKind, itemId: string | null) {
  const found = await {
    phone: sql<{ id: string; sealed: Buffer }>`
      select id, phone_sealed as sealed from person_phone
      where project_id = ${projectId} and person_id = ${personId} and (${itemId}::uuid is null or id = ${itemId}::uuid)
      order by made_at, id limit 1`,
    'id-number': sql<{ id: string; sealed: Buffer }>`
      select id, id_number_sealed as sealed from person
      where project_id = ${projectId} and id = ${personId} and id_number_sealed is not null`,
    'emergency-contact': sql<{ id: string; sealed: Buffer }>`
      select id, phone_sealed as sealed from emergency_contact
      where project_id = ${projectId} and person_id = ${personId} and (${itemId}::uuid is null or id = ${itemId}::uuid)
      order by name, id limit 1`,
  }[kind].execute(tx)
  return found.rows[0]
}
