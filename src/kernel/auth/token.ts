import { createHmac, randomBytes } from 'node:crypto'

/** A secret of 256 random bits that is shown once: session cookie, case link, sign-in slip. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What the database keeps of a token: its HMAC-SHA-256 under the installation's token key. A stolen backup opens nothing. */
export function tokenHash(tokenKey: Buffer, token: string): Buffer {
  return createHmac('sha256', tokenKey).update(token).digest()
}
