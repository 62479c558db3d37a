import pg from 'pg'
import { failed, getTypeParser, submit, type Tx } from './db.ts'

/**
 * Statements whose text is fixed and whose values alone change: put together once, prepared once per connection, their
 * plans kept. For what every act does by key. A list whose best plan depends on the values, or whose text is built from
 * parts, uses `sql` or the query builder.
 *
 * They go past Kysely and pg's own reading of rows, straight to the protocol. Measured on `npm run bench -- act`: two
 * fifths of the program's processor time of an act.
 */

/**
 *   const [found] = await prepared<{ state: string }>(tx)`select state from cases where project_id = ${p} and id = ${id}`
 */
export function prepared<Row>(tx: Tx): (text: TemplateStringsArray, ...values: unknown[]) => Promise<Row[]> {
  return (text, ...values) => {
    const known = statements.get(text) ?? statement(text.reduce((before, after, index) => `${before}$${index}${after}`))
    statements.set(text, known)
    return run<Row>(tx, known, values)
  }
}

const statements = new WeakMap<TemplateStringsArray, Statement>()

/** A statement to be prepared, with values as $1, $2 …; make one per text and keep it. */
export interface Statement {
  readonly name: string
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

export function statement(text: string): Statement {
  return { name: `s${++statementCount}`, text, columns: [] }
}

/** Runs a kept statement; rows have their columns in camelCase. */
export async function run<Row>(tx: Tx, kept: Statement, values: readonly unknown[]): Promise<Row[]> {
  try {
    return await new Promise<Row[]>((resolve, reject) => {
      const done: Done = (error, rows) => (error ? reject(error) : resolve(rows as Row[]))
      submit(tx, (prepares) => new KeptQuery(kept, values, prepares, done))
    })
  } catch (error) {
    return failed(error)
  }
}

type Done = (error: Error | null, rows: unknown[]) => void
type Described = { fields: { name: string; dataTypeID: number }[] }

/** What pg calls while it carries out a query; its own class reads the columns anew for each answer. */
class KeptQuery extends pg.Query {
  declare name: string | undefined
  declare callback: (error: Error | null) => void
  readonly #statement: Statement
  readonly #rows: unknown[] = []

  constructor(kept: Statement, values: readonly unknown[], prepares: boolean, done: Done) {
    super(kept.text, values as unknown[])
    this.#statement = kept
    this.name = prepares ? kept.name : undefined
    this.callback = (error) => done(error, this.#rows)
  }

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

  handleCommandComplete(): void {}
}

function columnOf({ name, dataTypeID }: Described['fields'][number]): Column {
  const key = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return { name, type: dataTypeID, key, parse: getTypeParser(dataTypeID, 'text') }
}
