import type { Translate } from '../../../kernel/clock/relative.ts'
import { digests, noticeKinds } from '../../../kernel/delivery/words.ts'
import { dutyTasks } from '../../../kernel/org/duty.ts'
import type { PolicyField } from '../../../kernel/policy/policy.fields.ts'
import { say } from '../../../kernel/text/translate.ts'
import { yuanToEdit } from '../../core/money.ts'

/** Words of the choices that settings offer. */
const choiceWords: Readonly<Record<string, string>> = {
  'next-working-day-close': '下一个工作日下班前',
  midnight: '当晚 24:00',
  ...dutyTasks,
  ...noticeKinds,
  ...digests,
}

export const sayChoice = (choice: string, t: Translate): string => t(choiceWords[choice] ?? choice)

/** What a column of a list is called, and how wide it is. `fen`: shown and typed in 元. */
export interface ListColumn {
  key: string
  label: string
  kind: 'text' | 'time' | 'fen'
  most?: number
}

/** The lists that the page can edit, by path. */
export const listColumns: Readonly<Record<string, readonly ListColumn[]>> = {
  prices: [
    { key: 'code', label: '编号', kind: 'text', most: 20 },
    { key: 'name', label: '项目', kind: 'text', most: 60 },
    { key: 'unit', label: '单位', kind: 'text', most: 10 },
    { key: 'amountFen', label: '单价(元)', kind: 'fen' },
    { key: 'warranty', label: '保修', kind: 'text', most: 60 },
  ],
  contractors: [
    { key: 'name', label: '单位', kind: 'text', most: 60 },
    { key: 'trade', label: '专业', kind: 'text', most: 30 },
    { key: 'phone', label: '电话', kind: 'text', most: 20 },
  ],
  'duty.shifts': [
    { key: 'name', label: '班次', kind: 'text', most: 10 },
    { key: 'from', label: '从', kind: 'time' },
    { key: 'to', label: '到', kind: 'time' },
  ],
}

/** A value as people read it: 15 分钟, 08:30, 3 项. */
export function sayValue(
  { path, kind, unit }: Pick<PolicyField, 'path' | 'kind' | 'unit'>,
  value: unknown,
  t: Translate,
): string {
  if (value === undefined || value === null || value === '') return '—'
  if (kind === 'flag') return value ? t('是') : t('否')
  if (kind === 'choice') return sayChoice(String(value), t)
  if (kind === 'choices') return (value as string[]).map((one) => sayChoice(one, t)).join(t('、')) || t('无')
  if (kind === 'list') {
    const rows = value as Record<string, string>[]
    const [first] = listColumns[path] ?? []
    if (rows.length === 0) return t('无')
    if (rows.length > 4 || !first) return t('{count} 项', { count: rows.length })
    return rows.map((row) => sayRow(path, row)).join(t('；'))
  }
  return unit ? `${value} ${t(unit)}` : String(value)
}

/** A row of a list in one line: 早班 08:00 16:00. */
export function sayRow(path: string, row: Readonly<Record<string, string>>): string {
  return (listColumns[path] ?? [])
    .map(({ key, kind }) => (kind === 'fen' ? say('{yuan} 元', { yuan: yuanToEdit(row[key] ?? '0') }) : row[key]))
    .filter(Boolean)
    .join(' ')
}

/** How a list differs: rows that came, went or changed. */
export function listChanges(path: string, before: unknown, after: unknown): { mark: '＋' | '－'; text: string }[] {
  const texts = (rows: unknown) => (rows as Record<string, string>[]).map((row) => sayRow(path, row))
  const [was, is] = [texts(before), texts(after)]
  return [
    ...was.filter((text) => !is.includes(text)).map((text) => ({ mark: '－' as const, text })),
    ...is.filter((text) => !was.includes(text)).map((text) => ({ mark: '＋' as const, text })),
  ]
}
