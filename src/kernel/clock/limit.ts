/**
 * Deadlines: a limit is data, its due time is computed, and the computation explains itself.
 *
 * How time is read here
 * - **Minutes, hours and natural days** are elapsed time: they run through lunch, night, weekend and holiday.
 * - **Working days** skip weekends and holidays and count make-up workdays. The day of the start is not counted, and
 *   the last day ends at closing (民法典 第二百零一条, 第二百零三条: 开始的当日不计入; 有业务时间的，停止业务活动的时间为截止时间).
 * - **Same day** ends at 24:00. What arrives after closing, or on a day that is not worked, has until the close of the
 *   next working day, unless the policy says midnight.
 * - **Months** end on the same day of the month at the same time; **a day of the month** ends at 24:00. Where the month
 *   is too short its last day takes the place, so "by the 30th" is 28 or 29 February (民法典 第二百零二条).
 *
 * Pauses give back what they took. A deadline at a time of the clock moves by the elapsed time of the pause. A deadline
 * at closing (working days, or same day after closing) moves by the *working time* that the pause covered: a pause over
 * a holiday gives back only the hours that could have been worked, and those are given back as working hours, never at
 * night. Overlapping pauses count once. The uncounted day of the start gives nothing back. A pause that begins when the
 * deadline has already passed does not heal it.
 */
import type { Calendar } from './calendar.ts'
import type { Step } from './explain.ts'
import { baseOf } from './limit-base.ts'
import { withPauses } from './limit-pause.ts'
import type { Limit, Pause } from './span.ts'

export type { Limit, Pause, Span } from './span.ts'

export interface Reckoning {
  /** When it is due; null while an open pause stops the clock. */
  due: Date | null
  /**
   * Milliseconds left. Running: from now to due, negative when overdue. Paused: what will be left when the clock runs
   * again, measured in `counts`.
   */
  remainingMs: number
  /** What the deadline is measured in, and so what pauses give back. */
  counts: 'elapsed' | 'working'
  /** How it came about; the last step is `due` or `stop`. */
  steps: Step[]
}

/**
 * When a limit is due, given its pauses, the working calendar and the business time, with the explanation.
 * Throws RangeError for a span that is no whole figure, a pause that ends before it begins, or more than ten years.
 */
export function dueAt(limit: Limit, pauses: readonly Pause[], calendar: Calendar, now: Date): Reckoning {
  const start: Step = {
    op: 'start',
    key: '从{why}起算：{from}',
    values: { why: { text: limit.why }, from: { at: limit.from.toISOString() } },
    at: limit.from.toISOString(),
  }
  const base = baseOf(limit, calendar)
  const { due, leftMs, steps } = withPauses(base, pauses, calendar)
  const all = withoutRepeats([start, ...base.steps, ...steps])
  if (due === null) return { due, remainingMs: leftMs, counts: base.counts, steps: all }
  const at = due.toISOString()
  all.push({ op: 'due', key: '到期：{due}', values: { due: { at, deadline: true } }, at })
  return { due, remainingMs: due.getTime() - now.getTime(), counts: base.counts, steps: all }
}

/** Each remark is made once, at the first place it applies to. */
function withoutRepeats(steps: Step[]): Step[] {
  const said = new Set<string>()
  return steps.filter((step) => {
    if (step.op !== 'note') return true
    const remark = JSON.stringify([step.key, step.values])
    return !said.has(remark) && said.add(remark)
  })
}
