import { Button, Checkbox, Form, Modal, Select, TimePicker } from 'antd'
import type { Dayjs } from 'dayjs'
import dayjs from 'dayjs'
import { useState } from 'react'
import { addDays, atBusinessTime } from '../../../kernel/clock/time.ts'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { duty } from '../../../kernel/org/duty.contract.ts'
import { type DutyTask, dutyTaskNames, dutyTasks } from '../../../kernel/org/duty.ts'
import { call } from '../../api.ts'
import { newId } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { StaffPicker } from '../../kit/fields/Pickers.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { dayName } from './week.ts'

interface Typed {
  accountId: string
  task: DutyTask
  /** Index of the turn in the settings, or -1 for own times. */
  shift: number
  from?: Dayjs
  to?: Dayjs
  days: string[]
}

/** One person, one kind of turn, on one or several days of the week. */
export function PutOnDuty({
  week,
  day,
  task,
  onClose,
}: {
  week: AnswerOf<(typeof duty)['week']>
  day: string
  task: DutyTask
  onClose: () => void
}) {
  const t = useT()
  const project = useProject()
  const [form] = Form.useForm<Typed>()
  const own = Form.useWatch('shift', form) === -1
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const days = Array.from({ length: 7 }, (_, index) => addDays(week.fromOn, index))
  const send = async ({ accountId, task, shift, from, to, days }: Typed) => {
    setBusy(true)
    setProblem(null)
    const hours = week.shifts[shift] ?? { from: from!.format('HH:mm'), to: to!.format('HH:mm') }
    try {
      for (const day of days) {
        const end = hours.to > hours.from ? day : addDays(day, 1)
        const [fromAt, toAt] = [atBusinessTime(day, hours.from), atBusinessTime(end, hours.to)]
        const body = { id: newId(), accountId, task, fromAt: fromAt.toISOString(), toAt: toAt.toISOString() }
        await call(duty.put, { params: { project }, body })
      }
      onClose()
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
      queries.invalidateQueries()
    }
  }
  return (
    <Modal title={t('排班')} open onCancel={onClose} footer={null} width={480}>
      <Form<Typed>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ task, shift: week.shifts.length > 0 ? 0 : -1, days: [day] }}
        onFinish={send}
      >
        <Form.Item name="accountId" label={t('人员')} rules={[{ required: true, message: t('请选人员') }]}>
          <StaffPicker />
        </Form.Item>
        <Form.Item name="task" label={t('值班')}>
          <Select options={dutyTaskNames.map((value) => ({ value, label: t(dutyTasks[value]) }))} />
        </Form.Item>
        <Form.Item name="shift" label={t('班次')}>
          <Select
            options={[
              ...week.shifts.map(({ name, from, to }, value) => ({ value, label: `${name} ${from}–${to}` })),
              { value: -1, label: t('另定时间') },
            ]}
          />
        </Form.Item>
        {own && (
          <div className="row">
            <Form.Item name="from" label={t('从')} rules={[{ required: true, message: t('请选时间') }]}>
              <TimePicker format="HH:mm" minuteStep={30} needConfirm={false} />
            </Form.Item>
            <Form.Item
              name="to"
              label={t('到（不晚于开始的算次日）')}
              initialValue={dayjs('08:00', 'HH:mm')}
              rules={[{ required: true, message: t('请选时间') }]}
            >
              <TimePicker format="HH:mm" minuteStep={30} needConfirm={false} />
            </Form.Item>
          </div>
        )}
        <Form.Item name="days" label={t('哪几天')} rules={[{ required: true, message: t('请选日期') }]}>
          <Checkbox.Group options={days.map((value) => ({ value, label: dayName(value, t) }))} />
        </Form.Item>
        <ProblemAlert problem={problem} />
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('排班')}
        </Button>
      </Form>
    </Modal>
  )
}
