import { z } from 'zod'
import { choice, id, lines, nothing } from '../../kernel/case/fields.ts'
import { climbs } from './complaint.row.ts'
import { act, open, unhandled } from './complaint.states.ts'

/** Upwards: hard and major complaints, those over our heads, and who watches that all are closed. CMP-10, 11, 20, 21, 32, 38, 45, 53. */
export const reporting = {
  climb: act({
    title: '立即上报',
    hint: '难度较大，或直接到了公司、集团、政府部门',
    from: unhandled,
    to: 'same',
    by: ['receptionist', 'first-responder', 'assignee', 'service-supervisor', 'manager'],
    rules: ['CMP-21', 'CMP-32'],
    form: z.strictObject({ why: choice('原因', climbs), words: lines('情况说明', 2000) }),
    when: [{ check: (row) => row.climbedAt === null || '已经上报' }],
    sets: (form, row, { at }) => ({
      climb: form.why,
      climbedAt: at,
      ...(form.why === 'hard' ? { hardAt: row.hardAt ?? at, hardNote: form.words } : {}),
    }),
    setsCase: (_form, _row, { case: of }) => (of.priority === 'normal' ? { priority: 'high' as const } : {}),
    notifies: ['manager'],
    notice: '{number} 疑难或越级投诉，请提出意见：{title}',
  }),

  giveHeadOpinion: act({
    title: '第一负责人意见',
    from: open,
    to: 'same',
    by: ['manager'],
    byRules: ['CMP-21'],
    rules: ['CMP-21'],
    form: z.strictObject({ opinion: lines('意见', 2000) }),
    when: [{ check: (row) => row.climbedAt !== null || '还没有上报' }],
    sets: (form, _row, { at }) => ({ headOpinion: form.opinion, headOpinionAt: at }),
    notifies: ['assignee', 'receptionist'],
    notice: '{number} 第一负责人已提出意见',
  }),

  tellExecutive: act({
    title: '报分管领导',
    from: open,
    to: 'same',
    by: ['manager'],
    rules: ['CMP-21'],
    form: z.strictObject({ words: lines('呈报内容', 2000) }),
    when: [
      { rules: ['CMP-21'], check: (row) => row.headOpinionAt !== null || '先由部门第一负责人提出意见' },
      { check: (row) => row.executiveToldAt === null || '已报分管领导' },
    ],
    sets: (_form, _row, { at }) => ({ executiveToldAt: at }),
    notifies: ['executive'],
    notice: '{number} 投诉呈报，请批示：{title}',
  }),

  giveExecutiveOpinion: act({
    title: '领导批示',
    from: open,
    to: 'same',
    by: ['executive'],
    form: z.strictObject({ opinion: lines('批示', 2000) }),
    when: [{ check: (row) => row.executiveToldAt !== null || row.directReportedAt !== null || '还没有呈报到您这里' }],
    sets: (form, _row, { at }) => ({ executiveOpinion: form.opinion, executiveOpinionAt: at }),
    notifies: ['manager', 'assignee'],
    notice: '{number} 分管领导已批示',
  }),

  openDirectReport: act({
    title: '满两天无回复',
    from: open,
    to: 'same',
    by: ['clock'],
    rules: ['CMP-20'],
    form: nothing,
    sets: (_form, _row, { at }) => ({ directReportFrom: at }),
    notifies: ['receptionist'],
    notice: '{number} 已满两天没有任何回复，您可以直报高层领导',
  }),

  reportDirectly: act({
    title: '直报高层领导',
    hint: '过了两天还没有任何回复的投诉',
    from: open,
    to: 'same',
    by: ['receptionist'],
    byRules: ['CMP-20'],
    rules: ['CMP-20'],
    form: z.strictObject({ words: lines('上报内容', 2000) }),
    when: [
      { rules: ['CMP-20'], check: (row) => row.directReportFrom !== null || '满两天没有任何回复，才可直报高层' },
      { check: (row) => row.directReportedAt === null || '已经直报' },
    ],
    sets: (_form, _row, { at }) => ({ directReportedAt: at }),
    notifies: ['executive'],
    notice: '{number} 两天无回复，前台直报：{title}',
  }),

  askRepresentative: act({
    title: '报管理者代表',
    hint: '部门未能处理的，或越过部门投到上级的',
    from: unhandled,
    to: 'same',
    by: ['manager'],
    rules: ['CMP-11'],
    form: z.strictObject({ words: lines('呈报内容', 2000) }),
    sets: (_form, _row, { at }) => ({ representativeAskedAt: at }),
    notifies: ['management-representative'],
    notice: '{number} 请管理者代表提出处理意见：{title}',
  }),

  entrustEnterprise: act({
    title: '委托企业管理部',
    from: unhandled,
    to: 'same',
    by: ['management-representative'],
    rules: ['CMP-11'],
    form: z.strictObject({ words: lines('委托说明', 1000) }),
    when: [{ check: (row) => row.climbedAt !== null || row.representativeAskedAt !== null || '没有报到管理者代表' }],
    sets: () => ({ representativeDelegated: true }),
    notifies: ['enterprise-dept'],
    notice: '{number} 管理者代表委托处理：{title}',
  }),

  giveRepresentativeOpinion: act({
    title: '管理者代表意见',
    from: unhandled,
    to: 'same',
    by: ['management-representative', 'enterprise-dept'],
    byRules: ['CMP-11'],
    rules: ['CMP-11'],
    form: z.strictObject({ opinion: lines('处理意见', 2000) }),
    when: [
      { check: (row) => row.climbedAt !== null || row.representativeAskedAt !== null || '没有报到管理者代表' },
      {
        rules: ['CMP-11'],
        check: (row, { actor }) =>
          row.representativeDelegated ||
          (actor.kind === 'staff' && actor.roles.includes('management-representative')) ||
          '管理者代表没有委托企业管理部',
      },
    ],
    sets: (form, _row, { at }) => ({ representativeOpinion: form.opinion, representativeOpinionAt: at }),
    notifies: ['manager', 'assignee'],
    notice: '{number} 管理者代表已提出意见',
  }),

  outlastDay: act({
    title: '超过一个工作日',
    from: unhandled,
    to: 'same',
    by: ['clock'],
    rules: ['CMP-32'],
    form: nothing,
    sets: (_form, _row, { at }) => ({ overDayAt: at }),
  }),

  designate: act({
    title: '指定专人',
    from: [...open],
    to: 'same',
    by: ['manager'],
    byRules: ['CMP-32'],
    rules: ['CMP-32', 'CMP-39'],
    form: z.strictObject({ accountId: id('专人', 'account') }),
    whenForm: [{ rules: ['CMP-06'], check: (form, row) => form.accountId !== row.accusedId || '被投诉人不能经手本件' }],
    sets: (form, row, { at }) => ({
      designatedId: form.accountId,
      designatedAt: at,
      // Whoever is named after the handling sees it through; who handled it stays on record.
      ...(row.handledAt === null ? { handlerId: form.accountId } : {}),
    }),
    setsCase: (form) => ({ holderAccount: form.accountId }),
    notice: '{number} 指定您处理：{title}',
  }),

  markMajor: act({
    title: '认定重大投诉',
    from: open,
    to: 'same',
    by: ['service-supervisor', 'service-director', 'manager'],
    rules: ['CMP-45'],
    form: z.strictObject({ reason: lines('认定理由', 500) }),
    when: [{ check: (row) => row.majorAt === null || '已认定为重大投诉' }],
    sets: (_form, _row, { at }) => ({ majorAt: at }),
    setsCase: (_form, _row, { case: of }) => (of.priority === 'normal' ? { priority: 'high' as const } : {}),
    notifies: ['manager'],
    notice: '{number} 重大投诉，须一个工作日内上报：{title}',
  }),

  reportMajor: act({
    title: '上报重大投诉',
    hint: '同时报品质管理部和分管领导',
    from: open,
    to: 'same',
    by: ['manager'],
    rules: ['CMP-45'],
    form: z.strictObject({
      cause: lines('产生原因', 2000, { rules: ['CMP-45'] }),
      process: lines('处理过程', 3000, { rules: ['CMP-45'] }),
      result: lines('处理结果', 2000, { rules: ['CMP-45'] }),
      lessons: lines('经验教训', 2000, { rules: ['CMP-45'] }),
      corrective: lines('纠正措施', 2000, { rules: ['CMP-45'] }),
    }),
    when: [{ check: (row) => row.majorAt !== null || '还没有认定为重大投诉' }],
    sets: (form, _row, { at }) => ({ majorReportedAt: at, majorReport: form }),
    notifies: ['quality-dept', 'executive'],
    notice: '{number} 重大投诉报告：{title}',
  }),

  reportMeasures: act({
    title: '报处理措施',
    hint: '品质部下发的投诉，一个工作日内报品质管理部',
    from: open,
    to: 'same',
    by: ['manager'],
    rules: ['CMP-38'],
    form: z.strictObject({ measures: lines('处理措施', 3000) }),
    when: [{ check: (row) => row.source === 'quality' || '不是品质部下发的投诉' }],
    sets: (form, _row, { at }) => ({ measures: form.measures, measuresAt: at }),
    notifies: ['quality-dept'],
    notice: '{number} 处理措施已报',
  }),

  reportResult: act({
    title: '回报处理结果',
    from: ['handled', 'answered', 'called-back'],
    to: 'same',
    by: ['manager'],
    rules: ['CMP-38'],
    form: z.strictObject({ words: lines('结果', 2000) }),
    when: [{ check: (row) => row.source === 'quality' || '不是品质部下发的投诉' }],
    sets: (_form, _row, { at }) => ({ resultReportedAt: at }),
    notifies: ['quality-dept'],
    notice: '{number} 处理结果已报',
  }),

  supervise: act({
    title: '督办',
    hint: '督促各岗处理和回访，直到闭环',
    from: [...open, 'closed'],
    to: 'same',
    by: ['butler-coordinator', 'enterprise-dept'],
    byRules: ['CMP-53', 'CMP-10'],
    rules: ['CMP-53', 'CMP-10'],
    form: z.strictObject({ words: lines('督办意见', 1000) }),
    sets: (_form, _row, { at }) => ({ supervisedAt: at }),
    notifies: ['assignee'],
    notice: '{number} 督办：{title}',
  }),
}
