import { sql } from 'kysely'
import { inCompany, inProject, readProjects, type Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { policyAt } from '../policy/policies.ts'
import { lockCase } from './case-row.ts'
import { flagRows, openClocks, planClocks, writeClocks } from './clocks.ts'
import type { Change, Engine } from './engine.ts'
import { readRow } from './room-row.ts'

/** Open cases read in one go. */
const PAGE = 500

/**
 * Gives open cases the deadlines that their procedure declares now: a new release may declare others, and work that
 * waits would have none of them until somebody acts. Looks at cases of an earlier version of their procedure alone, so
 * a procedure whose clocks change counts its `version` up. Answers how many were brought up; may be run again.
 */
export async function renewClocks(engine: Engine, signal?: AbortSignal): Promise<number> {
  const projects = await inCompany(engine.db, async (tx) => {
    const { rows } = await sql<{ id: number }>`select id from project order by id`.execute(tx)
    return rows
  })
  let renewed = 0
  for (const { id } of projects)
    for (let found = await behind(engine, id); found.length > 0; found = await behind(engine, id))
      for (const caseId of found) {
        if (signal?.aborted) return renewed
        await renew(engine, id, caseId)
        renewed++
      }
  return renewed
}

/** Some open cases that were last reckoned by an earlier version of their procedure. */
function behind(engine: Engine, projectId: number): Promise<string[]> {
  const versions = Object.values(engine.procedures).filter(({ version }) => version > 1)
  if (versions.length === 0) return Promise.resolve([])
  const earlier = versions.map(({ name, version }) => sql`(procedure = ${name} and procedure_version < ${version})`)
  return readProjects(engine.db, [projectId], async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select id from cases where project_id = ${projectId} and not final and (${sql.join(earlier, sql` or `)})
      limit ${PAGE}`.execute(tx)
    return rows.map(({ id }) => id)
  })
}

async function renew(engine: Engine, projectId: number, caseId: string): Promise<void> {
  const changes: Change[] = []
  await inProject(engine.db, projectId, async (tx) => {
    changes.length = 0
    const change = await renewIn(tx, engine, projectId, caseId)
    if (change) changes.push(change)
  })
  if (changes.length > 0) engine.afterCommit(changes)
}

async function renewIn(tx: Tx, engine: Engine, projectId: number, caseId: string): Promise<Change | null> {
  const of = await lockCase(tx, projectId, caseId)
  const procedure = of && engine.procedures[of.procedure]
  if (!procedure || of.final) return null
  const row = await readRow(tx, procedure, projectId, caseId, of.state)
  const policy = await policyAt(tx, projectId, of.policyVersion)
  const [clocks, flags] = await Promise.all([openClocks(tx, projectId, caseId), flagRows(tx, projectId, caseId)])
  const [seq, at] = [of.lastSeq, engine.time.now()]
  const moving = { engine, projectId, procedure, of, row, policy, seq, at, clocks, flags }
  const plan = planClocks(moving)
  await writeClocks(tx, moving, plan)
  await prepared(tx)`
    update cases set procedure_version = ${procedure.version}, next_due_at = ${plan.nextDueAt}
    where project_id = ${projectId} and id = ${caseId}`
  return { projectId, caseId, procedure: of.procedure, action: null, seq, accounts: [] }
}
