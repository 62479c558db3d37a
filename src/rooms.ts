import type { Reaction, RoomEffects } from './kernel/case/engine.ts'
import type { CaseRecord, Procedure } from './kernel/case/procedure.ts'
import type { Duty } from './kernel/duty/duty.ts'
import { say } from './kernel/text/translate.ts'
import { explainMarks } from './rooms/complaint/announcement.marks.ts'
import { announcement } from './rooms/complaint/announcement.procedure.ts'
import { complaintDuties } from './rooms/complaint/complaint.duties.ts'
import { complaintEffects } from './rooms/complaint/complaint.effects.ts'
import { keepFigures } from './rooms/complaint/complaint.figures.ts'
import { complaint } from './rooms/complaint/complaint.procedure.ts'
import { matterWays } from './rooms/complaint/complaint.taking.ts'
import { dispute } from './rooms/complaint/dispute.procedure.ts'
import { complaintReport } from './rooms/complaint/report.procedure.ts'
import { study } from './rooms/complaint/study.procedure.ts'
import { suggestion } from './rooms/complaint/suggestion.procedure.ts'
import { publication } from './rooms/disclosure/publication.procedure.ts'
import { barMembers, membershipEffects } from './rooms/intake/groups/groups.effects.ts'
import { groupReactions } from './rooms/intake/groups/groups.reactions.ts'
import { contact, matter } from './rooms/intake/intake.procedure.ts'
import { mannersCheck } from './rooms/intake/manners.procedure.ts'
import { triageEffects } from './rooms/intake/triage/triage.effects.ts'
import { repairEffects } from './rooms/repair/repair.effects.ts'
import { repair } from './rooms/repair/repair.procedure.ts'

/** The composition root: the list of rooms. Nothing of the kernel or of a room imports it. */
export const procedures: Readonly<Record<string, Procedure>> = {
  matter,
  contact,
  repair,
  complaint,
  suggestion,
  dispute,
  announcement,
  study,
  'complaint-report': complaintReport,
  manners: mannersCheck,
  publication,
}

export const effects: Readonly<Record<string, RoomEffects>> = {
  ...triageEffects,
  matter: { ...membershipEffects, ...triageEffects.matter },
  repair: { ...repairEffects, ...triageEffects.repair },
  complaint: { ...triageEffects.complaint, ...complaintEffects, register: barMembers, nameAccused: barMembers },
  announcement: { check: explainMarks },
  'complaint-report': {
    submitMonthly: keepFigures,
    submitQuarterly: keepFigures,
    submitLegacy: keepFigures,
    submitReview: keepFigures,
    submitData: keepFigures,
  },
}

const placeOf = ({ unitId, placeId, personId }: CaseRecord) => ({
  ...(unitId ? { unitId } : {}),
  ...(placeId ? { placeId } : {}),
  ...(personId ? { personId } : {}),
})

/** Work that is taken up again goes on where it was: the matter above it, reopened just before, is not to be handed out. */
const handedBack = (procedure: string, rule: string): Reaction => ({
  on: { procedure, actions: ['reopen'] },
  upon: 'parent',
  does: { procedure: 'matter', action: 'dispatched' },
  form: (work) => ({ number: work.number, handedOver: false }),
  rules: [rule],
})

/** Recurring work that the calendar hands out (kernel/duty). */
export const duties: readonly Duty[] = complaintDuties

/** Work that is dispatched, finished or reopened moves the matter above it; a chase reaches the work below. */
export const reactions: readonly Reaction[] = [
  {
    on: { procedure: 'repair', actions: ['assign', 'reassign', 'offer', 'outsource', 'respond', 'grab'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'dispatched' },
    // What lies in the pool is not in other hands yet.
    form: (work, _facts, order) => ({ number: work.number, handedOver: order.assignedAt !== null }),
    rules: ['INT-08'],
  },
  {
    on: { procedure: 'contact', actions: ['issue'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'dispatched' },
    form: (work) => ({ number: work.number, handedOver: true }),
    rules: ['INT-08'],
  },
  ...(['repair', 'contact'] as const).map(
    (procedure): Reaction => ({
      on: { procedure, actions: procedure === 'repair' ? ['register', 'locate'] : ['issue'] },
      upon: 'parent',
      does: { procedure: 'matter', action: 'locate' },
      when: (_work, of) => of.unitId !== null || of.placeId !== null,
      form: placeOf,
    }),
  ),
  {
    // What the owner himself put off is not late; an appointment that the desk makes moves nothing.
    on: { procedure: 'repair', actions: ['appoint'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'awaitAppointment' },
    when: (order, _of, { actor }) =>
      order.appointmentAt !== null && (actor.kind === 'owner' || (actor.kind === 'link' && actor.purpose === 'owner')),
    form: (work, _facts, order) => ({ number: work.number, appointmentAt: order.appointmentAt.toISOString() }),
    rules: ['INT-18'],
  },
  {
    on: { procedure: 'repair', actions: ['callBack'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'answer' },
    when: (order) => order.calledBackAt !== null,
    form: () => ({ answer: '回访时已告知维修结果', way: 'call-back' }),
    rules: ['INT-02'],
  },
  {
    on: { procedure: 'repair', actions: 'final' },
    upon: 'parent',
    does: { procedure: 'matter', action: 'conclude' },
    form: (work) => ({ number: work.number }),
    rules: ['INT-09'],
  },
  {
    on: { procedure: 'contact', actions: 'final' },
    upon: 'parent',
    does: { procedure: 'matter', action: 'conclude' },
    form: (work) => ({ number: work.number }),
    rules: ['INT-09'],
  },
  {
    on: { procedure: 'repair', actions: ['reopen'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'reopen' },
    form: (work) => ({ reason: say('{number} 返修', { number: work.number }) }),
    rules: ['INT-09'],
  },
  {
    on: { procedure: 'matter', actions: ['fillIn'] },
    upon: 'children',
    does: { procedure: 'repair', action: 'locate' },
    when: (_matter, of) => of.unitId !== null || of.placeId !== null,
    form: placeOf,
  },
  {
    on: { procedure: 'matter', actions: ['chase'] },
    upon: 'children',
    does: { procedure: 'repair', action: 'heedChase' },
    form: (above, { policy }) => ({ count: above.chaseCount, raise: above.chaseCount >= policy.intake.chasesToRaise }),
    rules: ['INT-09'],
  },
  {
    on: { procedure: 'complaint', actions: ['register'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'dispatched' },
    form: (work) => ({ number: work.number }),
    rules: ['CMP-33'],
  },
  {
    on: { procedure: 'complaint', actions: ['answer', 'settleOnSpot'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'answer' },
    form: (work, _facts, { answerWay }: { answerWay: keyof typeof matterWays }) => ({
      answer: say('{number} 已答复处理结果', { number: work.number }),
      way: matterWays[answerWay],
    }),
    rules: ['CMP-01'],
  },
  {
    on: { procedure: 'complaint', actions: 'final' },
    upon: 'parent',
    does: { procedure: 'matter', action: 'conclude' },
    form: (work) => ({ number: work.number }),
    rules: ['CMP-53'],
  },
  {
    on: { procedure: 'complaint', actions: ['close'] },
    upon: 'new',
    does: { procedure: 'study', action: 'open' },
    // The first time only: what is reopened and closed again has its study.
    when: (row) => row.complaintClass === '1' && row.closedAt.getTime() === row.firstClosedAt.getTime(),
    form: (work) => ({
      complaintId: work.id,
      complaintNumber: work.number,
      title: work.title,
      ...(work.holderAccount ? { writer: work.holderAccount } : {}),
    }),
    rules: ['CMP-22'],
  },
  {
    on: { procedure: 'complaint', actions: ['reopen'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'reopen' },
    form: (work) => ({ reason: say('{number} 投诉重开', { number: work.number }) }),
    rules: ['CMP-53'],
  },
  handedBack('complaint', 'CMP-53'),
  {
    on: { procedure: 'suggestion', actions: ['collect'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'dispatched' },
    form: (work) => ({ number: work.number }),
    rules: ['CMP-46'],
  },
  {
    on: { procedure: 'suggestion', actions: ['callBack'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'answer' },
    form: (work) => ({ answer: say('{number} 您的建议已落实，并已回访', { number: work.number }), way: 'call-back' }),
    rules: ['CMP-46'],
  },
  {
    on: { procedure: 'suggestion', actions: 'final' },
    upon: 'parent',
    does: { procedure: 'matter', action: 'conclude' },
    form: (work) => ({ number: work.number }),
    rules: ['CMP-46'],
  },
  {
    on: { procedure: 'suggestion', actions: ['reopen'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'reopen' },
    form: (work) => ({ reason: say('{number} 重开', { number: work.number }) }),
  },
  handedBack('suggestion', 'CMP-46'),
  {
    on: { procedure: 'dispute', actions: ['register'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'dispatched' },
    form: (work) => ({ number: work.number }),
    rules: ['CMP-54'],
  },
  {
    on: { procedure: 'dispute', actions: ['conclude'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'answer' },
    form: (work) => ({ answer: say('{number} 已出面调处并告知结果', { number: work.number }), way: 'call-back' }),
    rules: ['CMP-54'],
  },
  {
    on: { procedure: 'dispute', actions: 'final' },
    upon: 'parent',
    does: { procedure: 'matter', action: 'conclude' },
    form: (work) => ({ number: work.number }),
    rules: ['CMP-54'],
  },
  {
    on: { procedure: 'dispute', actions: ['reopen'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'reopen' },
    form: (work) => ({ reason: say('{number} 重开', { number: work.number }) }),
  },
  handedBack('dispute', 'CMP-54'),
  {
    on: { procedure: 'matter', actions: ['chase'] },
    upon: 'children',
    does: { procedure: 'complaint', action: 'heedChase' },
    form: (above, { policy }) => ({ count: above.chaseCount, raise: above.chaseCount >= policy.intake.chasesToRaise }),
  },
  {
    on: { procedure: 'matter', actions: ['chase'] },
    upon: 'children',
    does: { procedure: 'contact', action: 'heedChase' },
    form: (above, { policy }) => ({ count: above.chaseCount, raise: above.chaseCount >= policy.intake.chasesToRaise }),
    rules: ['INT-09'],
  },
  ...groupReactions([repair, contact, complaint]),
]
