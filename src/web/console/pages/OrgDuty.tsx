import { Button, DatePicker, Form, Popconfirm, Select, Table, Tag } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { duty } from '../../../kernel/org/duty.contract.ts'
import { At } from '../../core/clock.tsx'
import { newId, useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { StaffPicker } from '../../kit/fields/Pickers.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { useHas } from '../home.ts'

/** What one can be on duty for; in an emergency those on duty are paged. */
export const dutyTasks = { 'front-desk': '前台', engineering: '工程', order: '秩序', manager: '值班经理' } as const

type Entry = AnswerOf<(typeof duty)['onDuty']>['onDuty'][number]

/** The on-duty list: who is paged for an emergency. */
export function OnDuty() {
  const t = useT()
  const project = useProject()
  const changes = useHas(
    'manager',
    'department-admin',
    'service-director',
    'engineering-supervisor',
    'service-supervisor',
  )
  const { data, error } = useAsk(duty.onDuty, { params: { project } }, { follows: 'nothing' })
  const off = useCommand(duty.take, { onDone: () => queries.invalidateQueries() })
  return (
    <>
      {changes && <PutOnDuty />}
      <ProblemAlert problem={error ?? off.error} />
      <div className="case-table">
        <Table<Entry>
          size="small"
          rowKey="id"
          loading={!data && !error}
          dataSource={data?.onDuty ?? []}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{
            emptyText: <Nothing text={t('没有排班。紧急情况会呼叫在岗的值班人员，请先排上。')} />,
          }}
          columns={[
            {
              title: t('值班'),
              width: 130,
              render: (_, { task, now }) => (
                <>
                  {t(dutyTasks[task])} {now && <Tag color="green">{t('在岗')}</Tag>}
                </>
              ),
            },
            { title: t('姓名'), width: 110, render: (_, { name }) => name },
            { title: t('工作电话'), width: 140, render: (_, { workPhone }) => workPhone ?? '—' },
            { title: t('从'), width: 140, render: (_, { fromAt }) => <At at={fromAt} /> },
            { title: t('到'), render: (_, { toAt }) => <At at={toAt} /> },
            ...(changes
              ? [
                  {
                    title: t('操作'),
                    width: 90,
                    render: (_: unknown, { id, name }: Entry) => (
                      <Popconfirm
                        title={t('取消 {name} 的这一班？', { name })}
                        onConfirm={() => off.mutate({ params: { project, entry: id } })}
                      >
                        <Button type="link" size="small" danger className="flush">
                          {t('取消')}
                        </Button>
                      </Popconfirm>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </div>
    </>
  )
}

interface Typed {
  accountId: string
  task: keyof typeof dutyTasks
  span: [Dayjs, Dayjs]
}

function PutOnDuty() {
  const t = useT()
  const project = useProject()
  const [id, setId] = useState(newId)
  const [form] = Form.useForm<Typed>()
  const command = useCommand(duty.put, {
    onDone: () => {
      setId(newId())
      form.resetFields()
      queries.invalidateQueries()
    },
  })
  return (
    <Form<Typed>
      form={form}
      layout="inline"
      className="filters"
      initialValues={{ task: 'engineering' }}
      onFinish={({ accountId, task, span: [from, to] }) =>
        command.mutate({
          params: { project },
          body: { id, accountId, task, fromAt: from.toISOString(), toAt: to.toISOString() },
        })
      }
    >
      <Form.Item name="accountId" label={t('人员')} rules={[{ required: true, message: t('请选人员') }]}>
        <StaffPicker />
      </Form.Item>
      <Form.Item name="task" label={t('值班')}>
        <Select
          options={Object.entries(dutyTasks).map(([value, label]) => ({ value, label: t(label) }))}
          style={{ width: 110 }}
        />
      </Form.Item>
      <Form.Item name="span" label={t('时间')} rules={[{ required: true, message: t('请选时间') }]}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="MM-DD HH:mm" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={command.isPending}>
        {t('排班')}
      </Button>
      <ProblemAlert problem={command.error} />
    </Form>
  )
}
