import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/db.ts'
import { assertAppRole, inCompany, inProject, json, openDatabase, readProjects, type Tx } from './db.ts'
import { DatabaseBusy, DatabaseGone, violatedConstraint } from './errors.ts'
import { prepared, preparedAlone } from './prepared.ts'

/** "Ready for query", idle, as the server says it. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

let test: TestDatabase
let east = 0
let west = 0

beforeAll(async () => {
  test = await testDatabase()
  const project = (code: string) =>
    inCompany(test.db, (tx) =>
      tx
        .insertInto('project')
        .values({ code, name: code, madeAt: new Date() })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
  east = (await project('east')).id
  west = (await project('west')).id
  await addZone(east, '东一区')
  await addZone(west, '西一区')
})

afterAll(() => test.close())

function addZone(projectId: number, name: string) {
  return inProject(test.db, projectId, (tx) =>
    tx.insertInto('zone').values({ projectId, id: uuid(), name }).executeTakeFirstOrThrow(),
  )
}

function zonesSeen(projectIds: number[]) {
  return readProjects(test.db, projectIds, async (tx) => {
    const rows = await tx.selectFrom('zone').select('projectId').orderBy('projectId').execute()
    return rows.map((row) => row.projectId)
  })
}

describe('the reach of a transaction', () => {
  it('reads exactly the projects it names, and none when it names none', async () => {
    expect(await zonesSeen([east])).toEqual([east])
    expect(await zonesSeen([east, west])).toEqual([east, west])
    expect(await zonesSeen([])).toEqual([])
  })

  it('sees no project in a company transaction, nor on a connection that never opened one', async () => {
    expect(await inCompany(test.db, (tx) => tx.selectFrom('zone').selectAll().execute())).toEqual([])
    const { rows } = await test.db.pool.query('select * from zone')
    expect(rows).toEqual([])
  })

  it('refuses a row of another project', async () => {
    const stray = inProject(test.db, east, (tx) =>
      tx.insertInto('zone').values({ projectId: west, id: uuid(), name: '错' }).execute(),
    )
    await expect(stray).rejects.toMatchObject({ code: '42501' })
    const moved = inProject(test.db, east, (tx) => tx.updateTable('zone').set({ projectId: west }).execute())
    await expect(moved).rejects.toMatchObject({ code: '42501' })
  })

  it('leaves nothing of its reach on the connection for the next transaction', async () => {
    const one = openDatabase({ url: test.url, poolSize: 1 })
    const seen = () => sql<{ reach: string }>`select current_setting('guanjia.projects') as reach`
    expect((await inProject(one, east, (tx) => seen().execute(tx))).rows).toEqual([{ reach: String(east) }])
    expect((await one.pool.query(`select current_setting('guanjia.projects', true) as reach`)).rows).toEqual([
      { reach: '' },
    ])
    await one.close()
  })

  it('cannot write while it reads', async () => {
    const write = readProjects(test.db, [east], (tx) => tx.deleteFrom('zone').where('projectId', '=', east).execute())
    await expect(write).rejects.toMatchObject({ code: '25006' })
  })

  it('takes only whole numbers as projects', async () => {
    const odd = [1.5, -1, Number.NaN, "1'; drop table zone; --" as unknown as number]
    for (const id of odd) expect(() => inProject(test.db, id, async () => {})).toThrow(TypeError)
  })
})

describe('a transaction', () => {
  it('keeps nothing of what threw', async () => {
    const failing = inProject(test.db, east, async (tx) => {
      await tx.insertInto('zone').values({ projectId: east, id: uuid(), name: '留不下' }).execute()
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await zonesSeen([east])).toEqual([east])
  })

  it('does not report success when a swallowed error has undone it', async () => {
    const swallowed = inProject(test.db, east, async (tx) => {
      await tx.insertInto('zone').values({ projectId: east, id: uuid(), name: '没有' }).execute()
      await sql`select 1/0`.execute(tx).catch(() => {})
      return 'done'
    })
    await expect(swallowed).rejects.toThrow('rolled back')
    expect(await zonesSeen([east])).toEqual([east])
  })

  it('refuses a query after its end instead of running it on a stranger’s connection', async () => {
    const late = await inProject(test.db, east, async (tx) => () => tx.selectFrom('zone').selectAll().execute())
    await expect(late()).rejects.toThrow('await is missing')
  })

  it('answers queries made at once one after the other', async () => {
    const numbers = await readProjects(test.db, [east], (tx) =>
      Promise.all([3, 1, 2].map(async (n) => (await sql<{ n: number }>`select ${n}::int as n`.execute(tx)).rows[0]!.n)),
    )
    expect(numbers).toEqual([3, 1, 2])
  })

  it('runs again as a whole after a deadlock', async () => {
    const ids = [uuid(), uuid()]
    for (const id of ids) {
      await inProject(test.db, west, (tx) => tx.insertInto('zone').values({ projectId: west, id, name: 'a' }).execute())
    }
    let runs = 0
    let arrived = 0
    let open = () => {}
    const bothHoldOne = new Promise<void>((resolve) => {
      open = resolve
    })
    const touch = (first: string, second: string) =>
      inProject(test.db, west, async (tx) => {
        runs++
        const lock = (id: string) =>
          tx.selectFrom('zone').select('id').where('projectId', '=', west).where('id', '=', id).forUpdate().execute()
        await lock(first)
        if (++arrived === 2) open()
        await bothHoldOne
        await lock(second)
      })
    await Promise.all([touch(ids[0]!, ids[1]!), touch(ids[1]!, ids[0]!)])
    // Both ran, and the loser again; on a slow machine perhaps more than once.
    expect(runs).toBeGreaterThanOrEqual(3)
  })

  it('gives up after five lost races with a typed error', async () => {
    let runs = 0
    const losing = inProject(test.db, east, async (tx) => {
      runs++
      await sql`do $$ begin raise exception 'lost' using errcode = '40001'; end $$`.execute(tx)
    })
    await expect(losing).rejects.toBeInstanceOf(DatabaseBusy)
    expect(runs).toBe(5)
  })

  it('ends a statement that takes too long', async () => {
    const slow = readProjects(test.db, [east], (tx) => sql`select pg_sleep(5)`.execute(tx), { statementTimeoutMs: 100 })
    await expect(slow).rejects.toBeInstanceOf(DatabaseBusy)
  })

  it('names the constraint that a write violated', async () => {
    const values = { code: 'east', name: '重', madeAt: new Date() }
    const twice = await inCompany(test.db, (tx) => tx.insertInto('project').values(values).execute()).catch((e) => e)
    expect(violatedConstraint(twice)).toBe('project_code_key')
    expect(violatedConstraint(new Error('other'))).toBeNull()
  })
})

describe('values', () => {
  it('are read without loss: bigint, decimal text, calendar date, instant, nested keys', async () => {
    const at = new Date('2026-11-22T08:30:00.123Z')
    const { rows } = await inCompany(test.db, (tx) =>
      sql`select 9007199254740993::int8 as amount_fen, array[1, 2]::int8[] as parts, 1.10::numeric as rate,
        '2026-02-29'::text as text, '2028-02-29'::date as on_day, array['2028-02-29'::date] as days,
        ${at}::timestamptz as at, ${json([{ snake_key: 1 }])} as tree`.execute(tx),
    )
    expect(rows[0]).toEqual({
      amountFen: 9007199254740993n,
      parts: [1n, 2n],
      rate: '1.10',
      text: '2026-02-29',
      onDay: '2028-02-29',
      days: ['2028-02-29'],
      at,
      tree: [{ snake_key: 1 }],
    })
  })
})

describe('a lost database', () => {
  it('is told within two seconds when nobody listens', async () => {
    for (const url of ['postgresql://a:b@%2Fnowhere:5432/x', 'postgresql://a:b@127.0.0.1:1/x']) {
      const db = openDatabase({ url })
      const start = performance.now()
      await expect(inProject(db, 1, async () => {})).rejects.toBeInstanceOf(DatabaseGone)
      expect(performance.now() - start).toBeLessThan(2000)
      await db.close()
    }
  })

  it('is told within two seconds when the server takes the call but never answers', async () => {
    const sockets: Socket[] = []
    const mute = createServer((socket) => sockets.push(socket))
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as { port: number }
    const db = openDatabase({ url: `postgresql://a:b@127.0.0.1:${port}/x` })
    const start = performance.now()
    await expect(inProject(db, 1, async () => {})).rejects.toBeInstanceOf(DatabaseGone)
    expect(performance.now() - start).toBeLessThan(2000)
    await db.close()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => mute.close(resolve))
  })

  it('is told when the connection breaks in the middle, and the next transaction works', async () => {
    const db = openDatabase({ url: test.url, poolSize: 1 })
    const broken = inProject(db, east, async (tx) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
    })
    await expect(broken).rejects.toBeInstanceOf(DatabaseGone)
    expect(await inProject(db, east, async () => 'again')).toBe('again')
    await db.close()
  })

  it('is told when the connection breaks between two statements, also for what would be sent together', async () => {
    const ends: [string, (tx: Tx) => Promise<unknown>][] = [
      ['the commit', async () => {}],
      ['a statement before it', (tx) => prepared(tx)`select ${1}::int`],
    ]
    for (const [what, then] of ends) {
      const db = openDatabase({ url: test.url, poolSize: 1 })
      const broken = inCompany(db, async (tx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
        await inCompany(test.db, (other) => sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(other))
        // Until the connection has heard of it.
        await sleep(200)
        await then(tx)
      })
      await expect(broken, what).rejects.toBeInstanceOf(DatabaseGone)
      expect(await inCompany(db, async () => 'again')).toBe('again')
      await db.close()
    }
  })

  it('is told within two seconds when the server freezes, and the frozen connection is not used again', async () => {
    // Stands between pool and server, and stops passing anything on.
    const pairs: { client: Socket; server: Socket }[] = []
    const proxy = createServer((client) => {
      const { host, port } = new pg.Client(test.url)
      const server = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
      for (const socket of [client, server]) socket.on('error', () => {})
      client.pipe(server).pipe(client)
      pairs.push({ client, server })
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    const { port } = proxy.address() as { port: number }
    const { user, password, database } = new pg.Client(test.url)
    const db = openDatabase({ url: `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`, poolSize: 1 })
    await inProject(db, east, async () => {})
    for (const { client, server } of pairs) client.unpipe(server)
    const start = performance.now()
    await expect(inProject(db, east, async () => {})).rejects.toMatchObject({ mayHaveCommitted: false })
    expect(performance.now() - start).toBeLessThan(2000)
    expect(await inProject(db, east, async () => 'again')).toBe('again')
    await db.close()
    for (const { client, server } of pairs) for (const socket of [client, server]) socket.destroy()
    await new Promise((resolve) => proxy.close(resolve))
  })

  it('is told when the connection breaks the moment it is open, before anybody has it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guanjia-line-'))
    const { host, port, user, password, database } = new pg.Client(test.url)
    // Passes on what opens a connection, up to the server's "ready for query", and is gone.
    const line = createServer((client) => {
      const server = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
      for (const socket of [client, server]) socket.on('error', () => {})
      client.on('data', (bytes) => server.write(bytes))
      server.on('data', (bytes) => {
        client.write(bytes)
        if (bytes.subarray(-6).equals(READY)) for (const socket of [client, server]) socket.destroy()
      })
    })
    await new Promise<void>((resolve) => line.listen(join(folder, '.s.PGSQL.5432'), resolve))
    const at = encodeURIComponent(folder)
    const db = openDatabase({ url: `postgresql://${user}:${password}@${at}:5432/${database}`, poolSize: 1 })
    await expect(inProject(db, east, async () => {})).rejects.toBeInstanceOf(DatabaseGone)
    await expect(preparedAlone(db)`select ${1}::int`).rejects.toBeInstanceOf(DatabaseGone)
    await db.close()
    await new Promise((resolve) => line.close(resolve))
    rmSync(folder, { recursive: true })
  })

  it('survives the end of idle connections', async () => {
    const errors: string[] = []
    const db = openDatabase({ url: test.url, poolSize: 1, onIdleError: (error) => errors.push(error.message) })
    const { rows } = await inCompany(db, (tx) => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx))
    await inCompany(test.db, (tx) => sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(tx))
    await expect.poll(() => errors).toHaveLength(1)
    expect(await inProject(db, east, async () => 'again')).toBe('again')
    await db.close()
  })

  it('says busy, not gone, when all connections are taken', async () => {
    const db = openDatabase({ url: test.url, poolSize: 1, connectTimeoutMs: 1_500 })
    await inCompany(db, async () => {
      await expect(inCompany(db, async () => {})).rejects.toBeInstanceOf(DatabaseBusy)
    })
    await db.close()
  })
})

describe('the role of the application', () => {
  it('is accepted', () => assertAppRole(test.db))

  it('is refused when it owns the tables', async () => {
    await expect(assertAppRole(test.ownerDb)).rejects.toThrow('拥有数据表')
  })
})
