import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { matter } from '../../rooms/intake/intake.procedure.ts'
import { emergencies } from '../../rooms/intake/matter.row.ts'
import { At, businessNow } from '../core/clock.tsx'
import { newId } from '../core/command.ts'
import { checkForm } from '../core/form.ts'
import { useT } from '../core/i18n.ts'
import { useStanding } from '../core/session.tsx'
import { Chips } from '../mobile-kit/ChoiceField.tsx'
import { FieldFrame } from '../mobile-kit/FieldFrame.tsx'
import type { FormField, Values } from '../mobile-kit/field.ts'
import { DoneIcon } from '../mobile-kit/icons.tsx'
import { PhotoField } from '../mobile-kit/PhotoField.tsx'
import { Screen } from '../mobile-kit/Screen.tsx'
import { type Outcome, useSend } from '../mobile-kit/send.ts'
import { Trouble } from '../mobile-kit/Task.tsx'
import { PlaceField, UnitField } from './StaffFields.tsx'
import { Tabs } from './Tabs.tsx'

/** What anybody of the staff sees or hears goes to the desk (INT-11), with the time it was heard. */
export function Report() {
  const [reported, setReported] = useState<Outcome | null>(null)
  return reported ? <Reported outcome={reported} again={() => setReported(null)} /> : <Form onSent={setReported} />
}

const fieldOf = (name: string, kind: FormField['kind'], label: string, required = false): FormField => ({
  name,
  kind,
  label,
  required,
  hint: null,
  choices: [],
  most: null,
})

/** Minutes ago that it was heard. */
const heard = [
  { value: '0', title: '刚才' },
  { value: '10', title: '10 分钟前' },
  { value: '30', title: '半小时前' },
  { value: '60', title: '1 小时前' },
] as const

function Form({ onSent }: { onSent: (outcome: Outcome) => void }) {
  const t = useT()
  const { project } = useStanding()
  const [caseId] = useState(newId)
  const [values, setValues] = useState<Values>({})
  const [where, setWhere] = useState<'unit' | 'place'>('place')
  const [minutesAgo, setMinutesAgo] = useState('0')
  const [problems, setProblems] = useState<Record<string, string>>({})
  const { send, busy, problem } = useSend({ onSent: (outcomes) => onSent(outcomes[0]!) })
  const via = { project: project.id }
  const heardAt = new Date(businessNow().getTime() - Number(minutesAgo) * 60_000)
  const set = (name: string) => (value: unknown) => setValues({ ...values, [name]: value })

  const submit = async () => {
    const place = where === 'unit' ? { unitId: values.unitId } : { placeId: values.placeId }
    const said = { content: values.content, photos: values.photos, emergency: values.emergency }
    // Sent again, the words must be the same: the minute is enough.
    const at = new Date(Math.floor(heardAt.getTime() / 60_000) * 60_000).toISOString()
    const checked = checkForm(matter.actions.register.form, { channel: 'staff', heardAt: at, ...said, ...place })
    setProblems(checked.ok ? {} : checked.problems)
    if (!checked.ok) return
    await send([{ via, procedure: 'matter', caseId, action: 'register', form: checked.form }]).catch(() => {})
  }

  return (
    <Screen
      title={t('上报')}
      tabs={<Tabs />}
      foot={
        <>
          {problem ? <Trouble problem={problem} /> : null}
          <button
            type="button"
            className={values.emergency ? 'btn btn-danger' : 'btn btn-main'}
            disabled={busy}
            onClick={submit}
          >
            {busy ? t('正在提交…') : values.emergency ? t('紧急上报') : t('上报前台')}
          </button>
        </>
      }
    >
      <FieldFrame field={{ label: '看到或听到什么', required: true }} problem={problems.content}>
        <textarea
          className="input"
          rows={3}
          maxLength={5000}
          aria-label={t('看到或听到什么')}
          value={typeof values.content === 'string' ? values.content : ''}
          onChange={(event) => set('content')(event.target.value)}
        />
      </FieldFrame>
      <PhotoField
        field={fieldOf('photos', 'files', '现场照片')}
        value={values.photos}
        problem={problems.photos}
        onChange={set('photos')}
        via={via}
        camera
      />
      <FieldFrame field={{ label: '在哪里', required: false }} problem={undefined} group>
        <Chips
          choices={[
            { value: 'place', title: '公共部位' },
            { value: 'unit', title: '业主家' },
          ]}
          value={where}
          onChange={(next) => setWhere(next === 'unit' ? 'unit' : 'place')}
        />
      </FieldFrame>
      {where === 'unit' ? (
        <UnitField
          field={fieldOf('unitId', 'unit', '房号')}
          value={values.unitId}
          problem={problems.unitId}
          onChange={set('unitId')}
        />
      ) : (
        <PlaceField
          field={fieldOf('placeId', 'place', '公共部位')}
          value={values.placeId}
          problem={problems.placeId}
          onChange={set('placeId')}
        />
      )}
      <FieldFrame field={{ label: '什么时候听到的', required: true }} problem={problems.heardAt} group>
        <Chips choices={heard} value={minutesAgo} onChange={(next) => next && setMinutesAgo(next)} />
        <span className="small">
          <At at={heardAt} />
        </span>
      </FieldFrame>
      <FieldFrame field={{ label: '紧急情况', required: false }} problem={problems.emergency} group>
        <Chips
          tone="danger"
          optional
          choices={Object.entries(emergencies).map(([value, title]) => ({ value, title }))}
          value={typeof values.emergency === 'string' ? values.emergency : null}
          onChange={set('emergency')}
        />
      </FieldFrame>
    </Screen>
  )
}

function Reported({ outcome, again }: { outcome: Outcome; again: () => void }) {
  const t = useT()
  const navigate = useNavigate()
  return (
    <Screen title={t('上报')} tabs={<Tabs />}>
      <div className="empty" role="status">
        <DoneIcon />
        <strong>{t('已交到前台')}</strong>
        <span className="big num">{outcome.number}</span>
        <span className="quiet">{t('您是首问责任人，办理进度会发消息给您')}</span>
      </div>
      <button
        type="button"
        className="btn"
        onClick={() => navigate({ to: '/case/$procedure/$id', params: { procedure: 'matter', id: outcome.caseId } })}
      >
        {t('查看这件事')}
      </button>
      <button type="button" className="btn btn-accent" onClick={again}>
        {t('再报一件')}
      </button>
    </Screen>
  )
}
