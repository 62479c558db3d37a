/**
 * Times as people say them: 今天 14:30, 还剩 2 小时, 已超 15 分钟. Every text goes through the translate function that
 * is handed in; the Chinese text is the key, `{name}` marks what is filled in.
 */
import {
  addDays,
  type BusinessDate,
  businessDate,
  businessTime,
  DAY_MS,
  daysBetween,
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
} from './time.ts'

/** Translates a Chinese key and fills its `{placeholders}`, as i18next's `t` does. A `count` selects the plural. */
export type Translate = (key: string, values?: Record<string, string | number>) => string

/** The translator for Chinese readers: the key is the text. An unknown placeholder stays visible. */
export const inChinese: Translate = (key, values = {}) =>
  key.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder))

/** How a time is meant: as the end of something, midnight belongs to the day that ends (今天 24:00). */
export interface Saying {
  deadline?: boolean
}

/** A time as seen from now: 今天 14:30, 昨天 09:00, 3月1日 08:30, 2027年1月4日 18:00. */
export function sayTime(at: Date, now: Date, t: Translate, saying: Saying = {}): string {
  const { date, time } = split(at, saying)
  const near = nearDays[daysBetween(businessDate(now), date) + 2]
  if (near) return t(near, { time })
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  return date.slice(0, 4) === businessDate(now).slice(0, 4)
    ? t('{month}月{day}日 {time}', { month, day, time })
    : t('{year}年{month}月{day}日 {time}', { year, month, day, time })
}

/** The exact time: 2026-11-22 14:30, with seconds where there are any. For hover texts, explanations and print. */
export function sayExactTime(at: Date, saying: Saying = {}): string {
  const { date, time } = split(at, saying)
  const seconds = Math.floor((((at.getTime() % MINUTE_MS) + MINUTE_MS) % MINUTE_MS) / SECOND_MS)
  return seconds === 0 ? `${date} ${time}` : `${date} ${time}:${String(seconds).padStart(2, '0')}`
}

/** How a deadline stands: 还剩 2 小时, 还剩不到 1 分钟, 刚刚到期, 已超 15 分钟. Whole minutes, never more than there are. */
export function sayLeft(due: Date, now: Date, t: Translate): string {
  const left = due.getTime() - now.getTime()
  if (left > 0)
    return left < MINUTE_MS ? t('还剩不到 1 分钟') : t('还剩 {duration}', { duration: sayDuration(left, t) })
  return -left < MINUTE_MS ? t('刚刚到期') : t('已超 {duration}', { duration: sayDuration(-left, t) })
}

/** A length of time in its two largest units, cut off: 3 天 2 小时, 1 小时 30 分钟, 不到 1 分钟. */
export function sayDuration(ms: number, t: Translate): string {
  if (ms < MINUTE_MS) return t('不到 1 分钟')
  const units = ms >= DAY_MS ? [DAY, HOUR] : [HOUR, MINUTE]
  return parts(ms, units, t)
}

/**
 * A length of time in full: 1 天 2 小时 5 分钟 30 秒. Working time is told in hours, since a day of 24 hours is not
 * what people mean by a day's work.
 */
export function sayExactDuration(ms: number, t: Translate, kind: 'elapsed' | 'working' = 'elapsed'): string {
  const units = kind === 'working' ? [HOUR, MINUTE, SECOND] : [DAY, HOUR, MINUTE, SECOND]
  return parts(ms, units, t) || t('{count} 秒', { count: 0 })
}

interface Unit {
  key: string
  ms: number
}

const DAY: Unit = { key: '{count} 天', ms: DAY_MS }
const HOUR: Unit = { key: '{count} 小时', ms: HOUR_MS }
const MINUTE: Unit = { key: '{count} 分钟', ms: MINUTE_MS }
const SECOND: Unit = { key: '{count} 秒', ms: SECOND_MS }

/** Day before yesterday to day after tomorrow. */
const nearDays = ['前天 {time}', '昨天 {time}', '今天 {time}', '明天 {time}', '后天 {time}']

function parts(ms: number, units: readonly Unit[], t: Translate): string {
  const said: string[] = []
  let rest = ms
  for (const unit of units) {
    const count = Math.floor(rest / unit.ms)
    rest -= count * unit.ms
    if (count > 0) said.push(t(unit.key, { count }))
  }
  return said.join(' ')
}

function split(at: Date, { deadline }: Saying): { date: BusinessDate; time: string } {
  const date = businessDate(at)
  const time = businessTime(at)
  const midnight = time === '00:00' && at.getTime() % MINUTE_MS === 0
  return deadline && midnight ? { date: addDays(date, -1), time: '24:00' } : { date, time }
}
