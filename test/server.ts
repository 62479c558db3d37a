import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { findBinaries } from '../src/embedded/binaries.ts'
import { startPostgres } from '../src/embedded/supervisor.ts'
import { migrate, readMigrations } from '../src/kernel/db/migrate.ts'

/** Where the tests of one run find their server, and the migrated database that each of them is cloned from. */
export interface TestServer {
  appUrl: string
  /** The owner may create databases. */
  ownerUrl: string
  template: string
  embedded: boolean
}

export const MIGRATIONS = fileURLToPath(new URL('../db/migrations', import.meta.url))
const CACHE = fileURLToPath(new URL('../node_modules/.cache/guanjia', import.meta.url))
/** A lost test database is no loss, and waiting for a disk is most of the cost of a small transaction. */
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '100' }
const HOUR_MS = 3_600_000

/**
 * A throw-away embedded PostgreSQL with a migrated template, or the external server of DATABASE_URL and
 * DATABASE_OWNER_URL. Ends with `stop`, and with this process however it ends.
 */
export async function startTestServer(): Promise<{ server: TestServer; stop: () => Promise<void> }> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = process.env
  if (DATABASE_URL && DATABASE_OWNER_URL) return external(DATABASE_URL, DATABASE_OWNER_URL)
  removeOrphans()
  const runDir = mkdtempSync(join(tmpdir(), `guanjia-test-${process.pid}-`))
  chmodSync(runDir, 0o711)
  const remove = () => rmSync(runDir, { recursive: true, force: true })
  // Ctrl-C may end the process without a stop; the guard ends the database then.
  process.once('exit', remove)
  try {
    copyTree(await preparedData(), join(runDir, 'data'))
    const postgres = await startPostgres({ dataDir: join(runDir, 'data'), log: () => {}, settings: SETTINGS })
    const { appUrl, ownerUrl } = postgres
    const stop = async () => {
      await postgres.stop()
      remove()
    }
    return { server: { appUrl, ownerUrl, template: 'guanjia_template', embedded: true }, stop }
  } catch (error) {
    remove()
    throw error
  }
}

/** `url` for another database of the same server. */
export function urlOfDatabase(url: string, database: string): string {
  return url.replace(/(:\/\/[^/]*)\/[^?]*/, `$1/${database}`)
}

/** A data folder with the migrated template, made once per set of migrations and binaries, then copied. */
async function preparedData(): Promise<string> {
  const key = createHash('sha256')
  for (const file of readMigrations(MIGRATIONS)) key.update(file.name).update(file.checksum)
  key.update(JSON.stringify([findBinaries().version, process.getuid?.() ?? 0, SETTINGS]))
  const name = `pg-${key.digest('hex').slice(0, 16)}`
  const cache = cacheFolder()
  const ready = join(cache, name)
  if (existsSync(ready)) return ready
  removeOld(cache)
  const draft = join(cache, `draft-${process.pid}-${randomUUID().slice(0, 8)}`)
  try {
    const postgres = await startPostgres({ dataDir: draft, log: () => {}, settings: SETTINGS })
    try {
      await run(
        postgres.superUrl,
        'alter role guanjia_owner createdb',
        'create database guanjia_template owner guanjia_owner',
      )
      const [ownerUrl, appUrl] = [postgres.ownerUrl, postgres.appUrl].map((url) =>
        urlOfDatabase(url, 'guanjia_template'),
      )
      await migrate({ ownerUrl: ownerUrl!, appUrl: appUrl!, folder: MIGRATIONS })
      await run(postgres.superUrl, 'checkpoint')
    } finally {
      await postgres.stop()
    }
    if (!existsSync(ready)) renameSync(draft, ready)
  } catch (error) {
    // Another run may have been first.
    if (!existsSync(ready)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return ready
}

function cacheFolder(): string {
  for (const folder of [CACHE, join(tmpdir(), `guanjia-cache-${process.getuid?.() ?? 0}`)]) {
    try {
      mkdirSync(folder, { recursive: true })
      const probe = mkdtempSync(join(folder, 'probe-'))
      rmSync(probe, { recursive: true })
      return folder
    } catch {
      // Installed by another user: the next place.
    }
  }
  throw new Error('no folder for the cache of the test database can be written')
}

function removeOld(cache: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const found = statSync(path, { throwIfNoEntry: false })
    if (/^(pg|draft)-/.test(name) && found && Date.now() - found.mtimeMs > HOUR_MS) {
      rmSync(path, { recursive: true, force: true })
    }
  }
}

/** Folders of runs that were killed. */
function removeOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^guanjia-test-(\d+)-/.exec(name)?.[1])
    if (!pid || isRunning(pid)) continue
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
    } catch {
      // Another user's.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** As root the files belong to the database's user, which `cp -a` keeps. */
function copyTree(from: string, to: string): void {
  if (process.platform === 'win32') {
    cpSync(from, to, { recursive: true })
    return
  }
  const copied = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' })
  if (copied.status !== 0) throw new Error(`copying the prepared database failed: ${copied.stderr}`)
}

async function external(appUrl: string, ownerUrl: string) {
  const template = `guanjia_template_${randomUUID().slice(0, 8)}`
  await run(ownerUrl, `create database ${template} template template0`)
  const stop = () => run(ownerUrl, `drop database if exists ${template}`)
  try {
    await migrate({
      ownerUrl: urlOfDatabase(ownerUrl, template),
      appUrl: urlOfDatabase(appUrl, template),
      folder: MIGRATIONS,
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { server: { appUrl, ownerUrl, template, embedded: false }, stop }
}

async function run(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
