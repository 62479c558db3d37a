import type { CasePage } from '../../../kernel/case/case.contract.ts'
import { paths } from '../../../web/console/paths.ts'
import { At } from '../../../web/core/clock.tsx'
import { Go } from '../../../web/core/Go.tsx'
import { useT } from '../../../web/core/i18n.ts'
import { type Fact, Facts, type InJson } from '../../../web/kit/Facts.tsx'
import { PhotoStrip } from '../../../web/kit/FieldValue.tsx'
import { type ComplaintReport, reportKinds } from '../report.procedure.ts'
import type { Study } from '../study.procedure.ts'

const timed = (label: string, at: string | null): Fact | false => at !== null && { label, value: <At at={at} /> }
const words = (label: string, text: string | null | undefined): Fact | false =>
  Boolean(text) && { label, value: <span className="free-text">{text}</span>, wide: true }

/** What a class one complaint taught, and who was taught. */
export function StudyRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson<Study> | null
  if (!row) return null
  return (
    <Facts
      facts={[
        {
          label: t('投诉'),
          value: <Go href={paths.case({ procedure: 'complaint', id: row.complaintId })}>{row.complaintNumber}</Go>,
        },
        timed(t('投诉办完'), row.openedAt),
        words(t('经过'), row.course),
        words(t('原因分析'), row.causes),
        words(t('改进措施'), row.improvements),
        timed(t('编写时间'), row.writtenAt),
        timed(t('培训学习时间'), row.trainedAt),
        words(t('学习人员'), row.learners),
        row.attendance.length > 0 && {
          label: t('签到表'),
          value: <PhotoStrip ids={row.attendance} label={t('签到表')} />,
          wide: true,
        },
      ]}
    />
  )
}

/** The labels of what a report says, by the names of its forms. */
const said: Readonly<Record<string, string>> = {
  complaints: '投诉处理结果',
  suggestions: '建议处理结果',
  deep: '深入分析',
  typical: '典型案例',
  measures: '改进措施',
  result: '统计整理结果',
  analysis: '分析',
  summary: '总结',
  corrective: '整改措施',
  plan: '客户关系建设改善计划',
}

/** A report that the calendar asked for: its period, what it says, who read it. */
export function ReportRecord({ page }: { page: CasePage }) {
  const t = useT()
  const row = page.record as unknown as InJson<ComplaintReport> | null
  if (!row) return null
  return (
    <Facts
      facts={[
        { label: t('报表'), value: t(reportKinds[row.kind]) },
        { label: t('统计期'), value: `${row.fromOn} — ${row.toOn}` },
        timed(t('报送期限'), row.dueAt),
        timed(t('报送时间'), row.submittedAt),
        ...Object.entries(row.words).map(([name, text]) => words(t(said[name] ?? name), text)),
        words(t('退回原因'), row.returnReason),
        words(t('批示'), row.opinion),
        timed(t('阅批时间'), row.readAt),
      ]}
    />
  )
}
