import { z } from 'zod'
import { contract, id, instant } from '../../kernel/http/contract.ts'
import { kinds } from './publication.row.ts'

const kind = z.enum(Object.keys(kinds) as [keyof typeof kinds, ...(keyof typeof kinds)[]])

export const disclosure = {
  standing: contract({
    method: 'GET',
    path: '/api/projects/:project/disclosure',
    title: 'What hangs in public now, and what must hang and does not',
    may: ['staff'],
    answer: z.strictObject({
      current: z
        .array(
          z.strictObject({
            id,
            number: z.string(),
            kind,
            state: z.enum(['posted', 'missing']),
            content: z.string(),
            phone: z.string().nullable(),
            places: z.string(),
            photos: z.array(id),
            postedAt: instant,
            postedBy: z.string().nullable(),
            checkedAt: instant,
          }),
        )
        .max(200),
      /** Kinds that must hang at any time and do not, each with its rule. */
      missing: z.array(z.strictObject({ kind, rule: z.string() })),
    }),
  }),
}
