import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tellComplaints } from '../../../test/complaints.ts'
import { refused } from '../../../test/refused.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'

/** The chapter 投诉, first part: taken in, judged, classified, passed on. Told through perform(), with time travel. */
let w: World
let say: ReturnType<typeof tellComplaints>
beforeAll(async () => {
  w = await makeWorld()
  say = tellComplaints(w)
})
afterAll(() => w?.close())
beforeEach(() => w.time.set(START))

describe('CMP-01 whoever complains is taken seriously to the end', () => {
  it('CMP-01 CMP-53 every complaint is taken in, judged by law and agreement, handled, answered; the matter above ends with it', async () => {
    const matter = uuid()
    await w.act(w.staff.zhou, 'matter', matter, 'register', {
      channel: 'phone',
      content: '门岗没人',
      personId: w.owners.wang.personId,
    })
    await w.act(w.staff.zhou, 'matter', matter, 'sort', { kind: 'complaint' })
    const it = await say.closed({ parentId: matter })
    const row = await it.row()
    expect(row).toMatchObject({
      state: 'closed',
      answer: '门岗已恢复双人值守，交接班不再空岗',
      grounds: ['service-contract'],
    })
    expect(row.verifiedAt <= row.handledAt && row.handledAt <= row.answeredAt).toBe(true)
    const above = await w.read('matter', matter)
    expect(above.of.state).toBe('closed')
    expect(above.row).toMatchObject({ answerWay: 'counter' })
    expect((await w.clocks(it.caseId)).filter(({ status }) => status === 'open')).toEqual([])
  })

  it('CMP-53 a complaint opened again opens the matter above, which goes on and ends with it once more', async () => {
    const matter = uuid()
    await w.act(w.staff.zhou, 'matter', matter, 'register', {
      channel: 'phone',
      content: '门岗没人',
      personId: w.owners.wang.personId,
    })
    await w.act(w.staff.zhou, 'matter', matter, 'sort', { kind: 'complaint' })
    const it = await say.closed({ parentId: matter })
    await it.do(w.staff.zhou, 'reopen', { reason: '又没人了' })
    expect(await it.state()).toBe('handling')
    // It lies in the handler's hands: nobody at the desk has to hand it out.
    expect((await w.read('matter', matter)).row).toMatchObject({ state: 'dispatched', answeredAt: null })
    const open = (await w.clocks(matter)).filter(({ status }) => status === 'open').map(({ clock }) => clock)
    expect(open).toContain('answer')
    expect(open).not.toContain('dispatch')
    expect((await it.clock('handle'))?.status).toBe('open')
    await say.handled(it)
    await say.answered(it)
    await say.recorded(it)
    await say.calledBack(it)
    await it.do(w.staff.zhou, 'close')
    expect((await w.read('matter', matter)).of.state).toBe('closed')
  })
  it('CMP-53 reopened after nine days it begins anew: nothing is late from the start, and the first round stays on record', async () => {
    const it = await say.closed()
    const first = await it.row()
    await w.pass(9 * 24 * 60)
    await it.do(w.staff.zhou, 'reopen', { reason: '又没人了' })
    expect((await it.clock('respond'))?.dueAt).toEqual(new Date('2026-03-23T18:00:00+08:00'))
    expect((await it.clock('direct'))?.dueAt).toEqual(w.at(2 * 24 * 60))
    expect((await it.clock('handle'))?.dueAt).toEqual(w.at(240))
    await w.pass(1)
    expect((await w.clocks(it.caseId)).filter(({ breachedAt }) => breachedAt)).toEqual([])
    const { registeredAt, slipReceivedAt } = first
    expect(await it.row()).toMatchObject({ registeredAt, slipReceivedAt, firstClosedAt: first.closedAt })
  })
  it('CMP-53 the right to go straight to the top arises anew with the new round', async () => {
    const it = await say.inHand({}, '3')
    await w.pass(2 * 24 * 60)
    await it.do(w.staff.zhou, 'withdraw', { reason: '说算了' })
    await it.do(w.staff.zhou, 'reopen', { reason: '又来了' })
    const words = { words: '两天无人回复' }
    await expect(it.do(w.staff.zhou, 'reportDirectly', words)).rejects.toEqual(refused('blocked', '满两天'))
    await w.pass(2 * 24 * 60)
    await it.do(w.staff.zhou, 'reportDirectly', words)
  })
  it('CMP-53 withdrawn before anybody checked it, it comes back to be checked', async () => {
    const it = await say.complained()
    await say.classified(it)
    await say.issued(it)
    await it.do(w.staff.zhou, 'withdraw', { reason: '说算了' })
    await it.do(w.staff.zhou, 'reopen', { reason: '又来了' })
    expect(await it.state()).toBe('verifying')
    expect((await it.clock('handle'))?.dueAt).toEqual(w.at(240))
    await say.verified(it)
    await say.handled(it)
  })
  it('CMP-53 what was given to nobody, or never classified, is entered anew', async () => {
    const it = await say.complained()
    await it.do(w.staff.jiang, 'designate', { accountId: w.staff.he.accountId })
    await it.do(w.staff.zhou, 'withdraw', { reason: '说算了' })
    await expect(it.do(w.staff.zhou, 'reopen', { reason: '又来了' })).rejects.toEqual(refused('blocked', '重新登记'))
  })
  it('the count of the one who chased most stands', async () => {
    const it = await say.complained()
    for (const count of [5, 2]) await it.do({ kind: 'reaction' }, 'heedChase', { count, raise: false })
    expect((await it.case()).chaseCount).toBe(5)
  })
})

describe('CMP-07 CMP-08 CMP-31 taken in by the desk, reported by anybody', () => {
  it('CMP-07 what service it is about, who took it in and whether it is valid stand on record', async () => {
    await expect(say.complained({ serviceItem: undefined })).rejects.toEqual(refused('bad-form'))
    const it = await say.complained()
    await it.do(w.staff.gao, 'confirm', { valid: true })
    expect(await it.row()).toMatchObject({ serviceItem: '秩序维护', valid: true, heardById: w.staff.zhou.accountId })
    await expect(it.do(w.staff.gao, 'confirm', { note: '…' })).rejects.toEqual(refused('bad-form'))
  })
  it('CMP-07 our own fault is not handled without saying what gets better', async () => {
    const it = await say.inHand()
    await say.verified(it, 'own')
    await expect(say.handled(it, { improvement: undefined })).rejects.toEqual(refused('blocked', '改进措施'))
    await say.handled(it)
  })
  it('CMP-08 a technician who hears of a complaint reports it; an owner or an outsider does not write our records', async () => {
    const it = await say.complained({}, w.staff.li)
    expect(await it.row()).toMatchObject({ heardById: w.staff.li.accountId })
    expect(await w.told(w.staff.zhou, it.caseId)).toHaveLength(1)
    await expect(say.complained({ unitId: undefined }, w.owners.wang)).rejects.toEqual(refused('wrong-role'))
  })
  it('CMP-31 every complaint has its number and its entry from the first minute', async () => {
    const it = await say.complained()
    expect((await it.case()).number).toMatch(/^TS-20260311-\d{4}$/)
  })
})

describe('CMP-12 CMP-33 CMP-34 three classes, and whose it is', () => {
  it('CMP-12 only the receptionist classifies, and within the time for it', async () => {
    const it = await say.complained()
    await expect(it.do(w.staff.li, 'classify', { complaintClass: '1', party: 'own' })).rejects.toEqual(
      refused('wrong-role'),
    )
    await expect(it.do(w.staff.zhou, 'classify', { party: 'own' })).rejects.toEqual(refused('bad-form'))
    expect((await it.clock('classify'))?.dueAt).toEqual(w.at(30))
    await w.pass(61)
    expect(await w.told(w.staff.chen, it.caseId)).not.toHaveLength(0)
    await say.classified(it, '2')
    expect(await it.row()).toMatchObject({ complaintClass: '2', classifiedBy: w.staff.zhou.accountId })
  })
  it('CMP-33 a classified complaint goes on to the post that handles it, or its clock climbs', async () => {
    const it = await say.complained()
    await say.classified(it)
    expect((await it.clock('issue'))?.dueAt).toEqual(w.at(30))
    await w.pass(61)
    expect((await w.climbed(w.staff.chen, it.caseId, 'issue')).length).toBeGreaterThan(0)
    await say.issued(it)
    expect((await it.case()).holderAccount).toBe(w.staff.zheng.accountId)
    expect(await w.told(w.staff.zheng, it.caseId)).toHaveLength(1)
  })
  it('CMP-33 the matter above is under way from the moment the complaint is entered', async () => {
    const matter = uuid()
    await w.act(w.staff.zhou, 'matter', matter, 'register', {
      channel: 'phone',
      content: '门岗没人',
      personId: w.owners.wang.personId,
    })
    await w.act(w.staff.zhou, 'matter', matter, 'sort', { kind: 'complaint' })
    await say.complained({ parentId: matter })
    expect((await w.read('matter', matter)).of.state).toBe('dispatched')
  })
  it('CMP-34 what is the developer’s goes there in writing, with somebody of ours who follows it up', async () => {
    const it = await say.complained({ content: '外墙渗水，交房时就有' })
    await expect(it.do(w.staff.zhou, 'classify', { complaintClass: '2' })).rejects.toEqual(refused('bad-form'))
    await say.classified(it, '2', { party: 'developer' })
    await expect(say.issued(it)).rejects.toEqual(refused('blocked', '转外部单位'))
    const out = { party: 'developer', body: '翠湖地产客户服务中心', coordinatorId: w.staff.sun.accountId }
    await expect(it.do(w.staff.zhou, 'referOut', out)).rejects.toEqual(refused('blocked', '书面件'))
    await expect(
      it.do(w.staff.zhou, 'referOut', { ...out, documentNo: 'F-1', coordinatorId: undefined }),
    ).rejects.toEqual(refused('bad-form'))
    await it.do(w.staff.zhou, 'referOut', { ...out, documentNo: '翠客函〔2026〕12号' })
    expect(await it.row()).toMatchObject({ state: 'external', outsideDocument: '翠客函〔2026〕12号' })
    expect((await it.case()).holderAccount).toBe(w.staff.sun.accountId)
  })
  it('CMP-34 the municipality’s is followed up by a named person', async () => {
    const it = await say.complained({ content: '小区外路灯不亮' })
    await say.classified(it, '3', { party: 'municipal' })
    await it.do(w.staff.zhou, 'referOut', {
      party: 'municipal',
      body: '市政路灯所',
      coordinatorId: w.staff.he.accountId,
    })
    expect((await it.row()).handlerId).toBe(w.staff.he.accountId)
  })
})

describe('CMP-13 CMP-14 face to face', () => {
  const face = { source: 'face', apologized: true }
  it('CMP-13 first an apology and thanks, then a solution on the spot, told to the superior', async () => {
    await expect(say.complained({ source: 'face' })).rejects.toEqual(refused('blocked', '致歉'))
    const it = await say.complained(face)
    await it.do(w.staff.zhou, 'settleOnSpot', {
      complaintClass: '1',
      process: '当场联系',
      result: '门岗到位',
      analysis: '临时离岗',
      answer: '已到位',
    })
    expect(await it.row()).toMatchObject({ state: 'answered', settledOnSpot: true, apologized: true })
    expect(await w.told(w.staff.chen, it.caseId)).not.toHaveLength(0)
    expect((await it.clock('reportUp'))?.status).toBe('met')
  })
  it('CMP-13 what was settled on the spot and did not help is in the hands of who settled it', async () => {
    const it = await say.complained(face)
    const spot = { complaintClass: '1', process: 'a', result: 'b', analysis: 'c', answer: 'd' }
    await it.do(w.staff.zhou, 'settleOnSpot', spot)
    expect((await it.case()).holderAccount).toBe(w.staff.zhou.accountId)
    await say.calledBack(it, { effective: false })
    await say.handled(it, {}, w.staff.zhou)
    expect(await it.state()).toBe('handled')
  })
  it('CMP-13 what came by telephone cannot be settled “on the spot”', async () => {
    const it = await say.complained()
    const spot = { complaintClass: '1', process: 'a', result: 'b', analysis: 'c', answer: 'd' }
    await expect(it.do(w.staff.zhou, 'settleOnSpot', spot)).rejects.toEqual(refused('blocked', '只有当面'))
  })
  it('CMP-14 what cannot be settled goes to the superior within two hours, and his opinion is followed', async () => {
    const it = await say.complained(face)
    expect((await it.clock('reportUp'))?.dueAt).toEqual(w.at(120))
    await w.pass(60)
    await it.do(w.staff.zhou, 'reportUp', { words: '要求书面道歉' })
    expect((await it.clock('reportUp'))?.status).toBe('met')
    expect((await w.told(w.staff.chen, it.caseId)).map(({ text }) => text)).toContain('{number} 投诉请示：{title}')
    await say.classified(it)
    await say.issued(it)
    await say.received(it)
    await say.verified(it)
    await expect(say.handled(it)).rejects.toEqual(refused('blocked', '上级给出意见'))
    await it.do(w.staff.chen, 'giveOpinion', { opinion: '书面致歉，当班人员调岗' })
    await say.handled(it)
  })
  it('CMP-14 two hours without a report climb to the superior', async () => {
    const it = await say.complained(face)
    await w.pass(121)
    expect((await it.clock('reportUp'))?.breachedAt).toEqual(w.at(-1))
    await w.pass(30)
    expect((await w.climbed(w.staff.chen, it.caseId, 'reportUp')).length).toBeGreaterThan(0)
  })
  it('CMP-14 a telephone complaint has no such clock', async () => {
    expect(await (await say.complained()).clock('reportUp')).toBeUndefined()
  })
})

describe('CMP-16 CMP-39 what comes otherwise', () => {
  it('CMP-16 later than an hour at the desk only with a reason', async () => {
    const heardAt = w.at(-90).toISOString()
    await expect(say.complained({ source: 'letter', heardAt })).rejects.toEqual(refused('blocked', '迟报原因'))
    const it = await say.complained({ source: 'letter', heardAt, lateReason: '信件夹在报刊里' })
    expect(await it.row()).toMatchObject({ lateReason: '信件夹在报刊里' })
    await say.complained({ source: 'letter', heardAt: w.at(-59).toISOString() })
    await say.complained({ source: 'face', apologized: true, heardAt })
  })
  it('CMP-39 a post on the network names its place and when we found it, and is answered in one working day from then', async () => {
    await expect(say.complained({ source: 'network' })).rejects.toEqual(refused('blocked', '网站'))
    const it = await say.complained({
      source: 'network',
      site: '业主论坛',
      postedAt: '2026-03-08T20:00:00+08:00',
      foundAt: '2026-03-11T08:50:00+08:00',
    })
    expect((await it.clock('respond'))?.dueAt).toEqual(new Date('2026-03-12T18:00:00+08:00'))
    await it.do(w.staff.jiang, 'designate', { accountId: w.staff.sun.accountId })
    expect(await it.row()).toMatchObject({ designatedId: w.staff.sun.accountId, site: '业主论坛' })
    await w.passTo('2026-03-12T19:00:00+08:00')
    expect((await w.climbed(w.staff.chen, it.caseId, 'respond')).length).toBeGreaterThan(0)
  })
})

describe('CMP-17 CMP-18 CMP-09 the slip', () => {
  it('CMP-17 the receptionist issues it and the handler signs for it', async () => {
    const it = await say.complained()
    await say.classified(it)
    const form = { departmentId: w.departments.engineering, handlerId: w.staff.zheng.accountId }
    await expect(it.do(w.staff.li, 'issue', form)).rejects.toEqual(refused('wrong-role'))
    await say.issued(it)
    await expect(it.do(w.staff.zheng, 'receive')).rejects.toEqual(refused('blocked', '签字'))
    await say.received(it)
    expect(await it.row()).toMatchObject({ state: 'verifying', slipReceipt: 'signed' })
  })
  it('CMP-09 the slip goes to a head of department, nobody else', async () => {
    const it = await say.complained()
    await say.classified(it)
    const form = { departmentId: w.departments.engineering, handlerId: w.staff.li.accountId }
    await expect(it.do(w.staff.zhou, 'issue', form)).rejects.toEqual(refused('bad-form'))
    await expect(it.do(w.staff.zhou, 'issue', { departmentId: w.departments.engineering })).rejects.toEqual(
      refused('bad-form'),
    )
  })
  it('CMP-18 not signing does not stop the time: after 30 minutes the slip counts as received', async () => {
    const it = await say.complained()
    await say.classified(it)
    await say.issued(it)
    await w.pass(30)
    expect(await it.row()).toMatchObject({ state: 'verifying', slipReceipt: 'lapsed' })
    expect((await it.clock('handle'))?.dueAt).toEqual(w.at(240))
  })
  it('CMP-18 it counts from those 30 minutes also when the machine stood still', async () => {
    w.time.set('2026-03-11T17:20:00+08:00')
    const it = await say.complained()
    await say.classified(it, '2')
    await say.issued(it)
    await w.passTo('2026-03-11T18:30:00+08:00')
    expect(await it.row()).toMatchObject({ slipReceivedAt: new Date('2026-03-11T17:50:00+08:00') })
    expect((await it.clock('handle'))?.dueAt).toEqual(new Date('2026-03-12T00:00:00+08:00'))
  })
  it.each([
    ['1', '2026-03-11T13:00:00+08:00'],
    ['2', '2026-03-12T00:00:00+08:00'],
    ['3', '2026-03-14T09:00:00+08:00'],
  ] as const)(
    'CMP-18 CMP-19 class %s is due from the receipt of the slip, and climbs when late',
    async (complaintClass, due) => {
      const it = await say.inHand({}, complaintClass)
      expect((await it.clock('handle'))?.dueAt).toEqual(new Date(due))
      await w.passTo(new Date(new Date(due).getTime() + 31 * 60_000).toISOString())
      const heard = (await w.told(w.staff.chen, it.caseId)).filter(({ text }) => text.includes('{clock}'))
      expect(heard.length).toBeGreaterThan(0)
    },
  )
  it('CMP-18 a complaint is handled in its time by the act that says what came of it', async () => {
    const it = await say.inHand()
    await say.verified(it)
    await say.handled(it)
    expect((await it.clock('handle'))?.status).toBe('met')
  })
})

describe('CMP-49 CMP-50 butlers', () => {
  it('CMP-49 the senior butler confirms within a day; a technician cannot', async () => {
    const it = await say.complained()
    await expect(it.do(w.staff.li, 'confirm', { valid: true })).rejects.toEqual(refused('wrong-role'))
    expect((await it.clock('confirm'))?.dueAt).toEqual(w.at(24 * 60))
    await it.do(w.staff.gao, 'confirm', { valid: false, note: '所述车辆有通行证' })
    expect((await it.clock('confirm'))?.status).toBe('met')
  })
  it('CMP-49 nobody confirmed: it climbs', async () => {
    const it = await say.complained()
    await w.pass(24 * 60 + 31)
    const heard = await w.climbed(w.staff.chen, it.caseId, 'confirm')
    expect(heard.length).toBeGreaterThan(0)
    expect((await it.clock('confirm'))?.nextLevel).toBeGreaterThan(1)
  })
  it('CMP-50 a difficult customer is received and answered by the coordinator', async () => {
    const it = await say.complained()
    await say.classified(it, '1', { difficult: true })
    expect(await w.told(w.staff.guan, it.caseId)).toHaveLength(1)
    await say.issued(it)
    await say.received(it)
    await say.verified(it)
    await say.handled(it)
    await expect(say.answered(it)).rejects.toEqual(refused('blocked', '管家联络人'))
    await say.answered(it, {}, w.staff.guan)
    await expect(say.calledBack(it)).rejects.toEqual(refused('blocked', '管家联络人'))
    await say.calledBack(it, {}, w.staff.guan)
  })
  it('CMP-50 CMP-27 what the coordinator handled himself the head calls back, or whom he asks', async () => {
    const it = await say.complained()
    await say.classified(it, '1', { difficult: true })
    await say.issued(it)
    await say.received(it)
    await it.do(w.staff.jiang, 'designate', { accountId: w.staff.guan.accountId })
    await say.verified(it, 'outside', w.staff.guan)
    await say.handled(it, {}, w.staff.guan)
    await say.answered(it, {}, w.staff.guan)
    await expect(say.calledBack(it, {}, w.staff.guan)).rejects.toEqual(refused('wrong-role'))
    await expect(say.calledBack(it)).rejects.toEqual(refused('blocked', '受其委托'))
    await it.do(w.staff.jiang, 'delegateCallBack', { accountId: w.staff.sun.accountId })
    await say.calledBack(it)
  })
})
