import { v7 as uuid } from 'uuid'
import type { Engine } from '../src/kernel/case/engine.ts'
import { perform } from '../src/kernel/case/perform.ts'
import type { Actor } from '../src/kernel/case/procedure.ts'
import { deskExamples } from '../src/rooms/intake/triage/start-corpus.ts'
import { barePool, run, statement } from './bare.ts'
import { fillEstate, receptionist, unit } from './estate.ts'
import { type Figure, figure, median, quantile } from './figure.ts'
import { ownCpuMs } from './meter.ts'
import { openPlace, type Place, say } from './place.ts'
import { cpuPerOp, interleave, measured } from './rounds.ts'
import { appAt, cookiesOf, engineAt } from './server.ts'

/** Server time that a look for similar matters may take while somebody is typing, 95 of 100 times. */
const GOAL_MS = 50
/** What a look reads at most of the matters that it found. */
const READ = 24

/** Similar matters while a call is being typed, among 5,000 that are open, beside reading as many rows by their keys. */
export async function benchGroups(quick: boolean): Promise<Figure[]> {
  const place = await openPlace()
  try {
    const size = quick ? 500 : 5_000
    const estate = await fillEstate(place.superUrl, 10_000)
    const ids = await registered(place, estate.project, size)
    const app = await appAt(place)
    const bare = barePool(place.superUrl, 1)
    try {
      const cookie = (await cookiesOf(place, [receptionist(0)])).get(receptionist(0))!
      const ask = async (nth: number) => {
        const url = `/api/projects/${estate.project}/desk/similar`
        const payload = { content: typed(nth), unit: unit(nth * 31) }
        const headers = { cookie, host: '127.0.0.1', origin: 'http://127.0.0.1' }
        const reply = await app.inject({ method: 'POST', url, headers, payload })
        if (reply.statusCode !== 200) throw new Error(`${url}: ${reply.statusCode} ${reply.body}`)
      }
      const floor = (nth: number) => bare.use((client) => run(client, byKey, { ids: some(ids, nth) }))
      return [await timed(place, size, quick, ask, floor)]
    } finally {
      await app.close()
      await bare.close()
    }
  } finally {
    await place.close()
  }
}

/** Registers the matters as a receptionist does; answers their ids. */
async function registered(place: Place, projectId: number, size: number): Promise<string[]> {
  const engine = await engineAt(place)
  const from = performance.now()
  try {
    const ids = Array.from({ length: size }, () => uuid())
    const workers = [0, 1, 2, 3].map(async (worker) => {
      for (let nth = worker; nth < size; nth += 4) await register(engine, projectId, ids[nth]!, nth)
    })
    await Promise.all(workers)
    say(`${size} matters registered in ${((performance.now() - from) / 1000).toFixed(1)} s`)
    return ids
  } finally {
    await engine.db.close()
  }
}

function register(engine: Engine, projectId: number, caseId: string, nth: number): Promise<unknown> {
  const actor: Actor = { kind: 'staff', accountId: receptionist(nth), name: '前台', roles: ['receptionist'] }
  const form = { channel: 'phone', content: wordsOf(nth), unitId: unit(nth * 7) }
  return perform(engine, { projectId, procedure: 'matter', caseId, action: 'register', actor, key: uuid(), form })
}

/** An entry of the desk corpus, and where: no two alike to the letter. */
const wordsOf = (nth: number) =>
  `${deskExamples[nth % deskExamples.length]!.text}，${1 + (nth % 60)}号楼${1 + (nth % 30)}层，第${nth}次`

/** The beginning of an entry, further on with each look: what stands there between two keys. */
function typed(nth: number): string {
  const text = wordsOf(Math.floor(nth / 4) * 13)
  return text.slice(0, Math.ceil((text.length * (1 + (nth % 4))) / 4))
}

const some = (ids: readonly string[], nth: number) =>
  Array.from({ length: READ }, (_, n) => ids[(nth * 101 + n * 37) % ids.length]!)

const byKey = statement(
  `select m.*, c.title, c.state from intake_matter m join cases c on c.project_id = m.project_id and c.id = m.case_id
   where m.project_id = 1 and m.case_id = any(:ids::uuid[])`,
)

async function timed(
  place: Place,
  size: number,
  quick: boolean,
  ask: (nth: number) => Promise<void>,
  floor: (nth: number) => Promise<unknown>,
): Promise<Figure> {
  const [rounds, times] = quick ? [1, 20] : [4, 100]
  let nth = 0
  const looking = (look: (nth: number) => Promise<unknown>) =>
    measured(place, ownCpuMs, async () => {
      const latenciesMs: number[] = []
      for (let time = 0; time < times; time++) {
        const from = performance.now()
        await look(nth++)
        latenciesMs.push(performance.now() - from)
      }
      return latenciesMs
    })
  const slices = await interleave(rounds, { full: () => looking(ask), bare: () => looking(floor) })
  const all = slices.full.flatMap(({ latenciesMs }) => latenciesMs)
  const [p50, p95] = [median(all), quantile(all, 0.95)]
  return figure({
    name: 'groups',
    value: p95,
    unit: `ms of server time for similar matters while typing, p95 (p50 ${p50.toFixed(2)})`,
    floor: median(slices.bare.flatMap(({ latenciesMs }) => latenciesMs)),
    floor_is: `reading ${READ} matters and their cases by primary key, p50`,
    ratio: p95 / GOAL_MS,
    size,
    cpu_ms_per_op: cpuPerOp(slices.full),
    rows_written_per_op: 0,
  })
}
