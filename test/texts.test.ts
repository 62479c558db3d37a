import { describe, expect, it } from 'vitest'
import { collect, glued, type Part, parts, plain, readLanguage, type Translated, translated } from '../scripts/texts.ts'

const texts = collect()

describe.each(translated)('the catalogue in %s', (language) => {
  const all = readLanguage(language)

  it('has every text that reaches a person, and no other, where its readers look for it', () => {
    const have = new Map(parts.flatMap((part) => Object.keys(all[part]).map((key) => [key, part] as const)))
    expect([...texts.keys()].filter((text) => !have.has(text))).toEqual([])
    expect([...have.keys()].filter((key) => !texts.has(plain(key)))).toEqual([])
    expect([...have].filter(([key, part]) => texts.get(plain(key)) !== part)).toEqual([])
  })

  it('fills in the same values as the Chinese, and says something', () => {
    expect(wrongIn(language, all)).toEqual([])
  })
})

it('no sentence of the product is put together from pieces: such a one cannot be translated', () => {
  expect(glued()).toEqual([])
})

it('English texts are English', () => {
  const chinese = parts.flatMap((part) =>
    Object.entries(readLanguage('en')[part]).filter(([, text]) => /[\u3400-\u9fff，。；：？！（）]/.test(text)),
  )
  expect(chinese.filter(([key]) => !QUOTED.has(key))).toEqual([])
})

/** English that quotes Chinese: what is typed or written in Chinese whatever the language. */
const QUOTED = new Set<string>([
  '不填则为“编号+栋”',
  '前面没有“车位-”的会自动加上',
  '车位是谁的，用“居住关系”导入，房号填车位号（车位-A012）。',
  '车牌号不对：如 沪A12345，新能源车 8 位',
  '1-2-301 · 1栋301 · 301',
])

/** Texts whose values differ from those of their key; the singular may do without its count. */
function wrongIn(language: Translated, all: Record<Part, Record<string, string>>): string[] {
  return parts.flatMap((part) =>
    Object.entries(all[part]).flatMap(([key, text]) => {
      const wanted = namesIn(plain(key)).filter((name) => !(key.endsWith('_one') && name === 'count'))
      const given = namesIn(text).filter((name) => !(key.endsWith('_one') && name === 'count'))
      return text.trim() !== '' && String(wanted) === String(given) ? [] : [`${language}: ${key} → ${text}`]
    }),
  )
}

const namesIn = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort()
