import { z } from 'zod'
import { choice, files, id, instant, line, lines } from '../../kernel/case/fields.ts'
import { bothAsked, superiorHeard, verifiedFirst } from './complaint.guards.ts'
import { causes, parties } from './complaint.row.ts'
import { act, unhandled } from './complaint.states.ts'
import { type Ground, grounds } from './grounds.ts'

const questioners = ['service-supervisor', 'service-director', 'butler', 'senior-butler', 'manager'] as const
/** Who may read what was said in the separate interviews (CMP-06). */
const confidants = ['service-supervisor', 'service-director', 'manager', 'management-representative'] as const

const interview = z.strictObject({
  startedAt: instant('询问开始'),
  endedAt: instant('询问结束'),
  words: lines('询问记录', 5000),
})

/** Checked, judged by law and agreement, handled, or passed to those outside. CMP-02, 03, 06, 14, 23, 24, 34, 35. */
export const handling = {
  askComplainant: act({
    title: '询问投诉人',
    hint: '请被投诉人离开后再问',
    from: ['issued', 'verifying', 'handling'],
    to: 'same',
    by: questioners,
    rules: ['CMP-06'],
    seenBy: confidants,
    form: interview,
    when: [{ check: (row) => row.accusedId !== null || '本件没有被投诉员工' }],
    whenForm: [{ check: (form, _row, { at }) => inOrder(form, at) }],
    sets: (form) => ({ complainantAskedTo: new Date(form.endedAt) }),
  }),

  askAccused: act({
    title: '询问被投诉人',
    hint: '先问清投诉人，两人不对质',
    from: ['issued', 'verifying', 'handling'],
    to: 'same',
    by: questioners,
    rules: ['CMP-06'],
    seenBy: confidants,
    form: interview,
    when: [
      { check: (row) => row.accusedId !== null || '本件没有被投诉员工' },
      { rules: ['CMP-06'], check: (row) => row.complainantAskedTo !== null || '先问清投诉人，再问被投诉人' },
    ],
    whenForm: [
      { check: (form, _row, { at }) => inOrder(form, at) },
      {
        rules: ['CMP-06'],
        check: (form, row) =>
          row.complainantAskedTo === null ||
          new Date(form.startedAt) >= row.complainantAskedTo ||
          '两次询问的时间不能重叠，被投诉人在后',
      },
    ],
    sets: (form) => ({ accusedAskedAt: new Date(form.endedAt) }),
  }),

  verify: act({
    title: '查核',
    hint: '弄清事情的来由和经过',
    from: ['verifying', 'external'],
    to: { oneOf: ['handling', 'external'], pick: (_form, row) => (row.state === 'external' ? 'external' : 'handling') },
    by: ['assignee'],
    rules: ['CMP-03'],
    primary: true,
    form: z.strictObject({
      facts: lines('查核情况', 5000, { rules: ['CMP-03'] }),
      cause: choice('成因', causes),
      photos: files('照片').optional(),
    }),
    when: [bothAsked],
    sets: (form, _row, { at }) => ({ verifiedAt: at, facts: form.facts, cause: form.cause }),
    tellOwner: '已查核情况，正在处理',
  }),

  reportUp: act({
    title: '报上级',
    hint: '不能当场处理的，两小时内告知上级领导',
    from: unhandled,
    to: 'same',
    by: ['first-responder', 'receptionist', 'assignee'],
    rules: ['CMP-14'],
    form: z.strictObject({ words: lines('上报内容', 1000) }),
    when: [{ check: (row) => row.reportedUpAt === null || '已经报过上级' }],
    sets: (_form, _row, { at }) => ({ reportedUpAt: at }),
    notifies: ['service-supervisor', 'manager'],
    notice: '{number} 投诉请示：{title}',
  }),

  giveOpinion: act({
    title: '上级意见',
    from: unhandled,
    to: 'same',
    by: ['service-supervisor', 'service-director', 'engineering-supervisor', 'manager'],
    rules: ['CMP-14'],
    form: z.strictObject({ opinion: lines('处理意见', 1000) }),
    when: [{ check: (row) => row.reportedUpAt !== null || '还没有报上级' }],
    sets: (form, _row, { at }) => ({ superiorOpinion: form.opinion, superiorOpinionAt: at }),
    notifies: ['assignee', 'receptionist'],
    notice: '{number} 上级已给出意见',
  }),

  linkWarranty: act({
    title: '走保修流程',
    hint: '关联按保修流程开出的维修单',
    from: ['classified', 'issued', 'verifying', 'handling', 'external'],
    to: 'same',
    by: ['warranty-officer', 'assignee', 'receptionist'],
    rules: ['CMP-23'],
    form: z.strictObject({ repairId: id('维修单', 'repair') }),
    when: [{ check: (row) => row.complaintClass === '2' || '二类投诉才走保修流程' }],
    sets: (form) => ({ warrantyId: form.repairId }),
    tellOwner: '已按质量保修流程办理',
  }),

  reportWarranty: act({
    title: '书面呈报',
    hint: '影响较大的，由保修办书面报上级并跟进',
    from: ['classified', 'issued', 'verifying', 'handling', 'external', 'handled'],
    to: 'same',
    by: ['warranty-officer'],
    byRules: ['CMP-23'],
    rules: ['CMP-23'],
    form: z.strictObject({ documentNo: line('呈报件编号', 60, { personal: false }), words: lines('呈报内容', 3000) }),
    when: [{ check: (row) => row.complaintClass === '2' || '二类投诉才由保修办呈报' }],
    sets: (form, _row, { at }) => ({ warrantyReport: form.documentNo, warrantyReportedAt: at }),
    notifies: ['manager', 'executive'],
    notice: '{number} 质量投诉书面呈报：{title}',
  }),

  explain: act({
    title: '向业主解释',
    from: unhandled,
    to: 'same',
    by: ['receptionist', 'first-responder', 'service-officer', 'assignee'],
    rules: ['CMP-24'],
    form: z.strictObject({ words: lines('解释内容', 2000) }),
    when: [{ check: (row) => row.complaintClass === '3' || '三类投诉才需解释红线外的成因' }],
    sets: (_form, row, { at }) => ({ explainedAt: at, firstReplyAt: row.firstReplyAt ?? at, replies: row.replies + 1 }),
    tellOwner: '已向您说明情况',
    ownerReads: 'words',
  }),

  negotiate: act({
    title: '与有关部门协商',
    from: unhandled,
    to: 'same',
    by: ['receptionist', 'assignee', 'service-officer', 'manager'],
    rules: ['CMP-24'],
    form: z.strictObject({ body: line('协商单位', 60, { personal: false }), outcome: lines('协商情况', 2000) }),
    sets: (form) => ({ negotiatedWith: form.body }),
    tellOwner: '已就您的投诉与有关部门协商',
  }),

  recordUnderstanding: act({
    title: '业主表示理解',
    hint: '最终无法解决的，说明原因并取得理解',
    from: unhandled,
    to: 'same',
    by: ['receptionist', 'first-responder', 'service-officer', 'assignee'],
    rules: ['CMP-24'],
    form: z.strictObject({ words: lines('业主的话', 1000) }),
    when: [{ check: (row) => row.explainedAt !== null || '先向业主解释' }],
    sets: (form) => ({ understanding: form.words }),
  }),

  referOut: act({
    title: '转外部单位',
    hint: '地产的书面报送，市政等由专人协调',
    from: ['classified', 'verifying', 'handling'],
    to: 'external',
    by: ['receptionist', 'assignee', 'manager'],
    rules: ['CMP-34'],
    primary: true,
    form: z.strictObject({
      party: choice('转给', { developer: parties.developer, municipal: parties.municipal, third: parties.third }),
      body: line('单位名称', 80, { personal: false }),
      documentNo: line('书面件编号', 60, { personal: false }).optional(),
      coordinatorId: id('跟进专人', 'account', { rules: ['CMP-34'] }),
      files: files('书面件').optional(),
    }),
    whenForm: [
      {
        rules: ['CMP-34'],
        check: (form) =>
          form.party !== 'developer' || form.documentNo !== undefined || '报送地产公司须有书面件，请填写编号',
      },
      { rules: ['CMP-06'], check: (form, row) => form.coordinatorId !== row.accusedId || '被投诉人不能经手本件' },
    ],
    sets: (form, _row, { at }) => ({
      party: form.party,
      outsideBody: form.body,
      outsideDocument: form.documentNo ?? null,
      handlerId: form.coordinatorId,
      referredAt: at,
      lastFeedbackAt: null,
    }),
    setsCase: (form) => ({ holderAccount: form.coordinatorId }),
    notice: '{number} 请跟进外部单位办理：{title}',
    tellOwner: '已转请有关单位办理，我们会定期向您反馈',
  }),

  track: act({
    title: '跟进进展',
    from: ['external'],
    to: 'same',
    by: ['assignee', 'butler', 'manager'],
    rules: ['CMP-35'],
    form: z.strictObject({ progress: lines('进展', 2000) }),
    sets: (_form, _row, { at }) => ({ trackedAt: at }),
  }),

  feedback: act({
    title: '向业主反馈',
    from: ['external'],
    to: 'same',
    by: ['assignee', 'butler', 'receptionist'],
    rules: ['CMP-35'],
    primary: true,
    form: z.strictObject({ words: lines('反馈内容', 2000) }),
    sets: (_form, row, { at }) => ({
      lastFeedbackAt: at,
      feedbacks: row.feedbacks + 1,
      firstReplyAt: row.firstReplyAt ?? at,
      replies: row.replies + 1,
    }),
    tellOwner: '已向您反馈外部单位的办理进展',
    ownerReads: 'words',
  }),

  handle: act({
    title: '处理完成',
    hint: '写明过程、结果、分析和依据，回给前台',
    from: ['handling', 'external'],
    to: 'handled',
    by: ['assignee'],
    rules: ['CMP-15', 'CMP-18'],
    primary: true,
    signedBy: { who: 'actor', sheet: 'owner-complaint-suggestion-record', rules: ['CMP-25'] },
    form: z.strictObject({
      process: lines('处理过程', 5000, { rules: ['CMP-15'] }),
      result: lines('处理结果', 3000, { rules: ['CMP-37'] }),
      analysis: lines('处理分析', 3000, { rules: ['CMP-15'] }),
      improvement: lines('改进措施', 2000).optional(),
      grounds: z
        .array(z.enum(Object.keys(grounds) as [Ground, ...Ground[]]))
        .min(1, '请至少引用一条依据')
        .max(10)
        .meta({ label: '引用依据', titles: grounds, rules: ['CMP-02'] }),
    }),
    when: [
      verifiedFirst,
      bothAsked,
      superiorHeard,
      {
        rules: ['CMP-23'],
        check: (row) =>
          row.complaintClass !== '2' ||
          row.warrantyId !== null ||
          row.referredAt !== null ||
          '二类投诉按保修流程办：请关联维修单，或书面转给地产公司',
      },
      {
        rules: ['CMP-24'],
        check: (row) => row.complaintClass !== '3' || row.explainedAt !== null || '三类投诉先向业主作相应解释',
      },
      {
        rules: ['CMP-21'],
        check: (row) => row.climbedAt === null || row.headOpinionAt !== null || '等部门第一负责人的意见',
      },
    ],
    whenForm: [
      {
        rules: ['CMP-07'],
        check: (form, row) => row.cause !== 'own' || form.improvement !== undefined || '我方失误，请写明改进措施',
      },
    ],
    sets: (form, _row, { at, actor }) => ({
      // Whoever handled it does not call back his own work, however it came into his hands.
      ...(actor.kind === 'staff' ? { handlerId: actor.accountId } : {}),
      process: form.process,
      result: form.result,
      analysis: form.analysis,
      improvement: form.improvement ?? null,
      grounds: form.grounds,
      handledAt: at,
      opinionConfirmedAt: null,
      enteredAt: null,
    }),
    notifies: ['receptionist', 'zone-officer'],
    notice: '{number} 责任部门已处理：{title}',
    tellOwner: '您的投诉已处理，即将答复您',
  }),
}

function inOrder(form: { startedAt: string; endedAt: string }, at: Date): true | string {
  const [from, to] = [new Date(form.startedAt), new Date(form.endedAt)]
  return (from < to && to <= at) || '询问的起止时间不对'
}
