import type { Engine } from '../src/kernel/case/engine.ts'
import { manualTime } from '../src/kernel/clock/time.ts'
import { DataKeys } from '../src/kernel/data-keys.ts'
import { openDatabase } from '../src/kernel/db/db.ts'
import { Deliverer } from '../src/kernel/delivery/deliver.ts'
import { Outside } from '../src/kernel/delivery/outside.ts'
import { allWays } from '../src/kernel/delivery/ways/ways.ts'

/** Sends what is due, as a process that a test kills: `node --import tsx test/deliver-child.ts DATABASE_URL TIME DATA_KEY`. */
const [url = '', at = '', dataKey = ''] = process.argv.slice(2)
const engine = {
  db: openDatabase({ url }),
  time: manualTime(at),
  secrets: { dataKey: DataKeys.of(Buffer.from(dataKey, 'hex')) },
  procedures: {},
} as unknown as Engine
const ways = allWays({
  outside: new Outside({ loopback: true }),
  publicUrl: 'http://guanjia.test',
  dataDir: '/nowhere',
})
await new Deliverer({ engine, ways, publicUrl: 'http://guanjia.test', pathOfCase: () => '' }).round()
