import { z } from 'zod'
import type { FieldKind } from '../src/kernel/case/fields.ts'

/** Draws for the random walk: all of a step comes from the numbers that fast-check chose for it, so that it replays. */
export interface Draw {
  /** A whole number from 0 to below `many`. */
  below(many: number): number
  chance(share: number): boolean
  pick<T>(from: readonly T[]): T
  /** As pick, with how much each weighs. */
  weighed<T>(from: readonly T[], weight: (one: T) => number): T
}

/** Mulberry32: small, and even enough to choose actions by. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (many: number) => Math.floor(next() * many)
  return {
    below,
    chance: (share) => next() < share,
    pick: (from) => from[below(from.length)]!,
    weighed: (from, weight) => {
      let left = next() * from.reduce((sum, one) => sum + weight(one), 0)
      for (const one of from) {
        left -= weight(one)
        if (left < 0) return one
      }
      return from.at(-1)!
    },
  }
}

/** What ids, times and amounts of a form may be. */
export interface FormGround {
  ids: Partial<Record<FieldKind, readonly string[]>>
  /** Matters that work may hang under. */
  parents: readonly string[]
  now: Date
  /** Amounts that stand in the row: a charge that is counted must be the charge that was taken. */
  amounts: readonly bigint[]
}

interface JsonSchema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean'
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  enum?: string[]
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  as?: FieldKind
}

/** A form as the schema of the action wants it, filled with what is there. */
export function drawForm(schema: z.ZodObject, draw: Draw, ground: FormGround): Record<string, unknown> {
  return drawObject(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema, draw, ground)
}

function drawObject(schema: JsonSchema, draw: Draw, ground: FormGround): Record<string, unknown> {
  const fields = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || draw.chance(0.75),
  )
  return Object.fromEntries(
    fields
      .map(([name, field]) => [name, drawField(name, field, draw, ground)] as const)
      .filter(([, value]) => value !== undefined),
  )
}

function drawField(name: string, field: JsonSchema, draw: Draw, ground: FormGround): unknown {
  if (name === 'parentId') return ground.parents.length > 0 ? draw.pick(ground.parents) : undefined
  if (name === 'matterNumber') return 'SQ-20260311-0001'
  if (field.as === 'half-hour') return halfHour(draw, ground.now)
  if (field.as === 'files') return drawFiles(field, draw, ground)
  const ids = field.as && ground.ids[field.as]
  if (ids && ids.length > 0) return draw.pick(ids)
  switch (field.type) {
    case 'boolean':
      return draw.chance(0.8)
    case 'integer':
    case 'number':
      return (field.minimum ?? 0) + draw.below(Math.min((field.maximum ?? 9) - (field.minimum ?? 0) + 1, 5))
    case 'array':
      return Array.from({ length: Math.max(field.minItems ?? 0, 1 + draw.below(2)) }, () =>
        drawField('', field.items!, draw, ground),
      )
    case 'object':
      return drawObject(field, draw, ground)
    default:
      return drawText(field, draw, ground)
  }
}

function drawText(field: JsonSchema, draw: Draw, ground: FormGround): string {
  if (field.enum) return draw.pick(field.enum)
  if (field.format === 'date') return ground.now.toISOString().slice(0, 10)
  if (field.format === 'date-time') return new Date(ground.now.getTime() - draw.below(90) * 60_000).toISOString()
  if (field.format === 'uuid') return randomId(draw)
  if (field.pattern) return drawFen(draw, ground)
  return words(draw, field.maxLength ?? 40)
}

/** Mostly an amount that the case knows already, else a small one. */
function drawFen(draw: Draw, { amounts }: FormGround): string {
  return amounts.length > 0 && draw.chance(0.8) ? String(draw.pick(amounts)) : String(1 + draw.below(9_000))
}

function drawFiles(field: JsonSchema, draw: Draw, { ids }: FormGround): string[] {
  const many = Math.max(field.minItems ?? 0, draw.below(3))
  return [...new Set(Array.from({ length: many }, () => draw.pick(ids.files!)))]
}

function halfHour(draw: Draw, now: Date): string {
  const half = 30 * 60_000
  return new Date((Math.floor(now.getTime() / half) + draw.below(12) - 1) * half).toISOString()
}

/** Text with what a phone keyboard yields: Chinese, signs outside the first plane, line ends, blanks around it. */
function words(draw: Draw, most: number): string {
  const parts = ['水', '漏', '修', '门', '灯', ' ', '！', '🔧', '𠮷', 'a', '\n', '"', "'", '%']
  const wanted = draw.chance(0.05) ? most : Math.min(most, 3 + draw.below(60))
  let text = `记${draw.below(1_000_000)}`.slice(0, most)
  for (;;) {
    const longer = text + draw.pick(parts)
    if (longer.length > wanted) return draw.chance(0.1) ? ` ${text} ` : text
    text = longer
  }
}

export function randomId(draw: Draw): string {
  const hex = (many: number) => Array.from({ length: many }, () => draw.below(16).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`
}

/** The form with one thing wrong, or not: what came of it is for the schema to say. */
export function spoil(form: Record<string, unknown>, draw: Draw): Record<string, unknown> {
  const names = Object.keys(form)
  const name = names.length > 0 ? draw.pick(names) : 'x'
  const { [name]: _dropped, ...rest } = form
  return draw.pick([
    rest,
    { ...form, extra: 1 },
    { ...form, [name]: null },
    { ...form, [name]: '' },
    { ...form, [name]: 'x\u0000y' },
    { ...form, [name]: '\ud800' },
    { ...form, [name]: -1 },
    { ...form, [name]: [{}] },
    { ...form, [name]: '字'.repeat(20_001) },
    { ...form, [name]: randomId(draw) },
    { ...form, [name]: [randomId(draw)] },
  ])
}
