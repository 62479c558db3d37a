import { type AddressInfo, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type EmbeddedPostgres, startPostgres } from './embedded/supervisor.ts'
import { settleTransactionBase } from './kernel/audit/transaction-base.ts'
import { Changes } from './kernel/case/changes.ts'
import { loadCalendarDays } from './kernel/case/clocks.ts'
import type { Engine } from './kernel/case/engine.ts'
import { type ManualTime, manualTime, systemTime, type TimeSource } from './kernel/clock/time.ts'
import { assertAppRole, type Database, inCompany, openDatabase } from './kernel/db/db.ts'
import { migrate } from './kernel/db/migrate.ts'
import { Outside } from './kernel/delivery/outside.ts'
import { allWays } from './kernel/delivery/ways/ways.ts'
import { FileStore } from './kernel/file/file.ts'
import type { LogLevel } from './kernel/http/doors.ts'
import { root, version } from './kernel/root.ts'
import { loadSecrets } from './kernel/secrets.ts'
import { signatureStore } from './kernel/signature/signature.ts'
import type { DrillSettings } from './rooms/drill/drill.routes.ts'
import { duties, effects, procedures, reactions } from './rooms.ts'
import { stopAll } from './stop.ts'

/** How an installation is started; the flags of `guanjia start`. */
export interface ServeOptions {
  port: number
  /** Loopback unless TLS stands in front. */
  host: string
  dataDir: string
  /** Fill an empty database with the demo estate and offer one-click sign-in; for this machine alone. */
  demo: false | 'small' | 'full'
  /** `manual` lets tests and drills move business time; for this machine alone. */
  clock: 'system' | 'manual'
  /** Public https address of the proxy in front. */
  behindProxy: string | null
  log: LogLevel | false
  /** A server for drills: a small demo estate without matters of today, and a clock that its drills move. */
  drill?: DrillSettings
  /** Who bears it may read /api/metrics; see decision 025. */
  metricsToken?: string
}

export interface Serving {
  url: string
  engine: Engine
  log: FastifyInstance['log']
  /** Resolves when the demo estate is complete; at once when there is nothing to fill. */
  filled: Promise<void>
  /**
   * Begins nothing more, finishes what runs and closes everything, within 10 s. Throws StillRunning when something did
   * not end in time; what it had not committed is undone.
   */
  stop(): Promise<void>
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])

/** Starts database, application and clocks; returns when the address answers. */
export async function serve(options: ServeOptions): Promise<Serving> {
  refuseOpenDoors(options)
  // Until the application has a log, whoever starts it reads on the terminal.
  let say = (line: string) => console.error(line)
  const store = await openStore(options.dataDir, (line) => say(line))
  try {
    const serving = await serveOn(store, options)
    if (options.log !== false) say = (line) => serving.log.warn(line)
    return serving
  } catch (error) {
    await store.close()
    throw error
  }
}

/** The database of an installation, migrated, as the application's role. */
export interface Store {
  db: Database
  appUrl: string
  /** Connects as the owner of the tables. */
  ownerUrl: string
  embedded: EmbeddedPostgres | null
  close(): Promise<void>
}

/**
 * Opens the database of `dataDir`: the embedded one (adopted when it runs already), or the one of DATABASE_URL. It is
 * brought up to date first, unless it is to be taken as it is.
 */
export async function openStore(dataDir: string, log: (line: string) => void, { asItIs = false } = {}): Promise<Store> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = process.env
  if (DATABASE_URL && !DATABASE_OWNER_URL)
    throw new Error('设置了 DATABASE_URL，还需要 DATABASE_OWNER_URL（执行迁移的所有者账号）')
  const embedded = DATABASE_URL ? null : await startPostgres({ dataDir, log })
  const appUrl = DATABASE_URL ?? embedded!.appUrl
  const ownerUrl = DATABASE_URL ? DATABASE_OWNER_URL! : embedded!.ownerUrl
  const db = openDatabase({ url: appUrl, onIdleError: (error) => log(`database connection lost: ${error.message}`) })
  const close = async () => {
    await db.close()
    await embedded?.stop()
  }
  try {
    if (!asItIs) {
      await migrate({ ownerUrl, appUrl, folder: join(root, 'db', 'migrations') })
      await settleTransactionBase(ownerUrl)
    }
    await assertAppRole(db)
    return { db, appUrl, ownerUrl, embedded, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function serveOn(store: Store, options: ServeOptions): Promise<Serving> {
  // Commands that serve nothing spare themselves the doors.
  const { startBackground } = await import('./background.ts')
  const { buildServer, facePlaces, reads } = await import('./server.ts')
  const { db } = store
  const port = options.port || (await freePort(options.host))
  const { drill = null } = options
  const time = await timeFor(db, options)
  const changes = new Changes()
  const engine = await makeEngine(db, options.dataDir, time, changes)
  const loopback = LOOPBACK.has(options.host)
  const publicUrl = options.behindProxy ?? `http://${options.host}:${port}`
  const ways = allWays({ outside: new Outside(), publicUrl, dataDir: options.dataDir })
  // Said from the first answer on: whoever asks before the demo begins must not take it for complete.
  let filling = options.demo !== false && loopback
  const app = await buildServer(
    {
      db,
      engine,
      time,
      secrets: engine.secrets,
      reads,
      files: engine.files,
      ways,
      changes,
      settings: {
        version,
        publicUrl,
        places: facePlaces,
        loopback,
        demo: options.demo !== false && loopback,
        manualTime: options.clock === 'manual' ? (time as ManualTime) : null,
        perMinute: options.demo ? 6000 : 600,
        checksAnswers: false,
        webRoot: join(root, 'dist', 'web'),
        behindProxy: options.behindProxy !== null,
        filling: () => filling,
        log: options.log,
        ...(options.metricsToken ? { metricsToken: options.metricsToken } : {}),
      },
    },
    { drill },
  )
  const { log, metrics } = app
  metrics.ofProcess()
  db.watch.onSlow = (statement, milliseconds) =>
    log.warn({ statement, milliseconds: Math.round(milliseconds) }, 'slow statement')
  const url = await app.listen({ port, host: options.host })
  const stopping = new AbortController()
  const fill = async () => {
    if (options.demo === false || !loopback) return
    const [{ fillDemo, fullSize, smallSize }, { progressOn }] = await Promise.all([
      import('./simulate/demo.ts'),
      import('./simulate/progress.ts'),
    ])
    const size = {
      ...(options.demo === 'small' ? smallSize : fullSize),
      ...(drill ? { withoutToday: true as const } : {}),
    }
    const { dataDir } = options
    await fillDemo(engine, {
      now: time.now(),
      dataDir,
      ownerUrl: store.ownerUrl,
      size,
      duties,
      onProgress: progressOn(process.stderr),
      signal: stopping.signal,
    })
  }
  const filled = fill()
    .catch((error: Error) => {
      if (!stopping.signal.aborted) log.error({ err: error }, 'the demo estate was not filled')
    })
    .finally(() => {
      filling = false
    })
  const { signal } = stopping
  // The weeks that the demo lives through lie in the past: the present must not fire their clocks.
  const working = filled.then(() => {
    if (signal.aborted) return
    const delivering = { ways, publicUrl, pathOfCase: facePlaces.case }
    Object.assign(running, startBackground({ engine, duties, delivering, app, signal }))
    if (drill) running.drills = paceOf(db, time as ManualTime, signal)
  })
  const running: Record<string, Promise<unknown>> = { 'demo estate': working }
  const stop = () => {
    stopping.abort()
    return stopAll(app, store, running)
  }
  return { url, engine, filled, stop, log }
}

/** Business time: the machine's, or one that is moved; of drills it goes on where it was left. */
async function timeFor(db: Database, { clock, drill }: ServeOptions): Promise<TimeSource> {
  if (clock === 'system') return systemTime
  if (!drill) return manualTime(new Date())
  const { drillTime } = await import('./drill.ts')
  return manualTime(await drillTime(db))
}

async function paceOf(...given: [Database, ManualTime, AbortSignal]): Promise<void> {
  const { keepPace } = await import('./rooms/drill/drill.pace.ts')
  return keepPace(...given)
}

/** `--port 0`: links and QR codes must carry the port before the first request comes. */
function freePort(host: string): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => found(port))
    })
  })
}

/** The engine of a running installation. */
export async function makeEngine(
  db: Database,
  dataDir: string,
  time: typeof systemTime,
  changes: Changes,
): Promise<Engine & { files: FileStore }> {
  const secrets = loadSecrets(dataDir)
  const files = new FileStore(db, dataDir, time)
  return {
    db,
    time,
    secrets,
    files,
    procedures,
    reactions,
    effects,
    calendarDays: await inCompany(db, loadCalendarDays),
    signatures: signatureStore(files, secrets),
    afterCommit: (committed) => changes.tell(committed),
  }
}

/** Beyond loopback only behind TLS: sessions and residents' data would travel in the open. */
function refuseOpenDoors({ host, behindProxy, demo, clock }: ServeOptions): void {
  if (behindProxy === null && LOOPBACK.has(host)) return
  const known = Object.values(networkInterfaces())
    .flat()
    .map((one) => one?.address)
  const named = known.includes(host) ? `本机地址 ${host}` : host
  if (behindProxy === null)
    throw new Error(`${named} 不是本机回环地址：请在前面放置 TLS 反向代理，并用 --behind-proxy https://… 说明对外网址`)
  if (!behindProxy.startsWith('https://')) throw new Error('--behind-proxy 须是 https:// 开头的对外网址')
  // A proxy on this machine passes on what comes from anywhere, so listening on loopback is no protection then.
  if (clock === 'manual') throw new Error('对外服务不能用手动时钟：请去掉 --clock manual')
  if (demo) throw new Error('对外服务不能用演示模式：请加 --no-demo')
}
