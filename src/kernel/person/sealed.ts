import { sql } from 'kysely'
import { Refusal } from '../case/refusal.ts'
import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import type { Secrets } from '../secrets.ts'
import { relationTitles } from './relations.ts'
import { type FieldPlace, openField } from './vault.ts'

/** Opens sealed fields of persons. Only reveal.ts and the copy of one's own data call this, after writing who looks. */

export type SealedKind = 'phone' | 'emergency-contact' | 'id-number' | 'bank-account' | 'plate' | 'email'

interface Wanted {
  projectId: number
  personId: string
  kind: SealedKind
  /** Which phone, contact, account or car; null: the first. */
  itemId: string | null
}

/** Where each kind is sealed. */
const fields = {
  phone: { table: 'person_phone', field: 'phone' },
  'emergency-contact': { table: 'emergency_contact', field: 'phone' },
  'id-number': { table: 'person', field: 'id_number' },
  'bank-account': { table: 'person_secret', field: 'bank-account' },
  plate: { table: 'vehicle', field: 'plate' },
  email: { table: 'person_delivery', field: 'email' },
} as const satisfies Record<SealedKind, Omit<FieldPlace, 'record'>>

/** One field in the clear. Throws 404 when there is none. */
export async function openItem(tx: Tx, secrets: Secrets, wanted: Wanted): Promise<string> {
  const [item] = await sealedItems(tx, wanted)
  if (!item) throw new Refusal('not-found', '没有登记这项信息')
  return open(secrets, wanted.kind, item)
}

/** All fields of one kind in the clear. */
export async function openAll(tx: Tx, secrets: Secrets, wanted: Omit<Wanted, 'itemId'>): Promise<string[]> {
  const items = await sealedItems(tx, { ...wanted, itemId: null })
  return items.map((item) => open(secrets, wanted.kind, item))
}

interface Item {
  id: string
  sealed: Buffer
}

const open = (secrets: Secrets, kind: SealedKind, { id, sealed }: Item) =>
  openField(secrets, { ...fields[kind], record: id }, sealed)

async function sealedItems(tx: Tx, { projectId, personId, kind, itemId }: Wanted): Promise<Item[]> {
  const one = sql`project_id = ${projectId} and person_id = ${personId} and (${itemId}::uuid is null or id = ${itemId}::uuid)`
  const found = {
    phone: sql<Item>`select id, phone_sealed as sealed from person_phone where ${one} order by made_at, id`,
    'emergency-contact': sql<Item>`select id, phone_sealed as sealed from emergency_contact where ${one} order by name, id`,
    'bank-account': sql<Item>`select id, sealed from person_secret where ${one} and kind = 'bank-account' order by made_at, id`,
    plate: sql<Item>`select id, plate_sealed as sealed from vehicle where ${one} order by made_at, id`,
    'id-number': sql<Item>`
      select id, id_number_sealed as sealed from person
      where project_id = ${projectId} and id = ${personId} and id_number_sealed is not null`,
    email: sql<Item>`
      select person_id as id, email_sealed as sealed from person_delivery
      where project_id = ${projectId} and person_id = ${personId} and email_sealed is not null`,
  }[kind]
  return (await found.execute(tx)).rows
}

/** Everybody of the homes that a person lives in today, with relation and phones, one a line. */
export async function householdText(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  personId: string,
  now: Date,
): Promise<{ text: string; personIds: string[] }> {
  const today = businessDate(now)
  const { rows } = await sql<{ id: string; name: string; code: string; relation: keyof typeof relationTitles }>`
    select p.id, p.name, u.code, r.relation
    from residence mine
    join residence r on r.project_id = mine.project_id and r.unit_id = mine.unit_id
    join person p on p.project_id = r.project_id and p.id = r.person_id and p.erased_at is null
    join unit u on u.project_id = r.project_id and u.id = r.unit_id
    where mine.project_id = ${projectId} and mine.person_id = ${personId}
      and mine.from_on <= ${today} and (mine.to_on is null or mine.to_on >= ${today})
      and r.from_on <= ${today} and (r.to_on is null or r.to_on >= ${today})
    order by u.code, array_position(array['owner','family','tenant','merchant','agent'], r.relation), p.id limit 100`.execute(
    tx,
  )
  if (rows.length === 0) throw new Refusal('not-found', '没有登记这项信息')
  const lines: string[] = []
  for (const { id, name, code, relation } of rows) {
    const phones = await openAll(tx, secrets, { projectId, personId: id, kind: 'phone' })
    lines.push([code, relationTitles[relation], name, ...phones].join(' '))
  }
  return { text: lines.join('\n'), personIds: [...new Set(rows.map(({ id }) => id))] }
}
