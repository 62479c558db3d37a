import { Button, Checkbox, Form, Input, InputNumber, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { type EndpointLine, endpoints, type Settings } from '../../../kernel/delivery/endpoint.contract.ts'
import { noticeKinds, type WayName, wayTitles } from '../../../kernel/delivery/words.ts'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { useProject } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'
import { procedures } from '../../procedures.ts'
import { securities } from './way-words.ts'

/** What the fields of all ways hold, as they are typed. */
type Typed = Record<string, unknown> & { name: string; whole: boolean; secret?: string }

interface DialogProps {
  way: WayName
  /** Null: a new one. */
  line: EndpointLine | null
  wholeCompany: boolean
  onClose: () => void
  /** With the secret that is shown this once. */
  onDone: (secret: string | null) => void
}

/** Sets up a way out, or changes it. */
export function WayDialog({ way, line, wholeCompany, onClose, onDone }: DialogProps) {
  const t = useT()
  const project = useProject()
  const [form] = Form.useForm<Typed>()
  const add = useCommand(endpoints.add, { onDone: ({ secret }) => onDone(secret) })
  const change = useCommand(endpoints.change, { onDone: () => onDone(null) })
  const save = ({ name, whole, secret, ...typed }: Typed) => {
    const body = { name, settings: settingsOf(way, typed), ...(secret ? { secret } : {}) }
    if (line) change.mutate({ params: { project, endpoint: line.id }, body: { ...body, enabled: line.enabled } })
    else add.mutate({ params: { project }, body: { ...body, whole: whole ?? false } })
  }
  return (
    <Modal
      open
      width={560}
      title={line ? t('修改{way}', { way: t(wayTitles[way]) }) : t('新增{way}', { way: t(wayTitles[way]) })}
      okText={t('保存')}
      confirmLoading={add.isPending || change.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Typed>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={line ? { ...line.settings, name: line.name } : { ...defaults[way], name: t(wayTitles[way]) }}
        onFinish={save}
      >
        <Form.Item name="name" label={t('名称')} rules={[{ required: true, message: t('请填写名称') }]}>
          <Input maxLength={40} />
        </Form.Item>
        {way === 'email' && <EmailFields kept={line?.hasSecret ?? false} />}
        {way === 'sms' && <SmsFields kept={line?.hasSecret ?? false} />}
        {way === 'wecom' && <WecomFields kept={line?.hasSecret ?? false} />}
        {way === 'webhook' && <WebhookFields />}
        {!line && wholeCompany && (
          <Form.Item name="whole" valuePropName="checked">
            <Checkbox>{t('全公司各小区共用')}</Checkbox>
          </Form.Item>
        )}
      </Form>
      <ProblemAlert problem={add.error ?? change.error} />
    </Modal>
  )
}

const defaults: Readonly<Record<WayName, Record<string, unknown>>> = {
  email: { port: 465, security: 'tls' },
  sms: { adapter: 'http', body: '{"phone":"{phone}","content":"{text}"}', headers: [] },
  wecom: { kinds: ['emergency', 'clock', 'chased'] },
  webhook: { procedures: [] },
}

const orNull = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null)

/** What was typed, in the shape of the contract; the server says what is wrong with it. */
function settingsOf(way: WayName, typed: Record<string, unknown>): Settings {
  const { host, port, security, sender, url, body, headers = [], kinds, procedures = [] } = typed
  const user = orNull(typed.user)
  const sign = orNull(typed.sign)
  const made = {
    email: { host, port, security, user, sender, senderName: orNull(typed.senderName) },
    sms:
      typed.adapter === 'file'
        ? { adapter: 'file', sign }
        : { adapter: 'http', url, headers, body, okPath: orNull(typed.okPath), okValue: orNull(typed.okValue), sign },
    wecom: { kinds },
    webhook: { url, procedures },
  }
  return { way, ...made[way] } as Settings
}

function Secret({ label, kept }: { label: string; kept: string | null }) {
  return (
    <Form.Item name="secret" label={label} extra={kept ?? undefined}>
      <Input.Password maxLength={500} autoComplete="new-password" />
    </Form.Item>
  )
}

function EmailFields({ kept }: { kept: boolean }) {
  const t = useT()
  return (
    <>
      <div className="way-row">
        <Form.Item name="host" label={t('服务器')} rules={[{ required: true, message: t('请填写服务器') }]}>
          <Input maxLength={253} placeholder="smtp.example.com" />
        </Form.Item>
        <Form.Item name="port" label={t('端口')} rules={[{ required: true, message: t('请填写端口') }]}>
          <InputNumber min={1} max={65535} style={{ width: 110 }} />
        </Form.Item>
      </div>
      <Form.Item name="security" label={t('加密')}>
        <Radio.Group options={Object.entries(securities).map(([value, label]) => ({ value, label: t(label) }))} />
      </Form.Item>
      <Form.Item name="user" label={t('用户名（服务器不要求时不填）')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Secret label={t('密码')} kept={kept ? t('已保存，不填则不改；改服务器、端口、加密或用户名时须重填') : null} />
      <div className="way-row">
        <Form.Item
          name="sender"
          label={t('发件地址')}
          rules={[{ required: true, type: 'email', message: t('请填写邮箱地址') }]}
        >
          <Input maxLength={200} placeholder="service@example.com" />
        </Form.Item>
        <Form.Item name="senderName" label={t('发件人名称')}>
          <Input maxLength={60} />
        </Form.Item>
      </div>
    </>
  )
}

function SmsFields({ kept }: { kept: boolean }) {
  const t = useT()
  const form = Form.useFormInstance()
  const [adapter, setAdapter] = useState<string>(form.getFieldValue('adapter') ?? defaults.sms.adapter)
  return (
    <>
      <Form.Item name="adapter" label={t('接口')}>
        <Radio.Group
          onChange={({ target }) => setAdapter(target.value)}
          options={[
            { value: 'http', label: t('短信平台（HTTP JSON）') },
            { value: 'file', label: t('演练（写到文件）') },
          ]}
        />
      </Form.Item>
      <Form.Item name="sign" label={t('短信签名（平台自动加时不填）')}>
        <Input maxLength={20} />
      </Form.Item>
      {adapter === 'http' && (
        <>
          <Form.Item name="url" label={t('网址')} rules={[{ required: true, message: t('请填写网址') }]}>
            <Input maxLength={500} placeholder="https://" />
          </Form.Item>
          <Secret label={t('密钥')} kept={kept ? t('已保存，不填则不改；改网址、请求头或请求内容时须重填') : null} />
          <Form.Item label={t('请求头')} extra={t('值里的 {key} 换成密钥')}>
            <Form.List name="headers">
              {(fields, { add, remove }) => (
                <>
                  {fields.map(({ key, name }) => (
                    <div key={key} className="way-row">
                      <Form.Item name={[name, 'name']} noStyle>
                        <Input aria-label={t('请求头名称')} maxLength={60} placeholder="Authorization" />
                      </Form.Item>
                      <Form.Item name={[name, 'value']} noStyle>
                        <Input aria-label={t('请求头的值')} maxLength={500} placeholder="Bearer {key}" />
                      </Form.Item>
                      <Button type="link" className="flush" onClick={() => remove(name)}>
                        {t('删除')}
                      </Button>
                    </div>
                  ))}
                  <Button type="link" className="flush" onClick={() => add({ name: '', value: '' })}>
                    {t('加一个请求头')}
                  </Button>
                </>
              )}
            </Form.List>
          </Form.Item>
          <Form.Item
            name="body"
            label={t('请求内容（JSON 模板）')}
            extra={t('{phone} 换成手机号，{text} 换成内容，{key} 换成密钥，{id} 换成消息编号')}
            rules={[{ required: true, message: t('请填写') }]}
          >
            <Input.TextArea rows={4} maxLength={4000} />
          </Form.Item>
          <div className="way-row">
            <Form.Item name="okPath" label={t('应答里表示结果的字段')}>
              <Input maxLength={60} placeholder="result.code" />
            </Form.Item>
            <Form.Item name="okValue" label={t('成功时的值')}>
              <Input maxLength={60} placeholder="0" />
            </Form.Item>
          </div>
        </>
      )}
    </>
  )
}

function WecomFields({ kept }: { kept: boolean }) {
  const t = useT()
  const kinds = Object.entries(noticeKinds).filter(([kind]) => kind !== 'privacy')
  return (
    <>
      <Secret label={t('群机器人的 Webhook 地址')} kept={kept ? t('已保存，不填则不改') : null} />
      <Form.Item
        name="kinds"
        label={t('发到群里的提醒')}
        extra={t('群里只有编号和种类，没有姓名、房号和内容')}
        rules={[{ required: true, message: t('至少选一种') }]}
      >
        <Checkbox.Group options={kinds.map(([value, label]) => ({ value, label: t(label) }))} />
      </Form.Item>
    </>
  )
}

function WebhookFields() {
  const t = useT()
  return (
    <>
      <Form.Item name="url" label={t('接收网址')} rules={[{ required: true, message: t('请填写网址') }]}>
        <Input maxLength={500} placeholder="https://" />
      </Form.Item>
      <Form.Item name="procedures" label={t('哪些事项（不选为全部）')} extra={t('只发编号、状态和时间，不含个人信息')}>
        <Select
          mode="multiple"
          maxCount={50}
          options={Object.values(procedures).map(({ name, title }) => ({ value: name, label: t(title) }))}
        />
      </Form.Item>
    </>
  )
}
