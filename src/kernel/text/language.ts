/** Languages a person can choose. Simplified Chinese is the language the texts are written in; it needs no catalogue. */
export const languages = ['zh-CN', 'zh-TW', 'en'] as const
export type Language = (typeof languages)[number]

export const isLanguage = (code: string): code is Language => (languages as readonly string[]).includes(code)

/**
 * The first language of an Accept-Language header (or of a browser's list, joined by commas) that there is; null: none.
 * Chinese of Taiwan, Hong Kong and Macao, or in traditional script, is zh-TW; other Chinese is zh-CN; any English is en.
 */
export function languageWanted(accepted: string): Language | null {
  const wishes = accepted
    .split(',')
    .slice(0, MOST_WISHES)
    .map((wish, order) => {
      const [tag = '', ...more] = wish.trim().toLowerCase().split(';')
      const weight = Number(
        more
          .find((part) => part.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      )
      return { tag: tag.trim(), weight: Number.isNaN(weight) ? 0 : weight, order }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.order - b.order)
  for (const { tag } of wishes) {
    const language = languageOfTag(tag)
    if (language) return language
  }
  return null
}

/** Browsers send a handful. */
const MOST_WISHES = 20

function languageOfTag(tag: string): Language | null {
  if (/^en(-|$)/.test(tag)) return 'en'
  if (/^zh-(hant|tw|hk|mo)\b/.test(tag)) return 'zh-TW'
  return /^zh(-|$)/.test(tag) ? 'zh-CN' : null
}
