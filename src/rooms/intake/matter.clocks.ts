import type { ClockDecl } from '../../kernel/case/procedure.ts'
import { answerHours } from './matter.guards.ts'
import type { Matter } from './matter.row.ts'
import { type MatterState, open } from './matter.states.ts'

/** The deadlines of a matter. Each runs exactly while its declaration says. */
export const clocks = {
  sort: {
    title: '判别时限',
    runsIn: ['registered'],
    limit: (row, { policy }) => ({
      from: row.registeredAt,
      why: '登记',
      within:
        row.channel === 'file'
          ? { hours: policy.intake.sortFileWithinHours }
          : { minutes: policy.intake.sortWithinMinutes },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-08', 'INT-12'],
  },
  dispatch: {
    title: '派办时限',
    runsIn: ['sorted'],
    runsWhen: (row) => row.answeredAt === null,
    limit: (row, { policy }) =>
      row.sortedAt && { from: row.sortedAt, why: '判别', within: { minutes: policy.intake.sortWithinMinutes } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-08'],
  },
  follow: {
    title: '首次跟进时限',
    runsIn: ['dispatched'],
    // Who is handled together with others is followed with the head.
    runsWhen: (row) => row.followedAt === null && row.headId === null,
    limit: (row, { policy }) =>
      row.dispatchedAt && { from: row.dispatchedAt, why: '派办', within: { hours: policy.intake.followWithinHours } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['INT-09'],
  },
  answer: {
    title: '答复客户时限',
    runsIn: open,
    // Who is handled with others and was told how far it is has had his word; the result is owed when the head is done.
    runsWhen: (row) => row.answeredAt === null && row.interimAt === null,
    limit: (row, { policy }) => ({
      from: row.promisedFrom,
      why: promisedBy(row),
      within: { hours: answerHours(row, policy) },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'service-director', 'manager'],
    rules: ['INT-18', 'INT-19'],
    promise: '答复您',
  },
  come: {
    title: '责任人到场时限',
    runsIn: open,
    runsWhen: (row) => row.calledAt !== null && row.cameAt === null && !row.noteAgreedAt,
    limit: (row, { policy }) =>
      row.calledAt && { from: row.calledAt, why: '联络责任人', within: { minutes: policy.intake.comeWithinMinutes } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['INT-04'],
  },
  replyNote: {
    title: '代记后回复时限',
    runsIn: open,
    runsWhen: (row) => row.noteAgreedAt !== null && (row.toldAt === null || row.toldAt < row.noteAgreedAt),
    limit: (row, { policy }) =>
      row.noteAgreedAt && {
        from: row.noteAgreedAt,
        why: '客户同意代记',
        within: { hours: policy.intake.replyNoteHours },
      },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['INT-04'],
    promise: '回复您',
  },
  visit: {
    title: '上门时限',
    runsIn: open,
    // A visit that is called off takes the start back: its clock is cancelled, not kept.
    runsWhen: (row) => row.visitArrivedAt === null,
    limit: (row, { policy }) =>
      row.visitAppointedAt
        ? { from: row.visitAppointedAt, why: '约定时间', within: { minutes: policy.intake.comeWithinMinutes } }
        : row.visitSentAt && {
            from: row.visitSentAt,
            why: '派人上门',
            within: { hours: policy.intake.visitWithinHours },
          },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['INT-06'],
    promise: '到您家',
  },
  reportMajor: {
    title: '重大问题上报时限',
    runsIn: open,
    runsWhen: (row) => row.majorAt !== null && row.majorReportedAt === null,
    limit: (row, { policy }) =>
      row.majorAt && {
        from: row.majorAt,
        why: '定为重大问题',
        within: { minutes: policy.intake.reportMajorMinutes },
      },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-19'],
  },
  coordinate: {
    title: '经理协调时限',
    runsIn: open,
    runsWhen: (row) => row.escalatedAt !== null && row.coordinatedAt === null,
    limit: (row, { policy }) =>
      row.escalatedAt && {
        from: row.escalatedAt,
        why: '报经理协调',
        within: { hours: policy.intake.coordinateHours },
      },
    onExpiry: 'recordBreach',
    ladder: ['manager', 'executive'],
    rules: ['INT-20'],
  },
  close: {
    title: '办结时限',
    runsIn: ['concluded'],
    limit: (row, { policy }) =>
      row.concludedAt && {
        from: row.concludedAt,
        why: '工作办结',
        within: { hours: policy.intake.answerWithinHours },
      },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['INT-09'],
  },
} as const satisfies Record<string, ClockDecl<Matter, MatterState, string>>

/** What the answer clock counts from, in words. */
function promisedBy({ promisedFrom, heardAt, appointmentAt }: Matter): string {
  if (promisedFrom.getTime() === heardAt.getTime()) return '接到信息'
  return promisedFrom.getTime() === appointmentAt?.getTime() ? '客户约定的时间' : '客户同意的告知'
}
