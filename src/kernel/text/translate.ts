import { inChinese, type Translate } from '../clock/relative.ts'

/** A language's texts: Chinese text → translation; `key_one` is the singular of a text with `{count}`. */
export type Texts = Readonly<Record<string, string>>

/**
 * A Chinese sentence with its values in place: `say('还剩 {count} 天', { count })`. Sentences travel and are kept as
 * sentences (a schema's message, the reason of a guard, a row of an import report); whoever shows one translates it, and
 * `translator` knows it again by its text in the catalogue. So the text must stand here whole, never glued with `${}`.
 */
export const say: Translate = inChinese

/**
 * Translates by a catalogue: a text that stands in it, or a sentence that `say` has made of one. Values that are texts
 * themselves (the label in 请填写{label}) are translated too. What is not known stays as it is.
 */
export function translator(texts: Texts): Translate {
  let known: ReturnType<typeof recogniser> | undefined
  const translate: Translate = (text, values = {}) => {
    if (!HAN.test(text)) return inChinese(text, values)
    const entry = (values.count === 1 ? texts[`${text}_one`] : undefined) ?? texts[text]
    if (entry !== undefined) return inChinese(entry, translated(values))
    known ??= recogniser(Object.keys(texts))
    const said = known(text)
    if (said) return translate(said.key, said.values)
    return inChinese(text, translated(values))
  }
  const translated = (values: Record<string, string | number>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? word(value) : value]),
    )
  /** A value: a text, or several texts in a row. */
  const word = (value: string): string => {
    if (!HAN.test(value)) return value
    const items = value.split('、')
    return items.length > 1 && items.every((item) => texts[item] !== undefined)
      ? items.map((item) => texts[item]).join(', ')
      : translate(value)
  }
  return translate
}

const HAN = /[\u3400-\u9fff]/

interface Pattern {
  key: string
  names: readonly string[]
  shape: RegExp
  /** Characters that are the same in every such sentence. */
  fixed: number
}

/** Finds the text that a sentence was made of, and the values that were put in; the one that explains most of it wins. */
function recogniser(keys: readonly string[]) {
  const patterns = keys
    .filter((key) => HOLE.test(key))
    .map(patternOf)
    .sort((a, b) => b.fixed - a.fixed)
  return (sentence: string): { key: string; values: Record<string, string | number> } | null => {
    for (const { key, names, shape } of patterns) {
      const match = shape.exec(sentence)
      if (match)
        return { key, values: Object.fromEntries(names.map((name, index) => [name, numeric(match[index + 1]!)])) }
    }
    return null
  }
}

const HOLE = /\{(\w+)\}/

function patternOf(key: string): Pattern {
  const parts = key.split(/\{\w+\}/)
  const names = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  const escaped = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return { key, names, shape: new RegExp(`^${escaped.join('([\\s\\S]{1,200}?)')}$`), fixed: parts.join('').length }
}

/** A count selects the plural only as a number. */
const numeric = (value: string): string | number => (/^\d{1,9}$/.test(value) ? Number(value) : value)
