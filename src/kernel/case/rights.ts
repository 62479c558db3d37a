import type { ActionDecl, Actor, Facts, Procedure, Right, Untyped } from './procedure.ts'

/** How the actor stands to this case beyond his roles; answered from the database by standing.ts. */
export interface Standing {
  /** Person of the case or of the same household. */
  owner: boolean
  zoneOfficer: boolean
  ladder: boolean
}

export const noStanding: Standing = { owner: false, zoneOfficer: false, ladder: false }

/** The rights that need a look into the database before they can be answered. */
export const lookedUp: readonly Right[] = ['owner', 'zone-officer', 'ladder']

/** Whether the actor has one of these rights towards the case. Pure; roles first, relations after. */
export function hasRight(
  rights: readonly Right[],
  actor: Actor,
  facts: Pick<Facts, 'case'>,
  standing: Standing,
): boolean {
  return rights.some((right) => has(right, actor, facts, standing))
}

function has(right: Right, actor: Actor, { case: of }: Pick<Facts, 'case'>, standing: Standing): boolean {
  switch (right) {
    case 'clock':
      return actor.kind === 'clock'
    case 'reaction':
      return actor.kind === 'reaction'
    case 'staff':
      return actor.kind === 'staff' && actor.roles.length > 0
    case 'assignee':
      return actor.kind === 'staff' && of.holderAccount === actor.accountId
    case 'first-responder':
      return actor.kind === 'staff' && of.firstResponderAccount === actor.accountId
    case 'contractor':
      return actor.kind === 'link' && actor.purpose === 'contractor' && actor.caseId === of.id
    case 'owner':
      return (
        (actor.kind === 'owner' && standing.owner) ||
        (actor.kind === 'link' && actor.purpose === 'owner' && actor.caseId === of.id)
      )
    case 'zone-officer':
      return actor.kind === 'staff' && standing.zoneOfficer
    case 'ladder':
      return actor.kind === 'staff' && standing.ladder
    case 'on-duty':
      return false
    default:
      return actor.kind === 'staff' && actor.roles.includes(right)
  }
}

/** The rules that keep this actor out although he has the right (REP-12: not by the repairer); null when none. */
export function keptOut(
  procedure: Procedure,
  action: ActionDecl<Untyped, string, Untyped>,
  actor: Actor,
  row: Untyped,
): readonly string[] | null {
  const except = action.except
  if (!except) return null
  return except.relations.some((name) => procedure.relations?.[name]?.(row, actor)) ? except.rules : null
}
