import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunAs } from './run-as.ts'

/** What a running server writes into `postmaster.pid`. */
export interface PidFile {
  pid: number
  port: number
  /** Empty on Windows, where there are no Unix sockets. */
  socketDir: string
  status: string
}

/** What became of the process that `postmaster.pid` names. `other`: the pid belongs to an unrelated process now. */
export type ProcessState = 'gone' | 'zombie' | 'postmaster' | 'other'

/** A database process started by us, behind its guard. */
export interface Launched {
  /** The pid of the postmaster, once the guard has told it. */
  pid: Promise<number>
  /** Settles when the guard is gone: after the postmaster, or because somebody killed the guard alone. */
  exited: Promise<void>
  /** From now on the database does not keep this process alive. */
  release(): void
}

/**
 * Waits on standard input for our end, then asks the database to shut down fast. `sh` starts background commands with
 * SIGINT ignored, so the request is repeated until the database has set its own handlers and gone. After `patience`
 * seconds it is asked for an immediate shutdown: a session of PostgreSQL 18.4 that is told to end just as it notices
 * the end of its client may wait for itself for ever (`errfinish` interrupted in `fflush`), and the server for it.
 */
const askToEnd = (pid: string, patience: number) =>
  `read -r _; n=0; while kill -INT ${pid} 2>/dev/null; do sleep 1; n=$((n + 1)); ` +
  `[ $n -lt ${patience} ] || kill -QUIT ${pid} 2>/dev/null; done`

/**
 * The guard lives in its own session (Ctrl-C reaches the application first, which drains) and waits for the database,
 * so that it is reaped at once. A second shell reads a pipe from this process: when we die, even by SIGKILL, the pipe
 * closes.
 */
const guard = (patience: number) => `
exec 3<&0 </dev/null
"$@" 3<&- >&2 &
P=$!
echo $P
exec >&2
trap 'kill -INT $P 2>/dev/null' INT TERM HUP
( trap - INT TERM HUP; exec <&3; ${askToEnd('$P', patience)} ) &
R=$!
exec 3<&-
while :; do
  wait $P; C=$?
  kill -0 $P 2>/dev/null || break
done
kill $R 2>/dev/null
exit $C
`

export function launch(options: {
  command: string[]
  cwd: string
  user: RunAs
  logPath: string
  env: NodeJS.ProcessEnv
  /** How long after our end the database may take to shut down fast. */
  patienceMs: number
}): Launched {
  const logFd = openSync(options.logPath, 'a', 0o600)
  const [program, ...args] =
    process.platform === 'win32'
      ? options.command
      : ['/bin/sh', '-c', guard(secondsOf(options.patienceMs)), 'guard', ...options.command]
  const child = spawn(program!, args, {
    ...(options.user ?? {}),
    cwd: options.cwd,
    env: options.env,
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'pipe', logFd],
  })
  closeSync(logFd)
  const [stdin, stdout] = [child.stdin!, child.stdout!]
  stdin.on('error', () => {})
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const pid = new Promise<number>((resolve, reject) => {
    if (process.platform === 'win32') return resolve(child.pid ?? 0)
    stdout.once('data', (line: Buffer) => resolve(Number(line.toString())))
    exited.then(() => reject(new Error('the guard ended before it started the database')))
  })
  pid.catch(() => {})
  const release = () => {
    child.unref()
    for (const stream of [stdin, stdout]) (stream as unknown as { unref(): void }).unref()
  }
  return { pid, exited, release }
}

/**
 * Ties a database that we did not start, and that may have outlived its guard, to the life of this process; until
 * `gone`, when another process may be given its pid.
 */
export function guardLate(pid: number, gone: Promise<void>, user: RunAs, patienceMs: number): void {
  if (process.platform === 'win32') return
  const child = spawn('/bin/sh', ['-c', askToEnd('"$1"', secondsOf(patienceMs)), 'guard', String(pid)], {
    ...(user ?? {}),
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.on('error', () => {})
  child.stdin?.on('error', () => {})
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
  gone.then(() => child.kill())
}

const secondsOf = (ms: number) => Math.ceil(ms / 1000)

export function readPidFile(dataPath: string): PidFile | null {
  try {
    const lines = readFileSync(join(dataPath, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    if (!Number.isInteger(pid) || pid <= 0) return null
    return { pid, port: Number(lines[3]), socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() }
  } catch {
    return null
  }
}

/**
 * Marks the pid file of a dead server as dead. The file is not deleted: it also names the shared memory of that
 * server, by which PostgreSQL notices and refuses to start beside its last surviving children. Only the pid, which a
 * zombie or an unrelated process may still occupy, is replaced by one that no process has.
 */
export function retirePidFile(dataPath: string): void {
  const path = join(dataPath, 'postmaster.pid')
  const lines = readFileSync(path, 'utf8').split('\n')
  lines[0] = String(unusedPid())
  writeFileSync(path, lines.join('\n'))
}

export function stateOf(pid: number, dataPath: string): ProcessState {
  if (!exists(pid)) return 'gone'
  if (process.platform === 'linux') return linuxState(pid, dataPath)
  if (process.platform === 'win32') return 'postmaster'
  const out = spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
  if (!out) return 'gone'
  if (out.startsWith('Z')) return 'zombie'
  return /postgres|postmaster/.test(out) ? 'postmaster' : 'other'
}

function linuxState(pid: number, dataPath: string): ProcessState {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
    if (state === 'Z' || state === 'X') return 'zombie'
    // A postmaster's working folder is its data folder; that cannot be said of a process that reused the pid.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataPath) ? 'postmaster' : 'other'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'other' : 'gone'
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function unusedPid(): number {
  let pid = 4_194_303
  while (exists(pid)) pid--
  return pid
}
