import type { RuleId } from '../case/procedure.ts'
import { addDays, atBusinessTime, dayOfMonth } from '../clock/time.ts'
import type { Policy } from '../policy/policy.ts'
import type { Period, Rhythm } from './period.ts'

/**
 * Recurring work (decision 017): how often, in which days of each period, and the case that each occurrence is. Declared
 * by the rooms, listed in rooms.ts, handed out by hand-out.ts.
 */
export interface Duty {
  /** Unique among all duties; kept with each occurrence. */
  name: string
  title: string
  every: Rhythm
  /** The days in which it is to be done, under the policy of that time; null: not in this project or this period. */
  window: (policy: Policy, period: Period) => Window | null
  /** The case that an occurrence is: an opening action that the actor `clock` may do. */
  opens: { procedure: string; action: string }
  form: (occurrence: Occurrence) => Record<string, unknown>
  rules: readonly RuleId[]
}

export interface Window {
  /**
   * The last day on which it is in time: that day of the period's last month (its last day where the month is shorter),
   * or so many days after the period (0: its last day). The day ends at 24:00.
   */
  dueOn: { day: number } | { afterEnd: number }
  /** Days before the last one from which it can be done. */
  leadDays: number
}

/** One turn of a duty. */
export interface Occurrence {
  period: Period
  opensAt: Date
  dueAt: Date
}

/** When a turn of a duty opens and is due. */
export function occurrenceOf(window: Window, period: Period): Occurrence {
  const { dueOn, leadDays } = window
  const due = 'day' in dueOn ? dayOfMonth(period.to, dueOn.day) : addDays(period.to, dueOn.afterEnd)
  return {
    period,
    opensAt: atBusinessTime(addDays(due, -leadDays), '00:00'),
    dueAt: atBusinessTime(due, '24:00'),
  }
}
