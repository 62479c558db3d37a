import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { canonicalJson } from '../signature/canonical.ts'
import { personalFields } from './fields.ts'
import type { Untyped } from './procedure.ts'
import { type FieldTrouble, Refusal } from './refusal.ts'

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
}

/** Throws Refusal `bad-form` with a Chinese text per field. */
export function checkForm(schema: z.ZodObject, form: unknown): CheckedForm {
  const parsed = schema.safeParse(form ?? {})
  if (!parsed.success) throw new Refusal('bad-form', '表单有未填或填错的地方', { fields: troubles(parsed.error) })
  const personal = personalOf(schema)
  const entries = Object.entries(parsed.data).filter(([, value]) => value !== undefined)
  const fixed = Object.fromEntries(entries.filter(([name]) => !personal.has(name)))
  const text = Object.fromEntries(entries.filter(([name]) => personal.has(name)))
  return {
    values: parsed.data,
    fixed,
    text,
    formSha256: sha256(canonicalJson(fixed)),
    textSha256: Object.keys(text).length > 0 ? sha256(canonicalJson(text)) : null,
  }
}

const known = new WeakMap<z.ZodObject, ReadonlySet<string>>()

function personalOf(schema: z.ZodObject): ReadonlySet<string> {
  const personal = known.get(schema) ?? new Set(personalFields(schema))
  known.set(schema, personal)
  return personal
}

function troubles(error: z.ZodError): FieldTrouble[] {
  return error.issues.slice(0, 20).map((issue) => ({
    field: issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(',') : ''),
    text:
      issue.code === 'unrecognized_keys'
        ? '没有这一栏'
        : /[\u4e00-\u9fff]/.test(issue.message)
          ? issue.message
          : '请填写正确的内容',
  }))
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest()
