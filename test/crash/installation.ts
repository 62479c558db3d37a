import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPidFile, stateOf } from '../../src/embedded/postmaster.ts'
import { root } from '../../src/kernel/root.ts'

const CLI = join(root, 'dist', 'cli.mjs')
const PASSWORD = '春眠不觉晓处处闻啼鸟'

/** An installation as users have it: a data folder, and `guanjia start` as a process of its own. */
export interface Installation {
  base: string
  dataDir: string
  url: string
  /** The end of what the server said since the last start. */
  said(): string
  /** `guanjia start`; resolves when it is ready, rejects when it ended before. */
  launch(): Promise<void>
  /** SIGKILL; resolves when the process is gone. */
  killServer(): Promise<void>
  /** SIGKILL of the postmaster; resolves when another one is ready for the same data. */
  killDatabase(): Promise<void>
  serverPid(): number | null
  /** SIGTERM; answers how long it took (ms) and how it ended. */
  stop(): Promise<{ tookMs: number; code: number | null }>
  remove(): Promise<void>
}

/**
 * Builds the program when it is not built, and makes an estate by `guanjia init`; `prepare` is given the data folder
 * before anything is in it.
 */
export async function install(prepare: (dataDir: string) => void = () => {}): Promise<Installation> {
  // The embedded database is what is killed, also where the other tests run against an external one.
  delete process.env.DATABASE_URL
  delete process.env.DATABASE_OWNER_URL
  run(['-e', "import('./scripts/prepare.mjs').then(({ build }) => build())"])
  const base = mkdtempSync(join(tmpdir(), 'guanjia-crash-'))
  chmodSync(base, 0o755)
  const dataDir = join(base, 'data')
  prepare(dataDir)
  const estate = ['--company', '安居物业', '--project', '翠湖花园', '--code', 'cuihu', '--login', 'manager']
  run([CLI, 'init', '--data', dataDir, ...estate])
  const port = await freePort()
  let child: ChildProcess | null = null
  let said = ''

  const launch = () =>
    new Promise<void>((ready, failed) => {
      said = ''
      const made = spawn(process.execPath, [CLI, 'start', '--port', String(port), '--data', dataDir, '--no-demo'], {
        cwd: root,
        env: environment(),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = made
      made.stderr.on('data', (chunk) => {
        said = (said + chunk).slice(-20_000)
      })
      made.stdout.on('data', (chunk) => {
        if (String(chunk).includes('Guanjia ready at')) ready()
        // What it fails of stands in its log, which is written there.
        said = (said + chunk).slice(-20_000)
      })
      made.once('exit', (code, signal) => {
        if (child === made) child = null
        said = `ended with ${signal ?? code}: ${said}`
        failed(new Error(`the server ${said}`))
      })
    })
  const gone = (one: ChildProcess | null) =>
    new Promise<void>((done) => {
      if (!one || one.exitCode !== null || one.signalCode !== null) done()
      else one.once('exit', () => done())
    })
  const killServer = async () => {
    const killed = child
    killed?.kill('SIGKILL')
    await gone(killed)
  }
  const dataPath = join(dataDir, 'pg', '18', 'data')
  const postmaster = () => {
    const file = readPidFile(dataPath)
    return file && stateOf(file.pid, dataPath) === 'postmaster' ? file : null
  }
  const endWithThisProcess = () => child?.kill('SIGKILL')
  process.once('exit', endWithThisProcess)

  return {
    base,
    dataDir,
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    launch,
    killServer,
    killDatabase: async () => {
      const killed = postmaster()
      if (!killed) throw new Error('there is no database to kill')
      process.kill(killed.pid, 'SIGKILL')
      for (
        let now = postmaster();
        now === null || now.pid === killed.pid || now.status !== 'ready';
        now = postmaster()
      ) {
        if (child === null) throw new Error(`the server went with its database, ${said}`)
        await sleep(20)
      }
    },
    serverPid: () => child?.pid ?? null,
    stop: async () => {
      const stopped = child!
      const started = Date.now()
      stopped.kill('SIGTERM')
      await gone(stopped)
      return { tookMs: Date.now() - started, code: stopped.exitCode }
    },
    remove: async () => {
      await killServer()
      process.off('exit', endWithThisProcess)
      while (postmaster()) await sleep(50)
      rmSync(base, { recursive: true, force: true })
    },
  }
}

const environment = () => ({ ...process.env, GUANJIA_PASSWORD: PASSWORD })

function run(args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env: environment(), encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => found(port))
    })
  })
}
