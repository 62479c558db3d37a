/**
 * The escalation ladder: a missed deadline climbs from rung to rung until somebody acknowledges it.
 *
 * Level 0 is the expiry itself and always fires at the due time: a breach is a fact that no acknowledgement undoes.
 * Level n fires at due + n × step. An acknowledgement stops every level that would fire at or after it. One from before
 * the due time answers an earlier deadline (since moved by a pause or a new limit) and stops nothing.
 */
import { MINUTE_MS } from './time.ts'

/** How a ladder climbs. */
export interface LadderPolicy {
  /** Minutes from one level to the next, from 1. */
  stepMinutes: number
  /** How many levels there are above level 0; 0: only the expiry. */
  levels: number
}

export interface Rung {
  level: number
  firesAt: Date
}

/** Every level that fires, in order. Throws RangeError for a policy that is no ladder. */
export function rungsOf(due: Date, policy: LadderPolicy, acknowledgedAt: Date | null): Rung[] {
  const { stepMinutes, levels } = checked(policy)
  const stopsAt = acknowledgedAt && acknowledgedAt >= due ? acknowledgedAt : null
  const rungs = Array.from({ length: levels + 1 }, (_, level) => ({
    level,
    firesAt: new Date(due.getTime() + level * stepMinutes * MINUTE_MS),
  }))
  return rungs.filter(({ level, firesAt }) => level === 0 || stopsAt === null || firesAt < stopsAt)
}

/** The level that fires next when `nextLevel` is the lowest that has not fired; null when the climb is over. */
export function nextRung(due: Date, policy: LadderPolicy, acknowledgedAt: Date | null, nextLevel: number): Rung | null {
  return rungsOf(due, policy, acknowledgedAt).find(({ level }) => level >= nextLevel) ?? null
}

/**
 * The levels to fire now: all from `nextLevel` whose time has come. After a standstill of the machine that can be
 * several; each fires, in order.
 */
export function rungsDueBy(
  now: Date,
  due: Date,
  policy: LadderPolicy,
  acknowledgedAt: Date | null,
  nextLevel: number,
): Rung[] {
  return rungsOf(due, policy, acknowledgedAt).filter(({ level, firesAt }) => level >= nextLevel && firesAt <= now)
}

function checked(policy: LadderPolicy): LadderPolicy {
  const { stepMinutes, levels } = policy
  if (!Number.isSafeInteger(stepMinutes) || stepMinutes < 1)
    throw new RangeError(`not a step in minutes: ${stepMinutes}`)
  if (!Number.isSafeInteger(levels) || levels < 0) throw new RangeError(`not a number of levels: ${levels}`)
  return policy
}
