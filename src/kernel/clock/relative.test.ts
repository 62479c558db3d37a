import i18next from 'i18next'
import { describe, expect, it } from 'vitest'
import { sayDuration, sayExactDuration, sayExactTime, sayLeft, sayTime, inChinese as t } from './relative.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

const at = (text: string) => new Date(`${text}+08:00`)
const now = at('2026-11-22T12:00:00')

describe('times as people say them', () => {
  it.each([
    ['2026-11-22T14:30:00', '今天 14:30'],
    ['2026-11-22T00:00:00', '今天 00:00'],
    ['2026-11-23T09:00:00', '明天 09:00'],
    ['2026-11-24T23:59:59', '后天 23:59'],
    ['2026-11-25T00:00:00', '11月25日 00:00'],
    ['2026-11-21T23:59:00', '昨天 23:59'],
    ['2026-11-20T08:00:00', '前天 08:00'],
    ['2026-11-19T08:00:00', '11月19日 08:00'],
    ['2027-01-04T18:00:00', '2027年1月4日 18:00'],
    ['2025-11-22T18:00:00', '2025年11月22日 18:00'],
  ])('%s is %s', (time, said) => {
    expect(sayTime(at(time), now, t)).toBe(said)
  })

  it('tomorrow is named across the end of the year', () => {
    expect(sayTime(at('2027-01-01T09:00:00'), at('2026-12-31T23:00:00'), t)).toBe('明天 09:00')
  })

  it('a deadline at midnight belongs to the day that ends', () => {
    expect(sayTime(at('2026-11-23T00:00:00'), now, t, { deadline: true })).toBe('今天 24:00')
    expect(sayTime(at('2026-11-23T00:00:01'), now, t, { deadline: true })).toBe('明天 00:00')
    expect(sayExactTime(at('2027-01-01T00:00:00'), { deadline: true })).toBe('2026-12-31 24:00')
  })

  it('the exact time shows seconds where there are any', () => {
    expect(sayExactTime(at('2026-11-22T14:30:00'))).toBe('2026-11-22 14:30')
    expect(sayExactTime(at('2026-11-22T14:30:07'))).toBe('2026-11-22 14:30:07')
  })
})

describe('how a deadline stands', () => {
  it.each([
    [2 * HOUR_MS, '还剩 2 小时'],
    [2 * HOUR_MS - 1, '还剩 1 小时 59 分钟'],
    [MINUTE_MS, '还剩 1 分钟'],
    [MINUTE_MS - 1, '还剩不到 1 分钟'],
    [0, '刚刚到期'],
    [-59 * SECOND_MS, '刚刚到期'],
    [-15 * MINUTE_MS, '已超 15 分钟'],
    [-(15 * MINUTE_MS + 59 * SECOND_MS), '已超 15 分钟'],
    [-(DAY_MS + HOUR_MS), '已超 1 天 1 小时'],
    [3 * DAY_MS + 59 * MINUTE_MS, '还剩 3 天'],
  ])('%i ms left: %s', (leftMs, said) => {
    expect(sayLeft(new Date(now.getTime() + leftMs), now, t)).toBe(said)
  })
})

describe('lengths of time', () => {
  it('are said in two units, or in full', () => {
    const ms = DAY_MS + 2 * HOUR_MS + 5 * MINUTE_MS + 30 * SECOND_MS
    expect(sayDuration(ms, t)).toBe('1 天 2 小时')
    expect(sayDuration(0, t)).toBe('不到 1 分钟')
    expect(sayExactDuration(ms, t)).toBe('1 天 2 小时 5 分钟 30 秒')
    expect(sayExactDuration(0, t)).toBe('0 秒')
  })

  it('working time is said in hours, since a day of work has not 24 of them', () => {
    expect(sayExactDuration(26 * HOUR_MS + MINUTE_MS, t, 'working')).toBe('26 小时 1 分钟')
  })
})

it('the keys work in i18next: Chinese by the key itself, English with its plural', async () => {
  const i18n = i18next.createInstance()
  await i18n.init({
    lng: 'zh-CN',
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    interpolation: { prefix: '{', suffix: '}', escapeValue: false },
    resources: {
      en: {
        translation: {
          '还剩 {duration}': '{duration} left',
          '{count} 小时_one': '{count} hour',
          '{count} 小时_other': '{count} hours',
        },
      },
    },
  })
  const say = (hours: number) =>
    sayLeft(new Date(now.getTime() + hours * HOUR_MS), now, (key, values) => i18n.t(key, values))
  expect(say(2)).toBe('还剩 2 小时')
  await i18n.changeLanguage('en')
  expect([say(1), say(2)]).toEqual(['1 hour left', '2 hours left'])
})
