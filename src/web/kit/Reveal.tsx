import { EyeOutlined, PhoneOutlined } from '@ant-design/icons'
import { Button, Input, Popover, Select } from 'antd'
import { useEffect, useState } from 'react'
import { person } from '../../kernel/person/person.contract.ts'
import { privacy } from '../../kernel/privacy/privacy.contract.ts'
import { isSensitive, type LookReason, lookKinds, lookReasons, type SensitiveKind } from '../../kernel/privacy/words.ts'
import { newId, useCommand } from '../core/command.ts'
import { useT } from '../core/i18n.ts'
import { useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { ProblemAlert } from './Parts.tsx'

type Kind = 'phone' | 'emergency-contact' | 'id-number' | 'bank-account' | 'plate' | 'family'

interface Props {
  personId: string
  kind: Kind
  /** What is shown before; for the family list a word. */
  masked: string
  itemId?: string
  /** The case that it is looked at for: then one tap shows a phone. Otherwise a purpose must be given. */
  caseId?: string
}

/**
 * A masked field with a button that shows it for a purpose; who looked is recorded and the resident sees it. A
 * sensitive field asks the head of the department first and opens by itself once he has approved.
 */
export function Reveal({ personId, kind, masked, itemId, caseId }: Props) {
  const t = useT()
  const project = useProject()
  const [value, setValue] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const command = useCommand(person.reveal, { onDone: (answer) => setValue(answer.value) })
  const show = (why: Why) =>
    command
      .mutateAsync({
        params: { project, person: personId },
        body: { kind, ...why, ...(itemId ? { itemId } : {}), ...(caseId ? { caseId } : {}) },
      })
      .then(() => setAsking(false))
      .catch(() => setAsking(true))
  if (value !== null) return <Shown kind={kind} value={value} />
  const calls = kind === 'phone' && caseId !== undefined
  const name = calls ? t('拨打电话 {masked}', { masked }) : t('查看{what}', { what: t(lookKinds[kind]) })
  return (
    <span className="nowrap">
      <span className="number">{masked}</span>
      <Popover
        open={asking}
        onOpenChange={(open) => !open && setAsking(false)}
        trigger="click"
        title={t('查看用途')}
        content={
          <WhyForm
            busy={command.isPending}
            problem={command.error}
            onShow={show}
            approval={isSensitive(kind) ? { personId, kind, ...(caseId ? { caseId } : {}) } : null}
          />
        }
      >
        <Button
          type="text"
          size="small"
          className="reveal"
          icon={calls ? <PhoneOutlined /> : <EyeOutlined />}
          aria-label={name}
          title={name}
          loading={command.isPending}
          onClick={() => (calls ? show({ reason: 'case', purpose: t('联系本事项的客户') }) : setAsking(true))}
        />
      </Popover>
    </span>
  )
}

interface Why {
  reason: LookReason
  purpose: string
}

function Shown({ kind, value }: { kind: Kind; value: string }) {
  if (kind === 'family') return <span className="revealed-lines number">{value}</span>
  if (kind === 'id-number' || kind === 'bank-account') return <span className="number">{value}</span>
  return (
    <a href={`tel:${value}`} className="number">
      <PhoneOutlined /> {value}
    </a>
  )
}

interface WhyProps {
  busy: boolean
  problem: { kind: string } | null
  onShow: (why: Why) => void
  /** The field needs an approval of the department head. */
  approval: { personId: string; kind: SensitiveKind; caseId?: string } | null
}

/** What for, in a word and a few more; then the button, or the question to the head. */
export function WhyForm({ busy, problem, onShow, approval }: WhyProps) {
  const t = useT()
  const [reason, setReason] = useState<LookReason | null>(null)
  const [purpose, setPurpose] = useState('')
  const ready = reason !== null && purpose.trim() !== ''
  const needsApproval = approval !== null && problem?.kind === 'needs-approval'
  return (
    <form
      className="reveal-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason) onShow({ reason, purpose: purpose.trim() })
      }}
    >
      <Select
        aria-label={t('用途')}
        placeholder={t('用途')}
        value={reason}
        onChange={setReason}
        options={Object.entries(lookReasons).map(([value, label]) => ({ value: value as LookReason, label: t(label) }))}
      />
      <Input
        aria-label={t('查看用途')}
        placeholder={t('例如：核实报修联系人')}
        maxLength={100}
        value={purpose}
        onChange={({ target }) => setPurpose(target.value)}
      />
      <p className="muted">{t('查看会留下记录，住户本人能看到。')}</p>
      {needsApproval ? (
        <AskHead
          {...approval}
          why={{ reason: reason ?? 'other', purpose: purpose.trim() }}
          onApproved={() => onShow({ reason: reason ?? 'other', purpose: purpose.trim() })}
        />
      ) : (
        <>
          <ProblemAlert problem={problem} />
          <Button type="primary" htmlType="submit" disabled={!ready} loading={busy}>
            {t('查看')}
          </Button>
        </>
      )}
    </form>
  )
}

/** Asks the department head, and waits for the answer while the form is open. */
function AskHead({
  personId,
  kind,
  caseId,
  why,
  onApproved,
}: NonNullable<WhyProps['approval']> & { why: Why; onApproved: () => void }) {
  const t = useT()
  const project = useProject()
  const [id] = useState(newId)
  const command = useCommand(privacy.askApproval)
  const heads = command.data?.heads.join(t('、'))
  const { data } = useAsk(
    privacy.approvals,
    { params: { project } },
    { follows: 'notices', enabled: command.isSuccess, everyMs: 10_000 },
  )
  const mine = data?.mine.find((one) => one.person.id === personId && one.kind === kind)
  const answered = command.isSuccess && mine?.decidedAt ? mine : null
  const approved = answered?.approved === true
  useEffect(() => {
    if (approved) onApproved()
  }, [approved])
  if (answered?.approved === false)
    return (
      <p role="status">
        {t('{name}没有批准', { name: answered.decidedBy ?? '' })}
        {answered.decisionNote && t('：') + answered.decisionNote}
      </p>
    )
  if (command.isSuccess) return <p role="status">{t('已请 {heads} 批准，批准后自动显示…', { heads: heads ?? '' })}</p>
  return (
    <>
      <p>{t('这项信息须由部门负责人批准后才能查看。')}</p>
      <ProblemAlert problem={command.error} />
      <Button
        type="primary"
        loading={command.isPending}
        onClick={() =>
          command.mutate({
            params: { project, person: personId },
            body: { id, kind, ...why, ...(caseId ? { caseId } : {}) },
          })
        }
      >
        {t('请负责人批准')}
      </Button>
    </>
  )
}
