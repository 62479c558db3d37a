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
