import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'

/**
 * Uploads of the project that become part of a fact; from now on the purge leaves them (privacy/purge.ts). Answers those
 * that there are.
 */
export async function attachFiles(
  tx: Tx,
  projectId: number,
  ids: readonly string[],
  at: Date,
): Promise<{ id: string; sha256: Buffer }[]> {
  const [, found] = await Promise.all([
    prepared(tx)`
      update file set attached_at = ${at} where project_id = ${projectId} and id = any (${ids}) and attached_at is null`,
    prepared<{ id: string; sha256: Buffer }>(tx)`
      select id, sha256 from file where project_id = ${projectId} and id = any (${ids})`,
  ])
  return found
}
