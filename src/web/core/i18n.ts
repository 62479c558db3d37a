import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Translate } from '../../kernel/clock/relative.ts'
import { isLanguage, type Language, languageWanted } from '../../kernel/text/language.ts'
import { translator } from '../../kernel/text/translate.ts'
import { faceOf } from './faces.ts'

/**
 * Texts. The Chinese text is the key: `t('还剩 {count} 天', { count })`. Simplified Chinese therefore needs no file;
 * the other languages are src/web/locales/<language>.<part>.json (scripts/texts.ts says which text stands where) and are
 * fetched when somebody chooses them. An owner's phone fetches the common part alone.
 */
const files = import.meta.glob<Record<string, string>>(['../locales/*.common.json', '../locales/*.office.json'], {
  import: 'default',
})

/** Languages that can be chosen, by their own names. */
export const languageNames: Readonly<Record<Language, string>> = {
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  en: 'English',
}

const KEPT = 'guanjia.language'

export const i18n = i18next.createInstance()

/** Known again: sentences that came with their values in place, such as what a form's check says. */
let sentence: Translate | null = null
/** Keeps a choice with the account; null while nobody is signed in. */
let keep: ((language: Language) => void) | null = null
/** What somebody chose before he signed in. */
let choice: Language | null = null

/**
 * Starts the texts in the language that this browser showed last; an owner who opens a link for the first time is guessed
 * from his phone. Call once, before the first render.
 */
export async function startTexts(): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
    resources: {},
    returnEmptyString: false,
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    react: { useSuspense: false },
  })
  const kept = localStorage.getItem(KEPT)
  const guess = faceOf(location.pathname) === 'owner' ? languageWanted(navigator.languages.join(',')) : null
  await show(kept !== null && isLanguage(kept) ? kept : (guess ?? 'zh-CN'))
}

/** Switches the texts because somebody wants it so; his account keeps it. */
export async function chooseLanguage(language: Language): Promise<void> {
  await show(language)
  if (keep) keep(language)
  else choice = language
}

/** The language that was chosen on the sign-in page, once: it goes with whoever signs in. */
export function takeChoice(): Language | null {
  const taken = choice
  choice = null
  return taken
}

/** Somebody is signed in: shows the language of his account, and calls `save` with what he chooses. Answers how to end it. */
export function followAccount(language: string, save: (language: Language) => void): () => void {
  keep = save
  if (isLanguage(language) && language !== i18n.language) void show(language)
  return () => {
    keep = null
  }
}

async function show(language: Language): Promise<void> {
  if (language !== 'zh-CN' && !i18n.hasResourceBundle(language, 'translation')) {
    const parts = faceOf(location.pathname) === 'owner' ? ['common'] : ['common', 'office']
    const texts = await Promise.all(parts.map((part) => files[`../locales/${language}.${part}.json`]!()))
    i18n.addResourceBundle(language, 'translation', Object.assign({}, ...texts))
  }
  sentence = language === 'zh-CN' ? null : translator(i18n.getResourceBundle(language, 'translation'))
  localStorage.setItem(KEPT, language)
  document.documentElement.lang = language
  await i18n.changeLanguage(language)
}

/** Translates outside of components. */
export const t: Translate = (key, values = {}) =>
  sentence !== null && !i18n.exists(key) ? sentence(key, values) : (i18n.t(key, values) as string)

/** Translates in components, which are drawn anew when the language changes. */
export function useT(): Translate {
  useTranslation()
  return t
}
