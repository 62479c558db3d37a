import { z } from 'zod'
import { type AnswerOf, contract, instant, pageOf, pageQuery, text } from '../http/contract.ts'
import { policySchema } from './policy.ts'

/** A setting that differs: its path in the settings, and both values. */
const difference = z.strictObject({ path: z.string(), before: z.unknown(), after: z.unknown() })

const version = {
  version: z.int(),
  effectiveAt: instant,
  reason: z.string(),
  madeBy: z.string().nullable(),
  madeAt: instant,
}

export const policy = {
  current: contract({
    method: 'GET',
    path: '/api/projects/:project/policy',
    title: 'The settings in force: times, deadlines, price list, contractors',
    may: ['staff'],
    answer: z.strictObject({
      ...version,
      body: policySchema,
      /** The newest version where it is not in force yet: a change is made on it, and takes effect after it. */
      coming: z.strictObject({ ...version, body: policySchema }).nullable(),
    }),
  }),
  versions: contract({
    method: 'GET',
    path: '/api/projects/:project/policy/versions',
    title: 'All versions of the settings, newest first, with who changed what',
    may: ['staff'],
    query: z.strictObject(pageQuery),
    answer: pageOf(
      z.strictObject({
        ...version,
        /** Against the version before. */
        changes: z.array(difference),
      }),
    ),
  }),
  version: contract({
    method: 'GET',
    path: '/api/projects/:project/policy/versions/:version',
    title: 'One version of the settings',
    may: ['staff'],
    params: { version: z.string().regex(/^[1-9]\d{0,8}$/) },
    answer: z.strictObject({ ...version, body: policySchema }),
  }),
  preview: contract({
    method: 'POST',
    path: '/api/projects/:project/policy/preview',
    title: 'What new settings would change, and which open deadlines keep the old figure; nothing is changed',
    may: ['manager', 'service-director', 'quality-dept', 'executive'],
    body: z.strictObject({ body: policySchema }),
    answer: z.strictObject({
      changes: z.array(difference),
      keeping: z.array(
        z.strictObject({ procedure: z.string(), procedureTitle: z.string(), clock: z.string(), open: z.int() }),
      ),
    }),
  }),
  change: contract({
    method: 'POST',
    path: '/api/projects/:project/policy',
    title: 'A new version of the settings; open deadlines keep theirs',
    may: ['manager', 'service-director', 'quality-dept', 'executive'],
    body: z.strictObject({
      /** The version that the page was read at; another one is refused as stale. */
      seenVersion: z.int().min(0).max(1_000_000),
      body: policySchema,
      reason: text(200),
      effectiveAt: instant.optional(),
    }),
    answer: z.strictObject(version),
  }),
}

/** The settings in force, and those to come. */
export type PolicyStanding = AnswerOf<(typeof policy)['current']>
