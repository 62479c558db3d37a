import type { Actor } from '../case/procedure.ts'
import type { Role } from '../org/roles.ts'

/** Who is signed in, as the database says at this very request. Pure: the rows come from session.store.ts. */
export interface Session {
  /** Hash of the token, hex: names the session, opens nothing. */
  hash: string
  account: { id: string; kind: 'staff' | 'owner'; name: string; language: string }
  /**
   * Posts held or stood in for now, and vacant ones below them that the person answers for. project null: a post that
   * reaches all projects.
   */
  posts: readonly { project: number | null; role: Role; title: string; vacant?: true }[]
  /** Whom an owner's account stands for. */
  persons: readonly { project: number; person: string }[]
  /** Projects within reach. */
  projects: readonly number[]
  /** Cases that do not exist for this account: see db/reader.ts. */
  barred: readonly string[]
}

/** Roles held in a project. */
export function rolesIn(session: Session, project: number): Role[] {
  return [...new Set(postsIn(session, project).map(({ role }) => role))]
}

/** Posts held in a project. */
export function postsIn(session: Session, project: number): Session['posts'] {
  return session.posts.filter((post) => post.project === null || post.project === project)
}

/** Persons of a project whom an owner's account stands for. */
export function personsIn(session: Session, project: number): string[] {
  return session.persons.filter((link) => link.project === project).map(({ person }) => person)
}

/** The member of staff as an actor in a project. */
export function staffActor(session: Session, project: number): Extract<Actor, { kind: 'staff' }> {
  const { account } = session
  return { kind: 'staff', accountId: account.id, name: account.name, roles: rolesIn(session, project) }
}
