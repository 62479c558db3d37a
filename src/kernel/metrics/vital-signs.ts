import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { TimeSource } from '../clock/time.ts'
import { type Database, inCompany, readProjects } from '../db/db.ts'

/** How the installation stands, over all projects: counts and ages, nothing of anybody. */
export interface Signs {
  /** Rungs that are due and have not been climbed, and the age of the oldest. */
  clocksOverdue: number
  clocksOldestSeconds: number
  /** Clocks whose expiry failed and is tried again later. */
  clocksInTrouble: number
  /** Facts of which nobody has decided who is told. */
  outboxWaiting: number
  outboxOldestSeconds: number
  /** Messages that could go out now and have not; those of an endpoint that rests are among them. */
  deliveriesDue: number
  deliveriesOldestSeconds: number
  /** Turns of duties that are handed out and not done, and those of them whose last day is over. */
  dutiesOpen: number
  dutiesMissed: number
}

/** Read at most this often, however many ask. */
const FRESH_MS = 5_000
/** Whoever asks waits no longer; the reading goes on for the next one. */
const PATIENCE_MS = 2_000
const STATEMENT_TIMEOUT_MS = 1_500

/** Reads the signs of life, set-based and seldom. */
export class VitalSigns {
  #reading: Promise<Signs | null> | null = null
  #startedAt = Number.NEGATIVE_INFINITY
  readonly #db: Database
  readonly #time: TimeSource
  readonly #dutyProcedures: readonly string[]

  constructor(db: Database, time: TimeSource, dutyProcedures: readonly string[]) {
    this.#db = db
    this.#time = time
    this.#dutyProcedures = dutyProcedures
  }

  /** Null while the database does not answer, or not in time. Never throws. */
  read(): Promise<Signs | null> {
    const now = performance.now()
    if (!this.#reading || now - this.#startedAt > FRESH_MS) {
      this.#startedAt = now
      this.#reading = readSigns(this.#db, this.#time.now(), this.#dutyProcedures).catch(() => null)
    }
    return Promise.race([this.#reading, sleep(PATIENCE_MS, null, { ref: false })])
  }
}

async function readSigns(db: Database, at: Date, dutyProcedures: readonly string[]): Promise<Signs> {
  const limits = { statementTimeoutMs: STATEMENT_TIMEOUT_MS }
  const signs = await inCompany(
    db,
    async (tx) => {
      const { rows } = await sql<Omit<Signs, 'dutiesOpen' | 'dutiesMissed'> & { projects: number[] }>`
        select v.clocks_overdue as "clocksOverdue", v.clocks_in_trouble as "clocksInTrouble", v.deliveries_due as "deliveriesDue",
          ${age(sql`v.oldest_clock_due_at`, at)} as "clocksOldestSeconds",
          ${age(sql`v.oldest_delivery_due_at`, at)} as "deliveriesOldestSeconds",
          o.waiting as "outboxWaiting", ${age(sql`o.oldest_at`, at)} as "outboxOldestSeconds",
          array(select id from project) as projects
        from vital_signs(${at}) v, (select count(*)::int as waiting, min(at) as oldest_at from outbox) o`.execute(tx)
      return rows[0]!
    },
    limits,
  )
  const { projects, ...counted } = signs
  const duties = await readProjects(
    db,
    projects,
    async (tx) => {
      const { rows } = await sql<Pick<Signs, 'dutiesOpen' | 'dutiesMissed'>>`
        select count(*)::int as "dutiesOpen", (count(*) filter (where d.due_at < ${at}))::int as "dutiesMissed"
        from cases c join duty_occurrence d on d.project_id = c.project_id and d.case_id = c.id
        where c.project_id = any(${projects}::int[]) and c.procedure = any(${[...dutyProcedures]}::text[]) and not c.final`.execute(
        tx,
      )
      return rows[0]!
    },
    limits,
  )
  return { ...counted, ...duties }
}

/** Seconds since then, 0 where there is nothing or it lies ahead. */
function age(since: ReturnType<typeof sql>, at: Date) {
  return sql`coalesce(greatest(0, extract(epoch from ${at}::timestamptz - ${since})), 0)::float8`
}
