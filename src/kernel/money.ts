import cn from 'nzh/cn'
import { z } from 'zod'

/**
 * Money is whole 分 (fen): bigint in TypeScript and in the database, a string of digits in JSON.
 * No float ever touches it.
 */
export type Fen = bigint

/** The largest amount that one form may carry: 10,000,000,000.00 yuan. A limit against slips of the hand, not a rule. */
export const MOST_FEN: Fen = 10n ** 12n

/** An amount in 分 as forms and answers carry it in JSON: digits only, not negative, at most MOST_FEN. */
export const fen = z
  .string()
  .regex(/^(0|[1-9]\d{0,12})$/, '金额须是以分为单位的整数')
  .refine((digits) => !/^\d{1,13}$/.test(digits) || BigInt(digits) <= MOST_FEN, '金额超出上限')
  .meta({ description: 'Amount in 分 (1/100 yuan) as a string of digits', examples: ['1250'] })

/** Like `fen`, but zero is refused. */
export const positiveFen = fen.refine((digits) => digits !== '0', '金额须大于零')

/**
 * '12.5' → 1250n. Takes what a person types: spaces, full-width digits, '¥', '元' and thousands commas are allowed;
 * at most two decimals. Throws a RangeError with a Chinese text for anything else, so that no digit is ever dropped in silence.
 */
export function parseYuan(typed: string): Fen {
  const plain = typed
    .normalize('NFKC')
    .replace(/[\s¥]/g, '')
    .replace(/元$/, '')
    .replace(/^(-?\d{1,3})((?:,\d{3})+)(?=\.|$)/, (_, head: string, rest: string) => head + rest.replaceAll(',', ''))
  const parts = /^(-?)(\d{1,14})(?:\.(\d{1,2}))?$/.exec(plain)
  if (!parts) throw new RangeError('金额请填数字，最多两位小数，例如 12.50')
  const [, minus, yuan = '0', decimals = ''] = parts
  const amount = BigInt(yuan) * 100n + BigInt(decimals.padEnd(2, '0'))
  return minus ? -amount : amount
}

/** 1250n → '12.50'. Always two decimals, no thousands mark: `parseYuan` reads it back exactly. */
export function formatYuan(amount: Fen): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * 大写金额 as receipts and invoices carry it: 1250n → '壹拾贰元伍角整'.
 * 整 closes every amount that does not reach 分, so that nothing can be written behind it.
 * Up to 10^16 fen either way; beyond that a RangeError.
 */
export function fenToUpper(amount: Fen): string {
  if (amount < 0n) return `负${fenToUpper(-amount)}`
  if (amount > 10n ** 16n) throw new RangeError('金额过大，无法写成大写')
  // nzh counts the characters it is given: '20000.00' would lose its 整, so trailing zeros go first.
  const trimmed = formatYuan(amount).replace(/\.?0+$/, (tail) => (tail.startsWith('.') ? '' : tail.replace(/0+$/, '')))
  return cn.toMoney(trimmed, { outSymbol: false, forceZheng: true })
}

/** Sum of amounts in 分. */
export function sumFen(amounts: Iterable<Fen>): Fen {
  let sum = 0n
  for (const amount of amounts) sum += amount
  return sum
}
