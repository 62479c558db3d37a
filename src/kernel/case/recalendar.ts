import { sql } from 'kysely'
import { dueAt } from '../clock/limit.ts'
import { restoreLimit } from '../clock/span.ts'
import { inCompany, inProject, readProjects, type Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { policyAt } from '../policy/policies.ts'
import { lockCase } from './case-row.ts'
import { calendarOf, firesAt, flagRows, loadCalendarDays, openClocks, pausesOf } from './clocks.ts'
import type { Change, Engine } from './engine.ts'

/** Open clocks read in one go. */
const PAGE = 500
/** Acts that were under way while the days changed may have reckoned with the old ones: another pass finds them. */
const MOST_PASSES = 3

/** An open deadline that the calendar moves. */
export interface MovedClock {
  projectId: number
  caseId: string
  procedure: string
  number: string
  clock: string
  before: Date | null
  after: Date | null
}

/**
 * Takes the days of the calendar into use as they now stand, and moves every open clock that is counted in working
 * days: calendar facts move open clocks, settings do not. Answers how many moved. May be run again: what stands right
 * is left alone.
 */
export async function takeCalendar(engine: Engine): Promise<number> {
  engine.calendarDays = await inCompany(engine.db, loadCalendarDays)
  const projects = await inCompany(engine.db, projectIds)
  let moved = 0
  for (const projectId of projects) {
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      const found = await moveClocksOf(engine, projectId)
      moved += found
      if (found === 0) break
    }
  }
  return moved
}

/** Which open clocks of some projects would move if `engine` reckoned with other days; nothing is written. */
export async function wouldMove(engine: Engine, projectIds: readonly number[]): Promise<MovedClock[]> {
  const moving: MovedClock[] = []
  for (const projectId of projectIds) {
    for await (const caseIds of casesByWorkingDays(engine, projectId)) {
      const found = await readProjects(engine.db, [projectId], async (tx) => {
        const lines: MovedClock[] = []
        for (const caseId of caseIds) lines.push(...(await changesOf(tx, engine, projectId, caseId)).map(lineOf))
        return lines
      })
      moving.push(...found)
    }
  }
  return moving
}

async function moveClocksOf(engine: Engine, projectId: number): Promise<number> {
  let moved = 0
  for await (const caseIds of casesByWorkingDays(engine, projectId)) {
    for (const caseId of caseIds) {
      const changes: Change[] = []
      moved += await inProject(engine.db, projectId, async (tx) => {
        changes.length = 0
        const of = await lockCase(tx, projectId, caseId)
        if (!of || of.final) return 0
        const found = await changesOf(tx, engine, projectId, caseId)
        if (found.length === 0) return 0
        for (const change of found) await write(tx, projectId, change)
        await prepared(tx)`
          update cases set next_due_at = (select min(k.due_at) from case_clock k
            where k.project_id = ${projectId} and k.case_id = ${caseId} and k.status = 'open')
          where project_id = ${projectId} and id = ${caseId}`
        changes.push({ projectId, caseId, procedure: of.procedure, action: null, seq: of.lastSeq, accounts: [] })
        return found.length
      })
      if (changes.length > 0) engine.afterCommit(changes)
    }
  }
  return moved
}

/** Cases with an open clock in working days or "same day", page by page; the others do not look at the calendar. */
async function* casesByWorkingDays(engine: Engine, projectId: number): AsyncGenerator<string[]> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await readProjects(engine.db, [projectId], async (tx) => {
      const { rows } = await sql<{ caseId: string }>`
        select distinct case_id from case_clock
        where project_id = ${projectId} and status = 'open' and case_id > ${after}
          and (basis -> 'within' ? 'workingDays' or basis -> 'within' ? 'sameDay')
        order by case_id limit ${PAGE}`.execute(tx)
      return rows.map(({ caseId }) => caseId)
    })
    if (page.length === 0) return
    yield page
    after = page.at(-1)!
  }
}

interface ClockChange extends MovedClock {
  id: string
  fireAt: Date | null
}

async function changesOf(tx: Tx, engine: Engine, projectId: number, caseId: string): Promise<ClockChange[]> {
  const { rows } = await sql<{ procedure: string; number: string; policyVersion: number }>`
    select procedure, number, policy_version from cases where project_id = ${projectId} and id = ${caseId}`.execute(tx)
  const of = rows[0]
  const procedure = of && engine.procedures[of.procedure]
  if (!procedure) return []
  const policy = await policyAt(tx, projectId, of.policyVersion)
  const [clocks, flags] = await Promise.all([openClocks(tx, projectId, caseId), flagRows(tx, projectId, caseId)])
  return clocks.flatMap((clock) => {
    const declared = procedure.clocks[clock.clock]
    if (!declared) return []
    const { due } = dueAt(
      restoreLimit(clock.basis),
      pausesOf(procedure, declared, flags),
      calendarOf(engine, policy),
      engine.time.now(),
    )
    if (due === null || due.getTime() === clock.dueAt?.getTime()) return []
    const fireAt = firesAt(policy, declared, due, clock.acknowledgedAt, clock.nextLevel)
    return [
      {
        ...{ projectId, caseId, procedure: of.procedure, number: of.number, clock: declared.title, id: clock.id },
        ...{ before: clock.dueAt, after: due, fireAt },
      },
    ]
  })
}

const lineOf = ({ id: _id, fireAt: _fireAt, ...line }: ClockChange): MovedClock => line

function write(tx: Tx, projectId: number, { id, after, fireAt }: ClockChange): Promise<unknown> {
  return prepared(tx)`
    update case_clock set due_at = ${after}, fire_at = ${fireAt} where project_id = ${projectId} and id = ${id}`
}

async function projectIds(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from project order by id`.execute(tx)
  return rows.map(({ id }) => id)
}
