/**
 * The injected clock and the days of the business time zone.
 *
 * Every rule of the handbook is read on the calendar of Asia/Shanghai. China has kept UTC+8 without daylight saving
 * since 1992, so an instant and a business date convert by one fixed offset: no zone database, the same answer in the
 * server, the browser and a test, whatever `TZ` the machine has.
 */

/** Where "now" comes from. Business code gets one of these and never reads the wall clock. */
export interface TimeSource {
  now(): Date
}

/** The machine's own time: the only place of the system that reads the wall clock for business. */
export const systemTime: TimeSource = { now: () => new Date() }

/** A clock that stands still until it is moved: for tests, drills and the simulation. */
export interface ManualTime extends TimeSource {
  /** Jumps to an instant; backwards too, as a machine's clock can. */
  set(at: Date | string): void
  /** Moves on by milliseconds; a negative figure turns the clock back. */
  advance(ms: number): void
}

/** A manual clock that shows `start` (a Date, or an ISO instant with offset). */
export function manualTime(start: Date | string): ManualTime {
  let now = instantOf(start)
  return {
    now: () => new Date(now),
    set: (at) => {
      now = instantOf(at)
    },
    advance: (ms) => {
      now = instantOf(new Date(now.getTime() + ms))
    },
  }
}

/** A calendar date of the business time zone, 'YYYY-MM-DD'. Such strings compare like the days they name. */
export type BusinessDate = string
/** A time of day in the business time zone, 'HH:MM' from '00:00' to '24:00' (the end of that day). */
export type TimeOfDay = string

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
/** A natural day. Every day has 24 hours: the business time zone has no daylight saving. */
export const DAY_MS = 24 * HOUR_MS
const OFFSET_MS = 8 * HOUR_MS

/**
 * Whether an ISO date or instant lies in years that can be computed with: a day or a zone further on, the database, the
 * calendar and a printed form still write it with four digits.
 */
export const isInReach = (written: string): boolean => /^(19|20|21)\d\d-/.test(written)
export const OUT_OF_REACH = '年份须在 1900 至 2199 之间'

/** The business date on which an instant falls: midnight belongs to the day that begins. */
export function businessDate(at: Date): BusinessDate {
  return shifted(at).toISOString().slice(0, 10)
}

/** The time of day of an instant, 'HH:MM', seconds cut off. */
export function businessTime(at: Date): TimeOfDay {
  return shifted(at).toISOString().slice(11, 16)
}

/** The instant of a business date and time of day; '24:00' is the midnight that ends the day. */
export function atBusinessTime(date: BusinessDate, time: TimeOfDay): Date {
  return new Date(startOfDayMs(date) + timeOfDayMs(time))
}

/** The date `days` later (earlier when negative). */
export function addDays(date: BusinessDate, days: number): BusinessDate {
  return isoDate(utcMs(date) + days * DAY_MS)
}

/**
 * The same day of the month, `months` later (earlier when negative); where that month is too short, its last day:
 * 31 January + 1 month is 28 or 29 February (民法典 第二百零二条: 到期月没有对应日的，月末日为到期日).
 */
export function addMonths(date: BusinessDate, months: number): BusinessDate {
  const { year, month, day } = partsOf(date)
  return dayOfMonth(isoDate(Date.UTC(year, month - 1 + months, 1)), day)
}

/** Day `day` of the month of `date`, or that month's last day where the month is shorter. */
export function dayOfMonth(date: BusinessDate, day: number): BusinessDate {
  const last = lastOfMonth(date)
  return day >= Number(last.slice(8)) ? last : `${last.slice(0, 8)}${String(day).padStart(2, '0')}`
}

/** The last day of the month of `date`. */
export function lastOfMonth(date: BusinessDate): BusinessDate {
  const { year, month } = partsOf(date)
  return isoDate(Date.UTC(year, month, 0))
}

/** How many days `to` lies after `from`; negative when before. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return (utcMs(to) - utcMs(from)) / DAY_MS
}

/** The day of the week: 1 Monday … 7 Sunday. */
export function weekdayOf(date: BusinessDate): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  return (new Date(utcMs(date)).getUTCDay() || 7) as 1 | 2 | 3 | 4 | 5 | 6 | 7
}

/** The calendar year of a date. */
export function yearOf(date: BusinessDate): number {
  return partsOf(date).year
}

/** Milliseconds from midnight to a time of day. Throws RangeError for what is none. */
export function timeOfDayMs(time: TimeOfDay): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$|^24:00$/.exec(time)
  if (!match) throw new RangeError(`not a time of day: ${time}`)
  return match[1] === undefined ? DAY_MS : Number(match[1]) * HOUR_MS + Number(match[2]) * MINUTE_MS
}

function instantOf(at: Date | string): Date {
  const instant = new Date(at)
  if (Number.isNaN(instant.getTime())) throw new RangeError(`not an instant: ${at}`)
  return instant
}

function shifted(at: Date): Date {
  return new Date(at.getTime() + OFFSET_MS)
}

function startOfDayMs(date: BusinessDate): number {
  return utcMs(date) - OFFSET_MS
}

/** The UTC midnight that stands for a business date in day arithmetic. */
function utcMs(date: BusinessDate): number {
  const { year, month, day } = partsOf(date)
  return Date.UTC(year, month - 1, day)
}

function partsOf(date: BusinessDate): { year: number; month: number; day: number } {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (!match) throw new RangeError(`not a date: ${date}`)
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (!exists) throw new RangeError(`no such day: ${date}`)
  return { year, month, day }
}

function isoDate(ms: number): BusinessDate {
  return new Date(ms).toISOString().slice(0, 10)
}
