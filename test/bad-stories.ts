import type { PersonName, StaffName, World } from './world.ts'

/** One act of a story: who does what to which case. */
export interface Step {
  who: StaffName | PersonName
  /** The case by its name in the story: `repair tap`; the first word is its procedure. */
  on: string
  do: string
  form: Record<string, unknown>
}

export const step = (who: Step['who'], on: string, action: string, form: Step['form'] = {}): Step => ({
  who,
  on,
  do: action,
  form,
})

/** Stories that together do everything that can be done to a case over HTTP. A number means: so many minutes pass. */
export function stories(
  w: World,
  photo: string,
  idOf: (name: string) => string,
): Record<string, readonly (Step | number)[]> {
  const { units, places, owners, staff, departments } = w
  const wang = { unitId: units['1-1-301'], personId: owners.wang.personId }
  const home = { place: 'home', trade: 'water', content: '厨房漏水', keyPoints: '角阀滴水', ...wang }
  const hall = { place: 'public', trade: 'electric', content: '大堂灯不亮', placeId: places.hall, urgent: true }
  const call = { channel: 'phone', content: '厨房漏水', ...wang }
  const slip = { kind: 'complaint', content: '噪声', departmentId: departments.order, handlerId: staff.li.accountId }
  const again = { content: '全天有人接听', phone: '0571-88001234', places: '各栋大堂', photos: [photo] }
  const hotline = { kind: 'service-line', ...again }
  const items = {
    dress: true,
    greeting: false,
    listening: true,
    noting: true,
    standpoint: true,
    farewell: true,
    knows: true,
  }
  const watched = { employeeId: staff.wu.accountId, ...items, words: '上午十点前台' }
  const materials = [{ name: '龙头', specification: 'DN15', model: 'A1', quantity: 1, unitPriceFen: '4500' }]
  const free = { payer: 'company', reason: '公司承诺免费' }
  const onSite = (who: StaffName, on: string) => [
    step(who, on, 'take'),
    step(who, on, 'arrive'),
    step(who, on, 'check', { finding: '阀芯老化' }),
    step(who, on, 'begin'),
    step(who, on, 'finish', { workDone: '更换阀芯，试水正常', photos: [photo] }),
  ]
  return {
    'a paid repair with everything that can come between': [
      step('zhou', 'repair tap', 'register', home),
      step('zhou', 'repair tap', 'note', { text: '下午在家' }),
      step('zhou', 'repair tap', 'describe', { keyPoints: '带阀芯' }),
      step('zhou', 'repair tap', 'decidePayer', { payer: 'owner', reason: '已过保修期' }),
      step('zhou', 'repair tap', 'tellPrice', {
        items: [{ code: 'W-01', name: '更换水龙头', quantity: 1, amountFen: '3000' }],
        agreed: true,
      }),
      step('zhou', 'repair tap', 'offer'),
      step('wang', 'repair tap', 'appoint', { appointmentAt: '2026-03-11T11:00:00+08:00' }),
      step('zhou', 'repair tap', 'assign', { technicianId: staff.zhao.accountId }),
      step('zhou', 'repair tap', 'reassign', { technicianId: staff.li.accountId, reason: '赵勇请假' }),
      step('chen', 'repair tap', 'handOver', { accountId: staff.zhao.accountId, reason: '休假' }),
      step('chen', 'repair tap', 'handOver', { accountId: staff.li.accountId, reason: '回岗' }),
      step('li', 'repair tap', 'take'),
      step('li', 'repair tap', 'nobodyHome', { photos: [photo], called: true }),
      step('li', 'repair tap', 'arrive'),
      step('li', 'repair tap', 'check', { finding: '阀芯老化' }),
      step('li', 'repair tap', 'askReview', { question: '是否整体更换' }),
      step('qian', 'repair tap', 'concludeReview', { conclusion: '换龙头' }),
      step('li', 'repair tap', 'resume'),
      step('li', 'repair tap', 'quote', { materials, labourFen: '2000' }),
      step('wang', 'repair tap', 'declineQuote', { reason: '太贵' }),
      step('li', 'repair tap', 'quote', { materials, labourFen: '1000' }),
      step('li', 'repair tap', 'agreeQuote'),
      step('li', 'repair tap', 'callSecondMan', { accountId: staff.zhao.accountId, reason: '要关总阀' }),
      step('li', 'repair tap', 'waitParts', { parts: '龙头', expectedOn: '2026-03-12' }),
      step('zhou', 'repair tap', 'partsArrived', { appointmentAt: '2026-03-11T15:00:00+08:00' }),
      step('li', 'repair tap', 'arrive'),
      step('li', 'repair tap', 'begin'),
      step('li', 'repair tap', 'finish', { workDone: '更换龙头', photos: [photo] }),
      step('chen', 'repair tap', 'recordArrears', { amountFen: '5500', reason: '业主出差，回来再付' }),
      step('li', 'repair tap', 'takeCharge', { amountFen: '5500', method: 'cash' }),
      step('feng', 'repair tap', 'countCharge', { amountFen: '5500', invoiceNo: '00123' }),
      step('zhou', 'repair tap', 'deliverInvoice'),
      step('li', 'repair tap', 'sign', { rating: 5 }),
      step('wu', 'repair tap', 'callBack', { way: 'phone', note: '满意', passed: true }),
      step('zhou', 'repair tap', 'file'),
      step('zhou', 'repair tap', 'reopen', { nonConformity: '又漏', department: departments.engineering }),
    ],
    'an urgent repair that learns its place later': [
      step('zhou', 'repair burst', 'register', { ...hall, placeId: undefined }),
      step('zhou', 'repair burst', 'locate', { unitId: units['1-1-301'] }),
      step('zhou', 'repair burst', 'cancel', { reason: '误报' }),
    ],
    'an urgent repair of a public place': [
      step('zhou', 'repair hall', 'register', hall),
      step('shen', 'repair hall', 'respond'),
      step('shen', 'repair hall', 'arrive'),
      step('shen', 'repair hall', 'check', { finding: '灯管坏' }),
      step('shen', 'repair hall', 'listMaterials', { materials }),
      step('shen', 'repair hall', 'begin'),
      step('shen', 'repair hall', 'finish', { workDone: '更换灯管', photos: [photo] }),
      step('sun', 'repair hall', 'confirmPublic', { passed: true, rating: 5, photos: [photo] }),
    ],
    'a grabbed repair that is cancelled': [
      step('zhou', 'repair pool', 'register', home),
      step('zhou', 'repair pool', 'decidePayer', free),
      step('zhou', 'repair pool', 'offer'),
      step('li', 'repair pool', 'grab'),
      step('zhou', 'repair pool', 'cancel', { reason: '自己修好了' }),
    ],
    'an outside contractor, and the owner withdraws': [
      step('zhou', 'repair wall', 'register', home),
      step('zhou', 'repair wall', 'decidePayer', free),
      step('zhou', 'repair wall', 'outsource', { contractor: '快修公司', contact: '老周', reason: '要专业设备' }),
      step('wang', 'repair wall', 'withdraw', { reason: '不修了' }),
    ],
    'a repair that the owner does not sign': [
      step('zhou', 'repair pipe', 'register', home),
      step('zhou', 'repair pipe', 'decidePayer', free),
      step('zhou', 'repair pipe', 'assign', { technicianId: staff.li.accountId }),
      ...onSite('li', 'repair pipe'),
      step('zhou', 'repair pipe', 'recordUnsigned', { why: 'absent', note: '外出', photos: [photo] }),
    ],
    'a matter answered, closed and opened again': [
      step('zhou', 'matter asked', 'register', call),
      step('zhou', 'matter asked', 'note', { text: '老人来电' }),
      step('zhou', 'matter asked', 'fillIn', { content: '还有阳台' }),
      step('chen', 'matter asked', 'handOver', { accountId: staff.wu.accountId, reason: '换班' }),
      step('zhou', 'matter asked', 'sort', { kind: 'inquiry' }),
      step('zhou', 'matter asked', 'tellProgress', { progress: '正在查', accepted: true }),
      step('wang', 'matter asked', 'chase', { words: '怎么样了' }),
      step('zhou', 'matter asked', 'answer', { answer: '周五来人', way: 'phone' }),
      step('zhou', 'matter asked', 'close'),
      step('zhou', 'matter asked', 'reopen', { reason: '没有来人' }),
    ],
    'a matter handled with others': [
      step('zhou', 'matter first', 'register', call),
      step('zhou', 'matter first', 'sort', { kind: 'complaint' }),
      step('zhou', 'contact together', 'issue', { ...slip, parentId: idOf('matter first') }),
      step('zhou', 'matter second', 'register', call),
      step('zhou', 'matter second', 'sort', { kind: 'complaint' }),
      step('zhou', 'matter second', 'join', { headId: idOf('contact together'), reason: '同一件事' }),
      step('zhou', 'matter second', 'interim', { words: '已请厂家，明天上午到', way: 'phone' }),
      step('zhou', 'matter second', 'leave', { reason: '不是同一件事' }),
    ],
    'a matter with work below it': [
      step('zhou', 'matter worked', 'register', call),
      step('zhou', 'matter worked', 'sort', { kind: 'repair' }),
      step('zhou', 'repair below', 'register', { ...home, parentId: idOf('matter worked') }),
      step('zhou', 'repair below', 'decidePayer', free),
      step('zhou', 'repair below', 'assign', { technicianId: staff.li.accountId }),
      step('zhou', 'matter worked', 'followUp', { progress: '师傅已领单' }),
      step('zhou', 'repair below', 'cancel', { reason: '重复' }),
      step('zhou', 'matter worked', 'withdraw', { reason: '重复' }),
    ],
    'a contact slip there and back': [
      step('zhou', 'contact noise', 'issue', slip),
      step('zhou', 'contact noise', 'note', { text: '急' }),
      step('chen', 'contact noise', 'handOver', { accountId: staff.he.accountId, reason: '休假' }),
      step('chen', 'contact noise', 'handOver', { accountId: staff.li.accountId, reason: '回岗' }),
      step('li', 'contact noise', 'receive', { needsSuperior: false }),
      step('li', 'contact noise', 'reply', { reply: '已巡查', done: false }),
      step('zhou', 'contact noise', 'sendBack', { reason: '夜里再查' }),
      step('li', 'contact noise', 'reply', { reply: '夜里已查', done: true }),
      step('zhou', 'contact noise', 'file', { originalPlace: '前台文件柜' }),
    ],
    'a contact slip that nobody signs for in time, and that needs the superior': [
      step('zhou', 'contact wall', 'issue', slip),
      31,
      step('li', 'contact wall', 'signCopy', { needsSuperior: true }),
      step('li', 'contact wall', 'consult', { accountId: staff.zheng.accountId, question: '费用超出预算' }),
      step('zheng', 'contact wall', 'answerConsult', { opinion: '同意' }),
      step('li', 'contact wall', 'reply', { reply: '已施工', done: true }),
    ],
    'a visitor, a visit at home and a matter that goes upwards': [
      step('zhou', 'matter visitor', 'register', { ...call, channel: 'counter' }),
      step('zhou', 'matter visitor', 'sort', { kind: 'dispute' }),
      step('zhou', 'matter visitor', 'callOver', { accountId: staff.zheng.accountId, seated: true }),
      step('zheng', 'matter visitor', 'came'),
      step('zhou', 'matter visitor', 'sendHome', { accountId: staff.gao.accountId, purpose: '看现场' }),
      step('zhou', 'matter visitor', 'cancelVisit', { reason: '高岩生病' }),
      step('zhou', 'matter visitor', 'sendHome', { accountId: staff.sun.accountId, purpose: '看现场' }),
      step('sun', 'matter visitor', 'arriveHome', { photos: [photo] }),
      step('sun', 'matter visitor', 'finishVisit', { result: '已看过，周五处理', told: false }),
      step('zhou', 'matter visitor', 'markMajor', { reason: '三十户联名' }),
      step('zhou', 'matter visitor', 'reportMajor', { to: 'manager', words: '三十户联名' }),
      step('zhou', 'matter visitor', 'escalate', { why: 'cross-department', words: '须工程部配合' }),
      step('jiang', 'matter visitor', 'coordinate', { conclusion: '工程部主办' }),
      step('zhou', 'matter visitor', 'answer', { answer: '周五处理', way: 'counter' }),
      step('zhou', 'matter visitor', 'close'),
    ],
    'a caller who is put through, and one who is settled at once': [
      step('zhou', 'matter caller', 'register', { ...call, channel: 'hotline' }),
      step('zhou', 'matter caller', 'sort', { kind: 'inquiry' }),
      step('zhou', 'matter caller', 'transfer', { accountId: staff.zheng.accountId }),
      step('zhou', 'matter caller', 'takeNote', { accountId: staff.zheng.accountId, words: '请回电', agreed: true }),
      step('zhou', 'matter caller', 'withdraw', { reason: '不用了' }),
      step('zhou', 'matter quick', 'register', call),
      step('zhou', 'matter quick', 'sort', { kind: 'inquiry' }),
      step('zhou', 'matter quick', 'settle', { answer: '周三收垃圾', way: 'phone' }),
    ],
    'what is made public, and what goes missing': [
      step('zhou', 'publication line', 'post', hotline),
      step('zhou', 'publication line', 'note', { text: '南门另有一处' }),
      step('zhou', 'publication line', 'check', { photos: [photo] }),
      step('zhou', 'publication line', 'takeDown', { reason: '公告栏被拆' }),
      2 * 24 * 60,
      step('chen', 'publication line', 'acknowledge', { note: '我来跟' }),
      step('zhou', 'publication line', 'renew', { ...again, places: '北门' }),
      step('zhou', 'publication line', 'takeDown', { reason: '大堂装修' }),
      2 * 24 * 60,
      step('chen', 'publication line', 'delegate', { accountId: staff.zhou.accountId, note: '请补上' }),
      step('chen', 'publication line', 'handOver', { accountId: staff.wu.accountId, reason: '调岗' }),
      step('jiang', 'publication line', 'giveUp', { reason: '并入南门一处' }),
    ],
    'one of many who ask for the same thing': [
      step('zhou', 'matter lift', 'register', call),
      step('zhou', 'matter lift', 'sort', { kind: 'repair' }),
      step('zhou', 'repair lift', 'register', home),
      step('zhou', 'matter lift', 'join', { headId: idOf('repair lift'), reason: '同一部电梯' }),
      step('zhou', 'matter lift', 'leave', { reason: '不是同一件事' }),
      step('zhou', 'matter lift', 'withdraw', { reason: '重复' }),
      step('zhou', 'repair lift', 'cancel', { reason: '重复' }),
    ],
    'how customers are received': [
      step('wang', 'manners rated', 'rate', { matterNumber: 'SQ-20260311-0001', rating: 2, evaded: true }),
      step('chen', 'manners rated', 'note', { text: '已约面谈' }),
      step('chen', 'manners rated', 'mend', { mending: '先倾听再安排' }),
      step('chen', 'manners watched', 'inspect', watched),
      step('chen', 'manners slow', 'inspect', watched),
      4 * 24 * 60,
      step('chen', 'manners watched', 'acknowledge', { note: '我来跟' }),
      step('chen', 'manners slow', 'delegate', { accountId: staff.wei.accountId, note: '请督办' }),
      step('chen', 'manners watched', 'handOver', { accountId: staff.zhou.accountId, reason: '调岗' }),
      step('chen', 'manners watched', 'mend', { mending: '当面示范' }),
    ],
    'missed deadlines that climb': [
      step('zhou', 'matter late', 'register', call),
      step('zhou', 'repair late', 'register', home),
      step('zhou', 'contact late', 'issue', slip),
      step('zhou', 'matter slow', 'register', call),
      step('zhou', 'repair slow', 'register', home),
      step('zhou', 'contact slow', 'issue', slip),
      25 * 60,
      ...['matter late', 'repair late', 'contact late'].map((on) =>
        step('chen', on, 'acknowledge', { note: '我来跟' }),
      ),
      ...['matter slow', 'repair slow', 'contact slow'].map((on) =>
        step('chen', on, 'delegate', { accountId: staff.zheng.accountId, note: '请督办' }),
      ),
      step('zhou', 'repair late', 'cancel', { reason: '不修了' }),
      step('zhou', 'repair slow', 'cancel', { reason: '不修了' }),
      step('zhou', 'matter late', 'withdraw', { reason: '不用了' }),
      step('zhou', 'matter slow', 'withdraw', { reason: '不用了' }),
    ],
  }
}
