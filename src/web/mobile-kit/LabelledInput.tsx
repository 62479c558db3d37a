import type { InputHTMLAttributes } from 'react'

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'className'> {
  label: string
  value: string
  onText: (value: string) => void
}

/** One line to type into, under its name. */
export function LabelledInput({ label, onText, ...input }: Props) {
  return (
    <label className="field">
      <span className="label">{label}</span>
      <input
        {...input}
        className={input.autoComplete === 'one-time-code' ? 'input num' : 'input'}
        onChange={({ target }) => onText(target.value)}
      />
    </label>
  )
}
