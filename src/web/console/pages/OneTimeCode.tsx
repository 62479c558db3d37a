import { Alert, Button, Form, Input, Space, Tag } from 'antd'
import { useState } from 'react'
import { totp } from '../../../kernel/auth/totp.contract.ts'
import type { AnswerOf } from '../../../kernel/http/contract.ts'
import { At } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { forget, useAsk } from '../../core/query.ts'
import { ProblemAlert } from '../../kit/Parts.tsx'

/** The one-time code of my account: switched on with the password and a code of the phone, off with the password. */
export function OneTimeCode() {
  const { data, error } = useAsk(totp.state, {})
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const shown = (answer: { recoveryCodes: string[] }) => {
    setCodes(answer.recoveryCodes)
    forget(totp.state)
  }
  if (codes) return <Codes codes={codes} onKept={() => setCodes(null)} />
  return (
    <>
      <ProblemAlert problem={error} />
      {data && (data.since === null ? <SwitchOn onCodes={shown} /> : <On state={data} onCodes={shown} />)}
    </>
  )
}

interface WithCodes {
  onCodes: (answer: { recoveryCodes: string[] }) => void
}

function SwitchOn({ onCodes }: WithCodes) {
  const t = useT()
  const begin = useCommand(totp.begin)
  const confirm = useCommand(totp.confirm, { onDone: onCodes })
  if (!begin.data) {
    return (
      <>
        <p>{t('登录时除密码外，再输入手机上每 30 秒换一次的 6 位数字。密码泄露时别人也进不来。')}</p>
        <Form<{ password: string }>
          layout="vertical"
          requiredMark={false}
          onFinish={({ password }) => begin.mutate({ body: { password } })}
        >
          <Form.Item
            name="password"
            label={t('启用前，请再输入密码')}
            rules={[{ required: true, message: t('请填写密码') }]}
          >
            <Input.Password autoComplete="current-password" maxLength={200} />
          </Form.Item>
          <ProblemAlert problem={begin.error} />
          <Button htmlType="submit" loading={begin.isPending}>
            {t('启用动态码')}
          </Button>
        </Form>
      </>
    )
  }
  const { qrSvg, secret } = begin.data
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ code }) => confirm.mutate({ body: { code: code.trim() } })}
    >
      <p>{t('用手机上的验证器应用扫这个码：')}</p>
      <img className="totp-qr" alt={t('动态码的二维码')} src={`data:image/svg+xml;utf8,${encodeURIComponent(qrSvg)}`} />
      <p className="muted">
        {t('扫不了时，在应用里手工输入：')}
        <span className="number">{secret.replace(/(.{4})/g, '$1 ')}</span>
      </p>
      <Form.Item
        name="code"
        label={t('应用里现在显示的 6 位数字')}
        rules={[{ required: true, pattern: /^\s*\d{6}\s*$/, message: t('动态码是 6 位数字') }]}
      >
        <Input inputMode="numeric" autoComplete="one-time-code" maxLength={8} />
      </Form.Item>
      <ProblemAlert problem={confirm.error} />
      <Button type="primary" htmlType="submit" loading={confirm.isPending}>
        {t('确认启用')}
      </Button>
    </Form>
  )
}

function On({ state, onCodes }: WithCodes & { state: AnswerOf<typeof totp.state> }) {
  const t = useT()
  const [password, setPassword] = useState('')
  const off = useCommand(totp.off, { onDone: () => forget(totp.state) })
  const renew = useCommand(totp.codes, { onDone: onCodes })
  return (
    <>
      <p>
        <Tag color="green">{t('已启用')}</Tag>
        {state.since && <At at={state.since} />}
      </p>
      <p className={state.codesLeft < 3 ? undefined : 'muted'}>
        {t('还有 {count} 个备用码没有用过。', { count: state.codesLeft })}
      </p>
      <Form layout="vertical">
        <Form.Item label={t('换备用码或停用前，请再输入密码')}>
          <Input.Password
            autoComplete="current-password"
            maxLength={200}
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        </Form.Item>
        <ProblemAlert problem={off.error ?? renew.error} />
        <Space>
          <Button
            disabled={password === ''}
            loading={renew.isPending}
            onClick={() => renew.mutate({ body: { password } })}
          >
            {t('换一组备用码')}
          </Button>
          <Button
            danger
            disabled={password === ''}
            loading={off.isPending}
            onClick={() => off.mutate({ body: { password } })}
          >
            {t('停用动态码')}
          </Button>
        </Space>
      </Form>
    </>
  )
}

function Codes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useT()
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={t('动态码已启用。请抄下这些备用码：手机不在身边时，每个可登录一次，关闭后不再显示。')}
      />
      <ul className="recovery-codes number">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button type="primary" onClick={onKept}>
        {t('我已抄好')}
      </Button>
    </>
  )
}
