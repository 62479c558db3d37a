import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Every uuid that stands as a value somewhere in a JSON value. */
export function idsIn(value: unknown): string[] {
  if (typeof value === 'string') return UUID.test(value) ? [value] : []
  if (value === null || typeof value !== 'object' || value instanceof Date) return []
  return Object.values(value).flatMap(idsIn)
}

/** Names for ids: staff, departments, units, places; for the staff also residents and numbers of cases. Ids of anything else are left out. */
export async function readNames(
  tx: Tx,
  projectId: number,
  ids: readonly string[],
  staff: boolean,
): Promise<Record<string, string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return {}
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from account where id = any(${wanted}::uuid[]) and kind = 'staff'
    union all select id, name from department where id = any(${wanted}::uuid[])
    union all select id, code from unit where project_id = ${projectId} and id = any(${wanted}::uuid[])
    union all select id, name from place where project_id = ${projectId} and id = any(${wanted}::uuid[])
    union all select id, name from person where project_id = ${projectId} and id = any(${wanted}::uuid[]) and ${staff}
    union all select id, number from cases where project_id = ${projectId} and id = any(${wanted}::uuid[]) and ${staff}`.execute(
    tx,
  )
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}
