import type { ClockDecl } from '../../kernel/case/procedure.ts'
import type { ContactState } from './contact.states.ts'
import type { ContactSlip } from './matter.row.ts'

/** The deadlines of a contact slip. */
export const clocks = {
  receive: {
    title: '签收时限',
    runsIn: ['issued'],
    limit: (row, { policy }) => ({
      from: row.issuedAt,
      why: '派单',
      within: { minutes: policy.intake.slipReceivedMinutes },
    }),
    onExpiry: 'countReceived',
    ladder: [],
    rules: ['INT-15'],
  },
  reply: {
    title: '回复前台时限',
    runsIn: ['issued', 'received'],
    runsWhen: (row) => row.consultedAt === null,
    limit: (row, { policy }) => ({
      from: row.issuedAt,
      why: '派单',
      within: { hours: policy.intake.replyWithinHours },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-16'],
  },
  reportUp: {
    title: '请示上报时限',
    runsIn: ['received'],
    // Who has not said whether he can do it himself has not reported either.
    runsWhen: (row) => row.needsSuperior !== false && row.consultedAt === null,
    limit: (row, { policy }) =>
      row.receivedAt && {
        from: row.receivedAt,
        why: '得到信息',
        within: { hours: policy.intake.reportUpHours },
      },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-17'],
  },
  feedback: {
    title: '请示事项反馈时限',
    runsIn: ['received'],
    runsWhen: (row) => row.consultedAt !== null,
    limit: (row, { policy }) =>
      row.receivedAt && {
        from: row.receivedAt,
        why: '得到信息',
        within: { hours: policy.intake.feedbackHours },
      },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-17'],
  },
  superior: {
    title: '上级批示时限',
    runsIn: ['received'],
    runsWhen: (row) => row.consultedAt !== null && row.consultAnsweredAt === null,
    limit: (row, { policy }) =>
      row.consultedAt && {
        from: row.consultedAt,
        why: '请示上级',
        within: { hours: policy.intake.superiorAnswerHours },
      },
    onExpiry: 'recordBreach',
    ladder: ['manager', 'executive'],
    rules: ['INT-17'],
  },
  file: {
    title: '归档时限',
    runsIn: ['replied'],
    limit: (row, { policy }) =>
      row.repliedAt && { from: row.repliedAt, why: '回复', within: { hours: policy.intake.answerWithinHours } },
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor'],
    rules: ['INT-09'],
  },
} as const satisfies Record<string, ClockDecl<ContactSlip, ContactState, string>>
