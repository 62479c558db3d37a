import type { RawBuilder } from 'kysely'
import pg from 'pg'
import type { Batched } from './batch.ts'
import { type Database, failed, getTypeParser, submit, submitAlone, type Tx } from './db.ts'

/**
 * Statements whose text is fixed and whose values alone change: put together once, prepared once per connection, their
 * plans kept. For what every act does by key, and for pages that people look at all day. What is asked rarely, or in
 * ever other words, uses `sql` or the query builder.
 *
 * They go past Kysely and pg's own reading of rows, straight to the protocol, and those made in one go are sent together
 * (batch.ts). Measured on `npm run bench -- act`: it spares two fifths of the program's processor time of an act.
 */

/**
 *   const [found] = await prepared<{ state: string }>(tx)`select state from cases where project_id = ${p} and id = ${id}`
 */
export function prepared<Row>(tx: Tx): Template<Row> {
  return (text, ...values) => run<Row>(tx, keptFor(text), values)
}

/**
 * As `prepared`, without a transaction: for one look at company tables, such as whose session a request is of. Sees no
 * row of any project.
 */
export function preparedAlone<Row>(db: Database): Template<Row> {
  return async (text, ...values) => {
    let rows: unknown[] = []
    const keep = (found: unknown[]) => {
      rows = found
    }
    await submitAlone(db, (prepares) => new KeptQuery(keptFor(text), values, prepares, keep, () => {}))
    return rows as Row[]
  }
}

/**
 * As `prepared`, for a statement put together from parts: a list with some of its filters. Parts come from the code,
 * and what a request says stands in values, else every request would make a text of its own.
 */
export function composed<Row>(tx: Tx, query: RawBuilder<unknown>): Promise<Row[]> {
  const { sql: text, parameters } = query.compile(tx)
  return run<Row>(tx, textKept(text), parameters)
}

type Template<Row> = (text: TemplateStringsArray, ...values: unknown[]) => Promise<Row[]>

function keptFor(text: TemplateStringsArray): Statement {
  const known = statements.get(text) ?? statement(text.reduce((before, after, index) => `${before}$${index}${after}`))
  statements.set(text, known)
  return known
}

const statements = new WeakMap<TemplateStringsArray, Statement>()

/** A statement with values as $1, $2 …; prepared when it has a name. */
export interface Statement {
  readonly name: string | undefined
  readonly text: string
  /** The columns that it answered last. */
  columns: Column[]
}

interface Column {
  /** As the database calls it. */
  name: string
  type: number
  /** In camelCase. */
  key: string
  parse: (text: string) => unknown
}

let statementCount = 0

function statement(text: string): Statement {
  return { name: `s${++statementCount}`, text, columns: [] }
}

const texts = new Map<string, Statement>()
/** Each takes memory in each connection. The lists of all pages have some dozens; what comes after is not kept. */
const MOST_TEXTS = 500

/** The statement of a text that is put together from declarations or parts, made once. */
export function textKept(text: string): Statement {
  const known = texts.get(text)
  if (known) return known
  if (texts.size >= MOST_TEXTS) return { name: undefined, text, columns: [] }
  const made = statement(text)
  texts.set(text, made)
  return made
}

/** Runs a kept statement; rows have their columns in camelCase. */
export async function run<Row>(tx: Tx, kept: Statement, values: readonly unknown[]): Promise<Row[]> {
  try {
    return await new Promise<Row[]>((resolve, reject) => {
      submit(tx, (prepares) => new KeptQuery(kept, values, prepares, resolve as (rows: unknown[]) => void, reject))
    })
  } catch (error) {
    return failed(error)
  }
}

type Described = { fields: { name: string; dataTypeID: number }[] }

/** pg writes the messages; its own reading of rows, which takes the columns apart anew for each answer, is not used. */
class KeptQuery extends pg.Query implements Batched {
  declare name: string | undefined
  declare text: string
  settled = false
  readonly #statement: Statement
  readonly #rows: unknown[] = []
  readonly #resolve: (rows: unknown[]) => void
  readonly #reject: (error: unknown) => void

  constructor(
    kept: Statement,
    values: readonly unknown[],
    prepares: boolean,
    resolve: (rows: unknown[]) => void,
    reject: (error: unknown) => void,
  ) {
    super(kept.text, values as unknown[])
    this.#statement = kept
    this.#resolve = resolve
    this.#reject = reject
    this.name = prepares ? kept.name : undefined
  }

  declare prepare: (connection: unknown) => void

  handleRowDescription({ fields }: Described): void {
    const { columns } = this.#statement
    const same =
      columns.length === fields.length &&
      fields.every(
        ({ name, dataTypeID }, index) => columns[index]!.name === name && columns[index]!.type === dataTypeID,
      )
    if (!same) this.#statement.columns = fields.map(columnOf)
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const { columns } = this.#statement
    const row: Record<string, unknown> = {}
    for (let index = 0; index < columns.length; index++) {
      const text = fields[index]
      const { key, parse } = columns[index]!
      row[key] = text === null || text === undefined ? null : parse(text)
    }
    this.#rows.push(row)
  }

  finish(): void {
    this.#resolve(this.#rows)
  }

  fail(error: unknown): void {
    this.settled = true
    this.#reject(error)
  }

  /** pg could not write a value. */
  handleError(error: Error): void {
    this.fail(error)
  }
}

function columnOf({ name, dataTypeID }: Described['fields'][number]): Column {
  const key = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return { name, type: dataTypeID, key, parse: getTypeParser(dataTypeID, 'text') }
}
