import { gramsOf, normalizeText } from '../../../kernel/text/grams.ts'
import { groupName, type Row, type Vocabulary } from './features.ts'
import { lexicon } from './lexicon.ts'

const REASONS = 3
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

/**
 * The words of the text that spoke most for a label, best first; at most three, each written as in the text. A word
 * speaks by the characters it is made of and by its group of the lexicon.
 */
export function reasonsOf(
  text: string,
  { columns, values }: Row,
  vocabulary: Vocabulary,
  lead: (column: number) => number,
): string[] {
  const valueAt = new Map(Array.from(columns, (column, at) => [column, values[at]!]))
  const speaks = (name: string) => {
    const column = vocabulary.columnOf(name)
    return column === undefined ? 0 : (valueAt.get(column) ?? 0) * lead(column)
  }
  const weigh = (word: string) => {
    const normalized = normalizeText(word)
    let weight = 0
    for (const name of gramsOf(normalized, { from: 1, to: 2 }).keys()) weight += speaks(name)
    for (const group of groupsOf.get(normalized) ?? []) weight += speaks(group)
    // A long word says more only because it is long.
    return weight / Math.sqrt(normalized.length)
  }
  const weighed = wordsOf(text)
    .map((word) => ({ word, weight: weigh(word) }))
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

/** Words of two characters and more: as the language parts them, and those of the lexicon. */
function wordsOf(text: string): string[] {
  const parted = [...segmenter.segment(text)].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []))
  const known = [...groupsOf.keys()].filter((word) => text.includes(word))
  return [...new Set([...known, ...parted])].filter((word) => [...word].length > 1 && /\p{L}/u.test(word))
}
