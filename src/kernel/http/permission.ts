import { personsIn, postsIn, rolesIn, type Session } from '../auth/session.ts'
import { type Role, roleNames } from '../org/roles.ts'
import type { AnyContract, Permission } from './contract.ts'

/** What the door says: come in, sign in first, nothing here (for you or anybody), or not yours to do. */
export type Verdict = 'in' | 'signed-out' | 'not-found' | 'wrong-role'

const KNOWN: ReadonlySet<string> = new Set<Permission>(['public', 'link', 'signed-in', 'staff', 'owner', ...roleNames])

/**
 * Whether somebody may come in by a door. A project that is out of reach does not exist: it answers like a number
 * that was never given out. Only within reach does a missing role say so.
 */
export function admit(may: readonly Permission[], session: Session | null, project: number | null): Verdict {
  if (may.includes('public') || may.includes('link')) return 'in'
  if (session === null) return 'signed-out'
  if (project !== null && !session.projects.includes(project)) return 'not-found'
  if (may.includes('signed-in')) return 'in'
  if (project === null) return 'wrong-role'
  if (may.includes('staff') && postsIn(session, project).length > 0) return 'in'
  if (may.includes('owner') && personsIn(session, project).length > 0) return 'in'
  return rolesIn(session, project).some((role: Role) => may.includes(role)) ? 'in' : 'wrong-role'
}

/** Start-up fails on a route whose permission is missing, unknown, or cannot be checked where it stands. */
export function requirePermission({ method, path, may }: AnyContract): void {
  const name = `${method} ${path}`
  if (!Array.isArray(may) || may.length === 0) throw new Error(`${name} declares no permission`)
  const unknown = may.find((one) => !KNOWN.has(one))
  if (unknown !== undefined) throw new Error(`${name}: no such permission: ${unknown}`)
  const open = may.some((one) => one === 'public' || one === 'link' || one === 'signed-in')
  if (open && may.length > 1) throw new Error(`${name}: ${may.join(', ')} would let everybody in`)
  if (!open && !path.includes('/:project/')) throw new Error(`${name} asks for a post but names no project`)
}
