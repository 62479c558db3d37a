import { z } from 'zod'
import { choice, count, flag, id, lines, nothing } from '../../kernel/case/fields.ts'
import { say } from '../../kernel/text/translate.ts'
import {
  byCoordinator,
  calledBackByCoordinator,
  customerService,
  hasRole,
  isAsked,
  recordGaps,
} from './complaint.guards.ts'
import { answerWays, exemptions, written } from './complaint.row.ts'
import { act, afterHandling, open, unhandled } from './complaint.states.ts'

/** Answered, entered, confirmed, called back, closed, filed. CMP-04, 05, 15, 25 to 28, 36, 37, 40, 50, 52. */
export const answering = {
  interim: act({
    title: '进度回复',
    hint: '一个工作日内先给客户一个回应',
    from: unhandled,
    to: 'same',
    by: ['first-responder', 'receptionist', 'assignee', 'service-officer', 'butler', 'butler-coordinator'],
    rules: ['CMP-36'],
    form: z.strictObject({ words: lines('回复内容', 2000) }),
    sets: (_form, row, { at }) => ({ firstReplyAt: row.firstReplyAt ?? at, replies: row.replies + 1 }),
    tellOwner: '已回复您办理进度',
    ownerReads: 'words',
  }),

  answer: act({
    title: '答复客户',
    hint: '把处理结果告诉提出投诉的客户',
    from: ['handled'],
    to: 'answered',
    by: ['first-responder', 'receptionist', 'assignee', 'service-officer', 'butler', 'butler-coordinator', 'manager'],
    rules: ['CMP-01', 'CMP-03'],
    primary: true,
    form: z.strictObject({
      answer: lines('答复内容', 3000, { rules: ['CMP-03'] }),
      way: choice('答复方式', answerWays),
      apology: lines('致歉', 500).optional(),
      remedy: lines('补救办法', 1000).optional(),
    }),
    when: [byCoordinator],
    whenForm: [
      {
        rules: ['CMP-04'],
        check: (form, row) => !written.includes(row.source) || inPerson(form.way) || '书面投诉须当面或书面答复',
      },
      {
        rules: ['CMP-05'],
        check: (form, row) => row.cause !== 'own' || inPerson(form.way) || '我方失误须当面或书面答复',
      },
      {
        rules: ['CMP-05'],
        check: (form, row) =>
          row.cause !== 'own' ||
          (form.apology !== undefined && form.remedy !== undefined) ||
          '我方失误，请表达歉意并说明补救办法',
      },
    ],
    sets: (form, row, { at }) => ({
      answer: form.answer,
      answerWay: form.way,
      answeredAt: at,
      apology: form.apology ?? null,
      remedy: form.remedy ?? null,
      firstReplyAt: row.firstReplyAt ?? at,
      replies: row.replies + 1,
    }),
    tellOwner: '我们已答复您的投诉',
  }),

  confirmOpinion: act({
    title: '确认处理意见',
    hint: '片区客户服务人员签名确认，再报上级',
    from: afterHandling,
    to: 'same',
    by: ['zone-officer', 'service-officer', 'butler'],
    byRules: ['CMP-25'],
    rules: ['CMP-25'],
    signedBy: { who: 'actor', sheet: 'owner-complaint-suggestion-record', rules: ['CMP-25'] },
    form: z.strictObject({ note: lines('意见', 500).optional() }),
    when: [{ check: (row) => row.opinionConfirmedAt === null || '已经确认' }],
    sets: (_form, _row, { at }) => ({ opinionConfirmedAt: at }),
    notifies: ['manager'],
    notice: '{number} 处理意见已确认，请阅：{title}',
  }),

  enter: act({
    title: '登入记录表',
    hint: '当天把过程、结果和分析记入《业主投诉/建议处理记录表》',
    from: afterHandling,
    to: 'same',
    by: ['receptionist'],
    byRules: ['CMP-15'],
    rules: ['CMP-15'],
    signedBy: { who: 'actor', sheet: 'owner-complaint-suggestion-record', rules: ['CMP-25'] },
    form: z.strictObject({ note: lines('完成情况', 1000) }),
    when: [{ check: (row) => row.enteredAt === null || '已经登入' }],
    sets: (_form, _row, { at }) => ({ enteredAt: at }),
  }),

  delegateCallBack: act({
    title: '委托回访',
    from: afterHandling,
    to: 'same',
    by: ['manager'],
    rules: ['CMP-27'],
    form: z.strictObject({ accountId: id('回访人', 'account') }),
    whenForm: [
      { rules: ['CMP-27'], check: (form, row) => form.accountId !== row.handlerId || '经手人不能回访自己办的投诉' },
    ],
    sets: (form) => ({ callBackById: form.accountId }),
    notice: '请您回访 {number}：{title}',
  }),

  callBack: act({
    title: '回访',
    hint: '问两件事：对处理的意见和效果；对预防措施的意见',
    from: ['answered'],
    to: { oneOf: ['called-back', 'handling'], pick: (form) => (form.effective ? 'called-back' : 'handling') },
    by: ['manager', 'service-officer', 'butler', 'senior-butler', 'butler-coordinator', 'staff'],
    except: { relations: ['handler', 'accused'], rules: ['CMP-27'] },
    rules: ['CMP-27', 'CMP-28'],
    primary: true,
    form: z.strictObject({
      way: choice('回访方式', { phone: '电话', visit: '上门' }),
      opinion: lines('业主对处理的意见', 1000, { rules: ['CMP-28'] }),
      effective: flag('处理效果已核验', { rules: ['CMP-28'] }),
      prevention: lines('业主对预防措施的意见', 1000, { rules: ['CMP-28'] }),
    }),
    when: [
      calledBackByCoordinator,
      {
        rules: ['CMP-40'],
        check: (row, { actor }) =>
          row.complaintClass !== '1' || hasRole(actor, customerService) || '一类投诉由客户服务人员跟踪和回访',
      },
      {
        rules: ['CMP-27'],
        check: (row, { actor }) =>
          row.complaintClass === '1' ||
          hasRole(actor, ['manager', 'butler-coordinator']) ||
          isAsked(row, actor) ||
          '由部门第一负责人或受其委托的人回访',
      },
    ],
    sets: (form, row, { at }) => ({
      calledBackAt: at,
      callBackWay: form.way,
      callBackOpinion: form.opinion,
      callBackEffect: form.effective,
      callBackPrevention: form.prevention,
      // What did not help begins anew: whoever takes it up again is not late from the start.
      ...(form.effective ? {} : { handledAt: null, answeredAt: null, resumedAt: at, reopened: row.reopened + 1 }),
    }),
    tellOwner: '我们已回访您',
  }),

  exemptCallBack: act({
    title: '免回访',
    from: ['answered'],
    to: 'called-back',
    by: ['manager'],
    rules: ['CMP-27'],
    form: z.strictObject({ why: choice('免访原因', exemptions), note: lines('说明', 300) }),
    sets: (form, _row, { at }) => ({ exemption: form.why, exemptedAt: at }),
  }),

  close: act({
    title: '关闭',
    hint: '记录齐全后关闭',
    from: ['called-back'],
    to: 'closed',
    by: ['receptionist'],
    rules: ['CMP-37'],
    primary: true,
    form: nothing,
    when: [
      { rules: ['CMP-25'], check: (row) => row.opinionConfirmedAt !== null || '片区客户服务人员还没有签名确认' },
      { rules: ['CMP-15'], check: (row) => row.enteredAt !== null || '还没有登入记录表' },
      {
        rules: ['CMP-32'],
        check: (row) => row.overDayAt === null || row.designatedAt !== null || '疑难投诉须由部门负责人指定专人',
      },
      {
        rules: ['CMP-21'],
        check: (row) => row.climbedAt === null || row.executiveToldAt !== null || '还没有报公司分管领导',
      },
      {
        rules: ['CMP-45'],
        check: (row) => row.majorAt === null || row.majorReportedAt !== null || '重大投诉还没有上报',
      },
      {
        rules: ['CMP-38'],
        check: (row) => row.source !== 'quality' || row.measuresAt !== null || '还没有向品质部报处理措施',
      },
      {
        rules: ['CMP-38'],
        check: (row) => row.source !== 'quality' || row.resultReportedAt !== null || '还没有向品质部回报结果',
      },
      {
        rules: ['CMP-52'],
        check: (row) => {
          const gaps = recordGaps(row)
          return gaps.length === 0 || say('投诉记录还有空栏：{gaps}', { gaps: gaps.join('、') })
        },
      },
    ],
    sets: (_form, row, { at }) => ({ closedAt: at, firstClosedAt: row.firstClosedAt ?? at }),
    tellOwner: '投诉已办结',
  }),

  reopen: act({
    title: '重开',
    from: ['closed', 'withdrawn'],
    to: { oneOf: ['handling', 'verifying'], pick: (_form, row) => (row.verifiedAt ? 'handling' : 'verifying') },
    by: ['receptionist', 'service-supervisor', 'manager'],
    rules: ['CMP-53'],
    form: z.strictObject({ reason: lines('重开原因', 500) }),
    when: [
      {
        check: (row) => (row.handlerId !== null && row.complaintClass !== null) || '还没有分给过责任人，请重新登记',
      },
    ],
    sets: (_form, row, { at }) => ({
      resumedAt: at,
      handledAt: null,
      answeredAt: null,
      firstReplyAt: null,
      directReportFrom: null,
      directReportedAt: null,
      calledBackAt: null,
      exemption: null,
      exemptedAt: null,
      closedAt: null,
      archivedAt: null,
      withdrawReason: null,
      opinionConfirmedAt: null,
      enteredAt: null,
      reopened: row.reopened + 1,
    }),
    notifies: ['assignee'],
    notice: '{number} 投诉重开：{title}',
    tellOwner: '已为您重新办理',
  }),

  archive: act({
    title: '归档',
    from: ['closed'],
    to: 'same',
    by: ['enterprise-dept'],
    byRules: ['CMP-10'],
    rules: ['CMP-10'],
    form: nothing,
    when: [{ check: (row) => row.archivedAt === null || '已经归档' }],
    sets: (_form, _row, { at }) => ({ archivedAt: at }),
  }),

  heedChase: act({
    title: '客户催单',
    from: open,
    to: 'same',
    by: ['reaction'],
    form: z.strictObject({ count: count('次数', 1000), raise: z.boolean() }),
    setsCase: (form, _row, { case: of }) => ({
      // Several customers may chase one complaint.
      chaseCount: Math.max(of.chaseCount, form.count),
      ...(form.raise && of.priority === 'normal' ? { priority: 'high' as const } : {}),
    }),
    notifies: ['assignee'],
    notice: '{number} 客户催问投诉',
  }),
}

const inPerson = (way: keyof typeof answerWays) => way === 'face' || way === 'letter'
