import { toReader } from '../text/reader.ts'
import type { Facts, Procedure, Right, RuleId, Untyped } from './procedure.ts'
import { hasRight, keptOut, type Standing } from './rights.ts'

/** A button of the case page: what the actor may do now, or why not yet, in the reader's language. */
export interface AllowedAction {
  action: string
  title: string
  hint: string | null
  primary: boolean
  enabled: boolean
  /** Why it is disabled. */
  reason: string | null
  rules: readonly RuleId[]
  signedBy: { who: string; sheet: string } | null
}

/** Actions of the case's present state that the actor has the right to, main ones first; guards disable with a reason. */
export function allowedActions(procedure: Procedure, row: unknown, facts: Facts, standing: Standing): AllowedAction[] {
  const { actor, case: of } = facts
  return Object.entries(procedure.actions)
    .filter(([, action]) => action.from !== 'new' && action.from.includes(of.state))
    .filter(([, action]) => hasRight(action.by, actor, facts, standing))
    .filter(([, action]) => keptOut(procedure, action, actor, row) === null)
    .filter(
      ([, action]) =>
        firstReason(
          (action.when ?? []).filter(({ hides }) => hides),
          row,
          facts,
        ) === null,
    )
    .map(([name, action]) => {
      const reason = firstReason(action.when ?? [], row, facts)
      return {
        action: name,
        title: toReader(action.title),
        hint: action.hint === undefined ? null : toReader(action.hint),
        primary: action.primary ?? false,
        enabled: reason === null,
        reason: reason === null ? null : toReader(reason),
        rules: rulesOf(action),
        signedBy: action.signedBy ? { who: action.signedBy.who, sheet: action.signedBy.sheet } : null,
      }
    })
    .sort((a, b) => Number(b.primary && b.enabled) - Number(a.primary && a.enabled))
}

/** Whether the actor can do something now by a right that `by` holds for: whether allowedActions enables such a one. */
export function canActBy(by: (right: Right) => boolean, procedure: Procedure, row: unknown, facts: Facts): boolean {
  const { actor, case: of } = facts
  return Object.values(procedure.actions).some(
    (action) =>
      action.from !== 'new' &&
      action.from.includes(of.state) &&
      action.by.some(by) &&
      keptOut(procedure, action, actor, row) === null &&
      firstReason(action.when ?? [], row, facts) === null,
  )
}

type AnyGuard = { rules?: readonly RuleId[]; hides?: boolean; check: (row: Untyped, facts: Facts) => true | string }

function firstReason(guards: readonly AnyGuard[], row: unknown, facts: Facts): string | null {
  for (const guard of guards) {
    const answer = guard.check(row, facts)
    if (answer !== true) return answer
  }
  return null
}

/** All handbook rules that an action cites, for the clause in the margin. */
export function rulesOf(action: {
  rules?: readonly RuleId[]
  byRules?: readonly RuleId[]
  when?: readonly { rules?: readonly RuleId[] }[]
  whenForm?: readonly { rules?: readonly RuleId[] }[]
  except?: { rules: readonly RuleId[] }
  signedBy?: { rules: readonly RuleId[] }
}): RuleId[] {
  const cited = [
    ...(action.rules ?? []),
    ...(action.byRules ?? []),
    ...(action.when ?? []).flatMap((guard) => guard.rules ?? []),
    ...(action.whenForm ?? []).flatMap((guard) => guard.rules ?? []),
    ...(action.except?.rules ?? []),
    ...(action.signedBy?.rules ?? []),
  ]
  return [...new Set(cited)]
}
