/** The database cannot be reached, or was lost on the way. HTTP 503 with Retry-After; heals by itself. */
export class DatabaseGone extends Error {
  override readonly name = 'DatabaseGone'
  /** True when the connection broke during COMMIT: the work may be done. A repeat needs the same idempotency key. */
  readonly mayHaveCommitted: boolean

  constructor(cause: unknown, mayHaveCommitted = false) {
    super('the database is not reachable', { cause })
    this.mayHaveCommitted = mayHaveCommitted
  }
}

/** Too much is asked at once: no free connection, a statement over its time, or five lost races. HTTP 503. */
export class DatabaseBusy extends Error {
  override readonly name = 'DatabaseBusy'

  constructor(cause: unknown) {
    super('the database is too busy', { cause })
  }
}

/** No space left on the database's disk. HTTP 507; nothing of the transaction was kept. */
export class DatabaseFull extends Error {
  override readonly name = 'DatabaseFull'

  constructor(cause: unknown) {
    super('the disk of the database is full', { cause })
  }
}

const GONE_SQLSTATE = /^(08...|57P0[1-5])$/
const BUSY_SQLSTATE = /^(53300|53200|57014|40001|40P01)$/
const FULL_SQLSTATE = /^(53100)$/
const GONE_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EACCES',
])
// node-postgres gives these no code.
const GONE_MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after calling end)/
const BUSY_MESSAGE = /^timeout exceeded when trying to connect/

/** Two transactions met (serialization failure, deadlock); running the whole one again may succeed. */
export function isContention(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/** A statement ran into its time limit, which may be its own fault; otherwise too many wanted something at once. */
export function isOverlong({ cause }: DatabaseBusy): boolean {
  return codeOf(cause) === '57014'
}

/** The typed error for a failure of the database itself; every other error is returned as it is. */
export function classify(error: unknown): unknown {
  if (error instanceof DatabaseGone || error instanceof DatabaseBusy || error instanceof DatabaseFull) return error
  if (!(error instanceof Error)) return error
  const code = codeOf(error)
  const isSystem = 'syscall' in error || error instanceof AggregateError
  if (FULL_SQLSTATE.test(code)) return new DatabaseFull(error)
  if (BUSY_SQLSTATE.test(code) || BUSY_MESSAGE.test(error.message)) return new DatabaseBusy(error)
  if (GONE_SQLSTATE.test(code) || GONE_MESSAGE.test(error.message)) return new DatabaseGone(error)
  if (isSystem && isConnecting(error) && GONE_SYSTEM.has(code)) return new DatabaseGone(error)
  return error
}

/** The name of the constraint that a write violated (unique, foreign key, check, exclusion), else null. */
export function violatedConstraint(error: unknown): string | null {
  if (!/^(23505|23503|23514|23P01)$/.test(codeOf(error))) return null
  return (error as { constraint?: string }).constraint ?? null
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '')
}

/** A file error (ENOENT of an upload) inside a transaction is not the database's. */
function isConnecting(error: Error): boolean {
  const { syscall } = error as { syscall?: string }
  return syscall === undefined || /^(connect|read|write|getaddrinfo)$/.test(syscall)
}
