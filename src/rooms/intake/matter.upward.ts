import { z } from 'zod'
import { choice, lines } from '../../kernel/case/fields.ts'
import type { Role } from '../../kernel/org/roles.ts'
import type { Matter } from './matter.row.ts'
import { act, open, voices } from './matter.states.ts'

/** What goes upwards: a major matter (INT-19), and what needs more power or another department (INT-20). */

/** The superiors that a matter is reported to. Top management is not among them: no level is skipped (INT-20). */
const superiors = {
  'service-supervisor': '客服主管',
  'service-director': '客服中心主任',
  manager: '管理处经理',
} as const satisfies Partial<Record<Role, string>>

const hidesUnless = (holds: (matter: Matter) => boolean, otherwise: string) =>
  ({ hides: true, check: (matter: Matter) => holds(matter) || otherwise }) as const

export const upward = {
  markMajor: act({
    title: '定为重大问题',
    hint: '48小时内答复客户，同时报上级领导',
    from: open,
    to: 'same',
    by: [...voices, 'service-supervisor'],
    rules: ['INT-19'],
    form: z.strictObject({ reason: lines('为什么重大', 500) }),
    when: [hidesUnless((matter) => matter.majorAt === null, '已定为重大问题')],
    sets: (form, _matter, { at }) => ({ majorAt: at, majorReason: form.reason, majorReportedAt: null }),
    setsCase: (_form, _matter, { case: of }) => (of.priority === 'normal' ? { priority: 'high' as const } : {}),
  }),

  reportMajor: act({
    title: '报上级领导',
    from: open,
    to: 'same',
    by: [...voices, 'service-supervisor'],
    rules: ['INT-19'],
    primary: true,
    form: z.strictObject({
      to: choice('报给', superiors, { rules: ['INT-19'] }),
      words: lines('情况说明', 1000),
    }),
    when: [hidesUnless((matter) => matter.majorAt !== null && matter.majorReportedAt === null, '没有要上报的重大问题')],
    sets: (_form, _matter, { at }) => ({ majorReportedAt: at }),
    notifies: (form) => [form.to],
    notice: '重大问题 {number}：{title}',
  }),

  escalate: act({
    title: '报经理协调',
    hint: '超出授权或须别的部门配合：第一时间报部门经理，由他协调',
    from: open,
    to: 'same',
    by: [...voices, 'service-supervisor'],
    rules: ['INT-20'],
    form: z.strictObject({
      why: choice('为什么', { beyond: '超出我的授权', 'cross-department': '须别的部门配合' }),
      words: lines('情况说明', 1000),
    }),
    when: [
      hidesUnless((matter) => matter.escalatedAt === null || matter.coordinatedAt !== null, '已报经理，等协调结论'),
    ],
    sets: (form, _matter, { at }) => ({
      escalatedAt: at,
      escalateWhy: form.why,
      coordinatedAt: null,
      coordination: null,
    }),
    notifies: ['manager'],
    notice: '请协调 {number}：{title}',
    tellOwner: '已报经理协调',
  }),

  coordinate: act({
    title: '协调结论',
    from: open,
    to: 'same',
    by: ['manager'],
    byRules: ['INT-20'],
    rules: ['INT-20'],
    primary: true,
    form: z.strictObject({ conclusion: lines('协调结论', 2000) }),
    when: [hidesUnless((matter) => matter.escalatedAt !== null && matter.coordinatedAt === null, '没有要协调的')],
    sets: (form, _matter, { at }) => ({ coordinatedAt: at, coordination: form.conclusion }),
    notifies: ['first-responder', 'receptionist'],
    notice: '{number} 经理已有协调结论',
  }),
}
