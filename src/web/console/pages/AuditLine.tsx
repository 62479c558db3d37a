import { DownloadOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { audit } from '../../../kernel/audit/audit.contract.ts'
import { At } from '../../core/clock.tsx'
import { useT } from '../../core/i18n.ts'
import { useAsk } from '../../core/query.ts'
import { useProject } from '../../core/session.tsx'
import { saveJson } from '../../kit/save-json.ts'

/** How far the log is sealed and what the last verification found, with the head to be kept elsewhere. */
export function AuditLine() {
  const t = useT()
  const project = useProject()
  const { data } = useAsk(audit.state, { params: { project } }, { follows: 'nothing', everyMs: 30_000 })
  if (!data) return null
  const { head, unsealed, lastCheck, takenAt } = data
  const save = () => saveJson({ guanjia: 'audit-heads-1', takenAt, heads: [head] }, `audit-head-${head?.number}`)
  return (
    <section aria-label={t('记录封存')}>
      <h2>{t('记录封存')}</h2>
      <p>
        {head?.sealedAt ? (
          <>
            <Tag color="green">{t('第 {number} 块', { number: head.number })}</Tag>
            {t('最近封存')} <At at={head.sealedAt} />
          </>
        ) : (
          t('还没有封存过记录。')
        )}{' '}
        {unsealed > 1000 ? (
          <Tag color="orange">{t('超过 1000 行等待封存')}</Tag>
        ) : (
          unsealed > 0 && <Tag>{t('{count} 行等待封存', { count: unsealed })}</Tag>
        )}{' '}
        {lastCheck ? (
          <>
            {t('最近核对')} <At at={lastCheck.checkedAt} />{' '}
            {lastCheck.faults === '0' ? (
              <Tag color="green">{t('{count} 行没有改动', { count: lastCheck.rows })}</Tag>
            ) : (
              <Tag color="red">{t('发现 {count} 处问题', { count: lastCheck.faults })}</Tag>
            )}
          </>
        ) : (
          t('还没有核对过。')
        )}
        {head && (
          <Button size="small" type="link" icon={<DownloadOutlined />} onClick={save}>
            {t('导出封存头')}
          </Button>
        )}
      </p>
      <p className="muted">
        {t(
          '办理记录、签字、查看个人信息和设置每秒封存一次，谁改动过都查得出来。请定期把封存头存到别处，由管理员在服务器上核对。',
        )}
      </p>
    </section>
  )
}
