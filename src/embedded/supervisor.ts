import { chmodSync, existsSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { classify, DatabaseGone } from '../kernel/db/errors.ts'
import { programOf } from './binaries.ts'
import { configure, createCluster, DATABASE, databaseEnv, LOGIN, OWNER, prepareRoles, SUPERUSER } from './cluster.ts'
import { supervisorLock } from './lock.ts'
import { tailOf } from './log-tail.ts'
import { openSocketFolder, type Place, preparePlace, removeIfEmpty } from './place.ts'
import { guardLate, launch, type PidFile, readPidFile, retirePidFile, stateOf } from './postmaster.ts'
import { giveTo } from './run-as.ts'

export interface StartOptions {
  /** The installation's data folder; the cluster lies in `pg/<major>/data` below it. */
  dataDir: string
  log: (line: string) => void
  /** More settings for postgresql.conf (the tests switch fsync off). */
  settings?: Record<string, string>
  /** Folder with `postgres` and `initdb`; default `GUANJIA_PG_BIN`, then the npm package, then the PATH. */
  binDir?: string
  /** After this long a stop, or the guard when this process is gone, asks more firmly (SIGQUIT, never SIGKILL). */
  stopTimeoutMs?: number
}

/** The embedded database, running. It is started again by itself whenever it dies, until `stop`. */
export interface EmbeddedPostgres {
  socketDir: string
  port: number
  /** For migrations. */
  ownerUrl: string
  /** For the running application. */
  appUrl: string
  /** For repair only. */
  superUrl: string
  /** True when it was running already, under another supervisor or under none. */
  adopted: boolean
  /** The pid of the postmaster now, or null while it is down. */
  pid(): number | null
  /** Told of every end that `stop` did not ask for; the restart is under way then. */
  onExit(callback: () => void): void
  /** Ends the database, unless another live process supervises it. Idempotent. */
  stop(): Promise<void>
}

const START_LIMIT_MS = 120_000
/** Sessions end at once and the last checkpoint is small; what is cut short is recovered from the log at the next start. */
const STOP_PATIENCE_MS = 20_000
const LEFTOVERS_LIMIT_MS = 15_000
const POLL_MS = 20
const WATCH_MS = 100

/** A database process that answers. `mine`: this process holds the supervisor's lock. */
interface Running extends PidFile {
  mine: boolean
  found: boolean
  exited: Promise<void>
}

/**
 * Starts (or adopts) the PostgreSQL of `dataDir` and keeps it running. Throws with a message for the administrator
 * when it cannot be started at all.
 */
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres> {
  const place = preparePlace(options)
  const lock = supervisorLock(join(place.folder, 'supervisor.lock'))
  const onProcessExit = () => lock.release()
  process.once('exit', onProcessExit)
  const listeners: (() => void)[] = []
  let stopping = false
  let running: Running | null = null

  const isStopping = () => stopping
  try {
    running = await bringUp(place, lock, options, isStopping)
  } catch (error) {
    lock.release()
    process.off('exit', onProcessExit)
    throw error
  }
  const first = running
  // The addresses handed out below must hold, so a later restart listens where this one did.
  place.socketDir = first.socketDir
  let healing: Promise<void> = Promise.resolve()
  const watch = (now: Running) => {
    now.exited.then(() => {
      running = null
      if (stopping) return
      options.log(`database process ${now.pid} ended; starting it again`)
      for (const tell of listeners) tell()
      healing = heal()
    })
  }
  const heal = async () => {
    for (let attempt = 0; !stopping; attempt++) {
      try {
        const again = await bringUp(place, lock, options, isStopping)
        running = again
        options.log(`database runs again as process ${again.pid}`)
        return watch(again)
      } catch (error) {
        if (stopping) return
        options.log(`database did not start: ${(error as Error).message}`)
        await sleep(Math.min(5000, 250 * 2 ** attempt))
      }
    }
  }
  watch(first)

  let stopped: Promise<void> | null = null
  const stop = async () => {
    stopping = true
    await healing
    const last = running
    if (last?.mine) {
      await end(last, patienceOf(options), options.log)
      removeIfEmpty(last.socketDir)
    }
    lock.release()
    process.off('exit', onProcessExit)
  }
  const url = (user: string, password: string, database: string) => urlOf(first, user, password, database)
  return {
    socketDir: first.socketDir,
    port: first.port,
    ownerUrl: url(OWNER, place.passwords.owner, DATABASE),
    appUrl: url(LOGIN, place.passwords.login, DATABASE),
    superUrl: url(SUPERUSER, place.passwords.superuser, DATABASE),
    adopted: first.found,
    pid: () => running?.pid ?? null,
    onExit: (callback) => listeners.push(callback),
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

/** Returns when the database answers: our own child, one that runs already, or one that another process starts. */
async function bringUp(
  place: Place,
  lock: { take(): boolean },
  options: StartOptions,
  isStopping: () => boolean,
): Promise<Running> {
  const deadline = Date.now() + START_LIMIT_MS
  const leftoversUntil = Date.now() + LEFTOVERS_LIMIT_MS
  while (!isStopping()) {
    const mine = lock.take()
    const live = await findLive(place, mine)
    if (live === 'busy' || (!live && !mine)) {
      if (Date.now() > deadline)
        throw new Error(`数据库 ${START_LIMIT_MS / 1000} 秒内没有就绪，日志在 ${place.logPath}`)
      await sleep(POLL_MS * 2)
      continue
    }
    if (live) {
      if (mine && !(await reach(live, place))) continue
      const exited = goneOf(live.pid, place.dataPath)
      if (mine) guardLate(live.pid, exited, place.users.run, patienceOf(options))
      return { ...live, mine, found: true, exited }
    }
    const started = await startOnce(place, options)
    if (typeof started !== 'string') return started
    // A killed server may leave its lock file or shared memory for a moment, until its last children have noticed.
    if (!/lock file|shared memory/.test(started) || Date.now() > leftoversUntil) {
      throw new Error(`数据库启动失败：${started || '没有输出'}（日志在 ${place.logPath}）`)
    }
    await sleep(250)
  }
  throw new Error('the supervisor is stopping')
}

/** The server that `postmaster.pid` names, if it answers; `busy` while it starts, recovers or stops. */
async function findLive(place: Place, mine: boolean): Promise<PidFile | 'busy' | null> {
  const file = readPidFile(place.dataPath)
  if (!file) return null
  const state = stateOf(file.pid, place.dataPath)
  if (state === 'postmaster') return (await answers(file, place)) ? file : 'busy'
  if ((state === 'zombie' || state === 'other') && mine) retirePidFile(place.dataPath)
  return null
}

/** Only our own cluster knows our random password, so a successful sign-in also proves that it is the right server. */
async function answers(file: PidFile, place: Place): Promise<boolean> {
  if (file.status !== 'ready') return false
  const connectionString = urlOf(file, SUPERUSER, place.passwords.superuser, 'postgres')
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    if (isWrongPassword(error)) throw wrongSecrets(place)
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** False when the server went away meanwhile: the guard of its last supervisor may just be stopping it. */
async function reach(live: PidFile, place: Place): Promise<boolean> {
  try {
    await prepare(live, place)
  } catch (error) {
    if (classify(error) instanceof DatabaseGone) return false
    throw error
  }
  return true
}

async function prepare(at: PidFile, place: Place): Promise<void> {
  try {
    await prepareRoles(urlOf(at, SUPERUSER, place.passwords.superuser, 'postgres'), place.passwords)
  } catch (error) {
    throw isWrongPassword(error) ? wrongSecrets(place) : error
  }
}

function isWrongPassword(error: unknown): boolean {
  return (error as { code?: string }).code === '28P01'
}

function wrongSecrets(place: Place): Error {
  return new Error(`数据库拒绝了 ${place.dataDir}/secrets.json 里的密码：该文件与数据不是同一套，请恢复原来的文件`)
}

/** Starts the server; returns the log of the attempt when it ended before it was ready. */
async function startOnce(place: Place, options: StartOptions): Promise<Running | string> {
  const { dataPath, binaries, users, address, logPath } = place
  openSocketFolder(place.socketDir, users)
  if (!existsSync(dataPath)) {
    options.log('creating the database')
    createCluster({
      dataPath,
      address,
      binaries,
      users,
      superPassword: place.passwords.superuser,
      scratch: place.socketDir ? dirname(place.socketDir) : place.folder,
    })
  }
  // A folder put back from a backup may belong to root or be open to others; PostgreSQL refuses either.
  if (users.run && statSync(dataPath).uid !== users.run.uid) giveTo(dataPath, users.run)
  chmodSync(dataPath, 0o700)
  const where = await listenAddress(place)
  configure(dataPath, users, { ...where.settings, ...options.settings })
  if ((statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > 5_000_000) renameSync(logPath, `${logPath}.1`)
  const logStart = statSync(logPath, { throwIfNoEntry: false })?.size ?? 0
  const { argument, cwd } = address(dataPath)
  const child = launch({
    command: [programOf(binaries, 'postgres'), '-D', argument],
    cwd,
    user: users.run,
    logPath,
    env: databaseEnv(),
    patienceMs: patienceOf(options),
  })
  let ended = false
  child.exited.then(() => {
    ended = true
  })
  const pid = await child.pid.catch(() => 0)
  for (const deadline = Date.now() + START_LIMIT_MS; !ended && Date.now() < deadline; await sleep(POLL_MS)) {
    const file = readPidFile(dataPath)
    if (file?.pid !== pid || file.status !== 'ready') continue
    try {
      await prepare(file, place)
    } catch (error) {
      signal(pid, 'SIGINT')
      await child.exited
      throw error
    }
    child.release()
    // The guard alone may be killed; the database has ended only when its own process is gone.
    const exited = child.exited.then(() => goneOf(pid, dataPath))
    return { ...file, mine: true, found: false, exited }
  }
  if (!ended) signal(pid, 'SIGINT')
  return tailOf(logPath, logStart)
}

async function listenAddress(place: Place): Promise<{ settings: Record<string, string> }> {
  if (place.socketDir) {
    return { settings: { listen_addresses: '', unix_socket_directories: place.socketDir, port: '5432' } }
  }
  const before = readPidFile(place.dataPath)?.port
  return { settings: { listen_addresses: '127.0.0.1', port: String(before ?? (await freePort())) } }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function patienceOf({ stopTimeoutMs = STOP_PATIENCE_MS }: StartOptions): number {
  return stopTimeoutMs
}

/** Waits for a process that is not our child. */
async function goneOf(pid: number, dataPath: string): Promise<void> {
  while (stateOf(pid, dataPath) === 'postmaster') await sleep(WATCH_MS, undefined, { ref: false })
}

/** Fast shutdown: open transactions are rolled back, what was committed is written. */
async function end(running: Running, timeoutMs: number, log: (line: string) => void): Promise<void> {
  const keepAlive = setInterval(() => {}, 1000)
  const firmly = setTimeout(() => {
    log(`database did not stop within ${timeoutMs / 1000} s; asking for an immediate shutdown`)
    signal(running.pid, 'SIGQUIT')
  }, timeoutMs)
  try {
    signal(running.pid, 'SIGINT')
    await running.exited
  } finally {
    clearTimeout(firmly)
    clearInterval(keepAlive)
  }
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone already.
  }
}

function urlOf(at: { socketDir: string; port: number }, user: string, password: string, database: string): string {
  const host = at.socketDir ? encodeURIComponent(at.socketDir) : '127.0.0.1'
  return `postgresql://${user}:${encodeURIComponent(password)}@${host}:${at.port}/${database}`
}
