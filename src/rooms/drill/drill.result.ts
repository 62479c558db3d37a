import type { Procedure } from '../../kernel/case/procedure.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { actsOn, type Call, callsOf, flaggedIn, type Run } from './drill.queries.ts'
import { type Score, scoreOf } from './drill.score.ts'

export interface Result {
  run: Run
  calls: readonly Call[]
  score: Score
}

/** How she did so far, or in the end: what was done after the drill counts no more. */
export async function readResult(
  tx: Tx,
  projectId: number,
  run: Run,
  procedures: Readonly<Record<string, Procedure>>,
  now: Date,
): Promise<Result> {
  const until = run.endsAt < now ? run.endsAt : now
  const calls = await callsOf(tx, projectId, run.id)
  const over = calls.filter(({ takenAt, ringsUntil }) => takenAt !== null || ringsUntil <= until)
  const matterIds = over.map(({ matterId }) => matterId)
  const { recording, speed } = run
  const acts = await actsOn(tx, projectId, matterIds, until)
  const flagged = await flaggedIn(tx, projectId, matterIds, until)
  return { run, calls, score: scoreOf({ recording, speed, calls: over, acts, flagged }, procedures) }
}
