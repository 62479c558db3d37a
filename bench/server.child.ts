import type { AddressInfo } from 'node:net'
import { appAt } from './server.ts'

/** The server in its own process: tells its port to the benchmark, and ends with it. */
const [appUrl, dataDir] = process.argv.slice(2)
const app = await appAt({ appUrl: appUrl!, dataDir: dataDir! })
await app.listen({ port: 0, host: '127.0.0.1' })
process.once('disconnect', () => process.exit(0))
process.once('message', () => void app.close().then(() => process.exit(0)))
process.send!((app.server.address() as AddressInfo).port)
