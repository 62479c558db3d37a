import { z } from 'zod'
import { choice, instant, lines } from '../../kernel/case/fields.ts'
import { type Facts, type FormGuard, procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { isInReach, OUT_OF_REACH } from '../../kernel/clock/time.ts'
import { say } from '../../kernel/text/translate.ts'

/** The reports that the calendar asks for (CMP-26, CMP-41 to CMP-43, CMP-51). */
export const reportKinds = {
  monthly: '月底投诉汇总表',
  quarterly: '季度投诉分析报告',
  legacy: '地产遗留问题投诉统计表',
  review: '投诉分析总结',
  data: '投诉数据分析报告',
} as const

export type ReportKind = keyof typeof reportKinds

/** The room's row (table complaint_report). The figures of a report are kept apart, as they stood when it was sent. */
export interface ComplaintReport {
  state: string
  kind: ReportKind
  /** 2026-11, 2026Q4, 2026. */
  period: string
  fromOn: string
  toOn: string
  dueAt: Date
  openedAt: Date
  /** What the report says, by the names of its form. */
  words: Readonly<Record<string, string>>
  submittedAt: Date | null
  returnReason: string | null
  opinion: string | null
  readAt: Date | null
}

const states = ['due', 'submitted', 'filed'] as const
const open = ['due', 'submitted'] as const
const readers = [
  'receptionist',
  'senior-butler',
  'butler-coordinator',
  'service-supervisor',
  'service-director',
  'manager',
  'quality-dept',
  'enterprise-dept',
  'management-representative',
  'executive',
] as const
const { act, procedure } = procedureOn<ComplaintReport>()(states)

const only = (kind: ReportKind) => ({
  check: (row: ComplaintReport) => row.kind === kind || say('这一件是《{kind}》', { kind: reportKinds[row.kind] }),
})
const said = (form: Record<string, unknown>, _row: ComplaintReport, { at }: { at: Date }) => ({
  words: form as Record<string, string>,
  submittedAt: at,
  returnReason: null,
})

/** Whoever sent it gets it back. */
const heldBySender = (_form: unknown, _row: ComplaintReport, { actor }: Facts) =>
  actor.kind === 'staff' ? { holderAccount: actor.accountId } : {}

/** A public building of class A reports as its department does, but looks deeply into what was complained about. */
const deepWhereClassA: FormGuard<ComplaintReport, { deep?: string | undefined }> = {
  rules: ['CMP-41'],
  check: (form, _row, { policy }) =>
    !policy.estate.publicClassA || form.deep !== undefined || 'A类公共物业须对投诉作深入分析',
}

/** 投诉报表: opened by its duty, written, signed and sent, read by whom it is for. */
export const complaintReport = procedure({
  name: 'complaint-report',
  title: '投诉报表',
  record: '月底投诉汇总表',
  prefix: 'TB',
  version: 1,
  table: 'complaint_report',
  stateTitles: { due: '待编报', submitted: '待阅批', filed: '已归档' },
  initial: 'due',
  final: ['filed'],
  flags: {},
  readers,
  actions: {
    ...standingActions(open, readers),

    open: act({
      title: '到期编报',
      from: 'new',
      to: 'due',
      by: ['clock'],
      rules: ['CMP-26', 'CMP-41', 'CMP-42', 'CMP-43', 'CMP-51'],
      form: z.strictObject({
        kind: choice('报表', reportKinds),
        period: z.string().max(10).meta({ label: '统计期' }),
        fromOn: z.iso.date().refine(isInReach, OUT_OF_REACH).meta({ label: '起' }),
        toOn: z.iso.date().refine(isInReach, OUT_OF_REACH).meta({ label: '止' }),
        dueAt: instant('截止时间'),
      }),
      sets: (form, _row, { at }) => ({
        kind: form.kind,
        period: form.period,
        fromOn: form.fromOn,
        toOn: form.toOn,
        dueAt: new Date(form.dueAt),
        openedAt: at,
        words: {},
      }),
      setsCase: (form) => ({ title: `${reportKinds[form.kind]} ${form.period}` }),
      notifies: (form) => (form.kind === 'data' ? ['butler-coordinator', 'manager'] : ['manager']),
      notice: '请编报 {title}',
    }),

    submitMonthly: act({
      title: '报送月度汇总',
      hint: '报分管领导，抄送品质部',
      from: ['due'],
      to: 'submitted',
      by: ['manager'],
      byRules: ['CMP-41'],
      rules: ['CMP-41'],
      primary: true,
      signedBy: { who: 'actor', sheet: 'monthly-complaint-summary', rules: ['CMP-41'] },
      form: z.strictObject({
        complaints: lines('本月投诉处理结果', 3000, { rules: ['CMP-41'] }),
        suggestions: lines('本月建议处理结果', 3000, { rules: ['CMP-41'] }),
        deep: lines('深入分析', 3000).optional(),
      }),
      when: [only('monthly')],
      whenForm: [deepWhereClassA],
      sets: said,
      setsCase: heldBySender,
      notifies: ['executive', 'quality-dept'],
      notice: '请阅 {title}',
    }),

    submitQuarterly: act({
      title: '报送季度分析',
      hint: '交品质部和分管领导备案',
      from: ['due'],
      to: 'submitted',
      by: ['manager'],
      rules: ['CMP-42'],
      signedBy: { who: 'actor', sheet: 'quarterly-complaint-analysis', rules: ['CMP-42'] },
      form: z.strictObject({
        typical: lines('典型案例', 3000, { rules: ['CMP-42'] }),
        measures: lines('改进措施', 3000, { rules: ['CMP-42'] }),
      }),
      when: [only('quarterly')],
      sets: said,
      setsCase: heldBySender,
      notifies: ['quality-dept', 'executive'],
      notice: '请备案 {title}',
    }),

    submitLegacy: act({
      title: '审核并报送遗留问题',
      from: ['due'],
      to: 'submitted',
      by: ['manager'],
      byRules: ['CMP-43'],
      rules: ['CMP-43'],
      signedBy: { who: 'actor', sheet: 'legacy-complaint-statistics', rules: ['CMP-43'] },
      form: z.strictObject({ result: lines('统计整理结果', 3000, { rules: ['CMP-43'] }) }),
      when: [only('legacy')],
      sets: said,
      setsCase: heldBySender,
      notifies: ['quality-dept'],
      notice: '请阅 {title}',
    }),

    submitReview: act({
      title: '提交管理评审',
      from: ['due'],
      to: 'submitted',
      by: ['manager'],
      rules: ['CMP-26'],
      signedBy: { who: 'actor', sheet: 'complaint-analysis-summary', rules: ['CMP-26'] },
      form: z.strictObject({
        analysis: lines('投诉分析', 5000, { rules: ['CMP-26'] }),
        summary: lines('投诉总结', 3000, { rules: ['CMP-26'] }),
      }),
      when: [only('review')],
      sets: said,
      setsCase: heldBySender,
      notifies: ['management-representative', 'executive'],
      notice: '管理评审输入 {title}',
    }),

    submitData: act({
      title: '提交数据分析报告',
      from: ['due'],
      to: 'submitted',
      by: ['butler-coordinator', 'manager'],
      rules: ['CMP-51'],
      signedBy: { who: 'actor', sheet: 'complaint-data-report', rules: ['CMP-51'] },
      form: z.strictObject({
        analysis: lines('分析报告', 5000, { rules: ['CMP-51'] }),
        corrective: lines('整改措施', 3000, { rules: ['CMP-51'] }),
        plan: lines('客户关系建设改善计划', 3000, { rules: ['CMP-51'] }),
      }),
      when: [only('data')],
      sets: said,
      setsCase: heldBySender,
      notifies: ['manager', 'executive'],
      notice: '请阅 {title}',
    }),

    read: act({
      title: '阅批备案',
      from: ['submitted'],
      to: 'filed',
      by: ['executive', 'quality-dept', 'management-representative'],
      rules: ['CMP-42'],
      primary: true,
      form: z.strictObject({ opinion: lines('批示', 2000).optional() }),
      sets: (form, _row, { at }) => ({ opinion: form.opinion ?? null, readAt: at }),
      notifies: ['manager'],
      notice: '{title} 已阅批',
    }),

    sendBack: act({
      title: '退回重报',
      from: ['submitted'],
      to: 'due',
      by: ['executive', 'quality-dept', 'management-representative'],
      form: z.strictObject({ reason: lines('退回原因', 1000) }),
      sets: (form) => ({ returnReason: form.reason, submittedAt: null }),
      notifies: ['manager'],
      notice: '{title} 被退回',
    }),
  },
  clocks: {
    submit: {
      title: '报送时限',
      runsIn: ['due'],
      limit: (row) => ({ from: row.dueAt, why: '规定的报送日', within: { minutes: 0 } }),
      onExpiry: 'recordBreach',
      ladder: ['manager', 'executive'],
      rules: ['CMP-26', 'CMP-41', 'CMP-42', 'CMP-43', 'CMP-51'],
    },
    read: {
      title: '阅批时限',
      runsIn: ['submitted'],
      limit: (row, { policy }) =>
        row.submittedAt && { from: row.submittedAt, why: '报送', within: { hours: policy.complaint.readHours } },
      onExpiry: 'recordBreach',
      ladder: ['executive'],
      rules: ['CMP-42'],
    },
  },
})
