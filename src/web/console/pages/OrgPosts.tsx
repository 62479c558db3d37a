import { PlusOutlined } from '@ant-design/icons'
import { Button, DatePicker, Form, Input, Modal, Popconfirm, Radio, Select, Table, Tag } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import type { z } from 'zod'
import { org, type postLine } from '../../../kernel/org/org.contract.ts'
import { type Role, roles } from '../../../kernel/org/roles.ts'
import { At } from '../../core/clock.tsx'
import { newId, useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { DepartmentPicker, StaffPicker } from '../../kit/fields/Pickers.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { useIsAdmin } from './OrgStaff.tsx'

type Post = z.infer<typeof postLine>

const refresh = () => queries.invalidateQueries()

/** Posts with their holders and stand-ins. */
export function Posts() {
  const t = useT()
  const project = useProject()
  const admin = useIsAdmin()
  const [adding, setAdding] = useState(false)
  const [holding, setHolding] = useState<Post | null>(null)
  const { data, error } = useAsk(org.posts, { params: { project } }, { follows: 'nothing' })
  const posts = data?.posts ?? []
  const titleOf = (id: string | null) => posts.find((post) => post.id === id)?.title ?? '—'
  return (
    <>
      {admin && (
        <div className="filters">
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('新设岗位')}
          </Button>
        </div>
      )}
      <ProblemAlert problem={error} />
      <div className="case-table">
        <Table<Post>
          size="small"
          rowKey="id"
          loading={!data && !error}
          dataSource={posts}
          pagination={false}
          sticky={{ offsetHeader: 56 }}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Nothing text={t('还没有岗位。')} /> }}
          columns={[
            { title: t('岗位'), width: 160, render: (_, { title }) => title },
            { title: t('角色'), width: 130, render: (_, { role }) => t(roles[role]) },
            { title: t('部门'), width: 130, render: (_, { department }) => department.name },
            { title: t('范围'), width: 90, render: (_, post) => (post.project === null ? t('全公司') : t('本小区')) },
            { title: t('上级岗位'), width: 140, render: (_, { superiorPostId }) => titleOf(superiorPostId) },
            { title: t('任职'), render: (_, post) => <Holders post={post} admin={admin} /> },
            ...(admin
              ? [
                  {
                    title: t('操作'),
                    width: 130,
                    render: (_: unknown, post: Post) =>
                      post.project !== null && (
                        <>
                          <Button type="link" size="small" className="flush" onClick={() => setHolding(post)}>
                            {t('安排任职')}
                          </Button>{' '}
                          <ClosePost post={post} />
                        </>
                      ),
                  },
                ]
              : []),
          ]}
        />
      </div>
      {adding && <AddPost posts={posts} onClose={() => setAdding(false)} />}
      {holding && <Hold post={holding} onClose={() => setHolding(null)} />}
    </>
  )
}

function Holders({ post, admin }: { post: Post; admin: boolean }) {
  const t = useT()
  const project = useProject()
  const end = useCommand(org.endHolding, { onDone: refresh })
  if (post.holdings.length === 0) return <span className="muted">{t('空缺')}</span>
  return post.holdings.map(({ id, name, kind, toAt }) => (
    <span key={id} className="nowrap">
      <Tag>
        {name}
        {kind === 'stand-in' && t('（代）')}
        {toAt && (
          <>
            {' '}
            {t('至')} <At at={toAt} />
          </>
        )}
      </Tag>
      {admin && post.project !== null && (
        <Popconfirm
          title={t('{name} 不再担任{post}？', { name, post: post.title })}
          onConfirm={() => end.mutate({ params: { project, post: post.id, holding: id } })}
        >
          <Button type="link" size="small" className="flush">
            {t('结束')}
          </Button>
        </Popconfirm>
      )}
    </span>
  ))
}

function ClosePost({ post }: { post: Post }) {
  const t = useT()
  const project = useProject()
  const close = useCommand(org.closePost, { onDone: refresh })
  return (
    <>
      <Popconfirm
        title={t('撤销岗位{post}？', { post: post.title })}
        description={t('任职同时结束；历史记录保留。')}
        onConfirm={() => close.mutate({ params: { project, post: post.id } })}
      >
        <Button type="link" size="small" danger className="flush" loading={close.isPending}>
          {t('撤销')}
        </Button>
      </Popconfirm>
      <ProblemAlert problem={close.error} />
    </>
  )
}

interface NewPost {
  title: string
  role: Role
  departmentId: string
  superiorPostId?: string
}

function AddPost({ posts, onClose }: { posts: readonly Post[]; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const command = useCommand(org.addPost, {
    onDone: () => {
      refresh()
      onClose()
    },
  })
  return (
    <Modal title={t('新设岗位')} open onCancel={onClose} footer={null}>
      <Form<NewPost>
        layout="vertical"
        requiredMark={false}
        onFinish={({ superiorPostId, ...typed }) =>
          command.mutate({ params: { project }, body: { id, ...typed, superiorPostId: superiorPostId ?? null } })
        }
      >
        <Form.Item name="title" label={t('岗位名称')} rules={[{ required: true, message: t('请填写岗位名称') }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="role"
          label={t('角色')}
          extra={t('权限按角色给')}
          rules={[{ required: true, message: t('请选角色') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={Object.entries(roles).map(([value, label]) => ({ value, label: t(label) }))}
          />
        </Form.Item>
        <Form.Item name="departmentId" label={t('部门')} rules={[{ required: true, message: t('请选部门') }]}>
          <DepartmentPicker />
        </Form.Item>
        <Form.Item name="superiorPostId" label={t('上级岗位')} extra={t('超时提醒逐级向上')}>
          <Select allowClear options={posts.map((post) => ({ value: post.id, label: post.title }))} />
        </Form.Item>
        <ProblemAlert problem={command.error} />
        <Button type="primary" htmlType="submit" loading={command.isPending}>
          {t('新设')}
        </Button>
      </Form>
    </Modal>
  )
}

interface NewHolding {
  accountId: string
  kind: 'holder' | 'stand-in'
  toAt?: Dayjs
  reason?: string
}

function Hold({ post, onClose }: { post: Post; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const command = useCommand(org.hold, {
    onDone: () => {
      refresh()
      onClose()
    },
  })
  return (
    <Modal title={t('{post}：安排任职', { post: post.title })} open onCancel={onClose} footer={null}>
      <Form<NewHolding>
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'holder' }}
        onFinish={({ accountId, kind, toAt, reason }) =>
          command.mutate({
            params: { project, post: post.id },
            body: { id, accountId, kind, ...(toAt ? { toAt: toAt.toISOString() } : {}), ...(reason ? { reason } : {}) },
          })
        }
      >
        <Form.Item name="accountId" label={t('人员')} rules={[{ required: true, message: t('请选人员') }]}>
          <StaffPicker />
        </Form.Item>
        <Form.Item name="kind" label={t('方式')}>
          <Radio.Group
            options={[
              { value: 'holder', label: t('任职') },
              { value: 'stand-in', label: t('代班') },
            ]}
          />
        </Form.Item>
        <Form.Item name="toAt" label={t('到什么时候（不填则不限）')}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
        </Form.Item>
        <Form.Item name="reason" label={t('说明')}>
          <Input maxLength={200} />
        </Form.Item>
        <ProblemAlert problem={command.error} />
        <Button type="primary" htmlType="submit" loading={command.isPending}>
          {t('安排')}
        </Button>
      </Form>
    </Modal>
  )
}
