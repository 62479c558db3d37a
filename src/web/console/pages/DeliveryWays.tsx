import { PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Dropdown, Input, Modal, Popconfirm, Skeleton, Space, Tag, Typography } from 'antd'
import { useState } from 'react'
import { type EndpointLine, endpoints } from '../../../kernel/delivery/endpoint.contract.ts'
import { noticeKinds, type WayName, wayTitles } from '../../../kernel/delivery/words.ts'
import { At } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { Go } from '../../core/Go.tsx'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { Nothing, ProblemAlert } from '../../kit/Parts.tsx'
import { useSay } from '../../kit/Say.tsx'
import { paths } from '../paths.ts'
import { WayDialog } from './WayDialog.tsx'
import { securities } from './way-words.ts'
import './delivery.css'

const refresh = () => forget(endpoints.list)

/** Mail server, text messages, group robots and webhooks: how each stands, and a test of it. */
export function DeliveryWays() {
  const t = useT()
  const project = useProject()
  const [dialog, setDialog] = useState<{ way: WayName; line: EndpointLine | null } | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const { data, error } = useAsk(endpoints.list, { params: { project } }, { follows: 'nothing', everyMs: 30_000 })
  if (error && !data) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 4 }} />
  return (
    <>
      <div className="filters">
        <Dropdown
          trigger={['click']}
          menu={{
            items: Object.entries(wayTitles).map(([key, label]) => ({ key, label: t(label) })),
            onClick: ({ key }) => setDialog({ way: key as WayName, line: null }),
          }}
        >
          <Button type="primary" icon={<PlusOutlined />}>
            {t('新增发送方式')}
          </Button>
        </Dropdown>
        <span className="muted">{t('谁在什么时候用哪种方式收到，可在项目设置和各人的账号页选择。')}</span>
      </div>
      {data.endpoints.length === 0 && <Nothing text={t('还没有发送方式，提醒只在管家里看得到。')} />}
      <div className="way-list">
        {data.endpoints.map((line) => (
          <Endpoint
            key={line.id}
            line={line}
            onEdit={() => setDialog({ way: line.way, line })}
            onSecret={(made) => setSecret(made)}
          />
        ))}
      </div>
      {dialog && (
        <WayDialog
          {...dialog}
          wholeCompany={data.wholeCompany}
          onClose={() => setDialog(null)}
          onDone={(made) => {
            setDialog(null)
            setSecret(made)
            refresh()
          }}
        />
      )}
      <Modal
        open={secret !== null}
        title={t('签名密钥')}
        footer={<Button onClick={() => setSecret(null)}>{t('已保存好')}</Button>}
        onCancel={() => setSecret(null)}
      >
        <p>{t('请现在复制给接收方保存，关闭后不再显示。接收方用它核对 webhook-signature（Standard Webhooks）。')}</p>
        <Typography.Text copyable code>
          {secret}
        </Typography.Text>
      </Modal>
    </>
  )
}

interface EndpointProps {
  line: EndpointLine
  onEdit: () => void
  onSecret: (secret: string | null) => void
}

function Endpoint({ line, onEdit, onSecret }: EndpointProps) {
  const t = useT()
  const project = useProject()
  const [testing, setTesting] = useState(false)
  const params = { project, endpoint: line.id }
  const change = useCommand(endpoints.change, { onDone: refresh })
  const remove = useCommand(endpoints.remove, { onDone: refresh })
  const rotate = useCommand(endpoints.rotate, {
    onDone: ({ secret }) => {
      onSecret(secret)
      refresh()
    },
  })
  const { name, settings, enabled } = line
  return (
    <section className="card way-card" aria-label={name}>
      <h2>
        <span>{name}</span>
        <Tag>{t(wayTitles[line.way])}</Tag>
        {line.whole && <Tag color="blue">{t('全公司')}</Tag>}
        {!enabled && <Tag>{t('已停用')}</Tag>}
      </h2>
      <p className="way-where">{whereOf(line, t)}</p>
      <p className="muted">
        {t('{name} 改于', { name: line.changedBy ?? t('系统') })} <At at={line.changedAt} /> ·{' '}
        <Go href={paths.delivery({ tab: 'records', endpoint: line.id, status: 'waiting' })}>
          {t('待发送 {count}', { count: countOf(line.waiting) })}
        </Go>{' '}
        ·{' '}
        <Go href={paths.delivery({ tab: 'records', endpoint: line.id, status: 'dead' })}>
          {t('失败 {count}', { count: countOf(line.dead) })}
        </Go>
      </p>
      {line.lastError && <Alert type="warning" showIcon title={line.lastError} />}
      <ProblemAlert problem={change.error ?? remove.error ?? rotate.error} />
      <Space wrap className="way-acts">
        <Button disabled={!enabled || !line.mine} onClick={() => setTesting(true)}>
          {t('发送测试')}
        </Button>
        <Button disabled={!line.mine} onClick={onEdit}>
          {t('修改')}
        </Button>
        <Button
          disabled={!line.mine}
          loading={change.isPending}
          onClick={() => change.mutate({ params, body: { name, settings, enabled: !enabled } })}
        >
          {enabled ? t('停用') : t('启用')}
        </Button>
        {line.way === 'webhook' && (
          <Popconfirm title={t('更换签名密钥？新旧密钥并用 24 小时。')} onConfirm={() => rotate.mutate({ params })}>
            <Button disabled={!line.mine}>{t('更换密钥')}</Button>
          </Popconfirm>
        )}
        <Popconfirm title={t('删除“{name}”？送达记录保留。', { name })} onConfirm={() => remove.mutate({ params })}>
          <Button danger disabled={!line.mine}>
            {t('删除')}
          </Button>
        </Popconfirm>
      </Space>
      {!line.mine && <p className="muted">{t('全公司共用的，由管理全部小区的人修改。')}</p>}
      {testing && <TestDialog line={line} onClose={() => setTesting(false)} />}
    </section>
  )
}

const countOf = (count: number) => (count >= 100 ? '100+' : String(count))

type Say = ReturnType<typeof useT>

/** Where it goes, in one line. */
function whereOf({ settings }: EndpointLine, t: Say): string {
  switch (settings.way) {
    case 'email':
      return `${settings.host}:${settings.port} · ${t(securities[settings.security])} · ${settings.sender}`
    case 'sms':
      return settings.adapter === 'file' ? t('演练：写到数据目录的文件，不发给任何人') : settings.url
    case 'wecom':
      return settings.kinds.map((kind) => t(noticeKinds[kind])).join('、')
    case 'webhook':
      return settings.url
  }
}

function TestDialog({ line, onClose }: { line: EndpointLine; onClose: () => void }) {
  const t = useT()
  const project = useProject()
  const message = useSay()
  const [to, setTo] = useState('')
  const test = useCommand(endpoints.test, {
    onDone: ({ sent }) => {
      if (!sent) return
      message.success(t('测试消息已送出'))
      onClose()
    },
  })
  const asks = line.way === 'email' ? t('收测试邮件的邮箱') : line.way === 'sms' ? t('收测试短信的手机号') : null
  const send = () =>
    test.mutate({ params: { project, endpoint: line.id }, body: asks === null ? {} : { to: to.trim() } })
  return (
    <Modal
      open
      title={t('发送测试')}
      okText={t('发送')}
      confirmLoading={test.isPending}
      okButtonProps={{ disabled: asks !== null && to.trim() === '' }}
      onOk={send}
      onCancel={onClose}
    >
      {asks === null ? (
        <p>{t('现在向“{name}”发送一条测试消息。', { name: line.name })}</p>
      ) : (
        <label className="way-to" htmlFor="way-to">
          {asks}
          <Input
            id="way-to"
            maxLength={200}
            value={to}
            onChange={({ target }) => setTo(target.value)}
            onPressEnter={send}
          />
        </label>
      )}
      <ProblemAlert problem={test.error} />
      {test.data?.reason && <Alert type="error" showIcon title={test.data.reason} />}
    </Modal>
  )
}
