import type { z } from 'zod'
import { type FieldMeta, metaOf } from '../../kernel/case/fields.ts'

/** How a field is drawn. */
export type FieldKind =
  | NonNullable<FieldMeta['as']>
  | 'choice'
  | 'choices'
  | 'flag'
  | 'count'
  | 'day'
  | 'instant'
  | 'rows'
  | 'id'

/** One field of a form, read from its zod schema: what a page needs in order to draw it, in either kit. */
export interface Field {
  name: string
  kind: FieldKind
  label: string
  required: boolean
  hint: string | null
  rules: readonly string[]
  /** Of a choice: value and title. */
  choices: readonly { value: string; title: string }[]
  /** Longest text, or largest number, or most rows. */
  most: number | null
  /** Of rows: the fields of one row. */
  columns: readonly Field[]
  schema: z.ZodType
  /** Finds words that had better not stand here, while somebody writes. */
  warns?: FieldMeta['warns']
  /** Drawn only while this holds of what was filled in. */
  shownWhen?: FieldMeta['shownWhen']
}

/** Fields that the page fills in by itself, never a person. */
const silent = new Set(['parentId'])

/** The fields of a form in the order of its declaration. */
export function fieldsOf(form: z.ZodObject): Field[] {
  return Object.entries(form.shape)
    .filter(([name]) => !silent.has(name))
    .map(([name, schema]) => fieldOf(name, schema as z.ZodType))
}

/** Checks what was typed against the form; empty texts count as not given. */
export function checkForm(
  form: z.ZodObject,
  values: Record<string, unknown>,
): { ok: true; form: Record<string, unknown> } | { ok: false; problems: Record<string, string> } {
  const tidied = tidy(values)
  const result = form.safeParse(tidied)
  if (result.success) return { ok: true, form: tidied }
  const problems: Record<string, string> = {}
  for (const { path, message } of result.error.issues) problems[path.join('.')] ??= message
  return { ok: false, problems }
}

/** Leaves out what was not filled in; a typed text is trimmed. */
export function tidy(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value])
      .filter(([, value]) => value !== undefined && value !== null && value !== ''),
  )
}

function fieldOf(name: string, schema: z.ZodType): Field {
  const meta = metaOf(schema)
  const { inner, required } = bare(schema)
  const shape = elementShape(inner)
  return {
    name,
    kind: kindOf(inner, meta, shape !== null),
    label: meta.label ?? name,
    required,
    hint: meta.hint ?? null,
    rules: meta.rules ?? [],
    choices: Object.entries(meta.titles ?? {}).map(([value, title]) => ({ value, title })),
    most: mostOf(inner),
    columns: shape ? Object.entries(shape).map(([column, one]) => fieldOf(column, one)) : [],
    schema,
    ...(meta.warns ? { warns: meta.warns } : {}),
    ...(meta.shownWhen ? { shownWhen: meta.shownWhen } : {}),
  }
}

interface Def {
  type: string
  format?: string
  innerType?: z.ZodType
  element?: z.ZodType
}

const defOf = (schema: z.ZodType): Def => (schema as unknown as { _zod: { def: Def } })._zod.def

function bare(schema: z.ZodType): { inner: z.ZodType; required: boolean } {
  const def = defOf(schema)
  if (!def.innerType) return { inner: schema, required: true }
  const optional =
    def.type === 'optional' || def.type === 'default' || def.type === 'nullable' || def.type === 'prefault'
  const { inner, required } = bare(def.innerType)
  return { inner, required: required && !optional }
}

function elementShape(schema: z.ZodType): Record<string, z.ZodType> | null {
  const { type, element } = defOf(schema)
  if (type !== 'array' || !element || defOf(element).type !== 'object') return null
  return (element as z.ZodObject).shape as Record<string, z.ZodType>
}

function kindOf(schema: z.ZodType, meta: FieldMeta, rows: boolean): FieldKind {
  if (meta.as) return meta.as
  if (rows) return 'rows'
  const { type, format } = defOf(schema)
  if (type === 'enum') return 'choice'
  if (type === 'array') return 'choices'
  if (type === 'boolean') return 'flag'
  if (type === 'number' || type === 'int') return 'count'
  if (format === 'date') return 'day'
  if (format === 'datetime') return 'instant'
  if (format === 'uuid') return 'id'
  return 'text'
}

function mostOf(schema: z.ZodType): number | null {
  const { maxLength, maxValue } = schema as unknown as { maxLength?: number | null; maxValue?: number | null }
  const most = maxLength ?? maxValue ?? null
  return most !== null && Number.isSafeInteger(most) ? most : null
}
