import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Modal, Popconfirm, Select, Space, Table, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { dutyTasks } from '../../../kernel/org/duty.ts'
import { org, type StaffLine } from '../../../kernel/org/org.contract.ts'
import { roles } from '../../../kernel/org/roles.ts'
import { trades } from '../../../rooms/repair/repair.public.ts'
import { newId, useCommand } from '../../core/command.ts'
import { Go } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { useHas } from '../home.ts'
import { paths } from '../paths.ts'

const StaffWork = lazy(() => import('./StaffWork.tsx').then(({ StaffWork }) => ({ default: StaffWork })))
const StaffSessions = lazy(() =>
  import('./StaffSessions.tsx').then(({ StaffSessions }) => ({ default: StaffSessions })),
)

export const useIsAdmin = () => useHas('manager', 'department-admin', 'service-director')

/** Staff with posts, skills and what each has in hand. */
export function Staff() {
  const t = useT()
  const project = useProject()
  const admin = useIsAdmin()
  const [dialog, setDialog] = useState<'add' | StaffLine | null>(null)
  const { data, error } = useAsk(org.staff, { params: { project } }, { follows: 'nothing' })
  return (
    <>
      {admin && (
        <div className="filters">
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setDialog('add')}>
            {t('新增人员')}
          </Button>
        </div>
      )}
      <ProblemAlert problem={error} />
      <div className="case-table">
        <Table<StaffLine>
          size="small"
          rowKey="accountId"
          loading={!data && !error}
          dataSource={data?.staff ?? []}
          pagination={false}
          sticky={{ offsetHeader: 56 }}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Nothing text={t('还没有人员。')} /> }}
          columns={[
            {
              title: t('姓名'),
              width: 110,
              render: (_, { name, disabledAt }) => (
                <>
                  {name} {disabledAt && <Tag>{t('已停用')}</Tag>}
                </>
              ),
            },
            { title: t('用户名'), width: 120, render: (_, { login }) => login ?? '—' },
            {
              title: t('岗位'),
              render: (_, { posts }) =>
                posts.map(({ postId, role, title, kind }) => (
                  <Tag key={postId}>
                    {title === roles[role] ? t(roles[role]) : title}
                    {kind === 'stand-in' && t('（代）')}
                  </Tag>
                )),
            },
            {
              title: t('技能'),
              render: (_, { skills }) =>
                skills.map((skill) => <Tag key={skill}>{t(trades[skill as keyof typeof trades] ?? skill)}</Tag>),
            },
            { title: t('工作电话'), width: 130, render: (_, { workPhone }) => workPhone ?? '—' },
            {
              title: t('值班'),
              width: 110,
              render: (_, { onDuty }) => onDuty.map((task) => t(dutyTasks[task])).join(t('、')),
            },
            {
              title: t('手上'),
              width: 80,
              render: (_, { accountId, openCases }) =>
                openCases > 0 ? (
                  <Go href={paths.cases({ holder: accountId, open: 'true' })}>
                    {t('{count} 件', { count: openCases })}
                  </Go>
                ) : (
                  '—'
                ),
            },
            ...(admin
              ? [
                  {
                    title: t('操作'),
                    width: 190,
                    render: (_: unknown, line: StaffLine) => <StaffActs line={line} onEdit={() => setDialog(line)} />,
                  },
                ]
              : []),
          ]}
        />
      </div>
      {dialog === 'add' && <AddStaff onClose={() => setDialog(null)} />}
      {dialog !== null && dialog !== 'add' && <EditStaff line={dialog} onClose={() => setDialog(null)} />}
    </>
  )
}

const refresh = () => queries.invalidateQueries()

function StaffActs({ line, onEdit }: { line: StaffLine; onEdit: () => void }) {
  const t = useT()
  const project = useProject()
  const [open, setOpen] = useState<'work' | 'sessions' | null>(null)
  const enable = useCommand(org.enable, { onDone: refresh })
  return (
    <Space>
      <Button type="link" size="small" className="flush" onClick={onEdit}>
        {t('修改')}
      </Button>
      <Button type="link" size="small" className="flush" onClick={() => setOpen('sessions')}>
        {t('登录')}
      </Button>
      {line.disabledAt && (
        <Button
          type="link"
          size="small"
          className="flush"
          onClick={() => enable.mutate({ params: { project, account: line.accountId } })}
        >
          {t('启用')}
        </Button>
      )}
      <Button type="link" size="small" className="flush" onClick={() => setOpen('work')}>
        {line.disabledAt ? t('移交、离职') : t('移交、停用')}
      </Button>
      <ProblemAlert problem={enable.error} />
      <Suspense fallback={null}>
        {open === 'work' && <StaffWork line={line} onClose={() => setOpen(null)} />}
        {open === 'sessions' && <StaffSessions line={line} onClose={() => setOpen(null)} />}
      </Suspense>
    </Space>
  )
}

interface Typed {
  login: string
  name: string
  password: string
  workPhone?: string
  skills?: string[]
  postId: string
}

function useSkillOptions() {
  const t = useT()
  return Object.values(trades).map((name) => ({ value: name, label: t(name) }))
}

function AddStaff({ onClose }: { onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const skills = useSkillOptions()
  const { data } = useAsk(org.posts, { params: { project } }, { follows: 'nothing' })
  const command = useCommand(org.addStaff, {
    onDone: () => {
      refresh()
      onClose()
    },
  })
  return (
    <Modal title={t('新增人员')} open onCancel={onClose} footer={null}>
      <Form<Typed>
        layout="vertical"
        requiredMark={false}
        onFinish={({ workPhone, skills: chosen = [], ...typed }) =>
          command.mutate({
            params: { project },
            body: { id, ...typed, skills: chosen, ...(workPhone ? { workPhone } : {}) },
          })
        }
      >
        <Form.Item name="name" label={t('姓名')} rules={[{ required: true, message: t('请填写姓名') }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item
          name="login"
          label={t('用户名')}
          extra={t('小写字母、数字、点、横线')}
          rules={[{ required: true, message: t('请填写用户名') }]}
        >
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('初始密码')}
          extra={t('至少 8 位，本人登录后请修改')}
          rules={[{ required: true, min: 8, message: t('密码至少 8 位') }]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Form.Item name="postId" label={t('岗位')} rules={[{ required: true, message: t('请选岗位') }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={(data?.posts ?? []).map((post) => ({
              value: post.id,
              label: t('{title}（{of}）', { title: post.title, of: post.department.name }),
            }))}
          />
        </Form.Item>
        <Form.Item name="workPhone" label={t('工作电话')}>
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name="skills" label={t('技能')} extra={t('派单时按技能推荐')}>
          <Select mode="tags" options={skills} />
        </Form.Item>
        <ProblemAlert problem={command.error} />
        <Button type="primary" htmlType="submit" loading={command.isPending}>
          {t('新增')}
        </Button>
      </Form>
    </Modal>
  )
}

function EditStaff({ line, onClose }: { line: StaffLine; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const skills = useSkillOptions()
  const params = { project, account: line.accountId }
  const edit = useCommand(org.editStaff)
  const reset = useCommand(org.resetPassword)
  const resetTotp = useCommand(org.resetTotp)
  const save = async ({ name, workPhone, skills: chosen, password }: Partial<Typed>) => {
    await edit.mutateAsync({ params, body: { name, workPhone: workPhone || null, skills: chosen ?? [] } })
    if (password) await reset.mutateAsync({ params, body: { next: password } })
    refresh()
    onClose()
  }
  return (
    <Modal title={t('修改 {name}', { name: line.name })} open onCancel={onClose} footer={null}>
      <Form<Typed>
        layout="vertical"
        requiredMark={false}
        initialValues={{
          name: line.name,
          workPhone: line.workPhone ?? '',
          skills: line.skills.map((skill) => trades[skill as keyof typeof trades] ?? skill),
        }}
        onFinish={(typed) => save(typed).catch(() => {})}
      >
        <Form.Item name="name" label={t('姓名')} rules={[{ required: true, message: t('请填写姓名') }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="workPhone" label={t('工作电话')}>
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name="skills" label={t('技能')}>
          <Select mode="tags" options={skills} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('重设密码')}
          extra={t('不填则不改；重设后本人所有登录都会退出')}
          rules={[{ min: 8, message: t('密码至少 8 位') }]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Form.Item extra={t('手机丢失时用；本人所有登录都会退出，并留下记录')}>
          <Popconfirm
            title={t('停用 {name} 的动态码？', { name: line.name })}
            onConfirm={() => resetTotp.mutate({ params })}
          >
            <Button loading={resetTotp.isPending} disabled={resetTotp.isSuccess}>
              {resetTotp.isSuccess ? t('动态码已停用') : t('停用动态码')}
            </Button>
          </Popconfirm>
        </Form.Item>
        <ProblemAlert problem={edit.error ?? reset.error ?? resetTotp.error} />
        <Button type="primary" htmlType="submit" loading={edit.isPending || reset.isPending}>
          {t('保存')}
        </Button>
      </Form>
    </Modal>
  )
}
