import { sql } from 'kysely'
import type { Engine } from '../case/engine.ts'
import type { RoomReads } from '../case/sheets.ts'
import { addMonths, businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { currentPolicy } from '../policy/policies.ts'
import { say } from '../text/translate.ts'
import { eraseCase } from './erase-case.ts'
import { ERASED_NAME } from './words.ts'

/** What an erasure did, in figures. */
export interface Erasure {
  cases: number
  texts: number
  signatures: number
  phones: number
  contacts: number
  accounts: number
}

/** Why a person cannot be erased yet: what goes on, what is owed, who still lives here. Nothing: it can be done. */
export async function holdsBack(
  tx: Tx,
  reads: Readonly<Record<string, RoomReads>>,
  projectId: number,
  personId: string,
  now: Date,
): Promise<string[]> {
  const today = businessDate(now)
  const { rows } = await sql<{ open: number; living: string | null }>`
    select
      (select count(*)::int from cases where project_id = ${projectId} and person_id = ${personId} and not final) as open,
      (select string_agg(u.code, '、' order by u.code) from residence r join unit u on u.project_id = r.project_id and u.id = r.unit_id
        where r.project_id = ${projectId} and r.person_id = ${personId} and (r.to_on is null or r.to_on >= ${today})) as living`.execute(
    tx,
  )
  const { open, living } = rows[0]!
  const ofRooms = []
  for (const room of Object.values(reads))
    if (room.holdsBack) ofRooms.push(...(await room.holdsBack(tx, projectId, personId)))
  return [
    ...(living === null ? [] : [say('还登记在住：{units}，请先登记迁出', { units: living })]),
    ...(open === 0 ? [] : [say('还有 {count} 件事项没有办结', { count: open })]),
    ...ofRooms,
  ]
}

/**
 * Erases a person: name, phones, ID number, contacts, accounts, and what was written and photographed in the cases.
 * What stays: the log with its figures and hashes, money, signed forms (sealed until their time is over), and who
 * looked at the data. Answers the figures, and hashes of pictures whose bytes may go.
 */
export async function erasePerson(
  tx: Tx,
  engine: Engine,
  projectId: number,
  personId: string,
  now: Date,
): Promise<{ done: Erasure; pictures: Buffer[] }> {
  const { body } = await currentPolicy(tx, projectId, now)
  const until = { at: now, keptUntil: addMonths(businessDate(now), body.privacy.signatureMonths) }
  const { rows: cases } = await sql<{ id: string }>`
    select c.id from cases c
    where c.project_id = ${projectId} and (c.person_id = ${personId} or c.parent_id in (
      select p.id from cases p where p.project_id = ${projectId} and p.person_id = ${personId}))
    order by c.opened_at, c.id`.execute(tx)
  const done: Erasure = { cases: cases.length, texts: 0, signatures: 0, phones: 0, contacts: 0, accounts: 0 }
  const pictures: Buffer[] = []
  for (const { id } of cases) {
    const erased = await eraseCase(tx, engine, projectId, id, until)
    done.texts += erased.texts
    done.signatures += erased.signatures
    pictures.push(...erased.pictures)
  }
  const of = sql`project_id = ${projectId} and person_id = ${personId}`
  done.phones = (await sql`delete from person_phone where ${of} returning id`.execute(tx)).rows.length
  done.contacts = (await sql`delete from emergency_contact where ${of} returning id`.execute(tx)).rows.length
  await sql`delete from person_secret where ${of}`.execute(tx)
  await sql`delete from vehicle where ${of}`.execute(tx)
  await sql`delete from person_delivery where ${of}`.execute(tx)
  await sql`update delivery set to_masked = null where ${of}`.execute(tx)
  await sql`delete from sign_in_slip where ${of}`.execute(tx)
  await sql`update reveal_request set purpose = '', decision_note = '' where ${of}`.execute(tx)
  await sql`update data_request set note = '', answer = '' where ${of}`.execute(tx)
  done.accounts = await closeAccounts(tx, projectId, personId, now)
  await sql`
    update person set name = ${ERASED_NAME}, name_key = '', tokens = '{}', id_number_sealed = null, id_number_token = null,
      outside_no = null, erased_at = ${now}
    where project_id = ${projectId} and id = ${personId}`.execute(tx)
  return { done, pictures }
}

/** Accounts that stood for this person alone sign in no more and lose their name. */
async function closeAccounts(tx: Tx, projectId: number, personId: string, now: Date): Promise<number> {
  const { rows } = await sql<{ accountId: string }>`
    delete from account_person where project_id = ${projectId} and person_id = ${personId} returning account_id`.execute(
    tx,
  )
  const accounts = rows.map(({ accountId }) => accountId)
  await sql`
    update account a set name = ${ERASED_NAME}, work_phone = null, disabled_at = coalesce(disabled_at, ${now})
    where a.id = any (${accounts}::uuid[]) and a.kind = 'owner'
      and not exists (select from persons_of_account(a.id))`.execute(tx)
  await sql`
    delete from session s
    where s.account_id = any (${accounts}::uuid[]) and exists (select from account a where a.id = s.account_id and a.disabled_at is not null)`.execute(
    tx,
  )
  return accounts.length
}
