import { sql } from 'kysely'
import { personsIn, postsIn, type Session, staffActor } from '../auth/session.ts'
import type { Tx } from '../db/db.ts'
import { policyAt } from '../policy/policies.ts'
import type { Actor, CaseRecord, Facts, Procedure } from './procedure.ts'
import { Refusal } from './refusal.ts'
import { sharesHousehold, standingOf } from './relations.ts'
import { hasRight, lookedUp, type Standing } from './rights.ts'
import { type RoomRow, readRow } from './room-row.ts'

type Procedures = Readonly<Record<string, Procedure>>

/** A case that its reader may see, with all that is needed to say what he may see of it and do with it. */
export interface Reached {
  projectId: number
  procedure: Procedure
  of: CaseRecord
  row: RoomRow
  facts: Facts
  actor: Actor
  standing: Standing
  viewer: 'staff' | 'owner' | 'contractor'
}

/** As whom a case is read: somebody signed in, or the bearer of a link. */
export type Reader = { session: Session } | { link: Extract<Actor, { kind: 'link' }> }

/**
 * Looks a case up for a reader. The lookup is the permission: what he may not read is not there.
 * Throws Refusal `not-found`.
 */
export async function reachCase(
  tx: Tx,
  procedures: Procedures,
  projectId: number,
  wanted: { procedure: string | null; id: string },
  reader: Reader,
  now: Date,
): Promise<Reached> {
  const of = await findCase(tx, projectId, wanted.id)
  const procedure = of && Object.hasOwn(procedures, of.procedure) ? procedures[of.procedure] : undefined
  if (!of || !procedure || (wanted.procedure !== null && wanted.procedure !== of.procedure)) throw nothing()
  const at = of.lastAt > now ? of.lastAt : now
  const actor = await actorFor(tx, projectId, of, reader, at)
  if (!actor) throw nothing()
  const standing = await standingOf(tx, projectId, actor, of, at, lookedUp)
  if (!mayRead(procedure, actor, of, standing)) throw nothing()
  const row = await readRow(tx, procedure, projectId, of.id, of.state)
  const facts: Facts = {
    case: of,
    policy: await policyAt(tx, projectId, of.policyVersion),
    at,
    actor,
    children: procedure.parent ? await childrenOf(tx, projectId, of.id) : { total: 0, open: 0 },
  }
  const viewer =
    actor.kind === 'staff' ? 'staff' : actor.kind === 'link' && actor.purpose === 'contractor' ? 'contractor' : 'owner'
  return { projectId, procedure, of, row, facts, actor, standing, viewer }
}

const nothing = () => new Refusal('not-found', '没有找到这个事项')

/** Staff read by the procedure's `readers`; owners and links by their relation, through `tellOwner`. */
function mayRead(procedure: Procedure, actor: Actor, of: CaseRecord, standing: Standing): boolean {
  if (actor.kind === 'staff') return hasRight(procedure.readers, actor, { case: of }, standing)
  if (actor.kind === 'owner') return standing.owner && tellsOwner(procedure)
  return actor.kind === 'link' && actor.caseId === of.id
}

/** Whether a procedure tells owners anything at all; else its cases are not theirs to see. */
export function tellsOwner(procedure: Procedure): boolean {
  return Object.values(procedure.actions).some((action) => action.tellOwner !== undefined)
}

/** The reader as an actor towards this case; null when he can be none. */
async function actorFor(tx: Tx, projectId: number, of: CaseRecord, reader: Reader, at: Date): Promise<Actor | null> {
  if ('link' in reader) return reader.link
  return postsIn(reader.session, projectId).length > 0
    ? staffActor(reader.session, projectId)
    : ownerActor(tx, projectId, of, reader.session, at)
}

/** The owner as that of his persons who has to do with the case; when none has, as the first. */
export async function ownerActor(
  tx: Tx,
  projectId: number,
  of: Pick<CaseRecord, 'personId' | 'unitId' | 'openedAt'> | null,
  session: Session,
  at: Date,
): Promise<Extract<Actor, { kind: 'owner' }> | null> {
  const persons = personsIn(session, projectId)
  const as = (personId: string) => ({
    kind: 'owner' as const,
    accountId: session.account.id,
    personId,
    name: session.account.name,
  })
  if (of) {
    for (const personId of persons) if (await sharesHousehold(tx, projectId, personId, of, at)) return as(personId)
  }
  return persons[0] === undefined ? null : as(persons[0])
}

export async function findCase(tx: Tx, projectId: number, id: string): Promise<CaseRecord | null> {
  const found = await tx
    .selectFrom('cases')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst()
  return (found as unknown as CaseRecord | undefined) ?? null
}

async function childrenOf(tx: Tx, projectId: number, caseId: string): Promise<Facts['children']> {
  const { rows } = await sql<Facts['children']>`
    select count(*)::int as total, (count(*) filter (where not final))::int as open
    from cases where project_id = ${projectId} and parent_id = ${caseId}`.execute(tx)
  return rows[0] ?? { total: 0, open: 0 }
}
