import { sql } from 'kysely'
import { inProject, type Tx } from '../db/db.ts'
import type { Change, Command, Engine, Outcome } from './engine.ts'
import { numberFor, performIn } from './perform.ts'
import { Refusal } from './refusal.ts'

/** Several acts that succeed or fail together, in one transaction; a replay answers as the first time did. */
export async function performAll(engine: Engine, commands: readonly Command[]): Promise<Outcome[]> {
  return inOneTransaction(engine, commands, (_tx, _changes, act) => act())
}

/** Commands of one transaction: locks held longer would keep others waiting. */
const MOST_AT_ONCE = 500

/** Refusals per command; everything that was not refused is committed, in transactions of 500. All of one project. */
export async function performMany(engine: Engine, commands: readonly Command[]): Promise<(Outcome | Refusal)[]> {
  requireOneProject(commands)
  const answers: (Outcome | Refusal)[] = []
  for (let from = 0; from < commands.length; from += MOST_AT_ONCE)
    answers.push(...(await inOneTransaction(engine, commands.slice(from, from + MOST_AT_ONCE), orRefusal)))
  return answers
}

type Around<Answer> = (tx: Tx, changes: Change[], act: () => Promise<Outcome>) => Promise<Answer>

async function inOneTransaction<Answer>(
  engine: Engine,
  commands: readonly Command[],
  around: Around<Answer>,
): Promise<Answer[]> {
  const projectId = requireOneProject(commands)
  if (projectId === null) return []
  const numbers: (string | undefined)[] = []
  for (const command of commands) numbers.push(await numberFor(engine, command))
  let changes: Change[] = []
  const answers = await inProject(engine.db, projectId, async (tx) => {
    changes = []
    const done: Answer[] = []
    for (const [index, command] of commands.entries())
      done.push(await around(tx, changes, () => performIn(tx, engine, command, changes, numbers[index])))
    return done
  })
  if (changes.length > 0) engine.afterCommit(changes)
  return answers
}

/** The project of all of them; null when there are none. */
function requireOneProject(commands: readonly Command[]): number | null {
  const [first] = commands
  if (commands.some(({ projectId }) => projectId !== first!.projectId))
    throw new Error('commands of one transaction must be of one project')
  return first?.projectId ?? null
}

/** What was refused leaves nothing behind: neither rows nor changes to tell. */
async function orRefusal(tx: Tx, changes: Change[], act: () => Promise<Outcome>): Promise<Outcome | Refusal> {
  const told = changes.length
  await sql`savepoint one`.execute(tx)
  try {
    const outcome = await act()
    await sql`release savepoint one`.execute(tx)
    return outcome
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await sql`rollback to savepoint one`.execute(tx)
    changes.length = told
    return error
  }
}
