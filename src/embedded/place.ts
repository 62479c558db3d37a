import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type DatabasePasswords, hasSecretsFile, loadDatabasePasswords } from '../kernel/secrets.ts'
import { type Binaries, binariesFor, findBinaries } from './binaries.ts'
import { type DataAddress, refuseOtherMajor } from './cluster.ts'
import { canEnter, chooseUsers, type DatabaseUsers, giveTo, makePassable } from './run-as.ts'

const HOUR_MS = 3_600_000

/** Everything about one installation's database that does not change while it is supervised. */
export interface Place {
  dataDir: string
  folder: string
  dataPath: string
  socketDir: string
  logPath: string
  binaries: Binaries
  users: DatabaseUsers
  passwords: DatabasePasswords
  address: (folder: string) => DataAddress
}

/** Finds programs, user, passwords and folders for the database of `dataDir`; makes our own folders. */
export function preparePlace(options: { dataDir: string; binDir?: string }): Place {
  const isNew = !existsSync(options.dataDir)
  if (isNew) mkdirSync(options.dataDir, { recursive: true, mode: 0o711 })
  const dataDir = realpathSync(resolve(options.dataDir))
  const found = findBinaries(options.binDir)
  refuseOtherMajor(join(dataDir, 'pg'), found.major)
  const folder = join(dataDir, 'pg', String(found.major))
  const dataPath = join(folder, 'data')
  if (existsSync(dataPath) && !hasSecretsFile(dataDir)) {
    throw new Error(`${dataDir} 里有数据库却没有密钥文件 secrets.json：请从备份恢复该文件，没有它数据无法打开`)
  }
  const passwords = loadDatabasePasswords(dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  const users = chooseUsers([dataPath, dataDir])
  // Only folders of our own making are opened for passing through; what lies above is checked, not changed.
  const ours = [...(isNew ? [dataDir] : []), join(dataDir, 'pg'), folder]
  if (users.run) for (const path of ours) makePassable(path)
  const reachable = canEnter(folder, users.run) && canEnter(folder, users.init)
  if (!reachable && process.platform !== 'linux') {
    throw new Error(
      `运行数据库的用户无法进入 ${dataDir}（它位于 root 的私有目录之下）：请用 --data 指定别处，如 /var/lib/guanjia`,
    )
  }
  return {
    dataDir,
    folder,
    dataPath,
    socketDir: socketFolder(dataPath, users),
    logPath: join(folder, 'postgres.log'),
    binaries: binariesFor(users.run, found, join(folder, 'bin')),
    users,
    passwords,
    address: (path) => addressOf(path, reachable),
  }
}

/**
 * Below a folder like /root (0700) the database user cannot follow the path to its own data. But a process may always
 * use its working folder, wherever that lies, and Node enters it before it drops root: so the data is named by the
 * working folder then (measured: initdb, start, recovery and stop all work by that name).
 */
function addressOf(path: string, reachable: boolean): DataAddress {
  return reachable
    ? { argument: path, cwd: process.platform === 'win32' ? path : '/' }
    : { argument: '/proc/self/cwd', cwd: path }
}

/** A socket path may have 107 bytes (104 on macOS), so it cannot lie in the data folder. Windows has no such sockets. */
function socketFolder(dataPath: string, users: DatabaseUsers): string {
  if (process.platform === 'win32') return ''
  const name = `guanjia-${createHash('sha256').update(dataPath).digest('hex').slice(0, 12)}`
  const parent =
    [tmpdir(), '/tmp'].find((path) => path.length <= 60 && existsSync(path) && canEnter(path, users.run)) ?? '/tmp'
  sweep(parent)
  const path = join(parent, name)
  const uid = users.run?.uid ?? process.getuid?.()
  const found = lstatSync(path, { throwIfNoEntry: false })
  // A folder of that name that belongs to somebody else could catch our passwords: take a fresh one.
  if (found && !(found.isDirectory() && found.uid === uid)) return mkdtempSync(`${path}-`)
  return path
}

export function openSocketFolder(path: string, users: DatabaseUsers): void {
  if (!path) return
  mkdirSync(path, { recursive: true, mode: 0o700 })
  giveTo(path, users.run)
  chmodSync(path, 0o700)
}

export function removeIfEmpty(folder: string): void {
  try {
    if (folder) rmdirSync(folder)
  } catch {
    // Another server of this data folder may have started meanwhile.
  }
}

/** Empty folders of servers that were killed, long after. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (!/^guanjia-[0-9a-f]{12}$/.test(name)) continue
    const found = statSync(join(parent, name), { throwIfNoEntry: false })
    if (found && Date.now() - found.mtimeMs > HOUR_MS) removeIfEmpty(join(parent, name))
  }
}
