import { describe, expect, it } from 'vitest'
import { type BusinessHours, buildCalendar, type CalendarDay } from './calendar.ts'
import { seedCalendarDays } from './calendar-seed.ts'
import { atBusinessTime, HOUR_MS } from './time.ts'

const hours: BusinessHours = {
  opensAt: '08:30',
  closesAt: '18:00',
  lunchFrom: '12:00',
  lunchTo: '13:30',
  sameDayAfterClosing: 'next-working-day-close',
}
const seeded = seedCalendarDays(2024, 2027)
const calendar = buildCalendar(seeded, hours)

describe('the seed', () => {
  // State Council notices of November 2024 and November 2025 on the holidays of 2025 and 2026.
  it('holds the make-up workdays of 2025 and 2026 as announced', () => {
    const makeup = seeded.filter(({ kind, date }) => kind === 'workday' && date >= '2025').map(({ date }) => date)
    expect(makeup).toEqual([
      ...['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
      ...['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
    ])
  })

  it('holds the holidays of 2026 as announced: 33 days, each with its festival', () => {
    const days = seeded.filter(({ kind, date }) => kind === 'holiday' && date.startsWith('2026'))
    expect(days).toHaveLength(33)
    const spring = days.filter(({ name }) => name === '春节').map(({ date }) => date)
    expect([spring[0], spring.at(-1), spring.length]).toEqual(['2026-02-15', '2026-02-23', 9])
  })

  it('holds nothing of a year that is not announced', () => {
    expect(seedCalendarDays(2027, 2027)).toEqual([])
  })
})

describe('the calendar', () => {
  it.each([
    ['2026-11-20', { kind: 'workday', name: null, known: true }],
    ['2026-11-21', { kind: 'weekend', name: null, known: true }],
    ['2026-10-01', { kind: 'holiday', name: '国庆节', known: true }],
    ['2026-10-04', { kind: 'holiday', name: '国庆节', known: true }],
    ['2026-10-10', { kind: 'makeup', name: '国庆节', known: true }],
    ['2027-10-01', { kind: 'workday', name: null, known: false }],
    ['2027-10-02', { kind: 'weekend', name: null, known: false }],
  ] as const)('%s is %o', (date, note) => {
    expect(calendar.dayNote(date)).toEqual(note)
    expect(calendar.isWorkday(date)).toBe(note.kind === 'workday' || note.kind === 'makeup')
  })

  it('knows the announced years and says that it does not know 2027', () => {
    expect([2023, 2024, 2025, 2026, 2027].map(calendar.knows)).toEqual([false, true, true, true, false])
  })

  it('one day added by hand does not make a year known, but counts', () => {
    const own: CalendarDay = { date: '2027-05-03', kind: 'holiday', name: '公司放假' }
    const edited = buildCalendar([...seeded, own], hours)
    expect(edited.knows(2027)).toBe(false)
    expect(edited.dayNote('2027-05-03')).toEqual({ kind: 'holiday', name: '公司放假', known: false })
  })

  it('a holiday overruled as a workday on a weekday is an ordinary working day', () => {
    const edited = buildCalendar([{ date: '2026-11-20', kind: 'workday', name: '正常上班' }], hours)
    expect(edited.dayNote('2026-11-20')).toEqual({ kind: 'workday', name: null, known: false })
  })

  it('a working day has two stretches around lunch, a day off none', () => {
    expect(calendar.slots('2026-11-20')).toEqual([
      { date: '2026-11-20', from: atBusinessTime('2026-11-20', '08:30'), to: atBusinessTime('2026-11-20', '12:00') },
      { date: '2026-11-20', from: atBusinessTime('2026-11-20', '13:30'), to: atBusinessTime('2026-11-20', '18:00') },
    ])
    expect(calendar.workdayMs).toBe(8 * HOUR_MS)
    expect(calendar.slots('2026-11-21')).toEqual([])
  })

  it('an office that stays open over lunch has one stretch', () => {
    const open = buildCalendar([], { ...hours, lunchFrom: '12:00', lunchTo: '12:00' })
    expect(open.slots('2026-11-20')).toHaveLength(1)
    expect(open.workdayMs).toBe(9.5 * HOUR_MS)
  })

  it.each([
    { closesAt: '08:00' },
    { lunchFrom: '14:00' },
    { lunchTo: '19:00' },
    { opensAt: '08:30', closesAt: '08:30', lunchFrom: '08:30', lunchTo: '08:30' },
    { opensAt: '8.30' },
  ])('refuses hours that are not in order: %o', (wrong) => {
    expect(() => buildCalendar([], { ...hours, ...wrong })).toThrow(RangeError)
  })
})
