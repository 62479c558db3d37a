import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { type FieldPlace, openField, sealField } from '../person/vault.ts'
import type { Policy } from '../policy/policy.ts'
import type { Secrets } from '../secrets.ts'
import type { Choices } from './delivery.contract.ts'
import type { Hours } from './when.ts'
import type { NoticeKind } from './words.ts'

/** How somebody of the staff wants to be told, and how a resident does. */

export const noChoices: Choices = { emailKinds: null, smsKinds: null, quietFrom: null, quietTo: null, digest: null }

/** What holds for somebody: what he chose, else what the project's settings say. */
export interface Wishes extends Hours {
  emailKinds: readonly NoticeKind[]
  smsKinds: readonly NoticeKind[]
}

export function wishesOf({ delivery }: Policy, chosen: Choices): Wishes {
  return {
    emailKinds: chosen.emailKinds ?? delivery.emailKinds,
    smsKinds: chosen.smsKinds ?? delivery.smsKinds,
    quietFrom: chosen.quietFrom ?? delivery.quietFrom,
    quietTo: chosen.quietTo ?? delivery.quietTo,
    digest: chosen.digest ?? delivery.digest,
    digestAt: delivery.digestAt,
  }
}

export interface StaffDelivery {
  accountId: string
  email: string | null
  /** The work phone where it is a mobile number: extensions and landlines take no text messages. */
  mobile: string | null
  choices: Choices
}

export async function staffDelivery(tx: Tx, accounts: readonly string[]): Promise<Map<string, StaffDelivery>> {
  const { rows } = await sql<StaffDelivery & { choices: Choices | null }>`
    select a.id as account_id, d.email, d.choices, substring(a.work_phone from '^1[3-9][0-9]{9}$') as mobile
    from account a left join account_delivery d on d.account_id = a.id
    where a.id = any(${[...accounts]}::uuid[]) and a.kind = 'staff' and a.disabled_at is null`.execute(tx)
  return new Map(rows.map((row) => [row.accountId, { ...row, choices: row.choices ?? noChoices }]))
}

export async function chooseStaff(
  tx: Tx,
  { accountId, email, choices }: Omit<StaffDelivery, 'mobile'>,
  at: Date,
): Promise<void> {
  await sql`
    insert into account_delivery (account_id, email, choices, changed_at)
    values (${accountId}, ${email}, ${JSON.stringify(choices)}::jsonb, ${at})
    on conflict (account_id) do update set email = excluded.email, choices = excluded.choices, changed_at = excluded.changed_at`.execute(
    tx,
  )
}

export interface PersonDelivery {
  personId: string
  bySms: boolean
  byEmail: boolean
  emailMasked: string | null
  /** The first mobile number that is registered; landlines take no text messages. */
  phoneId: string | null
  phoneMasked: string | null
  /** Agreed to be told about services; the last answer counts. */
  consented: boolean
}

export async function personDelivery(
  tx: Tx,
  projectId: number,
  persons: readonly string[],
): Promise<Map<string, PersonDelivery>> {
  const { rows } = await sql<PersonDelivery>`
    select p.id as person_id, coalesce(d.by_sms, true) as by_sms, coalesce(d.by_email, false) as by_email, d.email_masked,
      f.id as phone_id, f.phone_masked, coalesce(c.given, false) as consented
    from person p
    left join person_delivery d on d.project_id = p.project_id and d.person_id = p.id
    left join lateral (
      select id, phone_masked from person_phone f
      where f.project_id = p.project_id and f.person_id = p.id and f.phone_masked ~ '^1[0-9]{2}[*]{4}[0-9]{4}$'
      order by f.made_at, f.id limit 1) f on true
    left join lateral (
      select given from consent c where c.project_id = p.project_id and c.person_id = p.id and c.purpose = 'services'
      order by c.at desc, c.id desc limit 1) c on true
    where p.project_id = ${projectId} and p.id = any(${[...persons]}::uuid[]) and p.erased_at is null`.execute(tx)
  return new Map(rows.map((row) => [row.personId, row]))
}

const emailPlace = (personId: string): FieldPlace => ({ table: 'person_delivery', record: personId, field: 'email' })

/** `email` undefined keeps what is there, null forgets it. */
export async function choosePerson(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  chosen: { personId: string; bySms: boolean; byEmail: boolean; email: string | null | undefined },
  at: Date,
): Promise<void> {
  const { personId, bySms, byEmail, email } = chosen
  const sealed = email ? sealField(secrets, emailPlace(personId), email) : null
  const keeps = email === undefined
  await sql`
    insert into person_delivery (project_id, person_id, by_sms, by_email, email_sealed, email_masked, changed_at)
    values (${projectId}, ${personId}, ${bySms}, ${byEmail}, ${sealed}, ${email ? maskEmail(email) : null}, ${at})
    on conflict (project_id, person_id) do update set by_sms = excluded.by_sms, by_email = excluded.by_email,
      email_sealed = case when ${keeps} then person_delivery.email_sealed else excluded.email_sealed end,
      email_masked = case when ${keeps} then person_delivery.email_masked else excluded.email_masked end,
      changed_at = excluded.changed_at`.execute(tx)
}

/**
 * The address of a resident in the clear, for sending him what he agreed to; its row of `delivery` was written before
 * and stays as the record of it. Null when there is none any more.
 */
export async function addressOf(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  { personId, way }: { personId: string; way: 'email' | 'sms' },
): Promise<string | null> {
  const of = (await personDelivery(tx, projectId, [personId])).get(personId)
  if (!of?.consented || !(way === 'email' ? of.byEmail : of.bySms)) return null
  const { rows } =
    way === 'email'
      ? await sql<{ id: string; sealed: Buffer }>`
          select person_id as id, email_sealed as sealed from person_delivery
          where project_id = ${projectId} and person_id = ${personId} and email_sealed is not null`.execute(tx)
      : await sql<{ id: string; sealed: Buffer }>`
          select id, phone_sealed as sealed from person_phone
          where project_id = ${projectId} and id = ${of.phoneId}`.execute(tx)
  const [found] = rows
  if (!found) return null
  const phone: FieldPlace = { table: 'person_phone', record: found.id, field: 'phone' }
  return openField(secrets, way === 'email' ? emailPlace(personId) : phone, found.sealed)
}

/** z***@example.com */
export function maskEmail(email: string): string {
  const [name = '', domain = ''] = email.split('@')
  return `${name.slice(0, 1)}***@${domain}`
}
