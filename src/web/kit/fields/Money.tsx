import { Input } from 'antd'
import { useState } from 'react'
import { parseYuan } from '../../../kernel/money.ts'
import { yuanToEdit } from '../../core/money.ts'

interface Props {
  id?: string
  /** 分 as digits; while what is typed is no amount, the typed text. */
  value?: string | undefined
  onChange?: (value: string | undefined) => void
  'aria-label'?: string
}

/** An amount in yuan; the form gets 分. */
export function Money({ value, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? (isFen(value) ? yuanToEdit(value) : (value ?? ''))
  return (
    <Input
      {...rest}
      prefix="¥"
      inputMode="decimal"
      value={shown}
      onChange={({ target }) => {
        setTyped(target.value)
        onChange?.(toFen(target.value))
      }}
      onBlur={() => setTyped(null)}
    />
  )
}

/** Whether a form's value is an amount, not a text that could not be read as one. */
export function isFen(value: unknown): boolean {
  return value === undefined || value === '' || (typeof value === 'string' && /^\d+$/.test(value))
}

function toFen(text: string): string | undefined {
  if (text.trim() === '') return undefined
  try {
    return parseYuan(text).toString()
  } catch {
    // Kept as typed with a mark, so that the check of the form refuses it.
    return `${text}?`.replace('??', '?')
  }
}
