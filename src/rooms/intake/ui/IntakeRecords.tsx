import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { Facts } from '../../../web/kit/Facts.tsx'
import { PhotoStrip } from '../../../web/kit/FieldValue.tsx'
import { type ContactSlip, channels, emergencies, kinds, type Matter } from '../matter.row.ts'

/** A record as it comes in JSON: instants are texts. */
type InJson<Row> = {
  [Name in keyof Row]: Row[Name] extends Date ? string : Row[Name] extends Date | null ? string | null : Row[Name]
}

/** The matter: what was asked, how it was judged, what was answered. */
export function MatterRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson<Matter> | null
  if (!row) return null
  return (
    <Facts
      facts={[
        { label: t('诉求内容'), value: <span className="free-text">{row.content}</span>, wide: true },
        row.photos.length > 0 && {
          label: t('照片'),
          value: <PhotoStrip ids={row.photos} label={t('照片')} />,
          wide: true,
        },
        { label: t('来源'), value: t(channels[row.channel]) },
        { label: t('听到的时间'), value: <At at={row.heardAt} /> },
        row.emergency && { label: t('紧急情况'), value: t(emergencies[row.emergency]) },
        row.kind && { label: t('类别'), value: t(kinds[row.kind]) },
        { label: t('登入'), value: row.register && t(row.register) },
        row.followUps > 0 && { label: t('跟进'), value: t('{count} 次', { count: row.followUps }) },
        { label: t('答复'), value: row.answer && <span className="free-text">{row.answer}</span>, wide: true },
        row.answeredAt !== null && { label: t('答复时间'), value: <At at={row.answeredAt} /> },
        { label: t('撤回原因'), value: row.withdrawReason },
      ]}
    />
  )
}

/** The contact slip: what the department was asked, and its answer. */
export function ContactRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson<ContactSlip> | null
  if (!row) return null
  return (
    <Facts
      facts={[
        { label: t('事项内容'), value: <span className="free-text">{row.content}</span>, wide: true },
        { label: t('类别'), value: t(kinds[row.kind]) },
        { label: t('相关责任人'), value: page.names[row.handlerId] },
        { label: t('开单时间'), value: <At at={row.issuedAt} /> },
        row.receivedAt !== null && { label: t('签收时间'), value: <At at={row.receivedAt} /> },
        { label: t('处理及回复意见'), value: row.reply && <span className="free-text">{row.reply}</span>, wide: true },
        row.repliedAt !== null && { label: t('回复时间'), value: <At at={row.repliedAt} /> },
        { label: t('退回原因'), value: row.returnReason },
      ]}
    />
  )
}
