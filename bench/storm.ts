import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { openPool } from './bare.ts'
import { fillEstate, openCase, openClock } from './estate.ts'
import { type Figure, figure, quantile } from './figure.ts'
import { openPlace, type Place, say } from './place.ts'
import { bareSweepMs, makeDue } from './sweep.ts'

const CHILD = fileURLToPath(new URL('storm.child.ts', import.meta.url))
const SWEEPERS = 2
const KILLS = 6
const KILL_EVERY_MS = 250
/** What a jump of the clock is tried on: a jump of two days makes every open clock climb its whole ladder. */
const SMALL = 10_000
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const PATIENCE_MS = 300_000

/**
 * 1,000 clocks due within one second among all that are open (100,000 of a million cases), one of them poisoned; the
 * same with sweepers killed the while; and machines whose clock jumps two days ahead and an hour back. Throws when a
 * level fired twice, not at all, too early, or the poisoned one held up another.
 */
export async function benchStorm(quick: boolean, size: number): Promise<Figure[]> {
  const place = await openPlace({ track_commit_timestamp: 'on' })
  const pool = openPool(place.superUrl, 1)
  try {
    const estate = await fillEstate(place.superUrl, size)
    const assigned = Math.floor(estate.open / 4)
    const many = Math.min(1000, Math.floor(assigned / 3))
    /** Open repairs with an appointment, number 2 of 4 (estate.ts). */
    const those = (from: number) => Array.from({ length: many }, (_, index) => (from + index) * 4 + 2)
    const calm = await dueInOneSecond(place, pool, those(0), 0)
    const bareMs = await bareSweepMs(place, those(2 * many))
    const killed = await dueInOneSecond(place, pool, those(many), quick ? 2 : KILLS)
    await jumps(quick)
    const open = Math.round((estate.open * 3) / 2)
    const common = {
      floor: bareMs,
      floor_is: `the time that the same rows of ${many} clocks take as bare SQL, one statement per clock`,
      size,
      cpu_ms_per_op: null,
      rows_written_per_op: 5,
    }
    const named = (name: string, late: number[], how: string): Figure =>
      figure({
        name,
        value: quantile(late, 0.99),
        unit: `ms from due to committed, p99 of ${many} clocks due within one second among ${open} open, ${how}`,
        // Who is served last has waited for all others: what the sweep may cost beside bare SQL bounds it too.
        ratio: quantile(late, 0.99) / Math.max(1000, 3 * bareMs),
        ...common,
      })
    return [
      named('storm', calm, `${SWEEPERS} sweepers, one clock poisoned`),
      named('storm.kills', killed, 'one of two sweepers killed and started again and again'),
    ]
  } finally {
    await pool.end()
    await place.close()
  }
}

/** How late each of these clocks fired, in ms. */
async function dueInOneSecond(place: Place, pool: pg.Pool, due: number[], kills: number): Promise<number[]> {
  const poison = openCase(due[0]!)
  const sweepers = Array.from({ length: SWEEPERS }, () => startSweeper(place, poison))
  await Promise.all(sweepers)
  const start = Date.now() + 2000
  await makeDue(pool, due, ...due.map((_, index) => new Date(start + (index * 1000) / due.length)))
  await sleep(start - Date.now())
  for (let left = kills; left > 0; left--) {
    await sleep(KILL_EVERY_MS)
    // The other one goes on, as a second server would.
    const victim = await sweepers[0]!
    victim.kill('SIGKILL')
    sweepers[0] = startSweeper(place, poison)
  }
  const clocks = due.map((n) => openClock(n, 1))
  const healthy = clocks.slice(1)
  await until(
    'all have fired',
    async () => (await levels(pool, healthy)).filter(({ level }) => level === 0).length === healthy.length,
  )
  await Promise.all(sweepers.map(async (one) => end(await one)))
  const fired = (await levels(pool, healthy)).filter(({ level }) => level === 0)
  await refuseWrongs(pool, clocks, 'due in one second')
  if ((await levels(pool, clocks.slice(0, 1))).length > 0) throw new Error('the poisoned clock fired')
  const { rows: others } = await pool.query(
    `select clock_id, error from clock_trouble where error not like '%poisoned%'`,
  )
  if (others.length > 0) throw new Error(`set aside without poison: ${JSON.stringify(others.slice(0, 3))}`)
  say(`${fired.length} fired, ${kills} sweepers killed, the poisoned one set aside`)
  return fired.map(({ lateMs }) => lateMs)
}

/** Two days ahead every rung of every clock fires, once, in order; an hour back nothing does. */
async function jumps(quick: boolean): Promise<void> {
  const place = await openPlace()
  const pool = openPool(place.superUrl, 1)
  try {
    await fillEstate(place.superUrl, SMALL)
    const sweepers = await Promise.all(Array.from({ length: SWEEPERS }, () => startSweeper(place, '')))
    const count = async () => Number((await pool.query('select count(*) as n from case_clock_level')).rows[0].n)
    const quiet = async () => {
      let before = -1
      for (let now = await count(); now !== before; now = await count()) {
        before = now
        await sleep(quick ? 1500 : 3000)
      }
      return before
    }
    for (const one of sweepers) one.send(2 * DAY_MS)
    await until('the jump is felt', async () => (await count()) > 0)
    const ahead = await quiet()
    const { rows: missed } = await pool.query('select count(*) as n from due_clocks($1, 500)', [
      new Date(Date.now() + 2 * DAY_MS),
    ])
    if (Number(missed[0].n) > 0) throw new Error(`${missed[0].n} rungs are due and nobody fires them`)
    for (const one of sweepers) one.send(2 * DAY_MS - HOUR_MS)
    await sleep(1500)
    if ((await count()) !== ahead) throw new Error('a clock set back an hour fired something')
    await Promise.all(sweepers.map(end))
    await refuseWrongs(pool, null, 'clocks jumping')
    say(`two days ahead ${ahead} rungs fired, each once; an hour back none`)
  } finally {
    await pool.end()
    await place.close()
  }
}

interface Level {
  clockId: string
  level: number
  lateMs: number
}

async function levels(pool: pg.Pool, clocks: readonly string[]): Promise<Level[]> {
  const { rows } = await pool.query<Level>(
    `select clock_id as "clockId", level,
       (extract(epoch from pg_xact_commit_timestamp(xmin) - due_at) * 1000)::float8 as "lateMs"
     from case_clock_level where project_id = 1 and clock_id = any ($1::uuid[])`,
    [clocks],
  )
  return rows
}

/** Each level once in the log and in the inbox of whom it reached, none before its time, none without the one below. */
async function refuseWrongs(pool: pg.Pool, clocks: readonly string[] | null, when: string): Promise<void> {
  const { rows } = await pool.query<{ wrong: string }>(
    `with fired as (
       select l.*, k.case_id, k.clock from case_clock_level l
       join case_clock k on k.project_id = l.project_id and k.id = l.clock_id
       where $1::uuid[] is null or l.clock_id = any ($1)),
     logged as (
       select f.clock_id, f.level, count(a.id) as times from fired f
       left join case_action a on a.project_id = f.project_id and a.case_id = f.case_id and a.key = f.clock_id || ':' || f.level
       group by 1, 2)
     select 'logged ' || times || ' times: ' || clock_id || ' level ' || level as wrong from logged where times <> 1
     union all
     select 'early: ' || clock_id || ' level ' || level from fired where fired_at < due_at
     union all
     select 'without the rung below: ' || clock_id || ' level ' || level from fired f where level > 0 and not exists (
       select from case_clock_level b where b.project_id = f.project_id and b.clock_id = f.clock_id and b.level = f.level - 1)
     union all
     select 'told ' || count(*) || ' times: ' || clock_id || ' level ' || level from notice
     where clock_id is not null and ($1::uuid[] is null or clock_id = any ($1)) group by account_id, clock_id, level having count(*) > 1
     limit 5`,
    [clocks],
  )
  if (rows.length > 0) throw new Error(`${when}: ${rows.map(({ wrong }) => wrong).join('; ')}`)
}

async function startSweeper(place: Place, poison: string): Promise<ChildProcess> {
  const child = fork(CHILD, [place.appUrl, place.dataDir, poison])
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code, signal]) => {
      if (signal !== 'SIGKILL') throw new Error(`a sweeper ended with ${signal ?? code}`)
    }),
  ])
  return child
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.disconnect()
  await once(child, 'exit')
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await holds()); await sleep(50))
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE_MS / 1000} s: ${what}`)
}
