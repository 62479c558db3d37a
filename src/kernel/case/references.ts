import type { z } from 'zod'
import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { attachFiles } from '../file/attach.ts'
import { say } from '../text/translate.ts'
import { type FieldMeta, metaOf } from './fields.ts'
import type { FieldTrouble } from './refusal.ts'

type Kind = NonNullable<FieldMeta['as']>
type Lookup = (tx: Tx, projectId: number, ids: readonly string[], at: Date) => Promise<unknown[]>

/** What an id in a form may point at: rows of this project, or staff that holds a post in it. */
const lookups: Partial<Record<Kind, Lookup>> = {
  files: attachFiles,
  unit: (tx, project, ids) => prepared(tx)`select id from unit where project_id = ${project} and id = any (${ids})`,
  place: (tx, project, ids) => prepared(tx)`select id from place where project_id = ${project} and id = any (${ids})`,
  person: (tx, project, ids) => prepared(tx)`select id from person where project_id = ${project} and id = any (${ids})`,
  department: (tx, _project, ids) => prepared(tx)`select id from department where id = any (${ids})`,
  account: (tx, project, ids, at) => staff(tx, project, ids, at, null),
  technician: (tx, project, ids, at) => staff(tx, project, ids, at, 'technician'),
  head: (tx, project, ids, at) => prepared(tx)`
    select distinct a.id from account a join post_holding h on h.account_id = a.id join post p on p.id = h.post_id
    where a.id = any (${ids}) and a.disabled_at is null and p.heads and p.closed_at is null
      and (p.project_id = ${project} or p.project_id is null) and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at})`,
  repair: (tx, project, ids) => casesOf(tx, project, ids, 'repair'),
  complaint: (tx, project, ids) => casesOf(tx, project, ids, 'complaint'),
  work: (tx, project, ids) => prepared(tx)`select id from cases where project_id = ${project} and id = any (${ids})`,
}

function casesOf(tx: Tx, projectId: number, ids: readonly string[], procedure: string) {
  return prepared(tx)`
    select id from cases where project_id = ${projectId} and procedure = ${procedure} and id = any (${ids})`
}

function staff(tx: Tx, projectId: number, ids: readonly string[], at: Date, role: string | null) {
  return prepared(tx)`
    select distinct a.id from account a join post_holding h on h.account_id = a.id join post p on p.id = h.post_id
    where a.id = any (${ids}) and a.disabled_at is null and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
      and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at}) and (${role}::text is null or p.role = ${role})`
}

/** The fields of a form whose ids point at nothing within reach. */
export async function lostReferences(
  tx: Tx,
  projectId: number,
  schema: z.ZodObject,
  values: Record<string, unknown>,
  at: Date,
): Promise<FieldTrouble[]> {
  const found = referencesOf(schema).map(async ({ field, label, lookup }) => {
    const value = values[field]
    const ids = [...new Set(value === undefined || value === null ? [] : Array.isArray(value) ? value : [value])]
    const rows = ids.length > 0 ? await lookup(tx, projectId, ids, at) : []
    return rows.length === ids.length ? [] : [{ field, text: say('没有找到所选的{label}', { label }) }]
  })
  return (await Promise.all(found)).flat()
}

interface Reference {
  field: string
  label: string
  lookup: Lookup
}

const known = new WeakMap<z.ZodObject, readonly Reference[]>()

/** The fields of a form that hold ids; found once per form. */
function referencesOf(schema: z.ZodObject): readonly Reference[] {
  const references =
    known.get(schema) ??
    Object.entries(schema.shape).flatMap(([field, type]) => {
      const { as, label = '内容' } = metaOf(type as z.ZodType)
      const lookup = as && lookups[as]
      return lookup ? [{ field, label, lookup }] : []
    })
  known.set(schema, references)
  return references
}
