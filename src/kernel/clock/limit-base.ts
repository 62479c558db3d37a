/** The due time of a limit before any pause is given back. */
import { type Calendar, FARTHEST_DAYS, isWorked } from './calendar.ts'
import type { Step, StepValue } from './explain.ts'
import type { Limit, Span } from './span.ts'
import {
  addDays,
  addMonths,
  atBusinessTime,
  type BusinessDate,
  businessDate,
  DAY_MS,
  dayOfMonth,
  HOUR_MS,
  lastOfMonth,
  MINUTE_MS,
} from './time.ts'
import { dayText, skippedDays, unknownYear } from './walk.ts'

/** A due time with what pauses need to know of it. */
export interface Base {
  due: Date
  counts: 'elapsed' | 'working'
  /** The instant from which time counts, so that a pause before it gives nothing back. */
  countsFrom: Date
  steps: Step[]
}

/** The due time without pauses. Throws RangeError for a span that is no whole figure or reaches beyond ten years. */
export function baseOf({ from, within }: Limit, calendar: Calendar): Base {
  if ('minutes' in within) {
    return elapsed(from, whole(within.minutes), MINUTE_MS, '限 {count} 分钟，午休、夜间、周末和节假日照常计时')
  }
  if ('hours' in within) {
    return elapsed(from, whole(within.hours), HOUR_MS, '限 {count} 小时，午休、夜间、周末和节假日照常计时')
  }
  if ('days' in within) {
    return elapsed(from, whole(within.days), DAY_MS, '限 {count} 天，按自然日计算，到同一时刻为止')
  }
  if ('workingDays' in within) return workingDays(from, whole(within.workingDays, 1), calendar)
  if ('months' in within) return months(from, whole(within.months, 1))
  if ('sameDay' in within) return sameDay(from, calendar)
  return monthDay(from, within)
}

function elapsed(from: Date, count: number, unitMs: number, key: string): Base {
  const ms = count * unitMs
  if (ms > FARTHEST_DAYS * DAY_MS) throw new RangeError(`a limit beyond ten years: ${ms} ms`)
  const due = new Date(from.getTime() + ms)
  const step: Step = { op: 'add', key, values: { count }, at: due.toISOString(), ms }
  return { due, counts: 'elapsed', countsFrom: from, steps: [step] }
}

/** The day of the start is not counted; the last day ends at closing. */
function workingDays(from: Date, count: number, calendar: Calendar): Base {
  const received = businessDate(from)
  const close = calendar.hours.closesAt
  const key = '限 {count} 个工作日：起算当天不计，到最后一个工作日 {close} 下班为止'
  const steps: Step[] = [{ op: 'close', key, values: { count, close } }]
  let last = received
  for (let nth = 1; nth <= count; nth++) {
    const date = nextWorkday(calendar, last, received)
    steps.push(...skippedDays(calendar, last, date), countedDay(calendar, date, nth))
    last = date
  }
  const countsFrom = atBusinessTime(received, '24:00')
  return { due: calendar.closeAt(last), counts: 'working', countsFrom, steps }
}

function nextWorkday(calendar: Calendar, after: BusinessDate, start: BusinessDate): BusinessDate {
  const farthest = addDays(start, FARTHEST_DAYS)
  for (let date = addDays(after, 1); date <= farthest; date = addDays(date, 1)) {
    if (calendar.isWorkday(date)) return date
  }
  throw new RangeError(`not enough working days within ten years of ${start}`)
}

function countedDay(calendar: Calendar, date: BusinessDate, nth: number): Step {
  const { name } = calendar.dayNote(date)
  const values: Record<string, StepValue> = { ...dayText(date), nth }
  const at = calendar.closeAt(date).toISOString()
  return name
    ? {
        op: 'count',
        key: '{date} {weekday}：{name}调休上班，第 {nth} 个工作日',
        values: { ...values, name: { text: name } },
        at,
      }
    : { op: 'count', key: '{date} {weekday}：第 {nth} 个工作日', values, at }
}

function sameDay(from: Date, calendar: Calendar): Base {
  const date = businessDate(from)
  const note = calendar.dayNote(date)
  const closed = !isWorked(note) || from >= calendar.closeAt(date)
  const assumed = note.known ? [] : [unknownYear(date)]
  if (!closed || calendar.hours.sameDayAfterClosing === 'midnight') {
    return until(from, date, assumed, '限当天：到 {date} 24:00 为止')
  }
  const why: Step = isWorked(note)
    ? {
        op: 'note',
        key: '受理时已过 {close} 下班时间，当天改按下一个工作日计算',
        values: { close: calendar.hours.closesAt },
      }
    : { op: 'note', key: '受理当天 {date} {weekday}不上班，当天改按下一个工作日计算', values: dayText(date) }
  const base = workingDays(from, 1, calendar)
  return { ...base, steps: [...assumed, why, ...base.steps] }
}

function months(from: Date, count: number): Base {
  if (count * 30 > FARTHEST_DAYS) throw new RangeError(`a limit beyond ten years: ${count} months`)
  const start = businessDate(from)
  const date = addMonths(start, count)
  const sinceMidnightMs = from.getTime() - atBusinessTime(start, '00:00').getTime()
  const due = new Date(atBusinessTime(date, '00:00').getTime() + sinceMidnightMs)
  const steps = shortMonth(date, Number(start.slice(8)))
  const at = due.toISOString()
  steps.push({ op: 'until', key: '限 {count} 个月：到 {until} 为止', values: { count, until: { at } }, at })
  return { due, counts: 'elapsed', countsFrom: from, steps }
}

function monthDay(from: Date, { monthDay, monthsLater }: Extract<Span, { monthDay: unknown }>): Base {
  const day = monthDay === 'last' ? 31 : whole(monthDay, 1)
  if (day > 31) throw new RangeError(`no such day of a month: ${day}`)
  const start = businessDate(from)
  const first = `${start.slice(0, 8)}01`
  const here = dayOfMonth(first, day)
  const later = monthsLater === undefined ? (here < start ? 1 : 0) : whole(monthsLater)
  const date = dayOfMonth(addMonths(first, later), day)
  if (date < start) throw new RangeError(`the ${day}th lies before the start ${start}`)
  if (monthDay === 'last') return until(from, date, [], '限月底前：到 {date} 24:00 为止')
  return until(from, date, shortMonth(date, day), '限 {day} 日前：到 {date} 24:00 为止', { day })
}

/** Says that the month has no such day, where that is so. */
function shortMonth(date: BusinessDate, day: number): Step[] {
  if (date !== lastOfMonth(date) || Number(date.slice(8)) === day) return []
  return [
    { op: 'note', key: '{month} 没有 {day} 日，按月末 {date} 计算', values: { month: date.slice(0, 7), day, date } },
  ]
}

function until(from: Date, date: BusinessDate, notes: Step[], key: string, values: Step['values'] = {}): Base {
  const due = atBusinessTime(date, '24:00')
  const step: Step = { op: 'until', key, values: { date, ...values }, at: due.toISOString() }
  return { due, counts: 'elapsed', countsFrom: from, steps: [...notes, step] }
}

function whole(figure: number, least = 0): number {
  if (!Number.isSafeInteger(figure) || figure < least)
    throw new RangeError(`not a whole figure from ${least}: ${figure}`)
  return figure
}
