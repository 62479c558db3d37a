import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { atEnd, inProject, type Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import { passOn } from '../delivery/outbox.ts'
import { currentPolicy, policyAt } from '../policy/policies.ts'
import { appendLog, flagsAfter, writeFlags } from './append.ts'
import { bar, inheritBars } from './barred.ts'
import { childrenOf, insertCase, lockCase, updateCase, zoneOf } from './case-row.ts'
import { checkGuards, checkRight, mayPlace } from './checks.ts'
import { type FlagRow, flagRows, type OpenClock, openClocks, planClocks, writeClocks } from './clocks.ts'
import type { AnyAction, Done } from './done.ts'
import type { Change, Command, Engine, Outcome, Reaction } from './engine.ts'
import { type CheckedForm, checkForm } from './form.ts'
import { nextNumber } from './numbers.ts'
import type { CaseRecord, Facts, Procedure } from './procedure.ts'
import { lostReferences } from './references.ts'
import { Refusal } from './refusal.ts'
import { keyOf, replay } from './replay.ts'
import { insertRow, type RoomRow, readColumns, updateRow } from './room-row.ts'
import { settleLadder } from './standing-effects.ts'
import { tell, whoIsTold } from './telling.ts'

export type { Change, Command, Engine, Outcome } from './engine.ts'

/**
 * THE one door: every change of every case goes through here, in one transaction: replayed? → lock the case → state,
 * right, guard, form → row and case → log → signature → flags → clocks → effect → notices → reactions → commit.
 * Throws Refusal (nothing changed), DatabaseGone, DatabaseBusy.
 */
export async function perform(engine: Engine, command: Command): Promise<Outcome> {
  const from = performance.now()
  const number = await numberFor(engine, command)
  let changes: Change[] = []
  const outcome = await inProject(engine.db, command.projectId, (tx) => {
    changes = []
    return performIn(tx, engine, command, changes, number)
  })
  if (changes.length > 0) engine.afterCommit(changes)
  engine.timed?.(command.procedure, performance.now() - from)
  return outcome
}

/** The number of a case to be opened, taken before the transaction. What cannot be opened is refused in its turn. */
export async function numberFor(engine: Engine, { projectId, ...of }: Command): Promise<string | undefined> {
  const procedure = find(engine.procedures, of.procedure)
  if (!procedure || find(procedure.actions, of.action)?.from !== 'new') return undefined
  const now = engine.time.now()
  return engine.numberOf?.(projectId, procedure.prefix, now) ?? nextNumber(engine, projectId, procedure.prefix, now)
}

const find = <T>(named: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(named, name) ? named[name] : undefined

/** One act inside a running transaction; `changes` collects what to tell after the commit. */
export async function performIn(
  tx: Tx,
  engine: Engine,
  command: Command,
  changes: Change[],
  number?: string,
): Promise<Outcome> {
  const procedure = procedureOf(engine, command)
  const action = actionOf(procedure, command.action)
  const form = checkForm(action.form, command.form)
  return action.from === 'new'
    ? open(tx, engine, procedure, action, command, form, changes, number)
    : act(tx, engine, procedure, action, command, form, changes)
}

function procedureOf(engine: Engine, command: Command): Procedure {
  const procedure = find(engine.procedures, command.procedure)
  if (!procedure) throw new Refusal('not-found', '没有这种事项')
  return procedure
}

function actionOf(procedure: Procedure, name: string): AnyAction {
  const action = find(procedure.actions, name)
  if (!action) throw new Refusal('not-found', '没有这个操作')
  return action
}

async function act(
  tx: Tx,
  engine: Engine,
  procedure: Procedure,
  action: AnyAction,
  command: Command,
  form: CheckedForm,
  changes: Change[],
): Promise<Outcome> {
  const { projectId, actor } = command
  const [replayed, before, columns, clocks, flagsBefore, children, lost] = await lookAt(
    tx,
    engine,
    procedure,
    action,
    command,
    form,
  )
  if (replayed) return replayed
  if (!before || before.procedure !== procedure.name) throw new Refusal('not-found', '没有找到这个事项')
  const at = laterOf(engine.time.now(), before.lastAt)
  const row: RoomRow = { ...columns, state: before.state }
  const policy = await policyAt(tx, projectId, before.policyVersion)
  const facts: Facts = { case: before, policy, at, actor, children }
  await checkRight(tx, projectId, procedure, action, facts, row)
  if (command.seenSeq !== undefined && command.seenSeq !== before.lastSeq)
    throw new Refusal('stale', '事项刚刚有了新进展，请看过再办', { values: { state: before.state } })
  if (!action.from.includes(before.state))
    throw new Refusal('wrong-state', '事项现在是“{state}”，不能{action}', {
      values: { state: procedure.stateTitles[before.state] ?? before.state, action: action.title },
    })
  checkGuards(action, form, row, facts, command, lost)

  const state = targetOf(action, form.values, row, before.state)
  const seq = before.lastSeq + 1
  const rowChanges: RoomRow = action.sets?.(form.values, row, facts) ?? {}
  const caseChanges = action.setsCase?.(form.values, row, facts) ?? {}
  const raised = (action.raises ?? []).filter((flag) => !before.flags.includes(flag))
  const lowered = (action.lowers ?? []).filter((flag) => before.flags.includes(flag))
  const flags = [...before.flags.filter((flag) => !lowered.includes(flag)), ...raised].sort()
  const final = procedure.final.includes(state)
  const moves = Boolean(caseChanges.unitId || caseChanges.personId)
  if (moves && !(await mayPlace(tx, projectId, actor, { ...before, ...caseChanges }, at)))
    throw new Refusal('not-found', '没有找到这套房')
  const after: CaseRecord = {
    ...before,
    ...caseChanges,
    ...(await zoneOf(tx, projectId, caseChanges)),
    state,
    final,
    flags,
    lastSeq: seq,
    lastAt: at,
    closedAt: final ? (before.closedAt ?? at) : null,
  }
  return finish(
    tx,
    engine,
    {
      procedure,
      action,
      command,
      form,
      before,
      after,
      rowBefore: row,
      row: { ...row, ...rowChanges, state },
      facts,
      raised,
      lowered,
    },
    { rowChanges, clocks, flags: flagsBefore, changes },
  )
}

/**
 * What an act on a case looks at, in one go: is the key known, the case (locked from here on), its row, clocks, flags
 * and children, and what the form points at. The statements are carried out in this order and each sees what was committed before it began, so
 * everything after the lock is as the last act left it.
 */
function lookAt(tx: Tx, engine: Engine, procedure: Procedure, action: AnyAction, command: Command, form: CheckedForm) {
  const { projectId, caseId } = command
  return Promise.all([
    replay(tx, command, form),
    lockCase(tx, projectId, caseId, keyOf(command)),
    readColumns(tx, procedure, projectId, caseId),
    openClocks(tx, projectId, caseId),
    Object.keys(procedure.flags).length > 0 ? flagRows(tx, projectId, caseId) : [],
    procedure.parent ? childrenOf(tx, projectId, caseId) : { total: 0, open: 0 },
    lostReferences(tx, projectId, action.form, form.values, engine.time.now()),
  ])
}

async function open(
  tx: Tx,
  engine: Engine,
  procedure: Procedure,
  action: AnyAction,
  command: Command,
  form: CheckedForm,
  changes: Change[],
  number: string | undefined,
): Promise<Outcome> {
  const { projectId, caseId, actor } = command
  if (number === undefined) throw new Error(`${procedure.name}.${command.action} opens a case and needs a number`)
  const now = engine.time.now()
  const [replayed, lost, policyNow] = await Promise.all([
    replay(tx, command, form),
    lostReferences(tx, projectId, action.form, form.values, now),
    currentPolicy(tx, projectId, now),
  ])
  if (replayed) return replayed
  const parent = await parentOf(tx, engine, projectId, form.values.parentId)
  const at = laterOf(now, parent?.lastAt ?? null)
  const policy = at > now ? await currentPolicy(tx, projectId, at) : policyNow
  const blank: CaseRecord = {
    id: caseId,
    procedure: procedure.name,
    number,
    title: '',
    state: procedure.initial,
    final: false,
    priority: 'normal',
    unitId: null,
    placeId: null,
    zoneId: null,
    personId: null,
    parentId: parent?.id ?? null,
    holderAccount: null,
    firstResponderAccount: parent?.firstResponderAccount ?? null,
    openedByAccount: 'accountId' in actor ? actor.accountId : null,
    chaseCount: 0,
    flags: [],
    lastSeq: 0,
    lastAt: at,
    nextDueAt: null,
    openedAt: at,
    closedAt: null,
    procedureVersion: procedure.version,
    policyVersion: policy.version,
  }
  const facts: Facts = { case: blank, policy: policy.body, at, actor, children: { total: 0, open: 0 } }
  await checkRight(tx, projectId, procedure, action, facts, {})
  checkGuards(action, form, {}, facts, command, lost)
  const caseChanges = action.setsCase?.(form.values, {}, facts) ?? {}
  const state = targetOf(action, form.values, {}, procedure.initial)
  const final = procedure.final.includes(state)
  const placed = {
    ...blank,
    ...caseChanges,
    ...(await zoneOf(tx, projectId, caseChanges)),
    state,
    final,
    closedAt: final ? at : null,
    lastSeq: 1,
  }
  if (!(await mayPlace(tx, projectId, actor, placed, at))) throw new Refusal('not-found', '没有找到这套房')
  const [, row] = await Promise.all([
    insertCase(tx, projectId, placed),
    insertRow(tx, procedure, projectId, caseId, action.sets?.(form.values, {}, facts) ?? {}, state),
  ])
  return finish(
    tx,
    engine,
    {
      procedure,
      action,
      command,
      form,
      before: null,
      after: placed,
      rowBefore: {},
      row,
      facts,
      raised: [],
      lowered: [],
    },
    { rowChanges: {}, clocks: [], flags: [], changes },
  )
}

interface Known {
  rowChanges: RoomRow
  /** Open clocks and flags before the act. */
  clocks: readonly OpenClock[]
  flags: readonly FlagRow[]
  changes: Change[]
}

/**
 * What follows once state and row are known: row, log, flags, clocks, case and notices, which are sent together and
 * whose answers only the end of the transaction waits for; then signature, effect and reactions.
 */
async function finish(tx: Tx, engine: Engine, done: Done, known: Known): Promise<Outcome> {
  const { procedure, action, command, before, after, row, facts, form } = done
  const { projectId, caseId, actor } = command
  const { at, policy } = facts
  const seq = after.lastSeq
  const actionId = uuid()
  let { clocks } = known
  if (command.action === 'acknowledge' || command.action === 'delegate') {
    await settleLadder(tx, { projectId, of: after, at, actor, form: form.values })
    clocks = await openClocks(tx, projectId, caseId)
  }
  const flags = flagsAfter(known.flags, done, at)
  const moving = { engine, projectId, procedure, of: after, row, policy, seq, at, clocks, flags }
  const plan = planClocks(moving)
  const told = await whoIsTold(tx, done)
  const writes = [
    updateRow(tx, procedure, projectId, caseId, known.rowChanges),
    appendLog(tx, engine.secrets, { command, form, before, after, at }, actionId, engine.time.now()),
    writeFlags(tx, { command, form, before, after, at }, done),
    writeClocks(tx, moving, plan),
    before === null && plan.nextDueAt === null
      ? null
      : updateCase(tx, projectId, { ...after, nextDueAt: plan.nextDueAt }),
    tell(tx, done, told),
    passOn(tx, projectId, caseId, seq, at),
    before === null && after.parentId ? inheritBars(tx, projectId, caseId, after.parentId) : null,
  ]
  atEnd(tx, Promise.all(writes))
  const barred = action.bars?.(form.values) ?? []
  if (barred.length > 0) await bar(tx, projectId, after, barred, at)
  if (action.signedBy && command.signature) await writeSignature(tx, engine, done, actionId)
  await engine.effects[procedure.name]?.[command.action]?.(tx, {
    projectId,
    facts,
    row,
    form: form.values,
    actionId,
    seq,
  })
  known.changes.push({
    projectId,
    caseId,
    procedure: procedure.name,
    action: command.action,
    seq,
    accounts: [...told.newHolder, ...told.others],
  })
  await react(tx, engine, done, known.changes, actionId)
  return { caseId, number: after.number, state: after.state, seq, at: at.toISOString() }
}

function targetOf(action: AnyAction, values: unknown, row: RoomRow, from: string): string {
  if (action.to === 'same') return from
  return typeof action.to === 'string' ? action.to : action.to.pick(values, row)
}

const laterOf = (now: Date, last: Date | null) => (last !== null && last > now ? last : now)

/** The parent must be an open case of this project; it is locked, so that it cannot close meanwhile. */
async function parentOf(tx: Tx, engine: Engine, projectId: number, parentId: unknown): Promise<CaseRecord | null> {
  if (typeof parentId !== 'string') return null
  const found = await lockCase(tx, projectId, parentId)
  if (!found || found.final || !engine.procedures[found.procedure]?.parent)
    throw new Refusal('bad-form', '没有找到所属的诉求', { fields: [{ field: 'parentId', text: '没有找到所属的诉求' }] })
  return found
}

async function writeSignature(
  tx: Tx,
  engine: Engine,
  { action, command, after, row, form, facts }: Done,
  actionId: string,
): Promise<void> {
  if (!action.signedBy || !command.signature) return
  const { actor, projectId, caseId } = command
  await engine.signatures.record(tx, {
    projectId,
    caseId,
    actionId,
    sheet: action.signedBy.sheet,
    signedForm: { number: after.number, action: command.action, form: form.values, record: row },
    signature: command.signature,
    signerAccountId: action.signedBy.who !== 'owner' && actor.kind === 'staff' ? actor.accountId : null,
    at: facts.at,
  })
}

async function react(tx: Tx, engine: Engine, done: Done, changes: Change[], actionId: string): Promise<void> {
  const { procedure, command, after } = done
  for (const [index, reaction] of engine.reactions.entries()) {
    if (reaction.on.procedure !== procedure.name) continue
    const ended = after.final && !done.before?.final
    const hit = reaction.on.actions === 'final' ? ended : reaction.on.actions.includes(command.action)
    if (!hit || (reaction.when && !reaction.when(done.row, after, done.facts))) continue
    for (const other of await othersOf(tx, reaction, command.projectId, after)) {
      const form = reaction.form(after, done.facts, done.row)
      const acting: Command = {
        projectId: command.projectId,
        procedure: other.procedure,
        caseId: other.id,
        action: reaction.does.action,
        actor: { kind: 'reaction' },
        key: `${actionId}:${index}:${other.id}`,
        form,
      }
      // One in ten openings fetches a block of numbers over a connection of its own; see numbers.ts.
      const number = await numberFor(engine, acting)
      await ifPossible(tx, changes, () => performIn(tx, engine, acting, changes, number))
    }
  }
}

async function othersOf(
  tx: Tx,
  { upon, does }: Reaction,
  projectId: number,
  of: CaseRecord,
): Promise<{ id: string; procedure: string }[]> {
  if (typeof upon === 'object')
    return (await upon.find(tx, projectId, of)).filter(({ procedure }) => procedure === does.procedure)
  if (upon === 'new') return [{ id: uuid(), procedure: does.procedure }]
  if (upon === 'parent' && of.parentId === null) return []
  if (upon === 'parent')
    return prepared<{ id: string; procedure: string }>(tx)`
      select id, procedure from cases
      where project_id = ${projectId} and id = ${of.parentId} and procedure = ${does.procedure}`
  return prepared<{ id: string; procedure: string }>(tx)`
    select id, procedure from cases
    where project_id = ${projectId} and parent_id = ${of.id} and procedure = ${does.procedure} and not final order by id`
}

/** A reaction that its case is not ready for does not happen; the act that caused it stands. */
async function ifPossible(tx: Tx, changes: Change[], act: () => Promise<unknown>): Promise<void> {
  const told = changes.length
  await sql`savepoint reaction`.execute(tx)
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refusal) || (error.kind !== 'wrong-state' && error.kind !== 'blocked')) throw error
    await sql`rollback to savepoint reaction`.execute(tx)
    changes.length = told
  }
  await sql`release savepoint reaction`.execute(tx)
}
