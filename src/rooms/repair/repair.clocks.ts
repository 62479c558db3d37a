import type { ClockDecl } from '../../kernel/case/procedure.ts'
import { atBusinessTime } from '../../kernel/clock/time.ts'
import { isPublic, type RepairOrder } from './repair.order.ts'
import { onTheJob, open, type RepairState } from './repair.states.ts'

/** The deadlines of a repair. Each runs exactly while its declaration says. */
export const clocks = {
  dispatch: {
    title: '派单时限',
    runsIn: ['reported'],
    limit: (order, { policy }) => ({
      from: order.reportedAt,
      why: '登记报修',
      within: { minutes: policy.repair.dispatchWithinMinutes },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: [],
  },
  respond: {
    title: '紧急响应',
    runsIn: ['reported', 'pooled', 'assigned'],
    runsWhen: (order) => order.urgent && order.respondedAt === null,
    limit: (order, { policy }) => ({
      from: order.reportedAt,
      why: '紧急呼叫',
      within: { minutes: policy.intake.pageWithinMinutes },
    }),
    onExpiry: 'recordBreach',
    ladder: ['engineering-supervisor', 'manager', 'executive'],
    // Half an hour is too long where water runs or somebody sits in a lift.
    ladderStep: (policy) => policy.intake.pageStepMinutes,
    rules: [],
  },
  take: {
    title: '领单时限',
    runsIn: ['pooled', 'assigned'],
    limit: (order, { policy }) => {
      const from = order.assignedAt ?? order.offeredAt
      return from && { from, why: '派单', within: { minutes: policy.repair.takeWithinMinutes } }
    },
    onExpiry: 'recordBreach',
    ladder: ['team-leader', 'engineering-supervisor'],
    rules: [],
  },
  arrive: {
    title: '到场时限',
    runsIn: ['assigned', 'taken'],
    limit: (order, { policy }) => {
      // Who waits for the owner or for parts was there: the old promise is over, the next begins with an appointment.
      const from = order.appointmentAt ?? order.waitingSince ?? order.takenAt
      return (
        from && {
          from,
          why: order.appointmentAt ? '约定时间' : order.waitingSince ? '等候' : '领单',
          within: { minutes: policy.repair.arriveWithinMinutes },
        }
      )
    },
    pausedBy: ['waiting-owner', 'waiting-parts'],
    onExpiry: 'recordBreach',
    ladder: ['team-leader', 'engineering-supervisor', 'manager'],
    rules: ['REP-04'],
    promise: '师傅到场',
  },
  appoint: {
    title: '另约时限',
    runsIn: ['assigned', 'taken'],
    runsWhen: (order) => order.waitingSince !== null,
    limit: (order, { case: of, policy }) => {
      const parts = of.flags.includes('waiting-parts') ? order.partsExpectedOn : null
      const from = parts === null ? order.waitingSince : atBusinessTime(parts, '00:00')
      return (
        from && {
          from,
          why: parts === null ? '等业主' : '预计到货',
          within: { hours: policy.repair.appointHours },
        }
      )
    },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: [],
  },
  review: {
    title: '评审返场时限',
    runsIn: ['reviewing'],
    limit: (order, { policy }) =>
      order.reviewAskedAt && {
        from: order.reviewAskedAt,
        why: '报评审',
        within: { minutes: policy.repair.reviewWithinMinutes },
      },
    onExpiry: 'recordBreach',
    ladder: ['team-leader', 'engineering-supervisor', 'manager'],
    rules: ['REP-07'],
    promise: '师傅返场',
  },
  quoteReply: {
    title: '报价有效期',
    runsIn: ['quoted'],
    limit: (order, { policy }) =>
      order.quotedAt && { from: order.quotedAt, why: '报价', within: { hours: policy.repair.quoteReplyHours } },
    onExpiry: 'lapseQuote',
    ladder: [],
    rules: [],
    promise: '报价有效至',
  },
  sign: {
    title: '签认时限',
    runsIn: ['done'],
    runsWhen: (order) => !isPublic(order),
    limit: (order, { policy }) =>
      order.finishedAt && { from: order.finishedAt, why: '完工', within: { hours: policy.repair.signWithinHours } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['REP-09'],
  },
  confirm: {
    title: '公共维修核实时限',
    runsIn: ['done'],
    runsWhen: isPublic,
    limit: (order, { policy }) =>
      order.finishedAt && { from: order.finishedAt, why: '完工', within: { hours: policy.repair.signWithinHours } },
    onExpiry: 'recordBreach',
    ladder: ['service-officer', 'service-supervisor'],
    rules: ['REP-10'],
  },
  handIn: {
    title: '收费上交时限',
    // Rework does not put off what was taken before it.
    runsIn: open,
    runsWhen: (order) => order.chargedAt !== null && order.countedAt === null,
    limit: (order, { policy }) =>
      order.chargedAt && { from: order.chargedAt, why: '收费', within: { hours: policy.repair.handInHours } },
    onExpiry: 'recordBreach',
    ladder: ['engineering-supervisor', 'manager'],
    rules: ['REP-08'],
  },
  invoice: {
    title: '发票送达时限',
    runsIn: open,
    runsWhen: (order) => order.invoicedAt !== null && order.invoiceDeliveredAt === null,
    limit: (order, { policy }) =>
      order.invoicedAt && { from: order.invoicedAt, why: '开发票', within: { hours: policy.repair.invoiceHours } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['REP-08'],
    promise: '发票送达',
  },
  callBack: {
    title: '回访时限',
    runsIn: ['signed'],
    runsWhen: (order) => !isPublic(order) && order.calledBackAt === null,
    limit: (order, { policy }) =>
      order.signedAt && { from: order.signedAt, why: '签认', within: { hours: policy.repair.callBackHours } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['REP-12'],
    promise: '客服回访',
  },
  correct: {
    title: '纠正时限',
    runsIn: ['correcting', 'pooled', ...onTheJob],
    runsWhen: (order) => order.nonConformity !== null && order.correctedAt === null,
    limit: (order, { policy }) =>
      order.nonConformityAt && {
        from: order.nonConformityAt,
        why: '不合格项转交',
        within: { hours: policy.repair.correctHours },
      },
    pausedBy: ['waiting-owner', 'waiting-parts'],
    onExpiry: 'recordBreach',
    ladder: ['engineering-supervisor', 'manager'],
    rules: ['REP-13'],
    promise: '返修完成',
  },
  file: {
    title: '归档时限',
    runsIn: ['signed'],
    runsWhen: (order) => isPublic(order) || order.calledBackAt !== null,
    limit: (order, { policy }) => {
      const from = order.calledBackAt ?? order.confirmedAt
      return from && { from, why: '回访或核实', within: { hours: policy.repair.fileHours } }
    },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['REP-11'],
  },
} as const satisfies Record<string, ClockDecl<RepairOrder, RepairState, string>>
