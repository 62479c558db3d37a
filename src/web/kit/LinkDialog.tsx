import { Alert, Button, Input, Modal, Radio, Space } from 'antd'
import { useState } from 'react'
import { type CasePage, cases } from '../../kernel/case/case.contract.ts'
import type { AnswerOf } from '../../kernel/http/contract.ts'
import { At } from '../core/clock.tsx'
import { useCommand } from '../core/command.ts'
import { useT } from '../core/i18n.ts'
import { forget, useAsk } from '../core/query.ts'
import { useProject } from '../core/session.tsx'
import { ProblemAlert } from './Parts.tsx'
import { useSay } from './Say.tsx'

interface Props {
  page: CasePage
  open: boolean
  onClose: () => void
}

/** Makes a secret link to the case, for its owner or an outside contractor; the address is shown this once. */
export function LinkDialog({ page, open, onClose }: Props) {
  const t = useT()
  return (
    <Modal title={t('事项链接')} open={open} onCancel={onClose} footer={null} destroyOnHidden>
      {open && <Links page={page} />}
    </Modal>
  )
}

type Made = AnswerOf<(typeof cases)['makeLink']>

function Links({ page }: { page: CasePage }) {
  const t = useT()
  const project = useProject()
  const params = { project, procedure: page.case.procedure, id: page.case.id }
  const [purpose, setPurpose] = useState<'owner' | 'contractor'>('owner')
  const [holderName, setHolderName] = useState(String(page.record?.contractor ?? ''))
  const [made, setMade] = useState<Made | null>(null)
  const making = useCommand(cases.makeLink, {
    onDone: (answer) => {
      setMade(answer)
      forget(cases.links)
    },
  })
  const isRepair = page.case.procedure === 'repair'
  // Whoever called from a flat with several residents may not be known yet.
  const asksWho = purpose === 'contractor' || page.case.person === null
  const who = purpose === 'contractor' ? t('外包单位') : t('客户姓名')
  const make = () =>
    making.mutate({
      params,
      body: {
        purpose,
        ...(asksWho ? { holderName: holderName.trim() } : {}),
        ...(purpose === 'owner' && page.case.person ? { personId: page.case.person.id } : {}),
      },
    })
  return (
    <>
      <p className="muted">{t('对方不用账号，打开链接就能看到本事项并办自己的步骤。')}</p>
      <Space orientation="vertical" style={{ width: '100%' }}>
        {isRepair && (
          <Radio.Group
            value={purpose}
            onChange={({ target }) => setPurpose(target.value)}
            options={[
              { value: 'owner', label: t('给客户') },
              { value: 'contractor', label: t('给外包单位') },
            ]}
          />
        )}
        {asksWho && (
          <Input
            aria-label={who}
            placeholder={who}
            value={holderName}
            maxLength={60}
            onChange={({ target }) => setHolderName(target.value)}
          />
        )}
        <Button type="primary" onClick={make} loading={making.isPending} disabled={asksWho && holderName.trim() === ''}>
          {t('生成链接')}
        </Button>
        <ProblemAlert problem={making.error} />
        {made && <MadeLink made={made} />}
        <Given params={params} />
      </Space>
    </>
  )
}

function MadeLink({ made }: { made: Made }) {
  const t = useT()
  const message = useSay()
  return (
    <Alert
      type="success"
      title={t('链接只显示这一次，请现在发给对方或让对方扫码。')}
      description={
        <>
          <img
            alt={t('事项链接二维码')}
            width={160}
            height={160}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(made.qrSvg)}`}
          />
          <Space.Compact style={{ width: '100%' }}>
            <Input aria-label={t('链接')} readOnly value={made.url} onFocus={({ target }) => target.select()} />
            <Button
              onClick={async () => {
                await navigator.clipboard.writeText(made.url)
                message.success(t('已复制'))
              }}
            >
              {t('复制')}
            </Button>
          </Space.Compact>
          <p className="muted">
            <At at={made.expiresAt} /> {t('前有效')}
          </p>
        </>
      }
    />
  )
}

/** Links given out before; each can be revoked. */
function Given({ params }: { params: { project: number; procedure: string; id: string } }) {
  const t = useT()
  const { data, error } = useAsk(cases.links, { params }, { follows: 'nothing' })
  const revoke = useCommand(cases.revokeLink, { onDone: () => forget(cases.links) })
  if (error) return <ProblemAlert problem={error} />
  if (!data || data.links.length === 0) return null
  return (
    <ul className="plain-list">
      {data.links.map((link) => (
        <li key={link.id} className="case-line">
          <span>{link.purpose === 'owner' ? t('给客户') : (link.holderName ?? t('给外包单位'))}</span>
          <span className="muted">
            <At at={link.madeAt} />
          </span>
          {link.revokedAt ? (
            <span className="muted">{t('已作废')}</span>
          ) : (
            <Button
              type="link"
              size="small"
              loading={revoke.isPending}
              onClick={() => revoke.mutate({ params: { ...params, link: link.id } })}
            >
              {t('作废')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
