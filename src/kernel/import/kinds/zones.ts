import { type RawBuilder, sql } from 'kysely'

/** Each name of a zone once, with its id: names are not unique in the database. */
export const zonesByName = (projectId: number): RawBuilder<unknown> =>
  sql`select name, min(id::text)::uuid as id from zone where project_id = ${projectId} group by name`
