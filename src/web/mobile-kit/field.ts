import type { ReactNode } from 'react'
import type { Field } from '../core/form.ts'

/** What of a field a phone needs in order to draw it; the staff phone reads it from the procedure's zod schema. */
export type FormField = Pick<
  Field,
  'name' | 'kind' | 'label' | 'required' | 'hint' | 'choices' | 'most' | 'warns' | 'shownWhen'
>

export type Values = Record<string, unknown>

/** How one field talks to its form. */
export interface FieldProps {
  field: FormField
  value: unknown
  problem: string | undefined
  onChange: (value: unknown) => void
}

/** Draws kinds of fields that only one face knows, such as a technician; null: not one of mine. */
export type MoreFields = (props: FieldProps) => ReactNode
