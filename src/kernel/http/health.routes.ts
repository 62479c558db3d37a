import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { inCompany } from '../db/db.ts'
import { bind } from './bind.ts'
import type { Doors } from './doors.ts'
import { health } from './health.contract.ts'

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
      { statementTimeoutMs: 1_500 },
    ).catch(() => null)
    reply.header('cache-control', 'no-store')
    if (!found) reply.code(503).header('retry-after', 2)
    return {
      status: found ? (settings.filling() ? ('starting' as const) : ('ok' as const)) : ('database-gone' as const),
      version: settings.version,
      database: { reachable: found !== null, version: found?.version ?? null },
      migrations: { applied: found?.applied ?? 0, last: found?.last ?? null },
      filling: settings.filling(),
      demo: settings.demo,
    }
  })
}
