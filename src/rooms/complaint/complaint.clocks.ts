import type { ClockDecl } from '../../kernel/case/procedure.ts'
import type { Span } from '../../kernel/clock/span.ts'
import type { Policy } from '../../kernel/policy/policy.ts'
import type { Complaint, ComplaintClass } from './complaint.row.ts'
import { afterHandling, type ComplaintState, open, unhandled } from './complaint.states.ts'

/** From the receipt of the slip (CMP-18): four hours, the same day, three days. */
function classSpan(complaintClass: ComplaintClass | null, { complaint }: Policy): Span {
  if (complaintClass === '1') return { hours: complaint.class1Hours }
  return complaintClass === '2' ? { sameDay: true } : { days: complaint.class3Days }
}

/** Since when its present round is with us. */
const taken = (row: Complaint) =>
  row.resumedAt ? { from: row.resumedAt, why: '重新办理' } : { from: row.registeredAt, why: '受理投诉' }

/** The deadlines of a complaint. Each runs exactly while its declaration says. */
export const clocks = {
  classify: {
    title: '分类时限',
    runsIn: ['registered'],
    limit: (row, { policy }) => ({
      from: row.registeredAt,
      why: '登记',
      within: { minutes: policy.complaint.classifyMinutes },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['CMP-12'],
  },
  issue: {
    title: '派发时限',
    runsIn: ['classified'],
    limit: (row, { policy }) =>
      row.classifiedAt && {
        from: row.classifiedAt,
        why: '分类',
        within: { minutes: policy.complaint.classifyMinutes },
      },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['CMP-33'],
  },
  receipt: {
    title: '签收时限',
    runsIn: ['issued'],
    limit: (row, { policy }) =>
      row.slipIssuedAt && {
        from: row.slipIssuedAt,
        why: '下发联系单',
        within: { minutes: policy.complaint.receiptMinutes },
      },
    onExpiry: 'lapseReceipt',
    ladder: [],
    rules: ['CMP-18'],
  },
  reportUp: {
    title: '上报时限',
    runsIn: ['registered', 'classified', 'issued', 'verifying', 'handling'],
    runsWhen: (row) => row.source === 'face' && !row.settledOnSpot && row.reportedUpAt === null,
    limit: (row, { policy }) => ({
      from: row.heardAt,
      why: '受理当面投诉',
      within: { minutes: policy.complaint.reportUpMinutes },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['CMP-14'],
  },
  respond: {
    title: '回应时限',
    // What is handled is not answered yet.
    runsIn: open,
    runsWhen: (row) => row.firstReplyAt === null,
    limit: (row, { policy }) => ({
      ...(row.resumedAt
        ? { from: row.resumedAt, why: '重新办理' }
        : { from: row.foundAt ?? row.heardAt, why: row.foundAt ? '发现网络投诉' : '受理投诉' }),
      within: { workingDays: policy.complaint.respondWorkingDays },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager', 'executive'],
    rules: ['CMP-36', 'CMP-39'],
    promise: '给您回应',
  },
  direct: {
    title: '两天无回复',
    runsIn: open,
    runsWhen: (row) => row.firstReplyAt === null && row.directReportFrom === null,
    limit: (row, { policy }) => ({
      ...taken(row),
      within: { days: policy.complaint.silenceDays },
    }),
    onExpiry: 'openDirectReport',
    ladder: [],
    rules: ['CMP-20'],
  },
  handle: {
    title: '处理时限',
    runsIn: ['verifying', 'handling'],
    limit: (row, { policy }) => {
      const from = row.resumedAt ?? row.slipReceivedAt
      const received = row.slipReceipt === 'lapsed' ? '视同签收联系单' : '签收联系单'
      return from && { from, why: row.resumedAt ? '重新办理' : received, within: classSpan(row.complaintClass, policy) }
    },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager', 'executive'],
    rules: ['CMP-18', 'CMP-19'],
    promise: '处理完成',
  },
  feedback: {
    title: '定期反馈时限',
    runsIn: ['external'],
    limit: (row, { policy }) => {
      const from = row.lastFeedbackAt ?? row.referredAt
      return (
        from && {
          from,
          why: row.lastFeedbackAt ? '上次反馈' : '转外部单位',
          within: { days: policy.complaint.feedbackDays },
        }
      )
    },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['CMP-35'],
    promise: '向您反馈进展',
  },
  answer: {
    title: '答复时限',
    runsIn: ['handled'],
    limit: (row, { policy }) =>
      row.handledAt && { from: row.handledAt, why: '处理完成', within: { hours: policy.complaint.answerHours } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['CMP-03'],
    promise: '答复您',
  },
  enter: {
    title: '入表时限',
    runsIn: afterHandling,
    runsWhen: (row) => row.enteredAt === null,
    limit: (row) => row.handledAt && { from: row.handledAt, why: '处理完成', within: { sameDay: true } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['CMP-15'],
  },
  callBack: {
    title: '回访时限',
    runsIn: ['answered'],
    limit: (row, { policy }) => {
      // Hard and longer than a working day: at once (variant hard_over_1wd of CMP-27), as soon as he has his answer.
      if (row.hardAt && row.overDayAt && row.answeredAt) {
        return {
          from: row.answeredAt,
          why: '答复客户',
          within: { minutes: policy.complaint.callBackAtOnceMinutes },
        }
      }
      return row.handledAt && { from: row.handledAt, why: '处理完成', within: { days: policy.complaint.callBackDays } }
    },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager', 'executive'],
    rules: ['CMP-27'],
    promise: '回访您',
  },
  close: {
    title: '关闭时限',
    runsIn: ['called-back'],
    limit: (row, { policy }) => {
      const from = row.exemptedAt ?? row.calledBackAt ?? row.answeredAt
      return from && { from, why: row.exemptedAt ? '免回访' : '回访', within: { hours: policy.complaint.closeHours } }
    },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['CMP-37'],
  },
  headOpinion: {
    title: '第一负责人意见时限',
    runsIn: open,
    runsWhen: (row) => row.headOpinionAt === null,
    limit: (row, { policy }) =>
      row.climbedAt && {
        from: row.climbedAt,
        why: '上报疑难或越级投诉',
        within: { minutes: policy.complaint.atOnceMinutes },
      },
    onExpiry: 'recordBreach',
    ladder: ['manager', 'executive'],
    rules: ['CMP-21'],
  },
  tellExecutive: {
    title: '报分管领导时限',
    runsIn: open,
    runsWhen: (row) => row.executiveToldAt === null,
    limit: (row, { policy }) =>
      row.headOpinionAt && {
        from: row.headOpinionAt,
        why: '第一负责人意见',
        within: { minutes: policy.complaint.atOnceMinutes },
      },
    onExpiry: 'recordBreach',
    ladder: ['manager', 'executive'],
    rules: ['CMP-21'],
  },
  designate: {
    title: '指定专人时限',
    runsIn: unhandled,
    runsWhen: (row) => row.hardAt !== null && row.designatedAt === null,
    limit: (row, { policy }) => ({
      ...taken(row),
      within: { workingDays: policy.complaint.hardWorkingDays },
    }),
    onExpiry: 'recordBreach',
    ladder: ['manager', 'executive'],
    rules: ['CMP-32'],
  },
  // That a hard complaint has taken more than a working day, whoever is on it.
  overDay: {
    title: '一个工作日',
    runsIn: unhandled,
    runsWhen: (row) => row.hardAt !== null && row.overDayAt === null,
    limit: (row, { policy }) => ({
      ...taken(row),
      within: { workingDays: policy.complaint.hardWorkingDays },
    }),
    onExpiry: 'outlastDay',
    ladder: [],
    fact: true,
    rules: ['CMP-27', 'CMP-32'],
  },
  major: {
    title: '重大投诉上报时限',
    runsIn: open,
    runsWhen: (row) => row.majorReportedAt === null,
    limit: (row, { policy }) =>
      row.majorAt && {
        from: row.majorAt,
        why: '认定重大投诉',
        within: { workingDays: policy.complaint.majorWorkingDays },
      },
    onExpiry: 'recordBreach',
    ladder: ['manager', 'executive'],
    rules: ['CMP-45'],
  },
  measures: {
    title: '报措施时限',
    runsIn: open,
    runsWhen: (row) => row.source === 'quality' && row.measuresAt === null,
    limit: (row, { policy }) => ({
      from: row.registeredAt,
      why: '品质部下发',
      within: { workingDays: policy.complaint.measuresWorkingDays },
    }),
    onExpiry: 'recordBreach',
    ladder: ['manager', 'executive'],
    rules: ['CMP-38'],
  },
  finish: {
    title: '品质部规定完成时限',
    runsIn: open,
    runsWhen: (row) => row.resultReportedAt === null,
    limit: (row) => row.finishBy && { from: row.finishBy, why: '品质部规定的时间', within: { minutes: 0 } },
    onExpiry: 'recordBreach',
    ladder: ['manager', 'executive'],
    rules: ['CMP-38'],
  },
  confirm: {
    title: '确认投诉时限',
    runsIn: open,
    runsWhen: (row) => row.confirmedAt === null,
    limit: (row, { policy }) => ({
      from: row.registeredAt,
      why: '登记',
      within: { hours: policy.complaint.confirmHours },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['CMP-49'],
  },
} as const satisfies Record<string, ClockDecl<Complaint, ComplaintState, string>>
