/**
 * The three faces and where they live, shared by the web, the build and the server that sends the pages. Pure.
 * /staff/… is the staff phone, /owner/… the owner phone, /l/:token the case link without account and /p/… what is public
 * (owner phone too);
 * everything else is the console.
 */
export type Face = 'console' | 'staff' | 'owner'

/** The page of each face in dist/web. */
export const pages: Readonly<Record<Face, string>> = {
  console: 'console.html',
  staff: 'staff.html',
  owner: 'owner.html',
}

/** Which face answers for a path. */
export function faceOf(path: string): Face {
  if (/^\/staff(\/|$)/.test(path)) return 'staff'
  if (/^\/(owner|l|p)(\/|$)/.test(path)) return 'owner'
  return 'console'
}

/** Addresses that the server hands out (QR slips, links) and faces link to. */
export const places = {
  console: '/',
  staff: '/staff/',
  owner: '/owner/',
  /** A case for somebody without an account. */
  link: (token: string) => `/l/${token}`,
  /** The one-time slip of an owner; the token stands behind # so that no log or referrer sees it. */
  slip: (token: string) => `/owner/sign-in#${token}`,
} as const

/** A page of the user manual; in English for who reads English. */
export const manualOf = (language: string, page = 'index'): string =>
  `/manual/${language === 'en' ? 'en' : 'zh-CN'}/${page}.html`
