import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { calendarOf } from '../../kernel/case/clocks.ts'
import type { Engine } from '../../kernel/case/engine.ts'
import { Refusal } from '../../kernel/case/refusal.ts'
import { addDays, atBusinessTime, businessDate, MINUTE_MS, SECOND_MS } from '../../kernel/clock/time.ts'
import { inProject, json, type Tx } from '../../kernel/db/db.ts'
import { currentPolicy } from '../../kernel/policy/policies.ts'
import { callersOf } from './drill.callers.ts'
import { desksOf } from './drill.queries.ts'
import { minutesOf, patienceOf, type Recording } from './recording.ts'

export interface NewRun {
  id: string
  recording: Recording
  trainee: string
  deskId: string
  startedBy: string
  speed: number
}

/**
 * Starts a drill in a demo estate; the answer is when its afternoon begins: today's if it is still to come, else the next
 * working day's. Who sends the same id again gets the same answer. Throws Refusal where a drill goes on.
 */
export function startRun(engine: Engine, projectId: number, run: NewRun): Promise<Date> {
  const now = engine.time.now()
  return inProject(engine.db, projectId, async (tx) => {
    const { rows } = await sql<{ demo: boolean; startedAt: Date | null }>`
      select p.demo, r.started_at from project p left join drill_run r on r.project_id = p.id and r.id = ${run.id}
      where p.id = ${projectId} for update of p`.execute(tx)
    if (!rows[0]?.demo) throw new Refusal('blocked', '演练只能在演示小区里进行，不能和真实的事项放在一起')
    if (rows[0].startedAt) return rows[0].startedAt
    await closeOver(tx, projectId, now)
    const desks = await desksOf(tx, projectId, now)
    if (!desks.some(({ accountId }) => accountId === run.deskId)) {
      const text = '请选这个小区的客户接待员'
      throw new Refusal('bad-form', text, { fields: [{ field: 'deskId', text }] })
    }
    const begins = await nextAfternoon(tx, engine, projectId, run.recording, now)
    await insertRun(tx, projectId, run, begins)
    return begins
  })
}

/** Takes a call that rings at this desk. Who sends it again gets the same answer. */
export async function takeCall(tx: Tx, projectId: number, runId: string, nth: number, now: Date): Promise<void> {
  const { numAffectedRows } = await sql`
    update drill_call set taken_at = coalesce(taken_at, ${now})
    where project_id = ${projectId} and run_id = ${runId} and nth = ${nth}
      and (taken_at is not null or (rings_at <= ${now} and rings_until > ${now}))`.execute(tx)
  if (numAffectedRows === 0n) throw new Refusal('wrong-state', '这个来电没有在响：还没有打来，或者已经挂断')
}

export async function endRun(tx: Tx, projectId: number, runId: string, now: Date): Promise<void> {
  await sql`update drill_run set ended_at = least(${now}, ends_at)
    where project_id = ${projectId} and id = ${runId} and ended_at is null`.execute(tx)
}

/** What has come to its end by itself makes room. Throws where one goes on. */
async function closeOver(tx: Tx, projectId: number, now: Date): Promise<void> {
  await sql`update drill_run set ended_at = ends_at
    where project_id = ${projectId} and ended_at is null and ends_at <= ${now}`.execute(tx)
  const { rows } = await sql`select from drill_run where project_id = ${projectId} and ended_at is null`.execute(tx)
  if (rows.length > 0) throw new Refusal('wrong-state', '有一次演练正在进行，请先结束它')
}

/** Two afternoons never share a day: what the first has left open would ring in the second. */
async function nextAfternoon(
  tx: Tx,
  engine: Engine,
  projectId: number,
  { begins }: Recording,
  now: Date,
): Promise<Date> {
  const { isWorkday } = calendarOf(engine, (await currentPolicy(tx, projectId, now)).body)
  for (let date = businessDate(now); ; date = addDays(date, 1)) {
    const at = atBusinessTime(date, begins)
    if (at >= now && isWorkday(date)) return at
  }
}

async function insertRun(tx: Tx, projectId: number, run: NewRun, begins: Date): Promise<void> {
  const { recording, deskId, speed } = run
  const callers = await callersOf(tx, projectId, recording, begins)
  const ends = new Date(begins.getTime() + minutesOf(recording) * MINUTE_MS)
  await sql`
    insert into drill_run (project_id, id, recording, trainee, desk_account, started_by, speed, started_at, ends_at)
    values (${projectId}, ${run.id}, ${json(recording)}, ${run.trainee}, ${deskId}, ${run.startedBy}, ${speed}, ${begins}, ${ends})`.execute(
    tx,
  )
  for (const [index, call] of recording.calls.entries()) {
    const { unitId, personId, placeId } = callers[index]!
    const ringsAt = new Date(begins.getTime() + call.minute * MINUTE_MS)
    const ringsUntil = new Date(ringsAt.getTime() + patienceOf(call) * SECOND_MS)
    await sql`
      insert into drill_call (project_id, run_id, nth, rings_at, rings_until, unit_id, person_id, place_id, matter_id)
      values (${projectId}, ${run.id}, ${index + 1}, ${ringsAt}, ${ringsUntil}, ${unitId}, ${personId}, ${placeId}, ${uuid()})`.execute(
      tx,
    )
  }
}
