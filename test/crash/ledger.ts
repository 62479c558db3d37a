import { readFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { Outcome } from '../../src/kernel/case/engine.ts'

/** One answer of the server that a client relies on. */
export interface Acknowledgement {
  key: string
  actorId: string
  /** The body of the answer, byte for byte. */
  answer: string
}

/** A command as a client sent it, to be sent again. */
export interface Sent {
  key: string
  actorId: string
  cookie: string
  path: string
  body: string
}

/** What the clients know: all they ever sent, and in a file outside the data folder what was acknowledged. */
export class Ledger {
  readonly sent = new Map<string, Sent>()
  readonly path: string
  readonly #file: Promise<FileHandle>

  constructor(path: string) {
    this.path = path
    this.#file = open(path, 'a')
  }

  sending(command: Sent): void {
    this.sent.set(command.key, command)
  }

  /** Returns when the note is on the disk. */
  async acknowledged(note: Acknowledgement): Promise<void> {
    const file = await this.#file
    await file.appendFile(`${JSON.stringify(note)}\n`)
    await file.sync()
  }

  read(): Acknowledgement[] {
    const lines = readFileSync(this.path, 'utf8').split('\n').slice(0, -1)
    return lines.map((line) => JSON.parse(line) as Acknowledgement)
  }

  async close(): Promise<void> {
    await (await this.#file).close()
  }
}

/** One line of the server's log. */
export interface LogRow {
  caseId: string
  number: string
  seq: number
  fromState: string | null
  toState: string
  actorKind: string
  actorId: string
  key: string
  at: Date
  /** Where the case stands, by its own row. */
  state: string
  lastSeq: number
}

/** Everything in which notes and log disagree, one line each. */
export function disagreements(
  notes: readonly Acknowledgement[],
  sentKeys: ReadonlySet<string>,
  log: readonly LogRow[],
) {
  const found: string[] = []
  const byKey = grouped(log, ({ actorId, key }) => `${actorId} ${key}`)
  const byCase = grouped(log, ({ caseId }) => caseId)
  for (const { key, actorId, answer } of notes) {
    const rows = byKey.get(`${actorId} ${key}`) ?? []
    if (rows.length !== 1) found.push(`acknowledged ${key}: ${rows.length} rows`)
    else if (outcomeOf(rows[0]!) !== answer)
      found.push(`acknowledged ${key} as ${answer}, the log says ${outcomeOf(rows[0]!)}`)
  }
  const noted = new Set(notes.map(({ key }) => key))
  if (noted.size !== notes.length) found.push(`${notes.length - noted.size} keys are noted twice`)
  for (const { actorKind, key } of log) {
    if (actorKind === 'staff' && !sentKeys.has(key)) found.push(`row with ${key}, which nobody sent`)
  }
  for (const [name, rows] of byKey) if (rows.length > 1) found.push(`${name} stands in ${rows.length} rows`)
  for (const [caseId, rows] of byCase) found.push(...gaps(caseId, rows))
  return found
}

/** What the server answered for this row, as bytes. */
function outcomeOf({ caseId, number, toState, seq, at }: LogRow): string {
  return JSON.stringify({ caseId, number, state: toState, seq, at: at.toISOString() } satisfies Outcome)
}

/** A log runs 1, 2, 3 …, each line starting where the last one ended, and ends where the case stands. */
function gaps(caseId: string, rows: readonly LogRow[]): string[] {
  const lines = rows.toSorted((a, b) => a.seq - b.seq)
  const last = lines.at(-1)!
  const broken = lines.find(
    (line, index) => line.seq !== index + 1 || line.fromState !== (lines[index - 1]?.toState ?? null),
  )
  return [
    ...(broken ? [`case ${caseId}: line ${broken.seq} does not follow the one before it`] : []),
    ...(last.seq === last.lastSeq && last.toState === last.state
      ? []
      : [`case ${caseId} stands at ${last.lastSeq} ${last.state}, its log ends at ${last.seq} ${last.toState}`]),
  ]
}

function grouped<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const name = nameOf(row)
    const group = groups.get(name)
    if (group) group.push(row)
    else groups.set(name, [row])
  }
  return groups
}
