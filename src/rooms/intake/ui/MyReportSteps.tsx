import { useState } from 'react'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { Chips } from '../../../web/mobile-kit/ChoiceField.tsx'
import { doors } from '../../../web/mobile-kit/doors.ts'
import { FieldFrame } from '../../../web/mobile-kit/FieldFrame.tsx'
import { type Report, troubles } from './my-report.ts'

interface StepProps {
  report: Report
  onChange: (part: Partial<Report>) => void
}

export function WhatStep({ report, onChange }: StepProps) {
  const t = useT()
  const begin = (words: string) =>
    onChange({ content: report.content.trim() === '' ? words : [report.content.trim(), words].join(t('，')) })
  return (
    <FieldFrame field={{ label: '什么事', required: true }} problem={undefined}>
      <div className="chips">
        {troubles.map((trouble) => (
          <button key={trouble} type="button" className="chip" onClick={() => begin(t(trouble))}>
            {t(trouble)}
          </button>
        ))}
      </div>
      <textarea
        className="input"
        rows={4}
        maxLength={4000}
        aria-label={t('什么事')}
        placeholder={t('哪里、什么现象、多久了')}
        value={report.content}
        onChange={(event) => onChange({ content: event.target.value })}
      />
    </FieldFrame>
  )
}

interface WhereStepProps extends StepProps {
  units: readonly { id: string; code: string }[]
  project: number
}

/** My own flats, or a public place of the estate. */
export function WhereStep({ report, units, project, onChange }: WhereStepProps) {
  const t = useT()
  const [search, setSearch] = useState('')
  const query = { limit: 24, ...(search.trim() === '' ? {} : { q: search.trim() }) }
  const { data } = useAsk(
    doors.places,
    { params: { project }, query },
    { follows: 'nothing', keep: true, enabled: report.where === 'place' },
  )
  const homes = units.map(({ id, code }) => ({ value: id, title: code }))
  const chosen = report.where === 'place' ? 'place' : report.unitId
  return (
    <>
      <FieldFrame field={{ label: '在哪里', required: true }} problem={undefined} group>
        <Chips
          choices={[...homes, { value: 'place', title: '公共部位' }]}
          value={chosen}
          onChange={(where) =>
            where === 'place' ? onChange({ where: 'place' }) : onChange({ where: 'unit', unitId: where ?? null })
          }
        />
      </FieldFrame>
      {report.where === 'place' ? (
        <FieldFrame field={{ label: '公共部位', required: true }} problem={undefined} group>
          <input
            className="input"
            aria-label={t('搜索公共部位')}
            placeholder={t('大堂、电梯、车库…')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Chips
            choices={(data?.rows ?? []).map(({ id, name }) => ({ value: id, title: name }))}
            value={report.placeId}
            onChange={(placeId) => onChange({ placeId: placeId ?? null })}
          />
        </FieldFrame>
      ) : null}
    </>
  )
}

interface WhenStepProps {
  value: string
  choices: readonly string[]
  onChange: (when: string) => void
}

export function WhenStep({ value, choices, onChange }: WhenStepProps) {
  return (
    <FieldFrame field={{ label: '什么时候方便', required: true }} problem={undefined} group>
      <Chips
        choices={choices.map((choice) => ({ value: choice, title: choice }))}
        value={value}
        onChange={(when) => when && onChange(when)}
      />
    </FieldFrame>
  )
}
