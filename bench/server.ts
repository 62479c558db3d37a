import type { FastifyInstance } from 'fastify'
import { startSession } from '../src/kernel/auth/session.store.ts'
import { tokenHash } from '../src/kernel/auth/token.ts'
import { Changes } from '../src/kernel/case/changes.ts'
import type { Engine } from '../src/kernel/case/engine.ts'
import { systemTime } from '../src/kernel/clock/time.ts'
import { inCompany, openDatabase } from '../src/kernel/db/db.ts'
import { Outside } from '../src/kernel/delivery/outside.ts'
import { allWays } from '../src/kernel/delivery/ways/ways.ts'
import { loadSecrets } from '../src/kernel/secrets.ts'
import { makeEngine } from '../src/main.ts'
import { buildServer, facePlaces, reads } from '../src/server.ts'

/** The engine of an installation whose database runs already. */
export function engineAt(place: { appUrl: string; dataDir: string }): Promise<Engine> {
  return makeEngine(openDatabase({ url: place.appUrl }), place.dataDir, systemTime, new Changes())
}

/** The whole application as the server makes it, but for the limit of requests a minute. */
export async function appAt(place: { appUrl: string; dataDir: string }): Promise<FastifyInstance> {
  const db = openDatabase({ url: place.appUrl })
  const changes = new Changes()
  const engine = await makeEngine(db, place.dataDir, systemTime, changes)
  const app = await buildServer({
    db,
    engine,
    time: systemTime,
    secrets: engine.secrets,
    reads,
    files: engine.files,
    ways: allWays({ outside: new Outside(), publicUrl: 'http://127.0.0.1', dataDir: place.dataDir }),
    changes,
    settings: {
      version: 'bench',
      publicUrl: 'http://127.0.0.1',
      places: facePlaces,
      loopback: true,
      demo: false,
      manualTime: null,
      perMinute: 1_000_000_000,
      checksAnswers: false,
      webRoot: null,
      behindProxy: false,
      filling: () => false,
      log: false,
    },
  })
  app.addHook('onClose', () => db.close())
  return app
}

/** Signs accounts in; answers the cookie of each. */
export async function cookiesOf(
  place: { appUrl: string; dataDir: string },
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const db = openDatabase({ url: place.appUrl, poolSize: 1 })
  const { tokenKey } = loadSecrets(place.dataDir)
  const from = { machineNow: new Date(Date.now()), address: '127.0.0.1', agent: 'bench' }
  try {
    return await inCompany(db, async (tx) => {
      const cookies = new Map<string, string>()
      for (const id of accounts)
        cookies.set(id, `__Host-guanjia=${await startSession(tx, tokenKey, { id, kind: 'staff' }, from)}`)
      return cookies
    })
  } finally {
    await db.close()
  }
}

/** What the database knows a cookie's session by. */
export function sessionHash(place: { dataDir: string }, cookie: string): Buffer {
  return tokenHash(loadSecrets(place.dataDir).tokenKey, cookie.slice(cookie.indexOf('=') + 1))
}
