import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { actorId, type Command, type Outcome } from './engine.ts'
import type { CheckedForm } from './form.ts'
import { Refusal } from './refusal.ts'

interface Seen {
  caseId: string
  number: string
  action: string
  toState: string
  seq: number
  at: Date
  formSha256: Buffer
  textSha256: Buffer | null
}

/**
 * Holds the command's key until the transaction ends. A key seen before answers as it did, a new one null.
 * Throws Refusal: `in-flight` while another transaction holds the key, `key-reused` when it stands for something else.
 */
export async function replay(tx: Tx, command: Command, form: CheckedForm): Promise<Outcome | null> {
  const { projectId, key } = command
  const actor = actorId(command.actor)
  // Looked up by a statement of its own, which sees what was committed before the key was held. In one statement with
  // the lock, the second click could miss the first, whose commit came between, and be told that the case has moved on.
  const [[hold], [seen]] = await Promise.all([
    prepared<{ got: boolean }>(tx)`select pg_try_advisory_xact_lock(hashtextextended(${keyOf(command)}, 0)) as got`,
    prepared<Seen>(tx)`
      select a.case_id, c.number, a.action, a.to_state, a.seq, a.at, a.form_sha256, a.text_sha256
      from case_action a join cases c on c.project_id = a.project_id and c.id = a.case_id
      where a.project_id = ${projectId} and a.actor_id = ${actor} and a.key = ${key}`,
  ])
  if (!hold?.got) throw inFlight()
  if (!seen) return null
  const { caseId, number, toState: state, seq, at } = seen
  const same =
    caseId === command.caseId &&
    seen.action === command.action &&
    seen.formSha256.equals(form.formSha256) &&
    (seen.textSha256 === null
      ? form.textSha256 === null
      : form.textSha256 !== null && seen.textSha256.equals(form.textSha256))
  if (!same) throw new Refusal('key-reused', '这个操作编号已经用于另一项操作')
  return { caseId, number, state, seq, at: at.toISOString() }
}

/** What a command is told from all others by. */
export const keyOf = ({ projectId, actor, key }: Command) => `${projectId}:${actorId(actor)}:${key}`

export const inFlight = () => new Refusal('in-flight', '同一操作正在进行，请稍候')
