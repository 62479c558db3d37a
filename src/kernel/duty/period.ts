import {
  addDays,
  addMonths,
  type BusinessDate,
  dayOfMonth,
  daysBetween,
  lastOfMonth,
  weekdayOf,
  yearOf,
} from '../clock/time.ts'

/** How often a duty recurs. */
export type Rhythm = 'day' | 'week' | 'month' | 'quarter' | 'half-year' | 'year'

/** One turn of a rhythm, by a name that people read (`2026-11`, `2026Q4`, `2026-W47`) and its first and last day. */
export interface Period {
  name: string
  from: BusinessDate
  to: BusinessDate
}

/** The period that a day lies in. Weeks begin on Monday and are numbered as in ISO 8601. */
export function periodOf(rhythm: Rhythm, date: BusinessDate): Period {
  switch (rhythm) {
    case 'day':
      return { name: date, from: date, to: date }
    case 'week':
      return weekOf(date)
    case 'month':
      return { name: date.slice(0, 7), from: dayOfMonth(date, 1), to: lastOfMonth(date) }
    case 'quarter':
      return monthsOf(date, 3, 'Q')
    case 'half-year':
      return monthsOf(date, 6, 'H')
    case 'year':
      return { name: date.slice(0, 4), from: `${date.slice(0, 4)}-01-01`, to: `${date.slice(0, 4)}-12-31` }
  }
}

/** The period after this one. */
export function nextPeriod(rhythm: Rhythm, { to }: Period): Period {
  return periodOf(rhythm, addDays(to, 1))
}

/** A period by its name; null for what names none of this rhythm. */
export function periodNamed(rhythm: Rhythm, name: string): Period | null {
  const day = firstDayOf(name)
  if (day === null) return null
  try {
    const period = periodOf(rhythm, day)
    return period.name === name ? period : null
  } catch {
    return null
  }
}

function firstDayOf(name: string): BusinessDate | null {
  const week = /^(\d{4})-W(\d{2})$/.exec(name)
  if (week) return addDays(weekOf(`${week[1]}-01-04`).from, 7 * (Number(week[2]) - 1))
  const part = /^(\d{4})([QH])(\d)$/.exec(name)
  if (part) {
    const month = (Number(part[3]) - 1) * (part[2] === 'Q' ? 3 : 6) + 1
    return month >= 1 && month <= 12 ? `${part[1]}-${String(month).padStart(2, '0')}-01` : null
  }
  if (/^\d{4}$/.test(name)) return `${name}-01-01`
  if (/^\d{4}-\d{2}$/.test(name)) return `${name}-01`
  return /^\d{4}-\d{2}-\d{2}$/.test(name) ? name : null
}

function weekOf(date: BusinessDate): Period {
  const from = addDays(date, 1 - weekdayOf(date))
  const thursday = addDays(from, 3)
  const week = Math.floor(daysBetween(`${yearOf(thursday)}-01-01`, thursday) / 7) + 1
  return { name: `${yearOf(thursday)}-W${String(week).padStart(2, '0')}`, from, to: addDays(from, 6) }
}

function monthsOf(date: BusinessDate, months: number, letter: string): Period {
  const part = Math.floor((Number(date.slice(5, 7)) - 1) / months)
  const from = `${date.slice(0, 4)}-${String(part * months + 1).padStart(2, '0')}-01`
  return { name: `${date.slice(0, 4)}${letter}${part + 1}`, from, to: lastOfMonth(addMonths(from, months - 1)) }
}
