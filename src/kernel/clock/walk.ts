/** Says which days a count of working days passes over, and why. */
import type { Calendar, DayNote } from './calendar.ts'
import type { Step, StepValue } from './explain.ts'
import { addDays, type BusinessDate, daysBetween, weekdayOf, yearOf } from './time.ts'

/**
 * The days strictly between `after` and `before`, none of them worked, as one step for each run of the same kind;
 * with a remark where the walk, the day `before` included, touches a year whose holidays nobody has entered.
 */
export function skippedDays(calendar: Calendar, after: BusinessDate, before: BusinessDate): Step[] {
  const steps: Step[] = []
  let date = addDays(after, 1)
  while (date < before) {
    const note = calendar.dayNote(date)
    const last = endOfRun(calendar, date, before)
    if (!note.known) steps.push(unknownYear(date))
    steps.push(skip(date, last, note))
    date = addDays(last, 1)
  }
  if (!calendar.dayNote(before).known) steps.push(unknownYear(before))
  return steps
}

/** The remark that the working days of the year of `date` are only assumed. */
export function unknownYear(date: BusinessDate): Step {
  return { op: 'note', key: '{year} 年的节假日安排还没有录入，暂按周一至周五上班计算', values: { year: yearOf(date) } }
}

/** The date and its weekday, to fill '{date} {weekday}'. */
export function dayText(date: BusinessDate): Record<string, StepValue> {
  return { date, weekday: { text: weekdays[weekdayOf(date) - 1]! } }
}

const weekdays = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const

/** The last day before `before` of the days like `first` that follow it without a gap. */
function endOfRun(calendar: Calendar, first: BusinessDate, before: BusinessDate): BusinessDate {
  const note = calendar.dayNote(first)
  let last = first
  for (let next = addDays(first, 1); next < before && sameKind(calendar.dayNote(next), note); next = addDays(next, 1)) {
    last = next
  }
  return last
}

function skip(from: BusinessDate, to: BusinessDate, { name }: DayNote): Step {
  const days: Record<string, StepValue> = name ? { from, to, name: { text: name } } : { from, to }
  if (from === to) {
    const key = name ? '{date} {weekday}{name}放假，不计' : '{date} {weekday}是周末，不计'
    return { op: 'skip', key, values: { ...days, ...dayText(from) } }
  }
  const key = name ? '{from} 至 {to} {name}放假，{count} 天不计' : '{from} 至 {to} 是周末，{count} 天不计'
  return { op: 'skip', key, values: { ...days, count: daysBetween(from, to) + 1 } }
}

function sameKind(a: DayNote, b: DayNote): boolean {
  return a.kind === b.kind && a.name === b.name && a.known === b.known
}
