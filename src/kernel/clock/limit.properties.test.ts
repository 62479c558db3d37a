import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replay } from '../../../test/replay.ts'
import { type BusinessHours, buildCalendar, type Calendar, type CalendarDay } from './calendar.ts'
import { seedCalendarDays } from './calendar-seed.ts'
import { dueAt, type Limit, type Pause, type Span } from './limit.ts'
import { addDays, atBusinessTime, businessDate, HOUR_MS, MINUTE_MS } from './time.ts'
import { workingMsBetween } from './working-time.ts'

const hours: BusinessHours = {
  opensAt: '08:30',
  closesAt: '18:00',
  lunchFrom: '12:00',
  lunchTo: '13:30',
  sameDayAfterClosing: 'next-working-day-close',
}
const seeded = seedCalendarDays(2024, 2026)
const rows = new Map(seeded.map((day) => [day.date, day]))
const calendar = buildCalendar(seeded, hours)

// Starts around the Spring Festival, 29 February, National Day and the turn to the year that nobody has entered.
const anchors = ['2024-02-07', '2024-02-27', '2026-02-12', '2026-09-18', '2026-09-29', '2026-11-20', '2026-12-28']
const minute = (max: number) => fc.integer({ min: 0, max })
const froms = fc
  .tuple(fc.constantFrom(...anchors), minute(5 * 24 * 60))
  .map(([day, offset]) => new Date(atBusinessTime(day, '00:00').getTime() + offset * MINUTE_MS))
const elapsedSpans: fc.Arbitrary<Span> = fc.oneof(
  minute(600).map((minutes) => ({ minutes })),
  minute(72).map((hours) => ({ hours })),
  minute(10).map((days) => ({ days })),
  fc.integer({ min: 1, max: 14 }).map((months) => ({ months })),
  fc.constantFrom<Span>(...[28, 30, 31, 'last' as const].map((monthDay) => ({ monthDay }))),
)
const workingSpans: fc.Arbitrary<Span> = fc.integer({ min: 1, max: 6 }).map((workingDays) => ({ workingDays }))
const spans = fc.oneof(elapsedSpans, workingSpans, fc.constant<Span>({ sameDay: true }))
// Offsets from the start in minutes: from two days before it to twelve after, up to five days long.
const pausePlans = fc.array(fc.tuple(fc.integer({ min: -2880, max: 17280 }), minute(7200)), { maxLength: 4 })

const limitOf = (from: Date, within: Span): Limit => ({ from, why: '受理时间', within })
const pausesOf = (from: Date, plans: [number, number][]): Pause[] =>
  plans.map(([start, length]) => ({
    from: new Date(from.getTime() + start * MINUTE_MS),
    to: new Date(from.getTime() + (start + length) * MINUTE_MS),
    reason: '等业主',
  }))
const reckon = (from: Date, within: Span, pauses: Pause[], on: Calendar = calendar) =>
  dueAt(limitOf(from, within), pauses, on, from)

describe('properties of due times', () => {
  it('a deadline is never before its start, and what is left is the way from now to it', () => {
    fc.assert(
      fc.property(froms, spans, pausePlans, (from, within, plans) => {
        const { due, remainingMs } = reckon(from, within, pausesOf(from, plans))
        expect(due!.getTime()).toBeGreaterThanOrEqual(from.getTime())
        expect(remainingMs).toBe(due!.getTime() - from.getTime())
      }),
    )
  })

  it('a longer pause never makes it earlier', () => {
    fc.assert(
      fc.property(froms, spans, pausePlans, minute(3), minute(5000), (from, within, plans, which, longer) => {
        const stretched = plans.map(([start, length], i): [number, number] => [
          start,
          i === which ? length + longer : length,
        ])
        const before = reckon(from, within, pausesOf(from, plans)).due!
        const after = reckon(from, within, pausesOf(from, stretched)).due!
        expect(after.getTime()).toBeGreaterThanOrEqual(before.getTime())
      }),
    )
  })

  it('a further pause never makes it earlier, and the order in which pauses are listed does not matter', () => {
    fc.assert(
      fc.property(froms, spans, pausePlans, (from, within, plans) => {
        const pauses = pausesOf(from, plans)
        const all = reckon(from, within, pauses).due!
        expect(reckon(from, within, [...pauses].reverse()).due).toEqual(all)
        expect(all.getTime()).toBeGreaterThanOrEqual(reckon(from, within, pauses.slice(1)).due!.getTime())
      }),
    )
  })

  it('a pause told as two that touch or overlap gives back the same', () => {
    fc.assert(
      fc.property(
        froms,
        spans,
        minute(5000),
        minute(3000),
        minute(3000),
        minute(3000),
        (from, within, start, a, b, overlap) => {
          const whole = pausesOf(from, [[start, a + b]])
          const halves = pausesOf(from, [
            [start, a],
            [start + Math.max(0, a - overlap), Math.min(a, overlap) + b],
          ])
          expect(reckon(from, within, halves).due).toEqual(reckon(from, within, whole).due)
        },
      ),
    )
  })

  it('resuming leaves exactly what the stopped clock said', () => {
    fc.assert(
      fc.property(froms, spans, minute(8000), minute(8000), (from, within, start, length) => {
        const [closed] = pausesOf(from, [[start, length]])
        const running = reckon(from, within, [])
        fc.pre(closed!.from < running.due!)
        const stopped = reckon(from, within, [{ ...closed!, to: null }])
        const resumed = reckon(from, within, [closed!])
        const [resumedAt, due] = [closed!.to!, resumed.due!]
        expect(stopped.due).toBeNull()
        if (stopped.counts === 'elapsed') expect(due.getTime() - resumedAt.getTime()).toBe(stopped.remainingMs)
        // Of working days, the rest of the day of the start is not counted.
        const counted = atBusinessTime(businessDate(from), '24:00')
        const countsFrom = resumedAt > counted ? resumedAt : counted
        if (stopped.counts === 'working') expect(workingMsBetween(calendar, countsFrom, due)).toBe(stopped.remainingMs)
      }),
    )
  })

  it('adding a holiday never makes a working-day deadline earlier, whatever the pauses', () => {
    fc.assert(
      fc.property(froms, workingSpans, pausePlans, fc.integer({ min: -2, max: 25 }), (from, within, plans, offset) => {
        const day: CalendarDay = { date: addDays(businessDate(from), offset), kind: 'holiday', name: '临时放假' }
        const more = buildCalendar([...seeded.filter(({ date }) => date !== day.date), day], hours)
        const pauses = pausesOf(from, plans)
        const before = reckon(from, within, pauses).due!
        expect(reckon(from, within, pauses, more).due!.getTime()).toBeGreaterThanOrEqual(before.getTime())
      }),
      { numRuns: 200 },
    )
  })

  it('a holiday moves no elapsed deadline', () => {
    fc.assert(
      fc.property(froms, elapsedSpans, pausePlans, minute(20), (from, within, plans, offset) => {
        const day: CalendarDay = { date: addDays(businessDate(from), offset), kind: 'holiday', name: '临时放假' }
        const pauses = pausesOf(from, plans)
        const more = buildCalendar([...seeded, day], hours)
        expect(reckon(from, within, pauses, more).due).toEqual(reckon(from, within, pauses).due)
      }),
    )
  })

  it('agrees with counting minute by minute', () => {
    const counted = fc.oneof(
      minute(600).map((minutes) => ({ minutes })),
      minute(72).map((hours) => ({ hours })),
      workingSpans,
    )
    fc.assert(
      fc.property(froms, counted, pausePlans, (from, within, plans) => {
        const pauses = pausesOf(from, plans)
        expect(reckon(from, within, pauses).due).toEqual(countedByMinutes(from, within, pauses))
      }),
      { numRuns: 200 },
    )
  })
})

describe('properties of explanations', () => {
  it('the last step is the due time, and the steps alone give it again', () => {
    fc.assert(
      fc.property(froms, spans, pausePlans, (from, within, plans) => {
        const { due, steps } = reckon(from, within, pausesOf(from, plans))
        expect(steps.at(-1)).toMatchObject({ op: 'due', at: due!.toISOString() })
        expect(new Date(replay(JSON.parse(JSON.stringify(steps))))).toEqual(due)
      }),
      { numRuns: 300 },
    )
  })

  it('every pause is told of exactly once', () => {
    fc.assert(
      fc.property(froms, spans, pausePlans, (from, within, plans) => {
        const { steps } = reckon(from, within, pausesOf(from, plans))
        expect(steps.filter(({ op }) => op === 'pause' || op === 'idle')).toHaveLength(plans.length)
      }),
    )
  })
})

/** The same deadline by a slower road: every minute is asked whether it counts. */
function countedByMinutes(from: Date, within: Span, pauses: Pause[]): Date {
  const working = 'workingDays' in within
  const needed = working
    ? within.workingDays * 8 * 60
    : 'minutes' in within
      ? within.minutes
      : 'hours' in within
        ? within.hours * 60
        : 0
  const received = businessDate(from)
  let at = from.getTime()
  for (let counted = 0; counted < needed; at += MINUTE_MS) {
    const paused = pauses.some((pause) => pause.from.getTime() <= at && at < pause.to!.getTime())
    if (!paused && (!working || worked(new Date(at), received))) counted++
  }
  return new Date(at)
}

/** Whether the minute that begins at `at` is worked, on a day after the one of receipt. */
function worked(at: Date, received: string): boolean {
  const clock = new Date(at.getTime() + 8 * HOUR_MS).toISOString()
  const [date, time] = [clock.slice(0, 10), clock.slice(11, 16)]
  if (date <= received) return false
  const row = rows.get(date)
  const on = row ? row.kind === 'workday' : ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())
  return on && ((time >= '08:30' && time < '12:00') || (time >= '13:30' && time < '18:00'))
}
