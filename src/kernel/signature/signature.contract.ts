import { z } from 'zod'
import { contract } from '../http/contract.ts'

/** What was found changed since the signature was given. */
export const brokenParts = {
  seal: '签字记录被改动',
  form: '所签内容被改动',
  image: '签名图片被改动或丢失',
  log: '办理记录与所签内容不符',
} as const

export const signatures = {
  verify: contract({
    method: 'GET',
    path: '/api/projects/:project/signatures/:signature/verify',
    title: 'Whether a stored signature is what it was when it was given, and if not, what was changed',
    may: ['staff'],
    answer: z
      .strictObject({
        intact: z.boolean(),
        broken: z.array(
          z.enum(Object.keys(brokenParts) as [keyof typeof brokenParts, ...(keyof typeof brokenParts)[]]),
        ),
        /** Form and name were erased at the person's request: kept sealed as proof, or gone for good. */
        erased: z.enum(['no', 'sealed', 'gone']),
      })
      .meta({ id: 'SignatureCheck' }),
  }),
}
