import { z } from 'zod'
import { choice, count, files, flag, halfHour, id, line, lines, nothing, rating } from '../../kernel/case/fields.ts'
import { procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { titleOf } from '../../kernel/case/title.ts'
import { fen, positiveFen } from '../../kernel/money.ts'

import { isPublic, material, mustPay, payers, type RepairOrder, trades, withoutSigner } from './repair.order.ts'
import { slipGaps } from './repair.slip-data.ts'

/** 报修: from a reported fault to a job that the owner has signed off and the desk has called back. Handbook REP. */
const states = [
  'reported',
  'pooled',
  'assigned',
  'taken',
  'on-site',
  'reviewing',
  'quoted',
  'working',
  'done',
  'signed',
  'correcting',
  'closed',
  'cancelled',
] as const

const { act, procedure } = procedureOn<RepairOrder>()(states)

const beforeWork = ['reported', 'pooled', 'assigned', 'taken', 'on-site', 'reviewing', 'quoted'] as const
const onTheJob = ['assigned', 'taken', 'on-site', 'reviewing', 'quoted', 'working', 'done'] as const
const open = [...beforeWork, 'working', 'done', 'signed', 'correcting'] as const
const readers = ['staff'] as const

const priced = {
  rules: ['REP-02'],
  check: (order: RepairOrder) =>
    order.urgent || !mustPay(order) || order.priceAgreedAt !== null || '收费维修先讲明价格并取得业主同意',
} as const

const payerDecided = {
  check: (order: RepairOrder) => order.urgent || order.payer !== null || '先确定费用由谁承担',
} as const

const paidByOwner = { check: (order: RepairOrder) => mustPay(order) || '本单不向业主收费' } as const
const atHome = { check: (order: RepairOrder) => !isPublic(order) || '公共部位没有业主在场' } as const
const checkedFirst = {
  rules: ['REP-06'],
  check: (order: RepairOrder) => order.checkedAt !== null || '到场后先检查报修部位',
} as const

const price = z.strictObject({
  code: z.string().max(20),
  name: z.string().min(1).max(60),
  quantity: z.int().min(1).max(999),
  amountFen: fen,
})

export const repair = procedure({
  name: 'repair',
  title: '报修',
  record: '《维修单》',
  prefix: 'BX',
  version: 1,
  table: 'repair_order',
  stateTitles: {
    reported: '待派单',
    pooled: '待抢单',
    assigned: '已派单',
    taken: '已领单',
    'on-site': '已到场',
    reviewing: '评审中',
    quoted: '待业主同意',
    working: '维修中',
    done: '待签认',
    signed: '待回访归档',
    correcting: '整改中',
    closed: '已归档',
    cancelled: '已取消',
  },
  initial: 'reported',
  final: ['closed', 'cancelled'],
  abandoned: ['cancelled'],
  flags: { 'waiting-owner': '等业主', 'waiting-parts': '等材料' },
  relations: {
    repairer: (order, actor) =>
      actor.kind === 'staff' && (order.technicianId === actor.accountId || order.secondManId === actor.accountId),
  },
  readers,
  actions: {
    ...standingActions(open, readers),

    register: act({
      title: '登记报修',
      from: 'new',
      to: 'reported',
      by: ['receptionist', 'reaction'],
      rules: ['REP-03', 'INT-13'],
      form: z.strictObject({
        place: choice('报修类别', { home: '入户', public: '公共部位' }),
        trade: choice('工种', trades),
        content: lines('报修内容', 2000, { rules: ['REP-01'] }),
        keyPoints: lines('维修要点', 500, { hint: '问清：哪里、什么现象、多久了、要带什么' }).optional(),
        unitId: id('房号', 'unit').optional(),
        placeId: id('公共部位', 'place').optional(),
        personId: id('报修人', 'person').optional(),
        parentId: z.uuid().optional(),
        urgent: flag('紧急').optional(),
        photos: files('现场照片').optional(),
      }),
      whenForm: [
        {
          rules: ['REP-01'],
          check: (form) => form.urgent || form.keyPoints !== undefined || '请问清情况，记下维修要点',
        },
        { check: (form) => (form.place === 'home' ? form.unitId !== undefined || '入户维修请选房号' : true) },
        {
          check: (form) =>
            form.place === 'public' ? form.placeId !== undefined || form.urgent || '请选公共部位' : true,
        },
      ],
      sets: (form, _order, { at }) => ({
        place: form.place,
        trade: form.trade,
        content: form.content,
        keyPoints: form.keyPoints ?? null,
        urgent: form.urgent ?? false,
        photos: form.photos ?? [],
        payer: form.place === 'public' ? 'repair-fund' : null,
        payerReason: form.place === 'public' ? '公共部位维修不向业主收费' : null,
        reportedAt: at,
      }),
      setsCase: (form) => ({
        unitId: form.unitId ?? null,
        placeId: form.placeId ?? null,
        personId: form.personId ?? null,
        priority: form.urgent ? 'emergency' : 'normal',
        title: titleOf(form.content),
      }),
      notifies: (form) => (form.urgent ? ['on-duty', 'receptionist'] : []),
      notice: '紧急报修 {number}：{title}',
      tellOwner: '已为您登记报修',
    }),

    describe: act({
      title: '补充要点',
      from: beforeWork,
      to: 'same',
      by: ['receptionist', 'assignee'],
      rules: ['REP-01'],
      form: z.strictObject({ keyPoints: lines('维修要点', 500) }),
      sets: (form) => ({ keyPoints: form.keyPoints }),
    }),

    locate: act({
      title: '补充位置',
      hint: '紧急报修先出动，房号或部位问清后补上',
      from: open,
      to: 'same',
      by: ['receptionist', 'reaction'],
      form: z.strictObject({
        unitId: id('房号', 'unit').optional(),
        placeId: id('公共部位', 'place').optional(),
        personId: id('报修人', 'person').optional(),
      }),
      when: [
        {
          check: (_order, { case: of }) => (of.unitId === null && of.placeId === null) || '已经有房号或部位',
        },
      ],
      whenForm: [{ check: (form) => Boolean(form.unitId ?? form.placeId) || '请选房号或公共部位' }],
      sets: (form) =>
        form.unitId
          ? { place: 'home', payer: null, payerReason: null }
          : { place: 'public', payer: 'repair-fund', payerReason: '公共部位维修不向业主收费' },
      setsCase: (form) => ({
        unitId: form.unitId ?? null,
        placeId: form.unitId ? null : (form.placeId ?? null),
        ...(form.personId ? { personId: form.personId } : {}),
      }),
      notifies: ['assignee'],
      notice: '{number} 位置已补充',
    }),

    decidePayer: act({
      title: '确定费用承担',
      from: [...beforeWork, 'working'],
      to: 'same',
      by: ['receptionist', 'engineering-supervisor', 'warranty-officer', 'service-supervisor'],
      form: z.strictObject({ payer: choice('费用承担', payers), reason: lines('理由', 200) }),
      whenForm: [
        { check: (form, order) => !isPublic(order) || form.payer !== 'owner' || '公共部位维修不向业主收费' },
        { check: (_form, order) => order.chargedAt === null || '已经收费，不能再改费用承担' },
      ],
      sets: (form, order) => ({
        payer: form.payer,
        payerReason: form.reason,
        ...(form.payer === 'owner'
          ? {}
          : { priceItems: [], priceFen: null, priceToldAt: null, priceAgreedAt: order.priceAgreedAt && null }),
      }),
    }),

    tellPrice: act({
      title: '讲明价格',
      hint: '把项目和数额告诉业主，记下业主的答复',
      from: ['reported', 'pooled', 'assigned', 'taken'],
      to: {
        oneOf: ['reported', 'pooled', 'assigned', 'taken', 'cancelled'],
        pick: (form, order) => (form.agreed ? (order.state as 'reported') : 'cancelled'),
      },
      by: ['receptionist'],
      rules: ['REP-02'],
      form: z.strictObject({
        items: z.array(price).min(1, '请选收费项目').max(20).meta({ label: '收费项目' }),
        agreed: flag('业主同意'),
      }),
      when: [paidByOwner],
      sets: (form, _order, { at }) => ({
        priceItems: form.items,
        priceFen: form.items.reduce((sum, item) => sum + BigInt(item.amountFen) * BigInt(item.quantity), 0n),
        priceToldAt: at,
        priceAgreedAt: form.agreed ? at : null,
        cancelReason: form.agreed ? null : '业主不接受价格',
      }),
      tellOwner: '已向您讲明收费项目与数额',
    }),

    assign: act({
      title: '派单',
      from: ['reported', 'pooled', 'correcting'],
      to: 'assigned',
      by: ['receptionist'],
      byRules: ['INT-11'],
      rules: ['INT-14'],
      primary: true,
      form: z.strictObject({
        technicianId: id('维修工', 'technician'),
        appointmentAt: halfHour('预约时间').optional(),
      }),
      when: [payerDecided, priced],
      sets: (form, order, { at }) => ({
        technicianId: form.technicianId,
        appointmentAt: form.appointmentAt ? new Date(form.appointmentAt) : null,
        assignedAt: at,
        dispatchedAt: order.dispatchedAt ?? at,
        takenAt: null,
        arrivedAt: null,
        checkedAt: null,
        ...(order.nonConformity ? rework(order) : {}),
      }),
      setsCase: (form) => ({ holderAccount: form.technicianId }),
      tellOwner: '已派维修师傅',
      notice: '新派单 {number}：{title}',
    }),

    reassign: act({
      title: '改派',
      from: ['assigned', 'taken'],
      to: 'assigned',
      by: ['receptionist', 'engineering-supervisor', 'team-leader'],
      form: z.strictObject({ technicianId: id('维修工', 'technician'), reason: lines('改派原因', 200) }),
      sets: (form, _order, { at }) => ({ technicianId: form.technicianId, assignedAt: at, takenAt: null }),
      setsCase: (form) => ({ holderAccount: form.technicianId }),
      tellOwner: '已为您换一位维修师傅',
      notice: '改派给您 {number}：{title}',
    }),

    offer: act({
      title: '放入抢单池',
      from: ['reported', 'correcting'],
      to: 'pooled',
      by: ['receptionist'],
      form: z.strictObject({ appointmentAt: halfHour('预约时间').optional() }),
      when: [payerDecided, priced],
      sets: (form, order, { at }) => ({
        appointmentAt: form.appointmentAt ? new Date(form.appointmentAt) : null,
        offeredAt: at,
        dispatchedAt: order.dispatchedAt ?? at,
        ...(order.nonConformity ? rework(order) : {}),
      }),
      notifies: ['technician'],
      notice: '可抢单 {number}：{title}',
    }),

    grab: act({
      title: '抢单',
      from: ['pooled'],
      to: 'taken',
      by: ['technician'],
      primary: true,
      form: nothing,
      sets: (_form, _order, { at, actor }) => ({
        technicianId: actor.kind === 'staff' ? actor.accountId : null,
        assignedAt: at,
        takenAt: at,
        arrivedAt: null,
        checkedAt: null,
      }),
      setsCase: (_form, _order, { actor }) => ({ holderAccount: actor.kind === 'staff' ? actor.accountId : null }),
      tellOwner: '维修师傅已接单',
    }),

    outsource: act({
      title: '委托外包单位',
      hint: '打印维修单或发事项链接给外包单位',
      from: ['reported', 'pooled', 'assigned', 'taken', 'on-site', 'correcting'],
      to: 'assigned',
      by: ['receptionist', 'engineering-supervisor'],
      form: z.strictObject({
        contractor: line('外包单位', 60),
        contact: line('联系人及电话', 60),
        reason: lines('委托原因', 200),
        appointmentAt: halfHour('预约时间').optional(),
      }),
      when: [payerDecided, priced],
      lowers: ['waiting-owner', 'waiting-parts'],
      sets: (form, order, { at }) => ({
        contractor: form.contractor,
        contractorContact: form.contact,
        technicianId: null,
        appointmentAt: form.appointmentAt ? new Date(form.appointmentAt) : null,
        assignedAt: at,
        dispatchedAt: order.dispatchedAt ?? at,
        takenAt: null,
        waitingSince: null,
        arrivedAt: null,
        checkedAt: null,
        ...(order.nonConformity ? rework(order) : {}),
      }),
      setsCase: (_form, _order, { actor }) => ({ holderAccount: actor.kind === 'staff' ? actor.accountId : null }),
      tellOwner: '已安排专业单位上门',
    }),

    respond: act({
      title: '紧急响应',
      from: ['reported', 'pooled', 'assigned'],
      to: 'taken',
      by: ['technician', 'team-leader', 'engineering-supervisor', 'guard'],
      primary: true,
      form: nothing,
      when: [{ check: (order) => order.urgent || '只有紧急事项可直接响应' }],
      sets: (_form, order, { at, actor }) => ({
        technicianId: actor.kind === 'staff' ? actor.accountId : null,
        assignedAt: order.assignedAt ?? at,
        dispatchedAt: order.dispatchedAt ?? at,
        takenAt: at,
        respondedAt: at,
      }),
      setsCase: (_form, _order, { actor }) => ({ holderAccount: actor.kind === 'staff' ? actor.accountId : null }),
      tellOwner: '值班人员已响应，正在赶来',
    }),

    take: act({
      title: '领单',
      from: ['assigned'],
      to: 'taken',
      by: ['assignee', 'contractor'],
      byRules: ['REP-04'],
      rules: ['REP-04', 'INT-14'],
      primary: true,
      form: nothing,
      sets: (_form, _order, { at }) => ({ takenAt: at }),
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
      sets: (form, _order, { at }) => ({
        materials: form.materials,
        materialsFen: totalOf(form.materials),
        labourFen: BigInt(form.labourFen),
        quotedAt: at,
        verifiedAt: null,
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
      sets: () => ({ materials: [], materialsFen: null, labourFen: null, quotedAt: null }),
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
      sets: () => ({ materials: [], materialsFen: null, labourFen: null, quotedAt: null }),
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
        {
          rules: ['REP-02'],
          check: (order) =>
            !mustPay(order) || order.priceAgreedAt !== null || order.verifiedAt !== null || '收费维修先取得业主同意',
        },
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
        expectedOn: z.iso.date('请选预计到货日期').meta({ label: '预计到货' }),
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
      sets: (form, order, { at }) => ({
        workDone: form.workDone,
        afterPhotos: form.photos,
        finishedAt: at,
        correctedAt: order.nonConformity ? at : order.correctedAt,
        ...(mustPay(order) ? {} : { chargeFen: 0n }),
      }),
      tellOwner: '维修已完工，请您验收签字',
    }),

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
      whenForm: [
        {
          check: (form, order) => BigInt(form.amountFen) <= agreedFen(order) || '实收不得多于业主同意的金额',
        },
      ],
      sets: (form, _order, { at }) => ({
        chargeFen: BigInt(form.amountFen),
        chargeMethod: form.method,
        chargedAt: at,
        chargeRemark: form.remark ?? null,
      }),
      tellOwner: '已收您的维修费',
    }),

    countCharge: act({
      title: '收费员入账',
      from: ['done', 'signed', 'correcting'],
      to: 'same',
      by: ['cashier'],
      byRules: ['REP-08'],
      rules: ['REP-08'],
      form: z.strictObject({
        amountFen: positiveFen.meta({ label: '点收金额', as: 'money' }),
        invoiceNo: line('发票号码', 40, { personal: false }),
      }),
      when: [
        { check: (order) => order.chargedAt !== null || '还没有收费' },
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
      from: ['done', 'signed', 'correcting'],
      to: 'same',
      by: ['assignee', 'cashier', 'receptionist'],
      signedBy: { who: 'owner', sheet: 'invoice', rules: ['REP-08'] },
      form: nothing,
      when: [
        { check: (order) => order.invoicedAt !== null || '收费员还没有开发票' },
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
            return gaps.length === 0 || `维修单还有空栏：${gaps.join('、')}`
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
        chaseCount: form.count,
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
  },

  clocks: {
    dispatch: {
      title: '派单时限',
      runsIn: ['reported'],
      limit: (order, { policy }) => ({
        from: order.reportedAt,
        why: '登记报修',
        within: { minutes: policy.repair.dispatchWithinMinutes },
      }),
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: [],
    },
    respond: {
      title: '紧急响应',
      runsIn: ['reported', 'pooled', 'assigned'],
      runsWhen: (order) => order.urgent && order.respondedAt === null,
      limit: (order, { policy }) => ({
        from: order.reportedAt,
        why: '紧急呼叫',
        within: { minutes: policy.intake.pageWithinMinutes },
      }),
      onExpiry: 'recordBreach',
      ladder: ['engineering-supervisor', 'manager', 'executive'],
      rules: [],
    },
    take: {
      title: '领单时限',
      runsIn: ['pooled', 'assigned'],
      limit: (order, { policy }) => {
        const from = order.assignedAt ?? order.offeredAt
        return from && { from, why: '派单', within: { minutes: policy.repair.takeWithinMinutes } }
      },
      onExpiry: 'recordBreach',
      ladder: ['team-leader', 'engineering-supervisor'],
      rules: [],
    },
    arrive: {
      title: '到场时限',
      runsIn: ['assigned', 'taken'],
      limit: (order, { policy }) => {
        // Who waits for the owner or for parts was there: the old promise is over, the next begins with an appointment.
        const from = order.appointmentAt ?? order.waitingSince ?? order.takenAt
        return (
          from && {
            from,
            why: order.appointmentAt ? '约定时间' : order.waitingSince ? '等候' : '领单',
            within: { minutes: policy.repair.arriveWithinMinutes },
          }
        )
      },
      pausedBy: ['waiting-owner', 'waiting-parts'],
      onExpiry: 'recordBreach',
      ladder: ['team-leader', 'engineering-supervisor', 'manager'],
      rules: ['REP-04'],
      promise: '师傅到场',
    },
    review: {
      title: '评审返场时限',
      runsIn: ['reviewing'],
      limit: (order, { policy }) =>
        order.reviewAskedAt && {
          from: order.reviewAskedAt,
          why: '报评审',
          within: { minutes: policy.repair.reviewWithinMinutes },
        },
      onExpiry: 'recordBreach',
      ladder: ['team-leader', 'engineering-supervisor', 'manager'],
      rules: ['REP-07'],
      promise: '师傅返场',
    },
    quoteReply: {
      title: '报价有效期',
      runsIn: ['quoted'],
      limit: (order, { policy }) =>
        order.quotedAt && { from: order.quotedAt, why: '报价', within: { hours: policy.repair.quoteReplyHours } },
      onExpiry: 'lapseQuote',
      ladder: [],
      rules: [],
      promise: '报价有效至',
    },
    sign: {
      title: '签认时限',
      runsIn: ['done'],
      runsWhen: (order) => !isPublic(order),
      limit: (order, { policy }) =>
        order.finishedAt && { from: order.finishedAt, why: '完工', within: { hours: policy.repair.signWithinHours } },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor'],
      rules: ['REP-09'],
    },
    confirm: {
      title: '公共维修核实时限',
      runsIn: ['done'],
      runsWhen: isPublic,
      limit: (order, { policy }) =>
        order.finishedAt && { from: order.finishedAt, why: '完工', within: { hours: policy.repair.signWithinHours } },
      onExpiry: 'recordBreach',
      ladder: ['service-officer', 'service-supervisor'],
      rules: ['REP-10'],
    },
    handIn: {
      title: '收费上交时限',
      runsIn: ['done', 'signed', 'correcting'],
      runsWhen: (order) => order.chargedAt !== null && order.countedAt === null,
      limit: (order, { policy }) =>
        order.chargedAt && { from: order.chargedAt, why: '收费', within: { hours: policy.repair.handInHours } },
      onExpiry: 'recordBreach',
      ladder: ['engineering-supervisor', 'manager'],
      rules: ['REP-08'],
    },
    invoice: {
      title: '发票送达时限',
      runsIn: ['done', 'signed', 'correcting'],
      runsWhen: (order) => order.invoicedAt !== null && order.invoiceDeliveredAt === null,
      limit: (order, { policy }) =>
        order.invoicedAt && { from: order.invoicedAt, why: '开发票', within: { hours: policy.repair.invoiceHours } },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor'],
      rules: ['REP-08'],
      promise: '发票送达',
    },
    callBack: {
      title: '回访时限',
      runsIn: ['signed'],
      runsWhen: (order) => !isPublic(order) && order.calledBackAt === null,
      limit: (order, { policy }) =>
        order.signedAt && { from: order.signedAt, why: '签认', within: { hours: policy.repair.callBackHours } },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor', 'manager'],
      rules: ['REP-12'],
      promise: '客服回访',
    },
    correct: {
      title: '纠正时限',
      runsIn: ['correcting', ...onTheJob],
      runsWhen: (order) => order.nonConformity !== null && order.correctedAt === null,
      limit: (order, { policy }) =>
        order.nonConformityAt && {
          from: order.nonConformityAt,
          why: '不合格项转交',
          within: { hours: policy.repair.correctHours },
        },
      pausedBy: ['waiting-owner', 'waiting-parts'],
      onExpiry: 'recordBreach',
      ladder: ['engineering-supervisor', 'manager'],
      rules: ['REP-13'],
      promise: '返修完成',
    },
    file: {
      title: '归档时限',
      runsIn: ['signed'],
      runsWhen: (order) => isPublic(order) || order.calledBackAt !== null,
      limit: (order) => {
        const from = order.calledBackAt ?? order.confirmedAt
        return from && { from, why: '回访或核实', within: { hours: 72 } }
      },
      onExpiry: 'recordBreach',
      ladder: ['service-supervisor'],
      rules: ['REP-11'],
    },
  },
})

/** What the owner has agreed to pay at most: told price, or the verified quote with the told price. */
export function agreedFen(order: RepairOrder): bigint {
  const told = order.priceAgreedAt ? (order.priceFen ?? 0n) : 0n
  const quoted = order.verifiedAt ? (order.materialsFen ?? 0n) + (order.labourFen ?? 0n) : 0n
  return told + quoted
}

function totalOf(materials: readonly z.infer<typeof material>[]): bigint {
  return materials.reduce((sum, one) => sum + BigInt(one.unitPriceFen) * BigInt(one.quantity), 0n)
}

/** A new round of work on what failed: what was signed before no longer counts. */
function rework(order: RepairOrder): Partial<RepairOrder> {
  return {
    reworkCount: order.reworkCount + 1,
    reviewAskedAt: null,
    reviewConclusion: null,
    judgement: null,
    finishedAt: null,
    signedAt: null,
    confirmedAt: null,
    calledBackAt: null,
    correctedAt: null,
  }
}

function failure(
  passed: boolean,
  nonConformity: string | undefined,
  department: string | undefined,
  order: RepairOrder,
  at: Date,
): Partial<RepairOrder> {
  if (passed) return {}
  return {
    nonConformity: nonConformity ?? order.nonConformity,
    nonConformityDepartmentId: department ?? order.nonConformityDepartmentId,
    nonConformityAt: at,
    correctedAt: null,
  }
}
