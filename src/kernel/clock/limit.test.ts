import { describe, expect, it } from 'vitest'
import { replay } from '../../../test/replay.ts'
import { type BusinessHours, buildCalendar, type CalendarDay } from './calendar.ts'
import { seedCalendarDays } from './calendar-seed.ts'
import { explainText } from './explain.ts'
import { dueAt, type Limit, type Pause, type Span } from './limit.ts'
import { inChinese, sayExactTime } from './relative.ts'
import { restoreLimit, saySpan } from './span.ts'
import { HOUR_MS, MINUTE_MS } from './time.ts'

const hours: BusinessHours = {
  opensAt: '08:30',
  closesAt: '18:00',
  lunchFrom: '12:00',
  lunchTo: '13:30',
  sameDayAfterClosing: 'next-working-day-close',
}
const seeded = seedCalendarDays(2024, 2026)
const calendar = buildCalendar(seeded, hours)
const byMidnight = buildCalendar(seeded, { ...hours, sameDayAfterClosing: 'midnight' })

/** '2026-11-23 09:00' in Shanghai. */
const at = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const limit = (from: string, within: Span): Limit => ({ from: at(from), why: '受理时间', within })
const pause = (from: string, to: string | null, reason = '等业主'): Pause => ({
  from: at(from),
  to: to ? at(to) : null,
  reason,
})
const reckon = (from: string, within: Span, pauses: Pause[] = [], on = calendar) =>
  dueAt(limit(from, within), pauses, on, at(from))
/** The deadline, which its explanation must give as well. */
const due = (...args: Parameters<typeof reckon>) => {
  const { due: reckoned, steps } = reckon(...args)
  if (reckoned) expect(new Date(replay(steps))).toEqual(reckoned)
  return reckoned && sayExactTime(reckoned)
}

// 2026: 9-25 to 9-27 中秋节, 10-1 to 10-7 国庆节, make-up workdays Sunday 9-20 and Saturday 10-10.
describe('without pauses', () => {
  const table: [string, string, Span, string][] = [
    // minutes and hours run through everything
    ['15 minutes after the appointment (REP-04)', '2026-11-23 14:30', { minutes: 15 }, '2026-11-23 14:45'],
    ['15 minutes over noon run through lunch', '2026-11-23 11:55', { minutes: 15 }, '2026-11-23 12:10'],
    ['30 minutes over midnight run through the night', '2026-11-23 23:45', { minutes: 30 }, '2026-11-24 00:15'],
    ['2 hours on a Saturday evening run on', '2026-11-21 19:00', { hours: 2 }, '2026-11-21 21:00'],
    ['24 hours over a weekend run on (INT-16)', '2026-11-20 17:00', { hours: 24 }, '2026-11-21 17:00'],
    ['48 hours over a holiday run on', '2026-09-30 17:00', { hours: 48 }, '2026-10-02 17:00'],
    ['nothing at all is due at once', '2026-11-23 14:30', { minutes: 0 }, '2026-11-23 14:30'],
    ['seconds are kept', '2026-11-23 14:30:27', { minutes: 15 }, '2026-11-23 14:45:27'],
    // natural days
    ['3 days end at the same time', '2026-11-20 16:20', { days: 3 }, '2026-11-23 16:20'],
    ['a day before 29 February ends on it', '2024-02-28 09:00', { days: 1 }, '2024-02-29 09:00'],
    ['a day after 28 February of a common year', '2026-02-28 09:00', { days: 1 }, '2026-03-01 09:00'],
    // working days
    ['a working day ends at the next day’s close', '2026-11-23 10:00', { workingDays: 1 }, '2026-11-24 18:00'],
    ['received at night counts like received that day', '2026-11-23 23:30', { workingDays: 1 }, '2026-11-24 18:00'],
    ['received before opening, too', '2026-11-23 00:30', { workingDays: 1 }, '2026-11-24 18:00'],
    ['a weekend is not counted', '2026-11-20 10:00', { workingDays: 1 }, '2026-11-23 18:00'],
    ['received on a Saturday', '2026-11-21 10:00', { workingDays: 1 }, '2026-11-23 18:00'],
    ['received on a Sunday, three', '2026-11-22 10:00', { workingDays: 3 }, '2026-11-25 18:00'],
    ['a holiday is not counted', '2026-09-30 10:00', { workingDays: 1 }, '2026-10-08 18:00'],
    ['a make-up Saturday counts', '2026-10-09 10:00', { workingDays: 1 }, '2026-10-10 18:00'],
    [
      'a make-up Sunday counts, between Saturday and Monday',
      '2026-09-18 10:00',
      { workingDays: 2 },
      '2026-09-21 18:00',
    ],
    ['through a holiday and its make-up day', '2026-09-30 10:00', { workingDays: 3 }, '2026-10-10 18:00'],
    ['over 29 February', '2024-02-28 10:00', { workingDays: 1 }, '2024-02-29 18:00'],
    // same day
    ['same day ends at midnight', '2026-11-23 10:00', { sameDay: true }, '2026-11-24 00:00'],
    ['same day, before opening', '2026-11-23 06:00', { sameDay: true }, '2026-11-24 00:00'],
    ['same day, a minute before closing', '2026-11-23 17:59', { sameDay: true }, '2026-11-24 00:00'],
    ['same day, received at closing: next close', '2026-11-23 18:00', { sameDay: true }, '2026-11-24 18:00'],
    ['same day, received on Friday night', '2026-11-20 21:00', { sameDay: true }, '2026-11-23 18:00'],
    ['same day, received on a Saturday', '2026-11-21 10:00', { sameDay: true }, '2026-11-23 18:00'],
    ['same day, received in the holidays', '2026-10-03 10:00', { sameDay: true }, '2026-10-08 18:00'],
    ['same day, on a make-up Saturday', '2026-10-10 10:00', { sameDay: true }, '2026-10-11 00:00'],
    // months and days of the month
    ['a month', '2026-11-23 10:00', { months: 1 }, '2026-12-23 10:00'],
    ['a month from the 31st ends on the last day', '2026-01-31 10:00', { months: 1 }, '2026-02-28 10:00'],
    ['a month from the 31st ends on 29 February', '2024-01-31 10:00', { months: 1 }, '2024-02-29 10:00'],
    ['a year from 29 February', '2024-02-29 10:00', { months: 12 }, '2025-02-28 10:00'],
    ['3 months over the new year', '2026-11-30 10:00', { months: 3 }, '2027-02-28 10:00'],
    ['by the 28th (CMP-41)', '2026-11-05 10:00', { monthDay: 28 }, '2026-11-29 00:00'],
    ['by the 28th, on the 28th', '2026-11-28 23:00', { monthDay: 28 }, '2026-11-29 00:00'],
    ['by the 28th, the day after: next month', '2026-11-29 00:00', { monthDay: 28 }, '2026-12-29 00:00'],
    ['by the 30th in February (CMP-44)', '2026-02-03 10:00', { monthDay: 30 }, '2026-03-01 00:00'],
    ['by the 30th in February of a leap year', '2024-02-03 10:00', { monthDay: 30 }, '2024-03-01 00:00'],
    ['by the 30th from 31 January: February', '2024-01-31 10:00', { monthDay: 30 }, '2024-03-01 00:00'],
    ['by the last day of April', '2026-04-02 10:00', { monthDay: 'last' }, '2026-05-01 00:00'],
    ['by the 3rd of the month after', '2026-12-31 10:00', { monthDay: 3, monthsLater: 1 }, '2027-01-04 00:00'],
    ['by the 31st two months later', '2026-12-05 10:00', { monthDay: 31, monthsLater: 2 }, '2027-03-01 00:00'],
  ]
  it.each(table)('%s', (_title, from, within, expected) => {
    expect(due(from, within)).toBe(expected)
  })

  it('same day means midnight, always, where the policy says so', () => {
    expect(due('2026-11-23 21:00', { sameDay: true }, [], byMidnight)).toBe('2026-11-24 00:00')
    expect(due('2026-11-21 10:00', { sameDay: true }, [], byMidnight)).toBe('2026-11-22 00:00')
  })

  it('what is left shrinks with time and turns negative after the due time', () => {
    const left = (now: string) => dueAt(limit('2026-11-23 14:30', { minutes: 15 }), [], calendar, at(now)).remainingMs
    expect(['2026-11-23 14:30', '2026-11-23 14:45', '2026-11-23 15:00'].map(left)).toEqual(
      [15, 0, -15].map((m) => m * MINUTE_MS),
    )
  })
})

describe('with pauses', () => {
  const lunch = pause('2026-11-23 11:00', '2026-11-23 14:00')
  const holidays = pause('2026-09-30 16:00', '2026-10-08 10:30')
  const table: [string, string, Span, Pause[], string][] = [
    // elapsed time: the pause is given back by the clock
    [
      'an hour gives back an hour',
      '2026-11-23 10:00',
      { hours: 2 },
      [pause('2026-11-23 10:30', '2026-11-23 11:30')],
      '2026-11-23 13:00',
    ],
    [
      'a night gives back a night',
      '2026-11-23 17:00',
      { hours: 24 },
      [pause('2026-11-23 20:00', '2026-11-24 08:00')],
      '2026-11-25 05:00',
    ],
    [
      'natural days move by the elapsed time',
      '2026-11-23 10:00',
      { days: 3 },
      [pause('2026-11-24 00:00', '2026-11-25 12:00')],
      '2026-11-27 22:00',
    ],
    [
      'hours paused over a holiday move by all of it',
      '2026-09-30 15:00',
      { hours: 4 },
      [pause('2026-09-30 16:00', '2026-10-08 16:00')],
      '2026-10-08 19:00',
    ],
    [
      'same day moves by the elapsed time',
      '2026-11-23 10:00',
      { sameDay: true },
      [pause('2026-11-23 11:00', '2026-11-24 11:00')],
      '2026-11-25 00:00',
    ],
    [
      'before the start gives nothing',
      '2026-11-23 10:00',
      { hours: 2 },
      [pause('2026-11-23 08:00', '2026-11-23 09:30')],
      '2026-11-23 12:00',
    ],
    [
      'over the start gives the part after it',
      '2026-11-23 10:00',
      { hours: 2 },
      [pause('2026-11-23 09:00', '2026-11-23 10:20')],
      '2026-11-23 12:20',
    ],
    [
      'after the due time heals nothing',
      '2026-11-23 10:00',
      { hours: 2 },
      [pause('2026-11-23 12:00', '2026-11-23 15:00')],
      '2026-11-23 12:00',
    ],
    [
      'a minute before the due time still counts',
      '2026-11-23 10:00',
      { hours: 2 },
      [pause('2026-11-23 11:59', '2026-11-23 15:00')],
      '2026-11-23 15:01',
    ],
    [
      'a second pause counts within the time the first gave',
      '2026-11-23 10:00',
      { hours: 1 },
      [pause('2026-11-23 11:30', '2026-11-23 12:00'), pause('2026-11-23 10:30', '2026-11-23 11:15')],
      '2026-11-23 12:15',
    ],
    [
      'overlapping pauses count once',
      '2026-11-23 10:00',
      { hours: 2 },
      [pause('2026-11-23 10:30', '2026-11-23 11:30'), pause('2026-11-23 11:00', '2026-11-23 12:00', '等配件')],
      '2026-11-23 13:30',
    ],
    [
      'two pauses within a pause count once',
      '2026-11-23 10:00',
      { hours: 2 },
      [
        pause('2026-11-23 10:30', '2026-11-23 11:30'),
        pause('2026-11-23 10:45', '2026-11-23 11:00'),
        pause('2026-11-23 11:10', '2026-11-23 11:20'),
      ],
      '2026-11-23 13:00',
    ],
    [
      'a pause within a pause counts once',
      '2026-11-23 10:00',
      { hours: 2 },
      [pause('2026-11-23 10:30', '2026-11-23 11:30'), pause('2026-11-23 10:45', '2026-11-23 11:00')],
      '2026-11-23 13:00',
    ],
    // working days: the working time of the pause is given back as working time
    ['working days: lunch is not given back', '2026-11-20 10:00', { workingDays: 1 }, [lunch], '2026-11-24 10:00'],
    [
      'working days: a night gives nothing',
      '2026-11-20 10:00',
      { workingDays: 2 },
      [pause('2026-11-23 19:00', '2026-11-24 08:00')],
      '2026-11-24 18:00',
    ],
    [
      'working days: a weekend gives nothing',
      '2026-11-19 10:00',
      { workingDays: 2 },
      [pause('2026-11-20 18:00', '2026-11-23 08:30')],
      '2026-11-23 18:00',
    ],
    [
      'working days: a whole day gives a whole day',
      '2026-11-20 10:00',
      { workingDays: 1 },
      [pause('2026-11-23 00:00', '2026-11-24 00:00')],
      '2026-11-24 18:00',
    ],
    [
      'working days: over a holiday gives the hours that could be worked',
      '2026-09-29 10:00',
      { workingDays: 2 },
      [holidays],
      '2026-10-09 14:00',
    ],
    [
      'working days: what is given back skips the weekend',
      '2026-11-19 10:00',
      { workingDays: 1 },
      [pause('2026-11-20 14:00', '2026-11-20 17:30')],
      '2026-11-23 12:00',
    ],
    [
      'working days: what is given back uses a make-up workday',
      '2026-10-08 10:00',
      { workingDays: 1 },
      [pause('2026-10-09 15:00', '2026-10-09 18:00')],
      '2026-10-10 11:30',
    ],
    [
      'working days: the day of the start gives nothing',
      '2026-11-23 10:00',
      { workingDays: 1 },
      [pause('2026-11-23 11:00', '2026-11-23 17:00')],
      '2026-11-24 18:00',
    ],
    [
      'working days: after closing of the last day heals nothing',
      '2026-11-23 10:00',
      { workingDays: 1 },
      [pause('2026-11-24 18:00', '2026-11-26 18:00')],
      '2026-11-24 18:00',
    ],
    [
      'same day after closing gives back working time',
      '2026-11-20 20:00',
      { sameDay: true },
      [pause('2026-11-23 16:00', '2026-11-23 22:00')],
      '2026-11-24 10:30',
    ],
  ]
  it.each(table)('%s', (_title, from, within, pauses, expected) => {
    expect(due(from, within, pauses)).toBe(expected)
  })

  it('an open pause stops the clock and keeps what was left', () => {
    const stopped = reckon('2026-11-23 10:00', { hours: 2 }, [pause('2026-11-23 11:30', null)])
    expect(stopped).toMatchObject({ due: null, remainingMs: 30 * MINUTE_MS, counts: 'elapsed' })
    expect(stopped.steps.at(-1)).toMatchObject({ op: 'stop', ms: 30 * MINUTE_MS })
  })

  it('an open pause of working days keeps the working time', () => {
    const stopped = reckon('2026-11-20 10:00', { workingDays: 2 }, [pause('2026-11-23 16:00', null)])
    expect(stopped).toMatchObject({ due: null, remainingMs: 10 * HOUR_MS, counts: 'working' })
  })

  it('an open pause that began before the counting keeps all of it', () => {
    const stopped = reckon('2026-11-20 10:00', { workingDays: 1 }, [pause('2026-11-20 09:00', null)])
    expect(stopped.remainingMs).toBe(8 * HOUR_MS)
  })

  it('a closed pause before an open one is given back first', () => {
    const pauses = [pause('2026-11-23 10:30', '2026-11-23 11:30'), pause('2026-11-23 12:30', null, '等配件')]
    expect(reckon('2026-11-23 10:00', { hours: 2 }, pauses)).toMatchObject({ due: null, remainingMs: 30 * MINUTE_MS })
  })

  it('an open pause after the due time does not hide that it was missed', () => {
    expect(due('2026-11-23 10:00', { hours: 2 }, [pause('2026-11-23 12:00', null)])).toBe('2026-11-23 12:00')
  })
})

describe('when something changes', () => {
  it('change of priority: the new limit counts from the same start and keeps the pauses', () => {
    const pauses = [pause('2026-11-23 10:30', '2026-11-23 11:00')]
    const normal = limit('2026-11-23 10:00', { hours: 24 })
    const raised: Limit = { ...normal, within: { hours: 2 } }
    const now = at('2026-11-23 13:00')
    expect(sayExactTime(dueAt(normal, pauses, calendar, now).due!)).toBe('2026-11-24 10:30')
    expect(dueAt(raised, pauses, calendar, now)).toMatchObject({
      due: at('2026-11-23 12:30'),
      remainingMs: -30 * MINUTE_MS,
    })
  })

  const typhoon: CalendarDay = { date: '2026-11-24', kind: 'holiday', name: '台风停工' }
  const changed = buildCalendar([...seeded, typhoon], hours)

  it('change of calendar: a holiday declared later moves an open working-day clock', () => {
    expect(due('2026-11-23 10:00', { workingDays: 1 })).toBe('2026-11-24 18:00')
    expect(due('2026-11-23 10:00', { workingDays: 1 }, [], changed)).toBe('2026-11-25 18:00')
    expect(explainText(reckon('2026-11-23 10:00', { workingDays: 1 }, [], changed).steps)).toContain(
      '2026-11-24 周二台风停工放假，不计',
    )
  })

  it('change of calendar: hours do not move', () => {
    expect(due('2026-11-23 10:00', { hours: 24 }, [], changed)).toBe(due('2026-11-23 10:00', { hours: 24 }))
  })

  it('change of calendar: a pause on a day declared a holiday gives nothing back, and the deadline is not earlier', () => {
    const pauses = [pause('2026-11-24 08:30', '2026-11-24 18:00')]
    expect(due('2026-11-23 10:00', { workingDays: 1 }, pauses)).toBe('2026-11-25 18:00')
    expect(due('2026-11-23 10:00', { workingDays: 1 }, pauses, changed)).toBe('2026-11-25 18:00')
  })

  it('change of calendar: a make-up workday declared later brings the deadline forward', () => {
    const extra = buildCalendar([...seeded, { date: '2026-11-21', kind: 'workday', name: '调休' }], hours)
    expect(due('2026-11-20 10:00', { workingDays: 1 }, [], extra)).toBe('2026-11-21 18:00')
  })

  it('reopen: a new clock counts from the reopening, and pauses of the first run do not touch it', () => {
    const firstRun = pause('2026-11-23 10:30', '2026-11-23 11:30')
    const reopened: Limit = { from: at('2026-11-25 15:00'), why: '重开时间', within: { hours: 2 } }
    expect(dueAt(reopened, [firstRun], calendar, at('2026-11-25 15:00')).due).toEqual(at('2026-11-25 17:00'))
  })

  it('reopen: the same clock goes on with what was left when the time it was closed is a pause', () => {
    const closed = pause('2026-11-23 11:00', '2026-11-25 15:00', '已办结')
    expect(due('2026-11-23 10:00', { hours: 2 }, [closed])).toBe('2026-11-25 16:00')
  })
})

describe('what is refused', () => {
  it.each<[string, Span]>([
    ['a fraction', { hours: 1.5 }],
    ['a negative figure', { minutes: -1 }],
    ['not a number', { days: Number.NaN }],
    ['no working day', { workingDays: 0 }],
    ['no month', { months: 0 }],
    ['day 0', { monthDay: 0 }],
    ['day 32', { monthDay: 32 }],
    ['a day before the start', { monthDay: 5, monthsLater: 0 }],
    ['more than ten years', { days: 4000 }],
    ['more than ten years of months', { months: 200 }],
    ['more than ten years of working days', { workingDays: 3000 }],
  ])('%s', (_title, within) => {
    expect(() => reckon('2026-11-23 10:00', within)).toThrow(RangeError)
  })

  it('a pause that ends before it begins', () => {
    expect(() => due('2026-11-23 10:00', { hours: 1 }, [pause('2026-11-23 11:00', '2026-11-23 10:59')])).toThrow(
      RangeError,
    )
  })
})

describe('the explanation', () => {
  it('reads like a person would tell it: holiday, make-up workday and pause', () => {
    const pauses = [pause('2026-10-07 10:00', '2026-10-08 15:00', '等配件')]
    expect(explainText(reckon('2026-09-30 10:00', { workingDays: 3 }, pauses).steps).split('\n')).toEqual([
      '从受理时间起算：2026-09-30 10:00',
      '限 3 个工作日：起算当天不计，到最后一个工作日 18:00 下班为止',
      '2026-10-01 至 2026-10-07 国庆节放假，7 天不计',
      '2026-10-08 周四：第 1 个工作日',
      '2026-10-09 周五：第 2 个工作日',
      '2026-10-10 周六：国庆节调休上班，第 3 个工作日',
      '2026-10-07 10:00 至 2026-10-08 15:00 暂停（等配件），其中工作时间 5 小时，从 2026-10-10 18:00 起顺延同样的工作时间',
      '2026-10-11 周日是周末，不计',
      '2026-10-12 周一：补工作时间 5 小时，到 2026-10-12 15:00',
      '到期：2026-10-12 15:00',
    ])
  })

  it('tells of pauses that change nothing, and of the one that stops the clock', () => {
    const pauses = [pause('2026-11-23 09:00', '2026-11-23 09:30'), pause('2026-11-23 11:30', null, '等配件')]
    expect(explainText(reckon('2026-11-23 10:00', { hours: 2 }, pauses).steps).split('\n')).toEqual([
      '从受理时间起算：2026-11-23 10:00',
      '限 2 小时，午休、夜间、周末和节假日照常计时',
      '2026-11-23 09:00 至 2026-11-23 09:30 暂停（等业主）：其间没有应计的时间，期限不变',
      '2026-11-23 11:30 起暂停（等配件），恢复之前不计时，恢复后还有 30 分钟',
    ])
  })

  it('says why the same day became the next working day, and that midnight ends the day', () => {
    expect(explainText(reckon('2026-11-20 21:00', { sameDay: true }).steps).split('\n')[1]).toBe(
      '受理时已过 18:00 下班时间，当天改按下一个工作日计算',
    )
    expect(explainText(reckon('2026-11-21 10:00', { sameDay: true }).steps).split('\n')[1]).toBe(
      '受理当天 2026-11-21 周六不上班，当天改按下一个工作日计算',
    )
    expect(explainText(reckon('2026-11-23 10:00', { sameDay: true }).steps)).toMatch(/到期：2026-11-23 24:00$/)
  })

  it('says that February has no 30th', () => {
    expect(explainText(reckon('2024-02-03 10:00', { monthDay: 30 }).steps)).toContain(
      '2024-02 没有 30 日，按月末 2024-02-29 计算',
    )
    expect(explainText(reckon('2024-03-03 10:00', { monthDay: 30 }).steps)).not.toContain('没有')
  })

  it('says once that the holidays of the year are not entered', () => {
    const text = explainText(reckon('2026-12-30 10:00', { workingDays: 5 }).steps)
    expect(text.match(/2027 年的节假日安排还没有录入，暂按周一至周五上班计算/g)).toHaveLength(1)
    expect(explainText(reckon('2027-03-01 10:00', { sameDay: true }).steps)).toContain('2027 年的节假日安排还没有录入')
    expect(explainText(reckon('2027-03-01 10:00', { workingDays: 1 }).steps)).toContain('2027 年的节假日安排还没有录入')
    expect(explainText(reckon('2027-03-01 10:00', { hours: 2 }).steps)).not.toContain('没有录入')
    expect(explainText(reckon('2026-11-23 10:00', { workingDays: 5 }).steps)).not.toContain('没有录入')
  })

  it('leaves no placeholder unfilled and survives JSON', () => {
    const { steps } = reckon('2026-09-30 10:00', { workingDays: 9 }, [pause('2026-10-08 10:00', '2026-10-12 10:00')])
    expect(explainText(steps)).not.toMatch(/[{}]|undefined|object/)
    expect(explainText(JSON.parse(JSON.stringify(steps)))).toBe(explainText(steps))
  })
})

describe('a limit as data', () => {
  it('comes back from JSON as it was', () => {
    const stored = limit('2026-11-23 10:00', { monthDay: 'last' })
    expect(restoreLimit(JSON.parse(JSON.stringify(stored)))).toEqual(stored)
    expect(() => restoreLimit({ from: 'soon', why: '', within: { minutes: 1 } })).toThrow(RangeError)
  })

  it.each<[Span, string]>([
    [{ minutes: 15 }, '15 分钟内'],
    [{ hours: 24 }, '24 小时内'],
    [{ days: 3 }, '3 天内'],
    [{ workingDays: 1 }, '1 个工作日内'],
    [{ months: 3 }, '3 个月内'],
    [{ sameDay: true }, '当天'],
    [{ monthDay: 28 }, '28 日前'],
    [{ monthDay: 'last' }, '月底前'],
  ])('%o is said %s', (span, said) => {
    expect(saySpan(span, inChinese)).toBe(said)
  })
})
