import { Button } from 'antd'
import { createContext, useContext } from 'react'
import { useT } from '../../../../web/core/i18n.ts'
import { FieldInput, type FieldInputProps } from '../../../../web/kit/fields/FieldInput.tsx'
import type { Head } from '../labels.ts'
import { type Triage, useTriage } from './useTriage.ts'
import './triage.css'

/** The words of the case whose form is open: what the fields below take their suggestions from. */
export const CaseWords = createContext('')

/** A choice with what the model suggests beneath it: taken with one click, never by itself. */
export function SuggestedField({ head, ...input }: FieldInputProps & { head: Head }) {
  const suggested = useTriage(useContext(CaseWords))?.[head] ?? null
  return (
    <>
      <FieldInput {...input} />
      {suggested && (
        <div className="triage" role="note">
          <Said suggested={suggested} />
          {input.value !== suggested.label && <Take onTake={() => input.onChange?.(suggested.label)} />}
        </div>
      )}
    </>
  )
}

/** A suggestion in words: what, how sure, and by which words of the text. */
export function Said({ suggested }: { suggested: NonNullable<Triage[Head]> }) {
  const t = useT()
  const { title, confidence, reasons } = suggested
  return (
    <span>
      {t('建议')} <b>{t(title)}</b>
      <span className="muted">
        {' '}
        {t('把握 {percent}%', { percent: Math.round(confidence * 100) })}
        {reasons.length > 0 && ` · ${t('依据')} ${reasons.map((word) => `“${word}”`).join('')}`}
      </span>
    </span>
  )
}

export function Take({ onTake }: { onTake: () => void }) {
  const t = useT()
  return (
    <Button size="small" onClick={onTake}>
      {t('采用')}
    </Button>
  )
}
