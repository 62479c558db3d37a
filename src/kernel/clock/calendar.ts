/**
 * The working calendar: which days are worked, and from when to when.
 *
 * Days come from the editable table `calendar_day` (seeded by `calendar-seed.ts`), hours from the project's policy.
 * A day without a row is worked from Monday to Friday. The holidays of a year are announced by the State Council
 * in the autumn before; until somebody enters them the year is *unknown*, and everything computed on it says so.
 */
import { atBusinessTime, type BusinessDate, type TimeOfDay, timeOfDayMs, weekdayOf, yearOf } from './time.ts'

/** One exception to the Monday-to-Friday week: a row of `calendar_day`. */
export interface CalendarDay {
  date: BusinessDate
  /** `holiday`: not worked (放假); `workday`: worked although it is a weekend day (调休上班). */
  kind: 'holiday' | 'workday'
  /** The festival it belongs to, in Chinese: 国庆节. */
  name: string
}

/**
 * When the office is open, the same on every working day, and what follows from it. The fields are those of the
 * project's policy, so that `{ ...policy.office, ...policy.clocks }` is one.
 */
export interface BusinessHours {
  opensAt: TimeOfDay
  closesAt: TimeOfDay
  /** Lunch is not working time. An office that stays open over lunch gives the same time twice. */
  lunchFrom: TimeOfDay
  lunchTo: TimeOfDay
  /** What "same day" means for what arrives after closing or on a day that is not worked. */
  sameDayAfterClosing: 'next-working-day-close' | 'midnight'
}

/** Why a day is worked or not. */
export interface DayNote {
  kind: 'workday' | 'makeup' | 'weekend' | 'holiday'
  /** The festival of a holiday or make-up workday, in Chinese; null for an ordinary day. */
  name: string | null
  /** False when the holidays of the year are not entered yet and Monday to Friday is only assumed. */
  known: boolean
}

/** A stretch of working time within one day. */
export interface WorkingSlot {
  date: BusinessDate
  from: Date
  to: Date
}

export interface Calendar {
  hours: BusinessHours
  /** Working time of one working day, lunch taken out, in milliseconds. */
  workdayMs: number
  isWorkday(date: BusinessDate): boolean
  /** Whether the holidays of that year are entered. */
  knows(year: number): boolean
  dayNote(date: BusinessDate): DayNote
  openAt(date: BusinessDate): Date
  closeAt(date: BusinessDate): Date
  /** The working time of a day in order: none, one stretch, or two around lunch. */
  slots(date: BusinessDate): WorkingSlot[]
}

/** No deadline reaches farther: a calendar without working days ends here instead of looping for ever. */
export const FARTHEST_DAYS = 3660

/** Builds the calendar of a project. Throws RangeError when the hours are not in order or a row names no day. */
export function buildCalendar(days: readonly CalendarDay[], hours: BusinessHours): Calendar {
  const rows = new Map(days.map((day) => [day.date, day]))
  const years = knownYears(days)
  const stretches = stretchesOf(hours)
  const calendar: Calendar = {
    hours,
    workdayMs: stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    isWorkday: (date) => isWorked(calendar.dayNote(date)),
    knows: (year) => years.has(year),
    dayNote: (date) => {
      const row = rows.get(date)
      const known = years.has(yearOf(date))
      if (row?.kind === 'holiday') return { kind: 'holiday', name: row.name, known }
      const weekend = weekdayOf(date) > 5
      if (row?.kind === 'workday' && weekend) return { kind: 'makeup', name: row.name, known }
      return { kind: weekend ? 'weekend' : 'workday', name: null, known }
    },
    openAt: (date) => atBusinessTime(date, hours.opensAt),
    closeAt: (date) => atBusinessTime(date, hours.closesAt),
    slots: (date) => {
      if (!calendar.isWorkday(date)) return []
      const midnight = atBusinessTime(date, '00:00').getTime()
      return stretches.map(({ fromMs, toMs }) => ({
        date,
        from: new Date(midnight + fromMs),
        to: new Date(midnight + toMs),
      }))
    },
  }
  return calendar
}

/** Whether a day of this note is worked. */
export function isWorked(note: DayNote): boolean {
  return note.kind === 'workday' || note.kind === 'makeup'
}

/**
 * A year counts as entered when its New Year's Day and its National Day are holidays: both are fixed by law, so every
 * announced year has them, and a single day that somebody adds by hand does not make a year look complete.
 */
function knownYears(days: readonly CalendarDay[]): Set<number> {
  const holidays = new Set(days.filter((day) => day.kind === 'holiday').map((day) => day.date))
  const years = new Set(days.map((day) => yearOf(day.date)))
  return new Set([...years].filter((year) => holidays.has(`${year}-01-01`) && holidays.has(`${year}-10-01`)))
}

/** The stretches of a working day, in milliseconds from midnight. */
function stretchesOf({ opensAt, closesAt, lunchFrom, lunchTo }: BusinessHours): { fromMs: number; toMs: number }[] {
  const marks = [opensAt, lunchFrom, lunchTo, closesAt].map(timeOfDayMs) as [number, number, number, number]
  const [opens, lunch, back, closes] = marks
  const halves = [
    { fromMs: opens, toMs: lunch },
    { fromMs: back, toMs: closes },
  ]
  const stretches = lunch === back ? [{ fromMs: opens, toMs: closes }] : halves
  const worked = stretches.filter(({ fromMs, toMs }) => fromMs < toMs)
  const ordered = marks.every((mark, i) => i === 0 || mark >= marks[i - 1]!)
  if (!ordered || worked.length === 0) throw new RangeError('business hours are not in order')
  return worked
}
