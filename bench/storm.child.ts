import { setTimeout as sleep } from 'node:timers/promises'
import type { Effect } from '../src/kernel/case/engine.ts'
import { sweep } from '../src/kernel/case/sweep.ts'
import type { TimeSource } from '../src/kernel/clock/time.ts'
import { engineAt } from './server.ts'
import { SWEEP_EVERY_MS } from './sweep.ts'

/**
 * A sweeper in a process of its own, which may be killed at any moment. Told a number it sets its clock off by so many
 * milliseconds; tells how many it fired in a round, and 0 when nothing was due. One case is poison: its expiry throws.
 */
const [appUrl, dataDir, poison] = process.argv.slice(2)
const engine = await engineAt({ appUrl: appUrl!, dataDir: dataDir! })
let offsetMs = 0
const time: TimeSource = { now: () => new Date(Date.now() + offsetMs) }
process.once('disconnect', () => process.exit(0))
process.on('message', (ms: number) => {
  offsetMs = ms
})
const recordBreach: Effect = async (tx, done) => {
  if (done.facts.case.id === poison) throw new Error('poisoned')
  await engine.effects.repair?.recordBreach?.(tx, done)
}
const stormy = { ...engine, time, effects: { ...engine.effects, repair: { ...engine.effects.repair, recordBreach } } }
process.send!('ready')
for (;;) {
  const { fired } = await sweep(stormy)
  process.send!(fired)
  await sleep(SWEEP_EVERY_MS)
}
