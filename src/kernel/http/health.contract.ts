import { z } from 'zod'
import { contract } from './contract.ts'

export const health = {
  health: contract({
    method: 'GET',
    path: '/api/health',
    title: 'That the server lives: version, database and migrations; 503 while the database is away',
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
  ready: contract({
    method: 'GET',
    path: '/api/ready',
    title: 'Whether requests should be sent here: 200, or 503 with what is missing',
    may: ['public'],
    answer: z.strictObject({
      ready: z.boolean(),
      /** What is missing: the database does not answer, was migrated by another version, or the server stops. */
      because: z.enum(['database-gone', 'other-migrations', 'stopping']).nullable(),
    }),
  }),
}
