import { sql } from 'kysely'
import { type Database, inCompany, inProject, type Tx } from '../db/db.ts'
import { DatabaseBusy, DatabaseFull, DatabaseGone, isOverlong } from '../db/errors.ts'
import { prepared } from '../db/prepared.ts'
import { policyAt } from '../policy/policies.ts'
import { lockCase } from './case-row.ts'
import { firesAt, type OpenClock } from './clocks.ts'
import type { Change, Engine } from './engine.ts'
import { importOf, notify, notifyOfImport } from './notices.ts'
import { performIn } from './perform.ts'
import type { CaseRecord, ClockDecl } from './procedure.ts'
import { Refusal } from './refusal.ts'
import { accountsWith } from './relations.ts'
import type { RoomRow } from './room-row.ts'

/** One rung that has come due. */
export interface DueClock {
  projectId: number
  caseId: string
  clockId: string
  level: number
  dueAt: Date
}

/** What a sweep did. */
export interface Swept {
  fired: number
  troubled: number
}

/** Rungs fired side by side: the database has two cores to spare at best. */
const SIDE_BY_SIDE = 4
const MOST_AT_ONCE = 500
/** A clock whose expiry throws is tried again after 1, 2, 4 … minutes, an hour at most. */
const FIRST_RETRY_MS = 60_000
const LAST_RETRY_MS = 3_600_000

/** Fires every rung that is due, each in its own transaction; one that fails is set aside and holds up nobody. Stops between two. */
export async function sweep(engine: Engine, signal?: AbortSignal): Promise<Swept> {
  const swept = { fired: 0, troubled: 0 }
  let metAnother = false
  for (;;) {
    const due = await dueClocks(engine.db, engine.time.now(), MOST_AT_ONCE)
    if (due.length === 0) return swept
    const before = swept.fired + swept.troubled
    const queue = metAnother ? fromSomewhere(due) : [...due]
    const hadMet = metAnother
    const worker = async () => {
      for (let next = queue.shift(); next && !signal?.aborted; next = queue.shift()) {
        const fired = await fireOrSetAside(engine, next)
        if (fired === null) swept.troubled++
        else if (fired) swept.fired++
        else {
          // Another sweeper has come this far: what is left is asked for anew.
          metAnother = true
          queue.length = 0
        }
      }
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
    // Stopped; or others fire all that is due, and go on with the rest.
    if (signal?.aborted || (hadMet && swept.fired + swept.troubled === before)) return swept
  }
}

/** Two sweepers that begin at different places of one list do not wait for each other's locks all along it. */
function fromSomewhere(due: readonly DueClock[]): DueClock[] {
  const first = Math.floor(Math.random() * due.length)
  return [...due.slice(first), ...due.slice(0, first)]
}

/** Rungs due at `at` over all projects, earliest first: keys only, through the reader's function. */
export function dueClocks(db: Database, at: Date, most: number): Promise<DueClock[]> {
  return inCompany(db, async (tx) => {
    const { rows } = await sql<DueClock>`
      select project_id as "projectId", case_id as "caseId", clock_id as "clockId", level, due_at as "dueAt"
      from due_clocks(${at}, ${most})`.execute(tx)
    return rows
  })
}

/**
 * Whether it fired here: somebody else may have been first, or the database was too busy, and the next sweep finds it
 * due again. Null when it failed and was set aside.
 */
async function fireOrSetAside(engine: Engine, due: DueClock): Promise<boolean | null> {
  try {
    return await fire(engine, due)
  } catch (error) {
    // Without a database, or with one that has no room, no clock is at fault.
    if (error instanceof DatabaseGone || error instanceof DatabaseFull) throw error
    if (error instanceof DatabaseBusy && !isOverlong(error)) return false
    await setAside(engine, due, error)
    return null
  }
}

/**
 * One rung in one transaction. Inserting the level row is the claim: whoever inserts it performs, everybody else finds
 * it done. Level 0 performs the clock's action; higher levels tell the next post of the ladder.
 */
export async function fire(engine: Engine, due: DueClock): Promise<boolean> {
  const { projectId, clockId, level } = due
  let changes: Change[] = []
  const fired = await inProject(engine.db, projectId, async (tx) => {
    changes = []
    const [of, clock, importId] = await Promise.all([
      lockCase(tx, projectId, due.caseId),
      openClock(tx, due),
      importOf(tx, projectId, due.caseId),
    ])
    const at = of && laterOf(engine.time.now(), of.lastAt)
    if (!of || !clock || !at || clock.nextLevel !== level || !clock.dueAt) return false
    const procedure = engine.procedures[of.procedure]
    const declared = procedure?.clocks[clock.clock]
    if (!declared) throw new Error(`${of.procedure} has no clock ${clock.clock}`)
    const policy = await policyAt(tx, projectId, of.policyVersion)
    const fires = (at: number) => firesAt(policy, declared, clock.dueAt!, clock.acknowledgedAt, at)
    const planned = fires(level)
    if (!planned || planned > at) return false
    const told = declared.fact ? [] : await whoIsTold(tx, due, declared, of, at)
    const action = level === 0 ? declared.onExpiry : 'recordBreach'
    const form = action === 'recordBreach' ? { clock: clock.clock, level } : {}
    const { procedure: name, id: caseId } = of
    const key = `${clockId}:${level}`
    const command = { projectId, procedure: name, caseId, action, actor: { kind: 'clock' as const }, key, form }
    const args = { clock: declared.title }
    const line = { accounts: told, kind: 'clock' as const, text: '{number} {clock}已到，请督办', args, clockId, level }
    // Sent together; a claim that somebody else holds already undoes them all.
    const [claimed] = await Promise.all([
      claim(tx, due, clock.dueAt, at, told),
      advance(tx, due, fires(level + 1), declared.fact ? null : (clock.breachedAt ?? clock.dueAt)),
      prepared(tx)`delete from clock_trouble where project_id = ${projectId} and clock_id = ${clockId}`,
      performIn(tx, engine, command, changes),
      importId === null
        ? notify(tx, projectId, of, line, at)
        : notifyOfImport(tx, projectId, importId, { accounts: told, clock: declared.title, level }, at),
    ])
    if (!claimed) throw new AlreadyFired()
    changes.push({ projectId, caseId, procedure: name, action: null, seq: of.lastSeq, accounts: told })
    return true
  }).catch((error: unknown) => {
    if (error instanceof AlreadyFired) return false
    throw error
  })
  if (fired && changes.length > 0) engine.afterCommit(changes)
  return fired
}

class AlreadyFired extends Error {}

const laterOf = (now: Date, last: Date) => (last > now ? last : now)

async function openClock(tx: Tx, { projectId, clockId }: DueClock): Promise<OpenClock | undefined> {
  const [found] = await prepared<OpenClock>(tx)`
    select id, clock, basis, due_at, breached_at, acknowledged_at, next_level, started_at
    from case_clock where project_id = ${projectId} and id = ${clockId} and status = 'open'`
  return found
}

/** Level 0 tells the holder (a queue without holder: the first rung); each level above it tells one post more. */
async function whoIsTold(
  tx: Tx,
  due: DueClock,
  declared: ClockDecl<RoomRow, string, string>,
  of: CaseRecord,
  at: Date,
): Promise<string[]> {
  const rung = declared.ladder[due.level - 1]
  if (rung) return accountsWith(tx, due.projectId, [rung], of, at)
  if (of.holderAccount) return [of.holderAccount]
  return of.firstResponderAccount
    ? [of.firstResponderAccount]
    : accountsWith(tx, due.projectId, ['receptionist'], of, at)
}

async function claim(tx: Tx, due: DueClock, dueAt: Date, at: Date, told: readonly string[]): Promise<boolean> {
  const rows = await prepared(tx)`
    insert into case_clock_level (project_id, clock_id, level, due_at, fired_at, told_account)
    values (${due.projectId}, ${due.clockId}, ${due.level}, ${dueAt}, ${at}, ${told})
    on conflict do nothing returning 1 as one`
  return rows.length === 1
}

function advance(tx: Tx, due: DueClock, fireAt: Date | null, breachedAt: Date | null): Promise<unknown> {
  return prepared(tx)`
    update case_clock set next_level = ${due.level + 1}, fire_at = ${fireAt}, breached_at = ${breachedAt}
    where project_id = ${due.projectId} and id = ${due.clockId}`
}

async function setAside(engine: Engine, due: DueClock, error: unknown): Promise<void> {
  const now = engine.time.now()
  const text = error instanceof Refusal ? `${error.kind}: ${error.message}` : String(error)
  await inProject(engine.db, due.projectId, async (tx) => {
    const { rows } = await sql<{ tries: number }>`
      select tries from clock_trouble where project_id = ${due.projectId} and clock_id = ${due.clockId}`.execute(tx)
    const tries = (rows[0]?.tries ?? 0) + 1
    const retryAt = new Date(now.getTime() + Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LAST_RETRY_MS))
    await sql`
      insert into clock_trouble (project_id, clock_id, tries, retry_at, error)
      values (${due.projectId}, ${due.clockId}, ${tries}, ${retryAt}, ${text.slice(0, 500)})
      on conflict (project_id, clock_id) do update set tries = excluded.tries, retry_at = excluded.retry_at, error = excluded.error`.execute(
      tx,
    )
  })
}
