import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { type BarePool, barePool, run, SESSION, type Statement, statement, type Values } from './bare.ts'
import { type Estate, fillEstate, idOf, receptionist, unit } from './estate.ts'
import { type Figure, figure, median } from './figure.ts'
import { ownCpuMs } from './meter.ts'
import { openPlace, type Place, say } from './place.ts'
import { cpuPerOp, interleave, measured, type Slice } from './rounds.ts'
import { appAt, cookiesOf, sessionHash } from './server.ts'

/** What people look at most, as requests to the application within this process: session, rights, reading and JSON. */
interface Look {
  says: string
  path: string
  /** Bare SQL that reads the rows of the page, its lines with their names; the asker's session is read before. */
  bare: Statement[]
}

const PAGE = 50
const SMALL = 10_000

const line = (chosen: string) => `
  select c.*, u.code as unit_code, l.name as place_name, p.name as person_name, h.name as holder_name from (${chosen}) c
  left join unit u on u.project_id = c.project_id and u.id = c.unit_id
  left join place l on l.project_id = c.project_id and l.id = c.place_id
  left join person p on p.project_id = c.project_id and p.id = c.person_id
  left join account h on h.id = c.holder_account`

const soonest = (where: string) =>
  `(select * from cases where project_id = 1 and not final and ${where} order by next_due_at, id limit ${PAGE + 1})`
const queue = (procedure: string, state: string) => soonest(`procedure = '${procedure}' and state = '${state}'`)

const ASKER = statement(SESSION)

const ROWS = [
  statement('select * from repair_order where project_id = 1 and case_id = any(:cases)'),
  statement('select * from intake_matter where project_id = 1 and case_id = any(:cases)'),
]

const looks: Record<string, Look> = {
  inbox: {
    says: 'inbox of a receptionist',
    path: `/api/projects/1/inbox?limit=${PAGE}`,
    bare: [
      statement(
        `${line(`select * from (${[soonest('holder_account = :account'), queue('repair', 'reported'), queue('repair', 'signed'), queue('matter', 'registered'), queue('matter', 'sorted')].join(' union all ')}) w
           order by next_due_at, id limit ${PAGE + 1}`)} order by c.next_due_at, c.id`,
      ),
      ...ROWS,
    ],
  },
  'inbox.list': {
    says: 'open repairs of a zone, newest first',
    path: `/api/projects/1/cases?procedure=repair&open=true&zone=${idOf('zone', 3)}&limit=${PAGE}`,
    bare: [
      statement(
        `${line(`select * from cases where project_id = 1 and procedure = 'repair' and not final and zone_id = :zone
           order by opened_at desc, id desc limit ${PAGE + 1}`)} order by c.opened_at desc, c.id desc`,
      ),
    ],
  },
  'inbox.unit': {
    says: 'unit page with residents and open cases',
    path: `/api/projects/1/units/${unit(7)}`,
    bare: [
      statement(
        `select u.*, z.name as zone_name, b.code as building_code, b.name as building_name from unit u
         join zone z on z.project_id = u.project_id and z.id = u.zone_id
         left join building b on b.project_id = u.project_id and b.id = u.building_id where u.project_id = 1 and u.id = :unit`,
      ),
      statement(
        `select r.*, p.name from residence r join person p on p.project_id = r.project_id and p.id = r.person_id
         where r.project_id = 1 and r.unit_id = :unit`,
      ),
      statement(
        `${line(`select * from cases where project_id = 1 and unit_id = :unit and not final order by opened_at desc, id desc limit ${PAGE + 1}`)}
         order by c.opened_at desc, c.id desc`,
      ),
    ],
  },
}

/** Each look at the full size and at ten thousand cases, each against bare SQL that reads the same lines. */
export async function benchInbox(place: Place, estate: Estate, quick: boolean): Promise<Figure[]> {
  say(`a second estate of ${SMALL} cases, to see what grows`)
  const small = await openPlace()
  try {
    await fillEstate(small.superUrl, SMALL)
    const figures: Figure[] = []
    for (const [name, look] of Object.entries(looks))
      figures.push(...(await lookAt(name, look, place, small, estate, quick)))
    return figures
  } finally {
    await small.close()
  }
}

async function lookAt(
  name: string,
  look: Look,
  place: Place,
  small: Place,
  estate: Estate,
  quick: boolean,
): Promise<Figure[]> {
  const [rounds, times] = quick ? [2, 10] : [8, 60]
  const [here, there] = [await sightOf(place, look), await sightOf(small, look)]
  try {
    const slices = await interleave(rounds, {
      full: () => looking(place, times, here.ask),
      bare: () => looking(place, times, here.bare),
      small: () => looking(small, times, there.ask),
    })
    const ms = (all: readonly Slice[]) => median(all.flatMap(({ latenciesMs }) => latenciesMs))
    const [full, bare, little] = [ms(slices.full), ms(slices.bare), ms(slices.small)]
    const common = { size: estate.size, cpu_ms_per_op: cpuPerOp(slices.full), rows_written_per_op: 0 }
    say(`${name}: ${full.toFixed(2)} ms, bare ${bare.toFixed(2)} ms, at ${SMALL} cases ${little.toFixed(2)} ms`)
    return [
      figure({
        name,
        value: full,
        unit: `ms of server time, ${look.says}, p50`,
        floor: bare,
        floor_is: `bare SQL reading the same rows, the asker's session too, prepared, ${cpuPerOp(slices.bare)?.toFixed(3) ?? '?'} cpu ms each`,
        ratio: full / bare,
        ...common,
      }),
      figure({
        name: `${name}.growth`,
        value: full,
        unit: `ms of server time, ${look.says}, p50`,
        floor: little,
        floor_is: `the same at ${SMALL} cases`,
        ratio: full / little,
        ...common,
      }),
    ]
  } finally {
    await here.close()
    await there.close()
  }
}

/** `look` answers how long it took. */
const looking = (place: Place, times: number, look: () => Promise<number>): Promise<Slice> =>
  measured(place, ownCpuMs, async () => {
    const latenciesMs: number[] = []
    for (let time = 0; time < times; time++) latenciesMs.push(await look())
    return latenciesMs
  })

interface Sight {
  /** One request; answers the server's time of it, from its arrival to the end of its answer. */
  ask(): Promise<number>
  bare(): Promise<number>
  close(): Promise<void>
}

/** The application and a bare connection on one database. Throws when they do not find the same number of lines. */
async function sightOf(place: Place, look: Look): Promise<Sight> {
  const account = receptionist(0)
  const app = await appAt(place)
  let servedMs = 0
  app.addHook('onResponse', async (_request, reply) => {
    servedMs = reply.elapsedTime
  })
  const cookie = (await cookiesOf(place, [account])).get(account)!
  const pool = barePool(place.appUrl, 1)
  const session = sessionHash(place, cookie)
  const bare = () => barely(pool, look, { account, session, now: new Date(), unit: unit(7), zone: idOf('zone', 3) })
  const [answer, lines] = [await asked(app, look.path, cookie), await bare()]
  const found = JSON.parse(answer) as { rows?: unknown[]; openCases?: unknown[] }
  const shown = (found.rows ?? found.openCases ?? []).length
  if (shown > lines || shown < Math.min(lines, PAGE) * 0.9)
    throw new Error(`${look.says}: the application shows ${shown} lines, bare SQL ${lines}`)
  return {
    ask: async () => {
      await asked(app, look.path, cookie)
      return servedMs
    },
    bare: async () => {
      const from = performance.now()
      await bare()
      return performance.now() - from
    },
    close: async () => {
      await app.close()
      await pool.close()
    },
  }
}

async function asked(app: FastifyInstance, url: string, cookie: string): Promise<string> {
  const answer = await app.inject({ method: 'GET', url, headers: { cookie, host: '127.0.0.1' } })
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`)
  return answer.body
}

/** Answers how many lines the first statement about cases found. */
function barely(pool: BarePool, look: Look, values: Values): Promise<number> {
  return pool.use(async (client) => {
    let cases: string[] = []
    for (const one of [ASKER, ...look.bare]) {
      const { rows } = await run(client, one, { ...values, cases })
      if (rows[0] && 'procedure' in rows[0]) cases = rows.map((row: pg.QueryResultRow) => row.id)
    }
    return cases.length
  })
}
