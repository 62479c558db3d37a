import { type RawBuilder, sql } from 'kysely'
import { addDays, businessDate } from '../clock/time.ts'
import type { Procedure } from './procedure.ts'

/** A tail such as 0007 is looked for among the numbers of these last days. */
const TAIL_DAYS = 31

/**
 * The condition on `c.number` for what somebody types of a number: its head (BX-20261122), or its tail within the last
 * month (0007, 1122-0007). Both walk the index of numbers; null for what is no part of a number.
 */
export function numberIs(procedures: readonly Procedure[], typed: string, now: Date): RawBuilder<unknown> | null {
  const text = typed.normalize('NFKC').trim().toUpperCase()
  const prefixes = procedures.map(({ prefix }) => prefix)
  if (prefixes.some((prefix) => text.startsWith(prefix))) {
    return sql`c.number >= ${text} and c.number < ${`${text}\u{10FFFF}`}`
  }
  const tail = /^(?:(\d{4})?(\d{2})(\d{2})-)?(\d{1,6})$/.exec(text)
  if (!tail) return null
  const [, , month, day, digits = ''] = tail
  const today = businessDate(now)
  const dates = Array.from({ length: TAIL_DAYS }, (_, back) => addDays(today, -back))
  const numbers = prefixes.flatMap((prefix) =>
    dates
      .filter((date) => month === undefined || date.endsWith(`${month}-${day}`))
      .map((date) => `${prefix}-${date.replaceAll('-', '')}-${digits.padStart(4, '0')}`),
  )
  return numbers.length === 0 ? null : sql`c.number = any(${numbers}::text[])`
}
