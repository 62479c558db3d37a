import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { buildCalendar, type Calendar } from '../clock/calendar.ts'
import { nextRung } from '../clock/ladder.ts'
import { dueAt, type Limit, type Pause } from '../clock/limit.ts'
import { restoreLimit, type StoredLimit } from '../clock/span.ts'
import { json, type Tx } from '../db/db.ts'
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

export async function openClocks(tx: Tx, projectId: number, caseId: string): Promise<OpenClock[]> {
  const rows = await tx
    .selectFrom('caseClock')
    .select(['id', 'clock', 'basis', 'dueAt', 'breachedAt', 'acknowledgedAt', 'nextLevel', 'startedAt'])
    .where('projectId', '=', projectId)
    .where('caseId', '=', caseId)
    .where('status', '=', 'open')
    .execute()
  return rows as unknown as OpenClock[]
}

export async function flagRows(tx: Tx, projectId: number, caseId: string): Promise<FlagRow[]> {
  return tx
    .selectFrom('caseFlag')
    .select(['flag', 'raisedAt', 'loweredAt'])
    .where('projectId', '=', projectId)
    .where('caseId', '=', caseId)
    .orderBy('raisedSeq')
    .execute()
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

/**
 * Starts, moves and stops the clocks of a case after an action, so that each runs exactly while its declaration says.
 * A changed start is a new promise and a new row; a changed length or pause moves the due time of the same row.
 * Returns the earliest due time that is still open.
 */
export async function moveClocks(tx: Tx, moving: Moving): Promise<Date | null> {
  const { procedure, of, row, policy } = moving
  const open = new Map(moving.clocks.map((clock) => [clock.clock, clock]))
  const dues: (Date | null)[] = []
  for (const [name, declared] of Object.entries(procedure.clocks)) {
    const running = open.get(name)
    const limit = of.final ? null : limitNow(declared, of, row, policy)
    const moved = running && (limit === null || limit.from.getTime() !== restoreLimit(running.basis).from.getTime())
    if (running && moved) await stop(tx, moving, running, limit !== null)
    if (limit && (!running || moved)) dues.push(await start(tx, moving, name, declared, limit))
    if (limit && running && !moved) dues.push(await move(tx, moving, running, declared, limit))
  }
  return dues.reduce((first, due) => (due !== null && (first === null || due < first) ? due : first), null)
}

function limitNow(
  declared: ClockDecl<RoomRow, string, string>,
  of: CaseRecord,
  row: RoomRow,
  policy: Policy,
): Limit | null {
  if (!declared.runsIn.includes(of.state)) return null
  if (declared.runsWhen && !declared.runsWhen(row, { case: of, policy })) return null
  return declared.limit(row, { case: of, policy })
}

async function start(tx: Tx, moving: Moving, name: string, declared: ClockDecl<RoomRow, string, string>, limit: Limit) {
  const { projectId, of, seq, at } = moving
  const due = reckon(moving, declared, limit)
  await tx
    .insertInto('caseClock')
    .values({
      projectId,
      caseId: of.id,
      id: uuid(),
      clock: name,
      startedSeq: seq,
      startedAt: at,
      basis: json({ ...limit, from: limit.from.toISOString() }),
      dueAt: due.due,
      remainingMs: due.due ? null : BigInt(Math.round(due.remainingMs)),
      fireAt: due.due && firesAt(moving.policy, declared, due.due, null, 0),
    } as never)
    .execute()
  return due.due
}

async function move(
  tx: Tx,
  moving: Moving,
  running: OpenClock,
  declared: ClockDecl<RoomRow, string, string>,
  limit: Limit,
) {
  const due = reckon(moving, declared, limit)
  const before = restoreLimit(running.basis)
  const same = running.dueAt?.getTime() === due.due?.getTime() && before.why === limit.why
  if (same) return due.due
  await tx
    .updateTable('caseClock')
    .set({
      basis: json({ ...limit, from: limit.from.toISOString() }),
      dueAt: due.due,
      remainingMs: due.due ? null : BigInt(Math.round(due.remainingMs)),
      fireAt: due.due && firesAt(moving.policy, declared, due.due, running.acknowledgedAt, running.nextLevel),
    } as never)
    .where('projectId', '=', moving.projectId)
    .where('id', '=', running.id)
    .execute()
  return due.due
}

/** A clock that stops was kept, broken, or (given up, or replaced by a new promise in time) cancelled. */
async function stop(tx: Tx, { projectId, procedure, of, seq, at }: Moving, running: OpenClock, replaced: boolean) {
  const late = running.breachedAt !== null || (running.dueAt !== null && at > running.dueAt)
  const givenUp = procedure.abandoned?.includes(of.state) ?? false
  await tx
    .updateTable('caseClock')
    .set({
      status: late ? 'late' : replaced || givenUp ? 'cancelled' : 'met',
      stoppedSeq: seq,
      stoppedAt: at,
      breachedAt: late ? (running.breachedAt ?? running.dueAt) : null,
      fireAt: null,
    })
    .where('projectId', '=', projectId)
    .where('id', '=', running.id)
    .execute()
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
  const ladder = { stepMinutes: policy.clocks.ladderStepMinutes, levels: declared.ladder.length }
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
  const { rows } = await sql<{ date: string; kind: 'holiday' | 'workday'; name: string }>`
    select date, kind, name from calendar_day order by date`.execute(tx)
  return { days: rows, calendars: new Map() }
}
