import type { ReactNode } from 'react'
import { useT } from '../core/i18n.ts'

interface FieldFrameProps {
  field: { label: string; required: boolean }
  problem: string | undefined
  /** Several controls under one name, such as the choices of a question. */
  group?: boolean
  children: ReactNode
}

/** Label above, control in the middle, what is wrong with it below. */
export function FieldFrame({ field, problem, group = false, children }: FieldFrameProps) {
  const t = useT()
  const label = (
    <>
      {t(field.label)}
      {field.required ? null : <span className="optional">{t('选填')}</span>}
    </>
  )
  const wrong = problem ? (
    <div className="wrong" role="alert">
      {t(problem)}
    </div>
  ) : null
  return group ? (
    <fieldset className="field">
      <legend style={{ marginBottom: 8 }}>{label}</legend>
      {children}
      {wrong}
    </fieldset>
  ) : (
    <div className="field">
      <div className="label">{label}</div>
      {children}
      {wrong}
    </div>
  )
}
