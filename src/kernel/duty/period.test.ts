import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays, atBusinessTime } from '../clock/time.ts'
import { occurrenceOf } from './duty.ts'
import { nextPeriod, periodNamed, periodOf, type Rhythm } from './period.ts'

const rhythms: Rhythm[] = ['day', 'week', 'month', 'quarter', 'half-year', 'year']

it('periods have names that people read', () => {
  const named = Object.fromEntries(rhythms.map((rhythm) => [rhythm, periodOf(rhythm, '2026-11-22')]))
  expect(named).toEqual({
    day: { name: '2026-11-22', from: '2026-11-22', to: '2026-11-22' },
    week: { name: '2026-W47', from: '2026-11-16', to: '2026-11-22' },
    month: { name: '2026-11', from: '2026-11-01', to: '2026-11-30' },
    quarter: { name: '2026Q4', from: '2026-10-01', to: '2026-12-31' },
    'half-year': { name: '2026H2', from: '2026-07-01', to: '2026-12-31' },
    year: { name: '2026', from: '2026-01-01', to: '2026-12-31' },
  })
})

it('a week belongs to the year of its Thursday', () => {
  expect(periodOf('week', '2027-01-03')).toEqual({ name: '2026-W53', from: '2026-12-28', to: '2027-01-03' })
  expect(periodOf('week', '2024-12-30').name).toBe('2025-W01')
})

it('periods follow each other without gap or overlap, and are found again by their name', () => {
  const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('2000-01-01', days))
  fc.assert(
    fc.property(fc.constantFrom(...rhythms), day, (rhythm, date) => {
      const period = periodOf(rhythm, date)
      expect(period.from <= date && date <= period.to).toBe(true)
      expect(nextPeriod(rhythm, period).from).toBe(addDays(period.to, 1))
      expect(periodNamed(rhythm, period.name)).toEqual(period)
    }),
  )
})

it('what names no period is none', () => {
  for (const name of ['', '2026', '2026-13', '2026Q5', '2026-11-31', 'x', '2026-W54'])
    expect(periodNamed(name === '2026' ? 'month' : name.includes('Q') ? 'quarter' : 'month', name)).toBeNull()
})

it('the 30th of February is its last day, at 24:00', () => {
  const window = { dueOn: { day: 30 }, leadDays: 7 }
  expect(occurrenceOf(window, periodOf('month', '2027-02-10'))).toMatchObject({
    opensAt: atBusinessTime('2027-02-21', '00:00'),
    dueAt: atBusinessTime('2027-02-28', '24:00'),
  })
  expect(occurrenceOf(window, periodOf('month', '2028-02-10')).dueAt).toEqual(atBusinessTime('2028-02-29', '24:00'))
  expect(occurrenceOf(window, periodOf('month', '2026-11-01')).dueAt).toEqual(atBusinessTime('2026-11-30', '24:00'))
})

it('a window can end after its period', () => {
  const turn = occurrenceOf({ dueOn: { afterEnd: 10 }, leadDays: 9 }, periodOf('quarter', '2026-09-01'))
  expect([turn.opensAt, turn.dueAt]).toEqual([
    atBusinessTime('2026-10-01', '00:00'),
    atBusinessTime('2026-10-10', '24:00'),
  ])
})
