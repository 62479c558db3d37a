import { describe, expect, it } from 'vitest'
import { evasionsIn } from './evasion.ts'

describe('INT-03 evasive words', () => {
  it.each([
    ['这个我不知道', '不知道'],
    ['我们也不清楚什么时候修', '不清楚'],
    ['具体情况不太了解', '不太了解'],
    ['你去找工程部', '你去找'],
    ['您直接联系开发商吧', '您直接联系'],
    ['请找物业财务室', '请找'],
    ['请您自行联系供电公司', '自行联系'],
    ['这不归我们管', '不归我们管'],
    ['与物业无关', '与物业无关'],
    ['不是我们的责任', '不是我们的责任'],
    ['我们也没办法', '没办法'],
    ['这个事情处理不了', '处理不了'],
    ['您等通知吧', '等通知'],
    ['过几天再说', '过几天再说'],
    ['这是公司规定', '这是公司规定'],
    ['大家都是这样', '大家都是这样'],
    ['我现在没空', '没空'],
    ['您投诉好了', '您投诉'],
    ['不是跟您说过了吗', '不是跟您说过了'],
    ['我怎么知道', '我怎么知道'],
  ])('INT-03 %s', (text, phrase) => {
    const found = evasionsIn(text)
    expect(found.map((one) => one.phrase)).toContain(phrase)
    for (const { better } of found) expect(evasionsIn(better)).toEqual([])
  })

  it.each([
    '电梯已修好，现在可以正常使用',
    '您不清楚的地方，随时打前台电话',
    '如果您不知道怎么办理，我陪您去',
    '我来替您联系工程部，下午三点前回复您',
    '师傅明天上午九点到您家，请留人',
    '押金凭收据到前台退，我们当场办',
    '物业费每月每平方米 2.8 元，发票已寄出',
    '已通知楼上停止施工，我们会再去看',
    '抱歉让您久等，配件到货后我告诉您',
  ])('INT-03 leaves a proper answer alone: %s', (text) => {
    expect(evasionsIn(text)).toEqual([])
  })

  it('INT-03 names each phrase once, in the order in which it stands', () => {
    const found = evasionsIn('你去找保安，我不清楚，真的不清楚，没办法')
    expect(found.map(({ phrase }) => phrase)).toEqual(['你去找', '不清楚', '没办法'])
  })

  it('is quick on a long text that was made to be slow', () => {
    const began = performance.now()
    evasionsIn('您'.repeat(5_000) + '自己'.repeat(2_500) + '不'.repeat(5_000))
    expect(performance.now() - began).toBeLessThan(500)
  })
})
