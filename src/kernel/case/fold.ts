import type { Policy } from '../policy/policy.ts'
import { type Actor, type CaseChanges, type CaseRecord, type Facts, type Procedure, targetsOf } from './procedure.ts'
import type { RoomRow } from './room-row.ts'

/** One line of the log, with the erasable part of its form put back. */
export interface LoggedAction {
  seq: number
  action: string
  at: Date
  actor: Actor
  form: Record<string, unknown>
}

/** What a case has from elsewhere than its own log. */
export interface Origin {
  /** Given at the opening: the number, the matter above, and what that passes on. */
  case: Pick<CaseRecord, 'id' | 'number' | 'parentId' | 'firstResponderAccount' | 'procedureVersion' | 'policyVersion'>
  policy: Policy
  /** What the columns of the room's row hold before anything sets them. */
  defaults: RoomRow
  /** The zone of a unit or place. */
  zoneOf: (where: { unitId?: string | null; placeId?: string | null }) => string | null
}

/** What the log says of a case. `nextDueAt` is always null here: clocks are reckoned, not logged. */
export interface Folded {
  case: CaseRecord
  row: RoomRow
}

/**
 * Retells a case from its log by the declarations alone. `cases` and the room's row are projections of the log, so
 * this must give what stands there. Throws RangeError when the log tells of something the procedure does not know, or
 * an action looks at what no log holds.
 */
export function fold(procedure: Procedure, log: readonly LoggedAction[], origin: Origin): Folded {
  let now: Folded | null = null
  for (const logged of log) now = after(procedure, now, logged, origin)
  if (!now) throw new RangeError('an empty log tells of no case')
  return now
}

function after(procedure: Procedure, before: Folded | null, logged: LoggedAction, origin: Origin): Folded {
  const { actor, at, form, seq } = logged
  const action = Object.hasOwn(procedure.actions, logged.action) ? procedure.actions[logged.action] : undefined
  if (!action) throw new RangeError(`${procedure.name} has no action ${logged.action}`)
  if (seq !== (before?.case.lastSeq ?? 0) + 1) throw new RangeError(`line ${seq} does not follow the one before it`)
  if ((action.from === 'new') !== (before === null)) throw new RangeError(`${logged.action} cannot be line ${seq}`)
  const of = before?.case ?? blank(procedure, logged, origin)
  const row: RoomRow = before?.row ?? {}
  const facts: Facts = { case: of, policy: origin.policy, at, actor, children: unknownChildren }
  const state = typeof action.to === 'object' ? action.to.pick(form, row) : targetsOf(action, of.state)[0]!
  const changes: CaseChanges = action.setsCase?.(form, row, facts) ?? {}
  const final = procedure.final.includes(state)
  return {
    case: {
      ...of,
      ...given(changes),
      ...(changes.unitId || changes.placeId ? { zoneId: origin.zoneOf(changes) } : {}),
      state,
      final,
      flags: flagsAfter(of.flags, action.raises ?? [], action.lowers ?? []),
      lastSeq: seq,
      lastAt: at,
      closedAt: final ? (of.closedAt ?? at) : null,
    },
    row: {
      ...(before ? row : { ...origin.defaults }),
      ...stored(action.sets?.(form, row, facts) ?? {}),
      state,
    },
  }
}

/** A case just before its first line. */
function blank(procedure: Procedure, { actor, at }: LoggedAction, origin: Origin): CaseRecord {
  return {
    ...origin.case,
    procedure: procedure.name,
    title: '',
    state: procedure.initial,
    final: false,
    priority: 'normal',
    unitId: null,
    placeId: null,
    zoneId: null,
    personId: null,
    holderAccount: null,
    openedByAccount: 'accountId' in actor ? actor.accountId : null,
    chaseCount: 0,
    flags: [],
    lastSeq: 0,
    lastAt: at,
    nextDueAt: null,
    openedAt: at,
    closedAt: null,
  }
}

function flagsAfter(flags: readonly string[], raised: readonly string[], lowered: readonly string[]): string[] {
  return [...new Set([...flags.filter((flag) => !lowered.includes(flag)), ...raised])].sort()
}

/** The children of a case are in logs of their own: what an action sets must not depend on them. */
const unknownChildren: Facts['children'] = {
  get total(): number {
    throw new RangeError('a log does not tell of the cases below')
  },
  get open(): number {
    throw new RangeError('a log does not tell of the cases below')
  },
}

/** As the database keeps it: nothing for undefined, lists as JSON. */
function stored(changes: RoomRow): RoomRow {
  return Object.fromEntries(
    Object.entries(given(changes)).map(([name, value]) => [
      name,
      Array.isArray(value) ? JSON.parse(JSON.stringify(value)) : value,
    ]),
  )
}

function given<T extends object>(changes: T): Partial<T> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>
}
