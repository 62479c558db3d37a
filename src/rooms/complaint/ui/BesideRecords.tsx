import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { At } from '../../../web/core/clock.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { type Fact, Facts, type InJson } from '../../../web/kit/Facts.tsx'
import { type Dispute, disputeTopics, outcomes, type Suggestion, suggestionKinds } from '../beside.row.ts'
import { CaseWords } from './CaseWords.tsx'

const timed = (label: string, at: string | null): Fact | false => at !== null && { label, value: <At at={at} /> }
const words = (label: string, text: string | null): Fact | false =>
  text !== null && { label, value: <span className="free-text">{text}</span>, wide: true }

/** What a customer proposes or needs, and what came of it. */
export function SuggestionRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson<Suggestion> | null
  if (!row) return null
  const named = (label: string, id: string | null): Fact | false =>
    id !== null && { label, value: page.names[id] ?? '' }
  return (
    <Facts
      facts={[
        words(t('内容'), row.content),
        { label: t('性质'), value: t(suggestionKinds[row.kind]) },
        named(t('收集人'), row.collectedBy),
        timed(t('收集时间'), row.collectedAt),
        timed(t('重开时间'), row.reopenedAt),
        named(t('处理人'), row.handlerId),
        timed(t('安排时间'), row.assignedAt),
        row.constructive !== null && {
          label: t('判断'),
          value: row.constructive ? t('有建设性或属合理需求') : t('一般意见'),
        },
        words(t('处理措施'), row.measures),
        words(t('跟进结果'), row.result),
        timed(t('落实时间'), row.resultAt),
        named(t('回访人'), row.callerId),
        timed(t('回访时间'), row.calledBackAt),
        words(t('客户意见'), row.callBackWords),
        words(t('不采纳的原因'), row.declineReason),
      ]}
    />
  )
}

const statements = ['hear']
const sessions = ['mediate', 'track']

/** Two households, what each said, how it was mediated and whether it held. */
export function DisputeRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson<Dispute> | null
  if (!row) return null
  return (
    <>
      <Facts
        facts={[
          words(t('诉说'), row.content),
          { label: t('事由'), value: t(disputeTopics[row.topic]) },
          { label: t('对方'), value: [row.otherSide, page.names[row.otherUnitId ?? '']].filter(Boolean).join(' ') },
          timed(t('登记时间'), row.registeredAt),
          timed(t('重开时间'), row.reopenedAt),
          timed(t('听取诉说方'), row.firstHeardAt),
          timed(t('听取对方'), row.otherHeardAt),
        ]}
      />
      <CaseWords page={page} title={t('双方陈述')} actions={statements} />
      <CaseWords page={page} title={t('调处和跟踪')} actions={sessions} />
      <Facts
        facts={[
          row.sessions > 0 && { label: t('调处'), value: t('{count} 次', { count: row.sessions }) },
          row.outcome !== null && { label: t('结果'), value: t(outcomes[row.outcome]) },
          words(t('结果说明'), row.outcomeWords),
          row.tracked > 0 && { label: t('跟踪'), value: t('{count} 次', { count: row.tracked }) },
          row.recurred !== null && { label: t('又发生'), value: row.recurred ? t('又发生') : t('未再发生') },
          row.withdrawReason !== null && { label: t('撤回原因'), value: row.withdrawReason },
        ]}
      />
    </>
  )
}
