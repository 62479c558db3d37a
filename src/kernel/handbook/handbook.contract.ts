import { z } from 'zod'
import { anyJson, contract } from '../http/contract.ts'

/** A clause of the handbook, for the margin beside buttons and deadlines. */
export const clause = z
  .strictObject({
    id: z.string(),
    chapter: z.string(),
    title: z.string(),
    /** The text of the rule. */
    rule: z.string(),
    kind: z.string(),
    actor: z.string(),
    /** Figures as the handbook gives them. */
    figures: anyJson.nullable(),
    variants: anyJson.nullable(),
    forms: z.array(z.string()),
    seeds: z.array(z.string()),
    note: z.string().nullable(),
    /** What proves that it was kept. */
    evidence: z.string().nullable(),
    /** Which supervision items check it, and the points each deducts. */
    checkedBy: z.array(z.strictObject({ indicator: z.string(), item: z.string(), deduct: z.string() })),
    /** Where the product keeps it: action or deadline of which procedure, and what follows when it is missed. */
    keptBy: z.array(
      z.strictObject({
        procedure: z.string(),
        procedureTitle: z.string(),
        kind: z.enum(['action', 'clock', 'guard']),
        title: z.string(),
        whenMissed: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Clause' })
export type Clause = z.infer<typeof clause>

export const handbook = {
  rule: contract({
    method: 'GET',
    path: '/api/handbook/rules/:rule',
    title: 'A rule of the handbook with its figures, and what happens when it is missed',
    may: ['public'],
    params: { rule: z.string().regex(/^[A-Z]{2,4}-\d{2,3}$/) },
    answer: clause,
  }),
}
