/**
 * The explanation of a deadline: steps that a person can follow with pen and calendar, from the start to the due time.
 * Steps are data (they survive JSON) and carry Chinese templates, so that page, print and notice say them in the
 * reader's language.
 */
import { inChinese, sayExactDuration, sayExactTime, type Translate } from './relative.ts'

/** What a step does to the reckoning. */
export type StepOp =
  | 'start' // the clock starts: `at`
  | 'add' // elapsed time is added: `ms`
  | 'until' // the deadline is a given time: `at`
  | 'close' // counting working days begins: values.count days, each ending at values.close
  | 'note' // says why something is read this way; moves nothing
  | 'skip' // days that are not worked: values.from to values.to
  | 'count' // one working day counted: values.date is number values.nth
  | 'pause' // a pause that moves the deadline: `ms`
  | 'fill' // working time given back on one day: `ms`, until `at`
  | 'idle' // a pause that moves nothing
  | 'stop' // an open pause: the clock stands, `ms` are left
  | 'due' // the result: `at`

/** What fills a placeholder: plain text or number, an instant, a length of time, or a text of the catalogue. */
export type StepValue =
  | string
  | number
  | { at: string; deadline?: boolean }
  | { ms: number; kind?: 'elapsed' | 'working' }
  | { text: string }

export interface Step {
  op: StepOp
  /** Chinese template with {placeholders}: the catalogue key. */
  key: string
  values: Record<string, StepValue>
  /** Where the reckoning stands after this step, ISO instant. */
  at?: string
  /** How much this step adds (or leaves, for `stop`), in milliseconds. */
  ms?: number
}

/** The explanation, one sentence for each step, in the reader's language. */
export function explainSteps(steps: readonly Step[], t: Translate): string[] {
  return steps.map((step) => t(step.key, filled(step.values, t)))
}

/** The explanation in Chinese, one step a line. */
export function explainText(steps: readonly Step[]): string {
  return explainSteps(steps, inChinese).join('\n')
}

function filled(values: Step['values'], t: Translate): Record<string, string | number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, said(value, t)]))
}

function said(value: StepValue, t: Translate): string | number {
  if (typeof value !== 'object') return value
  if ('at' in value) return sayExactTime(new Date(value.at), { deadline: value.deadline })
  if ('ms' in value) return sayExactDuration(value.ms, t, value.kind)
  return t(value.text)
}
