import { Form, Input, Radio, Select } from 'antd'
import { type ReactNode, useId } from 'react'
import { useT } from '../../../web/core/i18n.ts'
import { ClauseMark } from '../../../web/kit/ClauseMark.tsx'
import { HalfHour } from '../../../web/kit/fields/HalfHour.tsx'
import { PriceItems } from '../../../web/kit/fields/PriceItems.tsx'
import { payers, trades } from '../../repair/repair.public.ts'
import type { Saying } from '../intake.contract.ts'
import type { Call, Calls } from './calls.ts'
import { handToOf, LATER, POOL, payerOf, placeOf, type Suggested, tradeOf } from './take.ts'

interface Props {
  call: Call
  calls: Calls
  suggested: Suggested
}

/** The repair slip as the caller dictates it: what, key points, trade, who pays and how much, when, who goes. */
export function CallRepair({ call, calls, suggested }: Props) {
  const t = useT()
  const id = useId()
  const note = (change: Partial<Call>) => calls.change(call.id, change)
  const payer = payerOf(call, suggested)
  return (
    <div className="call-fields">
      <Field id={`${id}-content`} label={t('报修内容')} rule="REP-01" wide>
        <Input.TextArea
          id={`${id}-content`}
          autoFocus={calls.fresh === call.id}
          autoSize={{ minRows: 2, maxRows: 8 }}
          maxLength={2000}
          placeholder={t('客户怎么说，就怎么记')}
          value={call.content}
          onChange={({ target }) => note({ content: target.value })}
        />
      </Field>
      <Field id={`${id}-points`} label={t('维修要点')} rule="REP-01" wide>
        <Input.TextArea
          id={`${id}-points`}
          autoSize={{ minRows: 1, maxRows: 5 }}
          maxLength={500}
          placeholder={t('问清：哪里、什么现象、多久了、要带什么')}
          value={call.keyPoints}
          onChange={({ target }) => note({ keyPoints: target.value })}
        />
      </Field>
      <Field id={`${id}-trade`} label={t('工种')}>
        <Select
          id={`${id}-trade`}
          value={tradeOf(call, suggested)}
          onChange={(trade) => note({ trade, handTo: undefined })}
          showSearch={{ optionFilterProp: 'label' }}
          options={Object.entries(trades).map(([value, label]) => ({ value, label: t(label) }))}
        />
      </Field>
      <Field id={`${id}-at`} label={t('预约时间')} rule="REP-04">
        <HalfHour
          id={`${id}-at`}
          none={t('不预约，尽快上门')}
          value={call.appointmentAt}
          onChange={(appointmentAt) => note({ appointmentAt })}
        />
      </Field>
      <Payer call={call} suggested={suggested} note={note} id={`${id}-payer`} />
      <HandTo call={call} suggested={suggested} note={note} id={`${id}-to`} />
      {payer === 'owner' && <Price call={call} note={note} id={`${id}-price`} />}
    </div>
  )
}

type Note = (change: Partial<Call>) => void

function Payer({ call, suggested, note, id }: { call: Call; suggested: Suggested; note: Note; id: string }) {
  const t = useT()
  if (!call.unitId && !call.placeId) {
    return (
      <Field id={id} label={t('费用承担')}>
        <span id={id} className="fixed-value muted">
          {t('选好房号后，按保修期建议')}
        </span>
      </Field>
    )
  }
  if (placeOf(call) === 'public') {
    return (
      <Field id={id} label={t('费用承担')}>
        <span id={id} className="fixed-value">
          {t('公共维修资金')} <small className="muted">{t('公共部位维修不向业主收费')}</small>
        </span>
      </Field>
    )
  }
  const reason = suggested.payer?.reason
  const changed = call.payer !== undefined && call.payer !== suggested.payer?.payer
  return (
    <Field id={id} label={t('费用承担')} {...(reason && !changed ? { extra: reason } : {})}>
      <Select
        id={id}
        value={payerOf(call, suggested) ?? null}
        placeholder={t('请选费用由谁承担')}
        onChange={(payer) => note({ payer })}
        options={Object.entries(payers).map(([value, label]) => ({ value, label: t(label) }))}
      />
      {changed && (
        <Input
          aria-label={t('改变费用承担的理由')}
          placeholder={t('理由，例如：人为损坏不在保修范围')}
          maxLength={200}
          value={call.payerReason ?? ''}
          onChange={({ target }) => note({ payerReason: target.value })}
        />
      )}
    </Field>
  )
}

function Price({ call, note, id }: { call: Call; note: Note; id: string }) {
  const t = useT()
  return (
    <Field id={id} label={t('讲明价格')} rule="REP-02" wide>
      <PriceItems id={id} value={call.items} onChange={(items) => note({ items })} />
      {call.items.length > 0 && (
        <Radio.Group
          className="consent"
          aria-label={t('业主是否同意价格')}
          value={call.agreed}
          onChange={({ target }) => note({ agreed: target.value })}
          options={[
            { value: true, label: t('已讲明，业主同意') },
            { value: false, label: t('业主不同意') },
          ]}
        />
      )}
    </Field>
  )
}

function HandTo({ call, suggested, note, id }: { call: Call; suggested: Suggested; note: Note; id: string }) {
  const t = useT()
  const say = (reasons: readonly Saying[]) => reasons.map(({ text, args }) => t(text, translated(args, t))).join(' · ')
  const { technicians } = suggested
  const chosen = handToOf(call, suggested)
  const reasons = technicians.find(({ accountId }) => accountId === chosen)?.reasons
  return (
    <Field id={id} label={t('派给')} rule="INT-14" {...(reasons ? { extra: say(reasons) } : {})}>
      <Select
        id={id}
        value={chosen}
        onChange={(handTo) => note({ handTo })}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          ...technicians.map(({ accountId, name, reasons: why, clash }) => ({
            value: accountId,
            label: name,
            why: say(why),
            clash,
          })),
          { value: POOL, label: t('放入抢单池'), why: t('由维修工自己抢单'), clash: false },
          { value: LATER, label: t('稍后派单'), why: t('先登记，时限照走'), clash: false },
        ]}
        optionRender={({ data }) => (
          <span className="option">
            {data.label}
            <span className={data.clash ? 'muted clash' : 'muted'}>{data.why}</span>
          </span>
        )}
        popupMatchSelectWidth={360}
      />
    </Field>
  )
}

/** Words among what is filled in, such as the trade, are catalogue keys too. */
function translated(args: Saying['args'], t: ReturnType<typeof useT>): Saying['args'] {
  return Object.fromEntries(Object.entries(args).map(([name, arg]) => [name, typeof arg === 'string' ? t(arg) : arg]))
}

/** A labelled field of the call, with the clause that asks for it. */
export function Field(props: {
  id: string
  label: string
  rule?: string
  wide?: boolean
  extra?: ReactNode
  children: ReactNode
}) {
  return (
    <Form.Item
      layout="vertical"
      className={props.wide ? 'wide' : ''}
      htmlFor={props.id}
      label={
        <>
          {props.label} {props.rule && <ClauseMark rule={props.rule} quiet />}
        </>
      }
      {...(props.extra ? { extra: props.extra } : {})}
    >
      {props.children}
    </Form.Item>
  )
}
