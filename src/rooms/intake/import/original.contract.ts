import { z } from 'zod'
import { contract, text } from '../../../kernel/http/contract.ts'
import { KEEPERS } from '../../../kernel/person/keepers.ts'
import { lookReasonNames } from '../../../kernel/privacy/words.ts'

/** The message that a matter was imported from. */
export const original = contract({
  method: 'POST',
  path: '/api/projects/:project/matters/:matter/original',
  title: 'The message that a matter was imported from, byte for byte as a download; who looked is recorded first',
  may: [...KEEPERS],
  body: z.strictObject({ reason: z.enum(lookReasonNames).default('case'), purpose: text(100) }),
  media: 'application/octet-stream',
  answer: z.unknown(),
})
