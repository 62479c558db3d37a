import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Tx } from '../../../kernel/db/db.ts'
import { openField } from '../../../kernel/person/vault.ts'
import type { Secrets } from '../../../kernel/secrets.ts'

/** What an imported matter was made of. */
export interface Original {
  /** The JSON of the message as it stood in the file. */
  bytes: string
  /** Hex; of the same bytes. */
  sha256: string
  fileName: string
  importedAt: Date
}

export const originalPlace = (caseId: string) =>
  ({ table: 'case_original', record: caseId, field: 'original' }) as const

/** Opens the original of a matter; null when it came by another way, or was erased. Throws when it was changed. */
export async function openOriginal(
  tx: Tx,
  secrets: Secrets,
  projectId: number,
  caseId: string,
): Promise<Original | null> {
  const { rows } = await sql<{ sealed: Buffer; sha256: Buffer; fileName: string; importedAt: Date }>`
    select o.sealed, o.sha256, r.file_name, r.made_at as imported_at
    from case_original o join import_run r on r.project_id = o.project_id and r.id = o.import_id
    where o.project_id = ${projectId} and o.case_id = ${caseId} and length(o.sealed) > 0`.execute(tx)
  const found = rows[0]
  if (!found) return null
  const bytes = openField(secrets, originalPlace(caseId), found.sealed)
  if (!createHash('sha256').update(bytes).digest().equals(found.sha256))
    throw new Error(`original of ${caseId} changed`)
  return { bytes, sha256: found.sha256.toString('hex'), fileName: found.fileName, importedAt: found.importedAt }
}
