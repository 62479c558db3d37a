import type { FormField, Values } from '../mobile-kit/field.ts'
import type { Checked } from '../mobile-kit/Task.tsx'

/**
 * The few things that owners do with a case, each with its form in the owner's words. The owner phone loads no staff
 * procedure: the server checks every form against it anyway.
 */
export interface OwnerTask {
  /** On the button. */
  submit: string
  /** How it is asked for in a list; none: as on the button. */
  ask?: string
  /** Belongs at the thumb when it is possible; the first of them wins. */
  main?: boolean
  fields: readonly FormField[]
  /** Above the pad; none: no signature. */
  statement?: string
  /** Amounts and materials are shown above. */
  bill?: boolean
  danger?: boolean
  phrases?: Readonly<Record<string, readonly string[]>>
  /** Done by one tap, without a screen of its own. */
  atOnce?: boolean
}

const field = (name: string, kind: FormField['kind'], label: string, more: Partial<FormField> = {}): FormField => ({
  name,
  kind,
  label,
  required: true,
  hint: null,
  choices: [],
  most: 500,
  ...more,
})

const optional = { required: false } as const

export const ownerTasks: Readonly<Record<string, OwnerTask>> = {
  agreeQuote: {
    submit: '同意报价',
    ask: '请核对报价并签字',
    main: true,
    fields: [],
    statement: '以上材料和费用我已核对，同意维修',
    bill: true,
  },
  sign: {
    submit: '签字确认',
    ask: '请验收签字并评价',
    main: true,
    fields: [field('rating', 'rating', '满意度'), field('opinion', 'lines', '意见', optional)],
    statement: '维修已经完成，以上内容属实',
    bill: true,
  },
  declineQuote: {
    submit: '不同意报价',
    fields: [field('reason', 'lines', '原因', { most: 200 })],
    phrases: { reason: ['价格太高', '材料我自己买', '想再考虑一下'] },
    bill: true,
    danger: true,
  },
  appoint: { submit: '约这个时间', ask: '约上门时间', fields: [field('appointmentAt', 'half-hour', '上门时间')] },
  fillIn: {
    submit: '补充给物业',
    ask: '补充情况',
    fields: [field('content', 'lines', '补充内容', { most: 2000 }), field('photos', 'files', '照片', optional)],
  },
  withdraw: {
    submit: '撤回',
    fields: [field('reason', 'lines', '撤回原因', { most: 200 })],
    phrases: { reason: ['已经自己修好', '暂时不需要了', '报错了'] },
    danger: true,
  },
  chase: { submit: '催一催', fields: [], atOnce: true, main: true },
}

/** What a list says of a task. */
export const askOf = (tasks: Readonly<Record<string, OwnerTask>>, action: string): string =>
  tasks[action]?.ask ?? tasks[action]?.submit ?? action

export const isOwnerTask = (action: string): boolean => action in ownerTasks

/** What is missing, by field. The server knows the rest. */
export function checkFields(fields: readonly FormField[], values: Values): Checked {
  const given = Object.entries(values).flatMap(([name, value]) => {
    const tidied = typeof value === 'string' ? value.trim() : value
    return tidied === undefined || tidied === null || tidied === '' ? [] : [[name, tidied] as const]
  })
  const form = Object.fromEntries(given)
  const missing = fields.filter(({ name, required, kind }) => {
    const value = form[name]
    return required && (value === undefined || (kind === 'files' && Array.isArray(value) && value.length === 0))
  })
  if (missing.length === 0) return { ok: true, form }
  return { ok: false, problems: Object.fromEntries(missing.map(({ name, kind }) => [name, askFor(kind)])) }
}

function askFor(kind: FormField['kind']): string {
  if (kind === 'rating') return '请点选满意度'
  if (kind === 'files') return '请拍一张照片'
  if (kind === 'half-hour' || kind === 'day') return '请选择时间'
  return '请填写这一栏'
}
