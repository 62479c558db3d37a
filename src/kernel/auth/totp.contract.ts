import { z } from 'zod'
import { contract, done, instant } from '../http/contract.ts'

/** Six digits of an authenticator, or one of the recovery codes. */
export const oneTimeCode = z
  .string()
  .trim()
  .regex(/^(\d{6}|[A-Za-z2-7]{5}-?[A-Za-z2-7]{5})$/, '动态码是 6 位数字，备用码是 10 位字母数字')

const password = z.string().min(1, '请填写密码').max(200)
const codes = z.strictObject({ recoveryCodes: z.array(z.string()) })

export const totp = {
  state: contract({
    method: 'GET',
    path: '/api/totp',
    title: 'Whether my account asks for a one-time code, and how many recovery codes are left',
    may: ['signed-in'],
    answer: z.strictObject({ since: instant.nullable(), codesLeft: z.int() }),
  }),
  begin: contract({
    method: 'POST',
    path: '/api/totp/begin',
    title: 'A new secret to put into an authenticator; it counts once a code of it is confirmed',
    may: ['signed-in'],
    body: z.strictObject({ password }),
    answer: z.strictObject({
      /** Base32, to type in where the picture cannot be read. */
      secret: z.string(),
      url: z.string(),
      /** The url as an SVG picture of its QR code. */
      qrSvg: z.string(),
    }),
  }),
  confirm: contract({
    method: 'POST',
    path: '/api/totp/confirm',
    title: 'Confirm the new secret with a code; answers the recovery codes, shown this once',
    may: ['signed-in'],
    body: z.strictObject({ code: z.string().regex(/^\d{6}$/, '动态码是 6 位数字') }),
    answer: codes,
  }),
  codes: contract({
    method: 'POST',
    path: '/api/totp/recovery-codes',
    title: 'New recovery codes; the old ones are worth nothing then',
    may: ['signed-in'],
    body: z.strictObject({ password }),
    answer: codes,
  }),
  off: contract({
    method: 'POST',
    path: '/api/totp/off',
    title: 'Sign in without a one-time code again',
    may: ['signed-in'],
    body: z.strictObject({ password }),
    answer: done,
  }),
}
