import { allowedActions } from '../case/allowed.ts'
import type { Actor, CaseRecord, Procedure } from '../case/procedure.ts'
import { noStanding } from '../case/rights.ts'
import type { RoomRow } from '../case/room-row.ts'
import type { StoredLimit } from '../clock/span.ts'
import type { Policy } from '../policy/policy.ts'
import { toReader } from '../text/reader.ts'
import type { OwnerAct } from './home.contract.ts'

/** Whose home it is, in one project. */
export interface Household {
  projectId: number
  actor: Extract<Actor, { kind: 'owner' }>
  persons: readonly string[]
}

export interface HomeCase extends CaseRecord {
  unitCode: string | null
  placeName: string | null
  holderName: string | null
}

export interface HomeAction {
  caseId: string
  action: string
  actorKind: Actor['kind']
  actorId: string
  actorName: string | null
  at: Date
  /** What the form said in words; null once it was erased. */
  text: Record<string, unknown> | null
  signed: boolean
}

export interface HomeClock {
  caseId: string
  clock: string
  basis: StoredLimit
  dueAt: Date | null
  acknowledgedAt: Date | null
  told: number
}

/** What was read of the cases of a home; home.story.ts makes one story of each matter from it. */
export interface HomeRead {
  cases: readonly HomeCase[]
  actions: readonly HomeAction[]
  clocks: readonly HomeClock[]
  rows: ReadonlyMap<string, RoomRow>
}

/**
 * Makes of each matter one story with the work under it: what the procedures tell the owner, what they promise him and
 * what he may do. Pure; what an action does not tell (`tellOwner`) never gets here.
 */
export function mattersOf(
  read: HomeRead,
  household: Household,
  procedures: Readonly<Record<string, Procedure>>,
  policy: Policy,
  now: Date,
) {
  const ids = new Set(read.cases.map(({ id }) => id))
  const heads = read.cases.filter(({ parentId }) => parentId === null || !ids.has(parentId))
  return heads.map((head) => {
    const works = read.cases.filter(({ parentId }) => parentId === head.id)
    const all = [head, ...works]
    const acts = all.flatMap((of) => actsOf(of, works, read, household, procedures, policy, now))
    return {
      project: household.projectId,
      id: head.id,
      procedure: head.procedure,
      procedureTitle: toReader(procedures[head.procedure]?.title ?? head.procedure),
      number: head.number,
      title: head.title,
      stateTitle: farthest(head, works, procedures),
      final: head.final,
      priority: head.priority,
      unit: head.unitId !== null && head.unitCode !== null ? { id: head.unitId, code: head.unitCode } : null,
      place: head.placeName,
      chaseCount: head.chaseCount,
      openedAt: head.openedAt,
      closedAt: head.closedAt,
      works: works.map((of) => ({
        id: of.id,
        procedure: of.procedure,
        procedureTitle: toReader(procedures[of.procedure]?.title ?? of.procedure),
        number: of.number,
        state: of.state,
        stateTitle: titleOf(of, procedures),
        final: of.final,
        holder: of.holderName,
      })),
      promises: all.flatMap((of) => promisesOf(of, read.clocks, procedures, now)).toSorted(nearestFirst),
      todos: acts.filter(({ asked }) => asked).map(({ act }) => act),
      may: acts.filter(({ asked }) => !asked).map(({ act }) => act),
      steps: stepsOf(all, read, household, procedures),
    }
  })
}

/** The state of the work says more than that of the matter while work is open. */
function farthest(head: HomeCase, works: readonly HomeCase[], procedures: Readonly<Record<string, Procedure>>): string {
  const open = works.filter(({ final }) => !final).toSorted((a, b) => b.lastAt.getTime() - a.lastAt.getTime())[0]
  return titleOf(head.final ? head : (open ?? head), procedures)
}

function titleOf({ procedure, state }: CaseRecord, procedures: Readonly<Record<string, Procedure>>): string {
  return toReader(procedures[procedure]?.stateTitles[state] ?? state)
}

function stepsOf(
  all: readonly HomeCase[],
  { actions }: HomeRead,
  { actor }: Household,
  procedures: Readonly<Record<string, Procedure>>,
) {
  const byId = new Map(all.map((of) => [of.id, of]))
  return actions.flatMap(({ caseId, action, actorKind, actorId, actorName, at, text, signed }) => {
    const of = byId.get(caseId)
    const declared = of && procedures[of.procedure]?.actions[action]
    if (!of || !declared?.tellOwner) return []
    const own = actorKind === 'owner' && actorId === actor.accountId
    const said = declared.ownerReads === undefined ? null : text?.[declared.ownerReads]
    const words = typeof said === 'string' ? said : null
    const by = actorName ?? toReader('系统')
    return [{ at, text: toReader(declared.tellOwner), words, by, own, caseId, number: of.number, signed }]
  })
}

function promisesOf(
  of: HomeCase,
  clocks: readonly HomeClock[],
  procedures: Readonly<Record<string, Procedure>>,
  now: Date,
) {
  const procedure = procedures[of.procedure]
  return clocks.flatMap((clock) => {
    const declared = clock.caseId === of.id ? procedure?.clocks[clock.clock] : undefined
    if (!procedure || !declared?.promise) return []
    const holding = of.flags.filter((flag) => declared.pausedBy?.includes(flag))
    return [
      {
        caseId: of.id,
        title: toReader(declared.promise),
        from: new Date(clock.basis.from),
        why: toReader(clock.basis.why),
        dueAt: clock.dueAt,
        waitingFor: clock.dueAt === null ? holding.map((flag) => toReader(procedure.flags[flag] ?? flag)) : [],
        late: clock.dueAt !== null && clock.dueAt <= now,
        toldUpTo: clock.told,
        takenInHand: clock.acknowledgedAt !== null,
      },
    ]
  })
}

function nearestFirst(a: { dueAt: Date | null }, b: { dueAt: Date | null }): number {
  return (a.dueAt?.getTime() ?? Number.POSITIVE_INFINITY) - (b.dueAt?.getTime() ?? Number.POSITIVE_INFINITY)
}

/** What the owner may do with one case; `asked`: it waits for his signature. */
function actsOf(
  of: HomeCase,
  works: readonly HomeCase[],
  { rows }: HomeRead,
  { actor }: Household,
  procedures: Readonly<Record<string, Procedure>>,
  policy: Policy,
  now: Date,
): { asked: boolean; act: OwnerAct }[] {
  const procedure = procedures[of.procedure]
  const row = rows.get(of.id)
  if (!procedure || !row) return []
  const children = { total: works.length, open: works.filter(({ final }) => !final).length }
  const facts = { case: of, policy, at: now, actor, children: procedure.parent ? children : { total: 0, open: 0 } }
  return allowedActions(procedure, { ...row, state: of.state }, facts, { ...noStanding, owner: true })
    .filter(({ enabled }) => enabled)
    .map(({ action, title, signedBy }) => ({
      asked: signedBy?.who === 'owner',
      act: { caseId: of.id, procedure: of.procedure, action, title, lastSeq: of.lastSeq },
    }))
}
