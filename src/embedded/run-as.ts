import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The operating-system user that the database runs as; null is the user of this process. */
export type RunAs = { uid: number; gid: number } | null

/** PostgreSQL refuses to run as root, and `initdb` refuses a user that has no entry in the user list. */
export interface DatabaseUsers {
  run: RunAs
  init: RunAs
}

/**
 * As an ordinary user: that user. As root: the owner of the data (cluster first, then the folder that holds it) if
 * that is not root, else the user `postgres`, else `nobody`.
 */
export function chooseUsers(candidates: string[]): DatabaseUsers {
  if (process.getuid?.() !== 0) return { run: null, init: null }
  const known = userNamed('postgres') ?? userNamed('nobody')
  const owner = candidates.map(ownerOf).find((user) => user !== null)
  if (owner) return { run: owner, init: hasUserEntry(owner.uid) ? owner : (known ?? owner) }
  if (!known) {
    throw new Error('以 root 运行时数据库需要一个普通用户，但系统里既没有 postgres 也没有 nobody：请建立其中之一')
  }
  return { run: known, init: known }
}

/** Gives everything below `path` to `user`. */
export function giveTo(path: string, user: RunAs): void {
  if (!user) return
  chownSync(path, user.uid, user.gid)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path)) {
    const child = join(path, name)
    if (lstatSync(child).isSymbolicLink()) continue
    giveTo(child, user)
  }
}

/** Whether `user` can enter the folder from outside, through all its parents. */
export function canEnter(path: string, user: RunAs): boolean {
  if (!user) return true
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
}

/** Opens our own folders (never a parent that was there before) for passing through, not for listing. */
export function makePassable(path: string): void {
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o011) !== 0o011) chmodSync(path, mode | 0o011)
}

function ownerOf(path: string): RunAs {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : null
}

function userNamed(name: string): RunAs {
  const id = (flag: string) => {
    const out = spawnSync('id', [flag, name], { encoding: 'utf8' })
    return out.status === 0 ? Number(out.stdout.trim()) : Number.NaN
  }
  const uid = id('-u')
  return Number.isInteger(uid) && uid > 0 ? { uid, gid: id('-g') } : null
}

function hasUserEntry(uid: number): boolean {
  return spawnSync('id', ['-u', String(uid)], { stdio: 'ignore' }).status === 0
}
