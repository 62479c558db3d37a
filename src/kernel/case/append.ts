import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { keepOriginals } from '../privacy/originals.ts'
import type { Secrets } from '../secrets.ts'
import type { FlagRow } from './clocks.ts'
import { actorId, type Command } from './engine.ts'
import type { CheckedForm } from './form.ts'
import type { CaseRecord } from './procedure.ts'
import { inFlight } from './replay.ts'

/** What an act adds to the log of its case, and to the facts beside its state. */
export interface Appended {
  command: Command
  form: CheckedForm
  before: CaseRecord | null
  after: CaseRecord
  at: Date
}

/** One line of the log; free text and personal fields go into their own, erasable row. */
export function appendLog(
  tx: Tx,
  secrets: Pick<Secrets, 'dataKey'>,
  { command, form, before, after, at }: Appended,
  actionId: string,
  recordedAt: Date,
): Promise<unknown> {
  const { projectId, caseId, action, actor, key } = command
  const line = prepared(tx)`
    insert into case_action (project_id, case_id, seq, id, action, from_state, to_state, actor_kind, actor_id, at,
      recorded_at, form, form_sha256, text_sha256, key)
    values (${projectId}, ${caseId}, ${after.lastSeq}, ${actionId}, ${action}, ${before?.state ?? null}, ${after.state},
      ${actor.kind}, ${actorId(actor)}, ${at}, ${recordedAt}, ${JSON.stringify(form.fixed)}, ${form.formSha256},
      ${form.textSha256}, ${key})`.catch((error: unknown) => {
    // The same command was committed between our look at the key and our hold of it.
    if ((error as { constraint?: string }).constraint === 'case_action_project_id_actor_id_key_key') throw inFlight()
    throw error
  })
  if (!form.textSha256) return line
  const text = prepared(tx)`
    insert into case_text (project_id, case_id, seq, body)
    values (${projectId}, ${caseId}, ${after.lastSeq}, ${JSON.stringify(form.text)})`
  return Promise.all([
    line,
    text,
    keepOriginals(tx, secrets, { projectId, caseId, seq: after.lastSeq }, form.originals),
  ])
}

export interface FlagChanges {
  raised: readonly string[]
  lowered: readonly string[]
}

export function writeFlags(
  tx: Tx,
  { command, after, at }: Appended,
  { raised, lowered }: FlagChanges,
): Promise<unknown> {
  const { projectId, caseId, action } = command
  return Promise.all([
    ...lowered.map(
      (flag) => prepared(tx)`
        update case_flag set lowered_seq = ${after.lastSeq}, lowered_at = ${at}
        where project_id = ${projectId} and case_id = ${caseId} and flag = ${flag} and lowered_at is null`,
    ),
    ...raised.map(
      (flag) => prepared(tx)`
        insert into case_flag (project_id, case_id, flag, raised_seq, raised_at, reason)
        values (${projectId}, ${caseId}, ${flag}, ${after.lastSeq}, ${at}, ${action})`,
    ),
  ])
}

/** The flags of a case once these have been raised and lowered. Pure. */
export function flagsAfter(rows: readonly FlagRow[], { raised, lowered }: FlagChanges, at: Date): FlagRow[] {
  const ended = (row: FlagRow) => row.loweredAt === null && lowered.includes(row.flag)
  return [
    ...rows.map((row) => (ended(row) ? { ...row, loweredAt: at } : row)),
    ...raised.map((flag) => ({ flag, raisedAt: at, loweredAt: null })),
  ]
}
