import { describe, expect, it } from 'vitest'
import { buildCalendar } from './calendar.ts'
import { seedCalendarDays } from './calendar-seed.ts'
import { HOUR_MS, MINUTE_MS } from './time.ts'
import { workingMsBetween, workingTimeAfter } from './working-time.ts'

const calendar = buildCalendar(seedCalendarDays(2026, 2026), {
  opensAt: '08:30',
  closesAt: '18:00',
  lunchFrom: '12:00',
  lunchTo: '13:30',
  sameDayAfterClosing: 'midnight',
})
const at = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)

describe('working time between two instants', () => {
  it.each([
    ['within a morning', '2026-11-23 09:00', '2026-11-23 10:30', 1.5],
    ['over lunch', '2026-11-23 11:00', '2026-11-23 14:00', 1.5],
    ['within lunch', '2026-11-23 12:10', '2026-11-23 13:20', 0],
    ['a night', '2026-11-23 18:00', '2026-11-24 08:30', 0],
    ['a whole day', '2026-11-23 00:00', '2026-11-24 00:00', 8],
    ['over a weekend', '2026-11-20 17:00', '2026-11-23 09:30', 2],
    ['over National Day', '2026-09-30 17:00', '2026-10-08 09:30', 2],
    ['a make-up Saturday', '2026-10-10 00:00', '2026-10-11 00:00', 8],
    ['backwards', '2026-11-23 10:30', '2026-11-23 09:00', 0],
  ])('%s', (_title, from, to, hours) => {
    expect(workingMsBetween(calendar, at(from), at(to))).toBe(hours * HOUR_MS)
  })
})

describe('working time after an instant', () => {
  const ends = (from: string, hours: number) => workingTimeAfter(calendar, at(from), hours * HOUR_MS).at(-1)?.to

  it.each([
    ['within a morning', '2026-11-23 09:00', 1, '2026-11-23 10:00'],
    ['over lunch', '2026-11-23 11:00', 2, '2026-11-23 14:30'],
    ['up to lunch ends at its beginning', '2026-11-23 09:00', 3, '2026-11-23 12:00'],
    ['a full day ends at closing, not at the next opening', '2026-11-23 08:30', 8, '2026-11-23 18:00'],
    ['from closing', '2026-11-23 18:00', 8, '2026-11-24 18:00'],
    ['over a holiday onto a make-up day', '2026-10-09 17:00', 9, '2026-10-10 18:00'],
  ])('%s', (_title, from, hours, to) => {
    expect(ends(from, hours)).toEqual(at(to))
  })

  it('lists the days with what was worked on each', () => {
    expect(workingTimeAfter(calendar, at('2026-11-20 11:45'), 6 * HOUR_MS)).toEqual([
      { date: '2026-11-20', from: at('2026-11-20 11:45'), to: at('2026-11-20 18:00'), ms: 285 * MINUTE_MS },
      { date: '2026-11-23', from: at('2026-11-23 08:30'), to: at('2026-11-23 09:45'), ms: 75 * MINUTE_MS },
    ])
  })

  it('nothing takes no day, and a calendar without working days is refused instead of searched for ever', () => {
    expect(workingTimeAfter(calendar, at('2026-11-20 11:45'), 0)).toEqual([])
    const never = { ...calendar, slots: () => [] }
    expect(() => workingTimeAfter(never, at('2026-11-20 11:45'), 1)).toThrow(RangeError)
  })
})
