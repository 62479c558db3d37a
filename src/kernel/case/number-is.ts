import { type RawBuilder, sql } from 'kysely'
import { addDays, businessDate } from '../clock/time.ts'
import type { Procedure } from './procedure.ts'

/** A tail such as 0007 is looked for among the numbers of these last days. */
const TAIL_DAYS = 31

/**
 * The condition on `c.number` for what somebody types of a number: its head (BX-20261122), its day and count
 * (20261122-0007, 1122-0007), or its count within the last month (0007, 7). All walk the index of numbers; null for
 * what is no part of a number.
 */
export function numberIs(procedures: readonly Procedure[], typed: string, now: Date): RawBuilder<unknown> | null {
  const text = typed.normalize('NFKC').trim().toUpperCase()
  const prefixes = procedures.map(({ prefix }) => prefix)
  if (prefixes.some((prefix) => text.startsWith(prefix))) {
    return sql`c.number >= ${text} and c.number < ${`${text}\u{10FFFF}`}`
  }
  const tail = /^(?:(?:(\d{4})?(\d{2})(\d{2}))-)?(\d{1,6})$/.exec(text)
  if (!tail) return null
  const [, year, month, day, digits = ''] = tail
  const days = month === undefined ? lastDays(now) : [`${year ?? yearOf(`${month}${day}`, now)}${month}${day}`]
  const numbers = prefixes.flatMap((prefix) => days.map((date) => `${prefix}-${date}-${digits.padStart(4, '0')}`))
  return sql`c.number = any(${numbers}::text[])`
}

const lastDays = (now: Date) =>
  Array.from({ length: TAIL_DAYS }, (_, back) => addDays(businessDate(now), -back).replaceAll('-', ''))

/** The last year that had this month and day behind it. */
function yearOf(monthDay: string, now: Date): number {
  const today = businessDate(now).replaceAll('-', '')
  const year = Number(today.slice(0, 4))
  return monthDay <= today.slice(4) ? year : year - 1
}
