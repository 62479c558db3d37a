/** Arithmetic of working time: the time between opening and closing of working days, lunch taken out. */
import { type Calendar, FARTHEST_DAYS } from './calendar.ts'
import { addDays, type BusinessDate, businessDate } from './time.ts'

/** Working time used on one day. */
export interface WorkedDay {
  date: BusinessDate
  from: Date
  to: Date
  /** Less than `to - from` where lunch lies between. */
  ms: number
}

/** How many milliseconds of working time lie between two instants; 0 when `to` is not after `from`. */
export function workingMsBetween(calendar: Calendar, from: Date, to: Date): number {
  let ms = 0
  for (let date = businessDate(from), last = businessDate(to); date <= last; date = addDays(date, 1)) {
    for (const slot of calendar.slots(date)) ms += overlapMs(slot.from, slot.to, from, to)
  }
  return ms
}

/**
 * The days that `ms` of working time after `from` are worked on, in order; the last one's `to` is where it ends: the
 * earliest such instant, so a full day ends at closing, not at the next opening. Throws RangeError after ten years.
 */
export function workingTimeAfter(calendar: Calendar, from: Date, ms: number): WorkedDay[] {
  const days: WorkedDay[] = []
  let left = ms
  let date = businessDate(from)
  for (let walked = 0; left > 0; date = addDays(date, 1), walked++) {
    if (walked > FARTHEST_DAYS) throw new RangeError(`no working time within ten years of ${from.toISOString()}`)
    const day = workOn(calendar, date, from, left)
    if (!day) continue
    days.push(day)
    left -= day.ms
  }
  return days
}

function workOn(calendar: Calendar, date: BusinessDate, notBefore: Date, atMostMs: number): WorkedDay | null {
  const worked: WorkedDay[] = []
  let ms = 0
  for (const slot of calendar.slots(date)) {
    const from = slot.from > notBefore ? slot.from : notBefore
    const used = Math.min(slot.to.getTime() - from.getTime(), atMostMs - ms)
    if (used <= 0) continue
    ms += used
    worked.push({ date, from: worked[0]?.from ?? from, to: new Date(from.getTime() + used), ms })
  }
  return worked.at(-1) ?? null
}

function overlapMs(aFrom: Date, aTo: Date, bFrom: Date, bTo: Date): number {
  return Math.max(0, Math.min(aTo.getTime(), bTo.getTime()) - Math.max(aFrom.getTime(), bFrom.getTime()))
}
