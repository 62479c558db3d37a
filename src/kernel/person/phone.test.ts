import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isIdNumber, maskIdNumber, maskPhone, normalPhone } from './phone.ts'

describe('a phone number', () => {
  it.each([
    ['138 0013 8821', '13800138821'],
    ['138-0013-8821', '13800138821'],
    ['１３８００１３８８２１', '13800138821'],
    ['+86 138 0013 8821', '13800138821'],
    ['008613800138821', '13800138821'],
    ['8613800138821', '13800138821'],
    ['(021) 6543-2100', '02165432100'],
    ['021—65432100', '02165432100'],
    ['+86 21 6543 2100', '02165432100'],
    ['+86 755 8654 3210', '075586543210'],
    ['400-820-8820', '4008208820'],
    ['86543210', '86543210'],
  ])('%s is kept and searched for as %s', (typed, kept) => {
    expect(normalPhone(typed)).toBe(kept)
    expect(normalPhone(kept)).toBe(kept)
  })

  it.each([
    ['13800138821', '138****8821'],
    ['+86 138 0013 8821', '138****8821'],
    ['021-65432100', '021******00'],
    ['12345', '123*45'],
  ])('%s is masked as %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked))
})

describe('an ID number (GB 11643)', () => {
  it.each(['11010519491231002X', '34052419800101001X', withCheck('44052419850228001')])('knows %s', (specimen) => {
    expect(isIdNumber(specimen)).toBe(true)
  })

  it('refuses the example of the standard itself, whose bearer was born in 1880', () => {
    expect(isIdNumber('440524188001010014')).toBe(false)
    expect(withCheck('44052418800101001')).toBe('440524188001010014')
  })

  it.each([
    ['a wrong check digit', '110105194912310021'],
    ['a small x', '11010519491231002x'],
    ['the 31st of April', withCheck('11010519800431001')],
    ['29 February of a common year', withCheck('11010519810229001')],
    ['15 digits', '110105491231002'],
    ['a letter inside', '1101051949123100AX'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => expect(isIdNumber(text)).toBe(false))

  it('takes 29 February of a leap year', () => expect(isIdNumber(withCheck('11010519800229001'))).toBe(true))

  it('finds every single wrong digit and every swap of neighbours', () => {
    const body = fc.tuple(fc.integer({ min: 1, max: 366 }), fc.nat(999)).map(([dayOfYear, serial]) => {
      const born = new Date(Date.UTC(1984, 0, dayOfYear)).toISOString().slice(0, 10).replaceAll('-', '')
      return withCheck(`110105${born}${String(serial).padStart(3, '0')}`)
    })
    fc.assert(
      fc.property(body, fc.nat(16), fc.nat(9), (number, at, digit) => {
        expect(isIdNumber(number)).toBe(true)
        const wrong = number.slice(0, at) + digit + number.slice(at + 1)
        if (wrong !== number) expect(isIdNumber(wrong)).toBe(false)
        const swapped = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2)
        if (swapped !== number) expect(isIdNumber(swapped)).toBe(false)
      }),
    )
  })

  it('is masked but for the region and the last four', () => {
    expect(maskIdNumber('11010519491231002X')).toBe('110***********002X')
  })
})

/** Adds the check digit: the remainder by 11 of the weighted sum of all 18 digits must be 1 (ISO 7064 MOD 11-2). */
function withCheck(body: string): string {
  const check = '0123456789X'.split('').find((digit) => {
    const digits = [...body, digit].map((char) => (char === 'X' ? 10 : Number(char)))
    return digits.reduce((sum, value, index) => sum + value * (2 ** (17 - index) % 11), 0) % 11 === 1
  })
  return body + check
}
