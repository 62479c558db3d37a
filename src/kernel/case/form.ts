import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { maskWithin } from '../privacy/mask-text.ts'
import { canonicalJson } from '../signature/canonical.ts'
import { personalFields, printable } from './fields.ts'
import type { Untyped } from './procedure.ts'
import { type FieldTrouble, Refusal } from './refusal.ts'
import { troublesOf } from './troubles.ts'

/** A form that passed its schema, parted into what the log keeps for ever and what can be erased. */
export interface CheckedForm {
  values: Untyped
  /** Ids and figures, without free text. */
  fixed: Record<string, unknown>
  /** Free text and personal fields. */
  text: Record<string, unknown>
  formSha256: Buffer
  /** Null when the form has no personal part. */
  textSha256: Buffer | null
  /** Free text as it was written, of the fields in which personal numbers have been masked; kept sealed. */
  originals: Readonly<Record<string, string>>
}

/**
 * Phones, ID numbers, accounts and plates inside free text are masked here, before anything is set, logged or told:
 * whatever is made of a form carries them masked. Throws Refusal `bad-form` with a
 * Chinese text per field.
 */
export function checkForm(schema: z.ZodObject, form: unknown): CheckedForm {
  const parsed = schema.safeParse(form ?? {})
  if (!parsed.success)
    throw new Refusal('bad-form', '表单有未填或填错的地方', { fields: troublesOf(parsed.error.issues) })
  const unkept = unprintable(parsed.data)
  if (unkept.length > 0) throw new Refusal('bad-form', '表单有未填或填错的地方', { fields: unkept })
  const personal = personalOf(schema)
  const entries = Object.entries(parsed.data).filter(([, value]) => value !== undefined)
  const fixed = Object.fromEntries(entries.filter(([name]) => !personal.has(name)))
  const written = Object.fromEntries(entries.filter(([name]) => personal.has(name)))
  const text = maskWithin(written)
  return {
    values: { ...parsed.data, ...text },
    originals: originalsOf(written, text),
    fixed,
    text,
    formSha256: sha256(canonicalJson(fixed)),
    textSha256: Object.keys(text).length > 0 ? sha256(canonicalJson(text)) : null,
  }
}

function originalsOf(written: Record<string, unknown>, kept: Record<string, unknown>): Record<string, string> {
  const changed = Object.entries(written).filter(([name, value]) => canonicalJson(value) !== canonicalJson(kept[name]))
  return Object.fromEntries(
    changed.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

/** Texts that cannot be kept, wherever they stand: a field that forgot to forbid them must not fail in the database. */
function unprintable(value: unknown, path: readonly string[] = []): FieldTrouble[] {
  if (typeof value === 'string') return printable(value) ? [] : [{ field: path.join('.'), text: '含有不能保存的字符' }]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => unprintable(inner, [...path, name]))
}

const known = new WeakMap<z.ZodObject, ReadonlySet<string>>()

function personalOf(schema: z.ZodObject): ReadonlySet<string> {
  const personal = known.get(schema) ?? new Set(personalFields(schema))
  known.set(schema, personal)
  return personal
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest()
