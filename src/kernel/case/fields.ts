import { z } from 'zod'
import { say } from '../text/translate.ts'

/** Building blocks of forms. Labels and placeholders are Chinese catalogue keys that CaseForm shows. */

/** The ways to draw a field that a schema alone does not tell apart. */
export const fieldKinds = [
  'text',
  'lines',
  'account',
  'technician',
  'head',
  'repair',
  'complaint',
  'work',
  'department',
  'unit',
  'place',
  'person',
  'files',
  'money',
  'rating',
  'half-hour',
] as const

export type FieldKind = (typeof fieldKinds)[number]

/** What a form field tells the page besides its schema. */
export interface FieldMeta {
  label?: string
  /** Free text or a personal detail: kept in the erasable row of the log, not in its fixed part. */
  personal?: boolean
  /** How the page draws it where the schema alone does not say. */
  as?: FieldKind
  /** Titles of the choices of an enum. */
  titles?: Readonly<Record<string, string>>
  hint?: string
  rules?: readonly string[]
  /** Words that had better not stand here, found while somebody writes, each with a better one. */
  warns?: (text: string) => readonly { phrase: string; better: string }[]
  /** Drawn only while this holds of what was filled in so far. */
  shownWhen?: (values: Readonly<Record<string, unknown>>) => boolean
}

/** Whether a database, a page and a printer can keep this text: no control characters, no halves of characters. */
export const printable = (value: string) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff]/u.test(value)

/** One line of free text; trimmed, never empty. */
export const line = (label: string, most = 100, more: FieldMeta = {}) =>
  z
    .string(say('请填写{label}', { label }))
    .trim()
    .min(1, say('请填写{label}', { label }))
    .max(most, say('{label}最多{most}字', { label, most }))
    .refine(printable, say('{label}含有不能保存的字符', { label }))
    .meta({ label, personal: true, as: 'text', ...more })

/** Several lines of free text. */
export const lines = (label: string, most = 2000, more: FieldMeta = {}) => line(label, most, { as: 'lines', ...more })

export const choice = <const T extends Record<string, string>>(label: string, titles: T, more: FieldMeta = {}) =>
  z
    .enum(Object.keys(titles) as [keyof T & string, ...(keyof T & string)[]], say('请选择{label}', { label }))
    .meta({ label, titles, ...more })

export const id = (label: string, as?: FieldMeta['as'], more: FieldMeta = {}) =>
  z.uuid(say('请选择{label}', { label })).meta({ label, ...(as ? { as } : {}), ...more })

/** The number of a case as it is written on everything (numbers.ts), such as SQ-20261122-0007. */
export const caseNumber = (label: string, prefix: string, more: FieldMeta = {}) => {
  const shape = new RegExp(`^${prefix}-\\d{8}-\\d{4,6}$`)
  return z
    .string(say('请填写{label}', { label }))
    .trim()
    .max(30, say('{label}最多{most}字', { label, most: 30 }))
    .refine((value) => shape.test(value), say('{label}应像 {example}', { label, example: `${prefix}-20261122-0007` }))
    .meta({ label, as: 'text', ...more })
}

/** A moment, as an ISO string with zone. */
export const instant = (label: string, more: FieldMeta = {}) =>
  z.iso.datetime({ offset: true, error: say('{label}不是有效的时间', { label }) }).meta({ label, ...more })

/** A moment on a full or half hour: appointments are made in half-hour starts. */
export const halfHour = (label: string, more: FieldMeta = {}) =>
  z.iso
    .datetime({ offset: true, error: say('{label}不是有效的时间', { label }) })
    .refine((at) => new Date(at).getTime() % (30 * 60_000) === 0, say('{label}须为整点或半点', { label }))
    .meta({ label, as: 'half-hour', ...more })

export const files = (label: string, least = 0, more: FieldMeta = {}) =>
  z
    .array(z.uuid())
    .min(least, say('请至少拍一张{label}', { label }))
    .max(9, say('{label}最多九张', { label }))
    .meta({ label, as: 'files', ...more })

/** 1 (very dissatisfied) to 5 (very satisfied). */
export const rating = (label: string, more: FieldMeta = {}) =>
  z
    .int(say('请评定{label}', { label }))
    .min(1, say('请评定{label}', { label }))
    .max(5, say('请评定{label}', { label }))
    .meta({ label, as: 'rating', ...more })

export const flag = (label: string, more: FieldMeta = {}) =>
  z.boolean(say('请确认{label}', { label })).meta({ label, ...more })

export const count = (label: string, most: number, more: FieldMeta = {}) =>
  z
    .int(say('{label}须为整数', { label }))
    .min(1, say('{label}至少为1', { label }))
    .max(most, say('{label}最多为{most}', { label, most }))
    .meta({ label, ...more })

/** The form of an act that needs no details. */
export const nothing = z.strictObject({})

/** What the page should know of a field. */
export function metaOf(schema: z.ZodType): FieldMeta {
  const inner = schema as z.ZodType & { unwrap?: () => z.ZodType }
  const own = schema.meta() as FieldMeta | undefined
  if (own) return own
  return inner.unwrap ? metaOf(inner.unwrap()) : {}
}

/** Names of the top-level fields that belong to the erasable part of the log. */
export function personalFields(form: z.ZodObject): readonly string[] {
  return Object.entries(form.shape)
    .filter(([, field]) => metaOf(field as z.ZodType).personal)
    .map(([name]) => name)
}
