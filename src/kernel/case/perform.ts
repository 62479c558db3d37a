import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { inProject, json, type Tx } from '../db/db.ts'
import { currentPolicy, type Policy, policyAt } from '../policy/policies.ts'
import { flagRows, moveClocks, openClocks } from './clocks.ts'
import { actorId, type Change, type Command, type Engine, type Outcome, type Reaction } from './engine.ts'
import { type CheckedForm, checkForm } from './form.ts'
import { notify } from './notices.ts'
import { nextNumber } from './numbers.ts'
import type { ActionDecl, CaseRecord, Facts, Procedure, Untyped } from './procedure.ts'
import { checkReferences } from './references.ts'
import { Refusal } from './refusal.ts'
import { accountsWith, sharesHousehold, standingOf } from './relations.ts'
import { hasRight, keptOut } from './rights.ts'
import { insertRow, type RoomRow, readRow, updateRow } from './room-row.ts'
import { settleLadder } from './standing-effects.ts'

export type { Change, Command, Engine, Outcome } from './engine.ts'

type AnyAction = ActionDecl<Untyped, string, Untyped>

/**
 * THE one door: every change of every case goes through here, in one transaction: replayed? → lock the case → state,
 * right, guard, form → row and case → log → signature → flags → clocks → effect → notices → reactions → commit.
 * Throws Refusal (nothing changed), DatabaseGone, DatabaseBusy.
 */
export async function perform(engine: Engine, command: Command): Promise<Outcome> {
  const [outcome] = await performAll(engine, [command])
  return outcome!
}

/** Several acts that succeed or fail together, in one transaction; a replay answers as the first time did. */
export async function performAll(engine: Engine, commands: readonly Command[]): Promise<Outcome[]> {
  const first = commands[0]
  if (!first) return []
  const { projectId } = first
  if (commands.some((command) => command.projectId !== projectId))
    throw new Error('commands of one transaction must be of one project')
  const numbers = new Map<Command, string>()
  for (const command of commands) {
    const procedure = procedureOf(engine, command)
    if (actionOf(procedure, command.action).from === 'new')
      numbers.set(command, await nextNumber(engine, projectId, procedure.prefix, engine.time.now()))
  }
  let changes: Change[] = []
  const outcomes = await inProject(engine.db, projectId, async (tx) => {
    changes = []
    const done: Outcome[] = []
    for (const command of commands) done.push(await performIn(tx, engine, command, changes, numbers.get(command)))
    return done
  })
  if (changes.length > 0) engine.afterCommit(changes)
  return outcomes
}

/** Refusals per command; everything that was not refused is committed, in transactions of 500. */
export async function performMany(engine: Engine, commands: readonly Command[]): Promise<(Outcome | Refusal)[]> {
  const answers: (Outcome | Refusal)[] = []
  for (let from = 0; from < commands.length; from += 500) {
    const part = commands.slice(from, from + 500)
    const numbers = new Map<Command, string>()
    for (const command of part) {
      const procedure = procedureOf(engine, command)
      if (actionOf(procedure, command.action).from === 'new')
        numbers.set(command, await nextNumber(engine, command.projectId, procedure.prefix, engine.time.now()))
    }
    let changes: Change[] = []
    const done = await inProject(engine.db, part[0]!.projectId, async (tx) => {
      changes = []
      const answers: (Outcome | Refusal)[] = []
      for (const command of part)
        answers.push(await orRefusal(tx, () => performIn(tx, engine, command, changes, numbers.get(command))))
      return answers
    })
    if (changes.length > 0) engine.afterCommit(changes)
    answers.push(...done)
  }
  return answers
}

async function orRefusal(tx: Tx, act: () => Promise<Outcome>): Promise<Outcome | Refusal> {
  await sql`savepoint one`.execute(tx)
  try {
    const outcome = await act()
    await sql`release savepoint one`.execute(tx)
    return outcome
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await sql`rollback to savepoint one`.execute(tx)
    return error
  }
}

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
  const replayed = await replay(tx, command, form)
  if (replayed) return replayed
  const before = action.from === 'new' ? null : await lockCase(tx, command.projectId, procedure, command.caseId)
  return before === null
    ? open(tx, engine, procedure, action, command, form, changes, number)
    : act(tx, engine, procedure, action, command, form, changes, before)
}

function procedureOf(engine: Engine, command: Command): Procedure {
  const procedure = engine.procedures[command.procedure]
  if (!procedure) throw new Refusal('not-found', '没有这种事项')
  return procedure
}

function actionOf(procedure: Procedure, name: string): AnyAction {
  const action = Object.hasOwn(procedure.actions, name) ? procedure.actions[name] : undefined
  if (!action) throw new Refusal('not-found', '没有这个操作')
  return action
}

/** A key seen before answers as it did; the same key upon something else, or still being carried out, is refused. */
async function replay(tx: Tx, command: Command, form: CheckedForm): Promise<Outcome | null> {
  const actor = actorId(command.actor)
  const {
    rows: [row],
  } = await sql<{
    got: boolean
    caseId: string | null
    number: string
    action: string
    toState: string
    seq: number
    at: Date
    formSha256: Buffer
    textSha256: Buffer | null
  }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${command.projectId}:${actor}:${command.key}`}, 0)) as got,
      a.case_id as "caseId", c.number, a.action, a.to_state as "toState", a.seq, a.at, a.form_sha256 as "formSha256", a.text_sha256 as "textSha256"
    from (select) one left join case_action a on a.project_id = ${command.projectId} and a.actor_id = ${actor} and a.key = ${command.key}
      left join cases c on c.project_id = a.project_id and c.id = a.case_id`.execute(tx)
  if (!row?.got) throw new Refusal('in-flight', '同一操作正在进行，请稍候')
  if (row.caseId === null) return null
  const same =
    row.caseId === command.caseId &&
    row.action === command.action &&
    row.formSha256.equals(form.formSha256) &&
    (row.textSha256 === null
      ? form.textSha256 === null
      : form.textSha256 !== null && row.textSha256.equals(form.textSha256))
  if (!same) throw new Refusal('key-reused', '这个操作编号已经用于另一项操作')
  return { caseId: row.caseId, number: row.number, state: row.toState, seq: row.seq, at: row.at.toISOString() }
}

async function lockCase(tx: Tx, projectId: number, procedure: Procedure, caseId: string): Promise<CaseRecord> {
  const found = await tx
    .selectFrom('cases')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', caseId)
    .where('procedure', '=', procedure.name)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw new Refusal('not-found', '没有找到这个事项')
  return found as unknown as CaseRecord
}

async function act(
  tx: Tx,
  engine: Engine,
  procedure: Procedure,
  action: AnyAction,
  command: Command,
  form: CheckedForm,
  changes: Change[],
  before: CaseRecord,
): Promise<Outcome> {
  const { projectId, actor, caseId } = command
  const at = laterOf(engine.time.now(), before.lastAt)
  const row = await readRow(tx, procedure, projectId, caseId, before.state)
  const policy = await policyAt(tx, projectId, before.policyVersion)
  const facts: Facts = { case: before, policy, at, actor, children: await childrenOf(tx, procedure, projectId, caseId) }
  await checkRight(tx, projectId, procedure, action, facts, row)
  if (command.seenSeq !== undefined && command.seenSeq !== before.lastSeq)
    throw new Refusal('stale', '事项刚刚有了新进展，请看过再办', { values: { state: before.state } })
  if (!action.from.includes(before.state))
    throw new Refusal('wrong-state', '事项现在是“{state}”，不能{action}', {
      values: { state: procedure.stateTitles[before.state] ?? before.state, action: action.title },
    })
  await checkGuards(tx, projectId, action, form, row, facts, command)

  const state = targetOf(action, form.values, row, before.state)
  const seq = before.lastSeq + 1
  const rowChanges: RoomRow = action.sets?.(form.values, row, facts) ?? {}
  const caseChanges = action.setsCase?.(form.values, row, facts) ?? {}
  const raised = action.raises ?? []
  const lowered = (action.lowers ?? []).filter((flag) => before.flags.includes(flag))
  const flags = [...new Set([...before.flags.filter((flag) => !lowered.includes(flag)), ...raised])].sort()
  const final = procedure.final.includes(state)
  const after: CaseRecord = {
    ...before,
    ...caseChanges,
    ...(await zoneOf(tx, projectId, caseChanges)),
    state,
    final,
    flags,
    lastSeq: seq,
    lastAt: at,
    closedAt: final ? at : null,
  }
  await updateRow(tx, procedure, projectId, caseId, rowChanges)
  const newRow = { ...row, ...rowChanges, state }
  return finish(tx, engine, {
    procedure,
    action,
    command,
    form,
    changes,
    before,
    after,
    row: newRow,
    policy,
    facts,
    raised,
    lowered,
  })
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
  const parent = await parentOf(tx, engine, projectId, form.values.parentId)
  const at = laterOf(engine.time.now(), parent?.lastAt ?? null)
  const policy = await currentPolicy(tx, projectId, at)
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
  await checkGuards(tx, projectId, action, form, {}, facts, command)
  const caseChanges = action.setsCase?.(form.values, {}, facts) ?? {}
  const state = targetOf(action, form.values, {}, procedure.initial)
  const placed = { ...blank, ...caseChanges, ...(await zoneOf(tx, projectId, caseChanges)), state, lastSeq: 1 }
  if (actor.kind === 'owner' && !(await mayReportFor(tx, projectId, actor.personId, placed, at)))
    throw new Refusal('not-found', '没有找到这套房')
  await insertCase(tx, projectId, placed)
  const row = await insertRow(tx, procedure, projectId, caseId, action.sets?.(form.values, {}, facts) ?? {}, state)
  return finish(tx, engine, {
    procedure,
    action,
    command,
    form,
    changes,
    before: null,
    after: placed,
    row,
    policy: policy.body,
    facts,
    raised: [],
    lowered: [],
  })
}

interface Finishing {
  procedure: Procedure
  action: AnyAction
  command: Command
  form: CheckedForm
  changes: Change[]
  before: CaseRecord | null
  after: CaseRecord
  row: RoomRow
  policy: Policy
  facts: Facts
  raised: readonly string[]
  lowered: readonly string[]
}

/** What follows once state and row are known: log, signature, flags, clocks, case row, effect, notices, reactions. */
async function finish(tx: Tx, engine: Engine, done: Finishing): Promise<Outcome> {
  const { procedure, command, after, row, policy, facts, form } = done
  const { projectId, caseId } = command
  const { at } = facts
  const seq = after.lastSeq
  const actionId = uuid()
  await appendLog(tx, engine, done, actionId)
  await writeSignature(tx, engine, done, actionId)
  await writeFlags(tx, projectId, caseId, seq, at, done)
  if (command.action === 'acknowledge' || command.action === 'delegate')
    await settleLadder(tx, { projectId, of: after, at, actor: command.actor, form: form.values })
  const flags = procedureHasPauses(procedure) ? await flagRows(tx, projectId, caseId) : []
  const clocks = done.before === null ? [] : await openClocks(tx, projectId, caseId)
  const nextDueAt = await moveClocks(tx, {
    engine,
    projectId,
    procedure,
    of: after,
    row,
    policy,
    seq,
    at,
    clocks,
    flags,
  })
  await updateCase(tx, projectId, { ...after, nextDueAt })
  await engine.effects[procedure.name]?.[command.action]?.(tx, {
    projectId,
    facts,
    row,
    form: form.values,
    actionId,
    seq,
  })
  const told = await tellPeople(tx, done)
  done.changes.push({ projectId, caseId, procedure: procedure.name, seq, accounts: told })
  await react(tx, engine, done, actionId)
  return { caseId, number: after.number, state: after.state, seq, at: at.toISOString() }
}

async function checkRight(
  tx: Tx,
  projectId: number,
  procedure: Procedure,
  action: AnyAction,
  facts: Facts,
  row: RoomRow,
): Promise<void> {
  const { actor, case: of, at } = facts
  const opening = action.from === 'new'
  const standing = opening
    ? { owner: actor.kind === 'owner', zoneOfficer: false, ladder: false }
    : await standingOf(tx, projectId, actor, of, at, [...action.by, ...procedure.readers])
  if (actor.kind === 'owner' && !opening && !(await sharesHousehold(tx, projectId, actor.personId, of, at)))
    throw new Refusal('not-found', '没有找到这个事项')
  if (actor.kind === 'link' && actor.caseId !== of.id) throw new Refusal('not-found', '没有找到这个事项')
  if (!hasRight(action.by, actor, facts, standing)) throw new Refusal('wrong-role', '这一步不由您办理')
  const rules = keptOut(procedure, action, actor, row)
  if (rules) throw new Refusal('wrong-role', '经手人不能办这一步，请换一位同事', { rules })
}

async function checkGuards(
  tx: Tx,
  projectId: number,
  action: AnyAction,
  form: CheckedForm,
  row: RoomRow,
  facts: Facts,
  command: Command,
): Promise<void> {
  for (const guard of action.when ?? []) {
    const answer = guard.check(row, facts)
    if (answer !== true) throw new Refusal('blocked', answer, { rules: guard.rules ?? [] })
  }
  for (const guard of action.whenForm ?? []) {
    const answer = guard.check(form.values, row, facts)
    if (answer !== true) throw new Refusal('blocked', answer, { rules: guard.rules ?? [] })
  }
  if (action.signedBy && !command.signature) throw new Refusal('blocked', '请签字', { rules: action.signedBy.rules })
  if (!action.signedBy && command.signature)
    throw new Refusal('bad-form', '这一步不需要签字', { fields: [{ field: 'signature', text: '这一步不需要签字' }] })
  await checkReferences(tx, projectId, action.form, form.values, facts.at)
}

function targetOf(action: AnyAction, values: unknown, row: RoomRow, from: string): string {
  if (action.to === 'same') return from
  return typeof action.to === 'string' ? action.to : action.to.pick(values, row)
}

const laterOf = (now: Date, last: Date | null) => (last !== null && last > now ? last : now)

async function childrenOf(tx: Tx, procedure: Procedure, projectId: number, caseId: string): Promise<Facts['children']> {
  if (!procedure.parent) return { total: 0, open: 0 }
  const {
    rows: [row],
  } = await sql<{ total: number; open: number }>`
    select count(*)::int as total, (count(*) filter (where not final))::int as open
    from cases where project_id = ${projectId} and parent_id = ${caseId}`.execute(tx)
  return row!
}

/** The parent must be an open case of this project; it is locked, so that it cannot close meanwhile. */
async function parentOf(tx: Tx, engine: Engine, projectId: number, parentId: unknown): Promise<CaseRecord | null> {
  if (typeof parentId !== 'string') return null
  const found = await tx
    .selectFrom('cases')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', parentId)
    .where('final', '=', false)
    .forUpdate()
    .executeTakeFirst()
  if (!found || !engine.procedures[found.procedure]?.parent)
    throw new Refusal('bad-form', '没有找到所属的诉求', { fields: [{ field: 'parentId', text: '没有找到所属的诉求' }] })
  return found as unknown as CaseRecord
}

/** An owner reports for a flat of his household, or for the public place around it. */
async function mayReportFor(tx: Tx, projectId: number, personId: string, of: CaseRecord, at: Date): Promise<boolean> {
  if (of.personId !== null && of.personId !== personId) return false
  if (of.unitId === null) return true
  const { rows } = await sql`
    select from residence where project_id = ${projectId} and person_id = ${personId} and unit_id = ${of.unitId}
      and from_on <= ${at}::date and (to_on is null or to_on >= ${at}::date)`.execute(tx)
  return rows.length > 0
}

async function zoneOf(
  tx: Tx,
  projectId: number,
  changes: { unitId?: string | null; placeId?: string | null },
): Promise<{ zoneId?: string }> {
  if (!changes.unitId && !changes.placeId) return {}
  const { rows } = await sql<{ zoneId: string }>`
    select zone_id as "zoneId" from place where project_id = ${projectId} and id = ${changes.placeId ?? null}
    union all select zone_id from unit where project_id = ${projectId} and id = ${changes.unitId ?? null}
    limit 1`.execute(tx)
  return rows[0] ? { zoneId: rows[0].zoneId } : {}
}

async function insertCase(tx: Tx, projectId: number, of: CaseRecord): Promise<void> {
  await tx
    .insertInto('cases')
    .values({ projectId, ...of, flags: [...of.flags] } as never)
    .execute()
    .catch((error: unknown) => {
      if ((error as { constraint?: string }).constraint === 'cases_pkey')
        throw new Refusal('key-reused', '这个事项已经登记过')
      throw error
    })
}

async function updateCase(tx: Tx, projectId: number, of: CaseRecord): Promise<void> {
  await tx
    .updateTable('cases')
    .set({
      title: of.title,
      state: of.state,
      final: of.final,
      priority: of.priority,
      unitId: of.unitId,
      placeId: of.placeId,
      zoneId: of.zoneId,
      personId: of.personId,
      holderAccount: of.holderAccount,
      firstResponderAccount: of.firstResponderAccount,
      chaseCount: of.chaseCount,
      flags: [...of.flags],
      lastSeq: of.lastSeq,
      lastAt: of.lastAt,
      nextDueAt: of.nextDueAt,
      closedAt: of.closedAt,
    })
    .where('projectId', '=', projectId)
    .where('id', '=', of.id)
    .execute()
}

async function appendLog(
  tx: Tx,
  engine: Engine,
  { command, after, before, form, facts }: Finishing,
  actionId: string,
): Promise<void> {
  const { projectId, caseId } = command
  await tx
    .insertInto('caseAction')
    .values({
      projectId,
      caseId,
      seq: after.lastSeq,
      id: actionId,
      action: command.action,
      fromState: before?.state ?? null,
      toState: after.state,
      actorKind: command.actor.kind,
      actorId: actorId(command.actor),
      at: facts.at,
      recordedAt: engine.time.now(),
      form: json(form.fixed),
      formSha256: form.formSha256,
      textSha256: form.textSha256,
      key: command.key,
    } as never)
    .execute()
  if (form.textSha256)
    await tx
      .insertInto('caseText')
      .values({ projectId, caseId, seq: after.lastSeq, body: json(form.text) } as never)
      .execute()
}

async function writeSignature(
  tx: Tx,
  engine: Engine,
  { action, command, after, row, form, facts }: Finishing,
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

async function writeFlags(
  tx: Tx,
  projectId: number,
  caseId: string,
  seq: number,
  at: Date,
  done: Finishing,
): Promise<void> {
  const { raised, lowered, before, command } = done
  if (lowered.length > 0)
    await tx
      .updateTable('caseFlag')
      .set({ loweredSeq: seq, loweredAt: at })
      .where('projectId', '=', projectId)
      .where('caseId', '=', caseId)
      .where('flag', 'in', [...lowered])
      .where('loweredAt', 'is', null)
      .execute()
  for (const flag of raised)
    if (!before?.flags.includes(flag))
      await tx
        .insertInto('caseFlag')
        .values({ projectId, caseId, flag, raisedSeq: seq, raisedAt: at, reason: command.action })
        .execute()
}

const procedureHasPauses = (procedure: Procedure) => Object.keys(procedure.flags).length > 0

/** Notices: to a new holder, and to whom the action names; never to the one who acted. Answers who was told. */
async function tellPeople(tx: Tx, { action, command, before, after, row, form, facts }: Finishing): Promise<string[]> {
  const { projectId, actor } = command
  const self = 'accountId' in actor ? actor.accountId : null
  const others = (accounts: readonly string[]) => accounts.filter((account) => account !== self)
  const text = action.notice ?? '{number} {title}'
  const newHolder =
    after.holderAccount !== null && after.holderAccount !== before?.holderAccount ? others([after.holderAccount]) : []
  await notify(tx, projectId, after, { accounts: newHolder, kind: 'assigned', text }, facts.at)
  const rights = typeof action.notifies === 'function' ? action.notifies(form.values, row) : (action.notifies ?? [])
  const named = rights.length > 0 ? others(await accountsWith(tx, projectId, rights, after, facts.at)) : []
  const second = typeof form.values.accountId === 'string' ? others([form.values.accountId]) : []
  const told = [...named, ...second].filter((account) => !newHolder.includes(account))
  const kind =
    after.priority === 'emergency' && before === null
      ? 'emergency'
      : command.action === 'heedChase' || command.action === 'chase'
        ? 'chased'
        : 'told'
  await notify(tx, projectId, after, { accounts: told, kind, text }, facts.at)
  return [...newHolder, ...told]
}

async function react(tx: Tx, engine: Engine, done: Finishing, actionId: string): Promise<void> {
  const { procedure, command, after } = done
  for (const [index, reaction] of engine.reactions.entries()) {
    if (reaction.on.procedure !== procedure.name) continue
    const hit = reaction.on.actions === 'final' ? after.final : reaction.on.actions.includes(command.action)
    if (!hit || (reaction.when && !reaction.when(done.row, after))) continue
    for (const other of await othersOf(tx, reaction, command.projectId, after)) {
      const reacting = engine.procedures[other.procedure]!
      const form = reaction.form(after, done.facts)
      const acting: Command = {
        projectId: command.projectId,
        procedure: other.procedure,
        caseId: other.id,
        action: reaction.does.action,
        actor: { kind: 'reaction' },
        key: `${actionId}:${index}:${other.id}`,
        form,
      }
      await ifPossible(tx, reacting, () => performIn(tx, engine, acting, done.changes))
    }
  }
}

async function othersOf(
  tx: Tx,
  { upon, does }: Reaction,
  projectId: number,
  of: CaseRecord,
): Promise<{ id: string; procedure: string }[]> {
  if (upon === 'parent' && of.parentId === null) return []
  return tx
    .selectFrom('cases')
    .select(['id', 'procedure'])
    .where('projectId', '=', projectId)
    .where('procedure', '=', does.procedure)
    .$if(upon === 'parent', (query) => query.where('id', '=', of.parentId!))
    .$if(upon === 'children', (query) => query.where('parentId', '=', of.id).where('final', '=', false))
    .orderBy('id')
    .execute()
}

/** A reaction that its case is not ready for does not happen; the act that caused it stands. */
async function ifPossible(tx: Tx, _procedure: Procedure, act: () => Promise<unknown>): Promise<void> {
  await sql`savepoint reaction`.execute(tx)
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refusal) || (error.kind !== 'wrong-state' && error.kind !== 'blocked')) throw error
    await sql`rollback to savepoint reaction`.execute(tx)
  }
  await sql`release savepoint reaction`.execute(tx)
}
