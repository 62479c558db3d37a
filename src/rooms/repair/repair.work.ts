import { z } from 'zod'
import { files, flag, halfHour, id, lines, nothing } from '../../kernel/case/fields.ts'
import { isInReach, OUT_OF_REACH } from '../../kernel/clock/time.ts'
import { fen } from '../../kernel/money.ts'
import {
  atHome,
  checkedFirst,
  consented,
  paidByOwner,
  responded,
  signedQuote,
  totalOf,
  withoutQuote,
} from './repair.guards.ts'
import { material, mustPay } from './repair.order.ts'
import { act } from './repair.states.ts'

/** On the way and on the spot: take, arrive, check first, judge, materials, wait, finish. REP-04 to REP-07. */
export const work = {
  take: act({
    title: '领单',
    from: ['assigned'],
    to: 'taken',
    by: ['assignee', 'contractor'],
    byRules: ['REP-04'],
    rules: ['REP-04', 'INT-14'],
    primary: true,
    form: nothing,
    sets: (_form, order, { at }) => ({ takenAt: at, ...responded(order, at) }),
    tellOwner: '维修师傅已领单',
  }),

  appoint: act({
    title: '约时间',
    from: ['reported', 'pooled', 'assigned', 'taken'],
    to: 'same',
    by: ['receptionist', 'assignee', 'owner', 'contractor'],
    form: z.strictObject({ appointmentAt: halfHour('预约时间') }),
    whenForm: [
      {
        check: (form, _order, { at }) =>
          new Date(form.appointmentAt).getTime() > at.getTime() - 30 * 60_000 || '预约时间已过',
      },
    ],
    lowers: ['waiting-owner', 'waiting-parts'],
    sets: (form) => ({ appointmentAt: new Date(form.appointmentAt), waitingSince: null }),
    tellOwner: '已约定上门时间',
  }),

  nobodyHome: act({
    title: '无人在家',
    hint: '拍门牌，联系业主，另约时间；时限暂停',
    from: ['taken', 'on-site'],
    to: 'taken',
    by: ['assignee', 'contractor'],
    form: z.strictObject({
      photos: files('门牌照片', 1),
      called: flag('已电话联系业主'),
      note: lines('说明', 200).optional(),
    }),
    when: [atHome],
    raises: ['waiting-owner'],
    sets: (_form, order, { at }) => ({
      nobodyHomeCount: order.nobodyHomeCount + 1,
      nobodyHomeAt: at,
      waitingSince: at,
      appointmentAt: null,
      arrivedAt: null,
    }),
    tellOwner: '师傅到访时家中无人，请另约时间',
    notifies: ['first-responder', 'receptionist'],
    notice: '{number} 无人在家，请与业主另约时间',
  }),

  arrive: act({
    title: '到场',
    from: ['taken'],
    to: 'on-site',
    by: ['assignee', 'contractor'],
    rules: ['REP-04'],
    primary: true,
    form: nothing,
    lowers: ['waiting-owner', 'waiting-parts'],
    sets: (_form, _order, { at }) => ({ arrivedAt: at, waitingSince: null }),
    tellOwner: '维修师傅已到场',
  }),

  check: act({
    title: '检查',
    hint: '先检查报修部位，再判断马上修还是报班长评审',
    from: ['on-site'],
    to: 'same',
    by: ['assignee', 'contractor'],
    rules: ['REP-06'],
    primary: true,
    form: z.strictObject({ finding: lines('检查情况', 1000), photos: files('现场照片').optional() }),
    sets: (form, _order, { at }) => ({ checkedAt: at, finding: form.finding }),
    tellOwner: '师傅已检查故障部位',
  }),

  askReview: act({
    title: '报班长评审',
    from: ['on-site', 'working'],
    to: 'reviewing',
    by: ['assignee', 'contractor'],
    rules: ['REP-06', 'REP-07'],
    form: z.strictObject({ question: lines('需评审的问题', 500) }),
    when: [checkedFirst],
    sets: (form, _order, { at }) => ({
      judgement: 'review',
      reviewAskedAt: at,
      reviewQuestion: form.question,
      reviewConclusion: null,
      resumedAt: null,
    }),
    notifies: ['team-leader'],
    notice: '请评审 {number}：{title}',
    tellOwner: '正在作技术分析，30分钟内回到现场',
  }),

  concludeReview: act({
    title: '评审结论',
    from: ['reviewing'],
    to: 'same',
    by: ['team-leader', 'engineering-supervisor'],
    byRules: ['REP-06'],
    rules: ['REP-06'],
    form: z.strictObject({ conclusion: lines('评审结论', 500) }),
    sets: (form) => ({ reviewConclusion: form.conclusion }),
    notifies: ['assignee'],
    notice: '{number} 评审结论已出',
  }),

  resume: act({
    title: '返场',
    hint: '回到现场继续',
    from: ['reviewing'],
    to: 'on-site',
    by: ['assignee', 'contractor'],
    rules: ['REP-07'],
    primary: true,
    form: nothing,
    when: [{ rules: ['REP-06'], check: (order) => order.reviewConclusion !== null || '等班长给出评审结论' }],
    sets: (_form, _order, { at }) => ({ resumedAt: at }),
    tellOwner: '师傅已回到现场',
  }),

  quote: act({
    title: '材料报价',
    hint: '逐项写明名称、规格、型号、单价和数量，请业主当面验证',
    from: ['on-site', 'working'],
    to: 'quoted',
    by: ['assignee', 'contractor'],
    rules: ['REP-05'],
    form: z.strictObject({
      materials: z
        .array(material)
        .min(1, '请逐项填写材料')
        .max(50)
        .meta({ label: '材料明细', rules: ['REP-05'] }),
      labourFen: fen.meta({ label: '人工费', as: 'money' }),
    }),
    when: [atHome, paidByOwner, checkedFirst],
    sets: (form, order, { at }) => ({
      materials: form.materials,
      materialsFen: totalOf(form.materials),
      labourFen: BigInt(form.labourFen),
      quotedAt: at,
      verifiedAt: null,
      quoteBefore: signedQuote(order),
    }),
    tellOwner: '师傅已报材料和费用，请您核对',
  }),

  agreeQuote: act({
    title: '业主验证并同意',
    from: ['quoted'],
    to: 'working',
    by: ['owner', 'assignee', 'contractor'],
    signedBy: { who: 'owner', sheet: 'repair-slip', rules: ['REP-05'] },
    primary: true,
    form: nothing,
    sets: (_form, order, { at }) => ({
      verifiedAt: at,
      quoteBefore: null,
      startedAt: order.startedAt ?? at,
      judgement: order.judgement ?? 'now',
    }),
    tellOwner: '您已验证材料并同意报价，师傅开始维修',
  }),

  declineQuote: act({
    title: '不同意报价',
    from: ['quoted'],
    to: 'on-site',
    by: ['owner', 'assignee', 'receptionist', 'contractor'],
    form: z.strictObject({ reason: lines('原因', 200) }),
    sets: (_form, order) => withoutQuote(order),
    tellOwner: '您不同意这次报价',
    notifies: ['assignee', 'first-responder'],
    notice: '{number} 业主不同意报价',
  }),

  lapseQuote: act({
    title: '报价过期',
    from: ['quoted'],
    to: 'on-site',
    by: ['clock'],
    form: nothing,
    sets: (_form, order) => withoutQuote(order),
    tellOwner: '报价已过期，需要时请师傅重新报价',
    notifies: ['assignee', 'first-responder'],
    notice: '{number} 报价过期未答复',
  }),

  listMaterials: act({
    title: '登记用料',
    hint: '不向业主收费的维修也逐项登记材料',
    from: ['on-site', 'working'],
    to: 'same',
    by: ['assignee', 'contractor'],
    rules: ['REP-05'],
    form: z.strictObject({
      materials: z.array(material).min(1, '请逐项填写材料').max(50).meta({ label: '材料明细' }),
    }),
    when: [{ check: (order) => !mustPay(order) || '向业主收费的材料请用报价' }],
    sets: (form) => ({ materials: form.materials, materialsFen: totalOf(form.materials) }),
  }),

  begin: act({
    title: '马上维修',
    from: ['on-site'],
    to: 'working',
    by: ['assignee', 'contractor'],
    rules: ['REP-06'],
    primary: true,
    form: nothing,
    when: [
      checkedFirst,
      { rules: ['REP-02'], check: (order) => order.payer !== null || '先确定费用由谁承担' },
      consented,
    ],
    sets: (_form, order, { at }) => ({ startedAt: order.startedAt ?? at, judgement: order.judgement ?? 'now' }),
    tellOwner: '师傅开始维修',
  }),

  callSecondMan: act({
    title: '请求增援',
    from: ['taken', 'on-site', 'working'],
    to: 'same',
    by: ['assignee', 'team-leader', 'engineering-supervisor'],
    form: z.strictObject({ accountId: id('增援人员', 'technician'), reason: lines('原因', 200) }),
    whenForm: [{ check: (form, order) => form.accountId !== order.technicianId || '增援人员须是另一位师傅' }],
    sets: (form) => ({ secondManId: form.accountId }),
    notice: '请您增援 {number}：{title}',
  }),

  waitParts: act({
    title: '等材料',
    hint: '时限暂停，到货后另约时间',
    from: ['on-site', 'working'],
    to: 'taken',
    by: ['assignee', 'contractor'],
    form: z.strictObject({
      parts: lines('所缺材料', 300),
      expectedOn: z.iso.date('请选预计到货日期').refine(isInReach, OUT_OF_REACH).meta({ label: '预计到货' }),
    }),
    raises: ['waiting-parts'],
    sets: (form, _order, { at }) => ({ partsExpectedOn: form.expectedOn, waitingSince: at, appointmentAt: null }),
    tellOwner: '所需材料正在采购，到货后与您约时间',
    notifies: ['first-responder'],
    notice: '{number} 等材料',
  }),

  partsArrived: act({
    title: '材料已到',
    from: ['taken'],
    to: 'same',
    by: ['assignee', 'receptionist', 'contractor', 'engineering-supervisor'],
    form: z.strictObject({ appointmentAt: halfHour('预约时间') }),
    when: [{ check: (_order, { case: of }) => of.flags.includes('waiting-parts') || '没有在等材料' }],
    lowers: ['waiting-owner', 'waiting-parts'],
    sets: (form) => ({ appointmentAt: new Date(form.appointmentAt), partsExpectedOn: null, waitingSince: null }),
    tellOwner: '材料已到，已约定上门时间',
  }),

  finish: act({
    title: '完工',
    from: ['working'],
    to: 'done',
    by: ['assignee', 'contractor'],
    primary: true,
    form: z.strictObject({ workDone: lines('维修内容', 1000), photos: files('完工照片', 1) }),
    when: [
      // The payer may have been settled while the work was going on.
      consented,
      {
        rules: ['REP-05'],
        check: (order) =>
          !mustPay(order) ||
          order.materials.length === 0 ||
          order.verifiedAt !== null ||
          '向业主收费的材料请报价，由业主当面验证',
      },
    ],
    sets: (form, order, { at }) => ({
      workDone: form.workDone,
      afterPhotos: form.photos,
      finishedAt: at,
      correctedAt: order.nonConformity ? at : order.correctedAt,
      ...(order.chargedAt === null ? { chargeFen: mustPay(order) ? null : 0n } : {}),
    }),
    tellOwner: '维修已完工，请您验收签字',
  }),
}
