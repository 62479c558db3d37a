import type { Me } from '../../kernel/auth/auth.contract.ts'
import { call } from '../api.ts'
import { door } from '../core/session.tsx'

/** The secret of the one-time slip, which stands behind # so that no log sees it; null: none came along. */
export function slipToken(): string | null {
  const token = decodeURIComponent(location.hash.slice(1))
  return token.length >= 16 ? token : null
}

/** A slip opens once, so one reading of the page uses it once, however often it is drawn. */
const used = new Map<string, Promise<Me>>()

export function signInBySlip(token: string): Promise<Me> {
  const going = used.get(token)
  if (going) return going
  const signingIn = call(door.ownerSignIn, { body: { token } }).then((me) => {
    // The used secret does not stay in the address bar or the history.
    history.replaceState(history.state, '', location.pathname)
    return me
  })
  used.set(token, signingIn)
  signingIn.catch(() => used.delete(token))
  return signingIn
}
