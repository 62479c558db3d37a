import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '../db/db.ts'
import { type FieldMeta, metaOf } from './fields.ts'
import { Refusal } from './refusal.ts'

type Kind = NonNullable<FieldMeta['as']>

/** What an id in a form may point at: rows of this project, or staff that holds a post in it. */
const lookups: Partial<
  Record<Kind, (projectId: number, ids: readonly string[], at: Date) => ReturnType<typeof sql<{ id: string }>>>
> = {
  files: (project, ids) => sql`select id from file where project_id = ${project} and id = any (${ids})`,
  unit: (project, ids) => sql`select id from unit where project_id = ${project} and id = any (${ids})`,
  place: (project, ids) => sql`select id from place where project_id = ${project} and id = any (${ids})`,
  person: (project, ids) => sql`select id from person where project_id = ${project} and id = any (${ids})`,
  department: (_project, ids) => sql`select id from department where id = any (${ids})`,
  account: (project, ids, at) => staff(project, ids, at, null),
  technician: (project, ids, at) => staff(project, ids, at, 'technician'),
}

/** Throws Refusal `bad-form` when an id of the form points at nothing within reach. */
export async function checkReferences(
  tx: Tx,
  projectId: number,
  schema: z.ZodObject,
  values: Record<string, unknown>,
  at: Date,
): Promise<void> {
  for (const [field, type] of Object.entries(schema.shape)) {
    const meta = metaOf(type as z.ZodType)
    const lookup = meta.as && lookups[meta.as]
    const value = values[field]
    if (!lookup || value === undefined) continue
    const ids = [...new Set(Array.isArray(value) ? (value as string[]) : [value as string])]
    if (ids.length === 0) continue
    const { rows } = await lookup(projectId, ids, at).execute(tx)
    if (rows.length !== ids.length)
      throw new Refusal('bad-form', '表单有未填或填错的地方', {
        fields: [{ field, text: `没有找到所选的${meta.label ?? '内容'}` }],
      })
  }
}

function staff(projectId: number, ids: readonly string[], at: Date, role: string | null) {
  return sql<{ id: string }>`
    select distinct a.id from account a join post_holding h on h.account_id = a.id join post p on p.id = h.post_id
    where a.id = any (${ids}) and a.disabled_at is null and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
      and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at}) and (${role}::text is null or p.role = ${role})`
}
