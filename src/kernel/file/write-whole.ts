import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseFull } from '../db/errors.ts'

/** What the file system says when nothing more fits: the disk, the quota, the limit of the process. */
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/**
 * Writes a file wholly or not at all: under a temporary name first, synced, renamed, and the folder synced, so that
 * neither a full disk nor a crash nor a power cut leaves half a file or loses one that was acknowledged.
 * Throws DatabaseFull when there is no room.
 */
export async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const folder = dirname(path)
  const draft = `${folder}/.${randomUUID()}`
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 })
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, path)
    await syncFolder(folder)
    if (made) {
      await syncFolder(dirname(folder))
      await syncFolder(dirname(made))
    }
  } catch (error) {
    await rm(draft, { force: true })
    throw FULL.has((error as NodeJS.ErrnoException).code) ? new DatabaseFull(error) : error
  }
}

/** Windows has no handle on a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
