import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '../src/embedded/supervisor.ts'
import { migrate } from '../src/kernel/db/migrate.ts'
import { loadSecrets, type Secrets } from '../src/kernel/secrets.ts'

/** A throw-away database of its own with the durable settings of an installation: fsync, checksums, full pages. */
export interface Place {
  dataDir: string
  secrets: Secrets
  appUrl: string
  ownerUrl: string
  superUrl: string
  /** Pid of the database's first process. */
  postmaster(): number
  close(): Promise<void>
}

const MIGRATIONS = fileURLToPath(new URL('../db/migrations', import.meta.url))

export async function openPlace(settings: Record<string, string> = {}): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), `guanjia-bench-${process.pid}-`))
  const remove = () => rmSync(dataDir, { recursive: true, force: true })
  try {
    const postgres = await startPostgres({ dataDir, log: say, settings })
    await migrate({ ownerUrl: postgres.ownerUrl, appUrl: postgres.appUrl, folder: MIGRATIONS })
    return {
      dataDir,
      secrets: loadSecrets(dataDir),
      appUrl: postgres.appUrl,
      ownerUrl: postgres.ownerUrl,
      superUrl: postgres.superUrl,
      postmaster: () => postgres.pid() ?? 0,
      close: async () => {
        await postgres.stop()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

/** Progress, on standard error. */
export function say(line: string): void {
  process.stderr.write(`${new Date(Date.now()).toISOString().slice(11, 19)} ${line}\n`)
}
