import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { v7 as uuid } from 'uuid'
import type { Engine } from '../src/kernel/case/engine.ts'
import { sweep } from '../src/kernel/case/sweep.ts'
import { barePool, openPool, plainly, run, statement, type Values } from './bare.ts'
import { type Estate, idOf, openCase, openClock } from './estate.ts'
import { type Figure, figure, median, quantile, sum } from './figure.ts'
import { difference, ownCpuMs, writtenRows } from './meter.ts'
import { type Place, say } from './place.ts'
import { cpuPerOp, interleave, measured, sideBySide } from './rounds.ts'
import { engineAt } from './server.ts'

/** Side by side, as sweep.ts fires. */
const SIDE_BY_SIDE = 4
/** As the server looks for due clocks. */
export const SWEEP_EVERY_MS = 400
/** A minute before a slice all of its clocks came due. */
const LATE_MS = 60_000

/** 1,000 clocks due at once among all that are open (100,000 of a million cases), each in its own transaction. */
export async function benchSweep(place: Place, estate: Estate, quick: boolean): Promise<Figure[]> {
  const rounds = quick ? 2 : 4
  const assigned = Math.floor(estate.open / 4)
  const many = Math.min(1000, Math.floor((assigned - 60) / (3 * (rounds + 1) + 1)))
  const superPool = openPool(place.superUrl, 1)
  let next = 0
  /** Open repairs with an appointment, number 2 of 4 (estate.ts), each used once. */
  const take = (count: number) => Array.from({ length: count }, () => next++ * 4 + 2)
  const rows = await sameRows(place, superPool, take)
  const engine = await engineAt(place)
  try {
    const bare = (how: (values: Values) => Promise<unknown>) => async () => {
      const due = take(many)
      return measured(place, ownCpuMs, async () => {
        await sideBySide(SIDE_BY_SIDE, due, async (n) => void (await how(valuesOf(n))))
        return due.map(() => 0)
      })
    }
    const pool = barePool(place.appUrl, SIDE_BY_SIDE)
    const slices = await interleave(rounds, {
      sweep: async () => {
        const due = take(many)
        await makeDue(superPool, due, new Date(Date.now() - LATE_MS))
        return measured(place, ownCpuMs, async () => {
          const { fired, troubled } = await sweep(engine)
          if (fired !== many || troubled !== 0) throw new Error(`${fired} of ${many} fired, ${troubled} troubled`)
          return due.map(() => 0)
        })
      },
      plain: bare((values) => pool.use((client) => plainly(client, PLAIN, values))),
      one: bare((values) => pool.use((client) => run(client, AT_ONCE, values))),
    })
    await pool.close()
    const faster = median(slices.plain.map(({ ms }) => ms)) < median(slices.one.map(({ ms }) => ms)) ? 'plain' : 'one'
    const lateness = await latenessOf(engine, superPool, take(many))
    const common = { size: estate.size, cpu_ms_per_op: cpuPerOp(slices.sweep), rows_written_per_op: rows }
    const open = Math.round((estate.open * 3) / 2)
    return [
      figure({
        name: 'sweep',
        value: median(slices.sweep.map(({ ms }) => ms)),
        unit: `ms for ${many} due clocks among ${open} open`,
        floor: median(slices[faster].map(({ ms }) => ms)),
        floor_is: `the same rows read and written ${faster === 'one' ? 'by one statement per clock' : 'by one transaction per clock, one statement per row'}, ${SIDE_BY_SIDE} side by side, ${cpuPerOp(slices[faster])?.toFixed(3) ?? '?'} cpu ms each`,
        ratio: median(slices.sweep.map(({ ms }, round) => ms / slices[faster][round]!.ms)),
        ...common,
      }),
      figure({
        name: 'sweep.lateness',
        value: quantile(lateness, 0.99),
        unit: `ms after due, p99 of ${lateness.length} clocks due over 10 s, looked for every ${SWEEP_EVERY_MS} ms`,
        floor: null,
        floor_is: 'one second',
        ratio: quantile(lateness, 0.99) / 1000,
        ...common,
      }),
    ]
  } finally {
    await engine.db.close()
    await superPool.end()
  }
}

/** From due to committed, of clocks that come due one after the other while the sweeper looks every so often. */
async function latenessOf(engine: Engine, superPool: pg.Pool, due: readonly number[]): Promise<number[]> {
  const start = Date.now() + 1000
  const dueAt = new Map(due.map((n, index) => [openCase(n), start + Math.floor((index / due.length) * 10_000)]))
  await makeDue(superPool, due, ...due.map((n) => new Date(dueAt.get(openCase(n))!)))
  const lateMs: number[] = []
  const watching: Engine = {
    ...engine,
    afterCommit: (changes) => {
      const [change] = changes
      lateMs.push(Date.now() - dueAt.get(change!.caseId)!)
    },
  }
  while (lateMs.length < due.length) {
    const { troubled } = await sweep(watching)
    if (troubled > 0) throw new Error(`${troubled} clocks troubled`)
    await sleep(SWEEP_EVERY_MS)
    if (Date.now() > start + 60_000) throw new Error(`only ${lateMs.length} of ${due.length} clocks fired`)
  }
  return lateMs
}

/** Moves the start of the clocks (and what it was reckoned from) so that they come due then; not measured. */
export async function makeDue(superPool: pg.Pool, due: readonly number[], ...at: readonly Date[]): Promise<void> {
  const times = due.map((_, index) => new Date(Math.floor((at[index] ?? at[0]!).getTime())))
  const given = `(select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as t (case_id, clock_id, due))`
  const values = [due.map(openCase), due.map((n) => openClock(n, 1)), times]
  const from = `t.due - interval '30 minutes'`
  await superPool.query(
    `update repair_order o set assigned_at = ${from} from ${given} t where o.project_id = 1 and o.case_id = t.case_id and $2::uuid[] is not null`,
    values,
  )
  await superPool.query(
    `update cases c set next_due_at = t.due from ${given} t where c.project_id = 1 and c.id = t.case_id and $2::uuid[] is not null`,
    values,
  )
  await superPool.query(
    `update case_clock k set due_at = t.due, fire_at = t.due,
       basis = jsonb_set(basis, '{from}', to_jsonb(to_char((${from}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
     from ${given} t where k.project_id = 1 and k.id = t.clock_id`,
    values,
  )
}

const READS = [
  'select * from cases where project_id = 1 and id = :case for update',
  'select id, clock, basis, due_at, breached_at, acknowledged_at, next_level, started_at from case_clock where project_id = 1 and id = :clock',
  'select * from repair_order where project_id = 1 and case_id = :case',
]
const WRITES = [
  `insert into case_clock_level (project_id, clock_id, level, due_at, fired_at, told_account) values (1, :clock, 0, :at, :at, '{}')`,
  'update case_clock set next_level = 1, fire_at = :later, breached_at = :at where project_id = 1 and id = :clock',
  `insert into case_action (project_id, case_id, seq, id, action, to_state, actor_kind, actor_id, at, recorded_at, form, form_sha256, text_sha256, key)
    values (1, :case, 3, :action, 'recordBreach', 's', 'clock', :actor, :at, :at, '{}', :hash, null, :key)`,
  'update cases set last_seq = 3, last_at = :at where project_id = 1 and id = :case',
  `insert into notice (project_id, id, account_id, case_id, kind, text, made_at, clock_id, level) values (1, :notice, :actor, :case, 'clock', '', :at, :clock, 0)`,
]
const PLAIN = [...READS, ...WRITES].map(statement)
const AT_ONCE = statement(
  `with c as (${READS[0]}), k as (${READS[1]}), o as (${READS[2]}), ${WRITES.map((write, n) => `w${n} as (${write})`).join(', ')}
   select * from c left join k on true left join o on true`,
)

/** What these clocks cost as bare SQL, one statement per clock side by side as the sweep fires: milliseconds. */
export async function bareSweepMs(place: Place, due: readonly number[]): Promise<number> {
  const pool = barePool(place.appUrl, SIDE_BY_SIDE)
  const began = performance.now()
  await sideBySide(SIDE_BY_SIDE, due, (n) => pool.use(async (client) => void (await run(client, AT_ONCE, valuesOf(n)))))
  const ms = performance.now() - began
  await pool.close()
  return ms
}

function valuesOf(n: number): Values {
  const at = new Date(Date.now())
  return {
    case: openCase(n),
    clock: openClock(n, 1),
    action: uuid(),
    notice: uuid(),
    actor: idOf('account', 101),
    at,
    later: new Date(at.getTime() + 1_800_000),
    hash: Buffer.alloc(32),
    key: uuid(),
  }
}

/** Rows written per clock, the same in all forms; throws when they differ in any table. */
async function sameRows(place: Place, superPool: pg.Pool, take: (count: number) => number[]): Promise<number> {
  const clocks = 10
  const counted = async (work: () => Promise<unknown>) => {
    const before = await writtenRows(superPool)
    await work()
    return difference(await writtenRows(superPool), before)
  }
  const bare = (how: (client: pg.PoolClient, values: Values) => Promise<unknown>) =>
    counted(async () => {
      const pool = barePool(place.appUrl, 1)
      for (const n of take(clocks)) await pool.use((client) => how(client, valuesOf(n)))
      await pool.close()
    })
  const due = take(clocks)
  await makeDue(superPool, due, new Date(Date.now() - LATE_MS))
  const ours = await counted(async () => {
    const engine = await engineAt(place)
    await sweep(engine)
    await engine.db.close()
  })
  const floors = { plain: await bare((c, v) => plainly(c, PLAIN, v)), one: await bare((c, v) => run(c, AT_ONCE, v)) }
  for (const [form, rows] of Object.entries(floors)) {
    if (JSON.stringify(rows) !== JSON.stringify(ours))
      throw new Error(`the floor (${form}) writes ${JSON.stringify(rows)}, the sweep writes ${JSON.stringify(ours)}`)
  }
  say(`rows per clock: ${(sum(Object.values(ours)) / clocks).toFixed(2)}, the same in all forms`)
  return sum(Object.values(ours)) / clocks
}
