import { PrinterOutlined } from '@ant-design/icons'
import { Button, Input, Modal, Skeleton } from 'antd'
import { useEffect } from 'react'
import { auth } from '../../../kernel/auth/auth.contract.ts'
import { At } from '../../core/clock.tsx'
import { useCommand } from '../../core/command.ts'
import { useT } from '../../core/i18n.ts'
import { useStanding } from '../../core/session.tsx'
import { ProblemAlert } from '../../kit/Parts.tsx'

/** The one-time slip with which a resident signs in on his phone; printed and handed over at the desk. */
export function SlipDialog({ personId, name, onClose }: { personId: string; name: string; onClose: () => void }) {
  const t = useT()
  const { project } = useStanding()
  const { mutate, data, error } = useCommand(auth.slip)
  useEffect(() => {
    mutate({ params: { project: project.id, person: personId } })
  }, [mutate, project.id, personId])
  return (
    <Modal
      title={t('登录码')}
      open
      onCancel={onClose}
      footer={
        <Button type="primary" icon={<PrinterOutlined />} disabled={!data} onClick={() => window.print()}>
          {t('打印')}
        </Button>
      }
    >
      <ProblemAlert problem={error} />
      {!data && !error && <Skeleton active />}
      {data && (
        <Input
          className="no-print"
          aria-label={t('登录链接')}
          prefix={<span className="muted">{t('登录链接')}</span>}
          readOnly
          value={data.url}
          onFocus={({ target }) => target.select()}
        />
      )}
      {data && (
        <article className="slip print-this">
          <h2>{project.name}</h2>
          <p>{t('{name}，请用手机扫码登录业主手机端', { name })}</p>
          <img
            alt={t('登录二维码')}
            width={220}
            height={220}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(data.qrSvg)}`}
          />
          <p>
            {t('只能用一次，')}
            <At at={data.expiresAt} /> {t('前有效')}
          </p>
        </article>
      )}
    </Modal>
  )
}
