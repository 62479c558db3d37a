import type { Call } from './drill.queries.ts'
import { type Question, questions } from './drill.words.ts'
import type { Recording } from './recording.ts'

/** A call that was taken, as the learner hears it. */
export function talkOf(call: Call, { calls }: Recording) {
  const { words, answers } = calls[call.nth - 1]!
  return {
    nth: call.nth,
    matterId: call.matterId,
    takenAt: call.takenAt!,
    words: linesOf(words, call),
    answers: (Object.keys(questions) as Question[]).map((question) => ({
      question,
      answer: answers[question] === undefined ? null : linesOf(answers[question], call),
    })),
    registered: call.number !== null,
  }
}

/** The caller's words with his own flat and name, and the place that he speaks of. */
export function linesOf(words: string, { unit, person, place }: Pick<Call, 'unit' | 'person' | 'place'>): string {
  const own: Readonly<Record<string, string>> = { 房号: unit, 姓名: person, 公共部位: place ?? unit }
  return words.replace(/\{([^}]+)\}/g, (written, name: string) => own[name] ?? written)
}
