import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fen, fenToUpper, formatYuan, parseYuan, positiveFen, sumFen } from './money.ts'

describe('amounts people type', () => {
  it.each([
    ['12.50', 1250n],
    ['12.5', 1250n],
    ['0', 0n],
    ['0.05', 5n],
    [' ¥ 1,234,567.80 元', 123456780n],
    ['１２．５', 1250n],
    ['-3.2', -320n],
  ])('%s is %s fen', (typed, amount) => expect(parseYuan(typed)).toBe(amount))

  it.each(['', '.', '1.234', '1e3', '12,34', '1,2345', '--1', 'abc', '1.2.3', '99999999999999999', '1\u0000'])(
    'refuses %j with a Chinese text instead of guessing',
    (typed) => expect(() => parseYuan(typed)).toThrow(/金额请填数字/),
  )

  it('what is formatted is read back exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (amount) => {
        expect(parseYuan(formatYuan(amount))).toBe(amount)
      }),
    )
  })

  it('sums without a float', () => expect(sumFen([10n, 20n, 2n ** 60n])).toBe(2n ** 60n + 30n))
})

describe('大写金额', () => {
  it.each([
    [0n, '零元整'],
    [5n, '伍分'],
    [1250n, '壹拾贰元伍角整'],
    [2000000n, '贰万元整'],
    [1005n, '壹拾元零伍分'],
    [140950n, '壹仟肆佰零玖元伍角整'],
    [600714n, '陆仟零柒元壹角肆分'],
    [1640902n, '壹万陆仟肆佰零玖元零贰分'],
    [-1250n, '负壹拾贰元伍角整'],
  ])('%s fen is %s', (amount, upper) => expect(fenToUpper(amount)).toBe(upper))

  it('reads back to the same amount, whatever the amount', () => {
    const amounts = fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 16n }),
      fc.bigInt({ min: 0n, max: 10n ** 7n }),
      // Round amounts with holes are where such a function goes wrong.
      fc.tuple(fc.nat(99999), fc.nat(13)).map(([head, zeros]) => BigInt(head) * 10n ** BigInt(zeros)),
      fc
        .tuple(fc.nat(999), fc.nat(999), fc.nat(9))
        .map(([a, b, gap]) => BigInt(a) * 10n ** BigInt(gap + 3) + BigInt(b)),
    )
    fc.assert(
      fc.property(amounts, (amount) => {
        fc.pre(amount <= 10n ** 16n)
        const upper = fenToUpper(amount)
        expect(readUpper(upper)).toBe(amount)
        expect(upper.endsWith('整')).toBe(amount % 10n === 0n)
      }),
      { numRuns: 3000 },
    )
  })

  it('refuses what it cannot write', () => expect(() => fenToUpper(10n ** 16n + 1n)).toThrow(RangeError))
})

describe('amounts in JSON', () => {
  it('takes digits and nothing else', () => {
    expect(fen.safeParse('1250').success).toBe(true)
    expect(fen.safeParse('0').success).toBe(true)
    expect(fen.safeParse('1000000000000').success).toBe(true)
    for (const bad of [
      '',
      '-1',
      '01',
      '1.5',
      '1e3',
      '1000000000001',
      '99999999999999',
      ' 1',
      '1\u0000',
      12,
      12n,
      null,
    ]) {
      expect(fen.safeParse(bad).success, String(bad)).toBe(false)
    }
    expect(positiveFen.safeParse('0').success).toBe(false)
  })
})

/** Reads a 大写 amount back, written without looking at the writer. */
function readUpper(upper: string): bigint {
  const digit = (char: string) => BigInt('零壹贰叁肆伍陆柒捌玖'.indexOf(char))
  const match = /^(?:(.+)元)?(?:零?([壹贰叁肆伍陆柒捌玖])角)?(?:零?([壹贰叁肆伍陆柒捌玖])分)?整?$/.exec(upper)
  if (!match) throw new Error(`unreadable: ${upper}`)
  const [, yuan, jiao, cents] = match
  return readWhole(yuan ?? '零') * 100n + (jiao ? digit(jiao) * 10n : 0n) + (cents ? digit(cents) : 0n)
}

function readWhole(text: string): bigint {
  for (const [unit, factor] of [
    ['亿', 10n ** 8n],
    ['万', 10n ** 4n],
    ['仟', 1000n],
    ['佰', 100n],
    ['拾', 10n],
  ] as const) {
    const at = text.lastIndexOf(unit)
    if (at >= 0) return readWhole(text.slice(0, at)) * factor + readWhole(text.slice(at + 1))
  }
  return text.replaceAll('零', '') === '' ? 0n : BigInt('零壹贰叁肆伍陆柒捌玖'.indexOf(text.replaceAll('零', '')))
}
