import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  atBusinessTime,
  businessDate,
  businessTime,
  DAY_MS,
  dayOfMonth,
  daysBetween,
  lastOfMonth,
  manualTime,
  systemTime,
  weekdayOf,
} from './time.ts'

describe('business dates', () => {
  it.each([
    ['2026-11-22T15:59:59.999Z', '2026-11-22', '23:59'],
    ['2026-11-22T16:00:00.000Z', '2026-11-23', '00:00'],
    ['2026-12-31T16:30:00.000Z', '2027-01-01', '00:30'],
    ['2024-02-28T16:00:00.000Z', '2024-02-29', '00:00'],
  ])('%s is %s %s in Shanghai', (instant, date, time) => {
    const at = new Date(instant)
    expect([businessDate(at), businessTime(at)]).toEqual([date, time])
  })

  it('agrees with the zone database of the runtime', () => {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Asia/Shanghai',
      dateStyle: 'short',
      timeStyle: 'short',
    })
    const days = fc.date({
      min: new Date('1992-01-01T00:00:00Z'),
      max: new Date('2099-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(days, (at) => {
        expect(`${businessDate(at)} ${businessTime(at)}`).toBe(format.format(at))
      }),
    )
  })

  it('a date and a time of day give the instant; 24:00 is the next midnight', () => {
    expect(atBusinessTime('2026-11-22', '08:30').toISOString()).toBe('2026-11-22T00:30:00.000Z')
    expect(atBusinessTime('2026-11-22', '24:00')).toEqual(atBusinessTime('2026-11-23', '00:00'))
  })

  it.each([
    ['2026-02-30', '08:00'],
    ['2026-1-1', '08:00'],
    ['2026-01-01', '24:01'],
    ['2026-01-01', '8:00'],
  ])('refuses %s %s', (date, time) => {
    expect(() => atBusinessTime(date, time)).toThrow(RangeError)
  })

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2027-01-01', -1, '2026-12-31'],
  ])('%s and %i days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected)
    expect(daysBetween(date, expected)).toBe(days)
  })

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-08-15', 5, '2027-01-15'],
  ])('%s and %i months is %s', (date, months, expected) => {
    expect(addMonths(date, months)).toBe(expected)
  })

  it('a day that the month does not have is its last day', () => {
    expect(dayOfMonth('2026-02-10', 30)).toBe('2026-02-28')
    expect(dayOfMonth('2024-02-10', 30)).toBe('2024-02-29')
    expect(dayOfMonth('2026-04-10', 31)).toBe('2026-04-30')
    expect(dayOfMonth('2026-04-10', 9)).toBe('2026-04-09')
    expect(lastOfMonth('2026-12-01')).toBe('2026-12-31')
  })

  it('weekdays run from 1 Monday to 7 Sunday', () => {
    expect(['2026-11-16', '2026-11-21', '2026-11-22'].map(weekdayOf)).toEqual([1, 6, 7])
  })
})

describe('time sources', () => {
  it('a manual clock stands still until it is moved, and nobody can move it through a date it gave out', () => {
    const time = manualTime('2026-11-22T08:00:00+08:00')
    time.now().setFullYear(1999)
    expect(time.now().toISOString()).toBe('2026-11-22T00:00:00.000Z')
    time.advance(2 * DAY_MS)
    expect(businessDate(time.now())).toBe('2026-11-24')
    time.set('2026-11-23T23:00:00+08:00')
    time.advance(-1)
    expect(time.now().toISOString()).toBe('2026-11-23T14:59:59.999Z')
  })

  it('a manual clock refuses what is no instant', () => {
    const time = manualTime(new Date(0))
    expect(() => time.set('tomorrow')).toThrow(RangeError)
    expect(() => time.advance(Number.NaN)).toThrow(RangeError)
    expect(() => manualTime('')).toThrow(RangeError)
    expect(time.now().getTime()).toBe(0)
  })

  it('the system clock runs with the machine', () => {
    const before = Date.now()
    const now = systemTime.now().getTime()
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
  })
})
