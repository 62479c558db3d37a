/** A deadline as data: what rooms declare, what the database keeps, what `dueAt` reckons with. */
import type { Translate } from './relative.ts'

/** How long something may take. Whole figures; the head of `limit.ts` says how each is read. */
export type Span =
  | { minutes: number }
  | { hours: number }
  /** Natural days: 24 hours each. */
  | { days: number }
  | { workingDays: number }
  | { months: number }
  | { sameDay: true }
  /**
   * By the end of that day of the month (1 to 31, or 'last'): the first such day on or after the start, or, with
   * `monthsLater`, the one in that month after the start's.
   */
  | { monthDay: number | 'last'; monthsLater?: number }

/** A deadline as data: when it starts, what that start is, and how long it may take. */
export interface Limit {
  from: Date
  /** What the start is, in Chinese: 约定时间, 领单时间. A text of the catalogue. */
  why: string
  within: Span
}

/** A time in which the clock does not run; `to` null while it lasts. */
export interface Pause {
  from: Date
  to: Date | null
  /** Why, in Chinese: 等业主, 等配件. A text of the catalogue. */
  reason: string
}

/** A limit as it stands in a JSON column. */
export type StoredLimit = Omit<Limit, 'from'> & { from: string }

/** The limit read back from JSON. Throws RangeError when its start is no instant. */
export function restoreLimit(stored: StoredLimit): Limit {
  const from = new Date(stored.from)
  if (Number.isNaN(from.getTime())) throw new RangeError(`not an instant: ${stored.from}`)
  return { ...stored, from }
}

/** A span in words: 15 分钟内, 1 个工作日内, 当天, 28 日前. */
export function saySpan(span: Span, t: Translate): string {
  if ('minutes' in span) return t('{count} 分钟内', { count: span.minutes })
  if ('hours' in span) return t('{count} 小时内', { count: span.hours })
  if ('days' in span) return t('{count} 天内', { count: span.days })
  if ('workingDays' in span) return t('{count} 个工作日内', { count: span.workingDays })
  if ('months' in span) return t('{count} 个月内', { count: span.months })
  if ('sameDay' in span) return t('当天')
  return span.monthDay === 'last' ? t('月底前') : t('{day} 日前', { day: span.monthDay })
}
