import { sql } from 'kysely'
import type { Tx } from '../kernel/db/db.ts'

/** A value as JSON carries it into a column; bytes as PostgreSQL writes them. */
export type Cell = string | number | boolean | null | readonly string[] | Date | Buffer

/**
 * Inserts rows of one table by one statement. `columns`: name and type as the database spells them.
 * Table and column names come from the code that calls, never from outside.
 */
export async function insertRows<const Columns extends Readonly<Record<string, string>>>(
  tx: Tx,
  table: string,
  columns: Columns,
  rows: readonly Readonly<Record<keyof Columns, Cell>>[],
): Promise<void> {
  if (rows.length === 0) return
  const names = Object.keys(columns)
  const typed = names.map((name) => `${name} ${columns[name]}`).join(', ')
  const text = JSON.stringify(rows, (_key, value) =>
    isBuffer(value) ? `\\x${Buffer.from(value.data).toString('hex')}` : value,
  )
  await sql`insert into ${sql.table(table)} (${sql.raw(names.join(', '))})
    select ${sql.raw(names.join(', '))} from json_to_recordset(${text}) as given (${sql.raw(typed)})`.execute(tx)
}

/** What JSON makes of a Buffer before a replacer sees it. */
const isBuffer = (value: unknown): value is { type: 'Buffer'; data: number[] } =>
  typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'Buffer'
