import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { policyAt } from '../policy/policies.ts'
import { canActBy } from './allowed.ts'
import type { Actor, CaseRecord, Facts, Procedure, Right } from './procedure.ts'
import { readRows } from './room-row.ts'

type Procedures = Readonly<Record<string, Procedure>>

/**
 * Which of these cases really wait for somebody's roles, or for him as a zone's officer: he can do something there now
 * that one of these is named for. A state alone does not tell: any technician may answer an emergency, but not every
 * reported repair is one.
 */
export async function waitingFor<Of extends CaseRecord>(
  tx: Tx,
  procedures: Procedures,
  projectId: number,
  actor: Extract<Actor, { kind: 'staff' }>,
  queued: readonly Of[],
  inMyZone: (of: Of) => boolean,
  now: Date,
): Promise<ReadonlySet<string>> {
  const [children, rows] = await Promise.all([
    childrenOf(tx, procedures, projectId, queued),
    rowsOf(tx, procedures, projectId, queued),
  ])
  const waiting = new Set<string>()
  for (const of of queued) {
    const procedure = procedures[of.procedure]!
    const policy = await policyAt(tx, projectId, of.policyVersion)
    const facts: Facts = { case: of, policy, at: now, actor, children: children.get(of.id) ?? { total: 0, open: 0 } }
    const mine = (right: Right) =>
      (actor.roles as readonly Right[]).includes(right) || (right === 'zone-officer' && inMyZone(of))
    if (canActBy(mine, procedure, { ...rows.get(of.id), state: of.state }, facts)) waiting.add(of.id)
  }
  return waiting
}

async function rowsOf(tx: Tx, procedures: Procedures, projectId: number, cases: readonly CaseRecord[]) {
  const found = await Promise.all(
    Object.values(procedures).map((procedure) => {
      const ids = cases.filter((of) => of.procedure === procedure.name).map(({ id }) => id)
      return readRows(tx, procedure, projectId, ids)
    }),
  )
  return new Map(found.flatMap((rows) => [...rows]))
}

async function childrenOf(tx: Tx, procedures: Procedures, projectId: number, cases: readonly CaseRecord[]) {
  const parents = cases.filter((of) => procedures[of.procedure]?.parent).map(({ id }) => id)
  if (parents.length === 0) return new Map<string, Facts['children']>()
  const rows = await prepared<{ parentId: string; total: number; open: number }>(tx)`
    select parent_id, count(*)::int as total, (count(*) filter (where not final))::int as open
    from cases where project_id = ${projectId} and parent_id = any(${parents}::uuid[]) group by parent_id`
  return new Map(rows.map(({ parentId, total, open }) => [parentId, { total, open }]))
}
