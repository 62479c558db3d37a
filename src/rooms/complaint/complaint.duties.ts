import { addMonths } from '../../kernel/clock/time.ts'
import type { Duty, Occurrence } from '../../kernel/duty/duty.ts'
import type { Period } from '../../kernel/duty/period.ts'
import type { Policy } from '../../kernel/policy/policy.ts'
import type { ReportKind } from './report.procedure.ts'

const REPORT = { procedure: 'complaint-report', action: 'open' } as const
/** A report can be written from ten days before it is due. */
const LEAD_DAYS = 9

const dates = ({ period, dueAt }: Occurrence) => ({
  period: period.name,
  fromOn: period.from,
  toOn: period.to,
  dueAt: dueAt.toISOString(),
})
const report = (kind: ReportKind) => (occurrence: Occurrence) => ({ kind, ...dates(occurrence) })
const afterEnd = (days: number) => ({ dueOn: { afterEnd: days }, leadDays: days - 1 })

/** Handed over less than a year before the period, or built in phases (CMP-42, CMP-43). */
function isYoung({ estate }: Policy, { from }: Period): boolean {
  return estate.phased || (estate.handedOverOn !== null && addMonths(estate.handedOverOn, 12) > from)
}

/** The recurring work of the chapter. */
export const complaintDuties: readonly Duty[] = [
  {
    name: 'complaint-monthly',
    title: '月底投诉汇总',
    every: 'month',
    // A public building of class A reports as its department does: by the end of the month.
    window: ({ complaint, estate }) => ({
      dueOn: { day: estate.publicClassA ? 31 : complaint.monthlyDay },
      leadDays: LEAD_DAYS,
    }),
    opens: REPORT,
    form: report('monthly'),
    rules: ['CMP-41'],
  },
  {
    name: 'complaint-announcement',
    title: '投诉处理公布',
    every: 'month',
    window: ({ complaint }) => ({ dueOn: { day: complaint.publishDay }, leadDays: LEAD_DAYS }),
    opens: { procedure: 'announcement', action: 'open' },
    form: dates,
    rules: ['CMP-44'],
  },
  {
    name: 'complaint-data',
    title: '投诉数据分析报告',
    every: 'month',
    window: ({ complaint }) => afterEnd(complaint.dataAfterDays),
    opens: REPORT,
    form: report('data'),
    rules: ['CMP-51'],
  },
  {
    name: 'complaint-quarterly',
    title: '季度投诉统计分析',
    every: 'quarter',
    window: (policy, period) =>
      isYoung(policy, period) || policy.estate.areaSqm >= policy.complaint.largeAreaSqm
        ? afterEnd(policy.complaint.quarterAfterDays)
        : null,
    opens: REPORT,
    form: report('quarterly'),
    rules: ['CMP-42'],
  },
  {
    name: 'complaint-legacy',
    title: '地产遗留投诉整理',
    every: 'quarter',
    window: (policy, period) => (isYoung(policy, period) ? afterEnd(policy.complaint.quarterAfterDays) : null),
    opens: REPORT,
    form: report('legacy'),
    rules: ['CMP-43'],
  },
  {
    name: 'complaint-review',
    title: '投诉分析总结（管理评审输入）',
    every: 'year',
    window: ({ complaint }) => afterEnd(complaint.reviewAfterDays),
    opens: REPORT,
    form: report('review'),
    rules: ['CMP-26'],
  },
]
