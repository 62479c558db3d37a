import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, type TestContext, vi } from 'vitest'
import { readPidFile, stateOf } from '../src/embedded/postmaster.ts'
import { type EmbeddedPostgres, startPostgres } from '../src/embedded/supervisor.ts'

export const NOBODY = 65534
export const isRoot = process.getuid?.() === 0
export const isLinux = process.platform === 'linux'
const SERVER = fileURLToPath(new URL('./supervise.ts', import.meta.url))
const TSX = import.meta.resolve('tsx')

/** Where the database of the running test lies: made anew for each test by `useInstallation`. */
export const at = { base: '', dataDir: '' }

let servers: Server[] = []
let started: EmbeddedPostgres[] = []

/** Gives each test of the file a folder with a stopped database, and ends whatever the test started. */
export function useInstallation(): void {
  /** Creating a cluster takes a second; most tests start from a copy of this one. */
  let prepared: string

  // Real processes on a busy machine.
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

  beforeAll(async () => {
    prepared = mkdtempSync(join(tmpdir(), 'guanjia-pg-'))
    const postgres = await startPostgres({ dataDir: join(prepared, 'data'), log: () => {} })
    await postgres.stop()
    rmSync(join(prepared, 'data', 'pg', '18', 'postgres.log'))
  })

  afterAll(() => rmSync(prepared, { recursive: true, force: true }))

  beforeEach(() => {
    at.base = mkdtempSync(join(tmpdir(), 'guanjia-pg-'))
    chmodSync(at.base, 0o755)
    at.dataDir = join(at.base, 'data')
    spawnSync('cp', ['-a', join(prepared, 'data'), at.base])
  })

  afterEach(async () => {
    for (const postgres of started) await postgres.stop()
    for (const server of servers) server.process.kill('SIGKILL')
    await expect.poll(() => postmaster() === null, { timeout: 15_000 }).toBe(true)
    rmSync(at.base, { recursive: true, force: true })
    servers = []
    started = []
  })
}

export interface Server {
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
export async function server(options: { uid?: number; env?: NodeJS.ProcessEnv } = {}): Promise<Server> {
  const child = spawn(process.execPath, ['--import', TSX, SERVER, at.dataDir], {
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

export async function start(options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ dataDir: at.dataDir, log: () => {}, ...options })
  started.push(postgres)
  return postgres
}

export function dataPath(): string {
  return join(at.dataDir, 'pg', '18', 'data')
}

/** The pid of the running postmaster of the data folder. */
export function postmaster(): number | null {
  const file = readPidFile(dataPath())
  return file && stateOf(file.pid, dataPath()) === 'postmaster' ? file.pid : null
}

export function uidOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

export function log(): string {
  return readFileSync(join(at.dataDir, 'pg', '18', 'postgres.log'), 'utf8')
}

export async function query<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<R>(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

export function needsRoot({ skip }: TestContext): void {
  skip(!isRoot || !isLinux, 'needs root on Linux: it runs the database as other users')
}

export function needsLinux({ skip }: TestContext): void {
  skip(!isLinux, 'reads /proc to look at other processes')
}
