import { z } from 'zod'
import { choice, files, flag, id, instant, line, lines, nothing } from '../../kernel/case/fields.ts'
import { titleOf } from '../../kernel/case/title.ts'
import { MINUTE_MS } from '../../kernel/clock/time.ts'
import { type answerWays, classes, overTheHead, parties, sources } from './complaint.row.ts'
import { act, open } from './complaint.states.ts'

/** From the first word to the slip in the handler's hands: taken in, confirmed, classified, passed on. CMP-07 to CMP-17. */
export const taking = {
  register: act({
    title: '登记投诉',
    from: 'new',
    to: 'registered',
    by: ['staff'],
    byRules: ['CMP-08'],
    rules: ['CMP-01', 'CMP-07', 'CMP-31'],
    form: z.strictObject({
      source: choice('来源', sources),
      content: lines('投诉内容', 5000),
      serviceItem: line('服务项目', 60, { personal: false, rules: ['CMP-07'] }),
      heardAt: instant('首获时间').optional(),
      heardById: id('首获信息人', 'account').optional(),
      lateReason: lines('迟报原因', 300).optional(),
      site: line('网站或平台', 100, { personal: false }).optional(),
      postedAt: instant('发帖时间').optional(),
      foundAt: instant('发现时间').optional(),
      finishBy: instant('规定完成时间').optional(),
      apologized: flag('已先致歉并感谢其意见').optional(),
      accusedId: id('被投诉员工', 'account').optional(),
      photos: files('照片').optional(),
      parentId: z.uuid().optional(),
      unitId: id('房号', 'unit').optional(),
      placeId: id('公共部位', 'place').optional(),
      personId: id('投诉人', 'person').optional(),
    }),
    whenForm: [
      { check: (form, _row, { at }) => notLater(form.heardAt, at) || '首获时间不能晚于现在' },
      { check: (form, _row, { at }) => notLater(form.foundAt, at) || '发现时间不能晚于现在' },
      {
        rules: ['CMP-13'],
        check: (form) => form.source !== 'face' || form.apologized === true || '当面投诉，先致歉并感谢客户的意见',
      },
      {
        rules: ['CMP-16'],
        check: (form, _row, { at, policy }) =>
          form.source === 'face' ||
          form.heardAt === undefined ||
          at.getTime() - new Date(form.heardAt).getTime() <= policy.complaint.relayMinutes * MINUTE_MS ||
          form.lateReason !== undefined ||
          '非当面投诉迟转前台，请写明迟报原因',
      },
      {
        rules: ['CMP-39'],
        check: (form) =>
          form.source !== 'network' ||
          (form.site !== undefined && form.foundAt !== undefined) ||
          '网络投诉请填写网站或平台、发现时间',
      },
      {
        rules: ['CMP-38'],
        check: (form) =>
          form.source !== 'quality' || form.finishBy !== undefined || '品质部下发的投诉，请填写规定完成时间',
      },
    ],
    sets: (form, _row, { at, actor }) => ({
      source: form.source,
      content: form.content,
      serviceItem: form.serviceItem,
      photos: form.photos ?? [],
      heardById: form.heardById ?? (actor.kind === 'staff' ? actor.accountId : null),
      heardAt: form.heardAt ? new Date(form.heardAt) : at,
      registeredAt: at,
      lateReason: form.lateReason ?? null,
      site: form.site ?? null,
      postedAt: form.postedAt ? new Date(form.postedAt) : null,
      foundAt: form.foundAt ? new Date(form.foundAt) : null,
      finishBy: form.finishBy ? new Date(form.finishBy) : null,
      apologized: form.apologized ?? false,
      accusedId: form.accusedId ?? null,
      // What went over our heads climbs from its first minute (CMP-21).
      ...(overTheHead.includes(form.source)
        ? { climb: form.source === 'authority' ? ('authority' as const) : ('group' as const), climbedAt: at }
        : {}),
    }),
    setsCase: (form, _row, { actor, case: of }) => ({
      title: titleOf(form.content),
      unitId: form.unitId ?? null,
      placeId: form.placeId ?? null,
      personId: form.personId ?? null,
      priority: overTheHead.includes(form.source) ? 'high' : 'normal',
      firstResponderAccount:
        of.firstResponderAccount ?? form.heardById ?? (actor.kind === 'staff' ? actor.accountId : null),
    }),
    bars: (form) => (form.accusedId ? [form.accusedId] : []),
    notifies: (form) => (overTheHead.includes(form.source) ? ['receptionist', 'manager'] : ['receptionist']),
    notice: '新投诉 {number}：{title}',
    tellOwner: '我们已受理您的投诉',
  }),

  nameAccused: act({
    title: '记明被投诉员工',
    hint: '该员工从此看不到本件',
    from: open,
    to: 'same',
    by: ['service-supervisor', 'service-director', 'manager'],
    rules: ['CMP-06'],
    form: z.strictObject({ accusedId: id('被投诉员工', 'account') }),
    whenForm: [
      {
        rules: ['CMP-06'],
        check: (form, _row, { case: of }) =>
          of.holderAccount !== form.accusedId || '本件由该员工经手，请先指定别人办理',
      },
    ],
    sets: (form) => ({ accusedId: form.accusedId, complainantAskedTo: null, accusedAskedAt: null }),
    bars: (form) => [form.accusedId],
  }),

  settleOnSpot: act({
    title: '当场办结',
    hint: '当面投诉当场解决，并报告上级',
    from: ['registered'],
    to: 'answered',
    by: ['first-responder', 'receptionist'],
    rules: ['CMP-13'],
    form: z.strictObject({
      complaintClass: choice('投诉类别', classes),
      process: lines('处理过程', 2000),
      result: lines('处理结果', 2000),
      analysis: lines('处理分析', 2000),
      answer: lines('答复内容', 2000),
    }),
    when: [
      { rules: ['CMP-13'], check: (row) => row.source === 'face' || '只有当面投诉可以当场办结' },
      { rules: ['CMP-06'], check: (row) => row.accusedId === null || '投诉员工的，须分别询问后再处理' },
    ],
    sets: (form, _row, { at, actor }) => ({
      settledOnSpot: true,
      complaintClass: form.complaintClass,
      classifiedAt: at,
      classifiedBy: actor.kind === 'staff' ? actor.accountId : null,
      party: 'own',
      handlerId: actor.kind === 'staff' ? actor.accountId : null,
      verifiedAt: at,
      process: form.process,
      result: form.result,
      analysis: form.analysis,
      handledAt: at,
      answer: form.answer,
      answerWay: 'face',
      answeredAt: at,
      firstReplyAt: at,
      replies: 1,
    }),
    // What does not help after all comes back to whoever settled it.
    setsCase: (_form, _row, { actor }) => (actor.kind === 'staff' ? { holderAccount: actor.accountId } : {}),
    notifies: ['service-supervisor'],
    notice: '{number} 投诉已当场办结：{title}',
    tellOwner: '您的投诉已当场解决',
  }),

  confirm: act({
    title: '确认投诉',
    hint: '判定是否有效，安排回访',
    from: open,
    to: 'same',
    by: ['senior-butler', 'service-supervisor'],
    byRules: ['CMP-49'],
    rules: ['CMP-49', 'CMP-07'],
    form: z.strictObject({
      valid: flag('有效投诉', { rules: ['CMP-07'] }),
      note: lines('判定说明', 500).optional(),
    }),
    whenForm: [{ check: (form) => form.valid || form.note !== undefined || '判为无效的，请写明理由' }],
    sets: (form, _row, { at, actor }) => ({
      valid: form.valid,
      confirmedAt: at,
      confirmedBy: actor.kind === 'staff' ? actor.accountId : null,
    }),
  }),

  classify: act({
    title: '分类',
    hint: '按成因定类，按责任方分流',
    from: ['registered', 'classified'],
    to: 'classified',
    by: ['receptionist'],
    byRules: ['CMP-12'],
    rules: ['CMP-12', 'CMP-34'],
    primary: true,
    form: z.strictObject({
      complaintClass: choice('投诉类别', classes, { rules: ['CMP-12'] }),
      reason: lines('分类说明', 300).optional(),
      party: choice('责任方', parties, { rules: ['CMP-34'] }),
      difficult: flag('难点客户', { hint: '由管家联络人接待' }).optional(),
    }),
    sets: (form, row, { at, actor }) => ({
      complaintClass: form.complaintClass,
      classReason: form.reason ?? null,
      classifiedAt: at,
      classifiedBy: actor.kind === 'staff' ? actor.accountId : null,
      party: form.party,
      difficult: form.difficult ?? row.difficult,
    }),
    notifies: (form) => (form.difficult ? ['butler-coordinator'] : []),
    notice: '难点客户投诉 {number}：{title}',
    tellOwner: '已分类并安排办理',
  }),

  issue: act({
    title: '下发工作联系单',
    hint: '交给责任部门负责人',
    from: ['classified'],
    to: 'issued',
    by: ['receptionist'],
    byRules: ['CMP-17'],
    rules: ['CMP-17', 'CMP-33'],
    primary: true,
    form: z.strictObject({
      departmentId: id('责任部门', 'department'),
      handlerId: id('部门负责人', 'head', { rules: ['CMP-09'] }),
    }),
    when: [{ rules: ['CMP-34'], check: (row) => row.party === 'own' || '责任方不是物业，请办理“转外部单位”' }],
    whenForm: [{ rules: ['CMP-06'], check: (form, row) => form.handlerId !== row.accusedId || '被投诉人不能经手本件' }],
    sets: (form, _row, { at }) => ({
      departmentId: form.departmentId,
      handlerId: form.handlerId,
      slipIssuedAt: at,
      slipReceivedAt: null,
      slipReceipt: null,
    }),
    setsCase: (form) => ({ holderAccount: form.handlerId }),
    notice: '工作联系单 {number}：{title}',
    tellOwner: '已转给责任部门',
  }),

  receive: act({
    title: '签收',
    from: ['issued'],
    to: 'verifying',
    by: ['assignee'],
    rules: ['CMP-17'],
    primary: true,
    signedBy: { who: 'actor', sheet: 'work-contact-slip', rules: ['CMP-17'] },
    form: nothing,
    sets: (_form, _row, { at }) => ({ slipReceivedAt: at, slipReceipt: 'signed' as const }),
    tellOwner: '责任部门已接收',
  }),

  lapseReceipt: act({
    title: '视同签收',
    from: ['issued'],
    to: 'verifying',
    by: ['clock'],
    rules: ['CMP-18'],
    form: nothing,
    // The moment that the slip counts from, also when the clock itself was late.
    sets: (_form, row, { at, policy }) => ({
      slipReceivedAt: row.slipIssuedAt
        ? new Date(row.slipIssuedAt.getTime() + policy.complaint.receiptMinutes * MINUTE_MS)
        : at,
      slipReceipt: 'lapsed' as const,
    }),
    notifies: ['assignee', 'service-supervisor'],
    notice: '{number} 逾时未签收，视同签收，处理时限开始计算',
  }),

  withdraw: act({
    title: '撤回',
    from: ['registered', 'classified', 'issued', 'verifying', 'handling', 'external'],
    to: 'withdrawn',
    by: ['owner', 'receptionist'],
    form: z.strictObject({ reason: lines('撤回原因', 300) }),
    sets: (form) => ({ withdrawReason: form.reason }),
    notifies: ['assignee'],
    notice: '{number} 投诉已撤回',
    tellOwner: '投诉已撤回',
  }),
}

/** The ways in which the record may be answered, as the matter above names them. */
export const matterWays: Readonly<Record<keyof typeof answerWays, string>> = {
  face: 'counter',
  letter: 'letter',
  phone: 'phone',
  app: 'app',
}

function notLater(time: string | undefined, at: Date): boolean {
  return time === undefined || new Date(time) <= at
}
