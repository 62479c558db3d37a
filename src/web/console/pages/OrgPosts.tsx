import { PlusOutlined, UserSwitchOutlined } from '@ant-design/icons'
import { Button, Checkbox, DatePicker, Form, Input, Modal, Popconfirm, Radio, Select, Space, Table, Tag } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { org, type PostLine as Post } from '../../../kernel/org/org.contract.ts'
import { type Role, roles } from '../../../kernel/org/roles.ts'
import { property } from '../../../kernel/property/property.contract.ts'
import { At, businessNow } from '../../core/clock.tsx'
import { newId, useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { queries, useAsk } from '../../core/query.ts'
import { useProject, useStanding } from '../../core/session.tsx'
import { DepartmentPicker, StaffPicker } from '../../kit/fields/Pickers.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { useIsAdmin } from './OrgStaff.tsx'

const refresh = () => queries.invalidateQueries()

/** Posts with their holders and stand-ins, and who answers for the vacant ones. */
export function Posts() {
  const t = useT()
  const project = useProject()
  const admin = useIsAdmin()
  const me = useStanding().me.account.id
  const [editing, setEditing] = useState<'new' | Post | null>(null)
  const [holding, setHolding] = useState<{ post: Post; own: boolean } | null>(null)
  const { data, error } = useAsk(org.posts, { params: { project } }, { follows: 'nothing' })
  const posts = data?.posts ?? []
  const titleOf = (id: string | null) => posts.find((post) => post.id === id)?.title ?? '—'
  const mine = posts.filter((post) => isHeldBy(post, me))
  return (
    <>
      <div className="filters">
        {admin && (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {t('新设岗位')}
          </Button>
        )}
        {mine.map((post) => (
          <Button key={post.id} icon={<UserSwitchOutlined />} onClick={() => setHolding({ post, own: true })}>
            {mine.length > 1 ? t('我不在时，请人代理{post}', { post: post.title }) : t('我不在时，请人代理')}
          </Button>
        ))}
      </div>
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
            {
              title: t('岗位'),
              width: 190,
              render: (_, { title, heads, project }) => (
                <>
                  {title} {heads && <Tag color="cyan">{t('部门负责人')}</Tag>}
                  {project === null && <Tag>{t('全公司')}</Tag>}
                </>
              ),
            },
            {
              title: t('任职与代理'),
              render: (_, post) => <Holders post={post} admin={admin} me={me} />,
            },
            { title: t('角色'), width: 130, render: (_, { role }) => t(roles[role]) },
            { title: t('部门'), width: 120, render: (_, { department }) => department.name },
            { title: t('上级岗位'), width: 130, render: (_, { superiorPostId }) => titleOf(superiorPostId) },
            {
              title: t('片区'),
              width: 110,
              render: (_, { zones }) => zones.map(({ name }) => name).join(t('、')) || '—',
            },
            ...(admin
              ? [
                  {
                    title: t('操作'),
                    width: 170,
                    render: (_: unknown, post: Post) =>
                      post.project !== null && (
                        <Space>
                          <Button
                            type="link"
                            size="small"
                            className="flush"
                            onClick={() => setHolding({ post, own: false })}
                          >
                            {t('安排')}
                          </Button>
                          <Button type="link" size="small" className="flush" onClick={() => setEditing(post)}>
                            {t('修改')}
                          </Button>
                          <ClosePost post={post} />
                        </Space>
                      ),
                  },
                ]
              : []),
          ]}
        />
      </div>
      {editing && (
        <PostDialog post={editing === 'new' ? null : editing} posts={posts} onClose={() => setEditing(null)} />
      )}
      {holding && <Hold {...holding} onClose={() => setHolding(null)} />}
    </>
  )
}

const isHeldBy = (post: Post, account: string) =>
  post.holdings.some(
    ({ accountId, kind, fromAt }) => accountId === account && kind === 'holder' && new Date(fromAt) <= businessNow(),
  )

function Holders({ post, admin, me }: { post: Post; admin: boolean; me: string }) {
  const t = useT()
  const project = useProject()
  const end = useCommand(org.endHolding, { onDone: refresh })
  const giveBack = useCommand(org.endStandIn, { onDone: refresh })
  const { holdings, answeredBy } = post
  return (
    <>
      {answeredBy.length > 0 && (
        <Tag color="orange">
          {t('空缺，由 {names} 代行', { names: answeredBy.map(({ name }) => name).join(t('、')) })}
        </Tag>
      )}
      {holdings.length === 0 && answeredBy.length === 0 && <Tag color="red">{t('空缺，没有人代行')}</Tag>}
      {holdings.map(({ id, name, accountId, kind, fromAt, toAt, reason, givenBy }) => {
        const params = { project, post: post.id, holding: id }
        const mayGiveBack = kind === 'stand-in' && (accountId === me || isHeldBy(post, me))
        const why = [reason, givenBy && t('{name} 安排', { name: givenBy })].filter(Boolean).join(' · ')
        return (
          <div key={id} className="nowrap">
            {name} {kind === 'stand-in' && <Tag color="purple">{t('代理')}</Tag>}
            {new Date(fromAt) > businessNow() && (
              <>
                <At at={fromAt} /> {t('起')}{' '}
              </>
            )}
            {toAt && (
              <>
                {t('至')} <At at={toAt} />{' '}
              </>
            )}
            {kind === 'stand-in' && why && <span className="muted">{why} </span>}
            {((admin && post.project !== null) || mayGiveBack) && (
              <Popconfirm
                title={
                  kind === 'stand-in'
                    ? t('{name} 不再代理{post}？', { name, post: post.title })
                    : t('{name} 不再担任{post}？', { name, post: post.title })
                }
                onConfirm={() => (mayGiveBack ? giveBack.mutate({ params }) : end.mutate({ params }))}
              >
                <Button type="link" size="small" className="flush">
                  {t('结束')}
                </Button>
              </Popconfirm>
            )}
          </div>
        )
      })}
      <ProblemAlert problem={end.error ?? giveBack.error} />
    </>
  )
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

interface TypedPost {
  title: string
  role: Role
  departmentId: string
  superiorPostId?: string
  heads?: boolean
  zoneIds?: string[]
}

/** A new post, or another title, superior or zone of one. Its role stays: another role is another post. */
function PostDialog({ post, posts, onClose }: { post: Post | null; posts: readonly Post[]; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const zones = useAsk(property.zones, { params: { project } }, { follows: 'nothing', freshMs: 60_000 })
  const onDone = () => {
    refresh()
    onClose()
  }
  const add = useCommand(org.addPost)
  const edit = useCommand(org.editPost, { onDone })
  const save = async ({ role, superiorPostId = null as never, heads = false, zoneIds = [], ...typed }: TypedPost) => {
    const body = { ...typed, superiorPostId }
    if (!post) await add.mutateAsync({ params: { project }, body: { id, role, ...body } })
    await edit.mutateAsync({ params: { project, post: post?.id ?? id }, body: { ...body, heads, zoneIds } })
  }
  const initial = post && {
    ...{ title: post.title, role: post.role, departmentId: post.department.id, heads: post.heads },
    ...(post.superiorPostId ? { superiorPostId: post.superiorPostId } : {}),
    zoneIds: post.zones.map(({ id }) => id),
  }
  return (
    <Modal title={post ? t('修改岗位') : t('新设岗位')} open onCancel={onClose} footer={null}>
      <Form<TypedPost>
        layout="vertical"
        requiredMark={false}
        initialValues={initial ?? {}}
        onFinish={(typed) => save(typed).catch(() => {})}
      >
        <Form.Item name="title" label={t('岗位名称')} rules={[{ required: true, message: t('请填写岗位名称') }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="role"
          label={t('角色')}
          extra={post ? t('换角色请另设岗位') : t('权限按角色给，见“角色权限”')}
          rules={[{ required: true, message: t('请选角色') }]}
        >
          <Select
            disabled={post !== null}
            showSearch={{ optionFilterProp: 'label' }}
            options={Object.entries(roles).map(([value, label]) => ({ value, label: t(label) }))}
          />
        </Form.Item>
        <Form.Item name="departmentId" label={t('部门')} rules={[{ required: true, message: t('请选部门') }]}>
          <DepartmentPicker />
        </Form.Item>
        <Form.Item name="superiorPostId" label={t('上级岗位')} extra={t('超时提醒逐级向上；岗位空缺时由上级代行')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={posts.filter((one) => one.id !== post?.id).map(({ id, title }) => ({ value: id, label: title }))}
          />
        </Form.Item>
        <Form.Item name="zoneIds" label={t('负责片区')}>
          <Select
            mode="multiple"
            options={(zones.data?.zones ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
        <Form.Item name="heads" valuePropName="checked">
          <Checkbox>{t('部门负责人（原来的负责人岗位同时取消）')}</Checkbox>
        </Form.Item>
        <ProblemAlert problem={add.error ?? edit.error} />
        <Button type="primary" htmlType="submit" loading={add.isPending || edit.isPending}>
          {t('保存')}
        </Button>
      </Form>
    </Modal>
  )
}

interface TypedHolding {
  accountId: string
  kind: 'holder' | 'stand-in'
  fromAt?: Dayjs
  toAt?: Dayjs
  reason?: string
}

/** Puts somebody in a post or lets him stand in; `own`: the holder names who stands in for himself. */
function Hold({ post, own, onClose }: { post: Post; own: boolean; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const [form] = Form.useForm<TypedHolding>()
  const kind = Form.useWatch('kind', form) ?? (own ? 'stand-in' : 'holder')
  const onDone = () => {
    refresh()
    onClose()
  }
  const hold = useCommand(org.hold, { onDone })
  const standIn = useCommand(org.standIn, { onDone })
  const send = ({ accountId, kind, fromAt, toAt, reason }: TypedHolding) => {
    const params = { project, post: post.id }
    const from = fromAt ? { fromAt: fromAt.toISOString() } : {}
    const to = toAt ? { toAt: toAt.toISOString() } : {}
    if (own)
      standIn.mutate({ params, body: { id, accountId, ...from, toAt: toAt!.toISOString(), reason: reason ?? '' } })
    else hold.mutate({ params, body: { id, accountId, kind, ...from, ...to, ...(reason ? { reason } : {}) } })
  }
  const temporary = own || kind === 'stand-in'
  return (
    <Modal
      title={own ? t('请人代理{post}', { post: post.title }) : t('{post}：安排', { post: post.title })}
      open
      onCancel={onClose}
      footer={null}
    >
      {temporary && (
        <p className="muted">{t('代理期间，代理人有这个岗位的权限，提醒和通知也会发给他；到期自动收回。')}</p>
      )}
      <Form<TypedHolding>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: own ? 'stand-in' : 'holder' }}
        onFinish={send}
      >
        <Form.Item
          name="accountId"
          label={temporary ? t('代理人') : t('人员')}
          rules={[{ required: true, message: t('请选人员') }]}
        >
          <StaffPicker />
        </Form.Item>
        <Form.Item name="kind" label={t('方式')} hidden={own}>
          <Radio.Group
            options={[
              { value: 'holder', label: t('任职') },
              { value: 'stand-in', label: t('代理') },
            ]}
          />
        </Form.Item>
        <div className="row">
          <Form.Item name="fromAt" label={t('从（不填则现在）')}>
            <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
          </Form.Item>
          <Form.Item
            name="toAt"
            label={temporary ? t('到') : t('到（不填则不限）')}
            rules={temporary ? [{ required: true, message: t('请填写代到什么时候') }] : []}
          >
            <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
          </Form.Item>
        </div>
        <Form.Item
          name="reason"
          label={t('原因')}
          rules={own ? [{ required: true, whitespace: true, message: t('请填写原因') }] : []}
        >
          <Input maxLength={200} placeholder={temporary ? t('年假、培训') : ''} />
        </Form.Item>
        <ProblemAlert problem={hold.error ?? standIn.error} />
        <Button type="primary" htmlType="submit" loading={hold.isPending || standIn.isPending}>
          {t('安排')}
        </Button>
      </Form>
    </Modal>
  )
}
