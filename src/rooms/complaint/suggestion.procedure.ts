import { z } from 'zod'
import { choice, flag, id, lines, nothing } from '../../kernel/case/fields.ts'
import { procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { titleOf } from '../../kernel/case/title.ts'
import { type Suggestion, suggestionKinds } from './beside.row.ts'

const states = ['collected', 'assigned', 'measured', 'done', 'closed', 'declined'] as const
const open = ['collected', 'assigned', 'measured', 'done'] as const
const readers = ['staff'] as const
const { act, procedure } = procedureOn<Suggestion>()(states)

const standing = standingActions(open, readers)

/** 建议需求: collected, passed to a post, answered with measures, called back. Handbook CMP-46 to CMP-48. */
export const suggestion = procedure({
  name: 'suggestion',
  title: '建议需求',
  record: '工作信息记录本',
  prefix: 'JY',
  version: 2,
  table: 'suggestion',
  stateTitles: {
    collected: '待安排',
    assigned: '待定措施',
    measured: '落实中',
    done: '待回访',
    closed: '已办结',
    declined: '未采纳',
  },
  initial: 'collected',
  final: ['closed', 'declined'],
  flags: {},
  relations: { handler: (row, actor) => actor.kind === 'staff' && row.handlerId === actor.accountId },
  readers,
  actions: {
    ...standing,
    // Whoever carries it out is not the one who calls back, also when he took it over.
    handOver: act({
      ...standing.handOver,
      sets: (form, row, { case: of }) =>
        row.state !== 'done' && row.handlerId === of.holderAccount ? { handlerId: form.accountId } : {},
    }),

    collect: act({
      title: '收集建议需求',
      from: 'new',
      to: 'collected',
      by: ['receptionist', 'butler', 'service-officer', 'service-supervisor', 'senior-butler', 'assistant-butler'],
      byRules: ['CMP-46', 'CMP-48'],
      rules: ['CMP-46', 'CMP-48'],
      form: z.strictObject({
        kind: choice('性质', suggestionKinds),
        content: lines('内容', 5000),
        parentId: z.uuid().optional(),
        unitId: id('房号', 'unit').optional(),
        placeId: id('公共部位', 'place').optional(),
        personId: id('提出人', 'person').optional(),
      }),
      sets: (form, _row, { at, actor }) => ({
        kind: form.kind,
        content: form.content,
        collectedBy: actor.kind === 'staff' ? actor.accountId : null,
        collectedAt: at,
      }),
      setsCase: (form) => ({
        title: titleOf(form.content),
        unitId: form.unitId ?? null,
        placeId: form.placeId ?? null,
        personId: form.personId ?? null,
      }),
      notifies: ['service-supervisor'],
      notice: '新建议 {number}：{title}',
      tellOwner: '我们已收到您的建议',
    }),

    assign: act({
      title: '安排处理岗位',
      from: ['collected', 'assigned'],
      to: 'assigned',
      by: ['receptionist', 'service-supervisor', 'service-director'],
      rules: ['CMP-46'],
      primary: true,
      form: z.strictObject({ handlerId: id('处理人', 'account', { rules: ['CMP-46'] }) }),
      sets: (form, _row, { at }) => ({ handlerId: form.handlerId, assignedAt: at }),
      setsCase: (form) => ({ holderAccount: form.handlerId }),
      notice: '{number} 请处理建议：{title}',
      tellOwner: '已安排专人研究您的建议',
    }),

    decide: act({
      title: '定处理措施',
      from: ['assigned'],
      to: 'measured',
      by: ['assignee'],
      rules: ['CMP-47'],
      primary: true,
      form: z.strictObject({
        constructive: flag('有建设性或属合理需求', { rules: ['CMP-47'] }),
        measures: lines('处理措施', 2000).optional(),
      }),
      whenForm: [
        {
          rules: ['CMP-47'],
          check: (form) =>
            !form.constructive || form.measures !== undefined || '有建设性的建议和合理的需求，须定出处理措施',
        },
      ],
      sets: (form, _row, { at }) => ({
        constructive: form.constructive,
        measures: form.measures ?? null,
        measuresAt: at,
      }),
      tellOwner: '您的建议已定处理措施',
    }),

    decline: act({
      title: '不采纳',
      hint: '写明原因，告知客户',
      from: ['collected', 'assigned'],
      to: 'declined',
      by: ['service-supervisor', 'service-director', 'manager'],
      form: z.strictObject({ reason: lines('原因', 1000) }),
      sets: (form) => ({ declineReason: form.reason }),
      tellOwner: '感谢您的建议，目前暂不能采纳',
    }),

    finish: act({
      title: '落实完成',
      from: ['measured'],
      to: 'done',
      by: ['assignee'],
      rules: ['CMP-46'],
      primary: true,
      form: z.strictObject({ result: lines('跟进结果', 2000, { rules: ['CMP-46'] }) }),
      sets: (form, _row, { at }) => ({ result: form.result, resultAt: at }),
      notifies: ['receptionist', 'service-supervisor'],
      notice: '{number} 建议已落实：{title}',
      tellOwner: '您的建议已落实',
    }),

    callBack: act({
      title: '回访客户',
      from: ['done'],
      to: 'same',
      by: ['receptionist', 'butler', 'service-officer', 'senior-butler', 'service-supervisor'],
      except: { relations: ['handler'], rules: ['CMP-47'] },
      rules: ['CMP-47'],
      primary: true,
      form: z.strictObject({ words: lines('客户意见', 1000) }),
      when: [{ check: (row) => row.calledBackAt === null || '已经回访' }],
      sets: (form, _row, { at, actor }) => ({
        callerId: actor.kind === 'staff' ? actor.accountId : null,
        calledBackAt: at,
        callBackWords: form.words,
      }),
      tellOwner: '我们已回访您',
    }),

    close: act({
      title: '办结',
      from: ['done'],
      to: 'closed',
      by: ['receptionist', 'service-supervisor'],
      rules: ['CMP-46'],
      form: nothing,
      when: [
        {
          rules: ['CMP-47'],
          check: (row) => !row.constructive || row.calledBackAt !== null || '先派专人回访客户',
        },
      ],
      sets: (_form, _row, { at }) => ({ closedAt: at }),
      tellOwner: '您的建议已办结',
    }),

    reopen: act({
      title: '重开',
      from: ['closed', 'declined'],
      to: 'collected',
      by: ['service-supervisor', 'manager'],
      form: z.strictObject({ reason: lines('重开原因', 500) }),
      sets: (_form, _row, { at }) => ({ reopenedAt: at, closedAt: null, declineReason: null, calledBackAt: null }),
      tellOwner: '您的建议已重新办理',
    }),
  },
  clocks: {
    assign: {
      title: '安排时限',
      runsIn: ['collected'],
      limit: (row, { policy }) => ({
        from: row.reopenedAt ?? row.collectedAt,
        why: row.reopenedAt ? '重开' : '收集',
        within: { workingDays: policy.complaint.suggestionAssignWorkingDays },
      }),
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['CMP-46'],
    },
    handle: {
      title: '处理时限',
      runsIn: ['assigned', 'measured'],
      limit: (row, { policy }) =>
        row.assignedAt && {
          from: row.assignedAt,
          why: '安排处理',
          within: { workingDays: policy.complaint.suggestionWorkingDays },
        },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['CMP-46', 'CMP-48'],
      promise: '落实您的建议',
    },
    callBack: {
      title: '回访时限',
      runsIn: ['done'],
      limit: (row, { policy }) =>
        row.resultAt && { from: row.resultAt, why: '落实完成', within: { days: policy.complaint.callBackDays } },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['CMP-47'],
    },
  },
})
