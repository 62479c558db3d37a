import { actsAtOnce, asker, plainActs, valuesOf } from './act.floor.ts'
import { barePool, openPool, plainly, run } from './bare.ts'
import { type Door, everybody, openDoor } from './door.ts'
import type { Estate } from './estate.ts'
import { type Figure, figure, median, quantile, sum } from './figure.ts'
import { type Job, jobsOf, MIX, MIX_SAYS, type TakeJobs } from './jobs.ts'
import { difference, ownCpuMs, writtenRows } from './meter.ts'
import { type Place, say } from './place.ts'
import { cpuPerOp, interleave, measured, perSecond, type Slice, sideBySide } from './rounds.ts'
import { cookiesOf, sessionHash } from './server.ts'

const CLIENTS = 8

/** A case action, durably committed: the rate against bare SQL of the same rows, and how far its slow tail reaches. */
export async function benchAct(place: Place, estate: Estate, quick: boolean): Promise<Figure[]> {
  const take = jobsOf(estate)
  const same = await sameRows(place, take)
  say(`rows per act: ${same.toFixed(2)}, the same in all forms`)
  const rounds = quick ? 2 : 10
  const jobs = Math.floor(Math.min(quick ? 6 : 80, (take.left * 3) / 4 / (3 * (rounds + 1))))
  const slices = await withDoor(place, async (door) =>
    withBare(place, async (bare) => {
      // A server that has run a while: its hot code is compiled.
      await acting(place, door.cpuMs, take(Math.min(quick ? 8 : 300, take.left / 4)), door.act)
      return interleave(rounds, {
        act: () => acting(place, door.cpuMs, take(jobs), door.act),
        plain: () => acting(place, ownCpuMs, take(jobs), bare.plain),
        one: () => acting(place, ownCpuMs, take(jobs), bare.one),
      })
    }),
  )
  for (const [name, all] of Object.entries(slices))
    say(
      `${name}: ${Math.round(median(all.map(perSecond)))}/s, ${cpuPerOp(all)?.toFixed(3)} cpu ms, p50 ${median(all.flatMap((slice) => slice.latenciesMs)).toFixed(2)} ms`,
    )
  const rate = median(slices.act.map(perSecond))
  const floors = { plain: median(slices.plain.map(perSecond)), one: median(slices.one.map(perSecond)) }
  const faster = floors.plain > floors.one ? 'plain' : 'one'
  const ratios = slices.act.map((slice, round) => perSecond(slice) / perSecond(slices[faster][round]!))
  const latencies = slices.act.flatMap((slice) => slice.latenciesMs)
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)]
  const common = { size: estate.size, cpu_ms_per_op: cpuPerOp(slices.act), rows_written_per_op: same }
  const floorIs =
    faster === 'one'
      ? 'one statement per act reading and writing all its rows, the session too'
      : 'one transaction per act, one statement per row, the session before it'
  return [
    figure({
      name: 'act',
      value: rate,
      unit: `acts/s over HTTP at ${CLIENTS} clients (${MIX_SAYS})`,
      floor: floors[faster],
      floor_is: `${floorIs}, prepared, ${cpuPerOp(slices[faster])?.toFixed(3) ?? '?'} cpu ms each`,
      ratio: median(ratios),
      ...common,
    }),
    figure({
      name: 'act.tail',
      value: p99,
      unit: 'ms, p99',
      floor: p50,
      floor_is: 'p50 of the same acts',
      ratio: p99 / p50,
      ...common,
    }),
  ]
}

function acting(place: Place, programCpuMs: () => number, jobs: readonly Job[], act: Act): Promise<Slice> {
  return measured(place, programCpuMs, async () => {
    const latenciesMs: number[] = []
    await sideBySide(CLIENTS, jobs, async (job) => {
      for (const index of MIX.keys()) {
        const from = performance.now()
        await act(job, index)
        latenciesMs.push(performance.now() - from)
      }
    })
    return latenciesMs
  })
}

type Act = (job: Job, index: number) => Promise<void>

async function withDoor<T>(place: Place, use: (door: Door) => Promise<T>): Promise<T> {
  const door = await openDoor(place, CLIENTS)
  try {
    return await use(door)
  } finally {
    await door.close()
  }
}

interface Bare {
  plain: (job: Job, index: number) => Promise<void>
  one: (job: Job, index: number) => Promise<void>
}

async function withBare<T>(place: Place, use: (bare: Bare) => Promise<T>): Promise<T> {
  const pool = barePool(place.appUrl, CLIENTS)
  const sessions = new Map(
    [...(await cookiesOf(place, everybody))].map(([id, cookie]) => [id, sessionHash(place, cookie)]),
  )
  const made = new WeakMap<Job, ReturnType<typeof valuesOf>>()
  const values = (job: Job, index: number) => {
    const known = made.get(job) ?? valuesOf(job, new Date(Date.now()), (account) => sessions.get(account)!)
    made.set(job, known)
    return known[index]!
  }
  try {
    return await use({
      plain: (job, index) =>
        pool.use(async (client) => {
          await run(client, asker, values(job, index))
          await plainly(client, plainActs[index]!, values(job, index))
        }),
      one: async (job, index) => void (await pool.use((client) => run(client, actsAtOnce[index]!, values(job, index)))),
    })
  } finally {
    await pool.close()
  }
}

/** Rows written per act, counted by the database over a few jobs of each form. Throws when the forms differ in any table. */
async function sameRows(place: Place, take: TakeJobs): Promise<number> {
  const jobs = 4
  const superPool = openPool(place.superUrl, 1)
  const counted = async (run: () => Promise<void>) => {
    const before = await writtenRows(superPool)
    await run()
    const { case_counter: _counter, session: _signedIn, ...rows } = difference(await writtenRows(superPool), before)
    return rows
  }
  const all = async (act: (job: Job, index: number) => Promise<void>) => {
    for (const job of take(jobs)) for (const index of MIX.keys()) await act(job, index)
  }
  try {
    const ours = await counted(() => withDoor(place, (door) => all(door.act)))
    // A new case learns its first due time after its row is made: one write more than bare SQL needs.
    const expected = { ...ours, cases: ours.cases! - jobs }
    for (const form of ['plain', 'one'] as const) {
      const bare = await counted(() => withBare(place, (forms) => all(forms[form])))
      if (JSON.stringify(bare) !== JSON.stringify(expected))
        throw new Error(`the floor (${form}) writes ${JSON.stringify(bare)}, the acts write ${JSON.stringify(ours)}`)
    }
    return sum(Object.values(ours)) / (jobs * MIX.length)
  } finally {
    await superPool.end()
  }
}
