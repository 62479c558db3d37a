import { join } from 'node:path'
import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../src/main.ts'
import { post, startWriters, type Writers } from './clients.ts'
import { type Estate, furnish } from './estate.ts'
import { foldWrongs } from './fold.ts'
import { type Installation, install } from './installation.ts'
import { disagreements, Ledger, type LogRow } from './ledger.ts'
import { storm } from './storm.ts'

/**
 * Processes are killed under clients that write, as a power cut or the kernel's out-of-memory killer would. What was
 * acknowledged must be there, once. `GUANJIA_CRASH_ROUNDS=10` makes ten times as many kills, and tells how long each took
 * to heal (idle: 2 to 6 s; quality asks for 10) and a client waited for a 503.
 */

const CLIENTS = 8
const KILLS = 20 * Number(process.env.GUANJIA_CRASH_ROUNDS ?? 1)
/** Some 60 s for 20 kills on an idle machine; starting a server takes most of it. */
const STORM_LIMIT_MS = KILLS * 30_000

let installation: Installation
let estate: Estate
let ledger: Ledger
let writers: Writers
/** Acknowledged before these writers began: by those of a try that failed. */
let notedBefore = 0
/** The database alone, after the server has gone. */
let store: Store | null = null

beforeAll(async () => {
  installation = await install()
  estate = await furnish(installation.dataDir, CLIENTS)
  ledger = new Ledger(join(installation.base, 'acknowledged.jsonl'))
  await installation.launch()
}, 300_000)

afterAll(async () => {
  await store?.close()
  await ledger?.close()
  await installation?.remove()
}, 60_000)

describe('server and database killed under eight writing clients', () => {
  it(
    'go on: the database heals without a restart, the same command starts the server again',
    async () => {
      notedBefore = ledger.read().length
      writers = startWriters(installation.url, estate, ledger)
      const kills = await storm(installation, writers.seen, KILLS).catch((error: unknown) => {
        writers.giveUp()
        throw error
      })
      await writers.stop()
      const { seen } = writers
      const databases = kills.filter(({ of }) => of === 'database')
      if (process.env.GUANJIA_CRASH_ROUNDS) console.log(JSON.stringify({ kills, seen }))
      expect(seen.unexpected).toEqual([])
      expect(databases.length).toBeGreaterThan(0)
      expect(databases.length).toBeLessThan(kills.length)
      expect(databases.filter(({ sameServer }) => !sameServer)).toEqual([])
      // Both ways of losing an answer happened, or the test has shown nothing.
      expect(Math.min(seen.broken, seen.unavailable, seen.repeated)).toBeGreaterThan(0)
      expect(seen.acknowledged).toBeGreaterThan(KILLS * 10)
    },
    STORM_LIMIT_MS,
  )

  it('answer every acknowledged command again, byte for byte', async () => {
    const notes = ledger.read()
    const wrong: string[] = []
    const ask = async () => {
      for (let note = notes.pop(); note; note = notes.pop()) {
        const { status, text } = await post(installation.url, ledger.sent.get(note.key)!)
        if (status !== 200 || text !== note.answer) wrong.push(`${note.answer} became ${status} ${text}`)
      }
    }
    await Promise.all(Array.from({ length: CLIENTS }, ask))
    expect(wrong).toEqual([])
  }, 120_000)

  it('end on SIGTERM within 10 s, and take the database with them', async () => {
    const { tookMs, code } = await installation.stop()
    expect([code, tookMs < 10_000]).toEqual([0, true])
  }, 30_000)
})

describe('afterwards the database', () => {
  beforeAll(async () => {
    store = await openStore(installation.dataDir, () => {})
  }, 60_000)

  it('has its durability settings on', async () => {
    const { rows } = await asSuperuser((client) =>
      client.query(
        "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') order by name",
      ),
    )
    expect(rows.map(({ name, setting }) => `${name} ${setting}`)).toEqual([
      'fsync on',
      'full_page_writes on',
      'synchronous_commit on',
    ])
  })

  it('holds each acknowledged act exactly once, and none that nobody sent', async () => {
    expect(await checked()).toEqual([])
    expect(ledger.read().length - notedBefore).toBe(writers.seen.acknowledged)
  })

  it('has logs that fold to what stands in the tables, and clocks as declared: none runs in a final state', async () => {
    expect(await foldWrongs(store!.db, estate.project)).toEqual([])
    const { rows } = await asSuperuser((client) =>
      client.query<{ fired: number }>('select count(*)::int as fired from case_clock_level'),
    )
    // Deadlines ran out in the storm, else their rungs would prove nothing.
    expect(rows[0]!.fired).toBeGreaterThan(CLIENTS)
  }, 60_000)

  it('a planted acknowledgement before the answer is caught', async () => {
    const note = { key: uuid(), actorId: estate.desks[0]!.accountId, answer: ledger.read()[0]!.answer }
    expect(await checked([note])).toEqual([`acknowledged ${note.key}: 0 rows`])
  })

  it('a planted lost row is caught', async () => {
    const { key } = ledger.read().at(-1)!
    const found = await asSuperuser(async (client) => {
      await client.query('begin')
      await client.query('set local session_replication_role = replica')
      await client.query('delete from case_action where key = $1', [key])
      const lines = disagreements(ledger.read(), sentKeys(), await readLog(client))
      await client.query('rollback')
      return lines
    })
    expect(found[0]).toBe(`acknowledged ${key}: 0 rows`)
  })

  it('a planted row that nobody sent is caught', async () => {
    const [first] = ledger.read()
    const keys = sentKeys()
    keys.delete(first!.key)
    expect(await checked([], keys)).toEqual([`row with ${first!.key}, which nobody sent`])
  })
})

describe('damage that is planted', () => {
  it.each([
    {
      what: 'a state that no log tells of',
      sql: "update cases set state = 'sorted' where id = $1",
      says: 'case.state',
    },
    {
      what: 'a clock that goes on after the end',
      sql: "update case_clock set status = 'open' where case_id = $1",
      says: 'still run',
    },
    {
      what: 'a rung that was climbed and forgotten',
      sql: 'delete from case_clock_level l using case_clock c where c.id = l.clock_id and c.case_id = $1',
      says: 'climbed',
    },
  ])(
    'is caught: $what',
    async ({ sql, says }) => {
      await asSuperuser(async (client) => {
        const { rows } = await client.query<{ id: string; number: string }>(`
        select c.id, c.number from cases c where c.state = 'withdrawn' and exists (
          select from case_clock k join case_clock_level l on l.clock_id = k.id where k.case_id = c.id)
        order by c.id desc limit 1`)
        await client.query(sql, [rows[0]!.id])
        const found = await foldWrongs(store!.db, estate.project)
        expect(found.filter((line) => line.startsWith(rows[0]!.number)).join('\n')).toContain(says)
      })
    },
    60_000,
  )
})

const sentKeys = () => new Set(ledger.sent.keys())

async function checked(
  more: { key: string; actorId: string; answer: string }[] = [],
  keys = sentKeys(),
): Promise<string[]> {
  return asSuperuser(async (client) => disagreements([...ledger.read(), ...more], keys, await readLog(client)))
}

async function readLog(client: pg.Client): Promise<LogRow[]> {
  const { rows } = await client.query<LogRow>(`
    select a.case_id as "caseId", c.number, a.seq, a.from_state as "fromState", a.to_state as "toState",
      a.actor_kind as "actorKind", a.actor_id as "actorId", a.key, a.at, c.state, c.last_seq as "lastSeq"
    from case_action a join cases c on c.project_id = a.project_id and c.id = a.case_id`)
  return rows
}

/** Row security does not bind the superuser: nothing is hidden from the checks. */
async function asSuperuser<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: store!.embedded!.superUrl })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
