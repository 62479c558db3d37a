import { v7 as uuid } from 'uuid'
import { effectiveDays } from '../clock/calendar.store.ts'
import { buildCalendar, type Calendar } from '../clock/calendar.ts'
import { nextRung } from '../clock/ladder.ts'
import { dueAt, type Limit, type Pause } from '../clock/limit.ts'
import { restoreLimit, type StoredLimit } from '../clock/span.ts'
import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import type { Policy } from '../policy/policy.ts'
import type { Engine } from './engine.ts'
import type { CaseRecord, ClockDecl, Procedure } from './procedure.ts'
import type { RoomRow } from './room-row.ts'

/** An open clock of a case, as perform reads and moves it. */
export interface OpenClock {
  id: string
  clock: string
  basis: StoredLimit
  dueAt: Date | null
  breachedAt: Date | null
  acknowledgedAt: Date | null
  nextLevel: number
  startedAt: Date
}

export interface FlagRow {
  flag: string
  raisedAt: Date
  loweredAt: Date | null
}

export function openClocks(tx: Tx, projectId: number, caseId: string): Promise<OpenClock[]> {
  return prepared<OpenClock>(tx)`
    select id, clock, basis, due_at, breached_at, acknowledged_at, next_level, started_at
    from case_clock where project_id = ${projectId} and case_id = ${caseId} and status = 'open'`
}

export function flagRows(tx: Tx, projectId: number, caseId: string): Promise<FlagRow[]> {
  return prepared<FlagRow>(tx)`
    select flag, raised_at, lowered_at from case_flag
    where project_id = ${projectId} and case_id = ${caseId} order by raised_seq`
}

export interface Moving {
  engine: Engine
  projectId: number
  procedure: Procedure
  /** The case after the action. */
  of: CaseRecord
  row: RoomRow
  policy: Policy
  seq: number
  at: Date
  clocks: readonly OpenClock[]
  flags: readonly FlagRow[]
}

/** What an action does to the clocks of its case. */
export interface ClockPlan {
  starts: { id: string; clock: string; basis: StoredLimit; due: Due; fireAt: Date | null }[]
  moves: { id: string; basis: StoredLimit; due: Due; fireAt: Date | null }[]
  stops: { id: string; status: 'met' | 'late' | 'cancelled'; breachedAt: Date | null }[]
  /** The earliest due time that is still open. */
  nextDueAt: Date | null
}

type Due = ReturnType<typeof dueAt>

/**
 * Which clocks of a case start, move and stop after an action, so that each runs exactly while its declaration says.
 * A changed start is a new promise and a new row; a changed length or pause moves the due time of the same row. Pure.
 */
export function planClocks(moving: Moving): ClockPlan {
  const { procedure, of, row, policy } = moving
  const open = new Map(moving.clocks.map((clock) => [clock.clock, clock]))
  const plan: ClockPlan = { starts: [], moves: [], stops: [], nextDueAt: null }
  for (const [name, declared] of Object.entries(procedure.clocks)) {
    const running = open.get(name)
    const runs = !of.final && runsNow(declared, of, row, policy)
    const limit = runs ? declared.limit(row, { case: of, policy }) : null
    const replaced = running && (limit === null || limit.from.getTime() !== restoreLimit(running.basis).from.getTime())
    if (running && replaced) plan.stops.push(stopped(moving, declared, running, runs))
    if (!limit) continue
    const due = reckon(moving, declared, limit)
    if (due.due && (plan.nextDueAt === null || due.due < plan.nextDueAt)) plan.nextDueAt = due.due
    const basis = { ...limit, from: limit.from.toISOString() }
    const fireAt = (acknowledgedAt: Date | null, level: number) =>
      due.due && firesAt(policy, declared, due.due, acknowledgedAt, level)
    if (!running || replaced) plan.starts.push({ id: uuid(), clock: name, basis, due, fireAt: fireAt(null, 0) })
    else if (running.dueAt?.getTime() !== due.due?.getTime() || running.basis.why !== limit.why)
      plan.moves.push({ id: running.id, basis, due, fireAt: fireAt(running.acknowledgedAt, running.nextLevel) })
  }
  return plan
}

function runsNow(declared: ClockDecl<RoomRow, string, string>, of: CaseRecord, row: RoomRow, policy: Policy): boolean {
  if (!declared.runsIn.includes(of.state)) return false
  return declared.runsWhen?.(row, { case: of, policy }) ?? true
}

/**
 * A clock that stops was kept, broken, or cancelled: the case was given up, or what was promised is still owed
 * (`owed`) and counts from another start, or from none yet.
 */
function stopped(
  { procedure, of, at }: Moving,
  { fact }: ClockDecl<RoomRow, string, string>,
  running: OpenClock,
  owed: boolean,
): ClockPlan['stops'][number] {
  const late = !fact && (running.breachedAt !== null || (running.dueAt !== null && at > running.dueAt))
  const givenUp = procedure.abandoned?.includes(of.state) ?? false
  return {
    id: running.id,
    status: late ? 'late' : owed || givenUp ? 'cancelled' : 'met',
    breachedAt: late ? (running.breachedAt ?? running.dueAt) : null,
  }
}

/** Writes a plan; stops come first, since a case has at most one open clock of a name. */
export function writeClocks(tx: Tx, { projectId, of, seq, at }: Moving, plan: ClockPlan): Promise<unknown> {
  const remaining = ({ due, remainingMs }: Due) => (due ? null : BigInt(Math.round(remainingMs)))
  return Promise.all([
    ...plan.stops.map(
      ({ id, status, breachedAt }) => prepared(tx)`
        update case_clock set status = ${status}, stopped_seq = ${seq}, stopped_at = ${at}, breached_at = ${breachedAt},
          fire_at = null
        where project_id = ${projectId} and id = ${id}`,
    ),
    ...plan.moves.map(
      ({ id, basis, due, fireAt }) => prepared(tx)`
        update case_clock set basis = ${JSON.stringify(basis)}, due_at = ${due.due}, remaining_ms = ${remaining(due)},
          fire_at = ${fireAt}
        where project_id = ${projectId} and id = ${id}`,
    ),
    ...plan.starts.map(
      ({ id, clock, basis, due, fireAt }) => prepared(tx)`
        insert into case_clock (project_id, case_id, id, clock, started_seq, started_at, basis, due_at, remaining_ms, fire_at)
        values (${projectId}, ${of.id}, ${id}, ${clock}, ${seq}, ${at}, ${JSON.stringify(basis)}, ${due.due},
          ${remaining(due)}, ${fireAt})`,
    ),
  ])
}

function reckon(
  { engine, procedure, policy, flags, at }: Moving,
  declared: ClockDecl<RoomRow, string, string>,
  limit: Limit,
) {
  return dueAt(limit, pausesOf(procedure, declared, flags), calendarOf(engine, policy), at)
}

/** The pauses of a clock: the times in which a flag that stops it was raised, each with its Chinese reason. */
export function pausesOf(
  procedure: Procedure,
  declared: ClockDecl<RoomRow, string, string>,
  flags: readonly FlagRow[],
): Pause[] {
  return flags
    .filter(({ flag }) => declared.pausedBy?.includes(flag))
    .map(({ flag, raisedAt, loweredAt }) => ({ from: raisedAt, to: loweredAt, reason: procedure.flags[flag] ?? flag }))
}

/** When the next rung of the ladder fires; null when the climb is over. */
export function firesAt(
  policy: Policy,
  declared: ClockDecl<RoomRow, string, string>,
  due: Date,
  acknowledgedAt: Date | null,
  nextLevel: number,
): Date | null {
  const ladder = {
    stepMinutes: declared.ladderStep?.(policy) ?? policy.clocks.ladderStepMinutes,
    levels: declared.ladder.length,
  }
  return nextRung(due, ladder, acknowledgedAt, nextLevel)?.firesAt ?? null
}

/** The working calendar with the hours of this policy; built once. */
export function calendarOf(engine: Engine, policy: Policy): Calendar {
  const { days, calendars } = engine.calendarDays
  const key = JSON.stringify([policy.office, policy.clocks.sameDayAfterClosing])
  const known = calendars.get(key)
  if (known) return known
  const { sameDayAfterClosing } = policy.clocks
  const calendar = buildCalendar(days, { ...policy.office, sameDayAfterClosing })
  calendars.set(key, calendar)
  return calendar
}

/** Reads the calendar's days; call it at start and when somebody edited them. */
export async function loadCalendarDays(tx: Tx): Promise<Engine['calendarDays']> {
  return { days: await effectiveDays(tx), calendars: new Map() }
}
