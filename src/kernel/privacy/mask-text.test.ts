import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marksIn, maskText } from './mask-text.ts'

describe('free text is kept without personal numbers', () => {
  it.each([
    ['请打13800138821', '请打138****8821'],
    ['电话13800138821一楼找王工', '电话138****8821一楼找王工'],
    ['138-0013-8821，138 0013 8821，138.0013.8821', '138-****-8821，138 **** 8821，138.****.8821'],
    ['+8613800138821', '+861******8821'],
    ['１３８００１３８８２１', '１３８****８８２１'],
    ['幺三八零零一三八八八二幺', '幺三八****八八八二幺'],
    ['座机0571-87654321或010 62345678', '座机057*-****4321或010 ****5678'],
    ['身份证11010519491231002X，旧证110105491231002', '身份证110***********002X，旧证110********1002'],
    ['卡号6222 0212 3456 7890 123', '卡号**** **** **** ***0 123'],
    ['粤B·12345占了消防通道，还有沪AD12345', '粤B·***45占了消防通道，还有沪A****45'],
  ])('%s', (written, kept) => {
    expect(maskText(written)).toBe(kept)
  })

  it.each([
    '1-2-301 三楼漏水，2026-11-22 13:30-15:00 在家',
    'BX-20261122-0007 SQ-20261122-0123',
    '金额 1380.50 元，第 13 栋 8 单元 0000-00000000',
    '订单 202611221330150001',
    '京A区绿化带，沪B座大堂',
    '服务热线 400-820-8820、12345、110',
  ])('leaves alone what is no personal number: %s', (text) => {
    expect(maskText(text)).toBe(text)
  })

  it('keeps the length, and finds nothing in what it has masked', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789138 -.Xx粤B一三八'), maxLength: 60 })
    fc.assert(
      fc.property(digits, (text) => {
        const kept = maskText(text)
        expect(kept).toHaveLength(text.length)
        expect(marksIn(kept)).toEqual([])
      }),
    )
  })

  it('finds a mobile number wherever it stands among words', () => {
    const word = fc.string({ unit: fc.constantFrom(...'楼上漏水急，请来。abc:'), maxLength: 8 })
    const mobile = fc.stringMatching(/^1[3-9]\d{9}$/)
    fc.assert(
      fc.property(word, mobile, word, (before, number, after) => {
        expect(maskText(`${before}${number}${after}`)).not.toContain(number)
      }),
    )
  })
})
