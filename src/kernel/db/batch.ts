import pg from 'pg'
import { noteTime, type Watch } from './watch.ts'

/** A statement among others that are sent together. */
export interface Batched {
  readonly name: string | undefined
  readonly text: string
  /** True when it failed before it was sent, because a value cannot be written. */
  readonly settled: boolean
  /** Writes its messages (parse, bind, describe, execute) to the connection. */
  prepare(connection: unknown): void
  handleRowDescription(message: unknown): void
  handleDataRow(message: unknown): void
  /** `tag` is what the server says was done: INSERT 0 1, COMMIT. */
  finish(tag: string): void
  fail(error: unknown): void
}

interface Connection {
  stream: { cork(): void; uncork(): void }
  submittedNamedStatements: Record<string, string>
  sync(): void
}

/** Each connection as it looks without its Sync. */
const unsynced = new WeakMap<Connection, Connection>()

/**
 * Statements that leave in one packet and are answered in one: pg alone ends each with a Sync, at which the server
 * flushes its answer. Measured on `npm run bench -- act`: the calls of the system around fifteen Syncs were a third of
 * an act's processor time, on both sides. A failure skips the statements behind it.
 */
export class Batch extends pg.Query {
  declare name: string | undefined
  declare text: string
  declare callback: (error: unknown) => void
  readonly #sent: Batched[] = []
  #statements: Batched[] = []
  #at = 0
  /** When what runs now began: it was sent, or the one before it ended. */
  #since = 0
  readonly #watch: Watch

  constructor(watch: Watch) {
    super('')
    this.#watch = watch
    this.callback = () => {}
  }

  add(statement: Batched): void {
    this.#statements.push(statement)
  }

  // pg's types have it as a property.
  // @ts-expect-error
  override submit(wire: Connection): null {
    const known = unsynced.get(wire) ?? (Object.create(wire, { sync: { value: () => {} } }) as Connection)
    unsynced.set(wire, known)
    wire.stream.cork()
    for (const statement of this.#statements) {
      statement.prepare(known)
      if (!statement.settled) this.#sent.push(statement)
    }
    wire.sync()
    wire.stream.uncork()
    this.#statements = []
    this.#since = performance.now()
    this.#follow()
    return null
  }

  handleRowDescription(message: unknown): void {
    this.#sent[this.#at]?.handleRowDescription(message)
  }

  handleDataRow(message: unknown): void {
    this.#sent[this.#at]?.handleDataRow(message)
  }

  handleCommandComplete({ text }: { text: string }): void {
    const now = performance.now()
    noteTime(this.#watch, this.text, now - this.#since)
    this.#since = now
    this.#sent[this.#at]?.finish(text)
    this.#at++
    this.#follow()
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' })
  }

  handleError(error: unknown, connection: Connection): void {
    if (this.text !== '') noteTime(this.#watch, this.text, performance.now() - this.#since)
    // Those that never left too: a connection that broke while nothing was under way takes no more statements.
    const [failed, ...skipped] = [...this.#sent.slice(this.#at), ...this.#statements]
    this.#statements = []
    const ofServer = (error as { severity?: unknown } | null)?.severity === 'ERROR'
    for (const { name } of skipped) if (name !== undefined) delete connection.submittedNamedStatements[name]
    failed?.fail(error)
    for (const statement of skipped) statement.fail(ofServer ? new Skipped(error) : error)
    this.#at = this.#sent.length
    this.callback(error)
  }

  handleReadyForQuery(): void {
    this.callback(null)
  }

  /** pg notes by name and text of the running query what the connection has prepared. */
  #follow(): void {
    const now = this.#sent[this.#at]
    this.name = now?.name
    this.text = now?.text ?? ''
  }
}

/** Text without values, such as BEGIN and COMMIT; answers the tag of its last command. */
export class Plain extends pg.Query {
  declare callback: (error: unknown) => void
  #command = ''
  readonly answered: Promise<string>

  constructor(text: string) {
    super(text)
    this.answered = new Promise((resolve, reject) => {
      this.callback = (error) => (error ? reject(error) : resolve(this.#command))
    })
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.#command = text
  }

  handleReadyForQuery(): void {
    this.callback(null)
  }
}

/** COMMIT as the last of the statements that are sent together; answers its tag. */
export class Commit extends pg.Query implements Batched {
  declare name: string | undefined
  declare text: string
  declare prepare: (connection: unknown) => void
  settled = false
  readonly answered: Promise<string>
  #resolve: (tag: string) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(prepares: boolean) {
    super('commit', [])
    this.name = prepares ? 'commit' : undefined
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  handleRowDescription(): void {}

  handleDataRow(): void {}

  finish(tag: string): void {
    this.#resolve(tag)
  }

  fail(error: unknown): void {
    this.settled = true
    this.#reject(error)
  }

  handleError(error: Error): void {
    this.fail(error)
  }
}

/** What a statement is told that was sent behind one that failed. */
class Skipped extends Error {
  /** As the server says of a statement in an aborted transaction. */
  readonly code = '25P02'

  constructor(cause: unknown) {
    super('skipped: a statement before it failed', { cause })
  }
}
