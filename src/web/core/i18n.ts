import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Translate } from '../../kernel/clock/relative.ts'

/**
 * Texts. The Chinese text is the key: `t('还剩 {count} 天', { count })`. Simplified Chinese therefore needs no file;
 * the other languages are src/web/locales/<language>.json and are fetched when somebody chooses them.
 */
const files = import.meta.glob<Record<string, string>>('../locales/*.json', { import: 'default' })

/** Languages that can be chosen, by their own names. */
export const languages: readonly { code: string; name: string }[] = [
  { code: 'zh-CN', name: '简体中文' },
  { code: 'zh-TW', name: '繁體中文' },
  { code: 'en', name: 'English' },
].filter(({ code }) => code === 'zh-CN' || `../locales/${code}.json` in files)

const KEPT = 'guanjia.language'

export const i18n = i18next.createInstance()

/** Starts the texts in the language that this browser chose last. Call once, before the first render. */
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
  if (kept && kept !== 'zh-CN') await chooseLanguage(kept)
}

/** Switches the texts of this browser. */
export async function chooseLanguage(code: string): Promise<void> {
  const load = files[`../locales/${code}.json`]
  if (load && !i18n.hasResourceBundle(code, 'translation')) i18n.addResourceBundle(code, 'translation', await load())
  localStorage.setItem(KEPT, code)
  document.documentElement.lang = code
  await i18n.changeLanguage(code)
}

/** Translates outside of components. */
export const t: Translate = (key, values = {}) => i18n.t(key, values) as string

/** Translates in components, which are drawn anew when the language changes. */
export function useT(): Translate {
  useTranslation()
  return t
}
