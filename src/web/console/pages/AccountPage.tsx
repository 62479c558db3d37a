import { Button, Form, Input, Popconfirm, Tag } from 'antd'
import { auth } from '../../../kernel/auth/auth.contract.ts'
import { At } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk } from '../../core/query.ts'
import { useStanding } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { useSay } from '../../kit/Say.tsx'
import { MyDelivery } from './MyDelivery.tsx'
import { OneTimeCode } from './OneTimeCode.tsx'

/** My password, where I am signed in, and how I am told. */
export function AccountPage() {
  const t = useT()
  const { me, project } = useStanding()
  return (
    <>
      <div className="page-head">
        <h1>{me.account.name}</h1>
        {project.titles.map((title) => (
          <Tag key={title}>{title}</Tag>
        ))}
      </div>
      <div className="two-columns">
        <div>
          <section className="card" aria-label={t('登录设备')}>
            <h2>{t('登录设备')}</h2>
            <Sessions />
          </section>
          <section className="card" aria-label={t('修改密码')}>
            <h2>{t('修改密码')}</h2>
            <Password />
          </section>
          <section className="card" aria-label={t('动态码')}>
            <h2>{t('动态码')}</h2>
            <OneTimeCode />
          </section>
        </div>
        <aside>
          <section className="card" aria-label={t('怎样收到提醒')}>
            <h2>{t('怎样收到提醒')}</h2>
            <MyDelivery />
          </section>
        </aside>
      </div>
    </>
  )
}

interface Typed {
  current: string
  next: string
  again: string
}

function Password() {
  const t = useT()
  const message = useSay()
  const [form] = Form.useForm<Typed>()
  const command = useCommand(auth.password, {
    onDone: () => {
      form.resetFields()
      message.success(t('密码已修改，其他设备已退出'))
      forget(auth.sessions)
    },
  })
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={({ current, next }) => command.mutate({ body: { current, next } })}
    >
      <Form.Item name="current" label={t('原密码')} rules={[{ required: true, message: t('请填写原密码') }]}>
        <Input.Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <Form.Item name="next" label={t('新密码')} rules={[{ required: true, min: 8, message: t('密码至少 8 位') }]}>
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('再填一次新密码')}
        dependencies={['next']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error(t('两次填写的不一样'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <ProblemAlert problem={command.error} />
      <Button type="primary" htmlType="submit" loading={command.isPending}>
        {t('修改密码')}
      </Button>
    </Form>
  )
}

function Sessions() {
  const t = useT()
  const { data, error } = useAsk(auth.sessions, {})
  const end = useCommand(auth.endSession, { onDone: () => forget(auth.sessions) })
  const endOthers = useCommand(auth.endOtherSessions, { onDone: () => forget(auth.sessions) })
  return (
    <>
      <ProblemAlert problem={error ?? end.error ?? endOthers.error} />
      <ul className="plain-list">
        {data?.sessions.map((one) => (
          <li key={one.session} className="person-line">
            <div>
              {deviceOf(one.agent) ?? t('未知设备')} {one.current && <Tag color="green">{t('本机')}</Tag>}
              <div className="muted">
                {one.address} · {t('最近使用')} <At at={one.seenAt} />
              </div>
            </div>
            {!one.current && (
              <Button size="small" onClick={() => end.mutate({ params: { session: one.session } })}>
                {t('退出这台')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(data?.sessions.length ?? 0) > 1 && (
        <Popconfirm title={t('让其他设备全部退出？')} onConfirm={() => endOthers.mutate({})}>
          <Button loading={endOthers.isPending}>{t('退出其他所有设备')}</Button>
        </Popconfirm>
      )}
    </>
  )
}

/** Browser and system out of a User-Agent, as people know them. */
function deviceOf(agent: string | null): string | null {
  if (!agent) return null
  const browser = /(Edg|Chrome|Firefox|Safari|MicroMessenger)\//.exec(agent)?.[1]
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(agent)?.[1]
  return (
    [browser === 'Edg' ? 'Edge' : browser === 'MicroMessenger' ? '微信' : browser, system]
      .filter(Boolean)
      .join(' · ') || null
  )
}
