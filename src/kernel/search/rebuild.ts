import { sql } from 'kysely'
import { type Database, inProject, json } from '../db/db.ts'
import { nameKey, personTokens, TOKEN_RULES } from './tokens.ts'

/** People in one transaction: some tens of milliseconds, between which others write. */
const BATCH = 2_000

/**
 * Makes the search words anew of everybody in a project whose words come from earlier rules. Broken off, it goes on
 * where it was: each batch marks its people. Who is renamed meanwhile is left as the renaming wrote it.
 * Answers how many were done.
 */
export async function rebuildTokens(
  db: Database,
  projectId: number,
  onBatch: (done: number) => void = () => {},
): Promise<number> {
  let done = 0
  for (let after = FIRST; ; ) {
    const stale = await inProject(db, projectId, async (tx) => {
      const { rows } = await sql<{ id: string; name: string }>`
        select id, name from person
        where project_id = ${projectId} and id > ${after} and token_rules < ${TOKEN_RULES} and erased_at is null
        order by id limit ${BATCH}`.execute(tx)
      const made = rows.map(({ id, name }) => ({ id, name, key: nameKey(name), tokens: personTokens(name) }))
      await sql`
        update person p set name_key = g.key, tokens = g.tokens, token_rules = ${TOKEN_RULES}
        from jsonb_to_recordset(${json(made)}) as g (id uuid, name text, key text, tokens text[])
        where p.project_id = ${projectId} and p.id = g.id and p.name = g.name`.execute(tx)
      return rows
    })
    if (stale.length === 0) return done
    done += stale.length
    after = stale.at(-1)!.id
    onBatch(done)
  }
}

const FIRST = '00000000-0000-0000-0000-000000000000'
