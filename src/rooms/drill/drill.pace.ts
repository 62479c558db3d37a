import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { ManualTime } from '../../kernel/clock/time.ts'
import { type Database, inCompany, inProject, readProjects } from '../../kernel/db/db.ts'
import { runningRun } from './drill.queries.ts'

const TICK_MS = 500
/** A machine that slept must not jump over calls. */
const MOST_MS = 2_000

/** Moves business time on while a drill goes on, at its speed, and no further than its end; between drills it stands still. */
export async function keepPace(db: Database, time: ManualTime, signal: AbortSignal): Promise<void> {
  const projects = await demoProjects(db)
  for (let last = performance.now(); !signal.aborted; ) {
    await sleep(TICK_MS, undefined, { signal }).catch(() => {})
    const elapsed = Math.min(performance.now() - last, MOST_MS)
    last = performance.now()
    for (const project of projects) {
      // A database that is away stops the drill too.
      const run = await readProjects(db, [project], (tx) => runningRun(tx, project, time.now())).catch(() => null)
      if (run) time.set(new Date(Math.min(time.now().getTime() + elapsed * run.speed, run.endsAt.getTime())))
    }
  }
}

/**
 * The last moment that anything happened: where the clock of a server that is started again goes on. A drill that was
 * broken off ends there. Null: nothing has happened yet.
 */
export async function goOnFrom(db: Database): Promise<Date | null> {
  const moments: Date[] = []
  for (const project of await demoProjects(db)) {
    const at = await inProject(db, project, async (tx) => {
      const { rows } = await sql<{ at: Date | null }>`
        select greatest((select max(at) from case_action where project_id = ${project}),
          (select max(greatest(started_at, ended_at)) from drill_run where project_id = ${project}),
          (select max(taken_at) from drill_call where project_id = ${project})) as at`.execute(tx)
      const at = rows[0]?.at ?? null
      if (at)
        await sql`update drill_run set ended_at = least(ends_at, greatest(started_at, ${at}))
          where project_id = ${project} and ended_at is null`.execute(tx)
      return at
    })
    if (at) moments.push(at)
  }
  return moments.length === 0 ? null : new Date(Math.max(...moments.map(Number)))
}

async function demoProjects(db: Database): Promise<number[]> {
  const { rows } = await inCompany(db, (tx) =>
    sql<{ id: number }>`select id from project where demo order by id`.execute(tx),
  )
  return rows.map(({ id }) => id)
}
