import { duties } from '../src/rooms.ts'
import { simulate } from '../src/simulate/simulate.ts'
import { type Figure, figure } from './figure.ts'
import { databaseCpuMs, ownCpuMs } from './meter.ts'
import { openPlace, say } from './place.ts'
import { engineAt } from './server.ts'

/** `guanjia simulate --units 2000 --days 30`: seconds from the empty database to the digest, and what an act costs. */
export async function benchSimulate(quick: boolean): Promise<Figure[]> {
  const place = await openPlace()
  const { dataDir, ownerUrl } = place
  try {
    const engine = await engineAt(place)
    const size = quick ? { units: 100, days: 5 } : { units: 2000, days: 30 }
    const cpu = () => ownCpuMs() + (databaseCpuMs(place.postmaster()) ?? Number.NaN)
    const [began, cpuBefore] = [performance.now(), cpu()]
    const until = new Date('2026-03-11T10:20:00+08:00')
    const { summary, acts } = await simulate(engine, {
      ...{ ...size, seed: 7, workers: 4, until, dataDir, ownerUrl, duties },
    })
    const seconds = (performance.now() - began) / 1000
    const cpuMs = cpu() - cpuBefore
    const done = summary.acts.people + summary.acts.clocks + summary.acts.reactions
    say(`${acts} told, ${done} acts in ${seconds.toFixed(1)} s, ${(done / seconds).toFixed(0)} a second`)
    say(`${(cpuMs / 1000).toFixed(1)} s of processor time, estate and pictures among them`)
    await engine.db.close()
    return [
      figure({
        name: 'simulate',
        value: seconds,
        unit: `s for ${size.units} flats and ${size.days} days, ${done} acts`,
        floor: null,
        floor_is: 'the goal is absolute: 60 s on two idle cores',
        ratio: seconds / 60,
        size: summary.cases.reduce((sum, { count }) => sum + count, 0),
        cpu_ms_per_op: Number.isNaN(cpuMs) ? null : cpuMs / done,
        rows_written_per_op: 1,
      }),
    ]
  } finally {
    await place.close()
  }
}
