import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../case/engine.ts'
import { sealAll } from './seal.ts'

/** A row stands unsealed for about this long. */
const SEAL_EVERY_MS = 1_000

/** Seals once a second until stopped. A database that is gone is waited for; what was written meanwhile comes later. */
export async function keepSealing(
  { db, secrets, time }: Pick<Engine, 'db' | 'secrets' | 'time'>,
  signal: AbortSignal,
  told: { sealed(): void; failed(error: Error): void },
): Promise<void> {
  while (!signal.aborted) {
    await sealAll(db, secrets, time.now(), signal).then(told.sealed, (error: Error) => {
      if (!signal.aborted) told.failed(error)
    })
    await sleep(SEAL_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}
