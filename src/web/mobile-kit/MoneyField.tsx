import { useState } from 'react'
import { parseYuan } from '../../kernel/money.ts'
import { useT } from '../core/i18n.ts'
import { yuanToEdit } from '../core/money.ts'
import { FieldFrame } from './FieldFrame.tsx'
import type { FieldProps } from './field.ts'

/** An amount in yuan; the form gets it in 分, as digits. */
export function MoneyField({ field, value, problem, onChange }: FieldProps) {
  const t = useT()
  return (
    <FieldFrame field={field} problem={problem}>
      <MoneyInput
        label={t('{label}（元）', { label: t(field.label) })}
        fen={typeof value === 'string' ? value : undefined}
        wrong={problem !== undefined}
        onChange={onChange}
      />
    </FieldFrame>
  )
}

interface MoneyInputProps {
  label: string
  fen: string | undefined
  wrong: boolean
  onChange: (fen: string | undefined) => void
}

export function MoneyInput({ label, fen, wrong, onChange }: MoneyInputProps) {
  const [typed, setTyped] = useState(() => yuanToEdit(readable(fen)))
  return (
    <input
      className="input num"
      inputMode="decimal"
      aria-label={label}
      aria-invalid={wrong}
      placeholder="0.00"
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value)
        onChange(fenOf(event.target.value))
      }}
    />
  )
}

function readable(fen: string | undefined): string | undefined {
  return fen !== undefined && /^\d+$/.test(fen) ? fen : undefined
}

/** What is no amount stays as it was typed, so that the check can say so. */
function fenOf(typed: string): string | undefined {
  if (typed.trim() === '') return undefined
  try {
    return parseYuan(typed).toString()
  } catch {
    return typed
  }
}
