import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inChinese, type Translate } from '../clock/relative.ts'
import { root } from '../root.ts'
import { isLanguage, type Language, languageWanted } from './language.ts'
import { type Texts, translator } from './translate.ts'

/**
 * The language of whoever reads what the server says: titles, reasons, refusals, notices. A request is answered in the
 * language of its reader (http/bind.ts); what is sent to somebody who is not asking (a mail, a call on a phone) is put
 * into words by `translatorOf(recipient's language)`.
 */
const reading = new AsyncLocalStorage<Language>()

/** Runs `work` for a reader of this language. */
export const inLanguage = <T>(language: Language, work: () => T): T => reading.run(language, work)

/** Translates for the reader of the running request; Chinese where nobody in particular reads. */
export const toReader: Translate = (text, values) => translatorOf(reading.getStore() ?? 'zh-CN')(text, values)

/** The translator of a language; an unknown code is Chinese. The catalogue is read when it is first needed. */
export function translatorOf(code: string): Translate {
  if (!isLanguage(code) || code === 'zh-CN') return inChinese
  const known = translators.get(code) ?? translator(readTexts(code))
  translators.set(code, known)
  return known
}

/**
 * Whose language a request wants: what the pages send as Accept-Language is what somebody chose there; a browser that
 * opens a file by itself sends its own, so then the account's counts. Without either: Chinese.
 */
export function languageOf(request: {
  headers: Readonly<Record<string, string | string[] | undefined>>
  session: { account: { language: string } } | null
}): Language {
  const own = request.session?.account.language
  const ofAccount = own !== undefined && isLanguage(own) ? own : null
  const asked = languageWanted(String(request.headers['accept-language'] ?? ''))
  const byPage = request.headers['sec-fetch-mode'] !== 'navigate' && request.headers['sec-fetch-dest'] !== 'image'
  return (byPage ? (asked ?? ofAccount) : (ofAccount ?? asked)) ?? 'zh-CN'
}

const translators = new Map<Language, Translate>()

/** The catalogue's parts (scripts/texts.ts) in one: the server says all of them. */
function readTexts(language: Language): Texts {
  const read = (part: string) =>
    JSON.parse(readFileSync(join(root, 'src', 'web', 'locales', `${language}.${part}.json`), 'utf8')) as Texts
  return { ...read('server'), ...read('office'), ...read('common') }
}
