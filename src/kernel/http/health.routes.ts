import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { type Database, inCompany } from '../db/db.ts'
import { readMigrations } from '../db/migrate.ts'
import { root } from '../root.ts'
import { bind } from './bind.ts'
import type { Doors } from './doors.ts'
import { health } from './health.contract.ts'

/** Somebody who asks whether all is well waits two seconds at most. */
const LIMITS = { statementTimeoutMs: 1_500 }
const RETRY_AFTER_SECONDS = 2

export function healthRoutes(app: FastifyInstance, { db, settings }: Pick<Doors, 'db' | 'settings'>): void {
  bind(app, health.health, async ({ reply }) => {
    const found = await inCompany(
      db,
      async (tx) => {
        const { rows } = await sql<{ version: string; applied: number; last: string | null }>`
        select current_setting('server_version') as version, count(*)::int as applied, max(name) as last from schema_migration`.execute(
          tx,
        )
        return rows[0]!
      },
      LIMITS,
    ).catch(() => null)
    reply.header('cache-control', 'no-store')
    if (!found) reply.code(503).header('retry-after', RETRY_AFTER_SECONDS)
    return {
      status: found ? (settings.filling() ? ('starting' as const) : ('ok' as const)) : ('database-gone' as const),
      version: settings.version,
      database: { reachable: found !== null, version: found?.version ?? null },
      migrations: { applied: found?.applied ?? 0, last: found?.last ?? null },
      filling: settings.filling(),
      demo: settings.demo,
    }
  })

  const expected = app.describing ? '' : namesOf(readMigrations(join(root, 'db', 'migrations')))

  bind(app, health.ready, async ({ reply }) => {
    const because = app.stopping ? ('stopping' as const) : await missing(db, expected)
    reply.header('cache-control', 'no-store')
    if (because !== null) reply.code(503).header('retry-after', RETRY_AFTER_SECONDS)
    return { ready: because === null, because }
  })
}

/** A server that an upgrade has overtaken must get no more requests. */
async function missing(db: Database, expected: string): Promise<'database-gone' | 'other-migrations' | null> {
  try {
    const rows = await inCompany(
      db,
      async (tx) => {
        const found = await sql<{ name: string; checksum: string }>`
          select name, checksum from schema_migration order by name`.execute(tx)
        return found.rows
      },
      LIMITS,
    )
    return namesOf(rows) === expected ? null : 'other-migrations'
  } catch {
    return 'database-gone'
  }
}

const namesOf = (migrations: readonly { name: string; checksum: string }[]) =>
  migrations.map(({ name, checksum }) => `${name} ${checksum}`).join('\n')
