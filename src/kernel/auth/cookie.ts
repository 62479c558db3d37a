import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** `__Host-`: only over https (Chromium and Firefox count http on loopback in), only this host, the whole site. */
const NAME = '__Host-guanjia'

export function readCookie(request: FastifyRequest): string | null {
  const token = request.cookies[NAME]
  return token !== undefined && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : null
}

export function setCookie(reply: FastifyReply, token: string, kind: 'staff' | 'owner'): void {
  // The browser forgets it when the session could not live any longer; the database decides before that.
  const maxAge = kind === 'staff' ? 7 * 86_400 : 60 * 86_400
  reply.setCookie(NAME, token, { path: '/', httpOnly: true, secure: true, sameSite: 'lax', maxAge })
}

export function clearCookie(reply: FastifyReply): void {
  reply.clearCookie(NAME, { path: '/', httpOnly: true, secure: true, sameSite: 'lax' })
}
