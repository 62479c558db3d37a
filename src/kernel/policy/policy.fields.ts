import type { z } from 'zod'
import { type Policy, policySchema } from './policy.ts'

/**
 * The settings field by field, as the page shows and compares them; read off the schema, so that a new setting needs
 * nothing here but its label. A label says 名称(单位,项目自定): the unit, and whether the figure is the project's own
 * choice or the handbook's.
 */
export interface PolicyField {
  /** `repair.arriveWithinMinutes` */
  path: string
  label: string
  /** 分钟, 小时 …; null: no figure. */
  unit: string | null
  /** The project's own choice; false: the figure of the handbook. */
  own: boolean
  rules: readonly string[]
  kind: 'number' | 'time' | 'choice' | 'choices' | 'flag' | 'text' | 'list'
  /** What may be chosen, or null. */
  choices: readonly string[] | null
  least: number | null
  most: number | null
  /** What a project has that changed nothing. */
  standard: unknown
}

export interface PolicySection {
  name: string
  title: string
  fields: readonly PolicyField[]
}

/** Sections that the schema names by a key alone. */
const sectionTitles: Readonly<Record<string, string>> = {
  office: '上班时间',
  clocks: '计时',
  intake: '接待受理',
  repair: '报修维修',
  complaint: '投诉',
  duty: '值班',
  duties: '例行工作',
  delivery: '通知送达',
  privacy: '个人信息',
  estate: '小区',
  prices: '价目表',
  contractors: '外包单位',
}

/** All sections in the order of the schema. */
export function policySections(schema: z.ZodObject = policySchema): PolicySection[] {
  const standard = schema.parse({}) as Record<string, unknown>
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, type]) => {
    const inner = unwrapped(type)
    const title = sectionTitles[name] ?? metaOf(type).label ?? name
    const shape = (inner as { shape?: Record<string, z.ZodType> }).shape
    if (!shape) return { name, title, fields: [fieldOf(name, type, standard[name])] }
    const own = standard[name] as Record<string, unknown>
    return { name, title, fields: Object.entries(shape).map(([key, one]) => fieldOf(`${name}.${key}`, one, own[key])) }
  })
}

/** One setting that differs between two versions. */
export interface PolicyDifference {
  path: string
  before: unknown
  after: unknown
}

/** What differs between two versions, field by field in the order of the schema. */
export function policyDifferences(before: Policy, after: Policy): PolicyDifference[] {
  return policySections().flatMap(({ fields }) =>
    fields.flatMap(({ path }) => {
      const [was, is] = [at(before, path), at(after, path)]
      return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ path, before: was, after: is }]
    }),
  )
}

/** The value of a setting. */
export function at(policy: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], policy)
}

/** 派单时限(分钟,项目自定) in its parts: the name that is shown, and the words behind it: unit, whose figure it is. */
export function partsOfLabel(label: string): { name: string; words: readonly string[] } {
  const marks = /^(.*?)[(（]([^()（）]*)[)）]$/.exec(label)
  if (!marks) return { name: label, words: [] }
  return { name: marks[1]!.trim(), words: marks[2]!.split(/[,，]/).map((word) => word.trim()) }
}

function fieldOf(path: string, type: z.ZodType, standard: unknown): PolicyField {
  const { label = path, rules = [] } = metaOf(type)
  const { name, words } = partsOfLabel(label)
  const inner = unwrapped(type)
  const kind = kindOf(inner, standard)
  const unit = words.find((word) => word !== '项目自定') ?? null
  return {
    ...{ path, rules, kind, standard, unit },
    label: name,
    // Only figures are the handbook's; prices, names and facts of the estate are its own, whatever rule asks for them.
    own: kind !== 'number' || standard === null || rules.length === 0 || words.includes('项目自定'),
    choices: choicesOf(inner),
    least: kind === 'number' ? ((inner as { minValue?: number | null }).minValue ?? null) : null,
    most: kind === 'number' ? ((inner as { maxValue?: number | null }).maxValue ?? null) : null,
  }
}

function kindOf(type: z.ZodType, standard: unknown): PolicyField['kind'] {
  const { type: name } = type as unknown as { type: string }
  if (name === 'number' || name === 'int') return 'number'
  if (name === 'boolean') return 'flag'
  if (name === 'enum') return 'choice'
  if (name === 'array') return choicesOf(type) ? 'choices' : 'list'
  return typeof standard === 'string' && /^\d\d:\d\d$/.test(standard) ? 'time' : 'text'
}

function choicesOf(type: z.ZodType): readonly string[] | null {
  const { options, element } = type as unknown as { options?: readonly string[]; element?: z.ZodType }
  if (Array.isArray(options) && options.every((option) => typeof option === 'string')) return options
  return element ? choicesOf(element) : null
}

/** The schema inside defaults. */
function unwrapped(type: z.ZodType): z.ZodType {
  const { innerType } = (type as unknown as { def: { innerType?: z.ZodType } }).def
  return innerType ? unwrapped(innerType) : type
}

function metaOf(type: z.ZodType): { label?: string; rules?: readonly string[] } {
  const own = (type.meta() ?? {}) as { label?: string; rules?: readonly string[] }
  if (own.label !== undefined) return own
  const { innerType } = (type as unknown as { def: { innerType?: z.ZodType } }).def
  return innerType ? metaOf(innerType) : own
}
