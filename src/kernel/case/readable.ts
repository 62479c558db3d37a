import { type RawBuilder, sql } from 'kysely'
import { personsIn, postsIn, rolesIn, type Session } from '../auth/session.ts'
import type { Role } from '../org/roles.ts'
import type { Procedure } from './procedure.ts'
import { tellsOwner } from './reach.ts'

type Procedures = Readonly<Record<string, Procedure>>

/** Who reads a list: staff see the project, owners the cases of their persons and households. */
export type ListReader =
  | { kind: 'staff'; accountId: string; roles: readonly Role[] }
  | { kind: 'owner'; persons: readonly string[] }

/** Whoever is signed in as the reader of a project's lists. */
export function listReader(session: Session, project: number): ListReader {
  return postsIn(session, project).length > 0
    ? { kind: 'staff', accountId: session.account.id, roles: rolesIn(session, project) }
    : { kind: 'owner', persons: personsIn(session, project) }
}

/**
 * What a list may hold of cases `c`, beside project and household: nothing of a procedure whose page the reader is not
 * let in to (reach.ts). Of procedures that its holder may read, staff without the role find what they hold.
 * No condition for who may read everything.
 */
export function readableBy(procedures: Procedures, reader: ListReader): RawBuilder<unknown>[] {
  const closed = Object.values(procedures).filter((procedure) => !isOpenTo(procedure, reader))
  if (closed.length === 0) return []
  // In the text and not in values: whoever has the same rights shares one plan, made for these very procedures.
  const is = sql`c.procedure in (${sql.join(closed.map(({ name }) => sql.lit(name)))})`
  const held = closed.filter(({ readers }) => readers.includes('assignee'))
  if (reader.kind === 'owner' || held.length === 0) return [sql`not ${is}`]
  const own = sql`c.procedure in (${sql.join(held.map(({ name }) => sql.lit(name)))}) and c.holder_account = ${reader.accountId}`
  return [sql`(not ${is} or ${own})`]
}

/** Whether all cases of a procedure, that are within reach at all, are the reader's to see. */
function isOpenTo(procedure: Procedure, reader: ListReader): boolean {
  if (reader.kind === 'owner') return tellsOwner(procedure)
  return procedure.readers.some((right) => right === 'staff' || (reader.roles as readonly string[]).includes(right))
}
