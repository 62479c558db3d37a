import { AutoComplete, Checkbox, DatePicker, Input, Radio, Select } from 'antd'
import dayjs from 'dayjs'
import { useId } from 'react'
import { policy } from '../../../kernel/policy/policy.contract.ts'
import { useT } from '../../../web/core/i18n.ts'
import { useAsk } from '../../../web/core/query.ts'
import { useProject } from '../../../web/core/session.tsx'
import { StaffPicker, UnitPicker } from '../../../web/kit/fields/Pickers.tsx'
import { disputeTopics, sources, suggestionKinds } from '../../complaint/complaint.public.ts'
import { Field } from './CallRepair.tsx'
import type { Call, OwnFields } from './calls.ts'
import { isLate, sourceOf } from './own-case.ts'

interface Props {
  call: Call
  note: (change: Partial<Call>) => void
}

/** What a complaint, a suggestion or a dispute asks while the caller is on the line. */
export function CallOwn({ call, note }: Props) {
  const set = (change: OwnFields) => note({ own: { ...call.own, ...change } })
  if (call.kind === 'suggestion') return <OfSuggestion call={call} set={set} />
  if (call.kind === 'dispute') return <OfDispute call={call} set={set} />
  return <OfComplaint call={call} set={set} />
}

interface PartProps {
  call: Call
  set: (change: OwnFields) => void
}

/** Services that are complained about most; others are typed. */
const serviceItems = [
  '秩序维护',
  '保洁',
  '绿化',
  '工程维修',
  '客服接待',
  '停车管理',
  '电梯',
  '装修管理',
  '收费',
  '房屋质量',
]

function OfComplaint({ call, set }: PartProps) {
  const t = useT()
  const id = useId()
  const { own = {} } = call
  const source = sourceOf(call)
  const project = useProject()
  const { data } = useAsk(policy.current, { params: { project } }, { follows: 'nothing', freshMs: 60_000 })
  const relayMinutes = data?.body.complaint.relayMinutes
  return (
    <>
      <Field id={`${id}-source`} label={t('来源')} rule="CMP-08">
        <Select
          id={`${id}-source`}
          value={source}
          onChange={(chosen) => set({ source: chosen })}
          options={Object.entries(sources).map(([value, label]) => ({ value, label: t(label) }))}
        />
      </Field>
      <Field id={`${id}-item`} label={t('服务项目')} rule="CMP-07">
        <AutoComplete
          id={`${id}-item`}
          maxLength={60}
          placeholder={t('投诉的是哪项服务')}
          value={own.serviceItem ?? ''}
          onChange={(serviceItem) => set({ serviceItem })}
          showSearch={{ filterOption: (typed, option) => String(option?.value ?? '').includes(typed) }}
          options={serviceItems.map((value) => ({ value: t(value) }))}
        />
      </Field>
      {source === 'face' && (
        <Field id={`${id}-sorry`} label={t('当面投诉')} rule="CMP-13">
          <Checkbox
            id={`${id}-sorry`}
            checked={own.apologized ?? false}
            onChange={({ target }) => set({ apologized: target.checked })}
          >
            {t('已先致歉并感谢其意见')}
          </Checkbox>
        </Field>
      )}
      {source === 'quality' && (
        <Field id={`${id}-by`} label={t('规定完成时间')} rule="CMP-38">
          <DatePicker
            id={`${id}-by`}
            showTime={{ format: 'HH:mm', minuteStep: 30 }}
            value={own.finishBy ? dayjs(own.finishBy) : null}
            onChange={(at) => set({ finishBy: at?.toISOString() })}
            style={{ width: '100%' }}
          />
        </Field>
      )}
      {relayMinutes !== undefined && isLate(call, relayMinutes) && (
        <Field id={`${id}-late`} label={t('迟报原因')} rule="CMP-16">
          <Input
            id={`${id}-late`}
            maxLength={300}
            placeholder={t('听到已超过 {count} 分钟', { count: relayMinutes })}
            value={own.lateReason ?? ''}
            onChange={({ target }) => set({ lateReason: target.value })}
          />
        </Field>
      )}
      <Field id={`${id}-accused`} label={t('被投诉员工')} rule="CMP-06" extra={t('没有可不填；填写后该员工看不到本件')}>
        <StaffPicker id={`${id}-accused`} value={own.accusedId} onChange={(accusedId) => set({ accusedId })} />
      </Field>
    </>
  )
}

function OfSuggestion({ call, set }: PartProps) {
  const t = useT()
  const id = useId()
  return (
    <Field id={`${id}-kind`} label={t('性质')} rule="CMP-46">
      <Radio.Group
        id={`${id}-kind`}
        aria-label={t('性质')}
        value={call.own?.need ? 'need' : 'suggestion'}
        onChange={({ target }) => set({ need: target.value === 'need' })}
        options={Object.entries(suggestionKinds).map(([value, label]) => ({ value, label: t(label) }))}
      />
    </Field>
  )
}

function OfDispute({ call, set }: PartProps) {
  const t = useT()
  const id = useId()
  const { own = {} } = call
  return (
    <>
      <Field id={`${id}-topic`} label={t('事由')} rule="CMP-54">
        <Select
          id={`${id}-topic`}
          value={own.topic ?? 'noise'}
          onChange={(topic) => set({ topic })}
          options={Object.entries(disputeTopics).map(([value, label]) => ({ value, label: t(label) }))}
        />
      </Field>
      <Field id={`${id}-other`} label={t('对方')} rule="CMP-54">
        <Input
          id={`${id}-other`}
          maxLength={100}
          placeholder={t('对方是谁，例如：楼上住户')}
          value={own.otherSide ?? ''}
          onChange={({ target }) => set({ otherSide: target.value })}
        />
      </Field>
      <Field id={`${id}-unit`} label={t('对方房号')}>
        <UnitPicker id={`${id}-unit`} value={own.otherUnitId} onChange={(otherUnitId) => set({ otherUnitId })} />
      </Field>
    </>
  )
}
