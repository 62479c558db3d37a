import { z } from 'zod'
import { contract, instant } from '../http/contract.ts'

export const audit = {
  state: contract({
    method: 'GET',
    path: '/api/projects/:project/audit',
    title: 'How far the log is sealed, what the last verification found, and the head to be kept elsewhere',
    may: ['manager', 'service-director', 'quality-dept', 'executive'],
    answer: z.strictObject({
      /** Null while nothing is sealed yet. */
      head: z
        .strictObject({
          chain: z.int(),
          project: z.string().nullable(),
          number: z.string(),
          sealedAt: instant.nullable(),
          head: z.string(),
        })
        .nullable(),
      takenAt: instant,
      /** Rows behind the last block; the server seals once a second. More than 1,000 count as 1,001. */
      unsealed: z.int(),
      /** The last run of `guanjia audit verify` over this project. */
      lastCheck: z.strictObject({ checkedAt: instant, rows: z.string(), faults: z.string() }).nullable(),
    }),
  }),
}
