import { type Head, headNames } from '../src/rooms/intake/triage/labels.ts'
import { type Suggestions, train } from '../src/rooms/intake/triage/model.ts'
import { deskExamples, startExamples } from '../src/rooms/intake/triage/start-corpus.ts'
import { type Figure, figure, median, quantile } from './figure.ts'
import { say } from './place.ts'
import {
  bayesByFolds,
  type Judged,
  majority,
  messagesAreThere,
  realMessages,
  sayByFolds,
  score,
} from './triage.measure.ts'

const FOLDS = 10
const nothingWritten = { size: startExamples.length, rows_written_per_op: 0, cpu_ms_per_op: null }

/**
 * How well matters are sorted, on texts the model has not learned from, beside the majority and naive Bayes over
 * character bigrams on the same folds. The messages beside the project are measured where they are; a line says so when
 * they are not. Needs no database.
 */
export async function benchTriage(quick: boolean): Promise<Figure[]> {
  const folds = quick ? 3 : FOLDS
  const desk = deskExamples.map((example) => ({ ...example, id: example.text }))
  const letters = startExamples.slice(deskExamples.length)
  const figures = measure('triage.desk', desk, await sayByFolds(desk, letters, folds), folds, [
    'kind',
    'class',
    'department',
    'topic',
    'trade',
  ])
  if (messagesAreThere) figures.push(...(await benchMessages(folds)))
  else say('../shared/real-messages is not there: only the desk entries are measured')
  figures.push(...(await benchSpeed()))
  return figures
}

async function benchMessages(folds: number): Promise<Figure[]> {
  const messages = realMessages()
  const said = await sayByFolds(messages, startExamples, folds)
  const heads: Head[] = ['class', 'department', 'topic', 'kind']
  const figures = measure('triage.messages', messages, said, folds, heads)
  const big = biggestTopics(messages, 3)
  const ofBig = messages.filter(({ labels }) => big.includes(labels.topic!))
  figures.push(...measure('triage.messages.three', ofBig, await sayByFolds(ofBig, [], folds), folds, ['topic']))
  // What a fresh installation makes of letters from somewhere else: nothing of them has been learned.
  const fresh = await train(startExamples)
  const cold = new Map(messages.map(({ id, text }) => [id, fresh.suggest(text)]))
  figures.push(...measure('triage.messages.fresh', messages, cold, folds, heads.slice(0, 3)))
  return figures
}

function measure(
  name: string,
  texts: readonly Judged[],
  said: ReadonlyMap<string, Suggestions>,
  folds: number,
  heads: readonly Head[],
): Figure[] {
  return heads.map((head) => {
    const of = texts.filter(({ labels }) => labels[head] !== undefined)
    const model = score(of, head, (id) => said.get(id)![head]?.label)
    const bayes = bayesByFolds(of, head, folds)
    const byBayes = score(of, head, (id) => bayes.get(id))
    const commonest = majority(of, head)
    const byMajority = score(of, head, () => commonest)
    const shown = ({ accuracy, macroF1 }: typeof model) => `${accuracy.toFixed(3)} (macro-F1 ${macroF1.toFixed(3)})`
    return figure({
      name: `${name}.${head}`,
      value: model.accuracy,
      unit: `accuracy ± ${model.error.toFixed(3)} of ${model.texts} texts, macro-F1 ${model.macroF1.toFixed(3)}`,
      floor: byBayes.accuracy,
      floor_is: `naive Bayes over character bigrams ${shown(byBayes)}; always the commonest ${shown(byMajority)}`,
      ratio: model.accuracy,
      ...nothingWritten,
    })
  })
}

async function benchSpeed(): Promise<Figure[]> {
  const learning: number[] = []
  const answering: number[] = []
  for (let round = 0; round < 5; round++) {
    const start = performance.now()
    const model = await train(startExamples)
    learning.push(performance.now() - start)
    for (const { text } of deskExamples) {
      const asked = performance.now()
      model.suggest(text)
      answering.push(performance.now() - asked)
    }
  }
  const ms = (name: string, value: number, unit: string, goal: number) =>
    figure({ name, value, unit, floor: null, floor_is: `${goal} ms`, ratio: value / goal, ...nothingWritten })
  return [
    ms(
      'triage.learning',
      median(learning),
      `ms to learn ${startExamples.length} texts by ${headNames.length} heads`,
      2000,
    ),
    ms('triage.answering', quantile(answering, 0.95), 'ms for one desk entry, p95', 5),
  ]
}

function biggestTopics(texts: readonly Judged[], many: number): string[] {
  const counts = new Map<string, number>()
  for (const { labels } of texts) counts.set(labels.topic!, (counts.get(labels.topic!) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, many)
    .map(([topic]) => topic)
}
