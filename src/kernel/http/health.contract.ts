import { z } from 'zod'
import { contract } from './contract.ts'

export const health = {
  health: contract({
    method: 'GET',
    path: '/api/health',
    title: 'Version, database and migrations; 503 while the database is away',
    may: ['public'],
    answer: z.strictObject({
      status: z.enum(['ok', 'starting', 'database-gone']),
      version: z.string(),
      database: z.strictObject({ reachable: z.boolean(), version: z.string().nullable() }),
      migrations: z.strictObject({ applied: z.int(), last: z.string().nullable() }),
      /** The demo estate is still being filled. */
      filling: z.boolean(),
      /** Whether /api/demo/people offers one-click sign-in. */
      demo: z.boolean(),
    }),
  }),
}
