import { Vocabulary } from './features.ts'
import { type Head, headNames, type Labels } from './labels.ts'
import { type Linear, solve } from './linear.ts'
import { reasonsOf, wordsIn } from './reasons.ts'

/** A text, and how somebody sorted it; what was not said of it teaches nothing about that. */
export interface Example {
  text: string
  labels: Labels
}

/** What the model would say, how sure it is (0…1), and the words of the text that weighed most. */
export interface Suggestion {
  label: string
  confidence: number
  reasons: string[]
}

/** For each head the likeliest label, however unsure. A head nobody has taught is left out. */
export type Suggestions = Partial<Record<Head, Suggestion>>

/** Sharpness of the scores: fitted once on texts that were kept apart, so that of those at 0.8 about 8 in 10 hold. */
const SHARPNESS = 3.5

/** A model that has learned. Immutable; the same examples in the same order make the same model. */
export class Model {
  private readonly vocabulary: Vocabulary
  private readonly linear: Partial<Record<Head, Linear>>

  constructor(vocabulary: Vocabulary, linear: Partial<Record<Head, Linear>>) {
    this.vocabulary = vocabulary
    this.linear = linear
  }

  /** A text in which nothing is known gets no suggestion. Takes a few milliseconds. */
  suggest(text: string, asked: readonly Head[] = headNames): Suggestions {
    const row = this.vocabulary.rowOf(text)
    if (row.columns.length === 0) return {}
    const words = wordsIn(text, row, this.vocabulary)
    const suggestions: Suggestions = {}
    for (const head of asked) {
      const linear = this.linear[head]
      if (!linear) continue
      const scores = linear.scores(row)
      const best = scores.indexOf(Math.max(...scores))
      suggestions[head] = {
        label: linear.labels[best]!,
        confidence: shareOf(scores, best),
        reasons: reasonsOf(words, (column) => linear.lead(column, best)),
      }
    }
    return suggestions
  }
}

/** Learns from the examples. Lets others go first between the steps: a server stays awake meanwhile. */
export async function train(examples: readonly Example[], breathe: () => Promise<void> = ready): Promise<Model> {
  const vocabulary = new Vocabulary(examples.map(({ text }) => text))
  await breathe()
  const rows = examples.map(({ text }) => vocabulary.rowOf(text))
  const linear: Partial<Record<Head, Linear>> = {}
  for (const head of headNames) {
    const taught = examples.flatMap(({ labels }, at) => (labels[head] ? [{ row: rows[at]!, label: labels[head] }] : []))
    const solved = await solve(taught, vocabulary.size, breathe)
    if (solved) linear[head] = solved
  }
  return new Model(vocabulary, linear)
}

const ready = () => Promise.resolve()

/** The share of the best among all labels: a softmax of the scores. */
function shareOf(scores: readonly number[], best: number): number {
  const top = scores[best]!
  return 1 / scores.reduce((sum, score) => sum + Math.exp(SHARPNESS * (score - top)), 0)
}

/** Below this the model keeps silent about a head: a wrong suggestion costs more than none. */
const SURE = 0.55

/** What is worth saying. */
export function sureOf(suggestions: Suggestions): Suggestions {
  return Object.fromEntries(Object.entries(suggestions).filter(([, { confidence }]) => confidence >= SURE))
}
