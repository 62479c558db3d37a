import { useId } from 'react'
import { useT } from '../core/i18n.ts'
import { FieldFrame } from './FieldFrame.tsx'
import type { FieldProps } from './field.ts'

/** Satisfaction from 1 to 5, each with its word: nobody should wonder whether 1 is best. */
const grades = [
  [5, '很满意'],
  [4, '满意'],
  [3, '一般'],
  [2, '不满意'],
  [1, '很不满意'],
] as const

export function RatingField({ field, value, problem, onChange }: FieldProps) {
  const t = useT()
  const name = useId()
  return (
    <FieldFrame field={field} problem={problem} group>
      <div className="faces">
        {grades.map(([grade, title]) => (
          <label key={grade} className="chip">
            <input
              type="radio"
              name={name}
              aria-label={t(title)}
              checked={value === grade}
              onChange={() => onChange(grade)}
            />
            <b aria-hidden="true">{grade}</b>
            {t(title)}
          </label>
        ))}
      </div>
    </FieldFrame>
  )
}
