import { spawnSync } from 'node:child_process'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * The right to start and stop the database of one data folder: a file that names a live process. Node has no file
 * locks, so the holder is identified by pid and start time; a holder that is gone loses the lock.
 */
export interface SupervisorLock {
  /** True when this process holds the lock now, taking it if it is free or its holder is gone. */
  take(): boolean
  release(): void
}

export function supervisorLock(path: string): SupervisorLock {
  const me = `${process.pid} ${startTimeOf(process.pid)}`
  let held = false
  const take = () => {
    if (held) return true
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, me, { mode: 0o600 })
    try {
      held = linked(draft, path) || (clearStale(path) && linked(draft, path))
    } finally {
      rmSync(draft, { force: true })
    }
    return held
  }
  const release = () => {
    if (held) rmSync(path, { force: true })
    held = false
  }
  return { take, release }
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves the lock of a dead holder away; puts it back if another process renewed it between the look and the move. */
function clearStale(path: string): boolean {
  const holder = readOrNull(path)
  if (holder === null) return true
  if (isAlive(holder)) return false
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return true
  }
  const moved = readOrNull(aside)
  if (moved !== null && moved !== holder && isAlive(moved)) linked(aside, path)
  rmSync(aside, { force: true })
  return true
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function isAlive(holder: string): boolean {
  const [pid, ...start] = holder.split(' ')
  const known = startTimeOf(Number(pid))
  return known !== null && known === start.join(' ')
}

/** A text that differs for two processes with the same pid; null when there is no such process. */
function startTimeOf(pid: number): string | null {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (fields[0] === 'Z' || fields[0] === 'X') return null
      return `${fields[19]}@${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}`
    } catch {
      return null
    }
  }
  if (process.platform === 'win32') return signalReaches(pid) ? 'running' : null
  const out = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  return out.status === 0 && out.stdout.trim() ? out.stdout.trim() : null
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
