import { sql } from 'kysely'
import { type Database, inCompany, inProject, type Tx } from '../db/db.ts'
import type { ImportKind } from '../import/kind.ts'
import type { Secrets } from '../secrets.ts'
import { type FieldPlace, openField, sealField } from './vault.ts'

/** Values that are sealed in one column (or one cell of the staged rows), in words of SQL. */
export interface SealedValues {
  table: string
  /** Read and written inside a project, or a table of the whole company. */
  of: 'project' | 'company'
  /** What tells one row from another, with its types; of project tables behind project_id. */
  keys: Readonly<Record<string, string>>
  /** The sealed bytes, and how they are set: `n.sealed` are the new ones. */
  value: string
  set: string
  /** Where it was sealed for. */
  place: { table: FieldPlace['table']; record: string; field: string }
  only?: string
}

/** Values in one transaction: some tens of milliseconds, between which others write. */
const BATCH = 500

/** Every column that holds sealed values. A test compares it with the schema. */
export const sealedColumns: readonly SealedValues[] = [
  column('account', 'totp_sealed', { field: 'totp', of: 'company' }),
  column('account', 'totp_pending_sealed', { field: 'totp', of: 'company' }),
  column('delivery_endpoint', 'secret_sealed', { field: 'secret', of: 'company' }),
  column('delivery_endpoint', 'old_secret_sealed', { field: 'secret', of: 'company' }),
  column('person', 'id_number_sealed', { field: 'id_number' }),
  column('person_phone', 'phone_sealed', { field: 'phone' }),
  column('person_delivery', 'email_sealed', { field: 'email', key: 'person_id' }),
  column('person_secret', 'sealed', { field: 'bank-account' }),
  column('emergency_contact', 'phone_sealed', { field: 'phone' }),
  column('vehicle', 'plate_sealed', { field: 'plate' }),
  column('signature_text', 'sealed', { field: 'text', key: 'signature_id' }),
  column('case_original', 'sealed', { field: 'original', key: 'case_id' }),
  {
    ...column('case_text_original', 'sealed', { field: '' }),
    keys: { case_id: 'uuid', seq: 'integer', field: 'text' },
    place: { table: 'case_text_original', record: `t.case_id || ':' || t.seq`, field: 't.field' },
  },
]

function column(
  table: FieldPlace['table'],
  name: string,
  { field, key = 'id', of = 'project' }: { field: string; key?: string; of?: SealedValues['of'] },
): SealedValues {
  const place = { table, record: `t.${key}::text`, field: `'${field}'` }
  return { table, of, keys: { [key]: 'uuid' }, value: `t.${name}`, set: `${name} = n.sealed`, place }
}

/** Rows of imports that are checked and wait; they are copied into the tables above as they stand. */
function stagedValues(kinds: readonly ImportKind[]): SealedValues[] {
  return kinds.flatMap(({ name, sealed }) =>
    sealed.map(({ cell, record, table, field }) => ({
      table: 'import_row',
      of: 'project' as const,
      keys: { import_id: 'uuid', row: 'integer' },
      value: `decode(t.cells[${cell}], 'hex')`,
      set: `cells[${cell}] = encode(n.sealed, 'hex')`,
      place: { table, record: `t.cells[${record}]`, field: `'${field}'` },
      only: `t.import_id in (select id from import_run r where r.project_id = t.project_id and r.kind = '${name}')`,
    })),
  )
}

export interface Resealed {
  /** Values that are under the newest key now and were not before. */
  done: number
  /** `table field record` of those that no key opens; they are left as they are. */
  shut: string[]
}

/**
 * Seals every value anew that is not under the newest data key, batch by batch, while others work: a value that somebody
 * changes meanwhile is left as he wrote it. Broken off it goes on where it was: each value tells its key.
 */
export async function resealAll(
  db: Database,
  secrets: Pick<Secrets, 'dataKey'>,
  kinds: readonly ImportKind[],
  onBatch: (table: string, done: number) => Promise<void> | void = () => {},
): Promise<Resealed> {
  const all: Resealed = { done: 0, shut: [] }
  const projects = await projectsOf(db)
  // Staged rows first: what is copied out of them later is under the new key then.
  for (const values of [...stagedValues(kinds), ...sealedColumns]) {
    for (const project of values.of === 'company' ? [null] : projects) {
      for (let after: string[] | null = null; ; ) {
        const from: string[] | null = after
        const work = (tx: Tx): Promise<Batch> => resealBatch(tx, secrets, values, project, from)
        const batch: Batch = await (project === null ? inCompany(db, work) : inProject(db, project, work))
        all.done += batch.done
        all.shut.push(...batch.shut)
        if (batch.last === null) break
        after = batch.last
        await onBatch(values.table, all.done)
      }
    }
  }
  return all
}

/** The tables of whose first value the keys at hand are not the right ones. */
export async function findShut(
  db: Database,
  secrets: Pick<Secrets, 'dataKey'>,
  kinds: readonly ImportKind[],
): Promise<string[]> {
  const shut = new Set<string>()
  const projects = await projectsOf(db)
  for (const values of [...stagedValues(kinds), ...sealedColumns])
    for (const project of values.of === 'company' ? [null] : projects) {
      const look = async (tx: Tx) => {
        for (const one of await sealedBehind(tx, values, project, { version: 0, after: null, limit: 1 }))
          if (textOf(secrets, values, one) === null) shut.add(values.table)
      }
      await (project === null ? inCompany(db, look) : inProject(db, project, look))
    }
  return [...shut]
}

const projectsOf = (db: Database) =>
  inCompany(db, async (tx) =>
    (await sql<{ id: number }>`select id from project order by id`.execute(tx)).rows.map(({ id }) => id),
  )

type Batch = Resealed & {
  /** The keys of the last value; null: there was none. */
  last: string[] | null
}

interface One {
  keys: string[]
  sealed: Buffer
  record: string
  field: string
}

async function resealBatch(
  tx: Tx,
  secrets: Pick<Secrets, 'dataKey'>,
  values: SealedValues,
  project: number | null,
  after: string[] | null,
): Promise<Batch> {
  const { version } = secrets.dataKey.current
  const found = await sealedBehind(tx, values, project, { version, after, limit: BATCH })
  const open = found.map((one) => ({ ...one, text: textOf(secrets, values, one) }))
  const fresh = open.flatMap(({ text, ...one }) =>
    text === null ? [] : [{ ...one, anew: sealField(secrets, placeOf(values, one), text) }],
  )
  const names = Object.keys(values.keys)
  const lists = names.map(
    (name, nth) => sql`${fresh.map(({ keys }) => keys[nth]!)}::text[]::${sql.raw(values.keys[name]!)}[]`,
  )
  const same = names.map((name) => sql`${sql.ref(`t.${name}`)} = ${sql.ref(`n.${name}`)}`)
  const { numAffectedRows } = await sql`
    update ${sql.table(values.table)} t set ${sql.raw(values.set)}
    from unnest(${sql.join(lists)}, ${fresh.map(({ sealed }) => sealed)}::bytea[], ${fresh.map(({ anew }) => anew)}::bytea[])
      as n (${sql.raw(names.join(', '))}, before, sealed)
    where ${inProjectOf(project)} and ${sql.join(same, sql` and `)} and ${sql.raw(values.value)} = n.before`.execute(tx)
  const shut = open.filter(({ text }) => text === null).map(({ keys }) => `${values.table} ${keys.join(' ')}`)
  return { done: Number(numAffectedRows ?? 0), shut, last: found.at(-1)?.keys ?? null }
}

/** Sealed values in the order of their keys that are not under `version` (0: any). */
async function sealedBehind(
  tx: Tx,
  { table, keys, value, place, only }: SealedValues,
  project: number | null,
  { version, after, limit }: { version: number; after: string[] | null; limit: number },
): Promise<One[]> {
  const names = sql.raw(
    Object.keys(keys)
      .map((name) => `t.${name}`)
      .join(', '),
  )
  const texts = sql.raw(
    Object.keys(keys)
      .map((name) => `t.${name}::text`)
      .join(', '),
  )
  const behind =
    after === null
      ? sql`true`
      : sql`(${names}) > (${sql.join(Object.values(keys).map((type, nth) => sql`${after[nth]!}::text::${sql.raw(type)}`))})`
  const { rows } = await sql<One>`
    select array[${texts}] as keys, ${sql.raw(value)} as sealed, ${sql.raw(place.record)} as record,
      ${sql.raw(place.field)}::text as field
    from ${sql.table(table)} t
    where ${inProjectOf(project)} and ${behind} and ${sql.raw(only ?? 'true')}
      and substring(${sql.raw(value)} from 1 for 1) not in ('', ${Buffer.from([version])}::bytea)
    order by ${names} limit ${limit}`.execute(tx)
  return rows
}

const inProjectOf = (project: number | null) => (project === null ? sql`true` : sql`t.project_id = ${project}`)

const placeOf = ({ place }: SealedValues, { record, field }: One): FieldPlace => ({ table: place.table, record, field })

function textOf(secrets: Pick<Secrets, 'dataKey'>, values: SealedValues, one: One): string | null {
  try {
    return openField(secrets, placeOf(values, one), one.sealed)
  } catch {
    return null
  }
}
