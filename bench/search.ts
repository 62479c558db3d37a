import type { FastifyInstance } from 'fastify'
import { type BarePool, barePool, run, statement } from './bare.ts'
import { receptionist } from './estate.ts'
import { type Figure, figure, median, quantile } from './figure.ts'
import { ownCpuMs } from './meter.ts'
import { openPlace, type Place, say } from './place.ts'
import { cpuPerOp, interleave, measured, type Slice } from './rounds.ts'
import { fillSearched, type Searched } from './searched.ts'
import { appAt, cookiesOf } from './server.ts'

/** Server time that a search may take, 95 of 100 times. */
const GOAL_MS = 20

/** What is typed, by form. Each is asked with many different values; the worst cases that people can type are among them. */
function formsOf(of: Searched): Record<string, { says: string; typed: readonly string[]; project?: number }> {
  const { people, cut, plates } = of
  const names = people.map(({ name }) => name)
  const initials = people.map(({ initials }) => initials)
  const room = (n: number) => `${1 + (n % 60)}-${1 + (n % 4)}-${1 + (n % 30)}0${1 + (n % 4)}`
  const many = <T>(make: (n: number) => T) => Array.from({ length: 100 }, (_, n) => make(n))
  return {
    'search.name': { says: 'a whole name', typed: names },
    'search.name.head': { says: 'the first two characters of a name', typed: names.map((name) => cut(name, 0, 2)) },
    'search.name.inside': { says: 'the last two characters of a name', typed: names.map((name) => cut(name, -2)) },
    'search.name.one': { says: 'one character from inside a name', typed: names.map((name) => cut(name, -1)) },
    'search.surname': { says: 'a surname that up to one in twelve has', typed: [...'王李张刘陈杨黄赵吴周'] },
    'search.initials': { says: 'two letters of initials, from the end', typed: initials.map((text) => text.slice(-2)) },
    'search.initials.three': { says: 'initials of a whole name', typed: initials },
    'search.initials.one': { says: 'one letter', typed: [...'abcdefghijklmnopqrstuvwxyz'] },
    'search.pinyin': { says: 'the beginning of a full pinyin', typed: people.map(({ pinyin }) => pinyin.slice(0, 9)) },
    'search.phone': { says: 'a whole phone', typed: people.map(({ phone }) => phone) },
    'search.phone.tail': { says: 'the last four digits of a phone', typed: people.map(({ phone }) => phone.slice(-4)) },
    'search.room': {
      says: 'a room as it is said: 12栋3单元301',
      typed: many((n) => room(n).replace('-', '栋').replace('-', '单元')),
    },
    'search.room.building': { says: 'building and room: 12-301', typed: many((n) => room(n).replace(/-\d+-/, '-')) },
    'search.room.end': { says: 'a room alone: 301', typed: many((n) => room(n).split('-').at(-1)!) },
    'search.digit': { says: 'one digit', typed: [...'123456789'] },
    'search.plate': { says: 'a whole plate', typed: plates },
    'search.plate.end': { says: 'the last five characters of a plate', typed: plates.map((plate) => plate.slice(-5)) },
    'search.number': { says: 'the number of a case', typed: many((n) => `BX-20000101-${n * 7 + 1}`) },
    'search.number.tail': { says: 'the end of a number', typed: many((n) => String(n + 1).padStart(4, '0')) },
    'search.place': { says: 'a piece of a place', typed: ['大堂', '电梯', '车库', '12栋', '梯', '1'] },
    'search.garbage': { says: 'what nothing has', typed: many((n) => `qzx${n.toString(36)}vjk 龘龘${n}`) },
    'search.long': {
      says: '200 characters',
      typed: ['王', '小明', 'w', '1', '1-'].map((piece) => piece.repeat(200).slice(0, 200)),
    },
    'search.small': {
      says: 'one character in a small estate beside the big one',
      typed: names.map((name) => cut(name, -1)),
      project: 2,
    },
  }
}

/** Search among `size` people and 0.3 × `size` units of one estate, by every form, beside bare reads by the same indexes. */
export async function benchSearch(quick: boolean, size: number): Promise<Figure[]> {
  const place = await openPlace()
  try {
    const searched = await fillSearched(place, size)
    const app = await appAt(place)
    const bare = barePool(place.superUrl, 1)
    try {
      const account = receptionist(0)
      const cookie = (await cookiesOf(place, [account])).get(account)!
      const figures: Figure[] = []
      for (const [name, form] of Object.entries(formsOf(searched))) {
        const ask = (q: string) => asked(app, cookie, form.project ?? 1, q)
        figures.push(await timed(place, { name, size, quick, ...form }, ask, (n) => barely(bare, searched, n)))
      }
      return figures
    } finally {
      await app.close()
      await bare.close()
    }
  } finally {
    await place.close()
  }
}

async function timed(
  place: Place,
  {
    name,
    says,
    typed,
    size,
    quick,
  }: { name: string; says: string; typed: readonly string[]; size: number; quick: boolean },
  ask: (q: string) => Promise<number>,
  floor: (n: number) => Promise<unknown>,
): Promise<Figure> {
  const [rounds, times] = quick ? [1, 10] : [4, 100]
  let nth = 0
  let hits = 0
  const asking = async () => {
    hits += await ask(typed[nth++ % typed.length]!)
  }
  const slices = await interleave(rounds, {
    full: () => looking(place, times, asking),
    bare: () => looking(place, times, () => floor(nth++)),
  })
  const all = slices.full.flatMap(({ latenciesMs }) => latenciesMs)
  const [p50, p95, bare] = [
    median(all),
    quantile(all, 0.95),
    median(slices.bare.flatMap(({ latenciesMs }) => latenciesMs)),
  ]
  say(
    `${name.padEnd(24)} p50 ${p50.toFixed(2)} p95 ${p95.toFixed(2)} ms, bare ${bare.toFixed(2)} ms, ${(hits / (times * (rounds + 1))).toFixed(1)} hits`,
  )
  return figure({
    name,
    value: p95,
    unit: `ms of server time, ${says}, p95 (p50 ${p50.toFixed(2)})`,
    floor: bare,
    floor_is: 'a bare GIN lookup of two characters in one part, and the reading of what it found by primary key, p50',
    ratio: p95 / GOAL_MS,
    size,
    cpu_ms_per_op: cpuPerOp(slices.full),
    rows_written_per_op: 0,
  })
}

const looking = (place: Place, times: number, look: () => Promise<unknown>): Promise<Slice> =>
  measured(place, ownCpuMs, async () => {
    const latenciesMs: number[] = []
    for (let time = 0; time < times; time++) {
      const from = performance.now()
      await look()
      latenciesMs.push(performance.now() - from)
    }
    return latenciesMs
  })

/** Answers how many hits there were. */
async function asked(app: FastifyInstance, cookie: string, project: number, q: string): Promise<number> {
  const reply = await app.inject({
    method: 'POST',
    url: `/api/projects/${project}/search`,
    headers: { cookie, host: '127.0.0.1', 'content-type': 'application/json' },
    payload: JSON.stringify({ q }),
  })
  if (reply.statusCode !== 200) throw new Error(`search for ${q}: ${reply.statusCode} ${reply.body}`)
  return (JSON.parse(reply.body) as { hits: unknown[] }).hits.length
}

const byToken = statement(
  `select id from person where scoped_tokens(project_id, search_part(id), tokens) @> array[:token::text] limit 16`,
)
const byKey = statement('select id, name from person where project_id = 1 and id = any(:ids::uuid[])')

const barely = (pool: BarePool, { people }: Searched, n: number): Promise<unknown> =>
  pool.use(async (client) => {
    const { name } = people[n % people.length]!
    const { rows } = await run(client, byToken, { token: `1.${n % 8}/${name.slice(0, 2)}` })
    return run(client, byKey, { ids: rows.map(({ id }) => id) })
  })
