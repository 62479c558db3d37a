import { type Database, databaseOf, type Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { type Policy, policySchema } from './policy.ts'

export type { Policy } from './policy.ts'

export interface PolicyVersion {
  version: number
  body: Policy
}

/** Snapshots never change, so each is read and validated once in a database. */
const snapshots = new WeakMap<Database, Map<string, Policy>>()
const MOST_KEPT = 1000

/** The policy in force at a time. Throws when the project has none (every project is made with version 1). */
export async function currentPolicy(tx: Tx, projectId: number, at: Date): Promise<PolicyVersion> {
  const [found] = await prepared<{ version: number }>(tx)`
    select version from policy where project_id = ${projectId} and effective_at <= ${at}
    order by version desc limit 1`
  const version = found?.version
  if (version === undefined) throw new Error(`project ${projectId} has no policy in force`)
  return { version, body: await policyAt(tx, projectId, version) }
}

/** One snapshot. A case keeps the one it was opened under. */
export async function policyAt(tx: Tx, projectId: number, version: number): Promise<Policy> {
  const key = `${projectId}:${version}`
  const kept = keptOf(tx)
  const known = kept.get(key)
  if (known) return known
  const [found] = await prepared<{ body: unknown }>(tx)`
    select body from policy where project_id = ${projectId} and version = ${version}`
  if (!found) throw new Error(`project ${projectId} has no policy ${version}`)
  const body = policySchema.parse(found.body)
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(key, body)
  return body
}

function keptOf(tx: Tx): Map<string, Policy> {
  const database = databaseOf(tx)
  const kept = snapshots.get(database) ?? new Map<string, Policy>()
  snapshots.set(database, kept)
  return kept
}
