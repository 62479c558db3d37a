import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tellComplaints } from '../../../test/complaints.ts'
import { refused } from '../../../test/refused.ts'
import { tell } from '../../../test/steps.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'

/** The chapter 投诉, second part: checked, judged, handled, passed to those outside and upwards. */
let w: World
let say: ReturnType<typeof tellComplaints>
beforeAll(async () => {
  w = await makeWorld()
  say = tellComplaints(w)
})
afterAll(() => w?.close())
beforeEach(() => w.time.set(START))

describe('CMP-02 CMP-03 checked before it is judged', () => {
  it('CMP-02 no opinion without law or agreement', async () => {
    const it = await say.inHand()
    await say.verified(it)
    await expect(say.handled(it, { grounds: [] })).rejects.toEqual(refused('bad-form'))
    await expect(say.handled(it, { grounds: undefined })).rejects.toEqual(refused('bad-form'))
    await expect(say.handled(it, { grounds: ['因为我说的'] })).rejects.toEqual(refused('bad-form'))
    await say.handled(it, { grounds: ['cc-942', 'mgmt-convention'] })
    expect((await it.row()).grounds).toEqual(['cc-942', 'mgmt-convention'])
  })
  it('CMP-03 facts first, then the measure, then the answer', async () => {
    const it = await say.inHand()
    await expect(say.handled(it)).rejects.toEqual(refused('wrong-state'))
    await expect(it.do(w.staff.zheng, 'verify', { cause: 'outside' })).rejects.toEqual(refused('bad-form'))
    await say.verified(it)
    await say.handled(it)
    expect((await it.clock('answer'))?.dueAt).toEqual(w.at(240))
    await expect(it.do(w.staff.zhou, 'answer', { way: 'face' })).rejects.toEqual(refused('bad-form'))
    await say.answered(it)
    expect((await it.clock('answer'))?.status).toBe('met')
  })
  it('CMP-03 what lies with others is checked as well before anybody says that it is handled', async () => {
    const it = await say.complained({ content: '外墙渗水' })
    await say.classified(it, '2', { party: 'developer' })
    const out = { party: 'developer', body: '地产客服', documentNo: 'F-2', coordinatorId: w.staff.sun.accountId }
    await it.do(w.staff.zhou, 'referOut', out)
    await expect(say.handled(it, {}, w.staff.sun)).rejects.toEqual(refused('blocked', '查核'))
    await say.verified(it, 'building', w.staff.sun)
    expect(await it.state()).toBe('external')
    await say.handled(it, {}, w.staff.sun)
  })
  it('CMP-03 an answer that nobody gives climbs', async () => {
    const it = await say.inHand()
    await say.verified(it)
    await say.handled(it)
    await w.pass(240 + 31)
    expect(await w.climbed(w.staff.chen, it.caseId, 'answer')).not.toHaveLength(0)
  })
})

describe('CMP-06 a complaint about one of us', () => {
  const about = () => ({ accusedId: w.staff.shen.accountId })
  const asked = (from: number, to: number) => ({
    startedAt: w.at(from).toISOString(),
    endedAt: w.at(to).toISOString(),
    words: '问话内容',
  })
  it('CMP-06 first the complainant, then the accused, never together, and nothing is judged before', async () => {
    const it = await say.inHand(about())
    await expect(say.verified(it)).rejects.toEqual(refused('blocked', '分别问清'))
    await expect(it.do(w.staff.chen, 'askAccused', asked(-20, -10))).rejects.toEqual(refused('blocked', '先问清投诉人'))
    await it.do(w.staff.chen, 'askComplainant', asked(-40, -20))
    await expect(it.do(w.staff.chen, 'askAccused', asked(-30, -10))).rejects.toEqual(refused('blocked', '不能重叠'))
    await expect(say.verified(it)).rejects.toEqual(refused('blocked', '分别问清'))
    await it.do(w.staff.chen, 'askAccused', asked(-20, -10))
    await say.verified(it, 'own')
    await say.handled(it)
  })
  it('CMP-06 also one who is named after the facts were verified is asked before it is handled', async () => {
    const it = await say.inHand()
    await say.verified(it)
    await it.do(w.staff.chen, 'nameAccused', about())
    await expect(say.handled(it)).rejects.toEqual(refused('blocked', '分别问清'))
  })
  it('CMP-06 the accused handles nothing of it', async () => {
    const it = await say.complained({ accusedId: w.staff.zheng.accountId })
    await say.classified(it)
    await expect(say.issued(it)).rejects.toEqual(refused('blocked', '不能经手'))
    const out = { party: 'third', body: '外包保安公司', coordinatorId: w.staff.zheng.accountId }
    await expect(it.do(w.staff.zhou, 'referOut', out)).rejects.toEqual(refused('blocked', '不能经手'))
    await expect(it.do(w.staff.jiang, 'designate', { accountId: w.staff.zheng.accountId })).rejects.toEqual(
      refused('blocked', '不能经手'),
    )
  })
  it('CMP-06 nor is it handed over to the accused', async () => {
    const it = await say.inHand({ accusedId: w.staff.shen.accountId })
    const over = (accountId: string) => it.do(w.staff.jiang, 'handOver', { accountId, reason: '请假' })
    await expect(over(w.staff.shen.accountId)).rejects.toEqual(refused('blocked', '不能经手'))
    await over(w.staff.he.accountId)
  })
  it('CMP-06 one who is named later cannot be the one who holds it', async () => {
    const it = await say.inHand()
    const name = (accusedId: string) => it.do(w.staff.chen, 'nameAccused', { accusedId })
    await expect(name(w.staff.zheng.accountId)).rejects.toEqual(refused('blocked', '先指定别人'))
    await name(w.staff.shen.accountId)
    expect((await it.row()).accusedId).toBe(w.staff.shen.accountId)
    await expect(say.verified(it)).rejects.toEqual(refused('blocked', '分别问清'))
  })
  it('CMP-06 and it is never “settled on the spot”', async () => {
    const it = await say.complained({ ...about(), source: 'face', apologized: true })
    const spot = { complaintClass: '1', process: 'a', result: 'b', analysis: 'c', answer: 'd' }
    await expect(it.do(w.staff.zhou, 'settleOnSpot', spot)).rejects.toEqual(refused('blocked', '分别询问'))
  })
})

describe('CMP-23 CMP-24 CMP-35 the building, the world outside', () => {
  it('CMP-23 class two goes by the warranty procedure, with a repair order or in writing to the developer', async () => {
    const it = await say.inHand({ content: '卫生间墙面渗水' }, '2')
    await say.verified(it, 'building')
    await expect(say.handled(it)).rejects.toEqual(refused('blocked', '保修流程'))
    const repair = await tell(w).home({ content: '卫生间墙面渗水' })
    await expect(it.do(w.staff.bao, 'linkWarranty', { repairId: it.caseId })).rejects.toEqual(refused('bad-form'))
    await it.do(w.staff.bao, 'linkWarranty', { repairId: repair.caseId })
    await say.handled(it)
    expect((await it.row()).warrantyId).toBe(repair.caseId)
  })
  it('CMP-23 what weighs heavily the warranty office reports upwards in writing, nobody else', async () => {
    const it = await say.inHand({}, '2')
    const report = { documentNo: '保呈2026-03', words: '同户型已有六户渗水' }
    await expect(it.do(w.staff.zhou, 'reportWarranty', report)).rejects.toEqual(refused('wrong-role'))
    await it.do(w.staff.bao, 'reportWarranty', report)
    expect(await w.told(w.staff.han, it.caseId)).toHaveLength(1)
  })
  it('CMP-24 class three is explained, negotiated, and understood where it cannot be solved', async () => {
    const it = await say.inHand({ content: '门前地铁施工夜里吵' }, '3')
    await say.verified(it, 'outside')
    await expect(say.handled(it)).rejects.toEqual(refused('blocked', '作相应解释'))
    await expect(it.do(w.staff.zhou, 'recordUnderstanding', { words: '知道了' })).rejects.toEqual(
      refused('blocked', '先向业主解释'),
    )
    await it.do(w.staff.zhou, 'explain', { words: '施工许可至二十二点，已请街道协调' })
    await it.do(w.staff.zhou, 'negotiate', { body: '地铁三号线项目部', outcome: '承诺二十二点后不打桩' })
    await it.do(w.staff.zhou, 'recordUnderstanding', { words: '能理解，盯住时间就行' })
    await say.handled(it)
    expect(await it.row()).toMatchObject({ negotiatedWith: '地铁三号线项目部', understanding: '能理解，盯住时间就行' })
  })
  it('CMP-35 six weeks at the developer’s: followed up, and the owner hears from us every week', async () => {
    const it = await say.complained({ content: '外墙渗水' })
    await say.classified(it, '2', { party: 'developer' })
    const out = { party: 'developer', body: '地产客服', documentNo: 'F-3', coordinatorId: w.staff.sun.accountId }
    await it.do(w.staff.zhou, 'referOut', out)
    for (let week = 1; week <= 6; week++) {
      expect((await it.clock('feedback'))?.dueAt).toEqual(w.at(7 * 24 * 60))
      await w.pass(6 * 24 * 60)
      await it.do(w.staff.sun, 'track', { progress: `第${week}周：脚手架进场` })
      await it.do(w.staff.sun, 'feedback', { words: `第${week}周进展已告知` })
    }
    expect((await it.row()).feedbacks).toBe(6)
    expect((await w.clocks(it.caseId)).filter(({ clock, breachedAt }) => clock === 'feedback' && breachedAt)).toEqual(
      [],
    )
  })
  it('CMP-35 a week without a word climbs', async () => {
    const it = await say.complained({ content: '外墙渗水' })
    await say.classified(it, '2', { party: 'developer' })
    const out = { party: 'developer', body: '地产客服', documentNo: 'F-4', coordinatorId: w.staff.sun.accountId }
    await it.do(w.staff.zhou, 'referOut', out)
    await w.pass(7 * 24 * 60 + 31)
    expect((await w.climbed(w.staff.chen, it.caseId, 'feedback')).length).toBeGreaterThan(0)
    expect((await it.clock('feedback'))?.breachedAt).not.toBeNull()
  })
})

describe('CMP-20 CMP-36 nobody waits without a word', () => {
  it('CMP-36 one working day to the first reply, whatever it is', async () => {
    const it = await say.inHand()
    expect((await it.clock('respond'))?.dueAt).toEqual(new Date('2026-03-12T18:00:00+08:00'))
    await it.do(w.staff.zhou, 'interim', { words: '工程部在查录像，明天上午回您' })
    expect((await it.clock('respond'))?.status).toBe('met')
    expect(await it.row()).toMatchObject({ replies: 1 })
  })
  it('CMP-36 over the weekend it is the Monday, and silence climbs', async () => {
    await w.passTo('2026-03-13T17:00:00+08:00')
    const it = await say.inHand()
    expect((await it.clock('respond'))?.dueAt).toEqual(new Date('2026-03-16T18:00:00+08:00'))
    await w.passTo('2026-03-16T18:31:00+08:00')
    expect((await w.climbed(w.staff.chen, it.caseId, 'respond')).length).toBeGreaterThan(0)
  })
  it('CMP-36 handled is not answered: the first word to the customer is still owed, and late', async () => {
    const it = await say.inHand()
    await say.verified(it)
    await w.passTo('2026-03-12T17:00:00+08:00')
    await say.handled(it)
    expect((await it.clock('respond'))?.status).toBe('open')
    await w.passTo('2026-03-12T20:30:00+08:00')
    await say.answered(it)
    expect(await it.clock('respond')).toMatchObject({
      status: 'late',
      breachedAt: new Date('2026-03-12T18:00:00+08:00'),
    })
  })
  it('CMP-20 two days without a reply open the right also where it was handled meanwhile', async () => {
    const it = await say.inHand()
    await say.verified(it)
    await say.handled(it)
    await w.pass(2 * 24 * 60)
    await it.do(w.staff.zhou, 'reportDirectly', { words: '办完两天无人答复' })
  })
  it('CMP-20 after two days without any reply, and not before, the receptionist may go straight to the top', async () => {
    const it = await say.inHand({}, '3')
    const words = { words: '两天无人回复' }
    await w.pass(2 * 24 * 60 - 1)
    await expect(it.do(w.staff.zhou, 'reportDirectly', words)).rejects.toEqual(refused('blocked', '满两天'))
    await w.pass(1)
    expect((await w.told(w.staff.zhou, it.caseId)).some(({ text }) => text.includes('直报高层'))).toBe(true)
    await expect(it.do(w.staff.gao, 'reportDirectly', words)).rejects.toEqual(refused('wrong-role'))
    await it.do(w.staff.zhou, 'reportDirectly', words)
    expect((await w.told(w.staff.han, it.caseId)).some(({ text }) => text.includes('前台直报'))).toBe(true)
  })
  it('CMP-20 a word of progress is a reply: the right does not arise', async () => {
    const it = await say.inHand({}, '3')
    await it.do(w.staff.zhou, 'interim', { words: '已联系街道' })
    await w.pass(2 * 24 * 60 + 5)
    await expect(it.do(w.staff.zhou, 'reportDirectly', { words: '…' })).rejects.toEqual(refused('blocked', '满两天'))
  })
})

describe('CMP-21 CMP-11 CMP-10 upwards', () => {
  it('CMP-21 hard ones at once: the head’s opinion, then the executive, in that order', async () => {
    const it = await say.inHand()
    await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '涉及外包合同' })
    expect((await it.clock('headOpinion'))?.dueAt).toEqual(w.at(60))
    expect(await w.told(w.staff.jiang, it.caseId)).not.toHaveLength(0)
    await expect(it.do(w.staff.jiang, 'tellExecutive', { words: '…' })).rejects.toEqual(
      refused('blocked', '先由部门第一负责人'),
    )
    await say.verified(it)
    await expect(say.handled(it)).rejects.toEqual(refused('blocked', '第一负责人的意见'))
    await expect(it.do(w.staff.chen, 'giveHeadOpinion', { opinion: '…' })).rejects.toEqual(refused('wrong-role'))
    await it.do(w.staff.jiang, 'giveHeadOpinion', { opinion: '约谈外包公司' })
    expect((await it.clock('tellExecutive'))?.dueAt).toEqual(w.at(60))
    await it.do(w.staff.jiang, 'tellExecutive', { words: '外包公司空岗，已约谈' })
    expect(await w.told(w.staff.han, it.caseId)).toHaveLength(1)
    await it.do(w.staff.han, 'giveExecutiveOpinion', { opinion: '同意，按合同扣款' })
    await say.handled(it)
  })
  it('CMP-21 what comes from the government is up there from its first minute, and climbs when nobody gives an opinion', async () => {
    const it = await say.complained({ source: 'authority' })
    expect(await it.row()).toMatchObject({ climb: 'authority' })
    expect((await w.told(w.staff.jiang, it.caseId)).length).toBeGreaterThan(0)
    await w.pass(60 + 61)
    expect((await w.climbed(w.staff.han, it.caseId, 'headOpinion')).length).toBeGreaterThan(0)
  })
  it('CMP-21 a head’s opinion that the executive never hears of climbs as well, and the record stays open', async () => {
    const it = await say.inHand()
    await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '涉及外包合同' })
    await it.do(w.staff.jiang, 'giveHeadOpinion', { opinion: '约谈外包公司' })
    await it.do(w.staff.jiang, 'designate', { accountId: w.staff.zheng.accountId })
    await w.pass(60 + 61)
    expect((await w.climbed(w.staff.han, it.caseId, 'tellExecutive')).length).toBeGreaterThan(0)
    await say.verified(it)
    await say.handled(it)
    await say.answered(it)
    await say.recorded(it)
    await say.calledBack(it)
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '分管领导'))
    await it.do(w.staff.jiang, 'tellExecutive', { words: '外包公司空岗，已约谈' })
    await it.do(w.staff.zhou, 'close')
  })
  it('CMP-11 what the departments cannot solve, the management representative decides himself or entrusts', async () => {
    const it = await say.inHand()
    const opinion = { opinion: '由企管部牵头协调' }
    await expect(it.do(w.staff.dai, 'giveRepresentativeOpinion', opinion)).rejects.toEqual(
      refused('blocked', '没有报到'),
    )
    await it.do(w.staff.jiang, 'askRepresentative', { words: '两部门意见不一' })
    expect(await w.told(w.staff.dai, it.caseId)).toHaveLength(1)
    await expect(it.do(w.staff.qi, 'giveRepresentativeOpinion', opinion)).rejects.toEqual(
      refused('blocked', '没有委托'),
    )
    await expect(it.do(w.staff.jiang, 'giveRepresentativeOpinion', opinion)).rejects.toEqual(refused('wrong-role'))
    await it.do(w.staff.dai, 'entrustEnterprise', { words: '请企管部处理' })
    await it.do(w.staff.qi, 'giveRepresentativeOpinion', opinion)
    expect(await it.row()).toMatchObject({ representativeDelegated: true, representativeOpinion: '由企管部牵头协调' })
  })
  it('CMP-10 CMP-53 the enterprise department and the coordinator supervise, and the former files the closed record', async () => {
    const it = await say.toClose()
    await expect(it.do(w.staff.sun, 'supervise', { words: '请尽快' })).rejects.toEqual(refused('wrong-role'))
    await it.do(w.staff.guan, 'supervise', { words: '请核对回访' })
    await it.do(w.staff.zhou, 'close')
    await expect(it.do(w.staff.zhou, 'archive')).rejects.toEqual(refused('wrong-role'))
    const { closedAt } = await it.case()
    await w.pass(10)
    await it.do(w.staff.qi, 'supervise', { words: '回访属实' })
    await it.do(w.staff.qi, 'archive')
    expect(await it.row()).toMatchObject({ state: 'closed', archivedAt: w.time.now() })
    expect((await it.case()).closedAt).toEqual(closedAt)
  })
})

describe('CMP-32 CMP-38 CMP-45 hard, from the quality department, major', () => {
  it('CMP-32 hard and over a working day: the head names somebody, or it climbs and cannot be closed', async () => {
    const it = await say.inHand()
    await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '要求赔偿' })
    expect(await it.row()).toMatchObject({ hardNote: '要求赔偿' })
    expect((await it.clock('designate'))?.dueAt).toEqual(new Date('2026-03-12T18:00:00+08:00'))
    await it.do(w.staff.jiang, 'giveHeadOpinion', { opinion: '协商' })
    await it.do(w.staff.jiang, 'tellExecutive', { words: '要求赔偿' })
    await expect(it.do(w.staff.zheng, 'designate', { accountId: w.staff.sun.accountId })).rejects.toEqual(
      refused('wrong-role'),
    )
    await say.verified(it)
    await w.passTo('2026-03-12T18:01:00+08:00')
    await say.handled(it)
    await say.answered(it)
    await say.recorded(it)
    await say.calledBack(it)
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '指定专人'))
    // Named late, he sees it through; who handled it stays on record.
    await it.do(w.staff.jiang, 'designate', { accountId: w.staff.he.accountId })
    expect(await it.row()).toMatchObject({ designatedId: w.staff.he.accountId, handlerId: w.staff.zheng.accountId })
    await it.do(w.staff.zhou, 'close')
  })
  it('CMP-32 hard, but handled within a working day: nobody need be named', async () => {
    const it = await say.inHand()
    await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '要求赔偿' })
    await it.do(w.staff.jiang, 'giveHeadOpinion', { opinion: '协商' })
    await it.do(w.staff.jiang, 'tellExecutive', { words: '要求赔偿' })
    await say.verified(it)
    await w.pass(300)
    await say.handled(it)
    await w.passTo('2026-03-13T18:01:00+08:00')
    expect((await it.row()).overDayAt).toBeNull()
    await say.answered(it)
    await say.recorded(it)
    await say.calledBack(it)
    await it.do(w.staff.zhou, 'close')
  })
  it('CMP-32 named in time, it is known all the same that it took more than a working day', async () => {
    const it = await say.inHand()
    await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '要求赔偿' })
    await it.do(w.staff.jiang, 'designate', { accountId: w.staff.he.accountId })
    await w.passTo('2026-03-12T18:00:00+08:00')
    expect((await it.row()).overDayAt).toEqual(w.time.now())
    expect((await it.clock('designate'))?.breachedAt).toBeNull()
    // That is a fact and nobody's delay.
    expect(await it.clock('overDay')).toMatchObject({ status: 'met', breachedAt: null })
  })
  it('CMP-21 settled on the spot after it went up: the head and the executive still speak, then it can be closed', async () => {
    const it = await say.complained({ source: 'face', apologized: true })
    await it.do(w.staff.zhou, 'climb', { why: 'hard', words: '围在前台' })
    const spot = { complaintClass: '1', process: 'a', result: 'b', analysis: 'c', answer: 'd' }
    await it.do(w.staff.zhou, 'settleOnSpot', spot)
    expect((await it.clock('headOpinion'))?.status).toBe('open')
    await say.recorded(it)
    await say.calledBack(it)
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '分管领导'))
    await it.do(w.staff.jiang, 'giveHeadOpinion', { opinion: '处理得当' })
    await it.do(w.staff.jiang, 'tellExecutive', { words: '已当场解决' })
    await it.do(w.staff.zhou, 'close')
  })
  it('CMP-32 named in time', async () => {
    const it = await say.inHand()
    await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '要求赔偿' })
    await it.do(w.staff.jiang, 'designate', { accountId: w.staff.he.accountId })
    expect((await it.clock('designate'))?.status).toBe('met')
    expect((await it.case()).holderAccount).toBe(w.staff.he.accountId)
  })
  it('CMP-32 nobody named in a working day: the ladder', async () => {
    const it = await say.inHand()
    await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '要求赔偿' })
    await it.do(w.staff.jiang, 'giveHeadOpinion', { opinion: '协商' })
    await it.do(w.staff.jiang, 'tellExecutive', { words: '要求赔偿' })
    await it.do(w.staff.zhou, 'interim', { words: '正在协商' })
    await say.verified(it)
    await w.passTo('2026-03-12T18:00:00+08:00')
    const open = (await w.clocks(it.caseId)).filter(({ clock }) => clock === 'designate')
    expect(open[0]).toMatchObject({ breachedAt: new Date('2026-03-12T18:00:00+08:00') })
    await w.pass(61)
    expect((await w.climbed(w.staff.han, it.caseId, 'designate')).length).toBeGreaterThan(0)
    expect(open[0]!.nextLevel).toBe(1)
    expect((await it.clock('designate'))?.nextLevel).toBe(3)
  })
  it('CMP-38 from the quality department: measures in a working day, the result in the time it set', async () => {
    const source = { source: 'quality', finishBy: '2026-03-20T18:00:00+08:00' }
    await expect(say.complained({ source: 'quality' })).rejects.toEqual(refused('blocked', '规定完成时间'))
    const it = await say.inHand(source)
    expect((await it.clock('measures'))?.dueAt).toEqual(new Date('2026-03-12T18:00:00+08:00'))
    expect((await it.clock('finish'))?.dueAt).toEqual(new Date('2026-03-20T18:00:00+08:00'))
    await it.do(w.staff.jiang, 'reportMeasures', { measures: '加岗、抽查' })
    expect(await w.told(w.staff.ping, it.caseId)).toHaveLength(1)
    await say.verified(it)
    await say.handled(it)
    await say.answered(it)
    await say.recorded(it)
    await say.calledBack(it)
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '品质部'))
    await it.do(w.staff.jiang, 'reportResult', { words: '已恢复双岗' })
    expect((await it.clock('finish'))?.status).toBe('met')
    await it.do(w.staff.zhou, 'close')
  })
  it('CMP-38 handled before its measures were reported, they are still owed', async () => {
    const it = await say.inHand({ source: 'quality', finishBy: '2026-03-20T18:00:00+08:00' })
    await say.verified(it)
    await say.handled(it)
    expect((await it.clock('measures'))?.status).toBe('open')
    await say.answered(it)
    await say.recorded(it)
    await say.calledBack(it)
    await it.do(w.staff.jiang, 'reportResult', { words: '已恢复双岗' })
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '处理措施'))
    await it.do(w.staff.jiang, 'reportMeasures', { measures: '加岗、抽查' })
    await it.do(w.staff.zhou, 'close')
  })
  it('CMP-38 measures and result that do not come climb to the manager', async () => {
    const it = await say.inHand({ source: 'quality', finishBy: '2026-03-13T18:00:00+08:00' })
    await it.do(w.staff.zhou, 'interim', { words: '在办' })
    await say.verified(it)
    await w.passTo('2026-03-12T18:31:00+08:00')
    expect((await it.clock('measures'))?.nextLevel).toBe(2)
    await w.passTo('2026-03-13T18:31:00+08:00')
    expect((await it.clock('finish'))?.nextLevel).toBe(2)
    for (const clock of ['measures', 'finish'])
      expect((await w.climbed(w.staff.jiang, it.caseId, clock)).length).toBeGreaterThan(0)
  })
  it('CMP-45 a major one is reported in one working day with all five parts', async () => {
    const it = await say.inHand()
    await it.do(w.staff.jiang, 'markMajor', { reason: '二十户联名' })
    expect((await it.clock('major'))?.dueAt).toEqual(new Date('2026-03-12T18:00:00+08:00'))
    const report = { cause: '空岗', process: '约谈', result: '恢复', lessons: '交接无重叠', corrective: '重排岗次' }
    for (const part of Object.keys(report))
      await expect(it.do(w.staff.jiang, 'reportMajor', { ...report, [part]: undefined })).rejects.toEqual(
        refused('bad-form'),
      )
    await it.do(w.staff.jiang, 'reportMajor', report)
    expect((await it.clock('major'))?.status).toBe('met')
    expect(
      [await w.told(w.staff.ping, it.caseId), await w.told(w.staff.han, it.caseId)].map(({ length }) => length),
    ).toEqual([1, 1])
    expect((await it.row()).majorReport).toEqual(report)
  })
  it('CMP-45 not reported: it climbs to the executive, and the record stays open', async () => {
    const it = await say.toClose()
    await it.do(w.staff.jiang, 'markMajor', { reason: '媒体来问' })
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '重大投诉还没有上报'))
    await w.passTo('2026-03-12T19:01:00+08:00')
    expect((await it.clock('major'))?.nextLevel).toBe(3)
    expect((await w.climbed(w.staff.han, it.caseId, 'major')).length).toBeGreaterThan(0)
  })
})
