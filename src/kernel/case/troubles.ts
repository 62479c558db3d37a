import type { z } from 'zod'
import { maskText } from '../privacy/mask-text.ts'
import type { FieldTrouble } from './refusal.ts'

/** At most this many troubles are listed: more help nobody. */
const MOST = 20

/** What is wrong with an input, field by field, in Chinese: what the schema says itself, else what kind of fault it is. */
export function troublesOf(issues: readonly z.core.$ZodIssue[]): FieldTrouble[] {
  return issues.slice(0, MOST).flatMap((issue) => {
    const path = issue.path.map(String)
    if (issue.code !== 'unrecognized_keys') return [{ field: maskText(path.join('.')), text: textOf(issue) }]
    // The name of a field that there is not is what somebody typed.
    return issue.keys.slice(0, MOST).map((key) => ({ field: maskText([...path, key].join('.')), text: '没有这一栏' }))
  })
}

/** Texts of the schema library are English and for programmers. */
function textOf({ code, message }: z.core.$ZodIssue): string {
  if (/[\u4e00-\u9fff]/.test(message)) return message
  if (code === 'invalid_type' && message.endsWith('received undefined')) return '请填写'
  return TEXTS[code] ?? '请填写正确的内容'
}

const TEXTS: Partial<Record<z.core.$ZodIssue['code'], string>> = {
  invalid_type: '内容的类型不对',
  invalid_format: '格式不对',
  invalid_value: '请从给出的选项中选择',
  too_big: '太长或太大',
  too_small: '太短或太小',
}
