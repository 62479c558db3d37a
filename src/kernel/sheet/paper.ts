import { formatYuan } from '../money.ts'

/** A point in time as the database (Date) or JSON (ISO string) gives it. */
export type Moment = Date | string

/** An amount in 分 as the database (bigint) or JSON (string of digits) gives it. */
export type AmountFen = bigint | string

/** 2026-11-22 14:30 in Shanghai, the way a paper form carries it. null stays null. */
export function paperTime(moment: Moment | null): string | null {
  return moment === null ? null : shanghai(moment).slice(0, 16).replace('T', ' ')
}

/** 2026-11-22 in Shanghai. null stays null. */
export function paperDate(moment: Moment | null): string | null {
  return moment === null ? null : shanghai(moment).slice(0, 10)
}

/** ¥12.50. null stays null. */
export function paperYuan(amount: AmountFen | null): string | null {
  return amount === null ? null : `¥${formatYuan(BigInt(amount))}`
}

/** Shanghai is UTC+8 all year: no daylight saving since 1991. */
function shanghai(moment: Moment): string {
  const time = typeof moment === 'string' ? Date.parse(moment) : moment.getTime()
  return new Date(time + 8 * 3600_000).toISOString()
}
