import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tellComplaints } from '../../../test/complaints.ts'
import { refused } from '../../../test/refused.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'

/** The chapter 投诉, third part: answered, entered, confirmed, called back, closed. */
let w: World
let say: ReturnType<typeof tellComplaints>
beforeAll(async () => {
  w = await makeWorld()
  say = tellComplaints(w)
})
afterAll(() => w?.close())
beforeEach(() => w.time.set(START))

const handled = async (form: Record<string, unknown> = {}, cause = 'outside') => {
  const it = await say.inHand(form)
  await say.verified(it, cause)
  await say.handled(it)
  return it
}

describe('CMP-04 CMP-05 how it is answered', () => {
  it.each(['letter', 'email'])('CMP-04 what came as %s is answered in person or in writing', async (source) => {
    const it = await handled({ source })
    await expect(say.answered(it, { way: 'phone' })).rejects.toEqual(refused('blocked', '书面投诉'))
    await say.answered(it, { way: 'letter' })
    expect((await it.row()).answerWay).toBe('letter')
  })
  it('CMP-04 what came by telephone may be answered by telephone', async () => {
    await say.answered(await handled(), { way: 'phone' })
  })
  it('CMP-05 where we were wrong: in person or in writing, with an apology and a remedy', async () => {
    const it = await handled({}, 'own')
    const sorry = { apology: '值守空岗，向您致歉', remedy: '赠送一个月车位管理费' }
    await expect(say.answered(it, { ...sorry, way: 'phone' })).rejects.toEqual(refused('blocked', '当面或书面'))
    await expect(say.answered(it, { apology: sorry.apology })).rejects.toEqual(refused('blocked', '补救办法'))
    await expect(say.answered(it, { remedy: sorry.remedy })).rejects.toEqual(refused('blocked', '致?歉'))
    await say.answered(it, sorry)
    expect(await it.row()).toMatchObject(sorry)
  })
})

describe('CMP-15 CMP-25 CMP-37 CMP-52 the record', () => {
  it('CMP-15 process and analysis come with the result, and the desk enters them the same day', async () => {
    const it = await say.inHand()
    await say.verified(it)
    await expect(say.handled(it, { process: undefined })).rejects.toEqual(refused('bad-form'))
    await expect(say.handled(it, { analysis: undefined })).rejects.toEqual(refused('bad-form'))
    await say.handled(it)
    expect((await it.clock('enter'))?.dueAt).toEqual(new Date('2026-03-12T00:00:00+08:00'))
    await expect(it.signed(w.staff.sun, 'enter', { note: '已办' })).rejects.toEqual(refused('wrong-role'))
    await it.signed(w.staff.zhou, 'enter', { note: '已办' })
    expect((await it.clock('enter'))?.status).toBe('met')
  })
  it('CMP-15 not entered by midnight: it climbs, and the record stays open', async () => {
    const it = await say.toAnswer()
    await it.do(w.staff.gao, 'confirm', { valid: true })
    await it.signed(w.staff.sun, 'confirmOpinion')
    await say.calledBack(it)
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '登入记录表'))
    await w.passTo('2026-03-12T00:31:00+08:00')
    expect((await w.climbed(w.staff.chen, it.caseId, 'enter')).length).toBeGreaterThan(0)
  })
  it('CMP-25 every entry carries a signature: the handler’s, the zone’s, the desk’s', async () => {
    const it = await say.inHand()
    await say.verified(it)
    const form = { process: 'a', result: 'b', analysis: 'c', grounds: ['service-contract'] }
    await expect(it.do(w.staff.zheng, 'handle', form)).rejects.toEqual(refused('blocked', '签字'))
    await say.handled(it)
    await expect(it.do(w.staff.sun, 'confirmOpinion')).rejects.toEqual(refused('blocked', '签字'))
    await expect(it.signed(w.staff.li, 'confirmOpinion')).rejects.toEqual(refused('wrong-role'))
    await it.signed(w.staff.sun, 'confirmOpinion')
    await expect(it.do(w.staff.zhou, 'enter', { note: '已办' })).rejects.toEqual(refused('blocked', '签字'))
    await it.signed(w.staff.zhou, 'enter', { note: '已办' })
  })
  it('CMP-25 unconfirmed by the zone it is not closed', async () => {
    const it = await say.toAnswer()
    await it.do(w.staff.gao, 'confirm', { valid: true })
    await it.signed(w.staff.zhou, 'enter', { note: '已办' })
    await say.calledBack(it)
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '签名确认'))
  })
  it('CMP-37 no record closes without its result, and an old one climbs', async () => {
    const it = await say.inHand()
    await say.verified(it)
    await expect(say.handled(it, { result: undefined })).rejects.toEqual(refused('bad-form'))
    await say.handled(it)
    await say.answered(it)
    await say.recorded(it)
    await say.calledBack(it)
    expect((await it.clock('close'))?.dueAt).toEqual(w.at(72 * 60))
    await w.pass(72 * 60 + 31)
    expect((await it.clock('close'))?.nextLevel).toBe(2)
    expect((await w.climbed(w.staff.chen, it.caseId, 'close')).length).toBeGreaterThan(0)
    await it.do(w.staff.zhou, 'close')
    expect(await it.state()).toBe('closed')
  })
  it('CMP-52 an empty field keeps the record open', async () => {
    const it = await say.toAnswer()
    await it.signed(w.staff.sun, 'confirmOpinion')
    await it.signed(w.staff.zhou, 'enter', { note: '已完成' })
    await say.calledBack(it)
    await expect(it.do(w.staff.zhou, 'close')).rejects.toEqual(refused('blocked', '空栏：有效性确认'))
    await it.do(w.staff.gao, 'confirm', { valid: true })
    await it.do(w.staff.zhou, 'close')
  })
})

describe('CMP-27 CMP-28 CMP-40 the call-back', () => {
  it('CMP-27 within three days of handling, for a hard one at once', async () => {
    const it = await say.toAnswer()
    expect((await it.clock('callBack'))?.dueAt).toEqual(w.at(3 * 24 * 60))
    await w.pass(3 * 24 * 60 + 31)
    expect((await it.clock('callBack'))?.nextLevel).toBe(2)
    expect((await w.climbed(w.staff.chen, it.caseId, 'callBack')).length).toBeGreaterThan(0)
    const hard = await say.inHand()
    await hard.do(w.staff.zheng, 'climb', { why: 'hard', words: '要求赔偿' })
    await hard.do(w.staff.jiang, 'giveHeadOpinion', { opinion: '协商' })
    await say.verified(hard)
    await w.pass(3 * 24 * 60)
    await say.handled(hard)
    // From the answer, which has hours of its own: nobody calls back before it.
    await w.pass(210)
    await say.answered(hard)
    expect((await hard.clock('callBack'))?.dueAt).toEqual(w.at(120))
  })
  it('CMP-27 a hard one that was handled within its working day has three days', async () => {
    const it = await say.inHand()
    await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '要求赔偿' })
    await it.do(w.staff.jiang, 'giveHeadOpinion', { opinion: '协商' })
    await say.verified(it)
    await say.handled(it)
    await say.answered(it)
    expect((await it.clock('callBack'))?.dueAt).toEqual(w.at(3 * 24 * 60))
  })
  it('CMP-27 who took it over and handled it does not call it back; who gave it away may', async () => {
    const it = await say.inHand({}, '3')
    await it.do(w.staff.zhou, 'explain', { words: '红线外' })
    await it.do(w.staff.jiang, 'handOver', { accountId: w.staff.he.accountId, reason: '请假' })
    expect((await it.row()).handlerId).toBe(w.staff.he.accountId)
    await say.verified(it, 'outside', w.staff.he)
    await say.handled(it, {}, w.staff.he)
    await say.answered(it)
    const ask = (accountId: string) => it.do(w.staff.jiang, 'delegateCallBack', { accountId })
    await expect(ask(w.staff.he.accountId)).rejects.toEqual(refused('blocked', '经手人'))
    // Given on after it was handled: who handled it stays the same.
    await it.do(w.staff.jiang, 'handOver', { accountId: w.staff.sun.accountId, reason: '调岗' })
    await expect(say.calledBack(it, {}, w.staff.he)).rejects.toEqual(refused('wrong-role'))
    await ask(w.staff.zheng.accountId)
    await say.calledBack(it, { effective: false }, w.staff.zheng)
    await say.handled(it, {}, w.staff.sun)
    expect((await it.row()).handlerId).toBe(w.staff.sun.accountId)
  })
  it('CMP-27 by the head or whom he asks, never by the one who handled it', async () => {
    const it = await say.inHand({}, '3')
    await it.do(w.staff.zhou, 'explain', { words: '红线外' })
    await say.verified(it)
    await say.handled(it)
    await say.answered(it)
    await expect(say.calledBack(it, {}, w.staff.zheng)).rejects.toEqual(refused('wrong-role'))
    await expect(say.calledBack(it, {}, w.staff.he)).rejects.toEqual(refused('blocked', '受其委托'))
    const ask = (accountId: string) => it.do(w.staff.jiang, 'delegateCallBack', { accountId })
    await expect(ask(w.staff.zheng.accountId)).rejects.toEqual(refused('blocked', '经手人'))
    await ask(w.staff.he.accountId)
    await say.calledBack(it, {}, w.staff.he)
    expect(await it.row()).toMatchObject({ state: 'called-back', callBackById: w.staff.he.accountId })
  })
  it('CMP-27 whoever cannot be reached or does not want it is exempt, with the reason', async () => {
    const it = await say.toAnswer()
    await expect(it.do(w.staff.jiang, 'exemptCallBack', { note: '…' })).rejects.toEqual(refused('bad-form'))
    await it.do(w.staff.jiang, 'exemptCallBack', { why: 'unreachable', note: '三次未接' })
    expect(await it.row()).toMatchObject({ state: 'called-back', exemption: 'unreachable' })
    // Closed in its time from then, however late in the three days that was.
    const late = await say.toAnswer()
    await w.pass(3 * 24 * 60 - 10)
    await late.do(w.staff.jiang, 'exemptCallBack', { why: 'unreachable', note: '三次未接' })
    expect((await late.clock('close'))?.dueAt).toEqual(w.at(72 * 60))
    await say.recorded(it)
    await it.do(w.staff.zhou, 'close')
  })
  it('CMP-28 asks what the owner thinks of the handling, whether it helped, and of the prevention', async () => {
    const it = await say.toAnswer()
    for (const part of ['opinion', 'effective', 'prevention'])
      await expect(say.calledBack(it, { [part]: undefined })).rejects.toEqual(refused('bad-form'))
    await say.calledBack(it)
    expect(await it.row()).toMatchObject({
      callBackOpinion: '满意',
      callBackEffect: true,
      callBackPrevention: '希望定期抽查',
    })
  })
  it('CMP-28 what did not help goes back to work, with its time from now', async () => {
    const it = await say.toAnswer()
    await w.pass(30)
    await say.calledBack(it, { effective: false, opinion: '昨晚又没人' })
    expect(await it.state()).toBe('handling')
    expect((await it.clock('handle'))?.dueAt).toEqual(w.at(240))
  })
  it('CMP-40 class one is followed and called back by customer service', async () => {
    const it = await say.toAnswer()
    const ask = (accountId: string) => it.do(w.staff.jiang, 'delegateCallBack', { accountId })
    await expect(ask(w.staff.qi.accountId)).rejects.toEqual(refused('bad-form', '客户服务人员'))
    await ask(w.staff.he.accountId)
    await expect(say.calledBack(it, {}, w.staff.jiang)).rejects.toEqual(refused('blocked', '客户服务人员'))
    await say.calledBack(it, {}, w.staff.sun)
  })
})
