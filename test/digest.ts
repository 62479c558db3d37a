import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { readProjects } from '../src/kernel/db/db.ts'
import type { World } from './world.ts'

/**
 * One figure over every row of the world, or of one project and its staff: what was refused must not change it. A row
 * that is written bears the number of its transaction, which is higher than all before; one that is taken away is
 * missed in the count. Sessions are left out, they note when they were seen; numbers are handed out before an act and
 * may have gaps.
 */
export async function digestOf(world: World, project: number | 'all' = 'all'): Promise<string> {
  const projects = [world.project, world.otherProject]
  return readProjects(world.engine.db, projects, async (tx) => {
    const { rows: tables } = await sql<{ name: string; ofProject: boolean }>`
      select c.relname as name, exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname = 'project_id' and not a.attisdropped) as "of_project"
      from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and has_table_privilege(c.oid, 'select') and c.relname not in ('session', 'case_counter') order by 1`.execute(
      tx,
    )
    const parts = tables.map(({ name, ofProject }) => {
      const where = project === 'all' ? sql`` : ofProject ? sql`where t.project_id = ${project}` : rowsOf(name, project)
      return sql`select ${name} as name, count(*)::text as rows, max(t.xmin::text::bigint)::text as last
        from ${sql.table(name)} t ${where}`
    })
    const { rows } = await sql`${sql.join(parts, sql` union all `)}`.execute(tx)
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
  })
}

/** Rows of company tables that belong to the people of a project; other company tables count as a whole. */
function rowsOf(table: string, project: number) {
  const held = sql`select h.account_id from post_holding h join post p on p.id = h.post_id where p.project_id = ${project}`
  const linked = sql`select l.account_id from account_person l where l.project_id = ${project}`
  if (table === 'account') return sql`where t.id in (${held} union ${linked})`
  if (table === 'post_holding') return sql`where t.post_id in (select id from post where project_id = ${project})`
  return sql``
}
