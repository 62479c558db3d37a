import { type Step, step } from './bad-stories.ts'
import type { World } from './world.ts'

/** Stories of the complaint room: together they do everything that can be done to its cases over HTTP. */
export function complaintStories(
  w: World,
  photo: string,
  idOf: (name: string) => string,
): Record<string, readonly (Step | number)[]> {
  const { units, owners, staff, departments } = w
  const wang = { unitId: units['1-1-301'], personId: owners.wang.personId }
  const heard = { source: 'phone', content: '门岗没有人', serviceItem: '秩序维护', ...wang }
  const face = { ...heard, source: 'face', apologized: true }
  const toZheng = { departmentId: departments.engineering, handlerId: staff.zheng.accountId }
  const own = (complaintClass: string) => ({ complaintClass, party: 'own' })
  const asked = (from: string, to: string) => ({
    startedAt: `2026-03-11T${from}:00+08:00`,
    endedAt: `2026-03-11T${to}:00+08:00`,
    words: '问话内容',
  })
  const done = {
    process: '约谈当班人员',
    result: '恢复双岗',
    analysis: '交接无重叠',
    grounds: ['service-contract'],
    improvement: '重叠十五分钟',
  }
  const said = { answer: '已恢复双岗', way: 'face', apology: '向您致歉', remedy: '加岗' }
  const pleased = { way: 'phone', opinion: '满意', effective: true, prevention: '抽查' }
  const reading = (on: string, complaintClass = '1') => [
    step('zhou', on, 'classify', own(complaintClass)),
    step('zhou', on, 'issue', toZheng),
    step('zheng', on, 'receive'),
  ]
  const closing = (on: string) => [
    step('gao', on, 'confirm', { valid: true }),
    step('sun', on, 'confirmOpinion'),
    step('zhou', on, 'enter', { note: '已完成' }),
  ]
  const outside = { party: 'developer', body: '地产客服', documentNo: 'F-1', coordinatorId: staff.sun.accountId }
  const home = { place: 'home', trade: 'wall', content: '墙面渗水', keyPoints: '卫生间', ...wang }
  return {
    'a complaint about an employee, up to the top and into the archive': [
      step('zhou', 'complaint guard', 'register', face),
      step('zhou', 'complaint guard', 'note', { text: '情绪激动' }),
      step('chen', 'complaint guard', 'nameAccused', { accusedId: staff.shen.accountId }),
      step('zhou', 'complaint guard', 'reportUp', { words: '要求书面道歉' }),
      step('chen', 'complaint guard', 'giveOpinion', { opinion: '书面致歉' }),
      ...reading('complaint guard'),
      step('zhou', 'complaint guard', 'interim', { words: '正在查' }),
      step('chen', 'complaint guard', 'askComplainant', asked('08:00', '08:20')),
      step('chen', 'complaint guard', 'askAccused', asked('08:30', '08:50')),
      step('zheng', 'complaint guard', 'climb', { why: 'hard', words: '要求赔偿' }),
      step('jiang', 'complaint guard', 'giveHeadOpinion', { opinion: '协商' }),
      step('jiang', 'complaint guard', 'tellExecutive', { words: '要求赔偿' }),
      step('han', 'complaint guard', 'giveExecutiveOpinion', { opinion: '同意' }),
      step('jiang', 'complaint guard', 'askRepresentative', { words: '两部门意见不一' }),
      step('dai', 'complaint guard', 'entrustEnterprise', { words: '请企管部办' }),
      step('qi', 'complaint guard', 'giveRepresentativeOpinion', { opinion: '协商' }),
      step('jiang', 'complaint guard', 'designate', { accountId: staff.zheng.accountId }),
      step('jiang', 'complaint guard', 'markMajor', { reason: '媒体来问' }),
      step('zheng', 'complaint guard', 'verify', { facts: '属实', cause: 'own' }),
      step('zheng', 'complaint guard', 'handle', done),
      step('jiang', 'complaint guard', 'reportMajor', {
        cause: '空岗',
        process: '约谈',
        result: '恢复',
        lessons: '交接',
        corrective: '重排',
      }),
      step('zhou', 'complaint guard', 'answer', said),
      ...closing('complaint guard'),
      step('jiang', 'complaint guard', 'delegateCallBack', { accountId: staff.sun.accountId }),
      step('sun', 'complaint guard', 'callBack', pleased),
      step('guan', 'complaint guard', 'supervise', { words: '请核对' }),
      step('zhou', 'complaint guard', 'close'),
      step('qi', 'complaint guard', 'archive'),
      step('zhou', 'complaint guard', 'reopen', { reason: '又没人' }),
      step('guan', 'complaint guard', 'supervise', { words: '请从速' }),
      step('zhou', 'complaint guard', 'withdraw', { reason: '业主撤回' }),
    ],
    'a complaint about the building, at the developer’s and by the warranty procedure': [
      step('zhou', 'complaint wall', 'register', { ...heard, source: 'letter' }),
      step('zhou', 'complaint wall', 'classify', { complaintClass: '2', party: 'developer' }),
      step('zhou', 'repair facade', 'register', home),
      step('bao', 'complaint wall', 'linkWarranty', { repairId: idOf('repair facade') }),
      step('bao', 'complaint wall', 'reportWarranty', { documentNo: 'B-1', words: '六户渗水' }),
      step('zhou', 'complaint wall', 'referOut', outside),
      step('sun', 'complaint wall', 'track', { progress: '脚手架进场' }),
      step('sun', 'complaint wall', 'feedback', { words: '本周进场' }),
      step('sun', 'complaint wall', 'verify', { facts: '外墙裂缝', cause: 'building' }),
      step('sun', 'complaint wall', 'handle', done),
      step('zhou', 'complaint wall', 'answer', said),
      step('jiang', 'complaint wall', 'exemptCallBack', { why: 'unreachable', note: '三次未接' }),
      ...closing('complaint wall'),
      step('zhou', 'complaint wall', 'close'),
      step('zhou', 'repair facade', 'cancel', { reason: '地产已修' }),
    ],
    'complaints from outside the red line, from the quality department, settled on the spot': [
      step('zhou', 'complaint metro', 'register', heard),
      ...reading('complaint metro', '3'),
      step('zhou', 'complaint metro', 'explain', { words: '施工许可至二十二点' }),
      step('zhou', 'complaint metro', 'negotiate', { body: '项目部', outcome: '承诺' }),
      step('zhou', 'complaint metro', 'recordUnderstanding', { words: '能理解' }),
      step('zhou', 'complaint metro', 'withdraw', { reason: '业主撤回' }),
      step('zhou', 'complaint quality', 'register', {
        ...heard,
        source: 'quality',
        finishBy: '2026-03-31T18:00:00+08:00',
      }),
      ...reading('complaint quality'),
      step('jiang', 'complaint quality', 'reportMeasures', { measures: '加岗' }),
      step('zheng', 'complaint quality', 'verify', { facts: '属实', cause: 'outside' }),
      step('zheng', 'complaint quality', 'handle', done),
      step('jiang', 'complaint quality', 'reportResult', { words: '已恢复' }),
      step('zhou', 'complaint quality', 'answer', said),
      ...closing('complaint quality'),
      step('sun', 'complaint quality', 'callBack', pleased),
      step('zhou', 'complaint quality', 'close'),
      step('zhou', 'complaint spot', 'register', face),
      step('zhou', 'complaint spot', 'settleOnSpot', {
        complaintClass: '1',
        process: '当场联系',
        result: '到位',
        analysis: '离岗',
        answer: '已到位',
      }),
    ],
    'nobody answers: the ladder, and straight to the top': [
      step('zhou', 'complaint silent', 'register', heard),
      step('zhou', 'complaint mute', 'register', heard),
      step('zhou', 'suggestion slow', 'collect', { kind: 'need', content: '加晾衣杆', ...wang }),
      step('zhou', 'suggestion late', 'collect', { kind: 'need', content: '加晾衣杆', ...wang }),
      step('zhou', 'dispute slow', 'register', { topic: 'pet', content: '狗叫', otherSide: '楼上', ...wang }),
      step('zhou', 'dispute late', 'register', { topic: 'pet', content: '狗叫', otherSide: '楼上', ...wang }),
      6 * 24 * 60,
      step('zhou', 'complaint silent', 'reportDirectly', { words: '两天无回复' }),
      ...['complaint silent', 'suggestion slow', 'dispute slow'].map((on) =>
        step('chen', on, 'acknowledge', { note: '我来跟' }),
      ),
      ...['complaint mute', 'suggestion late', 'dispute late'].map((on) =>
        step('chen', on, 'delegate', { accountId: staff.zheng.accountId, note: '请督办' }),
      ),
      ...reading('complaint silent'),
      step('jiang', 'complaint silent', 'handOver', { accountId: staff.he.accountId, reason: '调岗' }),
      step('zhou', 'complaint silent', 'withdraw', { reason: '业主撤回' }),
    ],
    'suggestions and disputes': [
      step('gao', 'suggestion bench', 'collect', { kind: 'suggestion', content: '加长椅', ...wang }),
      step('zhou', 'suggestion bench', 'note', { text: '中心花园' }),
      step('zhou', 'suggestion bench', 'assign', { handlerId: staff.he.accountId }),
      step('chen', 'suggestion bench', 'handOver', { accountId: staff.sun.accountId, reason: '调岗' }),
      step('sun', 'suggestion bench', 'decide', { constructive: true, measures: '采购两把' }),
      step('sun', 'suggestion bench', 'finish', { result: '已装' }),
      step('zhou', 'suggestion bench', 'callBack', { words: '谢谢' }),
      step('zhou', 'suggestion bench', 'close'),
      step('chen', 'suggestion bench', 'reopen', { reason: '又坏了' }),
      step('chen', 'suggestion bench', 'decline', { reason: '不再加' }),
      step('chen', 'suggestion bench', 'reopen', { reason: '再议' }),
      step('zhou', 'dispute ball', 'register', { topic: 'noise', content: '夜里拍球', otherSide: '楼上', ...wang }),
      step('zhou', 'dispute ball', 'note', { text: '第二次' }),
      step('sun', 'dispute ball', 'takeUp'),
      step('chen', 'dispute ball', 'handOver', { accountId: staff.he.accountId, reason: '调岗' }),
      step('he', 'dispute ball', 'hear', { side: 'first', words: '每晚十一点' }),
      step('he', 'dispute ball', 'hear', { side: 'other', words: '孩子练球' }),
      step('he', 'dispute ball', 'mediate', { heldAt: '2026-03-11T09:00:00+08:00', course: '约定时间' }),
      step('he', 'dispute ball', 'conclude', { outcome: 'settled', words: '双方同意' }),
      step('he', 'dispute ball', 'track', { recurred: false, words: '安静' }),
      step('he', 'dispute ball', 'close'),
      step('chen', 'dispute ball', 'reopen', { reason: '又拍' }),
      step('zhou', 'dispute ball', 'withdraw', { reason: '搬走' }),
    ],
    'what the calendar opened, and what a complaint taught': [
      ...['complaint-report month', 'announcement month', 'study lesson'].map((on) =>
        step('chen', on, 'note', { text: '请从速' }),
      ),
      40 * 24 * 60,
      step('han', 'complaint-report month', 'acknowledge', { note: '我来跟' }),
      step('han', 'complaint-report data', 'delegate', { accountId: staff.wei.accountId, note: '请督办' }),
      step('han', 'announcement month', 'acknowledge', { note: '我来跟' }),
      step('han', 'announcement late', 'delegate', { accountId: staff.wei.accountId, note: '请督办' }),
      step('chen', 'study lesson', 'acknowledge', { note: '我来跟' }),
      step('chen', 'study late', 'delegate', { accountId: staff.wei.accountId, note: '请督办' }),
      step('jiang', 'complaint-report month', 'submitMonthly', { complaints: '三件', suggestions: '两条' }),
      step('han', 'complaint-report month', 'sendBack', { reason: '缺金额' }),
      step('jiang', 'complaint-report month', 'handOver', { accountId: staff.chen.accountId, reason: '休假' }),
      step('jiang', 'complaint-report month', 'submitMonthly', { complaints: '三件', suggestions: '两条' }),
      step('han', 'complaint-report month', 'read', { opinion: '已阅' }),
      step('jiang', 'complaint-report quarter', 'submitQuarterly', { typical: '门岗', measures: '重叠' }),
      step('ping', 'complaint-report quarter', 'read', {}),
      step('jiang', 'complaint-report legacy', 'submitLegacy', { result: '六件' }),
      step('ping', 'complaint-report legacy', 'read', {}),
      step('jiang', 'complaint-report review', 'submitReview', { analysis: '全年', summary: '总结' }),
      step('dai', 'complaint-report review', 'read', {}),
      step('guan', 'complaint-report data', 'submitData', { analysis: '秩序', corrective: '加岗', plan: '走访' }),
      step('han', 'complaint-report data', 'read', {}),
      step('chen', 'announcement month', 'draft', {
        common: '门岗',
        places: '大堂灯',
        interests: '公共收益',
        disputes: '噪声',
        measures: '加岗',
        results: '已恢复',
      }),
      step('jiang', 'announcement month', 'handOver', { accountId: staff.he.accountId, reason: '休假' }),
      step('jiang', 'announcement month', 'check', { clean: true }),
      step('zhou', 'announcement month', 'publish', { hangsAt: '各栋大堂', photos: [photo] }),
      step('jiang', 'study lesson', 'handOver', { accountId: staff.he.accountId, reason: '调岗' }),
      step('he', 'study lesson', 'write', { course: '经过', causes: '交接', improvements: '重叠' }),
      step('chen', 'study lesson', 'teach', {
        trainedAt: '2026-03-11T08:00:00+08:00',
        learners: '客服部全体',
        attendance: [photo],
      }),
    ],
  }
}

/** What nobody opens over HTTP: the calendar's cases and the study of a closed complaint, by the names of the stories. */
export function openedByTheHouse(
  idOf: (name: string) => string,
  writer: string,
): { on: string; actor: 'clock' | 'reaction'; form: Record<string, unknown> }[] {
  const month = { period: '2026-03', fromOn: '2026-03-01', toOn: '2026-03-31', dueAt: '2026-03-28T16:00:00.000Z' }
  const reports = { month: 'monthly', quarter: 'quarterly', legacy: 'legacy', review: 'review', data: 'data' }
  const lesson = {
    complaintId: idOf('complaint other'),
    complaintNumber: 'TS-20260311-0001',
    title: '门岗没有人',
    writer,
  }
  return [
    ...Object.entries(reports).map(([name, kind]) => ({
      on: `complaint-report ${name}`,
      actor: 'clock' as const,
      form: { kind, ...month },
    })),
    ...['other', 'month', 'late'].map((name) => ({ on: `announcement ${name}`, actor: 'clock' as const, form: month })),
    { on: 'complaint-report other', actor: 'clock', form: { kind: 'monthly', ...month } },
    ...['other', 'lesson', 'late'].map((name) => ({ on: `study ${name}`, actor: 'reaction' as const, form: lesson })),
  ]
}
