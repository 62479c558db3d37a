import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextRung, rungsDueBy, rungsOf } from './ladder.ts'
import { MINUTE_MS } from './time.ts'

const due = new Date('2026-11-23T14:30:00+08:00')
const policy = { stepMinutes: 30, levels: 3 }
const dueAnd = (minutes: number) => new Date(due.getTime() + minutes * MINUTE_MS)
const minutesOf = (rungs: { firesAt: Date }[]) =>
  rungs.map(({ firesAt }) => (firesAt.getTime() - due.getTime()) / MINUTE_MS)

describe('ladder', () => {
  it.each([
    { title: 'nobody acknowledges: climbs to its end', acknowledged: null, fires: [0, 30, 60, 90] },
    { title: 'acknowledged between two levels', acknowledged: 45, fires: [0, 30] },
    { title: 'acknowledged right after the expiry', acknowledged: 1, fires: [0] },
    { title: 'acknowledged at the very moment of a level: it does not fire', acknowledged: 60, fires: [0, 30] },
    { title: 'acknowledged at the due time itself: the expiry stands', acknowledged: 0, fires: [0] },
    { title: 'acknowledged after the last level', acknowledged: 500, fires: [0, 30, 60, 90] },
    { title: 'an acknowledgement of an earlier deadline stops nothing', acknowledged: -10, fires: [0, 30, 60, 90] },
  ])('$title', ({ acknowledged, fires }) => {
    const rungs = rungsOf(due, policy, acknowledged === null ? null : dueAnd(acknowledged))
    expect(minutesOf(rungs)).toEqual(fires)
    expect(rungs.map(({ level }) => level)).toEqual(fires.map((_, i) => i))
  })

  it('a ladder without levels fires the expiry alone', () => {
    expect(rungsOf(due, { stepMinutes: 30, levels: 0 }, null)).toEqual([{ level: 0, firesAt: due }])
  })

  it('the next level follows the last one fired, and there is none after the end or an acknowledgement', () => {
    expect(nextRung(due, policy, null, 0)).toEqual({ level: 0, firesAt: due })
    expect(nextRung(due, policy, null, 2)).toEqual({ level: 2, firesAt: dueAnd(60) })
    expect(nextRung(due, policy, null, 4)).toBeNull()
    expect(nextRung(due, policy, dueAnd(10), 1)).toBeNull()
  })

  it('after a standstill every level whose time has come fires, in order, and none that fired before', () => {
    expect(minutesOf(rungsDueBy(dueAnd(75), due, policy, null, 1))).toEqual([30, 60])
    expect(rungsDueBy(dueAnd(29), due, policy, null, 1)).toEqual([])
    expect(rungsDueBy(dueAnd(-1), due, policy, null, 0)).toEqual([])
    expect(minutesOf(rungsDueBy(due, due, policy, null, 0))).toEqual([0])
  })

  it.each([
    { stepMinutes: 0, levels: 1 },
    { stepMinutes: 1.5, levels: 1 },
    { stepMinutes: 30, levels: -1 },
  ])('refuses %o', (bad) => {
    expect(() => rungsOf(due, bad, null)).toThrow(RangeError)
  })

  it('swept at any moments, each level fires exactly once', () => {
    const minutes = fc.integer({ min: -60, max: 600 })
    fc.assert(
      fc.property(fc.array(minutes, { minLength: 1, maxLength: 20 }), fc.option(minutes), (sweeps, acknowledged) => {
        const acknowledgedAt = acknowledged === null ? null : dueAnd(acknowledged)
        const fired: number[] = []
        for (const minute of [...sweeps, 1000].sort((a, b) => a - b)) {
          const rungs = rungsDueBy(dueAnd(minute), due, policy, acknowledgedAt, fired.length)
          fired.push(...rungs.map(({ level }) => level))
        }
        expect(fired).toEqual(rungsOf(due, policy, acknowledgedAt).map(({ level }) => level))
      }),
    )
  })
})
