import { explainSteps } from '../clock/explain.ts'
import { dueAt } from '../clock/limit.ts'
import { restoreLimit, type StoredLimit } from '../clock/span.ts'
import type { Tx } from '../db/db.ts'
import { toReader } from '../text/reader.ts'
import type { ClockLine } from './case.contract.ts'
import { calendarOf, flagRows, pausesOf } from './clocks.ts'
import type { Engine } from './engine.ts'
import { readClocks } from './page.ts'
import type { Reached } from './reach.ts'
import { Refusal } from './refusal.ts'

/** A deadline with the steps by which it came about. People outside the staff may ask about promises only. */
export async function explainClock(
  tx: Tx,
  engine: Engine,
  reached: Reached,
  clockId: string,
): Promise<{ clock: ClockLine; steps: { at: string | null; text: string }[] }> {
  const { projectId, procedure, of, facts, viewer } = reached
  const clock = (await readClocks(tx, reached)).find(({ id }) => id === clockId)
  if (!clock || (viewer !== 'staff' && clock.promise === null)) throw new Refusal('not-found', '没有找到')
  const stored = await tx
    .selectFrom('caseClock')
    .select('basis')
    .where('projectId', '=', projectId)
    .where('id', '=', clockId)
    .executeTakeFirstOrThrow()
  const pauses = pausesOf(procedure, procedure.clocks[clock.clock]!, await flagRows(tx, projectId, of.id))
  const at = clock.stoppedAt === null ? facts.at : new Date(clock.stoppedAt)
  const began = pauses.filter(({ from }) => from <= at)
  const limit = restoreLimit(stored.basis as unknown as StoredLimit)
  const { steps } = dueAt(limit, began, calendarOf(engine, facts.policy), at)
  const texts = explainSteps(steps, toReader)
  return { clock, steps: steps.map((step, index) => ({ at: step.at ?? null, text: texts[index]! })) }
}
