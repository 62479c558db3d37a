import { Button, Checkbox, Form, Input, Radio, Skeleton } from 'antd'
import { useState } from 'react'
import { deliveries } from '../../../kernel/delivery/delivery.contract.ts'
import { digests, type NoticeKind, noticeKinds } from '../../../kernel/delivery/words.ts'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { useSay } from '../../kit/Say.tsx'
import './delivery.css'

type Mine = AnswerOf<(typeof deliveries)['mine']>

/** By which way I am told of what, and when I am left in peace. Until I choose, the project's settings hold. */
export function MyDelivery() {
  const project = useProject()
  const { data, error } = useAsk(deliveries.mine, { params: { project } }, { follows: 'nothing' })
  if (error && !data) return <ProblemAlert problem={error} />
  if (!data) return <Skeleton active paragraph={{ rows: 4 }} />
  return <Choices key={JSON.stringify(data)} mine={data} />
}

interface Typed {
  email?: string
  emailKinds: NoticeKind[]
  smsKinds: NoticeKind[]
  quietFrom: string
  quietTo: string
  digest: keyof typeof digests
}

function Choices({ mine }: { mine: Mine }) {
  const t = useT()
  const project = useProject()
  const message = useSay()
  const [form] = Form.useForm<Typed>()
  const { choices, standard, ways, mobile } = mine
  const [own, setOwn] = useState(Object.values(choices).some((choice) => choice !== null))
  const save = useCommand(deliveries.setMine, {
    onDone: () => {
      message.success(t('已保存'))
      forget(deliveries.mine)
    },
  })
  const send = ({ email, ...typed }: Typed) =>
    save.mutate({
      params: { project },
      body: {
        email: email?.trim() || null,
        choices: own
          ? { ...typed, emailKinds: typed.emailKinds ?? [], smsKinds: typed.smsKinds ?? [] }
          : { emailKinds: null, smsKinds: null, quietFrom: null, quietTo: null, digest: null },
      },
    })
  const kinds = Object.entries(noticeKinds).map(([value, label]) => ({ value, label: t(label) }))
  const { digestAt: _at, ...standing } = standard
  const chosen = Object.fromEntries(Object.entries(choices).filter(([, choice]) => choice !== null))
  return (
    <Form<Typed>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ ...standing, ...chosen, email: mine.email ?? '' }}
      onFinish={send}
    >
      {ways.length === 0 && <p className="muted">{t('本小区还没有设置邮件和短信，提醒只在管家里看得到。')}</p>}
      <Form.Item name="email" label={t('我的邮箱')} rules={[{ type: 'email', message: t('请填写邮箱地址') }]}>
        <Input maxLength={200} placeholder="name@example.com" autoComplete="email" />
      </Form.Item>
      <p className="muted">{t('短信发到工作电话：{phone}', { phone: mobile ?? t('没有登记，请管理处行政登记') })}</p>
      <Form.Item>
        <Radio.Group
          value={own}
          onChange={({ target }) => setOwn(target.value)}
          options={[
            { value: false, label: t('按小区的设置') },
            { value: true, label: t('我自己选') },
          ]}
        />
      </Form.Item>
      <Form.Item name="emailKinds" label={t('发邮件')}>
        <Checkbox.Group disabled={!own} options={kinds} />
      </Form.Item>
      <Form.Item name="smsKinds" label={t('发短信')}>
        <Checkbox.Group disabled={!own} options={kinds} />
      </Form.Item>
      <Form.Item label={t('免打扰（紧急事项和逐级提醒除外）')}>
        <div className="quiet-hours">
          <Form.Item name="quietFrom" noStyle>
            <Input type="time" disabled={!own} aria-label={t('免打扰开始')} style={{ width: 130 }} />
          </Form.Item>
          {t('至')}
          <Form.Item name="quietTo" noStyle>
            <Input type="time" disabled={!own} aria-label={t('免打扰结束')} style={{ width: 130 }} />
          </Form.Item>
        </div>
      </Form.Item>
      <Form.Item name="digest" label={t('一般提醒')}>
        <Radio.Group
          disabled={!own}
          options={Object.entries(digests).map(([value, label]) => ({
            value,
            label: value === 'daily' ? t('每天 {time} 汇总', { time: standard.digestAt }) : t(label),
          }))}
        />
      </Form.Item>
      <ProblemAlert problem={save.error} />
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('保存')}
      </Button>
    </Form>
  )
}
