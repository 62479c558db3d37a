/** The announced holidays and make-up workdays of China, as first rows of the editable table `calendar_day`. */
import chineseDays from 'chinese-days'
import type { CalendarDay } from './calendar.ts'
import { addDays, type BusinessDate } from './time.ts'

/**
 * The rows of the years `fromYear` to `toYear`, both included, in order of date. Source: the package `chinese-days`,
 * which follows the yearly notices of the State Council. A year that it does not hold gives no rows at all.
 */
export function seedCalendarDays(fromYear: number, toYear: number): CalendarDay[] {
  const rows: CalendarDay[] = []
  for (let date: BusinessDate = `${fromYear}-01-01`; date <= `${toYear}-12-31`; date = addDays(date, 1)) {
    const row = rowOf(date)
    if (row) rows.push(row)
  }
  return rows
}

/** Named 'National Day,国庆节,3' when the notice mentions the day, else by its English weekday. */
function rowOf(date: BusinessDate): CalendarDay | null {
  const { name, work } = chineseDays.getDayDetail(date)
  const festival = name.split(',')[1]
  return festival ? { date, kind: work ? 'workday' : 'holiday', name: festival } : null
}
