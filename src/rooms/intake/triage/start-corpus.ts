import { z } from 'zod'
import { deskEntries } from './desk-entries.ts'
import { heads, type Labels } from './labels.ts'
import type { Example } from './model.ts'
import { startLetters } from './start-letters.ts'

const labelOf = <H extends keyof typeof heads>(head: H) =>
  z.preprocess((value) => (value === '' ? undefined : value), z.enum(Object.keys(heads[head])).optional())
const labels = z.strictObject({
  kind: labelOf('kind'),
  class: labelOf('class'),
  department: labelOf('department'),
  topic: labelOf('topic'),
  trade: labelOf('trade'),
})

export interface DeskEntry extends Example {
  /** How it is worded: the heading under which it stands. */
  style: string
}

export const deskExamples: readonly DeskEntry[] = Object.entries(deskEntries).flatMap(([style, lines]) =>
  read(lines).map((example) => ({ ...example, style })),
)

/** What every installation knows from the first day. */
export const startExamples: readonly Example[] = [...deskExamples, ...read(startLetters)]

function read(lines: string): Example[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [kind, klass, department, topic, trade, text] = line.split('|')
      if (!text) throw new Error(`an entry has six parts: ${line}`)
      return { text, labels: labels.parse({ kind, class: klass, department, topic, trade }) as Labels }
    })
}
