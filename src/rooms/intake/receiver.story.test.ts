import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refused } from '../../../test/refused.ts'
import { tell } from '../../../test/steps.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { readProjects } from '../../kernel/db/db.ts'
import { readEvidence } from './intake.evidence.ts'
import { channels } from './matter.row.ts'

/** What a receiver does himself, so that no customer is sent about: INT-03 to INT-06. */
let w: World
let say: ReturnType<typeof tell>
beforeAll(async () => {
  w = await makeWorld()
  say = tell(w)
})
afterAll(() => w?.close())

const does = (who: Parameters<World['act']>[0], id: string, action: string, form: unknown = {}) =>
  w.act(who, 'matter', id, action, form)
const clock = async (id: string, name: string) => (await w.clocks(id)).filter((one) => one.clock === name).at(-1)
const rowOf = async (id: string) => (await w.read('matter', id)).row
const noticesOf = async (who: { accountId: string }, id: string) =>
  (await w.notices(who.accountId)).filter(({ caseId }) => caseId === id)
const climbedTo = async (who: { accountId: string }, id: string) =>
  (await noticesOf(who, id)).filter(({ kind }) => kind === 'clock').length
const sorted = async (form = {}) => {
  const id = await say.matter(form)
  await does(w.staff.zhou, id, 'sort', { kind: 'inquiry' })
  return id
}

describe('INT-03 no evasive words to a customer', () => {
  it('INT-03 an answer with evasive words needs a reason, and both stay on record', async () => {
    const id = await sorted()
    const evasive = { answer: '这个我不清楚，你去找工程部', way: 'phone' }
    await expect(does(w.staff.zhou, id, 'answer', evasive)).rejects.toEqual(
      refused('blocked', '“不清楚”.*我马上为您查清楚', ['INT-03']),
    )
    await does(w.staff.zhou, id, 'answer', { ...evasive, keptReason: '转述业主原话' })
    await does(w.staff.zhou, id, 'answer', { answer: '师傅今天三点到', way: 'phone' })
    expect((await rowOf(id)).phraseChecks).toEqual([
      { at: w.time.now().toISOString(), phrases: ['不清楚', '你去找'], reason: '转述业主原话' },
      { at: w.time.now().toISOString(), phrases: [], reason: null },
    ])
  })

  it('INT-03 progress, a settlement and the result of a visit are read too', async () => {
    const id = await sorted()
    const told = { progress: '不归我们管', accepted: false }
    await expect(does(w.staff.zhou, id, 'tellProgress', told)).rejects.toEqual(
      refused('blocked', undefined, ['INT-03']),
    )
    const settled = { answer: '没办法', way: 'phone' }
    await expect(does(w.staff.zhou, id, 'settle', settled)).rejects.toEqual(refused('blocked', undefined, ['INT-03']))
    await does(w.staff.zhou, id, 'sendHome', { accountId: w.staff.sun.accountId, purpose: '看门禁' })
    await does(w.staff.sun, id, 'arriveHome')
    const visited = { result: '我也不知道', told: true }
    await expect(does(w.staff.sun, id, 'finishVisit', visited)).rejects.toEqual(
      refused('blocked', undefined, ['INT-03']),
    )
  })
})

describe('INT-04 beyond the power of the receiver', () => {
  it('INT-04 a visitor is seated and the responsible person comes, each with its time', async () => {
    const id = await sorted({ channel: 'counter' })
    const call = { accountId: w.staff.zheng.accountId, seated: false }
    await expect(does(w.staff.zhou, id, 'callOver', call)).rejects.toEqual(refused('blocked', '就座', ['INT-04']))
    await does(w.staff.zhou, id, 'callOver', { ...call, seated: true })
    expect(await noticesOf(w.staff.zheng, id)).toContainEqual(
      expect.objectContaining({ text: '{number} 客户在前台等候，请前来会见' }),
    )
    expect((await clock(id, 'come'))?.dueAt).toEqual(w.at(15))
    const calledAt = w.time.now()
    await w.pass(8)
    await does(w.staff.zheng, id, 'came')
    expect((await clock(id, 'come'))?.status).toBe('met')
    expect(await rowOf(id)).toMatchObject({ calledAt, cameAt: w.time.now(), handOvers: 1 })
    await expect(does(w.staff.zheng, id, 'came')).rejects.toEqual(refused('blocked', '没有请'))
  })

  it('INT-04 nobody comes: it climbs', async () => {
    const id = await sorted({ channel: 'counter' })
    await does(w.staff.zhou, id, 'callOver', { accountId: w.staff.zheng.accountId, seated: true })
    await w.pass(16)
    expect((await clock(id, 'come'))?.breachedAt).not.toBeNull()
    const before = await climbedTo(w.staff.chen, id)
    await w.pass(30)
    expect(await climbedTo(w.staff.chen, id)).toBeGreaterThan(before)
  })

  it('INT-04 a caller is put through, or agrees that his words are noted and is told afterwards', async () => {
    const id = await sorted()
    await does(w.staff.zhou, id, 'transfer', { accountId: w.staff.zheng.accountId })
    expect(await rowOf(id)).toMatchObject({
      transferredAt: w.time.now(),
      transferredAccount: w.staff.zheng.accountId,
      handOvers: 1,
    })
    const note = { accountId: w.staff.zheng.accountId, words: '请郑工回电话', agreed: false }
    await expect(does(w.staff.zhou, id, 'takeNote', note)).rejects.toEqual(refused('blocked', '同意', ['INT-04']))
    await does(w.staff.zhou, id, 'takeNote', { ...note, agreed: true })
    expect((await clock(id, 'replyNote'))?.dueAt).toEqual(w.at(4 * 60))
    await w.pass(20)
    await does(w.staff.zhou, id, 'tellProgress', { progress: '郑工下午两点给您回电话', accepted: false })
    expect((await clock(id, 'replyNote'))?.status).toBe('met')
  })

  it('INT-04 a caller who hears nothing after his words were noted: it climbs', async () => {
    const id = await sorted()
    await does(w.staff.zhou, id, 'takeNote', { accountId: w.staff.zheng.accountId, words: '请回电话', agreed: true })
    await w.pass(4 * 60 + 1)
    expect((await clock(id, 'replyNote'))?.breachedAt).not.toBeNull()
    const before = await climbedTo(w.staff.chen, id)
    await w.pass(30)
    expect(await climbedTo(w.staff.chen, id)).toBe(before + 1)
  })

  it('INT-04 who came to the counter is not put through, who called is not asked to sit', async () => {
    const [counter, phone] = [await sorted({ channel: 'counter' }), await sorted()]
    const to = { accountId: w.staff.zheng.accountId }
    await expect(does(w.staff.zhou, counter, 'transfer', to)).rejects.toEqual(refused('blocked', '来电'))
    await expect(does(w.staff.zhou, phone, 'callOver', { ...to, seated: true })).rejects.toEqual(
      refused('blocked', '来访'),
    )
    await expect(does(w.staff.li, phone, 'transfer', to)).rejects.toEqual(refused('wrong-role'))
  })
})

describe('INT-05 settled by its receiver', () => {
  it('INT-05 INT-02 a matter that never left its receiver is settled at once, with the answer', async () => {
    const id = await sorted()
    await expect(does(w.staff.zhou, id, 'settle', { way: 'phone' })).rejects.toEqual(refused('bad-form'))
    await does(w.staff.zhou, id, 'settle', { answer: '物业费每月每平方米 2.8 元', way: 'phone' })
    const { of, row } = await w.read('matter', id)
    expect(of.state).toBe('closed')
    expect(row).toMatchObject({ settledAt: w.time.now(), answeredAt: w.time.now(), handOvers: 0 })
  })

  it('INT-05 what went into other hands is counted and is not settled at once', async () => {
    const passed = await sorted()
    await does(w.staff.zhou, passed, 'transfer', { accountId: w.staff.zheng.accountId })
    await expect(does(w.staff.zhou, passed, 'settle', { answer: '已办好', way: 'phone' })).rejects.toEqual(
      refused('blocked', '转手', ['INT-05']),
    )
    const worked = await say.matter()
    await does(w.staff.zhou, worked, 'sort', { kind: 'repair' })
    const job = await say.home({ parentId: worked })
    await say.paidBy(job, 'company')
    await job.do(w.staff.zhou, 'offer')
    expect((await rowOf(worked)).handOvers).toBe(0)
    await job.do(w.staff.li, 'grab')
    await job.do(w.staff.zhou, 'reassign', { technicianId: w.staff.zhao.accountId, reason: '换班' })
    expect((await rowOf(worked)).handOvers).toBe(2)
  })

  it('INT-05 INT-06 INT-07 the evidence of a period: share settled, hand-overs, ways in, calls by hour', async () => {
    // A day of its own: one on the hotline, one settled, one put through, one answered with words that stayed.
    await w.passTo('2026-03-12T09:00:00+08:00')
    await sorted({ channel: 'hotline', heardAt: w.at(-5).toISOString() })
    await does(w.staff.zhou, await sorted(), 'settle', { answer: '每月每平方米 2.8 元', way: 'phone' })
    await does(w.staff.zhou, await sorted(), 'transfer', { accountId: w.staff.zheng.accountId })
    const kept = { answer: '他说“不清楚”', way: 'phone', keptReason: '转述业主原话' }
    await does(w.staff.zhou, await sorted({ channel: 'counter' }), 'answer', kept)
    const span = { since: new Date('2026-03-12T00:00:00+08:00'), until: w.at(60) }
    const found = await readProjects(w.engine.db, [w.project], (tx) => readEvidence(tx, w.project, span))
    expect(found).toMatchObject({ matters: 4, settled: 1, handOvers: 1, mostHandOvers: 1, kept: 1 })
    expect(found.channels.find(({ channel }) => channel === 'hotline')).toEqual({ channel: 'hotline', matters: 1 })
    expect(found.callsByHour[8]).toBe(1)
    expect(found.callsByHour.reduce((sum, calls) => sum + calls)).toBe(3)
  })
})

describe('INT-06 any way in, and a visit at home', () => {
  it.each(Object.keys(channels))('INT-06 a matter is taken by way of %s', async (channel) => {
    const network = { site: '业主论坛', foundAt: w.at(-30).toISOString(), postedAt: w.at(-90).toISOString() }
    const id = await say.matter({ channel, ...(channel === 'network' ? network : {}) })
    expect((await rowOf(id)).channel).toBe(channel)
  })

  it('INT-06 an owner who registers himself chooses neither way nor time: his hours count from now', async () => {
    const own = { channel: 'owner-phone', personId: undefined }
    const refusal = refused('blocked', '业主手机', ['INT-06'])
    for (const form of [{ channel: 'file' }, { channel: 'phone' }, { heardAt: w.at(-30 * 24 * 60).toISOString() }])
      await expect(say.matter({ ...own, ...form }, w.owners.wang)).rejects.toEqual(refusal)
    const id = await say.matter(own, w.owners.wang)
    expect((await clock(id, 'sort'))?.dueAt).toEqual(w.at(30))
    expect(await noticesOf(w.staff.zhou, id)).toHaveLength(1)
  })

  it('INT-06 the way in is on record, and a network post with its site and when it was found', async () => {
    await expect(say.matter({ channel: undefined })).rejects.toEqual(refused('bad-form'))
    await expect(say.matter({ channel: 'network' })).rejects.toEqual(refused('blocked', '平台'))
    const future = { site: '论坛', foundAt: w.at(60).toISOString() }
    await expect(say.matter({ channel: 'network', ...future })).rejects.toEqual(refused('blocked', '晚于现在'))
  })

  it('a message of a file keeps what it claims, and its deadlines count from the registration', async () => {
    const id = await say.matter({
      channel: 'file',
      sourceRef: '第 12 条',
      writtenAtClaimed: '2023-05-01T08:00:00+08:00',
      estateAsWritten: '某某花园',
      originalFileId: await w.picture(),
    })
    expect(await rowOf(id)).toMatchObject({
      sourceRef: '第 12 条',
      writtenAtClaimed: new Date('2023-05-01T08:00:00+08:00'),
      estateAsWritten: '某某花园',
      heardAt: w.time.now(),
    })
    expect((await clock(id, 'answer'))?.dueAt).toEqual(w.at(24 * 60))
    await expect(say.matter({ channel: 'file', originalFileId: uuid() })).rejects.toEqual(refused('bad-form'))
  })

  it('INT-06 a colleague is found and goes to the customer’s home: sent, arrived, done', async () => {
    const id = await sorted()
    await does(w.staff.zhou, id, 'sendHome', { accountId: w.staff.sun.accountId, purpose: '帮老人办门禁卡' })
    expect((await clock(id, 'visit'))?.dueAt).toEqual(w.at(4 * 60))
    expect(await noticesOf(w.staff.sun, id)).toHaveLength(1)
    await expect(does(w.staff.zhou, id, 'arriveHome')).rejects.toEqual(refused('blocked', '派去', ['INT-06']))
    await expect(does(w.staff.sun, id, 'finishVisit', { result: '办好', told: true })).rejects.toEqual(
      refused('blocked', '登记到达', ['INT-06']),
    )
    await w.pass(30)
    await does(w.staff.sun, id, 'arriveHome')
    expect((await clock(id, 'visit'))?.status).toBe('met')
    await expect(does(w.staff.zhou, id, 'finishVisit', { result: '办好', told: true })).rejects.toEqual(
      refused('blocked', '派去', ['INT-06']),
    )
    await does(w.staff.zhou, id, 'answer', { answer: '同事已经到您家', way: 'phone' })
    await expect(does(w.staff.zhou, id, 'close')).rejects.toEqual(refused('blocked', '还没有办完', ['INT-06']))
    await does(w.staff.sun, id, 'finishVisit', { result: '门禁卡已办好', told: true })
    expect(await rowOf(id)).toMatchObject({ answer: '门禁卡已办好', answerWay: 'visit', visitDoneAt: w.time.now() })
    await does(w.staff.zhou, id, 'close')
  })

  it('INT-06 a visit needs a place, and one that was told nobody leaves the answer open', async () => {
    const nowhere = await sorted({ unitId: undefined })
    const visit = { accountId: w.staff.sun.accountId, purpose: '看看' }
    await expect(does(w.staff.zhou, nowhere, 'sendHome', visit)).rejects.toEqual(refused('blocked', '房号', ['INT-06']))
    const id = await sorted()
    await does(w.staff.zhou, id, 'sendHome', visit)
    await expect(does(w.staff.zhou, id, 'sendHome', visit)).rejects.toEqual(refused('blocked', '等他办完'))
    await does(w.staff.sun, id, 'arriveHome')
    await does(w.staff.sun, id, 'finishVisit', { result: '已量尺寸', told: false })
    expect((await rowOf(id)).answeredAt).toBeNull()
  })

  it('INT-06 a visit is called off with its reason, he is told, and somebody else can be sent', async () => {
    const id = await sorted()
    const to = (who: { accountId: string }) => ({ accountId: who.accountId, purpose: '帮老人办门禁卡' })
    await expect(does(w.staff.zhou, id, 'cancelVisit', { reason: '不用了' })).rejects.toEqual(
      refused('blocked', '没有派人'),
    )
    await does(w.staff.zhou, id, 'sendHome', to(w.staff.sun))
    await expect(does(w.staff.zhou, id, 'cancelVisit', {})).rejects.toEqual(refused('bad-form'))
    await expect(does(w.staff.li, id, 'cancelVisit', { reason: '不去' })).rejects.toEqual(refused('wrong-role'))
    await does(w.staff.zhou, id, 'cancelVisit', { reason: '孙丽生病' })
    expect((await noticesOf(w.staff.sun, id)).map(({ text }) => text)).toContain('{number} 不用上门了：{title}')
    expect((await clock(id, 'visit'))?.status).toBe('cancelled')
    await expect(does(w.staff.sun, id, 'arriveHome')).rejects.toEqual(refused('blocked', '没有派人'))
    await w.pass(60)
    await does(w.staff.zhou, id, 'sendHome', to(w.staff.gao))
    expect((await clock(id, 'visit'))?.dueAt).toEqual(w.at(4 * 60))
    await does(w.staff.gao, id, 'arriveHome')
    // He came, and the customer wants nothing any more: nobody has to be waited for.
    await does(w.staff.zhou, id, 'cancelVisit', { reason: '客户改变主意' })
    await does(w.staff.zhou, id, 'answer', { answer: '需要时再来', way: 'phone' })
    await does(w.staff.zhou, id, 'close')
  })

  it('INT-06 a visitor who does not arrive at the agreed time: it climbs', async () => {
    const id = await sorted()
    const appointmentAt = new Date(Math.ceil(w.at(60).getTime() / 1_800_000) * 1_800_000)
    await does(w.staff.zhou, id, 'sendHome', {
      accountId: w.staff.sun.accountId,
      purpose: '办证',
      appointmentAt: appointmentAt.toISOString(),
    })
    expect((await clock(id, 'visit'))?.dueAt).toEqual(new Date(appointmentAt.getTime() + 15 * 60_000))
    await w.passTo(new Date(appointmentAt.getTime() + 16 * 60_000).toISOString())
    expect((await clock(id, 'visit'))?.breachedAt).not.toBeNull()
    const before = await climbedTo(w.staff.chen, id)
    await w.pass(30)
    expect(await climbedTo(w.staff.chen, id)).toBeGreaterThan(before)
  })
})

describe('a matter that is taken up again', () => {
  const open = async (id: string) =>
    (await w.clocks(id)).filter(({ status }) => status === 'open').map((one) => [one.clock, one.breachedAt])
  const again = async (id: string) => {
    await does(w.staff.zhou, id, 'withdraw', { reason: '不用了' })
    await w.pass(7 * 24 * 60)
    await does(w.staff.zhou, id, 'reopen', { reason: '又来找' })
    await w.pass(1)
    return (await open(id)).toSorted()
  }
  const fresh = [
    ['answer', null],
    ['dispatch', null],
  ]

  it('INT-04 INT-06 waits for nobody who was on his way, and for no word, of the first time', async () => {
    const counter = await sorted({ channel: 'counter' })
    await does(w.staff.zhou, counter, 'callOver', { accountId: w.staff.zheng.accountId, seated: true })
    expect(await again(counter)).toEqual(fresh)
    await expect(does(w.staff.zheng, counter, 'came')).rejects.toEqual(refused('blocked', '没有请'))
    const caller = await sorted()
    await does(w.staff.zhou, caller, 'takeNote', { accountId: w.staff.zheng.accountId, words: '请回电', agreed: true })
    expect(await again(caller)).toEqual(fresh)
    const home = await sorted()
    await does(w.staff.zhou, home, 'sendHome', { accountId: w.staff.sun.accountId, purpose: '看看' })
    expect(await again(home)).toEqual(fresh)
    await does(w.staff.zhou, home, 'sendHome', { accountId: w.staff.sun.accountId, purpose: '再去看看' })
  })

  it('INT-19 INT-20 has yet to be reported and coordinated, in the same time from then on', async () => {
    const id = await sorted()
    await does(w.staff.zhou, id, 'markMajor', { reason: '涉及三十户' })
    await does(w.staff.zhou, id, 'escalate', { why: 'beyond', words: '超出授权' })
    expect(await again(id)).toEqual([...fresh, ['coordinate', null], ['reportMajor', null]].toSorted())
    expect((await clock(id, 'coordinate'))?.dueAt).toEqual(w.at(4 * 60 - 1))
    expect((await clock(id, 'reportMajor'))?.dueAt).toEqual(w.at(59))
  })
})

describe('what the work finds out goes back to the matter', () => {
  it('takes over the place that the desk chose when it handed the work out, once', async () => {
    const id = await say.matter({ unitId: undefined, personId: undefined })
    await does(w.staff.zhou, id, 'sort', { kind: 'repair' })
    await say.home({ parentId: id, unitId: w.units['1-1-302'], personId: undefined })
    expect((await w.read('matter', id)).of).toMatchObject({ unitId: w.units['1-1-302'], zoneId: expect.any(String) })
    await say.home({ parentId: id, unitId: w.units['2-1-101'], personId: undefined })
    expect((await w.read('matter', id)).of.unitId).toBe(w.units['1-1-302'])
  })

  it('INT-18 an appointment that the owner sets beyond the time of the answer moves it; the desk’s does not', async () => {
    const make = async () => {
      const id = await say.matter()
      await does(w.staff.zhou, id, 'sort', { kind: 'repair' })
      const job = await say.home({ parentId: id })
      await say.paidBy(job, 'company')
      await say.sentTo(job)
      return { id, job, due: (await clock(id, 'answer'))!.dueAt! }
    }
    const later = new Date(Math.ceil(w.at(3 * 24 * 60).getTime() / 1_800_000) * 1_800_000)
    const soon = new Date(Math.ceil(w.at(120).getTime() / 1_800_000) * 1_800_000)
    const owners = await make()
    await owners.job.do(w.owners.wang, 'appoint', { appointmentAt: soon.toISOString() })
    expect((await clock(owners.id, 'answer'))?.dueAt).toEqual(owners.due)
    await owners.job.do(w.owners.wang, 'appoint', { appointmentAt: later.toISOString() })
    expect((await clock(owners.id, 'answer'))?.dueAt).toEqual(new Date(later.getTime() + 24 * 3_600_000))
    const desks = await make()
    await desks.job.do(w.staff.zhou, 'appoint', { appointmentAt: later.toISOString() })
    expect((await clock(desks.id, 'answer'))?.dueAt).toEqual(desks.due)
  })

  it('INT-18 INT-19 an appointment within the 48 hours of a major matter moves nothing', async () => {
    const id = await say.matter()
    await does(w.staff.zhou, id, 'sort', { kind: 'repair' })
    await does(w.staff.zhou, id, 'markMajor', { reason: '涉及三十户' })
    const job = await say.home({ parentId: id })
    await say.paidBy(job, 'company')
    await say.sentTo(job)
    const due = (await clock(id, 'answer'))!.dueAt
    expect(due).toEqual(w.at(48 * 60))
    const within = new Date(Math.ceil(w.at(30 * 60).getTime() / 1_800_000) * 1_800_000)
    await job.do(w.owners.wang, 'appoint', { appointmentAt: within.toISOString() })
    expect((await clock(id, 'answer'))?.dueAt).toEqual(due)
  })

  it('pages an emergency up a ladder of its own, five minutes apart', async () => {
    const job = await say.hall({ urgent: true })
    await w.pass(6)
    for (const who of [w.staff.zheng, w.staff.jiang, w.staff.han]) {
      expect(await climbedTo(who, job.caseId)).toBe(0)
      await w.pass(5)
      expect(await climbedTo(who, job.caseId)).toBe(1)
    }
  })
})
