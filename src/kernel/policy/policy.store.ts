import { type RawBuilder, sql } from 'kysely'
import { json, type Tx } from '../db/db.ts'
import { type Policy, policySchema } from './policy.ts'

/** What stands beside the settings of a version. Cases read the settings alone, by policies.ts. */
export interface PolicyLine {
  version: number
  effectiveAt: Date
  reason: string
  madeBy: string | null
  madeAt: Date
}

type Whole = PolicyLine & { body: Policy }

/** The version in force at an instant; null when the project has none. */
export async function versionInForce(tx: Tx, projectId: number, at: Date): Promise<Whole | null> {
  return whole(tx, projectId, sql`and p.effective_at <= ${at} order by p.version desc limit 1`)
}

/** One version; null when there is none. */
export async function findVersion(tx: Tx, projectId: number, version: number): Promise<Whole | null> {
  return whole(tx, projectId, sql`and p.version = ${version}`)
}

/** Versions before one, newest first. */
export async function policyVersions(tx: Tx, projectId: number, before: number, limit: number): Promise<Whole[]> {
  const rows = await lines(tx, projectId, sql`and p.version < ${before} order by p.version desc limit ${limit}`)
  return rows.map((row) => ({ ...row, body: policySchema.parse(row.body) }))
}

/** The number of the newest version, in force or not yet; 0 when there is none. */
export async function newestVersion(tx: Tx, projectId: number): Promise<number> {
  const { rows } = await sql<{ newest: number }>`
    select coalesce(max(version), 0) as newest from policy where project_id = ${projectId}`.execute(tx)
  return rows[0]?.newest ?? 0
}

/** Appends a version. The primary key refuses a second one with the same number: two people changed it at once. */
export async function addPolicy(
  tx: Tx,
  projectId: number,
  added: { version: number; body: Policy; effectiveAt: Date; reason: string; accountId: string | null; at: Date },
): Promise<void> {
  const { version, body, effectiveAt, reason, accountId, at } = added
  await sql`insert into policy (project_id, version, body, effective_at, reason, made_by_account, made_at)
    values (${projectId}, ${version}, ${json(policySchema.parse(body))}, ${effectiveAt}, ${reason}, ${accountId}, ${at})`.execute(
    tx,
  )
}

async function whole(tx: Tx, projectId: number, rest: RawBuilder<unknown>): Promise<Whole | null> {
  const [row] = await lines(tx, projectId, rest)
  // Settings that came after a version was written take their defaults.
  return row ? { ...row, body: policySchema.parse(row.body) } : null
}

async function lines(
  tx: Tx,
  projectId: number,
  rest: RawBuilder<unknown>,
): Promise<(PolicyLine & { body: unknown })[]> {
  const { rows } = await sql<PolicyLine & { body: unknown }>`
    select p.version, p.body, p.effective_at, p.reason, a.name as made_by, p.made_at
    from policy p left join account a on a.id = p.made_by_account
    where p.project_id = ${projectId} ${rest}`.execute(tx)
  return rows
}
