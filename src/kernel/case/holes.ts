import type { z } from 'zod'
import { roles } from '../org/roles.ts'
import { rulesOf } from './allowed.ts'
import type { Reaction } from './engine.ts'
import { fieldKinds, metaOf } from './fields.ts'
import { flagHoles, flowHoles } from './holes-flow.ts'
import { reactionHoles } from './holes-reactions.ts'
import { type ActionDecl, type ClockDecl, type Procedure, type Relation, targetsOf, type Untyped } from './procedure.ts'
import {
  acknowledgeForm,
  breachForm,
  delegateForm,
  handOverForm,
  handOverToTechnicianForm,
  noteForm,
} from './standing.ts'

/** What a name in a declaration must be found in. */
interface Ground {
  sheets: readonly { id: string; name: string }[]
  ruleIds: ReadonlySet<string>
}

type AnyAction = ActionDecl<Untyped, string, Untyped>
type AnyClock = ClockDecl<Untyped, string, string>

/**
 * What is wrong with the procedures as they are declared, one line each: states nobody reaches or leaves, waiting that
 * no clock watches, clocks that cannot act, names that lead nowhere. None means that the declarations hang together;
 * whether they do the right thing is for the tests of the rooms.
 *
 * `sheets` are the forms of all rooms as data, `rules` the ids of handbook/rules.yaml.
 */
export function holes(
  procedures: Readonly<Record<string, Procedure>>,
  reactions: readonly Reaction[],
  sheets: readonly { id: string; name: string }[],
  rules: Iterable<string>,
): string[] {
  const ground = { sheets, ruleIds: new Set(rules) }
  const found: string[] = []
  for (const [name, procedure] of Object.entries(procedures)) {
    const at = (line: string) => found.push(`${name}: ${line}`)
    if (procedure.name !== name) at(`is called ${procedure.name}`)
    for (const line of nameHoles(procedure)) at(line)
    for (const line of flowHoles(procedure)) at(line)
    for (const line of flagHoles(procedure)) at(line)
    for (const line of standingHoles(procedure)) at(line)
    if (!ground.sheets.some((sheet) => sheet.name === procedure.record)) at(`no sheet ${procedure.record}`)
    for (const [action, declared] of Object.entries(procedure.actions))
      for (const line of actionHoles(procedure, declared, ground)) at(`${action} ${line}`)
    for (const [clock, declared] of Object.entries(procedure.clocks))
      for (const line of clockHoles(procedure, declared, ground)) at(`clock ${clock} ${line}`)
  }
  return [...found, ...sharedHoles(procedures), ...reactionHoles(procedures, reactions, ground.ruleIds)]
}

/** Names of states, in every place that takes one. */
function nameHoles(procedure: Procedure): string[] {
  const { states, stateTitles, initial, final, abandoned = [] } = procedure
  const known = (state: string) => states.includes(state)
  const used: [string, string][] = [
    ['initial', initial],
    ...final.map((state): [string, string] => ['final', state]),
    ...abandoned.map((state): [string, string] => ['abandoned', state]),
    ...Object.entries(procedure.actions).flatMap(([name, action]) =>
      [...(action.from === 'new' ? [] : action.from), ...(action.to === 'same' ? [] : targetsOf(action, ''))].map(
        (state): [string, string] => [name, state],
      ),
    ),
    ...Object.entries(procedure.clocks).flatMap(([name, { runsIn }]) =>
      runsIn.map((state): [string, string] => [`clock ${name}`, state]),
    ),
  ]
  return [
    ...used.filter(([, state]) => !known(state)).map(([where, state]) => `${where} names the unknown state ${state}`),
    ...states.filter((state) => !stateTitles[state]?.trim()).map((state) => `state ${state} has no title`),
    ...Object.keys(stateTitles)
      .filter((state) => !known(state))
      .map((state) => `a title for the unknown state ${state}`),
    ...abandoned.filter((state) => !final.includes(state)).map((state) => `abandoned state ${state} is not final`),
    ...(Object.values(procedure.actions).some((action) => action.from === 'new') ? [] : ['nothing opens a case']),
    ...unknownRights(procedure.readers).map((right) => `readers names the unknown right ${right}`),
  ]
}

function actionHoles(procedure: Procedure, action: AnyAction, { sheets, ruleIds }: Ground): string[] {
  const told = typeof action.notifies === 'function' ? [] : (action.notifies ?? [])
  const flags = [...(action.raises ?? []), ...(action.lowers ?? [])]
  return [
    ...(action.title.trim() ? [] : ['has no title']),
    ...(action.by.length > 0 ? [] : ['can be done by nobody']),
    ...unknownRights([...action.by, ...(action.seenBy ?? []), ...told]).map(
      (right) => `names the unknown right ${right}`,
    ),
    ...told.filter((right) => !canBeTold(right)).map((right) => `notifies ${right}, whom no notice reaches`),
    ...rulesOf(action)
      .filter((rule) => !ruleIds.has(rule))
      .map((rule) => `names the unknown rule ${rule}`),
    ...flags.filter((flag) => !(flag in procedure.flags)).map((flag) => `names the unknown flag ${flag}`),
    ...(action.except?.relations ?? [])
      .filter((relation) => !procedure.relations?.[relation])
      .map((relation) => `excepts the unknown relation ${relation}`),
    ...(action.signedBy && !sheets.some(({ id }) => id === action.signedBy?.sheet)
      ? [`is signed on the unknown sheet ${action.signedBy.sheet}`]
      : []),
    ...fieldHoles(action.form, ruleIds, action.by.some(isPerson)),
  ]
}

/** What the page is told of a form's fields, those within lists and groups too. */
function fieldHoles(form: z.ZodObject, ruleIds: ReadonlySet<string>, byPeople: boolean): string[] {
  return fieldsOf(form).flatMap(([path, type]) => {
    const { as, label, rules = [] } = metaOf(type)
    const hidden = path === 'parentId' || path.includes('.')
    return [
      ...(as === undefined || fieldKinds.includes(as) ? [] : [`field ${path} is drawn as the unknown ${as}`]),
      ...(byPeople && !hidden && !label?.trim() ? [`field ${path} has no label`] : []),
      ...rules.filter((rule) => !ruleIds.has(rule)).map((rule) => `field ${path} names the unknown rule ${rule}`),
    ]
  })
}

type Inner = z.ZodType & { shape?: Record<string, z.ZodType>; element?: z.ZodType; unwrap?: () => z.ZodType }

function fieldsOf(form: z.ZodObject, under = ''): [string, z.ZodType][] {
  return Object.entries(form.shape as Record<string, z.ZodType>).flatMap(([name, type]): [string, z.ZodType][] => {
    const path = `${under}${name}`
    const inner = bare(type)
    return [[path, type], ...(inner.shape ? fieldsOf(inner as unknown as z.ZodObject, `${path}.`) : [])]
  })
}

/** What is left without optional, default and list around it. */
function bare(type: Inner): Inner {
  if (type.element) return bare(type.element as Inner)
  return type.unwrap ? bare(type.unwrap() as Inner) : type
}

function clockHoles(procedure: Procedure, clock: AnyClock, { ruleIds }: Ground): string[] {
  const expiry = procedure.actions[clock.onExpiry]
  const lines = [
    ...(clock.title.trim() ? [] : ['has no title']),
    ...(clock.runsIn.length > 0 ? [] : ['never runs']),
    ...clock.runsIn
      .filter((state) => procedure.final.includes(state))
      .map((state) => `never stops in the final ${state}`),
    ...clock.ladder.filter((role) => !(role in roles)).map((role) => `climbs to the unknown role ${role}`),
    ...clock.rules.filter((rule) => !ruleIds.has(rule)).map((rule) => `names the unknown rule ${rule}`),
    ...(clock.pausedBy ?? [])
      .filter((flag) => !(flag in procedure.flags))
      .map((flag) => `is paused by the unknown flag ${flag}`),
  ]
  if (!expiry) return [...lines, `expires into the unknown action ${clock.onExpiry}`]
  const sent = clock.onExpiry === 'recordBreach' ? { clock: 'x', level: 0 } : {}
  const rungs = clock.ladder.length > 0 ? ['recordBreach'] : []
  return [
    ...lines,
    ...[...new Set([clock.onExpiry, ...rungs])].flatMap((name) => cannotAct(procedure, clock, name)),
    ...(expiry.signedBy ? [`expires into ${clock.onExpiry}, which wants a signature`] : []),
    ...(expiry.form.safeParse(sent).success ? [] : [`expires into ${clock.onExpiry}, whose form a clock cannot fill`]),
  ]
}

/** The clock itself must have the right to what it performs, wherever it may run out. */
function cannotAct(procedure: Procedure, clock: AnyClock, name: string): string[] {
  const action = procedure.actions[name]
  if (!action) return [`needs the action ${name}`]
  const from = action.from
  return [
    ...(action.by.includes('clock') ? [] : [`may not do ${name}`]),
    ...clock.runsIn
      .filter((state) => from === 'new' || !from.includes(state))
      .map((state) => `cannot do ${name} from ${state}`),
  ]
}

/** Every procedure has the standing actions, as the kernel wrote them, in every state that is not final. */
function standingHoles(procedure: Procedure): string[] {
  const forms: Record<string, z.ZodObject[]> = {
    note: [noteForm],
    recordBreach: [breachForm],
    acknowledge: [acknowledgeForm],
    delegate: [delegateForm],
    handOver: [handOverForm, handOverToTechnicianForm],
  }
  return Object.entries(forms).flatMap(([name, own]) => {
    const action = procedure.actions[name]
    if (!action) return [`lacks the standing action ${name}`]
    if (!own.includes(action.form)) return [`${name} hides the standing action of that name`]
    return procedure.states
      .filter((state) => !procedure.final.includes(state) && !action.from.includes(state))
      .map((state) => `${name} is not open in ${state}`)
  })
}

/** Prefixes and tables belong to one procedure each. */
function sharedHoles(procedures: Readonly<Record<string, Procedure>>): string[] {
  const all = Object.values(procedures)
  const twice = (what: 'prefix' | 'table') =>
    all.flatMap((one, index) => {
      const other = all.slice(0, index).find((earlier) => earlier[what] === one[what])
      return other ? [`${one.name}: has the ${what} ${one[what]} of ${other.name}`] : []
    })
  return [...twice('prefix'), ...twice('table')]
}

const relations: Record<Relation, { told: boolean; person: boolean }> = {
  staff: { told: false, person: true },
  assignee: { told: true, person: true },
  'first-responder': { told: true, person: true },
  owner: { told: false, person: true },
  'zone-officer': { told: true, person: true },
  contractor: { told: false, person: true },
  'on-duty': { told: true, person: false },
  ladder: { told: false, person: true },
  clock: { told: false, person: false },
  reaction: { told: false, person: false },
}

const unknownRights = (rights: readonly string[]) =>
  rights.filter((right) => !(right in roles) && !(right in relations))
const canBeTold = (right: string) => right in roles || relations[right as Relation]?.told
const isPerson = (right: string) => right in roles || relations[right as Relation]?.person
