import { z } from 'zod'
import { choice, files, flag, halfHour, id, line, lines, nothing } from '../../kernel/case/fields.ts'
import { titleOf } from '../../kernel/case/title.ts'
import {
  appointment,
  inOurHands,
  noArrears,
  paidByOwner,
  payerDecided,
  price,
  priced,
  responded,
  rework,
} from './repair.guards.ts'
import { isPublic, payers, type RepairOrder, trades } from './repair.order.ts'
import { act, open } from './repair.states.ts'

/** From the report to a slip in somebody’s hands: what, where, who pays, at what price, who goes. REP-01 to REP-03, INT-11. */
export const reporting = {
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
        check: (form) => (form.place === 'public' ? form.placeId !== undefined || form.urgent || '请选公共部位' : true),
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
    hint: '紧急报修先出动，要点在归档前补上',
    from: open,
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
    // An urgent job may learn after the work whose flat it was in.
    from: open,
    to: 'same',
    by: ['receptionist', 'engineering-supervisor', 'warranty-officer', 'service-supervisor'],
    form: z.strictObject({ payer: choice('费用承担', payers), reason: lines('理由', 200) }),
    whenForm: [
      { check: (form, order) => !isPublic(order) || form.payer !== 'owner' || '公共部位维修不向业主收费' },
      { check: (_form, order) => order.chargedAt === null || '已经收费，不能再改费用承担' },
      {
        rules: ['REP-02'],
        check: (form, order) =>
          form.payer !== 'owner' ||
          order.payer === 'owner' ||
          order.finishedAt === null ||
          '已经完工，不能再改由业主承担费用',
      },
    ],
    sets: (form, order) => ({
      payer: form.payer,
      payerReason: form.reason,
      ...(form.payer === 'owner'
        ? {}
        : {
            priceItems: [],
            priceFen: null,
            priceToldAt: null,
            priceAgreedAt: order.priceAgreedAt && null,
            ...noArrears,
          }),
    }),
  }),

  tellPrice: act({
    title: '讲明价格',
    hint: '把项目和数额告诉业主，记下业主的答复',
    from: ['reported', 'pooled', 'assigned', 'taken', 'on-site', 'working'],
    to: {
      oneOf: ['reported', 'pooled', 'assigned', 'taken', 'on-site', 'working', 'cancelled'],
      pick: (form, order) => (endsWithoutPrice(form, order) ? 'cancelled' : (order.state as 'reported')),
    },
    by: ['receptionist'],
    rules: ['REP-02'],
    form: z.strictObject({
      items: z.array(price).min(1, '请选收费项目').max(20).meta({ label: '收费项目' }),
      agreed: flag('业主同意'),
    }),
    when: [paidByOwner, { check: (order) => order.chargedAt === null || '已经收费，不能再改价格' }],
    sets: (form, order, { at }) => ({
      priceItems: form.items,
      priceFen: form.items.reduce((sum, item) => sum + BigInt(item.amountFen) * BigInt(item.quantity), 0n),
      priceToldAt: at,
      priceAgreedAt: form.agreed ? at : null,
      cancelReason: endsWithoutPrice(form, order) ? '业主不接受价格' : null,
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
      ...inOurHands,
      appointmentAt: appointment(form, order),
      assignedAt: at,
      dispatchedAt: order.dispatchedAt ?? at,
      takenAt: null,
      arrivedAt: null,
      checkedAt: null,
      ...rework(order),
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
    sets: (form, _order, { at }) => ({
      technicianId: form.technicianId,
      ...inOurHands,
      assignedAt: at,
      takenAt: null,
    }),
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
      appointmentAt: appointment(form, order),
      offeredAt: at,
      dispatchedAt: order.dispatchedAt ?? at,
      // Nobody has it in hand until it is grabbed.
      technicianId: null,
      ...inOurHands,
      assignedAt: null,
      takenAt: null,
      ...rework(order),
    }),
    setsCase: () => ({ holderAccount: null }),
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
    sets: (_form, order, { at, actor }) => ({
      technicianId: actor.kind === 'staff' ? actor.accountId : null,
      assignedAt: at,
      takenAt: at,
      ...responded(order, at),
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
      appointmentAt: appointment(form, order),
      assignedAt: at,
      dispatchedAt: order.dispatchedAt ?? at,
      takenAt: null,
      waitingSince: null,
      arrivedAt: null,
      checkedAt: null,
      ...rework(order),
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
      ...inOurHands,
      assignedAt: order.assignedAt ?? at,
      dispatchedAt: order.dispatchedAt ?? at,
      takenAt: at,
      respondedAt: at,
    }),
    setsCase: (_form, _order, { actor }) => ({ holderAccount: actor.kind === 'staff' ? actor.accountId : null }),
    tellOwner: '值班人员已响应，正在赶来',
  }),
}

/** Who does not accept the price is not worked for; what has begun goes on, at somebody else's cost or quoted anew. */
function endsWithoutPrice({ agreed }: { agreed: boolean }, { state }: RepairOrder): boolean {
  return !agreed && state !== 'working'
}
