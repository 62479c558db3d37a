import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest'
import { inCompany, openDatabase } from '../kernel/db/db.ts'
import { backUp } from './backup.ts'
import { binariesFor, findBinaries, programOf } from './binaries.ts'
import { readPidFile, stateOf } from './postmaster.ts'
import { type EmbeddedPostgres, startPostgres } from './supervisor.ts'

const NOBODY = 65534
const RAW_UID = 54321
const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'
const SERVER = fileURLToPath(new URL('../../test/supervise.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

let base: string
let dataDir: string
let servers: Server[] = []
let started: EmbeddedPostgres[] = []

/** Creating a cluster takes a second; most tests start from a copy of this one. */
let prepared: string

beforeAll(async () => {
  prepared = mkdtempSync(join(tmpdir(), 'guanjia-pg-'))
  const postgres = await startPostgres({ dataDir: join(prepared, 'data'), log: () => {} })
  await postgres.stop()
  rmSync(join(prepared, 'data', 'pg', '18', 'postgres.log'))
})

afterAll(() => rmSync(prepared, { recursive: true, force: true }))

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'guanjia-pg-'))
  chmodSync(base, 0o755)
  dataDir = join(base, 'data')
  spawnSync('cp', ['-a', join(prepared, 'data'), base])
})

afterEach(async () => {
  for (const postgres of started) await postgres.stop()
  for (const server of servers) server.process.kill('SIGKILL')
  await expect.poll(() => postmaster() === null, { timeout: 15_000 }).toBe(true)
  rmSync(base, { recursive: true, force: true })
  servers = []
  started = []
})

interface Server {
  process: ChildProcess
  adopted: boolean
  pid: number
  appUrl: string
  superUrl: string
  socketDir: string
  /** Asks it to stop and resolves with the lines it logged. */
  stop(): Promise<string[]>
}

/** A server in a process of its own, so that it can be killed. */
async function server(options: { uid?: number; env?: NodeJS.ProcessEnv } = {}): Promise<Server> {
  const child = spawn(process.execPath, ['--import', TSX, SERVER, dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: '/',
    env: { ...process.env, ...options.env },
    ...(options.uid ? { uid: options.uid, gid: options.uid } : {}),
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value ?? '{"error":"no answer"}')
  const told = await next()
  if (told.error) throw new Error(told.error)
  const stop = () => {
    child.stdin.write('stop\n')
    return next()
  }
  const made: Server = { process: child, ...told, stop }
  servers.push(made)
  return made
}

async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ dataDir, log: () => {}, ...options })
  started.push(postgres)
  return postgres
}

function dataPath(): string {
  return join(dataDir, 'pg', '18', 'data')
}

/** The pid of the running postmaster of the data folder. */
function postmaster(): number | null {
  const file = readPidFile(dataPath())
  return file && stateOf(file.pid, dataPath()) === 'postmaster' ? file.pid : null
}

function uidOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

function log(): string {
  return readFileSync(join(dataDir, 'pg', '18', 'postgres.log'), 'utf8')
}

async function query<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<R>(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

function needsRoot({ skip }: TestContext): void {
  skip(!isRoot || !isLinux, 'needs root on Linux: it runs the database as other users')
}

function needsLinux({ skip }: TestContext): void {
  skip(!isLinux, 'reads /proc to look at other processes')
}

describe('rule 1: where the data lies', () => {
  it('keeps it in pg/18/data for the database user alone, settings and rights as decided', async () => {
    rmSync(dataDir, { recursive: true })
    const postgres = await start()
    expect(statSync(dataPath()).mode & 0o777).toBe(0o700)
    expect(statSync(postgres.socketDir).mode & 0o777).toBe(0o700)
    const settings = `select current_setting('fsync') || current_setting('synchronous_commit') || current_setting('full_page_writes')
      || current_setting('data_checksums') || current_setting('listen_addresses') as text`
    expect(await query(postgres.superUrl, settings)).toEqual([{ text: 'onononon' }])
    const roles = await query(
      postgres.superUrl,
      `select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname in ('guanjia_owner', 'guanjia_login') order by 1`,
    )
    expect(roles).toEqual([
      { rolname: 'guanjia_login', rolsuper: false, rolbypassrls: false, rolcreaterole: false },
      { rolname: 'guanjia_owner', rolsuper: false, rolbypassrls: false, rolcreaterole: true },
    ])
    const wrong = postgres.appUrl.replace(/:[^:@]+@/, ':wrong@')
    await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })

  it('works below a path longer than a socket address may be', async () => {
    dataDir = join(base, 'a-rather-long-name-of-a-folder-'.repeat(4), 'data')
    const postgres = await start()
    expect(dataPath().length).toBeGreaterThan(107)
    expect(await query(postgres.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('refuses to look empty when the data is of another major version or the keys are lost', async () => {
    renameSync(join(dataDir, 'pg', '18'), join(dataDir, 'pg', '17'))
    await expect(start()).rejects.toThrow('PostgreSQL 17')
    renameSync(join(dataDir, 'pg', '17'), join(dataDir, 'pg', '18'))
    rmSync(join(dataDir, 'secrets.json'))
    await expect(start()).rejects.toThrow('secrets.json')
    writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify({ database: { superuser: 'other' } }), { mode: 0o600 })
    await expect(start()).rejects.toThrow('不是同一套')
  })
})

describe('rule 2: whom it runs as', () => {
  it('never runs as root', async (context) => {
    needsRoot(context)
    const postgres = await start()
    expect(uidOf(postgres.pid()!)).not.toBe(0)
  })

  it.for([
    ['with an entry in the user list', NOBODY],
    ['without one', RAW_UID],
  ] as const)('runs as the owner of the data folder, %s', async ([, uid], context) => {
    needsRoot(context)
    rmSync(dataDir, { recursive: true })
    mkdirSync(dataDir)
    chownSync(dataDir, uid, uid)
    const postgres = await start()
    expect(uidOf(postgres.pid()!)).toBe(uid)
    expect(statSync(dataPath()).uid).toBe(uid)
    expect(await query(postgres.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('works below a folder that only root may enter, restart and recovery included', async (context) => {
    needsRoot(context)
    chmodSync(base, 0o700)
    rmSync(dataDir, { recursive: true })
    const postgres = await start()
    await query(postgres.ownerUrl, 'create table note (id int); insert into note values (1)')
    process.kill(postgres.pid()!, 'SIGKILL')
    await expect
      .poll(() => query(postgres.ownerUrl, 'select id from note').catch(() => []), { timeout: 10_000 })
      .toEqual([{ id: 1 }])
    await postgres.stop()
    const again = await start()
    expect(await query(again.ownerUrl, 'select id from note')).toEqual([{ id: 1 }])
    expect(statSync(base).mode & 0o777).toBe(0o700)
  })

  it('copies the programs when the database user cannot reach them, links included', async (context) => {
    needsRoot(context)
    const found = findBinaries()
    context.skip(found.origin !== 'package', 'the programs do not come from the npm package')
    const closed = join(base, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    spawnSync('cp', ['-a', found.home, closed])
    // As npm leaves it with --ignore-scripts, under a strict umask.
    spawnSync('find', [join(closed, 'native', 'lib'), '-type', 'l', '-delete'])
    const hidden = { ...found, home: join(closed, 'native') }
    const copy = binariesFor({ uid: NOBODY, gid: NOBODY }, hidden, join(base, 'bin'))
    expect(copy.home).toBe(join(base, 'bin', found.version))
    const version = spawnSync(programOf(copy, 'postgres'), ['--version'], {
      uid: NOBODY,
      gid: NOBODY,
      encoding: 'utf8',
      cwd: '/',
    })
    expect(version.stdout).toContain('PostgreSQL')
    expect(existsSync(join(copy.home, 'lib', 'libicuuc.so.60')) || process.arch !== 'x64').toBe(true)
  })

  it('runs as an ordinary user without more ado', async (context) => {
    needsRoot(context)
    rmSync(dataDir, { recursive: true })
    mkdirSync(dataDir)
    chownSync(dataDir, NOBODY, NOBODY)
    const one = await server({ uid: NOBODY })
    expect(uidOf(one.pid)).toBe(NOBODY)
    expect(await query(one.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await one.stop()
  })
})

describe('rule 3: the guard', () => {
  it('shuts the database down cleanly when the server is killed', async () => {
    const one = await server()
    one.process.kill('SIGKILL')
    await expect.poll(postmaster, { timeout: 3000 }).toBeNull()
    expect(log()).toContain('database system is shut down')
  })

  it('keeps Ctrl-C from the database, so that the server can drain first', async (context) => {
    needsLinux(context)
    const postgres = await start()
    const field = (pid: number, index: number) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[index]
    }
    const [group, session] = [2, 3]
    expect(field(postgres.pid()!, group)).not.toBe(field(process.pid, group))
    expect(field(postgres.pid()!, session)).not.toBe(field(process.pid, session))
  })
})

describe('rule 4: a database that runs already, or died', () => {
  it('is adopted by a second server, which does not stop it', async () => {
    const one = await server()
    const two = await start()
    expect(two.adopted).toBe(true)
    expect(two.pid()).toBe(one.pid)
    expect(await query(two.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await two.stop()
    expect(postmaster()).toBe(one.pid)
  })

  it('is started once by two servers that come at the same time', async () => {
    const [one, two] = await Promise.all([server(), server()])
    expect(one.pid).toBe(two.pid)
    expect([one.adopted, two.adopted].sort()).toEqual([false, true])
    expect(log().match(/ready to accept connections/g)).toHaveLength(1)
  })

  it('is taken over by the second server when the first is killed', async () => {
    const one = await server()
    const two = await start()
    one.process.kill('SIGKILL')
    await expect.poll(() => two.pid() !== null && two.pid() !== one.pid, { timeout: 10_000 }).toBe(true)
    expect(await query(two.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    await two.stop()
    expect(postmaster()).toBeNull()
  })

  it('is adopted as an orphan, stopped by its new supervisor, and guarded against its death', async (context) => {
    needsLinux(context)
    const orphan = await orphaned()
    const two = await server()
    expect([two.adopted, two.pid]).toEqual([true, orphan])
    two.process.kill('SIGKILL')
    await expect.poll(postmaster, { timeout: 3000 }).toBeNull()
    const again = await orphaned()
    const three = await start()
    expect([three.adopted, three.pid()]).toEqual([true, again])
    await three.stop()
    expect(postmaster()).toBeNull()
  })

  it('comes back by itself within ten seconds when it is killed, with every acknowledged row', async () => {
    let told = 0
    const postgres = await start()
    postgres.onExit(() => told++)
    await query(postgres.ownerUrl, 'create table note (id int primary key); grant all on note to guanjia_login')
    const db = openDatabase({ url: postgres.appUrl, poolSize: 4 })
    const acknowledged: number[] = []
    let writing = true
    let id = 0
    const writer = async () => {
      while (writing) {
        const mine = ++id
        await db.pool.query('insert into note values ($1)', [mine]).then(
          () => acknowledged.push(mine),
          () => sleep(20),
        )
      }
    }
    const writers = [writer(), writer(), writer(), writer()]
    for (let round = 0; round < 3; round++) {
      await sleep(300)
      const killed = postgres.pid()!
      process.kill(killed, 'SIGKILL')
      const before = Date.now()
      await expect.poll(() => postgres.pid() !== null && postgres.pid() !== killed, { timeout: 10_000 }).toBe(true)
      const count = acknowledged.length
      await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(count)
      expect(Date.now() - before).toBeLessThan(10_000)
    }
    writing = false
    await Promise.all(writers)
    const rows = new Set((await query<{ id: number }>(postgres.ownerUrl, 'select id from note')).map((row) => row.id))
    expect(acknowledged.filter((one) => !rows.has(one))).toEqual([])
    expect(told).toBe(3)
    await db.close()
  }, 60_000)

  it('is started in spite of a pid file that names an unrelated process', async () => {
    forgePidFile(process.pid)
    const postgres = await start()
    expect(await query(postgres.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is started in spite of a zombie, which still answers to signals', async (context) => {
    needsRoot(context)
    const { uid } = statSync(dataPath())
    // `sleep` never reaps the child that it inherits from the shell.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { uid, gid: uid, cwd: '/' })
    const zombie = await new Promise<number>((resolve) => parent.stdout.once('data', (line) => resolve(Number(line))))
    try {
      await expect.poll(() => stateOf(zombie, dataPath())).toBe('zombie')
      forgePidFile(zombie)
      const again = await start()
      expect(await query(again.appUrl, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      parent.kill('SIGKILL')
    }
  })

  it('is not started beside the last children of a dead one', async (context) => {
    needsLinux(context)
    const one = await server()
    const busy = new pg.Client({ connectionString: one.superUrl })
    busy.on('error', () => {})
    await busy.connect()
    const { rows } = await busy.query<{ pid: number }>('select pg_backend_pid() as pid')
    const child = rows[0]!.pid
    // A stopped child cannot notice the death of its postmaster and keeps the shared memory.
    process.kill(child, 'SIGSTOP')
    process.kill(one.pid, 'SIGKILL')
    await sleep(1500)
    expect(postmaster()).toBeNull()
    process.kill(child, 'SIGCONT')
    await expect.poll(postmaster, { timeout: 10_000 }).not.toBeNull()
    expect(postmaster()).not.toBe(one.pid)
    await busy.end().catch(() => {})
  })

  it('fails with the reason when it cannot start', async () => {
    writeFileSync(join(dataPath(), 'local.conf'), 'shared_buffers = nonsense\n')
    await expect(start()).rejects.toThrow(/数据库启动失败.*shared_buffers/s)
  })
})

describe('rule 5: the stop', () => {
  it('is fast and clean in spite of an open transaction', async () => {
    const postgres = await start()
    const client = new pg.Client({ connectionString: postgres.ownerUrl })
    client.on('error', () => {})
    await client.connect()
    await client.query('begin; create table half (id int)')
    const before = Date.now()
    await Promise.all([postgres.stop(), postgres.stop()])
    expect(Date.now() - before).toBeLessThan(5000)
    expect(log()).toContain('received fast shutdown request')
    expect(log()).toContain('database system is shut down')
    expect(existsSync(postgres.socketDir)).toBe(false)
    await client.end().catch(() => {})
  })

  it('asks more firmly after its time, and never kills', async (context) => {
    needsLinux(context)
    const lines: string[] = []
    const postgres = await start({ stopTimeoutMs: 500, log: (line) => lines.push(line) })
    const client = new pg.Client({ connectionString: postgres.superUrl })
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]!.pid, 'SIGSTOP')
    await postgres.stop()
    expect(lines.join()).toContain('did not stop within 0.5 s')
    expect(log()).toContain('received immediate shutdown request')
    expect(postmaster()).toBeNull()
    await client.end().catch(() => {})
  })
})

describe('rule 6: the pool', () => {
  it('survives the end of the database under idle connections', async () => {
    const postgres = await start()
    const errors: Error[] = []
    const db = openDatabase({ url: postgres.appUrl, onIdleError: (error) => errors.push(error) })
    await inCompany(db, async () => {})
    await postgres.stop()
    await expect.poll(() => errors.length).toBeGreaterThan(0)
    await db.close()
  })
})

describe('rule 7: the backup', () => {
  it('copies the running database, which starts from the copy with all that was written before', async () => {
    const postgres = await start()
    await query(postgres.ownerUrl, 'create table note (id int primary key)')
    let id = 0
    let writing = true
    const writer = async () => {
      while (writing)
        await query(
          postgres.ownerUrl,
          `insert into note select g from generate_series(${++id * 100}, ${id * 100 + 99}) g`,
        )
    }
    const written = writer()
    await expect.poll(() => id).toBeGreaterThan(3)
    const before = id - 1
    const copy = join(base, 'copy')
    await backUp(postgres.superUrl, dataPath(), copy)
    await expect(backUp(postgres.superUrl, dataPath(), copy)).rejects.toThrow('已存在')
    writing = false
    await written
    await postgres.stop()
    rmSync(dataPath(), { recursive: true })
    spawnSync('mv', [copy, dataPath()])
    const restored = await start()
    const rows = await query<{ n: number }>(restored.ownerUrl, 'select count(*)::int as n from note')
    expect(rows[0]!.n).toBeGreaterThanOrEqual(before * 100)
    expect(rows[0]!.n % 100).toBe(0)
  })
})

/** A database whose server and guards were all killed. */
async function orphaned(): Promise<number> {
  const one = await server()
  const guards = spawnSync('ps', ['-e', '-o', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n')
  const pids = guards
    .filter((line) => line.includes('/bin/sh -c') && line.includes(dataDir))
    .map((line) => Number.parseInt(line, 10))
  expect(pids.length).toBeGreaterThan(0)
  // The reader of the pipe first: when the other guard ends, Node closes the pipe and the reader would act.
  for (const pid of pids.reverse()) process.kill(pid, 'SIGKILL')
  one.process.kill('SIGKILL')
  await sleep(300)
  expect(postmaster()).toBe(one.pid)
  return one.pid
}

function forgePidFile(pid: number): void {
  const lines = [pid, dataPath(), 1_700_000_000, 5432, tmpdir(), '', '     12345         0', 'ready   ']
  const path = join(dataPath(), 'postmaster.pid')
  writeFileSync(path, `${lines.join('\n')}\n`)
  const owner = statSync(dataPath())
  chownSync(path, owner.uid, owner.gid)
  chmodSync(path, 0o600)
}
