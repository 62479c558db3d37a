import { gramsOf, normalizeText } from '../../../kernel/text/grams.ts'
import { lexicon } from './lexicon.ts'

/** A text as numbers: the column of each feature, and its value. Length 1 unless the text says nothing. */
export interface Row {
  columns: Int32Array
  values: Float64Array
}

/** What the words of a text are called, and how often they occur. */
type Counts = Map<string, number>

/** Runs of one and two characters: longer ones gained nothing on texts that were kept apart. */
const LENGTHS = { from: 1, to: 2 }
/** How much the groups of the lexicon weigh beside the characters, and a subject line beside its text. */
const LEXICON_SHARE = 0.4
const SUBJECT_SHARE = 0.5
/** What stands in fewer texts than this cannot be learned from. */
const IN_TEXTS = 2
/** What follows in a very long letter repeats what was said. */
export const READ_CHARACTERS = 4000

/** The features that a set of texts has in common, and how telling each is: what stands in every text tells nothing. */
export class Vocabulary {
  private readonly columns = new Map<string, number>()
  private readonly rarity: number[] = []

  constructor(texts: readonly string[]) {
    const inTexts: Counts = new Map()
    for (const text of texts) {
      for (const name of namesIn(text)) inTexts.set(name, (inTexts.get(name) ?? 0) + 1)
    }
    for (const [name, count] of inTexts) {
      if (count < IN_TEXTS) continue
      this.columns.set(name, this.rarity.length)
      this.rarity.push(Math.log((1 + texts.length) / (1 + count)) + 1)
    }
  }

  get size(): number {
    return this.rarity.length
  }

  /** The text as a row. A first line that is set apart by a line break counts as subject, too. */
  rowOf(text: string): Row {
    const { subject, all } = partsOf(text)
    const sum = new Map<number, number>()
    this.add(sum, gramsOf(all, LENGTHS), 1)
    this.add(sum, gramsOf(subject, LENGTHS), SUBJECT_SHARE)
    this.add(sum, groupsIn(all), LEXICON_SHARE)
    const columns = Int32Array.from(sum.keys())
    const values = Float64Array.from(sum.values())
    scale(values, 1)
    return { columns, values }
  }

  /** The column of a gram or group; undefined when it was never learned. */
  columnOf(name: string): number | undefined {
    return this.columns.get(name)
  }

  private add(sum: Map<number, number>, counts: Counts, share: number): void {
    const known: [number, number][] = []
    for (const [name, count] of counts) {
      const column = this.columns.get(name)
      if (column !== undefined) known.push([column, (1 + Math.log(count)) * this.rarity[column]!])
    }
    const values = Float64Array.from(known, ([, value]) => value)
    scale(values, share)
    for (const [at, [column]] of known.entries()) sum.set(column, (sum.get(column) ?? 0) + values[at]!)
  }
}

/** The groups of the lexicon that a normalized text speaks of, by as many of their words. */
function groupsIn(normalized: string): Counts {
  const counts: Counts = new Map()
  for (const [group, words] of Object.entries(lexicon)) {
    const found = words.filter((word) => normalized.includes(word)).length
    if (found > 0) counts.set(groupName(group), found)
  }
  return counts
}

/** No gram holds a mark, so the two never meet. */
export const groupName = (group: string): string => `#${group}`

function namesIn(text: string): string[] {
  const { all } = partsOf(text)
  return [...gramsOf(all, LENGTHS).keys(), ...groupsIn(all).keys()]
}

function partsOf(text: string): { subject: string; all: string } {
  const read = text.slice(0, READ_CHARACTERS)
  const end = read.indexOf('\n')
  return { subject: end === -1 ? '' : normalizeText(read.slice(0, end)), all: normalizeText(read) }
}

function scale(values: Float64Array, length: number): void {
  const now = Math.hypot(...values)
  if (now > 0) for (const [at, value] of values.entries()) values[at] = (value * length) / now
}
