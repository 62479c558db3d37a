import { Input, Radio, Select } from 'antd'
import { useId } from 'react'
import { BetterWords } from '../../../web/core/BetterWords.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { DepartmentPicker, StaffPicker } from '../../../web/kit/fields/Pickers.tsx'
import { evasionsIn } from '../evasion.ts'
import type { MatterKind } from '../matter.row.ts'
import { CallOwn } from './CallOwn.tsx'
import { Field } from './CallRepair.tsx'
import type { Call, Calls, Way } from './calls.ts'
import { wayOf, waysOf } from './own-case.ts'

const answerWays = { phone: '电话', counter: '当面', visit: '上门', app: '业主手机', letter: '书面' } as const

const wayNames: Record<Exclude<Way, 'own'>, string> = {
  answer: '当场答复',
  contact: '开工作联系单',
  sort: '登记后再办',
}
const openings: Partial<Record<MatterKind, string>> = {
  complaint: '开投诉单',
  suggestion: '开建议单',
  dispute: '开纠纷单',
}

/**
 * A matter that is no repair: a case of its own kind, answered at once, given to a department in writing, or
 * sorted for later.
 */
export function CallOther({ call, calls }: { call: Call; calls: Calls }) {
  const t = useT()
  const id = useId()
  const way = wayOf(call)
  const note = (change: Partial<Call>) => calls.change(call.id, change)
  return (
    <div className="call-fields">
      <Field id={`${id}-content`} label={t('诉求内容')} rule="INT-08" wide>
        <Input.TextArea
          id={`${id}-content`}
          autoFocus={calls.fresh === call.id}
          autoSize={{ minRows: 3, maxRows: 10 }}
          maxLength={5000}
          placeholder={t('客户怎么说，就怎么记')}
          value={call.content}
          onChange={({ target }) => note({ content: target.value })}
        />
      </Field>
      <Field id={`${id}-way`} label={t('怎么办')} rule="INT-02" wide>
        <Radio.Group
          id={`${id}-way`}
          aria-label={t('怎么办')}
          optionType="button"
          value={way}
          onChange={({ target }) => note({ way: target.value })}
          options={waysOf(call).map((value) => ({
            value,
            label: t(value === 'own' ? openings[call.kind]! : wayNames[value]),
          }))}
        />
      </Field>
      {way === 'own' && <CallOwn call={call} note={note} />}
      {way === 'answer' && (
        <>
          <Field id={`${id}-answer`} label={t('答复内容')} rule="INT-18" wide>
            <Input.TextArea
              id={`${id}-answer`}
              autoSize={{ minRows: 2, maxRows: 8 }}
              maxLength={2000}
              value={call.answer}
              onChange={({ target }) => note({ answer: target.value })}
            />
            <BetterWords warns={evasionsIn} text={call.answer} />
          </Field>
          {evasionsIn(call.answer).length > 0 && (
            <Field id={`${id}-kept`} label={t('仍要这样写的理由')} rule="INT-03" wide>
              <Input
                id={`${id}-kept`}
                maxLength={200}
                value={call.keptReason}
                onChange={({ target }) => note({ keptReason: target.value })}
              />
            </Field>
          )}
          <Field id={`${id}-answer-way`} label={t('答复方式')}>
            <Select
              id={`${id}-answer-way`}
              value={call.answerWay}
              onChange={(answerWay) => note({ answerWay })}
              options={Object.entries(answerWays).map(([value, label]) => ({ value, label: t(label) }))}
            />
          </Field>
        </>
      )}
      {way === 'contact' && (
        <>
          <Field id={`${id}-department`} label={t('责任部门')} rule="INT-14">
            <DepartmentPicker
              id={`${id}-department`}
              value={call.departmentId}
              onChange={(departmentId) => note({ departmentId })}
            />
          </Field>
          <Field id={`${id}-handler`} label={t('相关责任人')} rule="INT-16">
            <StaffPicker id={`${id}-handler`} value={call.handlerId} onChange={(handlerId) => note({ handlerId })} />
          </Field>
        </>
      )}
    </div>
  )
}
