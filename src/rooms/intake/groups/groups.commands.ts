import type { Command, Outcome } from '../../../kernel/case/engine.ts'
import type { Actor } from '../../../kernel/case/procedure.ts'
import { Refusal } from '../../../kernel/case/refusal.ts'
import type { GroupRow } from './groups.contract.ts'
import type { MatterRow } from './groups.queries.ts'

/** One part of a command upon several matters: acts upon one of them, of which the last may not be due yet. */
export interface Part {
  id: string
  commands: Command[]
  /** Acts behind these that are done where they are possible, and are no fault where they are not. */
  after: Command[]
}

interface By {
  project: number
  actor: Actor
  /** Of the whole; each act derives its own from it, so that a repeated command repeats nothing. */
  key: string
}

/** A matter joins a head; one that nobody has judged yet is judged to be what the head is. */
export function joinParts(
  by: By,
  matters: readonly MatterRow[],
  head: { id: string; kind: string },
  reason?: string,
): Part[] {
  return matters.map(({ id, state }) => ({
    id,
    commands: [
      ...(state === 'registered' ? [command(by, id, 'sort', { kind: head.kind })] : []),
      command(by, id, 'join', { headId: head.id, ...(reason ? { reason } : {}) }),
    ],
    after: [],
  }))
}

/** Each owner is answered on his own matter, which ends with it when the work is done. */
export function answerParts(
  by: By,
  matters: readonly { id: string; seenSeq: number }[],
  answer: { answer: string; keptReason?: string | undefined; way: string },
): Part[] {
  return matters.map(({ id, seenSeq }) => ({
    id,
    commands: [{ ...command(by, id, 'answer', answer), seenSeq }],
    after: [command(by, id, 'close', {})],
  }))
}

/** Word of how far it is to each owner, on his own matter. */
export function interimParts(
  by: By,
  matters: readonly { id: string }[],
  reply: { words: string; keptReason?: string | undefined },
  phoned: readonly string[],
): Part[] {
  return matters.map(({ id }) => ({
    id,
    commands: [command(by, id, 'interim', { ...reply, way: phoned.includes(id) ? 'phone' : 'app' })],
    after: [],
  }))
}

/**
 * The same word to the owner whom the head itself came from: on the head, where that is a complaint, so that its own
 * clocks are answered with it (CMP-36); else on the matter above it.
 */
export function headInterim(
  by: By,
  { id, procedure, parentId }: { id: string; procedure: string; parentId: string | null },
  { words, ...reason }: { words: string; keptReason?: string | undefined },
): Command[] {
  if (procedure === 'complaint') return [{ ...command(by, id, 'interim', { words }), procedure }]
  return parentId === null
    ? []
    : [command(by, parentId, 'tellProgress', { progress: words, ...reason, accepted: false })]
}

const command = ({ project, actor, key }: By, caseId: string, action: string, form: unknown): Command => ({
  projectId: project,
  procedure: 'matter',
  caseId,
  action,
  actor,
  key: `${key}:${caseId}:${action}`,
  form,
})

/** What became of each part, from the answers to its acts in order. */
export function rowsOf(
  parts: readonly Part[],
  answers: readonly (Outcome | Refusal)[],
  numbers: ReadonlyMap<string, string>,
): GroupRow[] {
  let next = 0
  return parts.map(({ id, commands, after }) => {
    const mine = answers.slice(next, next + commands.length)
    next += commands.length
    const done = answers.slice(next, next + after.length).filter((answer) => !(answer instanceof Refusal))
    next += after.length
    const refusal = mine.find((answer) => answer instanceof Refusal)
    const last = [...mine, ...done].findLast((answer): answer is Outcome => !(answer instanceof Refusal))
    return {
      id,
      number: numbers.get(id) ?? '',
      state: refusal ? null : (last?.state ?? null),
      refused: refusal ? textOf(refusal) : null,
    }
  })
}

/** Why, in one sentence: what the fields say where they say more. */
function textOf({ message, values, fields }: Refusal): string {
  const text = message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  return fields[0] ? fields[0].text : text
}
