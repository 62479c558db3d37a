import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../case/engine.ts'
import { sealAll } from './seal.ts'

/** A row stands unsealed for about this long. */
const SEAL_EVERY_MS = 1_000

/** Seals once a second until stopped. A database that is gone is waited for; what was written meanwhile comes later. */
export async function keepSealing(
  { db, secrets, time }: Pick<Engine, 'db' | 'secrets' | 'time'>,
  signal: AbortSignal,
  onError: (error: Error) => void,
): Promise<void> {
  while (!signal.aborted) {
    await sealAll(db, secrets, time.now()).catch((error: Error) => {
      if (!signal.aborted) onError(error)
    })
    await sleep(SEAL_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}
