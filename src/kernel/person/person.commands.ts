import { sql } from 'kysely'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import { maskText } from '../privacy/mask-text.ts'
import { nameKey, personTokens } from '../search/tokens.ts'
import type { Secrets } from '../secrets.ts'
import { isIdNumber, maskPhone, normalPhone } from './phone.ts'
import { equalityToken, phoneTokens, sealField } from './vault.ts'

type Relation = 'owner' | 'family' | 'tenant' | 'merchant' | 'agent'

const badForm = (field: string, text: string) => new Refusal('bad-form', text, { fields: [{ field, text }] })

/** The person, locked, when the project has one with this id that was not erased. */
export async function requirePerson(tx: Tx, projectId: number, personId: string): Promise<void> {
  const { rows } = await sql`
    select from person where project_id = ${projectId} and id = ${personId} and erased_at is null for update`.execute(
    tx,
  )
  if (rows.length === 0) throw new Refusal('not-found', '没有找到这位住户')
}

/** Puts a resident on file. Sent twice with the same id it is done once; answers whether this call did it. */
export async function addPerson(
  tx: Tx,
  projectId: number,
  person: { id: string; name: string; language?: string },
  at: Date,
): Promise<boolean> {
  const name = maskText(person.name)
  const { rows } = await sql`
    insert into person (project_id, id, name, name_key, tokens, language, made_at)
    values (${projectId}, ${person.id}, ${name}, ${nameKey(name)}, ${personTokens(name)}, ${person.language ?? 'zh-CN'}, ${at})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}

export async function renamePerson(tx: Tx, projectId: number, personId: string, typed: string): Promise<void> {
  const name = maskText(typed)
  await requirePerson(tx, projectId, personId)
  await sql`update person set name = ${name}, name_key = ${nameKey(name)}, tokens = ${personTokens(name)}, token_rules = default
    where project_id = ${projectId} and id = ${personId}`.execute(tx)
}

/** Keeps an ID number sealed, or removes it. Throws 400 for one whose check digit is wrong. */
export async function recordIdNumber(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  personId: string,
  typed: string | null,
): Promise<void> {
  const idNumber = typed?.normalize('NFKC').trim().toUpperCase() ?? null
  if (idNumber !== null && !isIdNumber(idNumber)) throw badForm('idNumber', '身份证号不对，请核对 18 位号码')
  await requirePerson(tx, projectId, personId)
  const sealed =
    idNumber === null ? null : sealField(secrets, { table: 'person', record: personId, field: 'id_number' }, idNumber)
  const token = idNumber === null ? null : equalityToken(secrets, 'id-number', idNumber)
  await sql`update person set id_number_sealed = ${sealed}, id_number_token = ${token}
    where project_id = ${projectId} and id = ${personId}`.execute(tx)
}

/** Adds a phone, sealed; answers it masked. Sent twice with the same id it is added once. */
export async function addPhone(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  personId: string,
  phone: { id: string; number: string; label: string },
  at: Date,
): Promise<string> {
  await requirePerson(tx, projectId, personId)
  const number = normalPhone(phone.number)
  const sealed = sealField(secrets, { table: 'person_phone', record: phone.id, field: 'phone' }, number)
  const { whole, tail } = phoneTokens(secrets)
  await sql`
    insert into person_phone (project_id, id, person_id, phone_sealed, phone_masked, phone_token, tail_token, label, made_at)
    values (${projectId}, ${phone.id}, ${personId}, ${sealed}, ${maskPhone(number)}, ${whole(number)}, ${tail(number)}, ${maskText(phone.label)}, ${at})
    on conflict do nothing`.execute(tx)
  return maskPhone(number)
}

/** Adds a bank account, sealed; answers it masked. Sent twice with the same id it is added once. */
export async function addBankAccount(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  personId: string,
  added: { id: string; account: string; label: string },
  at: Date,
): Promise<string> {
  await requirePerson(tx, projectId, personId)
  const masked = `${'*'.repeat(added.account.length - 4)}${added.account.slice(-4)}`
  const sealed = sealField(secrets, { table: 'person_secret', record: added.id, field: 'bank-account' }, added.account)
  await sql`
    insert into person_secret (project_id, id, person_id, kind, label, sealed, masked, made_at)
    values (${projectId}, ${added.id}, ${personId}, 'bank-account', ${maskText(added.label)}, ${sealed}, ${masked}, ${at})
    on conflict do nothing`.execute(tx)
  return masked
}

export async function dropBankAccount(tx: Tx, projectId: number, personId: string, id: string): Promise<void> {
  const { rows } = await sql`
    delete from person_secret where project_id = ${projectId} and person_id = ${personId} and id = ${id} returning id`.execute(
    tx,
  )
  if (rows.length === 0) throw new Refusal('not-found', '没有找到')
}

export async function dropPhone(tx: Tx, projectId: number, personId: string, phoneId: string): Promise<void> {
  const { rows } = await sql`
    delete from person_phone where project_id = ${projectId} and person_id = ${personId} and id = ${phoneId} returning id`.execute(
    tx,
  )
  if (rows.length === 0) throw new Refusal('not-found', '没有找到')
}

/** Records that a person belongs to a unit, from a day on. */
export async function moveIn(
  tx: Tx,
  projectId: number,
  personId: string,
  residence: { id: string; unitId: string; relation: Relation; fromOn: string; toOn: string | null },
): Promise<void> {
  await requirePerson(tx, projectId, personId)
  const { id, unitId, relation, fromOn, toOn } = residence
  if (toOn !== null && toOn < fromOn) throw badForm('toOn', '迁出日期不能早于迁入日期')
  const unit = await sql`select from unit where project_id = ${projectId} and id = ${unitId}`.execute(tx)
  if (unit.rows.length === 0) throw badForm('unitId', '没有找到这套房')
  const same = await sql`
    select from residence where project_id = ${projectId} and person_id = ${personId} and unit_id = ${unitId} and relation = ${relation}
      and id <> ${id} and from_on <= coalesce(${toOn}::date, 'infinity') and (to_on is null or to_on >= ${fromOn})`.execute(
    tx,
  )
  if (same.rows.length > 0) throw badForm('fromOn', '这段时间已经登记过这层关系')
  await sql`
    insert into residence (project_id, id, unit_id, person_id, relation, from_on, to_on)
    values (${projectId}, ${id}, ${unitId}, ${personId}, ${relation}, ${fromOn}, ${toOn}) on conflict do nothing`.execute(
    tx,
  )
}

/** Records the last day of a relation. */
export async function moveOut(
  tx: Tx,
  projectId: number,
  personId: string,
  residenceId: string,
  toOn: string,
): Promise<void> {
  const { rows } = await sql<{ fromOn: string }>`
    select from_on from residence
    where project_id = ${projectId} and person_id = ${personId} and id = ${residenceId} for update`.execute(tx)
  const [residence] = rows
  if (!residence) throw new Refusal('not-found', '没有找到')
  if (toOn < residence.fromOn) throw badForm('toOn', '迁出日期不能早于迁入日期')
  await sql`update residence set to_on = ${toOn} where project_id = ${projectId} and id = ${residenceId}`.execute(tx)
}

export async function addContact(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  personId: string,
  contact: { id: string; name: string; relation: string; phone: string },
): Promise<string> {
  await requirePerson(tx, projectId, personId)
  const number = normalPhone(contact.phone)
  const sealed = sealField(secrets, { table: 'emergency_contact', record: contact.id, field: 'phone' }, number)
  await sql`
    insert into emergency_contact (project_id, id, person_id, name, relation, phone_sealed, phone_masked)
    values (${projectId}, ${contact.id}, ${personId}, ${maskText(contact.name)}, ${maskText(contact.relation)}, ${sealed}, ${maskPhone(number)})
    on conflict do nothing`.execute(tx)
  return maskPhone(number)
}

export async function dropContact(tx: Tx, projectId: number, personId: string, contactId: string): Promise<void> {
  const { rows } = await sql`
    delete from emergency_contact where project_id = ${projectId} and person_id = ${personId} and id = ${contactId} returning id`.execute(
    tx,
  )
  if (rows.length === 0) throw new Refusal('not-found', '没有找到')
}
