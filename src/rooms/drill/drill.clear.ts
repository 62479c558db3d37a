import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Engine } from '../../kernel/case/engine.ts'
import { perform } from '../../kernel/case/perform.ts'
import { Refusal } from '../../kernel/case/refusal.ts'
import { readProjects } from '../../kernel/db/db.ts'

/** How the desk ends what nobody will work on. Suggestions and slips that other departments hold have no such act and stay. */
const endings: Readonly<Record<string, string>> = {
  repair: 'cancel',
  complaint: 'withdraw',
  dispute: 'withdraw',
  matter: 'withdraw',
}

interface Left {
  id: string
  procedure: string
  accountId: string
  name: string
}

/**
 * Ends what other drills than this one have left open, by the ordinary acts of the desk: else the same calls of the day
 * before would stand beside each call as if many owners had one trouble. What cannot be ended is left.
 */
export async function clearAway(engine: Engine, projectId: number, runId: string): Promise<void> {
  const left = await readProjects(engine.db, [projectId], async (tx) => {
    // The work before the matter above it.
    const { rows } = await sql<Left>`
      select c.id, c.procedure, a.id as account_id, a.name
      from drill_call d join drill_run r on r.project_id = d.project_id and r.id = d.run_id
      join cases c on c.project_id = d.project_id and (c.id = d.matter_id or c.parent_id = d.matter_id)
      join account a on a.id = r.desk_account
      where d.project_id = ${projectId} and d.run_id <> ${runId} and not c.final
      order by c.parent_id is null, c.opened_at, c.id limit 1000`.execute(tx)
    return rows
  })
  for (const { id, procedure, accountId, name } of left) {
    const action = endings[procedure]
    if (!action) continue
    const actor = { kind: 'staff' as const, accountId, name, roles: ['receptionist' as const] }
    const command = { projectId, procedure, caseId: id, action, actor, key: uuid(), form: { reason: '演练结束' } }
    await perform(engine, command).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
    })
  }
}
