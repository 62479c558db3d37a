import { gramsOf, normalizeText } from '../../../kernel/text/grams.ts'
import { groupName, type Row, type Vocabulary } from './features.ts'
import { lexicon } from './lexicon.ts'

const REASONS = 3
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
/** Words that join others and explain nothing to the reader. */
const fillers = new Set(
  '我们 你们 他们 那个 这个 就是 一直 没有 什么 怎么 可以 现在 已经 还有 因为 所以 但是 而且 如果 一个 下面 上面 里面 外面 一下 的话 然后 起来 出来 是不是 好不好'.split(
    ' ',
  ),
)

/** A word of the text, as it stands there, and the features by which it speaks. */
interface Word {
  word: string
  speaks: readonly { column: number; value: number }[]
  length: number
}

/** The words of a text: as the language parts them, and those of the lexicon; two characters and more. */
export function wordsIn(text: string, { columns, values }: Row, vocabulary: Vocabulary): Word[] {
  const valueAt = new Map(Array.from(columns, (column, at) => [column, values[at]!]))
  const parted = [...segmenter.segment(text)].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []))
  const known = [...groupsOf.keys()].filter((word) => text.includes(word))
  return [...new Set([...known, ...parted])]
    .filter((word) => [...word].length > 1 && /\p{L}/u.test(word) && !fillers.has(word))
    .map((word) => {
      const normalized = normalizeText(word)
      const names = [...gramsOf(normalized, { from: 1, to: 2 }).keys(), ...(groupsOf.get(normalized) ?? [])]
      const speaks = names.flatMap((name) => {
        const column = vocabulary.columnOf(name)
        const value = column === undefined ? undefined : valueAt.get(column)
        return column === undefined || value === undefined ? [] : [{ column, value }]
      })
      return { word, speaks, length: normalized.length }
    })
}

/** The words that spoke most for a label, best first; at most three. `lead` is how much a feature speaks for it. */
export function reasonsOf(words: readonly Word[], lead: (column: number) => number): string[] {
  const weighed = words
    .map(({ word, speaks, length }) => ({
      word,
      // A long word says more only because it is long.
      weight: speaks.reduce((sum, { column, value }) => sum + value * lead(column), 0) / Math.sqrt(length),
    }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
  const reasons: string[] = []
  for (const { word } of weighed) {
    if (reasons.length === REASONS) break
    if (!reasons.some((one) => one.includes(word) || word.includes(one))) reasons.push(word)
  }
  return reasons
}

const groupsOf = new Map<string, string[]>()
for (const [group, words] of Object.entries(lexicon)) {
  for (const word of words) groupsOf.set(word, [...(groupsOf.get(word) ?? []), groupName(group)])
}
