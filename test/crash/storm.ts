import { setTimeout as sleep } from 'node:timers/promises'
import type { Seen } from './clients.ts'
import type { Installation } from './installation.ts'

/** What was killed, and how long nobody could write. */
export interface Kill {
  of: 'server' | 'database'
  /** A server is killed a second time while it starts: this long after the start, in ms. */
  againAfterMs: number | null
  healedMs: number
  /** The server was the same process before and after. */
  sameServer: boolean
}

const HEAL_LIMIT_MS = 60_000

/** As many SIGKILLs as wanted at random moments, half of them of the database, each while the clients write. */
export async function storm(installation: Installation, seen: Seen, kills: number): Promise<Kill[]> {
  const done: Kill[] = []
  let databases = Math.floor(kills / 2)
  for (let left = kills; left > 0; left--) {
    // The next blow falls while clients really write.
    await written(seen, Date.now())
    await sleep(Math.random() * 1200)
    const of = Math.random() < databases / left ? 'database' : 'server'
    const again = of === 'server' && left - databases > 1 && Math.random() < 0.2
    const before = installation.serverPid()
    const againAfterMs = again ? Math.random() * 1500 : null
    const at = Date.now()
    if (of === 'database') await installation.killDatabase()
    else await restart(installation, againAfterMs)
    await written(seen, Date.now())
    done.push({ of, againAfterMs, healedMs: Date.now() - at, sameServer: installation.serverPid() === before })
    if (of === 'database') databases--
    if (again) left--
  }
  return done
}

/** Killed, and started by the same command; perhaps killed once more on the way. */
async function restart(installation: Installation, againAfterMs: number | null): Promise<void> {
  await installation.killServer()
  if (againAfterMs !== null) {
    const started = installation.launch().catch(() => {})
    await sleep(againAfterMs)
    await installation.killServer()
    await started
  }
  await installation.launch()
}

/** Until an act is acknowledged that was sent after `since`. */
async function written(seen: Seen, since: number): Promise<void> {
  for (const deadline = Date.now() + HEAL_LIMIT_MS; seen.lastSentAt < since; await sleep(20)) {
    if (seen.unexpected.length > 0) throw new Error(`unexpected answer: ${seen.unexpected[0]}`)
    if (Date.now() > deadline) throw new Error(`nothing was written for ${HEAL_LIMIT_MS / 1000} s`)
  }
}
