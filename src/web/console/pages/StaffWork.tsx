import { Alert, Button, Form, Input, Modal, Popconfirm, Space, Table, Tag } from 'antd'
import { useState } from 'react'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { dutyTasks } from '../../../kernel/org/duty.ts'
import { handover, MOST_HANDED } from '../../../kernel/org/handover.contract.ts'
import { org, type StaffLine } from '../../../kernel/org/org.contract.ts'
import { At, Left } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { Go } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { StaffPicker } from '../../kit/fields/Pickers.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { paths } from '../paths.ts'

type Held = AnswerOf<(typeof handover)['load']>['cases'][number]

/** Absence and leaving: what somebody has in hand, to whom it goes, then the account is shut. */
export function StaffWork({ line, onClose }: { line: StaffLine; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const params = { project, account: line.accountId }
  const [chosen, setChosen] = useState<string[] | null>(null)
  const { data, error } = useAsk(handover.load, { params }, { follows: 'nothing' })
  const refresh = () => queries.invalidateQueries()
  const onDone = () => {
    refresh()
    onClose()
  }
  const handOver = useCommand(handover.handOver, {
    onDone: () => {
      setChosen(null)
      refresh()
    },
  })
  const disable = useCommand(org.disable, { onDone })
  const leave = useCommand(handover.leave, { onDone })
  if (!data) return <ProblemAlert problem={error} />
  const picked = chosen ?? data.cases.map(({ caseId }) => caseId)
  const trades = new Set(data.cases.filter(({ caseId }) => picked.includes(caseId)).map(({ technician }) => technician))
  return (
    <Modal title={t('{name} 手上的工作', { name: line.name })} open onCancel={onClose} footer={null} width={760}>
      <ProblemAlert problem={error ?? handOver.error ?? disable.error ?? leave.error} />
      {handOver.data && (
        <Alert
          type={handOver.data.refused.length > 0 ? 'warning' : 'success'}
          showIcon
          title={t('移交了 {count} 件', { count: handOver.data.handed })}
          description={handOver.data.refused.map(({ caseId, text }) => (
            <div key={caseId}>
              {data.cases.find((one) => one.caseId === caseId)?.number} {t(text)}
            </div>
          ))}
        />
      )}
      {data.cases.length > 0 && (
        <>
          <Table<Held>
            size="small"
            rowKey="caseId"
            dataSource={data.cases}
            pagination={false}
            scroll={{ y: 260, x: 'max-content' }}
            rowSelection={{ selectedRowKeys: picked, onChange: (keys) => setChosen(keys as string[]) }}
            columns={[
              {
                title: t('事项'),
                width: 150,
                render: (_, { procedure, caseId, number }) => (
                  <Go href={paths.case({ procedure, id: caseId })} target="_blank">
                    {number}
                  </Go>
                ),
              },
              { title: t('内容'), render: (_, { title }) => title },
              {
                title: t('状态'),
                width: 120,
                render: (_, { procedureTitle, stateTitle }) => `${t(procedureTitle)} · ${t(stateTitle)}`,
              },
              { title: t('最近期限'), width: 130, render: (_, { dueAt }) => (dueAt ? <Left due={dueAt} /> : '—') },
            ]}
          />
          <Form<{ toAccountId: string; reason: string }>
            layout="inline"
            className="filters"
            requiredMark={false}
            onFinish={({ toAccountId, reason }) =>
              handOver.mutate({ params, body: { toAccountId, reason, caseIds: picked.slice(0, MOST_HANDED) } })
            }
          >
            <Form.Item
              name="toAccountId"
              label={t('移交给')}
              rules={[{ required: true, message: t('请选人员') }]}
              style={{ width: 260 }}
            >
              <StaffPicker {...(trades.has(true) && trades.size === 1 ? { only: 'technician' as const } : {})} />
            </Form.Item>
            <Form.Item
              name="reason"
              label={t('原因')}
              rules={[{ required: true, whitespace: true, message: t('请填写原因') }]}
            >
              <Input maxLength={200} placeholder={t('请假、调岗、离职')} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={handOver.isPending} disabled={picked.length === 0}>
              {t('移交 {count} 件', { count: Math.min(picked.length, MOST_HANDED) })}
            </Button>
          </Form>
          {trades.size > 1 && <p className="muted">{t('维修单只能交给维修工，请与其他事项分开移交。')}</p>}
        </>
      )}
      {data.cases.length === 0 && <p>{t('手上没有未办结的事项。')}</p>}
      <ul className="plain-list">
        {data.posts.map(({ postId, title, others, zones }) => (
          <li key={postId}>
            <Tag>{title}</Tag>
            {zones.length > 0 && t('负责 {zones}', { zones: zones.join(t('、')) })}{' '}
            <span className="muted">
              {others.length > 0
                ? t('还有 {names} 在岗', { names: others.join(t('、')) })
                : t('离开后空缺，由上级岗位代行')}
            </span>
          </li>
        ))}
        {data.turns.map(({ id, task, fromAt }) => (
          <li key={id}>
            <Tag color="blue">{t(dutyTasks[task])}</Tag> <At at={fromAt} /> {t('有值班')}
          </li>
        ))}
      </ul>
      <Space className="filters">
        {!line.disabledAt && (
          <Popconfirm
            title={t('停用 {name} 的账号？', { name: line.name })}
            description={t('马上退出登录；岗位保留，随时可以启用。')}
            onConfirm={() => disable.mutate({ params })}
          >
            <Button danger loading={disable.isPending}>
              {t('暂时停用')}
            </Button>
          </Popconfirm>
        )}
        <Popconfirm
          title={t('给 {name} 办离职？', { name: line.name })}
          description={t('岗位和排班同时结束，账号停用；历史记录保留。')}
          onConfirm={() => leave.mutate({ params })}
        >
          <Button danger type="primary" disabled={data.caseCount > 0} loading={leave.isPending}>
            {t('离职')}
          </Button>
        </Popconfirm>
        {data.caseCount > 0 && (
          <span className="muted">{t('还有 {count} 件，移交完才能办离职', { count: data.caseCount })}</span>
        )}
      </Space>
    </Modal>
  )
}
