import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../clock/time.ts'

/**
 * Waits before the second, third … try: what Standard Webhooks recommends, about three days in all (项目自定 for e-mail
 * and text messages).
 */
const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]
/** Up to a fifth longer, so that what failed together does not come back together. */
const JITTER = 0.2

/** An endpoint that failed rests, so that what waits for it holds up nobody else. */
const FIRST_REST_MS = 5 * SECOND_MS
const LONGEST_REST_MS = 5 * MINUTE_MS

/** What concerns people is not told later than this: by then it is history. */
export const STALE_AFTER_MS = 4 * DAY_MS

/** How long to wait after `attempts` tries have failed; null: give up. A gateway may ask for longer, a day at most. */
export function waitAfter(attempts: number, random: number, askedMs = 0): number | null {
  const wait = WAITS_MS[attempts - 1]
  return wait === undefined ? null : Math.max(wait * (1 + JITTER * random), Math.min(askedMs, DAY_MS))
}

/** How long an endpoint rests after so many failures in a row. */
export const restAfter = (failures: number): number =>
  Math.min(FIRST_REST_MS * 2 ** Math.min(failures - 1, 20), LONGEST_REST_MS)
