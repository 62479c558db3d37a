import { languages } from '../../kernel/text/language.ts'
import { chooseLanguage, i18n, languageNames, useT } from './i18n.ts'
import './languages.css'

/** The languages by their own names, for pages without an account menu: sign-in, links, the owner's home. */
export function Languages() {
  const t = useT()
  return (
    <fieldset className="languages" aria-label={t('语言')}>
      {languages.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === i18n.language}
          onClick={() => void chooseLanguage(code)}
        >
          {languageNames[code]}
        </button>
      ))}
    </fieldset>
  )
}
