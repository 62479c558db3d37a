import type { Actor, Facts } from '../../kernel/case/procedure.ts'
import type { Role } from '../../kernel/org/roles.ts'
import type { Complaint } from './complaint.row.ts'

/** Conditions that several actions of a complaint share. */

/** Who was complained about is asked last, alone, and only after the complainant (CMP-06). */
export const bothAsked = {
  rules: ['CMP-06'],
  check: (row: Complaint) =>
    row.accusedId === null ||
    (row.complainantAskedTo !== null && row.accusedAskedAt !== null) ||
    '投诉员工的，先分别问清投诉人和被投诉人',
} as const

export const verifiedFirst = {
  rules: ['CMP-03'],
  check: (row: Complaint) => row.verifiedAt !== null || '先查核事情的来由和经过',
} as const

export const superiorHeard = {
  rules: ['CMP-14'],
  check: (row: Complaint) =>
    row.reportedUpAt === null || row.superiorOpinionAt !== null || '已报上级，等上级给出意见后照办',
} as const

/** The customers whom the department finds hard to please are received by the coordinator (CMP-50). */
export const byCoordinator = {
  rules: ['CMP-50'],
  check: (row: Complaint, { actor }: Facts) =>
    !row.difficult || hasRole(actor, ['butler-coordinator']) || '难点客户由管家联络人接待和答复',
} as const

/** So is their call-back, unless he handled it himself: then the head calls, or whom the head asks (CMP-27). */
export const calledBackByCoordinator = {
  rules: ['CMP-50'],
  check: (row: Complaint, { actor }: Facts) =>
    !row.difficult ||
    hasRole(actor, ['butler-coordinator', 'manager']) ||
    isAsked(row, actor) ||
    '难点客户由管家联络人、部门第一负责人或受其委托的人回访',
} as const

/** Who follows a complaint of the first class and calls back (CMP-40). */
export const customerService = [
  'service-officer',
  'butler',
  'senior-butler',
  'butler-coordinator',
  'service-supervisor',
  'service-director',
] as const satisfies readonly Role[]

/** Whom the head of the department asked to call back. */
export function isAsked(row: Complaint, actor: Actor): boolean {
  return actor.kind === 'staff' && row.callBackById === actor.accountId
}

export function hasRole(actor: Actor, wanted: readonly Role[]): boolean {
  return actor.kind === 'staff' && actor.roles.some((role) => wanted.includes(role))
}

/** What the record still lacks before it may be closed (CMP-52), as the names of its empty fields. */
export function recordGaps(row: Complaint): string[] {
  const asked: [string, unknown][] = [
    ['投诉类别', row.complaintClass],
    ['有效性确认', row.confirmedAt],
    ['处理过程', row.process],
    ['处理分析', row.analysis],
    ['业主对处理的意见', row.exemption ?? row.callBackOpinion],
    ['答复', row.answeredAt],
  ]
  return asked.filter(([, value]) => value === null).map(([name]) => name)
}
