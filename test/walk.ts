import { sql } from 'kysely'
import type { z } from 'zod'
import { type AllowedAction, allowedActions } from '../src/kernel/case/allowed.ts'
import type { Command, Outcome } from '../src/kernel/case/engine.ts'
import { metaOf } from '../src/kernel/case/fields.ts'
import { checkForm } from '../src/kernel/case/form.ts'
import { perform } from '../src/kernel/case/perform.ts'
import { type Actor, type CaseRecord, type Facts, type Procedure, targetsOf } from '../src/kernel/case/procedure.ts'
import { Refusal, type RefusalKind } from '../src/kernel/case/refusal.ts'
import { sharesHousehold, standingOf } from '../src/kernel/case/relations.ts'
import { hasRight, lookedUp, noStanding, type Standing } from '../src/kernel/case/rights.ts'
import { type RoomRow, readRow } from '../src/kernel/case/room-row.ts'
import { sweep } from '../src/kernel/case/sweep.ts'
import { readProjects } from '../src/kernel/db/db.ts'
import { policyAt } from '../src/kernel/policy/policies.ts'
import { signatureBy } from './signatures.ts'
import { digest, forget, grouped, readingWrongs, wrongs } from './walk-check.ts'
import { type Draw, drawForm, drawFrom, randomId, spoil } from './walk-draw.ts'
import { type Ground, onlookers, people, WentWrong } from './walk-people.ts'
import { START } from './world.ts'

/** One step of a walk: what kind, and the seed of all that it draws. */
export interface Step {
  kind: 'act' | 'wild' | 'open' | 'pass' | 'again'
  seed: number
}

/**
 * Each walk keeps to some rooms, so that it gets somewhere in them: a walk through all of them would see the beginning of
 * each.
 */
export const families: readonly (readonly string[])[] = [
  ['matter', 'contact', 'repair'],
  ['matter', 'complaint'],
  ['suggestion', 'dispute', 'publication', 'manners'],
  ['announcement', 'complaint-report', 'repair'],
]

/** Where a walk has come to. */
interface Walk extends Ground {
  cases: { id: string; procedure: string }[]
  done: { command: Command; outcome: Outcome }[]
  story: string[]
  family: readonly string[]
  count: number
  /** The digest of all rows, as long as nothing has changed since it was taken. */
  digest: string | null
}

const minutes = [1, 6, 16, 31, 61, 4 * 60, 13 * 60, 25 * 60, 3 * 24 * 60]

/** Takes all steps in a world without cases, in the rooms of one family; throws WentWrong at the first thing that does not hold. */
export async function walk(ground: Ground, family: readonly string[], steps: readonly Step[]): Promise<void> {
  const { w } = ground
  await forget(w)
  w.time.set(START)
  const walked: Walk = { ...ground, cases: [], done: [], story: [], count: 0, digest: null, family }
  walked.ids = { ...ground.ids, work: [], repair: [], complaint: [] }
  const known = { ...ground.known, many: () => walked.cases.length }
  try {
    for (const step of steps) {
      walked.count++
      await take(walked, step, drawFrom(step.seed))
      if (walked.digest === null) fail(await wrongs(w, known))
    }
    fail(await readingWrongs(w, (id) => onlookers(walked, id)))
  } catch (error) {
    throw new WentWrong(
      `${error instanceof WentWrong ? error.message : (error as Error).stack}\n${walked.story.join('\n')}`,
    )
  }
}

function fail(lines: readonly string[]): void {
  if (lines.length > 0) throw new WentWrong(lines.join('\n'))
}

async function take(walked: Walk, { kind }: Step, draw: Draw): Promise<void> {
  const { w } = walked
  if (kind === 'pass') {
    const passed = draw.pick(minutes)
    walked.story.push(`${passed} minutes pass`)
    w.time.advance(passed * 60_000)
    walked.digest = null
    const { troubled } = await sweep(w.engine)
    if (troubled > 0) throw new WentWrong(`${troubled} clocks could not act`)
    return
  }
  if (kind === 'again' && walked.done.length > 0) return again(walked, draw)
  if (kind === 'open' || walked.cases.length === 0) return open(walked, draw)
  const { id, procedure } = draw.weighed(walked.cases, (one) => w.engine.procedures[one.procedure]!.states.length)
  return kind === 'wild' ? wild(walked, draw, id, procedure) : act(walked, draw, id, procedure)
}

/** Opens a case: a matter, or work, mostly under a matter. */
async function open(walked: Walk, draw: Draw): Promise<void> {
  const { w } = walked
  const ofFamily = Object.values(w.engine.procedures).filter(({ name }) => walked.family.includes(name))
  const openings = ofFamily.flatMap((procedure) =>
    Object.entries(procedure.actions)
      .filter(([, action]) => action.from === 'new')
      .map(([action]) => ({ procedure, action })),
  )
  const { procedure, action } = draw.pick(openings)
  const declared = procedure.actions[action]!
  const byHouse = declared.by.find((right) => right === 'clock')
  const everybody = people(walked, '')
  const mayOpen = (actor: Actor) =>
    hasRight(declared.by, actor, nobodysCase, { ...noStanding, owner: actor.kind === 'owner' })
  const actor = draw.pick(draw.chance(0.7) ? (byHouse ? [{ kind: byHouse }] : everybody.filter(mayOpen)) : everybody)
  const right = mayOpen(actor)
  const id = `00000000-0000-7000-8000-${String(walked.count).padStart(12, '0')}`
  const form = formFor(walked, draw, declared.form, {}, draw.chance(0.1))
  const command: Command = { ...commandOf(walked, procedure.name, id, action, actor), form }
  const before = await digestNow(walked)
  const answer = await attempt(walked, command)
  if (answer instanceof Refusal) return unchanged(walked, before, answer)
  if (!right) throw new WentWrong(`${nameOf(actor)} has no right to ${procedure.name}.${action}`)
  walked.cases.push({ id, procedure: procedure.name })
  know(walked, id, procedure.name)
  walked.done.push({ command, outcome: answer })
}

/** Forms may name a case that is there: a head of others, a repair, a complaint. */
function know(walked: Walk, id: string, procedure: string): void {
  const { ids } = walked
  if (['contact', 'repair', 'complaint'].includes(procedure)) ids.work = [...(ids.work ?? []), id]
  if (procedure === 'repair' || procedure === 'complaint') ids[procedure] = [...(ids[procedure] ?? []), id]
}

const nobodysCase = { case: { holderAccount: null, firstResponderAccount: null } } as unknown as Facts

/** An act that somebody may do now, mostly with a right form. */
async function act(walked: Walk, draw: Draw, id: string, procedureName: string): Promise<void> {
  const procedure = walked.w.engine.procedures[procedureName]!
  const seen = await look(walked, procedure, id, { kind: 'clock' })
  const possible = people(walked, id).flatMap((actor) =>
    allowedActions(procedure, seen.row, { ...seen.facts, actor }, standingIn(walked, seen, actor))
      .filter(({ enabled }) => enabled)
      .map((allowed) => ({ actor, allowed })),
  )
  if (possible.length === 0) return wild(walked, draw, id, procedureName)
  const byAction = [...grouped(possible, ({ allowed }) => allowed.action).values()]
  const { actor, allowed } = draw.pick(draw.weighed(byAction, ([one]) => weightOf(procedure, seen.of, one!)))
  return tryIt(walked, draw, procedure, id, allowed.action, actor, {
    spoilt: draw.chance(0.06),
    careless: draw.chance(0.06),
  })
}

/** As good a guess at how somebody stands to the case as is needed to choose him. */
function standingIn({ w }: Ground, { of, told }: Seen, actor: Actor): Standing {
  if (actor.kind === 'owner') return { ...noStanding, owner: actor.personId === of.personId }
  if (actor.kind !== 'staff') return noStanding
  return {
    owner: false,
    zoneOfficer: actor === w.staff.sun && of.zoneId !== null,
    ladder: told.includes(actor.accountId),
  }
}

/** What carries a case towards its end weighs more than what leaves it where it is, takes it back or gives it up. */
function weightOf(procedure: Procedure, of: CaseRecord, { actor, allowed }: { actor: Actor; allowed: AllowedAction }) {
  const targets = targetsOf(procedure.actions[allowed.action]!, of.state)
  const left = Math.min(...targets.map((state) => stepsLeft(procedure, state)))
  const here = stepsLeft(procedure, of.state)
  const byPeople = actor.kind === 'clock' || actor.kind === 'reaction' ? 0.1 : 1
  if (targets.some((state) => procedure.abandoned?.includes(state))) return byPeople * 0.1
  if (targets.every((state) => state === of.state)) return byPeople * (allowed.primary ? 2 : 0.5)
  return byPeople * (left < here ? (allowed.primary ? 8 : 4) : 1)
}

const distances = new WeakMap<Procedure, Map<string, number>>()

/** How many moves a state is away from a good end. */
function stepsLeft(procedure: Procedure, state: string): number {
  const known = distances.get(procedure) ?? measured(procedure)
  distances.set(procedure, known)
  return known.get(state) ?? 99
}

function measured(procedure: Procedure): Map<string, number> {
  const good = procedure.final.filter((state) => !procedure.abandoned?.includes(state))
  const steps = new Map(good.map((state) => [state, 0]))
  for (let round = 1; round <= procedure.states.length; round++)
    for (const action of Object.values(procedure.actions))
      for (const from of action.from === 'new' ? [] : action.from)
        if (!steps.has(from) && targetsOf(action, from).some((to) => (steps.get(to) ?? round) < round))
          steps.set(from, round)
  return steps
}

/** Any act, by anybody, from any state. */
async function wild(walked: Walk, draw: Draw, id: string, procedureName: string): Promise<void> {
  const procedure = walked.w.engine.procedures[procedureName]!
  const names = Object.keys(procedure.actions).filter((name) => procedure.actions[name]!.from !== 'new')
  const action = draw.chance(0.05) ? draw.pick(['toString', 'nothing', '__proto__']) : draw.pick(names)
  return tryIt(walked, draw, procedure, id, action, draw.pick(people(walked, id)), {
    spoilt: draw.chance(0.3),
    careless: draw.chance(0.3),
  })
}

async function tryIt(
  walked: Walk,
  draw: Draw,
  procedure: Procedure,
  id: string,
  name: string,
  actor: Actor,
  { spoilt, careless }: { spoilt: boolean; careless: boolean },
): Promise<void> {
  const action = Object.hasOwn(procedure.actions, name) ? procedure.actions[name] : undefined
  const seen = await look(walked, procedure, id, actor)
  const form = action ? formFor(walked, draw, action.form, seen.row, spoilt) : {}
  const signs = Boolean(action?.signedBy) !== careless
  const command: Command = {
    ...commandOf(walked, procedure.name, id, name, actor),
    form,
    ...(signs ? { signature: signatureBy('王小明', '业主') } : {}),
    ...(draw.chance(0.2) ? { seenSeq: seen.of.lastSeq - (draw.chance(0.3) ? 1 : 0) } : {}),
  }
  const expected = expect(walked, procedure, seen, command)
  const before = await digestNow(walked)
  const answer = await attempt(walked, command)
  if (answer instanceof Refusal) {
    if (!expected.refusals.includes(answer.kind))
      throw new WentWrong(`refused as ${answer.kind}: ${answer.message}; expected ${shownOf(expected)}`)
    if (answer.kind === 'blocked' && expected.reason && answer.message !== expected.reason)
      throw new WentWrong(`the button said ${expected.reason}, the door says ${answer.message}`)
    return unchanged(walked, before, answer)
  }
  if (expected.refusals.length > 0 && !expected.orDone) throw new WentWrong(`was done; expected ${shownOf(expected)}`)
  checkOutcome(walked, procedure, seen, name, answer)
  walked.done.push({ command, outcome: answer })
}

interface Expected {
  /** Kinds that are right; none: it must be done. */
  refusals: readonly RefusalKind[]
  /** Being done is right too: for what this oracle does not look up. */
  orDone?: boolean
  reason?: string
}

const shownOf = ({ refusals, reason }: Expected) => `${refusals.join(' or ') || 'that it is done'} ${reason ?? ''}`

/** What the page says beforehand: the button is there, enabled, and the form passes; or why not. */
function expect(
  walked: Walk,
  procedure: Procedure,
  seen: Seen,
  { action: name, form, signature, seenSeq }: Command,
): Expected {
  const { row, facts, standing, reached, of } = seen
  const action = Object.hasOwn(procedure.actions, name) ? procedure.actions[name] : undefined
  if (!action) return { refusals: ['not-found'] }
  const values = valuesOf(action.form, form)
  if (!values) return { refusals: ['bad-form'] }
  if (!reached) return { refusals: ['not-found'] }
  const allowed = allowedActions(procedure, row, facts, standing).find((one) => one.action === name)
  const stale = seenSeq !== undefined && seenSeq !== of.lastSeq
  if (!allowed && stale) return { refusals: ['wrong-role', 'stale'] }
  // A step that nobody has begun has no button; asked for all the same, its guard says why.
  const hidden = action.when?.some(({ hides, check }) => hides && check(row, facts) !== true)
  if (!allowed) return { refusals: ['wrong-role', 'wrong-state', ...(hidden ? (['blocked'] as const) : [])] }
  if (stale) return { refusals: ['stale'] }
  if (!allowed.enabled) return { refusals: ['blocked'], reason: allowed.reason! }
  for (const guard of action.whenForm ?? []) {
    const answer = guard.check(values, row, facts)
    if (answer !== true) return { refusals: ['blocked'], reason: answer }
  }
  if (action.signedBy && !signature) return { refusals: ['blocked'] }
  if (!action.signedBy && signature) return { refusals: ['bad-form'] }
  if (pointsNowhere(walked, action.form.shape, values)) return { refusals: ['bad-form'] }
  // Whether a head may have this member is looked at under its lock.
  if (values.headId !== undefined) return { refusals: ['bad-form'], orDone: true }
  // Nor does it know which posts somebody holds who is asked to call back (CMP-40).
  if (name === 'delegateCallBack') return { refusals: ['bad-form'], orDone: true }
  const moves = values.unitId !== undefined || values.personId !== undefined
  if (moves && facts.actor.kind === 'link') return { refusals: ['not-found'] }
  return moves && facts.actor.kind === 'owner' ? { refusals: ['not-found'], orDone: true } : { refusals: [] }
}

function valuesOf(schema: z.ZodObject, form: unknown): Record<string, unknown> | null {
  try {
    return checkForm(schema, form).values
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** Whether an id of the form is none of this world. */
function pointsNowhere(walked: Walk, shape: Record<string, never>, values: Record<string, unknown>): boolean {
  return Object.entries(shape).some(([name, type]) => {
    const { as } = metaOf(type)
    const ids = as && walked.ids[as]
    if (!ids || values[name] === undefined) return false
    return [values[name]].flat().some((id) => !ids.includes(id as string))
  })
}

function checkOutcome(walked: Walk, procedure: Procedure, { of, facts }: Seen, name: string, outcome: Outcome): void {
  const targets = targetsOf(procedure.actions[name]!, of.state)
  const wrong = [
    ...(outcome.seq === of.lastSeq + 1 ? [] : [`line ${outcome.seq} after ${of.lastSeq}`]),
    ...(outcome.number === of.number ? [] : [`number ${outcome.number}`]),
    ...(targets.includes(outcome.state) ? [] : [`state ${outcome.state} is none of ${targets}`]),
    ...(outcome.at === facts.at.toISOString() ? [] : [`at ${outcome.at} instead of ${facts.at.toISOString()}`]),
    ...(walked.w.changes.some(({ caseId, seq }) => caseId === of.id && seq === outcome.seq) ? [] : ['told nobody']),
  ]
  fail(wrong)
}

/** A command sent again answers as the first time and changes nothing; with another form its key is refused. */
async function again(walked: Walk, draw: Draw): Promise<void> {
  const { w } = walked
  const { command, outcome } = draw.pick(walked.done)
  const before = await digestNow(walked)
  const answer = await attempt(walked, command)
  if (JSON.stringify(answer) !== JSON.stringify(outcome))
    throw new WentWrong(`a replay answers ${JSON.stringify(answer)}`)
  const other = walked.done.find(
    (one) => one.command.action !== command.action && one.command.procedure === command.procedure,
  )
  if (other) {
    const reused = await attempt(walked, { ...other.command, actor: command.actor, key: command.key })
    if (!(reused instanceof Refusal) || reused.kind !== 'key-reused') throw new WentWrong('a key was taken twice')
  }
  if ((await digest(w)) !== before) throw new WentWrong('a replay changed something')
  walked.digest = before
}

async function unchanged(walked: Walk, before: string, refusal: Refusal): Promise<void> {
  if ((await digest(walked.w)) !== before) throw new WentWrong(`refused as ${refusal.kind}, and yet something changed`)
  walked.digest = before
}

async function digestNow(walked: Walk): Promise<string> {
  walked.digest ??= await digest(walked.w)
  return walked.digest
}

function commandOf(walked: Walk, procedure: string, caseId: string, action: string, actor: Actor): Command {
  return { projectId: walked.w.project, procedure, caseId, action, actor, key: `step-${walked.count}`, form: {} }
}

async function attempt(walked: Walk, command: Command): Promise<Outcome | Refusal> {
  const told = `${walked.count}. ${nameOf(command.actor)} ${command.procedure}.${command.action} ${command.caseId.slice(-4)}`
  const count = (what: string) => walked.seen.set(what, (walked.seen.get(what) ?? 0) + 1)
  try {
    const outcome = await perform(walked.w.engine, command)
    walked.digest = null
    walked.story.push(`${told} → ${outcome.state}`)
    count(`${command.procedure}.${command.action}`)
    count(`${command.procedure}:${outcome.state}`)
    return outcome
  } catch (error) {
    if (!(error instanceof Refusal)) {
      walked.story.push(`${told} FAILED with ${JSON.stringify(command.form)}`)
      throw error
    }
    walked.story.push(`${told} ✗ ${error.kind} ${error.message}`)
    count(`✗ ${error.kind}`)
    return error
  }
}

function formFor(walked: Walk, draw: Draw, schema: Parameters<typeof drawForm>[0], row: RoomRow, spoilt: boolean) {
  const parents = walked.cases
    .filter(({ procedure }) => walked.w.engine.procedures[procedure]?.parent)
    .map(({ id }) => id)
  const amounts = Object.values(row).filter((value): value is bigint => typeof value === 'bigint' && value > 0n)
  const form = drawForm(schema, draw, { ids: walked.ids, parents, now: walked.w.time.now(), amounts })
  if (spoilt && draw.chance(0.1)) return { ...form, parentId: randomId(draw) }
  return spoilt ? spoil(form, draw) : form
}

const nameOf = (actor: Actor) => ('name' in actor ? actor.name : actor.kind)

interface Seen {
  of: CaseRecord
  row: RoomRow
  facts: Facts
  standing: Standing
  reached: boolean
  /** Whom an open clock has climbed to. */
  told: readonly string[]
}

/** The case as its page would show it to this actor. */
async function look({ w }: Ground, procedure: Procedure, id: string, actor: Actor): Promise<Seen> {
  return readProjects(w.database.db, [w.project], async (tx) => {
    const of = (await tx
      .selectFrom('cases')
      .selectAll()
      .where('projectId', '=', w.project)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()) as unknown as CaseRecord
    const at = of.lastAt > w.time.now() ? of.lastAt : w.time.now()
    const { rows } = await sql<Facts['children']>`
      select count(*)::int as total, (count(*) filter (where not final))::int as open
      from cases where project_id = ${w.project} and parent_id = ${id}`.execute(tx)
    const policy = await policyAt(tx, w.project, of.policyVersion)
    const { rows: climbed } = await sql<{ account: string }>`
      select distinct unnest(l.told_account) as account from case_clock c
      join case_clock_level l on l.project_id = c.project_id and l.clock_id = c.id
      where c.project_id = ${w.project} and c.case_id = ${id} and c.status = 'open' and l.level > 0`.execute(tx)
    return {
      told: climbed.map(({ account }) => account),
      of,
      row: await readRow(tx, procedure, w.project, id, of.state),
      facts: { case: of, policy, at, actor, children: rows[0]! },
      standing: await standingOf(tx, w.project, actor, of, at, lookedUp),
      reached:
        actor.kind === 'owner'
          ? await sharesHousehold(tx, w.project, actor.personId, of, at)
          : actor.kind !== 'link' || actor.caseId === id,
    }
  })
}
