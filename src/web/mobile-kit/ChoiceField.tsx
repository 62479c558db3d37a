import { useId } from 'react'
import { useT } from '../core/i18n.ts'
import { FieldFrame } from './FieldFrame.tsx'
import type { FieldProps } from './field.ts'

/** One of a few, as big keys. */
export function ChoiceField({ field, value, problem, onChange }: FieldProps) {
  return (
    <FieldFrame field={field} problem={problem} group>
      <Chips
        choices={field.choices}
        value={typeof value === 'string' ? value : null}
        optional={!field.required}
        onChange={onChange}
      />
    </FieldFrame>
  )
}

/** Several of a list. */
export function ChoicesField({ field, value, problem, onChange }: FieldProps) {
  const t = useT()
  const chosen = Array.isArray(value) ? (value as string[]) : []
  const toggle = (one: string) =>
    onChange(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one])
  return (
    <FieldFrame field={field} problem={problem} group>
      <div className="chips">
        {field.choices.map((choice) => (
          <label key={choice.value} className="chip">
            <input type="checkbox" checked={chosen.includes(choice.value)} onChange={() => toggle(choice.value)} />
            {t(choice.title)}
          </label>
        ))}
      </div>
    </FieldFrame>
  )
}

/** Yes or no. What must be answered starts unanswered. */
export function FlagField({ field, value, problem, onChange }: FieldProps) {
  const t = useT()
  const choices = [
    { value: 'yes', title: t('是') },
    { value: 'no', title: t('否') },
  ]
  const chosen = value === true ? 'yes' : value === false ? 'no' : null
  return (
    <FieldFrame field={field} problem={problem} group>
      <Chips choices={choices} value={chosen} onChange={(answer) => onChange(answer === 'yes')} />
    </FieldFrame>
  )
}

interface ChipsProps {
  choices: readonly { value: string; title: string; disabled?: boolean }[]
  value: string | null
  /** A second tap takes the choice back. */
  optional?: boolean
  tone?: 'danger'
  className?: string
  onChange: (value: string | undefined) => void
}

/** Radio keys: big, with the browser's own keyboard behaviour. */
export function Chips({ choices, value, optional = false, tone, className = 'chips', onChange }: ChipsProps) {
  const t = useT()
  const name = useId()
  return (
    <div className={className}>
      {choices.map((choice) => (
        <label key={choice.value} className={tone === 'danger' ? 'chip chip-danger' : 'chip'}>
          <input
            type="radio"
            name={name}
            checked={value === choice.value}
            disabled={choice.disabled ?? false}
            onChange={() => onChange(choice.value)}
            onClick={() => optional && value === choice.value && onChange(undefined)}
          />
          {t(choice.title)}
        </label>
      ))}
    </div>
  )
}
