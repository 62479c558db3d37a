import type { z } from 'zod'
import type { Limit } from '../clock/limit.ts'
import type { Role } from '../org/roles.ts'
import type { Policy } from '../policy/policy.ts'

/**
 * What a procedure is: states, actions, forms, clocks and the handbook rules they keep, as one pure object that
 * server and web import alike. The engine (perform.ts) runs it; holes.ts checks it; nothing here touches a database.
 */

// biome-ignore lint/suspicious/noExplicitAny: the engine handles the rows and forms of every room
export type Untyped = any

/** A handbook rule, for example `REP-04`. */
export type RuleId = `${Uppercase<string>}-${number}`

/** How somebody stands to a case, apart from the roles of his posts. Rooms may add their own (`relations`). */
export type Relation =
  | 'staff' // anybody of the project's staff
  | 'assignee' // the account that holds the case
  | 'first-responder' // the account that first heard of it (INT-01)
  | 'owner' // the person of the case, or somebody of the same household
  | 'zone-officer' // holder of the post that answers for the zone of the unit or place
  | 'contractor' // the bearer of a contractor's link to this case
  | 'on-duty' // whoever stands on the on-duty list now; for notices only
  | 'ladder' // somebody whom an open clock of the case has climbed to
  | 'clock' // an expired clock
  | 'reaction' // another case's action, by the composition root

export type Right = Role | Relation

/** A fact that holds together with any state, such as waiting for the owner. Pauses clocks. */
export type FlagName = string

export type Actor =
  | { kind: 'staff'; accountId: string; name: string; roles: readonly Role[] }
  | { kind: 'owner'; accountId: string; personId: string; name: string }
  | {
      kind: 'link'
      linkId: string
      purpose: 'owner' | 'contractor'
      caseId: string
      personId: string | null
      name: string
    }
  | { kind: 'clock' }
  | { kind: 'reaction' }

/** The kernel's own columns of a case (table `cases`). */
export interface CaseRecord {
  id: string
  procedure: string
  number: string
  title: string
  state: string
  final: boolean
  priority: Priority
  unitId: string | null
  placeId: string | null
  zoneId: string | null
  personId: string | null
  parentId: string | null
  holderAccount: string | null
  firstResponderAccount: string | null
  openedByAccount: string | null
  chaseCount: number
  flags: readonly FlagName[]
  lastSeq: number
  lastAt: Date
  nextDueAt: Date | null
  openedAt: Date
  closedAt: Date | null
  procedureVersion: number
  policyVersion: number
}

export type Priority = 'normal' | 'high' | 'emergency'

/** What guards, effects and limits may look at besides the row and the form. */
export interface Facts {
  case: CaseRecord
  policy: Policy
  /** Business time of the action. */
  at: Date
  actor: Actor
  /** Work cases under this one; only where the procedure says `parent: true`. */
  children: { total: number; open: number }
}

/** A condition of an action: true, or the reason in Chinese why not, so that a button can say it. */
export interface Guard<Row> {
  rules?: readonly RuleId[]
  /** Pages do not offer the action at all while this refuses: it belongs to something that nobody has begun. */
  hides?: boolean
  check: (row: Row, facts: Facts) => true | string
}

/** A condition on what the form says, checked when it is sent. */
export interface FormGuard<Row, Form> {
  rules?: readonly RuleId[]
  check: (form: Form, row: Row, facts: Facts) => true | string
}

/** Columns of `cases` that an action may set. The state, numbers and times belong to the engine. */
export type CaseChanges = Partial<
  Pick<
    CaseRecord,
    | 'title'
    | 'priority'
    | 'unitId'
    | 'placeId'
    | 'zoneId'
    | 'personId'
    | 'holderAccount'
    | 'firstResponderAccount'
    | 'chaseCount'
  >
>

export interface ActionDecl<Row, State extends string, Form extends z.ZodObject> {
  title: string
  /** What the act means for who does it, one short sentence under the button. */
  hint?: string
  /** States it is possible in; `new` opens a case. */
  from: 'new' | readonly State[]
  /** State afterwards; `same` keeps it; a choice names all states it can lead to. */
  to: State | 'same' | { oneOf: readonly State[]; pick: (form: z.infer<Form>, row: Row) => State }
  by: readonly Right[]
  /** Handbook rules kept by nobody else being allowed to do it. */
  byRules?: readonly RuleId[]
  /** Nobody in this relation may do it, whatever his role (REP-12: not by the repairer). */
  except?: { relations: readonly string[]; rules: readonly RuleId[] }
  /** Handbook rules that are kept by this action being there. */
  rules?: readonly RuleId[]
  form: Form
  when?: readonly Guard<Row>[]
  whenForm?: readonly FormGuard<Row, z.infer<Form>>[]
  /** Whose signature the action carries, and the sheet that is signed. */
  signedBy?: { who: SignerKind; sheet: string; rules: readonly RuleId[] }
  /** Columns of the room's row after the action. Pure: folding the log with it gives the row. */
  sets?: (form: z.infer<Form>, row: Row, facts: Facts) => Partial<Row>
  /** Columns of the case after the action. */
  setsCase?: (form: z.infer<Form>, row: Row, facts: Facts) => CaseChanges
  raises?: readonly FlagName[]
  lowers?: readonly FlagName[]
  /** The sentence that the owner reads in the time line; none: the owner is not shown this action. */
  tellOwner?: string
  /** The field of the form whose words were said to the owner: he reads them under that sentence. */
  ownerReads?: keyof z.infer<Form> & string
  /** Who may read the action's form; default: everybody who may read the case. */
  seenBy?: readonly Right[]
  /**
   * Accounts that from now on find nothing of the case, of the matter above it and of the work beside it, whatever
   * their roles (CMP-06: who is complained about reads neither complaint nor interview). See barred.ts.
   */
  bars?: (form: z.infer<Form>) => readonly string[]
  /** Who gets a notice, besides the new holder. */
  notifies?: readonly Right[] | ((form: z.infer<Form>, row: Row) => readonly Right[])
  /** Accounts that get it because the row named them before the act: whom it takes something from. */
  tells?: (before: Row) => readonly (string | null)[]
  /** The sentence of that notice; {number} and {title} are filled in. */
  notice?: string
  /** Shown as the main button of its state. */
  primary?: boolean
}

export type SignerKind = 'owner' | 'zone-officer' | 'actor'

export interface ClockDecl<Row, State extends string, ActionName extends string> {
  title: string
  /** The clock runs while the case is in one of these states … */
  runsIn: readonly State[]
  /** … and this holds. */
  runsWhen?: (row: Row, facts: Pick<Facts, 'case' | 'policy'>) => boolean
  /**
   * Start and length; null while the start is not known. A changed length moves the due time, a changed start is a new
   * promise, and a start that is taken back cancels the old one.
   */
  limit: (row: Row, facts: Pick<Facts, 'case' | 'policy'>) => Limit | null
  /** Flags that stop it from running, each a reason the owner can be told. */
  pausedBy?: readonly FlagName[]
  /** The ordinary action that the clock performs when it expires. */
  onExpiry: ActionName
  /** Roles that are told one after another until one acknowledges, besides the holder at once. */
  ladder: readonly Role[]
  /** Minutes between its rungs; default: the step of all ladders (policy `ladderStepMinutes`). */
  ladderStep?: (policy: Policy) => number
  rules: readonly RuleId[]
  /** The owner sees this clock as a promise. */
  promise?: string
  /** No deadline: that so much time has passed is a fact for the procedure. Nothing is late, nobody is told, no page lists it. */
  fact?: true
}

/** A whole procedure with types erased, as the engine handles it. */
export interface Procedure<Row = Untyped, State extends string = string> {
  name: string
  title: string
  /** The handbook form that is the record of the case. */
  record: string
  /** Prefix of human numbers, such as BX. */
  prefix: string
  /** Grows when states, actions or clocks change meaning; open cases of an earlier one are renewed (renew.ts). */
  version: number
  /** Room table with the same key, written by the engine from `sets`. */
  table: string
  states: readonly State[]
  stateTitles: Readonly<Record<State, string>>
  initial: State
  final: readonly State[]
  /** Final states in which the matter was given up: clocks that ran are cancelled, neither met nor late. */
  abandoned?: readonly State[]
  /** Actions that a final case still takes without being reopened: filing its record, supervising how it was handled. */
  afterwards?: readonly string[]
  /** Relations of the room, pure functions of its row. */
  relations?: Readonly<Record<string, (row: Row, actor: Actor) => boolean>>
  flags: Readonly<Record<FlagName, string>>
  /** Says something about another case: owners do not find its cases among their matters. */
  aside?: boolean
  /** Work cases hang under its cases; guards see `facts.children`. */
  parent?: boolean
  actions: Readonly<Record<string, ActionDecl<Row, State, Untyped>>>
  clocks: Readonly<Record<string, ClockDecl<Row, State, string>>>
  /** Who may read a case; owners and links read through `tellOwner`. */
  readers: readonly Right[]
}

/**
 * Binds a procedure to the type of its row and its states, so that a wrong state, role, clock target or form field
 * does not compile: `const { act, procedure } = procedureOn<RepairOrder>()(['reported', …])`.
 */
export function procedureOn<Row extends object>() {
  return <const State extends string>(states: readonly State[]) => ({
    act: <Form extends z.ZodObject>(action: ActionDecl<Row, State, Form>) => action,
    procedure: <const Actions extends Record<string, ActionDecl<Row, State, Untyped>>>(
      declared: Omit<Procedure<Row, State>, 'states' | 'actions' | 'clocks'> & {
        actions: Actions
        clocks: Record<string, ClockDecl<Row, State, keyof Actions & string>>
      },
    ) => ({ ...declared, states }),
  })
}

/** States an action can lead to, given the state it starts from. */
export function targetsOf(action: Pick<ActionDecl<Untyped, string, Untyped>, 'to'>, from: string): readonly string[] {
  if (action.to === 'same') return [from]
  return typeof action.to === 'string' ? [action.to] : action.to.oneOf
}
