import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { gramsOf, normalizeText } from '../src/kernel/text/grams.ts'
import type { Head } from '../src/rooms/intake/triage/labels.ts'
import { type Example, type Suggestions, train } from '../src/rooms/intake/triage/model.ts'

/** A text that somebody sorted, and by what it is put into a fold. */
export interface Judged extends Example {
  id: string
}

const FOLDER = new URL('../../shared/real-messages/', import.meta.url)
export const messagesAreThere = existsSync(new URL('messages.json', FOLDER))

/** The messages beside the project with how one reader sorted them. They never become a part of the project. */
export function realMessages(): Judged[] {
  const messages = JSON.parse(read('messages.json')) as { id: string; subject: string; text: string }[]
  const labels = new Map(
    read('labels.jsonl')
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as { id: string; kind: string; class?: number | null; department: string; topic: string },
      )
      .map((label) => [label.id, label]),
  )
  return messages.flatMap(({ id, subject, text }) => {
    const label = labels.get(id)
    if (!label) return []
    const { kind, department, topic } = label
    const sorted = { kind, department, topic, ...(label.class ? { class: String(label.class) } : {}) }
    return [{ id, text: `${subject}\n${text}`, labels: sorted as Example['labels'] }]
  })
}

const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')

/** The same fold for the same id, whatever else is measured. */
export function foldOf(id: string, folds: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % folds
}

/** What is said of each text by a model that learned from `known` and the other folds, never from the text itself. */
export async function sayByFolds(
  texts: readonly Judged[],
  known: readonly Example[],
  folds: number,
): Promise<Map<string, Suggestions>> {
  const said = new Map<string, Suggestions>()
  for (let fold = 0; fold < folds; fold++) {
    const held = texts.filter(({ id }) => foldOf(id, folds) === fold)
    const model = await train([...known, ...texts.filter(({ id }) => foldOf(id, folds) !== fold)])
    for (const { id, text } of held) said.set(id, model.suggest(text))
  }
  return said
}

/** What naive Bayes over character bigrams (add-one) says by the same folds. */
export function bayesByFolds(texts: readonly Judged[], head: Head, folds: number): Map<string, string> {
  const said = new Map<string, string>()
  const bigrams = new Map(texts.map(({ id, text }) => [id, gramsOf(normalizeText(text), { from: 2, to: 2 })]))
  for (let fold = 0; fold < folds; fold++) {
    const classes = new Map<string, { texts: number; all: number; counts: Map<string, number> }>()
    const seen = new Set<string>()
    for (const { id, labels } of texts) {
      if (foldOf(id, folds) === fold) continue
      const of = classes.get(labels[head]!) ?? { texts: 0, all: 0, counts: new Map() }
      classes.set(labels[head]!, of)
      of.texts++
      for (const [gram, count] of bigrams.get(id)!) {
        seen.add(gram)
        of.all += count
        of.counts.set(gram, (of.counts.get(gram) ?? 0) + count)
      }
    }
    for (const { id } of texts.filter(({ id: one }) => foldOf(one, folds) === fold)) {
      const scored = [...classes].map(([label, { texts: many, all, counts }]) => {
        let score = Math.log(many)
        for (const [gram, count] of bigrams.get(id)!) {
          if (seen.has(gram)) score += count * Math.log(((counts.get(gram) ?? 0) + 1) / (all + seen.size))
        }
        return { label, score }
      })
      said.set(id, scored.reduce((a, b) => (b.score > a.score ? b : a)).label)
    }
  }
  return said
}

export interface Score {
  texts: number
  accuracy: number
  /** Standard error of the accuracy. */
  error: number
  /** Mean over the labels, each counting alike however rare, of the harmonic mean of precision and recall. */
  macroF1: number
}

export function score(texts: readonly Judged[], head: Head, sayOf: (id: string) => string | undefined): Score {
  const pairs = texts.map(({ id, labels }) => ({ wanted: labels[head]!, said: sayOf(id) }))
  const share = (of: typeof pairs) => of.filter(({ wanted, said }) => wanted === said).length
  const accuracy = share(pairs) / pairs.length
  const f1 = [...new Set(pairs.map(({ wanted }) => wanted))].map((label) => {
    const involved =
      pairs.filter(({ wanted }) => wanted === label).length + pairs.filter(({ said }) => said === label).length
    return (2 * share(pairs.filter(({ wanted }) => wanted === label))) / involved
  })
  return {
    texts: pairs.length,
    accuracy,
    error: Math.sqrt((accuracy * (1 - accuracy)) / pairs.length),
    macroF1: f1.reduce((sum, one) => sum + one, 0) / f1.length,
  }
}

/** Always the commonest label. */
export function majority(texts: readonly Judged[], head: Head): string {
  const counts = new Map<string, number>()
  for (const { labels } of texts) counts.set(labels[head]!, (counts.get(labels[head]!) ?? 0) + 1)
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}
