import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Database } from './kernel/db/db.ts'

/** A server ends within 10 s of SIGTERM. All in milliseconds from then. */
const LIMITS = {
  /** Connections of requests that still run are cut. */
  requestsMs: 5_000,
  /** Whatever uses the database has ended, or is given up: what it has not committed is undone. */
  workMs: 8_000,
  /** The database process has ended, or its guard ends it. */
  allMs: 9_500,
}

/** What did not end in time. */
export class StillRunning extends Error {
  override readonly name = 'StillRunning'
  readonly what: readonly string[]

  constructor(what: readonly string[]) {
    super(`有工作没有按时结束，不再等待：${what.join('、')}（没有提交的都会撤销）`)
    this.what = what
  }
}

/** Closes the doors, waits for the work that `running` names, then closes the database. Throws StillRunning. */
export async function stopAll(
  app: FastifyInstance,
  store: { db: Database; embedded: { stop(): Promise<void> } | null },
  running: Readonly<Record<string, Promise<unknown>>>,
  { requestsMs, workMs, allMs } = LIMITS,
): Promise<void> {
  const from = performance.now()
  const left: string[] = []
  const before = async (limitMs: number, what: () => string, work: Promise<unknown>) => {
    const ended = work.then(
      () => true,
      () => true,
    )
    const inTime = await Promise.race([ended, sleep(Math.max(0, from + limitMs - performance.now()), false)])
    if (!inTime) left.push(what())
  }
  const cutting = setTimeout(() => {
    app.log.warn('requests are cut off: the server stops')
    app.server.closeAllConnections()
  }, requestsMs)
  const closing = app.close().finally(() => clearTimeout(cutting))
  await Promise.all([
    before(workMs, () => 'requests', closing),
    ...Object.entries(running).map(([name, work]) => before(workMs, () => name, work)),
  ])
  const { pool } = store.db
  await before(workMs, () => `${pool.totalCount - pool.idleCount} database connections`, store.db.close())
  await before(allMs, () => 'database process', store.embedded?.stop() ?? Promise.resolve())
  if (left.length > 0) throw new StillRunning(left)
}
