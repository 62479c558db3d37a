import { z } from 'zod'
import { contract, instant, pageOf, pageQuery, text } from '../http/contract.ts'
import { policySchema } from './policy.ts'

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
    answer: z.strictObject({ ...version, body: policySchema }),
  }),
  versions: contract({
    method: 'GET',
    path: '/api/projects/:project/policy/versions',
    title: 'All versions of the settings, newest first',
    may: ['staff'],
    query: z.strictObject(pageQuery),
    answer: pageOf(z.strictObject(version)),
  }),
  version: contract({
    method: 'GET',
    path: '/api/projects/:project/policy/versions/:version',
    title: 'One version of the settings',
    may: ['staff'],
    params: { version: z.string().regex(/^[1-9]\d{0,8}$/) },
    answer: z.strictObject({ ...version, body: policySchema }),
  }),
  change: contract({
    method: 'POST',
    path: '/api/projects/:project/policy',
    title: 'A new version of the settings; open deadlines keep theirs',
    may: ['manager', 'service-director', 'quality-dept', 'executive'],
    body: z.strictObject({
      /** The version that the page was read at; another one is refused as stale. */
      seenVersion: z.int(),
      body: policySchema,
      reason: text(200),
      effectiveAt: instant.optional(),
    }),
    answer: z.strictObject(version),
  }),
}
