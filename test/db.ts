import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../src/kernel/db/db.ts'
import { urlOfDatabase } from './server.ts'

export interface TestDatabase {
  /** As the application: bound by row security and grants. */
  db: Database
  /** As the owner of the tables. Row security is forced on it too; see `asOwner`. */
  ownerDb: Database
  url: string
  ownerUrl: string
  /** Runs one statement as the owner with the fences down: for what the application must not be able to do. */
  asOwner<R extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>
  /** Ends all connections and drops the database. */
  close(): Promise<void>
}

/** A fresh, migrated, empty database of its own. Ask for one per test file, in `beforeAll`, and close it after. */
export async function testDatabase(options: { poolSize?: number } = {}): Promise<TestDatabase> {
  const server = inject('testServer')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await maintain(server.ownerUrl, `create database ${name} template ${server.template} strategy file_copy`)
  const url = urlOfDatabase(server.appUrl, name)
  const ownerUrl = urlOfDatabase(server.ownerUrl, name)
  const db = openDatabase({ url, poolSize: options.poolSize ?? 8 })
  const ownerDb = openDatabase({ url: ownerUrl, poolSize: 2 })
  const close = async () => {
    await Promise.all([db.close(), ownerDb.close()])
    // The server lets ended connections go in its own time: a plain drop waits for them, some seconds at most. Only
    // then by force, which the owner may use against its own connections alone.
    const drop = `drop database if exists ${name}`
    await maintain(server.ownerUrl, drop).catch(() => maintain(server.ownerUrl, `${drop} with (force)`))
  }
  return { db, ownerDb, url, ownerUrl, asOwner: (text, values) => unfenced(ownerUrl, text, values), close }
}

async function maintain(ownerUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOfDatabase(ownerUrl, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function unfenced<R extends pg.QueryResultRow>(ownerUrl: string, text: string, values?: unknown[]): Promise<R[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('begin')
    const { rows: tables } = await client.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_class
       where relforcerowsecurity and relnamespace = 'public'::regnamespace order by relname`,
    )
    const forAll = (rights: string) =>
      tables.map(({ name }) => `alter table ${name} ${rights} row level security`).join(';')
    await client.query(forAll('no force'))
    const { rows } = await client.query<R>(text, values)
    await client.query(forAll('force'))
    await client.query('commit')
    return rows
  } finally {
    await client.end()
  }
}
