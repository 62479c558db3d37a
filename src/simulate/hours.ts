import { addDays, atBusinessTime, businessDate, businessTime, MINUTE_MS, type TimeOfDay } from '../kernel/clock/time.ts'

/** When things happen on a day of the estate. Pure. */

export const later = (at: Date, minutes: number): Date => new Date(at.getTime() + minutes * MINUTE_MS)

export const hoursBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 3_600_000

export const latest = (...times: readonly Date[]): Date => new Date(Math.max(...times.map((time) => time.getTime())))

/** The moment itself when it lies in these hours, else the next opening, some minutes in. */
export function within(at: Date, opens: TimeOfDay, closes: TimeOfDay, minutesIn: number): Date {
  const [date, time] = [businessDate(at), businessTime(at)]
  if (time >= opens && time < closes) return at
  return later(atBusinessTime(time < opens ? date : addDays(date, 1), opens), minutesIn)
}

/** The last moment not after `at` at which one may ring somebody up. */
export function daytimeBefore(at: Date): Date {
  const [date, time] = [businessDate(at), businessTime(at)]
  if (time < '08:40') return atBusinessTime(addDays(date, -1), '20:00')
  return time > '20:20' ? atBusinessTime(date, '20:10') : at
}

/** The next full or half hour. */
export function halfHourFrom(at: Date): Date {
  const half = 30 * MINUTE_MS
  return new Date(Math.ceil(at.getTime() / half) * half)
}

/** The full or half hour that somebody who arrives at `at` was expected at: he may be early, or a few minutes late. */
export function expectedAt(at: Date): Date {
  const ahead = halfHourFrom(at)
  const past = later(ahead, -30)
  return at.getTime() - past.getTime() <= 12 * MINUTE_MS ? past : ahead
}
