import { useNavigate, useParams } from '@tanstack/react-router'
import { Toast } from 'antd-mobile'
import { useState } from 'react'
import { newId } from '../../../web/core/command.ts'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { doors } from '../../../web/mobile-kit/doors.ts'
import type { FormField, Values } from '../../../web/mobile-kit/field.ts'
import { Screen, Unread, Waiting } from '../../../web/mobile-kit/Screen.tsx'
import { type Checked, Task } from '../../../web/mobile-kit/Task.tsx'

const field = (name: string, kind: FormField['kind'], label: string, required: boolean): FormField => ({
  name,
  kind,
  label,
  required,
  hint: null,
  choices: [],
  most: kind === 'lines' ? 500 : null,
})

/** The form of `manners.rate` without its zod schema, which the owner phone does without. */
const fields = [
  field('rating', 'rating', '接待礼仪', true),
  field('evaded', 'flag', '接待时被推来推去，或被说“不知道、去找别人”', true),
  field('words', 'lines', '想说的话', false),
]

function checked(matterNumber: string, values: Values): Checked {
  const problems = {
    ...(values.rating === undefined ? { rating: '请评定接待礼仪' } : {}),
    ...(values.evaded === undefined ? { evaded: '请选是或否' } : {}),
  }
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  const words = String(values.words ?? '').trim()
  const { rating, evaded } = values
  return { ok: true, form: { matterNumber, rating, evaded, ...(words ? { words } : {}) } }
}

/** After a matter has ended its owner says how he was received (INT-10). */
export function RateReception() {
  const t = useT()
  const { id } = useParams({ strict: false }) as { id: string }
  const navigate = useNavigate()
  const [caseId] = useState(newId)
  const { data, error, refetch } = useAsk(doors.home, {}, { follows: 'cases' })
  const matter = data?.matters.find((one) => one.id === id)
  const back = () => navigate({ to: '/owner/matter/$id', params: { id } })
  if (!matter)
    return (
      <Screen title="" back={back}>
        {error ? <Unread problem={error} again={refetch} /> : <Waiting />}
      </Screen>
    )
  return (
    <Task
      errand={{ via: { project: matter.project }, procedure: 'manners', caseId, action: 'rate' }}
      fields={fields}
      check={(values) => checked(matter.number, values)}
      submit="提交评价"
      onDone={() => {
        Toast.show({ icon: 'success', content: t('谢谢您的评价') })
        void back()
      }}
    >
      {({ body, foot }) => (
        <Screen title={t('评价接待')} back={back} foot={foot}>
          <p className="quiet">
            {matter.number} · {matter.title}
          </p>
          {body}
        </Screen>
      )}
    </Task>
  )
}
