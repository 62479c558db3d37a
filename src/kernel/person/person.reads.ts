import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import type { LookKind, LookReason } from '../privacy/words.ts'

type Relation = 'owner' | 'family' | 'tenant' | 'merchant' | 'agent'

export interface PersonRow {
  id: string
  name: string
  language: string
  idNumberSealed: Buffer | null
  madeAt: Date
  erasedAt: Date | null
  hasAccount: boolean
}

/** A resident; null when the project has none with this id. */
export async function findPerson(tx: Tx, projectId: number, personId: string): Promise<PersonRow | null> {
  const { rows } = await sql<PersonRow>`
    select p.id, p.name, p.language, p.id_number_sealed, p.made_at, p.erased_at,
      exists (select from account_person l where l.project_id = p.project_id and l.person_id = p.id) as has_account
    from person p where p.project_id = ${projectId} and p.id = ${personId}`.execute(tx)
  return rows[0] ?? null
}

export async function phonesOf(tx: Tx, projectId: number, personId: string) {
  const { rows } = await sql<{ id: string; masked: string; label: string }>`
    select id, phone_masked as masked, label from person_phone
    where project_id = ${projectId} and person_id = ${personId} order by made_at, id limit 50`.execute(tx)
  return rows
}

export async function accountsOf(tx: Tx, projectId: number, personId: string) {
  const { rows } = await sql<{ id: string; masked: string; label: string }>`
    select id, masked, label from person_secret
    where project_id = ${projectId} and person_id = ${personId} and kind = 'bank-account' order by made_at, id limit 50`.execute(
    tx,
  )
  return rows
}

export async function residencesOf(tx: Tx, projectId: number, personId: string) {
  const { rows } = await sql<{
    id: string
    unit: { id: string; code: string }
    relation: Relation
    fromOn: string
    toOn: string | null
  }>`
    select r.id, json_build_object('id', u.id, 'code', u.code) as unit, r.relation, r.from_on, r.to_on
    from residence r join unit u on u.project_id = r.project_id and u.id = r.unit_id
    where r.project_id = ${projectId} and r.person_id = ${personId} order by r.from_on desc, r.id limit 200`.execute(tx)
  return rows
}

export async function contactsOf(tx: Tx, projectId: number, personId: string) {
  const { rows } = await sql<{ id: string; name: string; relation: string; masked: string }>`
    select id, name, relation, phone_masked as masked from emergency_contact
    where project_id = ${projectId} and person_id = ${personId} order by name, id limit 50`.execute(tx)
  return rows
}

/** Looks at a resident's personal fields, newest first. */
export async function revealsOf(tx: Tx, projectId: number, personId: string, most: number) {
  const { rows } = await sql<{
    id: string
    at: Date
    by: string
    kind: LookKind
    reason: LookReason
    purpose: string
    caseId: string | null
  }>`
    select v.id, v.at, a.name as by, v.kind, v.reason, v.purpose, v.case_id
    from reveal v join account a on a.id = v.account_id
    where v.project_id = ${projectId} and v.person_id = ${personId} order by v.at desc, v.id desc limit ${most}`.execute(
    tx,
  )
  return rows
}

/** Who looked at an owner's data, over the projects he has to do with: name and post, never a phone. */
export async function revealsForOwner(tx: Tx, persons: readonly { project: number; person: string }[], most: number) {
  const { rows } = await sql<{
    id: string
    at: Date
    by: string
    kind: LookKind
    reason: LookReason
    purpose: string
    caseNumber: string | null
  }>`
    select v.id, v.at, v.kind, v.reason, v.purpose, c.number as case_number,
      a.name || coalesce('（' || (
        select string_agg(distinct p.title, '、') from post_holding h join post p on p.id = h.post_id
        where h.account_id = a.id and (p.project_id = v.project_id or p.project_id is null) and h.from_at <= v.at and (h.to_at is null or h.to_at > v.at)
      ) || '）', '') as by
    from unnest(${persons.map(({ project }) => project)}::int[], ${persons.map(({ person }) => person)}::uuid[]) mine(project_id, person_id)
    cross join lateral (
      select * from reveal v where v.project_id = mine.project_id and v.person_id = mine.person_id order by v.at desc limit ${most}) v
    join account a on a.id = v.account_id
    left join cases c on c.project_id = v.project_id and c.id = v.case_id
    order by v.at desc, v.id desc limit ${most}`.execute(tx)
  return rows
}
