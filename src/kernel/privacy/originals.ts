import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { type FieldPlace, openField, sealField } from '../person/vault.ts'
import type { Secrets } from '../secrets.ts'

/** Free text as it was written, where personal numbers in it have been masked. */

interface Line {
  projectId: number
  caseId: string
  seq: number
}

/** Keeps the originals of one line of the log, sealed. */
export function keepOriginals(
  tx: Tx,
  secrets: Pick<Secrets, 'dataKey'>,
  { projectId, caseId, seq }: Line,
  originals: Readonly<Record<string, string>>,
): Promise<unknown> {
  return Promise.all(
    Object.entries(originals).map(([field, written]) => {
      const sealed = sealField(secrets, placeOf({ projectId, caseId, seq }, field), written)
      return prepared(tx)`
        insert into case_text_original (project_id, case_id, seq, field, sealed)
        values (${projectId}, ${caseId}, ${seq}, ${field}, ${sealed})`
    }),
  )
}

/** What was written in a field of a line; null when nothing was masked there. */
export async function openOriginal(
  tx: Tx,
  secrets: Pick<Secrets, 'dataKey'>,
  line: Line,
  field: string,
): Promise<string | null> {
  const { projectId, caseId, seq } = line
  const [found] = await prepared<{ sealed: Buffer }>(tx)`
    select sealed from case_text_original
    where project_id = ${projectId} and case_id = ${caseId} and seq = ${seq} and field = ${field}`
  return found ? openField(secrets, placeOf(line, field), found.sealed) : null
}

const placeOf = ({ caseId, seq }: Line, field: string): FieldPlace => ({
  table: 'case_text_original',
  record: `${caseId}:${seq}`,
  field,
})
