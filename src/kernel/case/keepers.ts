import { z } from 'zod'
import type { Duty } from '../duty/duty.ts'
import type { Reaction } from './engine.ts'
import { metaOf } from './fields.ts'
import type { Procedure, Right, Untyped } from './procedure.ts'

/**
 * What keeps a rule: a declaration that cites it. `npm run prove` takes each away in turn and expects a test that names
 * the rule to fail.
 */
export interface Keeper {
  procedure: string
  kind:
    | 'action'
    | 'right'
    | 'guard'
    | 'formGuard'
    | 'except'
    | 'signature'
    | 'field'
    | 'clock'
    | 'ladder'
    | 'reaction'
    | 'duty'
  /** The action, clock or duty; the index of a reaction. */
  name: string
  /** Index of the guard, or name of the field. */
  part?: string
  rules: readonly string[]
}

const everybody: readonly Right[] = ['staff', 'owner', 'contractor', 'clock', 'reaction']

/** Every declaration of a procedure that cites a rule. */
export function keepersOf(procedure: Procedure): Keeper[] {
  const keepers: Keeper[] = []
  const add = (kind: Keeper['kind'], name: string, rules: readonly string[] | undefined, part?: string) => {
    if (rules && rules.length > 0)
      keepers.push({ procedure: procedure.name, kind, name, rules, ...(part === undefined ? {} : { part }) })
  }
  for (const [name, action] of Object.entries(procedure.actions)) {
    add('action', name, action.rules)
    add('right', name, action.byRules)
    action.when?.forEach((guard, index) => {
      add('guard', name, guard.rules, String(index))
    })
    action.whenForm?.forEach((guard, index) => {
      add('formGuard', name, guard.rules, String(index))
    })
    add('except', name, action.except?.rules)
    add('signature', name, action.signedBy?.rules)
    for (const [path, rules] of fieldRules(action.form)) add('field', name, rules, path)
  }
  for (const [name, clock] of Object.entries(procedure.clocks)) {
    add('clock', name, clock.rules)
    if (clock.ladder.length > 0) add('ladder', name, clock.rules)
  }
  return keepers
}

/** Fields that cite a rule, lines of a list included: `materials.model`. */
function fieldRules(form: z.ZodObject, prefix = ''): [path: string, rules: readonly string[] | undefined][] {
  return Object.entries(form.shape).flatMap(([field, type]) => {
    const inner = elementOf(type as z.ZodType)
    return [[`${prefix}${field}`, metaOf(type as z.ZodType).rules], ...(inner ? fieldRules(inner, `${field}.`) : [])]
  })
}

/** The object that a list is made of; null when the field is no list of objects. */
function elementOf(type: z.ZodType): z.ZodObject | null {
  const element = (type as { element?: { shape?: unknown } }).element
  return element?.shape ? (element as z.ZodObject) : null
}

/** Reactions that cite a rule, by their place in the list. */
export function reactionKeepers(reactions: readonly Reaction[]): Keeper[] {
  return reactions
    .map(
      (reaction, index): Keeper => ({
        procedure: reaction.on.procedure,
        kind: 'reaction',
        name: String(index),
        rules: reaction.rules ?? [],
      }),
    )
    .filter((keeper) => keeper.rules.length > 0)
}

/** Duties that cite a rule, by their name. */
export function dutyKeepers(duties: readonly Duty[]): Keeper[] {
  return duties
    .filter(({ rules }) => rules.length > 0)
    .map(({ name, opens, rules }): Keeper => ({ procedure: opens.procedure, kind: 'duty', name, rules }))
}

/** The same procedure with one keeper taken away: everybody has the right, the guard passes, the field may be left out, the clock never runs. */
export function withoutKeeper(procedure: Procedure, keeper: Keeper): Procedure {
  const { kind, name, part } = keeper
  if (kind === 'clock') return { ...procedure, clocks: omit(procedure.clocks, name) }
  if (kind === 'ladder')
    return { ...procedure, clocks: { ...procedure.clocks, [name]: { ...procedure.clocks[name]!, ladder: [] } } }
  if (kind === 'action') return { ...procedure, actions: omit(procedure.actions, name) }
  const action = procedure.actions[name]!
  const weaker: Untyped = { ...action }
  if (kind === 'right') weaker.by = everybody
  if (kind === 'guard') weaker.when = action.when?.filter((_guard, index) => String(index) !== part)
  if (kind === 'formGuard') weaker.whenForm = action.whenForm?.filter((_guard, index) => String(index) !== part)
  if (kind === 'except') delete weaker.except
  if (kind === 'signature') delete weaker.signedBy
  if (kind === 'field') weaker.form = loosened(action.form, part!)
  return { ...procedure, actions: { ...procedure.actions, [name]: weaker } }
}

function loosened(form: z.ZodObject, path: string): z.ZodObject {
  const [field, inner] = path.split('.') as [string, string?]
  const type = form.shape[field] as z.ZodType
  if (inner === undefined) return form.extend({ [field]: type.optional() })
  return form.extend({
    [field]: z.array(loosened(elementOf(type)!, inner)).meta(metaOf(type) as Record<string, unknown>),
  })
}

function omit<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name))
}
