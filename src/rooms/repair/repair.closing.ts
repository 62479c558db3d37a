import { z } from 'zod'
import { choice, count, files, flag, id, line, lines, nothing, rating } from '../../kernel/case/fields.ts'
import { positiveFen } from '../../kernel/money.ts'
import { say } from '../../kernel/text/translate.ts'
import { agreedFen, atHome, failure, noArrears, paidByOwner, settled } from './repair.guards.ts'
import { isPublic, type RepairOrder, withoutSigner } from './repair.order.ts'
import { slipGaps } from './repair.slip-data.ts'
import { act, beforeWork, open } from './repair.states.ts'

/** Nobody pays or owes more than he agreed to. */
const agreedAtMost = {
  check: (form: { amountFen: string }, order: RepairOrder) =>
    BigInt(form.amountFen) <= agreedFen(order) || '金额不得多于业主同意的',
}

/** After the work: money, signature or confirmation, call-back, correction, filing. REP-08 to REP-13. */
export const closing = {
  takeCharge: act({
    title: '收费',
    from: ['done', 'signed', 'correcting'],
    to: 'same',
    by: ['assignee'],
    rules: ['REP-08'],
    form: z.strictObject({
      amountFen: positiveFen.meta({ label: '实收金额', as: 'money' }),
      method: choice('付款方式', { cash: '现金', wechat: '微信', alipay: '支付宝', transfer: '转账' }),
      remark: line('备注', 100).optional(),
    }),
    when: [paidByOwner, { check: (order) => order.chargedAt === null || '已收过费' }],
    whenForm: [agreedAtMost],
    sets: (form, _order, { at }) => ({
      chargeFen: BigInt(form.amountFen),
      chargeMethod: form.method,
      chargedAt: at,
      chargeRemark: form.remark ?? null,
      ...noArrears,
    }),
    tellOwner: '已收您的维修费',
  }),

  recordArrears: act({
    title: '记欠费',
    hint: '业主同意过的费用没有付：写明原因，维修单照常归档，欠费转收费催缴',
    from: ['done', 'signed', 'correcting'],
    to: 'same',
    by: ['service-supervisor', 'manager'],
    form: z.strictObject({
      amountFen: positiveFen.meta({ label: '欠费金额', as: 'money' }),
      reason: lines('原因', 200),
    }),
    when: [
      { ...paidByOwner, hides: true },
      { hides: true, check: (order) => order.chargedAt === null || '已收过费' },
      { hides: true, check: (order) => order.arrearsAt === null || '已记欠费' },
    ],
    whenForm: [agreedAtMost],
    sets: (form, _order, { at }) => ({
      arrearsFen: BigInt(form.amountFen),
      arrearsAt: at,
      arrearsReason: form.reason,
    }),
    tellOwner: '维修费未付，已记为欠费',
    notifies: ['cashier'],
    notice: '{number} 维修费记为欠费',
  }),

  countCharge: act({
    title: '收费员入账',
    from: open,
    to: 'same',
    by: ['cashier'],
    byRules: ['REP-08'],
    rules: ['REP-08'],
    form: z.strictObject({
      amountFen: positiveFen.meta({ label: '点收金额', as: 'money' }),
      invoiceNo: line('发票号码', 40, { personal: false }),
    }),
    when: [
      { hides: true, check: (order) => order.chargedAt !== null || '还没有收费' },
      { check: (order) => order.countedAt === null || '已经入账' },
    ],
    whenForm: [
      {
        rules: ['REP-08'],
        check: (form, order) =>
          BigInt(form.amountFen) === order.chargeFen || '点收金额与维修单备注的收费额不符，请当面核对',
      },
    ],
    sets: (form, _order, { at }) => ({
      countedFen: BigInt(form.amountFen),
      countedAt: at,
      invoiceNo: form.invoiceNo,
      invoicedAt: at,
    }),
  }),

  deliverInvoice: act({
    title: '发票送达',
    from: open,
    to: 'same',
    by: ['assignee', 'cashier', 'receptionist'],
    signedBy: { who: 'owner', sheet: 'invoice', rules: ['REP-08'] },
    form: nothing,
    when: [
      { hides: true, check: (order) => order.invoicedAt !== null || '收费员还没有开发票' },
      { check: (order) => order.invoiceDeliveredAt === null || '发票已送达' },
    ],
    sets: (_form, _order, { at }) => ({ invoiceDeliveredAt: at }),
    tellOwner: '发票已送到您手中',
  }),

  sign: act({
    title: '业主签字评价',
    from: ['done'],
    to: 'signed',
    by: ['owner', 'assignee', 'contractor', 'receptionist'],
    signedBy: { who: 'owner', sheet: 'repair-slip', rules: ['REP-09'] },
    primary: true,
    form: z.strictObject({
      rating: rating('满意度', { rules: ['REP-09'] }),
      opinion: lines('意见', 500).optional(),
    }),
    when: [atHome],
    sets: (form, _order, { at }) => ({
      signedAt: at,
      rating: form.rating,
      opinion: form.opinion ?? null,
      unsigned: null,
    }),
    tellOwner: '您已签字确认并评价',
  }),

  recordUnsigned: act({
    title: '业主未签',
    hint: '业主不在或拒签：写明原因、拍照，回访时补评',
    from: ['done'],
    to: 'signed',
    by: ['assignee', 'receptionist'],
    form: z.strictObject({
      why: choice('原因', withoutSigner),
      note: lines('说明', 300),
      photos: files('现场照片', 1),
    }),
    when: [atHome],
    sets: (form, _order, { at }) => ({ signedAt: at, unsigned: form.why, unsignedNote: form.note }),
    tellOwner: '师傅已完工，您未签字，我们将回访',
  }),

  confirmPublic: act({
    title: '现场核实',
    hint: '负责该区域的客户服务员到现场核实、签字、评定',
    from: ['done'],
    to: { oneOf: ['signed', 'correcting'], pick: (form) => (form.passed ? 'signed' : 'correcting') },
    by: ['zone-officer'],
    byRules: ['REP-10'],
    except: { relations: ['repairer'], rules: ['REP-10'] },
    signedBy: { who: 'zone-officer', sheet: 'repair-slip', rules: ['REP-10'] },
    rules: ['REP-10'],
    primary: true,
    form: z.strictObject({
      passed: flag('核实合格'),
      rating: rating('满意度', { rules: ['REP-10'] }),
      nonConformity: lines('不合格项', 500).optional(),
      department: id('责任部门', 'department').optional(),
      photos: files('现场照片', 1),
    }),
    when: [{ check: (order) => isPublic(order) || '入户维修由业主签字' }],
    whenForm: [
      {
        rules: ['REP-13'],
        check: (form) =>
          form.passed ||
          (form.nonConformity !== undefined && form.department !== undefined) ||
          '请写明不合格项和责任部门',
      },
    ],
    sets: (form, order, { at }) => ({
      signedAt: at,
      confirmedAt: at,
      rating: form.rating,
      ...failure(form.passed, form.nonConformity, form.department, order, at),
    }),
    tellOwner: '公共部位维修已由客服员现场核实',
  }),

  callBack: act({
    title: '回访',
    from: ['signed'],
    to: { oneOf: ['signed', 'correcting'], pick: (form) => (form.passed ? 'signed' : 'correcting') },
    by: ['receptionist'],
    byRules: ['REP-12'],
    except: { relations: ['repairer'], rules: ['REP-12'] },
    signedBy: { who: 'actor', sheet: 'repair-slip', rules: ['REP-12'] },
    rules: ['REP-12', 'REP-13'],
    primary: true,
    form: z.strictObject({
      way: choice('回访方式', { phone: '电话', visit: '上门' }),
      note: lines('回访情况', 1000, { rules: ['REP-12'] }),
      passed: flag('业主认可'),
      rating: rating('满意度').optional(),
      nonConformity: lines('不合格项', 500).optional(),
      department: id('责任部门', 'department').optional(),
    }),
    when: [atHome, { check: (order) => order.calledBackAt === null || '已经回访' }],
    whenForm: [
      {
        rules: ['REP-13'],
        check: (form) =>
          form.passed ||
          (form.nonConformity !== undefined && form.department !== undefined) ||
          '请写明不合格项和责任部门',
      },
      {
        rules: ['REP-11'],
        check: (form, order) =>
          !form.passed || form.rating !== undefined || order.rating !== null || '业主还没有评定满意度，请回访时补评',
      },
    ],
    sets: (form, order, { at }) => ({
      calledBackAt: form.passed ? at : null,
      callBackWay: form.way,
      callBackNote: form.note,
      rating: form.rating ?? order.rating,
      ...failure(form.passed, form.nonConformity, form.department, order, at),
    }),
    tellOwner: '客服已回访',
  }),

  file: act({
    title: '核对归档',
    hint: '核对维修单各栏，归档',
    from: ['signed'],
    to: 'closed',
    by: ['receptionist'],
    byRules: ['REP-11'],
    rules: ['REP-11'],
    primary: true,
    form: nothing,
    when: [
      { rules: ['REP-12'], check: (order) => isPublic(order) || order.calledBackAt !== null || '入户维修先回访' },
      {
        rules: ['REP-08'],
        check: (order) => !order.chargeFen || order.countedAt !== null || '维修费还没有交收费员入账',
      },
      {
        rules: ['REP-08'],
        check: (order) => !order.chargeFen || order.invoiceDeliveredAt !== null || '发票还没有送到业主手中',
      },
      {
        rules: ['REP-11'],
        check: (order, { case: of }) => {
          const gaps = slipGaps(order, of)
          return gaps.length === 0 || say('维修单还有空栏：{gaps}', { gaps: gaps.join('、') })
        },
      },
    ],
    sets: (_form, _order, { at }) => ({ filedAt: at }),
    tellOwner: '报修已办结归档',
  }),

  cancel: act({
    title: '取消',
    from: beforeWork,
    to: 'cancelled',
    by: ['receptionist', 'service-supervisor'],
    form: z.strictObject({ reason: lines('取消原因', 200) }),
    when: [settled],
    sets: (form) => ({ cancelReason: form.reason }),
    tellOwner: '报修已取消',
    notifies: ['assignee'],
    notice: '{number} 已取消',
  }),

  withdraw: act({
    title: '业主撤回',
    from: ['reported', 'pooled', 'assigned', 'taken', 'quoted'],
    to: 'cancelled',
    by: ['owner'],
    form: z.strictObject({ reason: lines('撤回原因', 200).optional() }),
    when: [settled],
    sets: () => ({ cancelReason: '业主撤回' }),
    tellOwner: '您已撤回报修',
    notifies: ['assignee', 'first-responder'],
    notice: '{number} 业主撤回',
  }),

  heedChase: act({
    title: '业主催单',
    from: open,
    to: 'same',
    by: ['reaction'],
    form: z.strictObject({ count: count('次数', 1000), raise: z.boolean() }),
    setsCase: (form, _order, { case: of }) => ({
      // Several owners may chase one piece of work.
      chaseCount: Math.max(of.chaseCount, form.count),
      ...(form.raise && of.priority === 'normal' ? { priority: 'high' as const } : {}),
    }),
    notifies: ['assignee'],
    notice: '{number} 业主催单',
  }),

  reopen: act({
    title: '重开返修',
    hint: '同一故障又出现，按返修处理',
    from: ['closed'],
    to: 'correcting',
    by: ['receptionist'],
    rules: ['REP-13'],
    form: z.strictObject({ nonConformity: lines('不合格项', 500), department: id('责任部门', 'department') }),
    sets: (form, order, { at }) => ({
      ...failure(false, form.nonConformity, form.department, order, at),
      calledBackAt: null,
      filedAt: null,
    }),
    tellOwner: '已为您安排返修',
  }),
}
