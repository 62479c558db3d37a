import { describe, expect, it } from 'vitest'
import { languageWanted } from './language.ts'
import { languageOf, translatorOf } from './reader.ts'
import { say, translator } from './translate.ts'

const texts = {
  处理意见: 'Action taken',
  签收: 'Accept',
  '请填写{label}': 'Please enter: {label}',
  '{label}最多{most}字': '{label}: at most {most} characters',
  '还剩 {count} 天': '{count} days left',
  '还剩 {count} 天_one': '{count} day left',
  '事项现在是“{state}”，不能{action}': 'The case is “{state}”; cannot {action}',
}
const t = translator(texts)

describe('a translator', () => {
  it('puts values in place, and chooses the singular by the count', () => {
    expect(t('还剩 {count} 天', { count: 3 })).toBe('3 days left')
    expect(t('还剩 {count} 天', { count: 1 })).toBe('1 day left')
  })

  it('translates values that are texts themselves, alone or in a row, and leaves what people wrote', () => {
    expect(t('事项现在是“{state}”，不能{action}', { state: '签收', action: '处理意见、签收' })).toBe(
      'The case is “Accept”; cannot Action taken, Accept',
    )
    expect(t('请填写{label}', { label: '王小明' })).toBe('Please enter: 王小明')
  })

  it('knows a sentence again that was filled in before, by the text that explains most of it', () => {
    expect(t(say('请填写{label}', { label: '处理意见' }))).toBe('Please enter: Action taken')
    expect(t('处理意见最多200字')).toBe('Action taken: at most 200 characters')
    expect(t('还剩 1 天')).toBe('1 day left')
  })

  it('leaves alone what it does not know', () => {
    expect(t('厨房漏水')).toBe('厨房漏水')
    expect(t('BX-20261122-0001')).toBe('BX-20261122-0001')
    expect(t('constructor')).toBe('constructor')
  })

  it('of an unknown language speaks Chinese', () => {
    expect(translatorOf('xx')('还剩 {count} 天', { count: 3 })).toBe('还剩 3 天')
  })
})

describe('the language of a request', () => {
  it.each([
    ['en-GB,en;q=0.9', 'en'],
    ['fr;q=1, zh-HK;q=0.8, en;q=0.5', 'zh-TW'],
    ['zh-Hant-MO', 'zh-TW'],
    ['zh-Hans-TW', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['en;q=0, zh-CN', 'zh-CN'],
    ['de, *', null],
    ['', null],
    [',;q=,x'.repeat(5000), null],
  ])('%s', (header, language) => {
    expect(languageWanted(header)).toBe(language)
  })

  const asking = (headers: Record<string, string>, language?: string) =>
    languageOf({ headers, session: language === undefined ? null : { account: { language } } })

  it('is what the page was switched to; a file that the browser opens by itself comes in the account’s', () => {
    expect(asking({ 'accept-language': 'en' }, 'zh-TW')).toBe('en')
    expect(asking({ 'accept-language': 'en', 'sec-fetch-mode': 'navigate' }, 'zh-TW')).toBe('zh-TW')
    expect(asking({ 'accept-language': 'en', 'sec-fetch-mode': 'navigate' })).toBe('en')
    expect(asking({ 'accept-language': '*' }, 'en')).toBe('en')
    expect(asking({}, 'nonsense')).toBe('zh-CN')
    expect(asking({})).toBe('zh-CN')
  })
})
