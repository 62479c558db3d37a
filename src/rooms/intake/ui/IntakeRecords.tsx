import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { type Fact, Facts, type InJson } from '../../../web/kit/Facts.tsx'
import { PhotoStrip } from '../../../web/kit/FieldValue.tsx'
import { type ContactSlip, channels, emergencies, kinds, type Matter } from '../matter.row.ts'
import { ImportedOriginal } from './ImportedOriginal.tsx'

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
        row.phraseChecks.some(({ phrases }) => phrases.length > 0) && {
          label: t('保留的推诿用语'),
          value: row.phraseChecks
            .filter(({ phrases }) => phrases.length > 0)
            .map(({ phrases, reason }) => t('{title}（{of}）', { title: phrases.join('、'), of: reason ?? '' }))
            .join('；'),
          wide: true,
        },
        row.sourceRef !== null && { label: t('来信原件'), value: <ImportedOriginal page={page} />, wide: true },
        ...channelFacts(row, t),
        ...helpFacts(page, row, t),
        ...upwardFacts(row, t),
        { label: t('撤回原因'), value: row.withdrawReason },
      ]}
    />
  )
}

type Say = ReturnType<typeof useT>
const timed = (label: string, at: string | null): Fact | false => at !== null && { label, value: <At at={at} /> }

/** A message of a file, and a post on a network. */
function channelFacts(row: InJson<Matter>, t: Say): (Fact | false)[] {
  return [
    row.site !== null && { label: t('网站或平台'), value: row.site },
    timed(t('发帖时间'), row.postedAt),
    timed(t('发现时间'), row.foundAt),
    row.sourceRef !== null && { label: t('原文编号'), value: row.sourceRef },
    timed(t('来信所写时间'), row.writtenAtClaimed),
    row.estateAsWritten !== null && { label: t('来信所写小区'), value: row.estateAsWritten },
  ]
}

/** What the receiver did so that the customer need not run about. */
function helpFacts({ names }: CasePage, row: InJson<Matter>, t: Say): (Fact | false)[] {
  const called = row.calledAccount && (names[row.calledAccount] ?? '')
  return [
    row.handOvers > 0 && { label: t('转手'), value: t('{count} 次', { count: row.handOvers }) },
    timed(t('当场办结时间'), row.settledAt),
    called !== null && { label: t('联络责任人'), value: called },
    timed(t('联络时间'), row.calledAt),
    timed(t('到场时间'), row.cameAt),
    row.transferredAccount !== null && { label: t('来电转给'), value: names[row.transferredAccount] },
    timed(t('转接时间'), row.transferredAt),
    timed(t('客户同意代记'), row.noteAgreedAt),
    row.visitorAccount !== null && { label: t('上门的同事'), value: names[row.visitorAccount] },
    timed(t('派出时间'), row.visitSentAt),
    timed(t('约定上门时间'), row.visitAppointedAt),
    timed(t('到达时间'), row.visitArrivedAt),
    timed(t('上门办完时间'), row.visitDoneAt),
    timed(t('客户约定的时间'), row.appointmentAt),
  ]
}

/** What went upwards. */
function upwardFacts(row: InJson<Matter>, t: Say): (Fact | false)[] {
  return [
    row.majorReason !== null && { label: t('重大问题'), value: row.majorReason, wide: true },
    timed(t('报上级时间'), row.majorReportedAt),
    timed(t('报经理协调时间'), row.escalatedAt),
    row.coordination !== null && { label: t('协调结论'), value: row.coordination, wide: true },
    timed(t('协调时间'), row.coordinatedAt),
  ]
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
        row.receivedAt !== null && {
          label: row.countedReceived ? t('视为接收时间') : t('签收时间'),
          value: <At at={row.receivedAt} />,
        },
        row.countedReceived && timed(t('附件签收时间'), row.copySignedAt),
        row.question !== null && { label: t('请示内容'), value: row.question, wide: true },
        row.superiorAccount !== null && { label: t('请示的上级'), value: page.names[row.superiorAccount] },
        timed(t('请示时间'), row.consultedAt),
        row.consultAnswer !== null && { label: t('上级批示'), value: row.consultAnswer, wide: true },
        { label: t('处理及回复意见'), value: row.reply && <span className="free-text">{row.reply}</span>, wide: true },
        row.repliedAt !== null && { label: t('回复时间'), value: <At at={row.repliedAt} /> },
        { label: t('退回原因'), value: row.returnReason },
        row.originalPlace !== null && { label: t('原件存放'), value: row.originalPlace },
      ]}
    />
  )
}
