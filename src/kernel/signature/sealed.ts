import { type RawBuilder, sql } from 'kysely'
import type { BusinessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { openField, sealField } from '../person/vault.ts'
import type { Secrets } from '../secrets.ts'

/** The erasable part of a signature. */
export interface SignatureText {
  signedForm: string
  signerName: string
  imageFileId: string | null
}

/**
 * Takes form, name and picture of a case's signatures out of sight: as proof they stay, sealed, until `keptUntil`, when
 * the purge takes them for good. Answers how many.
 */
export async function sealSignatures(
  tx: Tx,
  { dataKey }: Pick<Secrets, 'dataKey'>,
  projectId: number,
  caseId: string,
  { at, keptUntil }: { at: Date; keptUntil: BusinessDate },
): Promise<number> {
  const rows = await tx
    .selectFrom('signatureText as t')
    .innerJoin('signature as s', (join) =>
      join.onRef('s.projectId', '=', 't.projectId').onRef('s.id', '=', 't.signatureId'),
    )
    .select(['t.signatureId', 't.signedForm', 't.signerName', 't.imageFileId'])
    .where('t.projectId', '=', projectId)
    .where('s.caseId', '=', caseId)
    .where('t.erasedAt', 'is', null)
    .execute()
  for (const { signatureId, ...text } of rows) {
    const sealed = sealField({ dataKey }, placeOf(signatureId), JSON.stringify(text))
    await tx
      .updateTable('signatureText')
      .set({ signedForm: null, signerName: null, imageFileId: null, sealed, erasedAt: at, keptUntil })
      .where('projectId', '=', projectId)
      .where('signatureId', '=', signatureId)
      .execute()
  }
  return rows.length
}

/**
 * Takes sealed signatures away for good, and their pictures unless another signature has the same one. Answers hashes of
 * pictures whose bytes may go.
 */
export async function dropSealed(
  tx: Tx,
  secrets: Pick<Secrets, 'dataKey'>,
  projectId: number,
  ids: readonly string[],
): Promise<Buffer[]> {
  const of = sql`t.project_id = ${projectId} and t.sealed is not null`
  const sealedWhere = (condition: RawBuilder<unknown>) =>
    sql<{ id: string; sealed: Buffer; imageSha256: Buffer | null }>`
      select t.signature_id as id, t.sealed, s.image_sha256
      from signature_text t join signature s on s.project_id = t.project_id and s.id = t.signature_id
      where ${of} and ${condition}`.execute(tx)
  const pictureIn = ({ id, sealed }: { id: string; sealed: Buffer }) => openSealed(secrets, id, sealed).imageFileId
  const { rows } = await sealedWhere(sql`t.signature_id = any (${[...ids]}::uuid[])`)
  await sql`update signature_text t set sealed = null where ${of} and t.signature_id = any (${[...ids]}::uuid[])`.execute(
    tx,
  )
  // One sheet of paper may carry several signatures.
  const same = await sealedWhere(sql`s.image_sha256 = any (${rows.map(({ imageSha256 }) => imageSha256)}::bytea[])`)
  const stay = new Set(same.rows.map(pictureIn))
  const gone = rows.map(pictureIn).filter((picture) => picture !== null && !stay.has(picture))
  const dropped = await sql<{ sha256: Buffer }>`
    delete from file f where f.project_id = ${projectId} and f.id = any (${gone}::uuid[])
      and not exists (select from signature_text t where t.project_id = f.project_id and t.image_file_id = f.id)
    returning f.sha256`.execute(tx)
  return dropped.rows.map(({ sha256 }) => sha256)
}

/** What a sealed signature said. */
export function openSealed(secrets: Pick<Secrets, 'dataKey'>, signatureId: string, sealed: Buffer): SignatureText {
  return JSON.parse(openField(secrets, placeOf(signatureId), sealed)) as SignatureText
}

const placeOf = (signatureId: string) => ({ table: 'signature_text', record: signatureId, field: 'text' }) as const
