import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { policyAt } from '../policy/policies.ts'
import { allowedActions } from './allowed.ts'
import type { Actor, CaseRecord, Facts, Procedure, Right } from './procedure.ts'
import { noStanding } from './rights.ts'
import { readRows } from './room-row.ts'

/**
 * Which of these cases really wait for somebody's roles: he can do something there now that his role is named for.
 * A state alone does not tell: any technician may answer an emergency, but not every reported repair is one.
 */
export async function waitingFor(
  tx: Tx,
  procedures: Readonly<Record<string, Procedure>>,
  projectId: number,
  actor: Extract<Actor, { kind: 'staff' }>,
  queued: readonly { id: string; inMyZone: boolean }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if (queued.length === 0) return new Set()
  const zones = new Map(queued.map(({ id, inMyZone }) => [id, inMyZone]))
  const found = (await tx
    .selectFrom('cases')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', 'in', [...zones.keys()])
    .execute()) as unknown as CaseRecord[]
  const children = await childrenOf(
    tx,
    projectId,
    found.filter(({ procedure }) => procedures[procedure]?.parent).map(({ id }) => id),
  )
  const waiting = new Set<string>()
  for (const procedure of Object.values(procedures)) {
    const ofProcedure = found.filter((of) => of.procedure === procedure.name)
    const rows = await readRows(
      tx,
      procedure,
      projectId,
      ofProcedure.map(({ id }) => id),
    )
    for (const of of ofProcedure) {
      const policy = await policyAt(tx, projectId, of.policyVersion)
      const facts: Facts = { case: of, policy, at: now, actor, children: children.get(of.id) ?? { total: 0, open: 0 } }
      const row = { ...rows.get(of.id), state: of.state }
      if (canAct(procedure, row, facts, zones.get(of.id) ?? false)) waiting.add(of.id)
    }
  }
  return waiting
}

function canAct(procedure: Procedure, row: unknown, facts: Facts, zoneOfficer: boolean): boolean {
  const roles: readonly Right[] = facts.actor.kind === 'staff' ? facts.actor.roles : []
  const mine = (right: Right) => roles.includes(right) || (right === 'zone-officer' && zoneOfficer)
  return allowedActions(procedure, row, facts, { ...noStanding, zoneOfficer }).some(
    ({ action, enabled }) => enabled && procedure.actions[action]!.by.some(mine),
  )
}

async function childrenOf(tx: Tx, projectId: number, parents: readonly string[]) {
  if (parents.length === 0) return new Map<string, { total: number; open: number }>()
  const { rows } = await sql<{ parentId: string; total: number; open: number }>`
    select parent_id, count(*)::int as total, (count(*) filter (where not final))::int as open
    from cases where project_id = ${projectId} and parent_id = any(${[...parents]}::uuid[]) group by parent_id`.execute(
    tx,
  )
  return new Map(rows.map(({ parentId, total, open }) => [parentId, { total, open }]))
}
