import { expect } from 'vitest'
import type { Step } from '../src/kernel/clock/explain.ts'
import { addDays, businessDate, DAY_MS } from '../src/kernel/clock/time.ts'

/** Recomputes the deadline from the explanation and nothing else, as a reader with pen and calendar would. */
export function replay(steps: Step[]): number {
  let at = Number.NaN
  let day = ''
  let counting: { count: number; close: string; nth: number } | null = null
  let toFill = 0
  for (const step of steps) {
    const { op, values, ms } = step
    const value = (name: string) => values[name] as string
    const instant = (name: string) => Date.parse((values[name] as { at: string }).at)
    if (op === 'start') at = instant('from')
    if (op === 'add') at += ms!
    if (op === 'until')
      at = 'until' in values ? instant('until') : Date.parse(`${value('date')}T00:00:00+08:00`) + DAY_MS
    if (op === 'close') {
      counting = { count: Number(values.count), close: value('close'), nth: 0 }
      day = businessDate(new Date(at))
    }
    if (op === 'skip') {
      expect(value('from')).toBe(addDays(day, 1))
      day = value('to')
    }
    if (op === 'count') {
      expect([values.date, values.nth]).toEqual([addDays(day, 1), ++counting!.nth])
      day = value('date')
      at = Date.parse(`${day}T${counting!.close}:00+08:00`)
    }
    if (op === 'pause' && !counting) at += ms!
    if (op === 'pause' && counting) {
      expect([toFill, instant('before')]).toEqual([0, at])
      toFill = ms!
    }
    if (op === 'fill') {
      if (value('date') !== day) expect(value('date')).toBe(addDays(day, 1))
      expect(instant('to') - at).toBeGreaterThanOrEqual(ms!)
      day = value('date')
      at = instant('to')
      toFill -= ms!
    }
    if (step.at) expect(Date.parse(step.at)).toBe(at)
  }
  expect(toFill).toBe(0)
  if (counting) expect(counting.nth).toBe(counting.count)
  return at
}
