import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Change, Engine } from '../case/engine.ts'
import { nextNumber } from '../case/numbers.ts'
import { performIn } from '../case/perform.ts'
import { atBusinessTime, businessDate } from '../clock/time.ts'
import { inCompany, inProject, readProjects, type Tx } from '../db/db.ts'
import { currentPolicy } from '../policy/policies.ts'
import { type Duty, type Occurrence, occurrenceOf } from './duty.ts'
import { nextPeriod, type Period, periodNamed, periodOf } from './period.ts'

/** Periods looked through for one duty at one time: a year of days and some. */
const MOST_PERIODS = 400

interface Estate {
  id: number
  madeAt: Date
}

/** Opens a case for every turn of a duty whose window has begun, in all projects. Answers how many were opened here; stops between two. */
export async function handOut(engine: Engine, duties: readonly Duty[], signal?: AbortSignal): Promise<number> {
  const estates = await inCompany(engine.db, async (tx) => {
    const { rows } = await sql<Estate>`select id, made_at as "madeAt" from project order by id`.execute(tx)
    return rows
  })
  let opened = 0
  for (const estate of estates)
    for (const { duty, occurrence } of signal?.aborted ? [] : await openTurns(engine, estate, duties))
      if (!signal?.aborted && (await open(engine, estate.id, duty, occurrence))) opened++
  return opened
}

interface Turn {
  duty: Duty
  occurrence: Occurrence
}

/** The turns of a project that can be done by now and have not been handed out. */
function openTurns(engine: Engine, estate: Estate, duties: readonly Duty[]): Promise<Turn[]> {
  const { id, madeAt } = estate
  const now = engine.time.now()
  return readProjects(engine.db, [id], async (tx) => {
    const last = await lastPeriods(tx, id)
    const turns: Turn[] = []
    for (const duty of duties) {
      const known = last.get(duty.name)
      const before = known === undefined ? null : periodNamed(duty.every, known)
      let period = before
        ? nextPeriod(duty.every, before)
        : periodOf(duty.every, businessDate(madeAt > now ? now : madeAt))
      for (let looked = 0; looked < MOST_PERIODS; looked++, period = nextPeriod(duty.every, period)) {
        const occurrence = await occurrenceIn(tx, estate, duty, period, now)
        if (occurrence === 'later') break
        if (occurrence && occurrence.dueAt > madeAt) turns.push({ duty, occurrence })
      }
    }
    return turns
  })
}

/** The turn of a period under the policy of its time; 'later' when its window has not begun, null when there is none. */
async function occurrenceIn(
  tx: Tx,
  { id, madeAt }: Estate,
  duty: Duty,
  period: Period,
  now: Date,
): Promise<Occurrence | 'later' | null> {
  const begin = atBusinessTime(period.from, '00:00')
  if (begin > now) return 'later'
  const { body } = await currentPolicy(tx, id, begin > madeAt ? begin : madeAt)
  const window = duty.window(body, period)
  if (window === null) return null
  const occurrence = occurrenceOf(window, period)
  return occurrence.opensAt > now ? 'later' : occurrence
}

/** The last period handed out of each duty. */
async function lastPeriods(tx: Tx, projectId: number): Promise<Map<string, string>> {
  const { rows } = await sql<{ duty: string; period: string }>`
    select distinct on (duty) duty, period from duty_occurrence
    where project_id = ${projectId} order by duty, due_at desc`.execute(tx)
  return new Map(rows.map(({ duty, period }) => [duty, period]))
}

/** Claims a turn and opens its case in one transaction; false when somebody else has. */
async function open(engine: Engine, projectId: number, duty: Duty, occurrence: Occurrence): Promise<boolean> {
  const { procedure, action } = duty.opens
  const declared = engine.procedures[procedure]
  if (!declared) throw new Error(`duty ${duty.name} opens the unknown procedure ${procedure}`)
  const number = await nextNumber(engine, projectId, declared.prefix, engine.time.now())
  const { period, opensAt, dueAt } = occurrence
  let changes: Change[] = []
  const opened = await inProject(engine.db, projectId, async (tx) => {
    changes = []
    const caseId = uuid()
    const { rows } = await sql`
      insert into duty_occurrence (project_id, duty, period, case_id, opens_at, due_at, handed_out_at)
      values (${projectId}, ${duty.name}, ${period.name}, ${caseId}, ${opensAt}, ${dueAt}, ${engine.time.now()})
      on conflict do nothing returning 1 as one`.execute(tx)
    if (rows.length === 0) return false
    const command = {
      projectId,
      procedure,
      caseId,
      action,
      actor: { kind: 'clock' as const },
      key: `${duty.name}:${period.name}`,
      form: duty.form(occurrence),
    }
    await performIn(tx, engine, command, changes, number)
    return true
  })
  if (opened) engine.afterCommit(changes)
  return opened
}
