import type { Socket } from 'node:net'
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises'
import {
  CamelCasePlugin,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type KyselyProps,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RawBuilder,
  sql,
  Transaction,
} from 'kysely'
import pg from 'pg'
import { Batch, type Batched, Commit, Plain } from './batch.ts'
import { classify, DatabaseGone, isContention } from './errors.ts'
import { barredSetting } from './reader.ts'
import type { DB } from './types.ts'
import { newWatch, noteTime, type Watch } from './watch.ts'

/** A running transaction, the only thing that queries are made with. */
export type Tx = Transaction<DB>

/** A pool of connections as the application's role. Queries go through the functions below, never past them. */
export interface Database {
  readonly pool: pg.Pool
  readonly statementTimeoutMs: number
  /** Whether statements of fixed text are prepared once per connection. */
  readonly prepares: boolean
  readonly watch: Watch
  /** Waits for running transactions, then closes all connections. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** `postgresql://…` of the runtime login. */
  url: string
  /** Connections kept at most; default 20, of the server's 60. */
  poolSize?: number
  /** A statement that runs longer is cancelled; default 15 s. One transaction may ask for another limit. */
  statementTimeoutMs?: number
  /** Longest wait for a connection, free or new; default 1.8 s, so that "database gone" is told within 2 s. */
  connectTimeoutMs?: number
  /**
   * Statements of fixed text (see `prepared`) are parsed and planned once per connection; default true. Switch it off
   * behind a pooler that shares connections between transactions and does not know prepared statements.
   */
  prepares?: boolean
  /** Told of errors of idle connections, which pg would otherwise turn into a crash. */
  onIdleError?: (error: Error) => void
}

export interface TransactionOptions {
  statementTimeoutMs?: number
}

const MOST_ATTEMPTS = 5
/** A transaction whose program hangs must not hold its locks forever. */
const IDLE_IN_TRANSACTION_MS = 60_000
/** The server cancels an overlong statement itself; when not even that answer comes, it is gone. */
const ANSWER_SLACK_MS = 1_000
/** Opening asks nothing of the disk or of locks: a server that does not answer it in this time is gone. */
const OPENING_LIMIT_MS = 1_800

/** Opens the pool; connects at the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const statementTimeoutMs = options.statementTimeoutMs ?? 15_000
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize ?? 20,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 1_800,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: { getTypeParser },
    // Statements that need no answer of each other are sent together: their answers cost one wait, not one each.
    pipeline: true,
  } as pg.PoolConfig)
  pool.on('error', (error) => options.onIdleError?.(error))
  // A connection may break in the moment between its opening and its first use, when nobody else listens.
  pool.on('connect', (client) => client.on('error', () => {}))
  const prepares = options.prepares ?? true
  // A connection of our own keeps its limits; one that a pooler shares is told them by each transaction.
  if (prepares)
    pool.on('connect', (client) => void client.query(limitsOf('session', statementTimeoutMs)).catch(() => {}))
  let closing: Promise<void> | null = null
  const close = () => {
    closing ??= pool.end()
    return closing
  }
  return { pool, statementTimeoutMs, prepares, watch: newWatch(), close }
}

/**
 * Writes in one project (小区). The transaction sees and touches rows of this project and the company tables only.
 * `fn` runs again from the start (at most 5 times in all) when it lost a race, so it must do nothing outside `tx`.
 * Throws DatabaseGone, DatabaseBusy, DatabaseFull, or whatever `fn` throws, in which case nothing was written.
 */
export function inProject<T>(
  db: Database,
  projectId: number,
  fn: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return transaction(db, 'read write', listOf([projectId]), fn, options)
}

/** Reads rows of the given projects (none gives none) at one moment: several queries agree with each other. */
export function readProjects<T>(
  db: Database,
  projectIds: readonly number[],
  fn: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  return transaction(db, 'isolation level repeatable read, read only', listOf(projectIds), fn, options)
}

/** Reads and writes company tables (accounts, posts, calendar …); sees no row of any project. Runs again like inProject. */
export function inCompany<T>(db: Database, fn: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
  return transaction(db, 'read write', '', fn, options)
}

/** A value for a json or jsonb column. Needed for arrays, which pg would send as a PostgreSQL array. */
export function json<T>(value: T): RawBuilder<T> {
  return sql<T>`${JSON.stringify(value)}::jsonb`
}

/**
 * For prepared.ts: puts a statement into what the connection of a transaction sends next. `make` is told whether
 * the connection may keep named statements. Throws after the end of the transaction.
 */
export function submit(tx: Tx, make: (prepares: boolean) => Batched): void {
  const connection = connections.get(tx)
  if (!connection) throw new Error('not a transaction of inProject, readProjects or inCompany')
  connection.submit(make)
}

/**
 * For prepared.ts: one statement without a transaction around it, which sees the company tables alone. Throws as
 * inCompany does.
 */
export async function submitAlone(db: Database, make: (prepares: boolean) => Batched): Promise<void> {
  const client = await db.pool.connect().catch((error: unknown) => {
    throw classify(error)
  })
  const batch = new Batch(db.watch)
  batch.add(make(db.prepares))
  const answered = new Promise<void>((resolve, reject) => {
    batch.callback = (error) => (error ? reject(error) : resolve())
  })
  // One look by key, which everything else of the request waits for.
  client.query(Object.assign(batch, { query_timeout: OPENING_LIMIT_MS }))
  let gone = false
  try {
    await answered
  } catch (error) {
    const known = classify(error)
    gone = known instanceof DatabaseGone
    throw known
  } finally {
    client.release(gone)
  }
}

/**
 * For writes whose answers nobody needs: the transaction ends with them and fails with them, and the caller goes on.
 * They and the commit then cost one wait together.
 */
export function atEnd(tx: Tx, work: Promise<unknown>): void {
  connections.get(tx)!.owe(work)
}

const connections = new WeakMap<Tx, TransactionConnection>()

/** The database that a transaction runs in: what is kept in memory of one is not another's. */
export function databaseOf(tx: Tx): Database {
  const database = databases.get(tx)
  if (!database) throw new Error('not a transaction of inProject, readProjects or inCompany')
  return database
}

const databases = new WeakMap<Tx, Database>()

/**
 * Refuses to run with a role that row level security does not bind: a superuser, one with BYPASSRLS, an owner of
 * tables, or a member of such a role. Checked at start-up.
 */
export async function assertAppRole(db: Database): Promise<void> {
  const problems = await inCompany(db, async (tx) => {
    const { rows } = await sql<{ name: string; problem: string }>`
      select r.rolname as name,
        case when r.rolsuper then 'superuser' when r.rolbypassrls then 'bypassrls' else 'owner' end as problem
      from pg_roles r
      where pg_has_role(current_user, r.oid, 'member') and (r.rolsuper or r.rolbypassrls or exists (
        select from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relowner = r.oid and c.relkind in ('r', 'p', 'v', 'm') and n.nspname = 'public'))
      order by 1`.execute(tx)
    return rows
  })
  const first = problems[0]
  if (!first) return
  const why = { superuser: '是超级用户', bypassrls: '可以绕过行级安全（BYPASSRLS）', owner: '拥有数据表' }[
    first.problem
  ]
  throw new Error(`DATABASE_URL 的用户属于角色 ${first.name}，而它${why}，小区之间的隔离会失效：请换一个普通登录用户`)
}

async function transaction<T>(
  db: Database,
  mode: string,
  projects: string,
  fn: (tx: Tx) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  const timeoutMs = wholeNumber(options.statementTimeoutMs ?? db.statementTimeoutMs)
  // One round trip opens the transaction and sets its reach. All values are numbers, so nothing needs quoting.
  const limits = db.prepares && timeoutMs === db.statementTimeoutMs ? '' : `; ${limitsOf('local', timeoutMs)}`
  const opening = `begin ${mode}; set local guanjia.projects = '${projects}'${barredSetting()}${limits}`
  for (let attempt = 1; ; attempt++) {
    try {
      return await runOnce(db, opening, timeoutMs, fn, mode.endsWith('read only'))
    } catch (error) {
      if (!isContention(error) || attempt === MOST_ATTEMPTS) throw classify(error)
    }
    db.watch.retried++
    // Both sides of a race come back at different moments: up to 10, 20, 40, 80 ms later.
    await sleep(Math.random() * 5 * 2 ** attempt)
  }
}

function limitsOf(reach: 'local' | 'session', timeoutMs: number): string {
  return (
    `set ${reach} statement_timeout = ${wholeNumber(timeoutMs)}; ` +
    `set ${reach} idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}`
  )
}

async function runOnce<T>(
  db: Database,
  opening: string,
  timeoutMs: number,
  fn: (tx: Tx) => Promise<T>,
  readOnly: boolean,
): Promise<T> {
  const client = await db.pool.connect()
  const connection = new TransactionConnection(client, timeoutMs + ANSWER_SLACK_MS, db)
  let broken: Error | boolean = false
  const release = () => client.release(broken)
  try {
    // The first statement follows without waiting. Were the opening refused, it would meet closed fences.
    const opened = connection.say(opening, OPENING_LIMIT_MS)
    opened.catch(() => {})
    const tx = transactionOn(connection)
    databases.set(tx, db)
    const result = await fn(tx)
    await opened
    const committed = commit(connection)
    connection.ended = true
    // What was read is read: the caller does not wait until the connection is free again.
    if (readOnly)
      void committed
        .catch((error: Error) => {
          broken = error
        })
        .finally(release)
    else {
      await committed
      release()
    }
    return result
  } catch (thrown) {
    const error = connection.causeOf(thrown)
    if (classify(error) instanceof DatabaseGone) broken = true
    else if (!connection.ended) {
      await connection.say('rollback').catch((failure: Error) => {
        broken = failure
      })
    }
    connection.ended = true
    release()
    throw error
  }
}

async function commit(connection: TransactionConnection): Promise<void> {
  const ended = connection.end()
  const [command] = await Promise.all([ended, ...connection.owed]).catch(async (error: unknown) => {
    await ended.catch(() => {})
    const known = classify(error)
    throw known instanceof DatabaseGone ? new DatabaseGone(error, true) : error
  })
  // After a failed statement whose error was swallowed, COMMIT rolls back and says so without an error.
  if (command !== 'COMMIT') {
    throw new Error('the transaction was rolled back because one of its statements failed and the error was swallowed')
  }
}

/** Statements of one transaction, carried out in the order in which they were made, and none after its end. */
class TransactionConnection implements DatabaseConnection {
  ended = false
  /** Work that the end of the transaction waits for. */
  readonly owed: Promise<unknown>[] = []
  #cause: unknown
  #batch: Batch | null = null
  #held = false
  readonly #client: pg.PoolClient
  readonly #answerMs: number
  readonly #prepares: boolean
  readonly #watch: Watch

  constructor(client: pg.PoolClient, answerMs: number, { prepares, watch }: Database) {
    this.#client = client
    this.#answerMs = answerMs
    this.#prepares = prepares
    this.#watch = watch
  }

  async run(query: pg.QueryConfig): Promise<pg.QueryResult> {
    this.#refuseLate()
    this.#hold()
    this.#send()
    const from = performance.now()
    try {
      return await this.#client.query({ ...query, query_timeout: this.#answerMs } as pg.QueryConfig)
    } finally {
      noteTime(this.#watch, query.text, performance.now() - from)
    }
  }

  /** BEGIN, COMMIT and the like; answers the command's tag. */
  async say(text: string, answerMs = this.#answerMs): Promise<string> {
    this.#refuseLate()
    this.#hold()
    this.#send()
    const plain = Object.assign(new Plain(text), { query_timeout: answerMs })
    this.#client.query(plain)
    return plain.answered
  }

  /**
   * Commits together with what has not been sent yet, and answers the tag. Where a statement before it fails it is
   * skipped, and the transaction is rolled back.
   */
  async end(): Promise<string> {
    const ending = new Commit(this.#prepares)
    this.submit(() => ending)
    try {
      return await ending.answered
    } catch (error) {
      if (!(classify(error) instanceof DatabaseGone)) await this.#client.query('rollback')
      return failed(error)
    }
  }

  /** Statements made in one go are sent together. */
  submit(make: (prepares: boolean) => Batched): void {
    this.#refuseLate()
    this.#hold()
    this.#batch ??= new Batch(this.#watch)
    this.#batch.add(make(this.#prepares))
  }

  owe(work: Promise<unknown>): void {
    this.owed.push(work)
    work.catch((error: unknown) => {
      this.#cause ??= error
    })
  }

  /** The failure of owed work rather than what it did to the statements behind it. */
  causeOf(error: unknown): unknown {
    return this.#cause !== undefined && (error as { code?: unknown } | null)?.code === '25P02' ? this.#cause : error
  }

  /** All that is made in one go, opening and commit included, leaves in one packet. */
  #hold(): void {
    if (this.#held) return
    this.#held = true
    const { stream } = (this.#client as unknown as { connection: { stream: Socket } }).connection
    stream.cork()
    process.nextTick(() => {
      this.#held = false
      this.#send()
      stream.uncork()
    })
  }

  #send(): void {
    if (!this.#batch) return
    this.#client.query(Object.assign(this.#batch, { query_timeout: this.#answerMs }))
    this.#batch = null
  }

  #refuseLate(): void {
    if (this.ended) throw new Error('a query was made after its transaction had ended: an await is missing')
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const values = query.parameters as unknown[]
    const { command, rowCount, rows } = await this.run({ text: query.sql, values }).catch(failed)
    const changes = command === 'INSERT' || command === 'UPDATE' || command === 'DELETE' || command === 'MERGE'
    return { rows, ...(changes ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
  }

  // biome-ignore lint/correctness/useYield: streaming is refused.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not supported: page by key instead')
  }
}

/**
 * What a failed statement is told as. pg's errors end at the socket; the trace of the query is what one wants to read.
 * Statements sent behind a failed one fail too (25P02, the transaction is aborted): they wait until the cause has been
 * told, so that `Promise.all` rejects with the cause.
 */
export async function failed(error: unknown): Promise<never> {
  if (error instanceof Error) error.stack += `\n${new Error().stack?.split('\n').slice(1).join('\n')}`
  if ((error as { code?: unknown } | null)?.code === '25P02') await immediate()
  throw error
}

const dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: (): Driver => unusedDriver,
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
}

/** Connections come from `runOnce` alone; Kysely only builds and compiles queries. */
const unusedDriver: Driver = {
  init: async () => {},
  acquireConnection: () => Promise.reject(new Error('queries are made inside inProject, readProjects or inCompany')),
  beginTransaction: async () => {},
  commitTransaction: async () => {},
  rollbackTransaction: async () => {},
  releaseConnection: async () => {},
  destroy: async () => {},
}

const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })]
const builder = new Kysely<DB>({ dialect, plugins })

function transactionOn(connection: TransactionConnection): Tx {
  const provider = { provideConnection: <T>(use: (c: DatabaseConnection) => Promise<T>) => use(connection) }
  const props: KyselyProps = {
    config: { dialect, plugins },
    driver: unusedDriver,
    dialect,
    executor: builder.getExecutor().withConnectionProvider(provider),
  }
  const tx = new Transaction<DB>(props)
  connections.set(tx, connection)
  return tx
}

const { builtins } = pg.types
const INT8_ARRAY = 1016
const DATE_ARRAY = 1182
const parseTextArray = pg.types.getTypeParser(1009 as never) as unknown as (text: string) => (string | null)[]

/** bigint for int8, 'YYYY-MM-DD' for date, decimal text for numeric, Date for timestamptz: nothing is ever rounded. */
const parsers: Record<number, (text: string) => unknown> = {
  [builtins.INT8]: BigInt,
  [builtins.DATE]: (text) => text,
  [builtins.NUMERIC]: (text) => text,
  [INT8_ARRAY]: (text) => parseTextArray(text).map((item) => (item === null ? null : BigInt(item))),
  [DATE_ARRAY]: parseTextArray,
}

// biome-ignore lint/suspicious/noExplicitAny: pg's own signature.
export function getTypeParser(oid: number, format?: any): any {
  return (format !== 'binary' && parsers[oid]) || pg.types.getTypeParser(oid, format)
}

function listOf(projectIds: readonly number[]): string {
  return projectIds.map(wholeNumber).join(',')
}

function wholeNumber(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new TypeError(`not a whole number: ${value}`)
  return value
}
