import { EyeOutlined, PhoneOutlined } from '@ant-design/icons'
import { Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { person } from '../../kernel/person/person.contract.ts'
import { useCommand } from '../core/command.ts'
import { useT } from '../core/i18n.ts'
import { useProject } from '../core/session.tsx'
import { ProblemAlert } from './Parts.tsx'

interface Props {
  personId: string
  kind: 'phone' | 'id-number' | 'emergency-contact'
  masked: string
  itemId?: string
  /** The case that it is looked at for: then one tap shows it. Otherwise a purpose must be given. */
  caseId?: string
}

/** A masked field with a button that shows it for a purpose; who looked is recorded and the resident sees it. */
export function Reveal({ personId, kind, masked, itemId, caseId }: Props) {
  const t = useT()
  const project = useProject()
  const [value, setValue] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const [purpose, setPurpose] = useState('')
  const command = useCommand(person.reveal, { onDone: (answer) => setValue(answer.value) })
  const show = (why: string) =>
    command
      .mutateAsync({
        params: { project, person: personId },
        body: { kind, purpose: why, ...(itemId ? { itemId } : {}), ...(caseId ? { caseId } : {}) },
      })
      .then(() => setAsking(false))
      .catch(() => setAsking(true))
  if (value !== null) {
    return kind === 'id-number' ? (
      <span className="number">{value}</span>
    ) : (
      <a href={`tel:${value}`} className="number">
        <PhoneOutlined /> {value}
      </a>
    )
  }
  const name =
    kind === 'id-number'
      ? t('查看证件号码')
      : caseId
        ? t('拨打电话 {masked}', { masked })
        : t('查看电话 {masked}', { masked })
  const button = (
    <Button
      type="text"
      size="small"
      className="reveal"
      icon={kind === 'id-number' || !caseId ? <EyeOutlined /> : <PhoneOutlined />}
      aria-label={name}
      title={name}
      loading={command.isPending}
      onClick={() => (caseId ? show(t('联系本事项的客户')) : setAsking(true))}
    />
  )
  return (
    <span className="nowrap">
      <span className="number">{masked}</span>
      <Popover
        open={asking}
        onOpenChange={(open) => !open && setAsking(false)}
        trigger="click"
        title={t('查看用途')}
        content={
          <form
            className="reveal-form"
            onSubmit={(event) => {
              event.preventDefault()
              show(purpose.trim())
            }}
          >
            <Input
              autoFocus
              aria-label={t('查看用途')}
              placeholder={t('例如：核实报修联系人')}
              maxLength={100}
              value={purpose}
              onChange={({ target }) => setPurpose(target.value)}
            />
            <p className="muted">{t('查看会留下记录，住户本人能看到。')}</p>
            <ProblemAlert problem={command.error} />
            <Button type="primary" htmlType="submit" disabled={purpose.trim() === ''} loading={command.isPending}>
              {t('查看')}
            </Button>
          </form>
        }
      >
        {button}
      </Popover>
    </span>
  )
}
