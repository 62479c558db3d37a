import { Alert, Button, DatePicker, Form, Input, Modal, Radio } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { calendar, type CalendarDayLine as Day, type WantedDays } from '../../../kernel/clock/calendar.contract.ts'
import { At } from '../../core/clock.tsx'
import { newId, useCommand } from '../../core/command.ts'
import { Go } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { queries } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'

interface Typed {
  days: [Dayjs, Dayjs]
  source: 'national' | 'company'
  kind: 'holiday' | 'workday' | 'none'
  name?: string
  reason: string
}

/** Sets a stretch of days; first it is shown which deadlines would move. */
export function CalendarChange(props: { chosen: [string, string]; day: Day | undefined; onClose: () => void }) {
  const { chosen, day, onClose } = props
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const [form] = Form.useForm<Typed>()
  const kind = Form.useWatch('kind', form)
  const preview = useCommand(calendar.preview)
  const change = useCommand(calendar.change, {
    onDone: () => {
      queries.invalidateQueries()
      onClose()
    },
  })
  const wanted = ({ days: [from, to], source, kind, name = '' }: Typed): WantedDays => ({
    ...{ fromOn: from.format('YYYY-MM-DD'), toOn: to.format('YYYY-MM-DD'), source },
    ...{ kind: kind === 'none' ? null : kind, name: kind === 'none' ? '' : name.trim() },
  })
  const send = (typed: Typed) => {
    const body = wanted(typed)
    if (preview.data) change.mutate({ params: { project }, body: { id, ...body, reason: typed.reason } })
    else preview.mutate({ params: { project }, body })
  }
  return (
    <Modal title={t('设置日历')} open onCancel={onClose} footer={null} width={560}>
      <Form<Typed>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          days: [dayjs(chosen[0]), dayjs(chosen[1])],
          source: day?.source ?? 'company',
          kind: day ? 'none' : 'holiday',
          name: day?.name ?? '',
        }}
        onValuesChange={(changed: Partial<Typed>) => {
          // What was previewed is not what would be saved any more.
          if (!('reason' in changed)) preview.reset()
        }}
        onFinish={send}
      >
        <Form.Item name="days" label={t('日期')} rules={[{ required: true, message: t('请选日期') }]}>
          <DatePicker.RangePicker format="YYYY-MM-DD" allowClear={false} />
        </Form.Item>
        <Form.Item name="source" label={t('依据')}>
          <Radio.Group
            options={[
              { value: 'company', label: t('本公司自定') },
              { value: 'national', label: t('国家公布') },
            ]}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('安排')}>
          <Radio.Group
            options={[
              { value: 'holiday', label: t('放假') },
              { value: 'workday', label: t('上班') },
              { value: 'none', label: t('取消这项安排') },
            ]}
          />
        </Form.Item>
        {kind !== 'none' && (
          <Form.Item
            name="name"
            label={t('名称')}
            rules={[{ required: true, whitespace: true, message: t('请填写名称，如国庆节、公司年会') }]}
          >
            <Input maxLength={20} placeholder={t('国庆节、公司年会')} />
          </Form.Item>
        )}
        <Form.Item
          name="reason"
          label={t('依据文件或原因')}
          rules={[{ required: true, whitespace: true, message: t('请填写原因') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <ProblemAlert problem={preview.error ?? change.error} />
        {preview.data && <Effect effect={preview.data} />}
        <Button type="primary" htmlType="submit" loading={preview.isPending || change.isPending}>
          {preview.data ? t('确认修改') : t('看看会影响什么')}
        </Button>
      </Form>
    </Modal>
  )
}

function Effect({
  effect,
}: {
  effect: NonNullable<ReturnType<typeof useCommand<(typeof calendar)['preview']>>['data']>
}) {
  const t = useT()
  const { turned, clockCount, clocks } = effect
  const days = turned.map(({ date, worked }) => `${date.slice(5)} ${worked ? t('上班') : t('不上班')}`).join(t('、'))
  return (
    <Alert
      type={clockCount > 0 ? 'warning' : 'info'}
      showIcon
      title={clockCount > 0 ? t('{count} 个正在走的时限会改期', { count: clockCount }) : t('没有正在走的时限会改期')}
      description={
        <>
          <p>{days === '' ? t('这些天上不上班没有变化。') : days}</p>
          <ul className="plain-list">
            {clocks.map(({ caseId, procedure, number, clock, before, after }) => (
              <li key={caseId + clock}>
                <Go href={paths.case({ procedure, id: caseId })} target="_blank">
                  {number}
                </Go>{' '}
                {t(clock)}
                {t('：')}
                {before && <At at={before} />} → {after && <At at={after} />}
              </li>
            ))}
          </ul>
        </>
      }
    />
  )
}
