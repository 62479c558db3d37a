import { addDays, atBusinessTime, businessDate, businessTime, HOUR_MS, type TimeOfDay } from '../clock/time.ts'
import type { Digest } from './words.ts'

/** When somebody wants to be told. Equal times: he is never to be left in peace. */
export interface Hours {
  quietFrom: TimeOfDay
  quietTo: TimeOfDay
  digest: Digest
  digestAt: TimeOfDay
}

/**
 * When a telling goes: an urgent one at once, others with the next digest and never in the quiet hours. What had to
 * wait may share a message with others that waited.
 */
export function departure(at: Date, urgent: boolean, hours: Hours): { dueAt: Date; together: boolean } {
  if (urgent) return { dueAt: at, together: false }
  const dueAt = afterQuiet(nextDigest(at, hours), hours)
  return { dueAt, together: dueAt > at }
}

function nextDigest(at: Date, { digest, digestAt }: Hours): Date {
  if (digest === 'none') return at
  // The offset of the business time zone is whole hours.
  if (digest === 'hourly') return new Date((Math.floor(at.getTime() / HOUR_MS) + 1) * HOUR_MS)
  return nextAt(at, digestAt)
}

function afterQuiet(at: Date, { quietFrom, quietTo }: Hours): Date {
  const time = businessTime(at)
  const quiet = quietFrom <= quietTo ? quietFrom <= time && time < quietTo : time >= quietFrom || time < quietTo
  return quiet ? nextAt(at, quietTo) : at
}

/** The next time that the clock shows `time`, after `at`. */
function nextAt(at: Date, time: TimeOfDay): Date {
  const today = atBusinessTime(businessDate(at), time)
  return today > at ? today : atBusinessTime(addDays(businessDate(at), 1), time)
}
