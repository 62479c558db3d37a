import { readProjects } from '../db/db.ts'
import type { ProblemBody } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { type Command, type Outcome, perform } from './perform.ts'
import { Refusal } from './refusal.ts'

/** A refusal that says where the case stands now, for the page that was overtaken. */
export class Overtaken extends Refusal {
  readonly state: NonNullable<ProblemBody['state']>

  constructor(refusal: Refusal, state: NonNullable<ProblemBody['state']>) {
    super(refusal.kind, refusal.message, {
      values: { ...refusal.values },
      fields: refusal.fields,
      rules: refusal.rules,
    })
    this.state = state
  }
}

/** perform() for a caller at the door: a page that was overtaken is told the present state with the refusal. */
export async function performOver({ db, engine }: Doors, command: Command): Promise<Outcome> {
  try {
    return await perform(engine, command)
  } catch (error) {
    if (!(error instanceof Refusal) || (error.kind !== 'wrong-state' && error.kind !== 'stale')) throw error
    const { projectId, caseId, procedure } = command
    const now = await readProjects(db, [projectId], (tx) =>
      tx
        .selectFrom('cases')
        .select(['state', 'lastSeq'])
        .where('projectId', '=', projectId)
        .where('id', '=', caseId)
        .executeTakeFirst(),
    )
    if (!now) throw error
    const stateTitle = engine.procedures[procedure]?.stateTitles[now.state] ?? now.state
    throw new Overtaken(error, { ...now, stateTitle })
  }
}
