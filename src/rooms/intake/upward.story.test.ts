import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refused } from '../../../test/refused.ts'
import { signatureBy } from '../../../test/signatures.ts'
import { tell } from '../../../test/steps.ts'
import { makeWorld, type World } from '../../../test/world.ts'

/** Both copies of a contact slip (INT-15), and what goes upwards: INT-17, INT-19, INT-20. */
let w: World
let say: ReturnType<typeof tell>
beforeAll(async () => {
  w = await makeWorld()
  say = tell(w)
})
afterAll(() => w?.close())

const clock = async (id: string, name: string) => (await w.clocks(id)).filter((one) => one.clock === name).at(-1)
const climbedTo = async (who: { accountId: string }, id: string) =>
  (await w.notices(who.accountId)).filter(({ kind, caseId }) => kind === 'clock' && caseId === id).length
const does = (who: Parameters<World['act']>[0], id: string, action: string, form: unknown = {}) =>
  w.act(who, 'matter', id, action, form)
const sorted = async () => {
  const id = await say.matter()
  await does(w.staff.zhou, id, 'sort', { kind: 'dispute' })
  return id
}

const issued = async () => {
  const id = uuid()
  await w.act(w.staff.zhou, 'contact', id, 'issue', {
    kind: 'suggestion',
    content: '建议大堂加装扶手',
    departmentId: w.departments.engineering,
    handlerId: w.staff.zheng.accountId,
  })
  return id
}
const onSlip = (who: Parameters<World['act']>[0], id: string, action: string, form: unknown = {}) =>
  w.act(who, 'contact', id, action, form)
const signed = (id: string, action: string, form: unknown) =>
  w.act(w.staff.zheng, 'contact', id, action, form, { signature: signatureBy('郑刚', '责任人') })
const slipOf = async (id: string) => (await w.read('contact', id)).row
const received = async (needsSuperior = false) => {
  const id = await issued()
  await signed(id, 'receive', { needsSuperior })
  return id
}

describe('INT-15 original and copy', () => {
  it('INT-15 a slip that nobody signed for counts as received after 30 minutes', async () => {
    const id = await issued()
    expect((await clock(id, 'receive'))?.dueAt).toEqual(w.at(30))
    await w.pass(29)
    expect((await w.read('contact', id)).of.state).toBe('issued')
    await w.pass(2)
    expect((await w.read('contact', id)).of.state).toBe('received')
    expect(await slipOf(id)).toMatchObject({ countedReceived: true, receivedAt: w.at(-1), copySignedAt: null })
    expect(await w.notices(w.staff.zheng.accountId)).toContainEqual(
      expect.objectContaining({ caseId: id, text: expect.stringMatching('视为已接收') }),
    )
  })

  it('INT-15 the department signs for its copy before it replies', async () => {
    const id = await issued()
    await w.pass(31)
    const reply = { reply: '已装', done: true }
    await expect(signed(id, 'reply', reply)).rejects.toEqual(refused('blocked', '补签收', ['INT-15']))
    await expect(onSlip(w.staff.zheng, id, 'signCopy', { needsSuperior: false })).rejects.toEqual(
      refused('blocked', '签字', ['INT-15']),
    )
    await signed(id, 'signCopy', { needsSuperior: false })
    expect(await slipOf(id)).toMatchObject({ copySignedAt: w.time.now() })
    await expect(signed(id, 'signCopy', { needsSuperior: false })).rejects.toEqual(refused('blocked', '已经签收'))
    await signed(id, 'reply', reply)
  })

  it('INT-15 the receptionist keeps the original and says where', async () => {
    const id = await received()
    await signed(id, 'reply', { reply: '已装', done: true })
    await expect(onSlip(w.staff.zheng, id, 'file', { originalPlace: '工程部' })).rejects.toEqual(refused('wrong-role'))
    await expect(onSlip(w.staff.zhou, id, 'file')).rejects.toEqual(refused('bad-form'))
    await onSlip(w.staff.zhou, id, 'file', { originalPlace: '前台 3 号柜' })
    expect(await slipOf(id)).toMatchObject({ originalPlace: '前台 3 号柜', countedReceived: false })
  })
})

describe('INT-17 what the handler must ask about', () => {
  it('INT-17 reported up within two hours of receipt, answered, and fed back within 24', async () => {
    const id = await received(true)
    expect((await clock(id, 'reportUp'))?.dueAt).toEqual(w.at(120))
    const receivedAt = w.time.now()
    await w.pass(90)
    const question = { accountId: w.staff.jiang.accountId, question: '费用超出预算，能否施工' }
    await expect(onSlip(w.staff.zhou, id, 'consult', question)).rejects.toEqual(refused('wrong-role'))
    await expect(
      onSlip(w.staff.zheng, id, 'consult', { ...question, accountId: w.staff.zheng.accountId }),
    ).rejects.toEqual(refused('blocked', '不是自己'))
    await onSlip(w.staff.zheng, id, 'consult', question)
    expect((await clock(id, 'reportUp'))?.status).toBe('met')
    expect((await clock(id, 'reply'))?.status).not.toBe('open')
    expect((await clock(id, 'feedback'))?.dueAt).toEqual(new Date(receivedAt.getTime() + 24 * 3_600_000))
    expect((await clock(id, 'superior'))?.dueAt).toEqual(w.at(4 * 60))
    expect(await w.notices(w.staff.jiang.accountId)).toContainEqual(
      expect.objectContaining({ caseId: id, text: '请批示 {number}：{title}' }),
    )
    await expect(onSlip(w.staff.chen, id, 'answerConsult', { opinion: '同意' })).rejects.toEqual(
      refused('blocked', '上级批示'),
    )
    await onSlip(w.staff.jiang, id, 'answerConsult', { opinion: '同意，走维修资金' })
    expect((await clock(id, 'superior'))?.status).toBe('met')
    expect(await slipOf(id)).toMatchObject({ consultAnswer: '同意，走维修资金', consultAnsweredAt: w.time.now() })
    await signed(id, 'reply', { reply: '已获批准，周五施工', done: false })
    expect((await clock(id, 'feedback'))?.status).toBe('met')
  })

  it('INT-17 who does not report up, and who has not said whether he must: it climbs', async () => {
    const [asks, silent] = [await received(true), await issued()]
    const able = await received(false)
    expect(await clock(able, 'reportUp')).toBeUndefined()
    await w.pass(121)
    expect((await clock(asks, 'reportUp'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await climbedTo(w.staff.chen, asks)).toBe(1)
    await w.pass(1)
    expect((await clock(silent, 'reportUp'))?.breachedAt).not.toBeNull()
  })

  it('INT-17 a superior who does not answer, and a feedback that does not come: both climb', async () => {
    const id = await received(true)
    await onSlip(w.staff.zheng, id, 'consult', { accountId: w.staff.chen.accountId, question: '能否施工' })
    await w.pass(4 * 60 + 1)
    expect((await clock(id, 'superior'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await climbedTo(w.staff.jiang, id)).toBe(1)
    await onSlip(w.staff.chen, id, 'answerConsult', { opinion: '先报预算' })
    await w.pass(19 * 60 + 30)
    expect((await clock(id, 'feedback'))?.breachedAt).not.toBeNull()
    expect(await climbedTo(w.staff.chen, id)).toBe(0)
    await w.pass(30)
    expect(await climbedTo(w.staff.chen, id)).toBe(1)
  })
})

describe('INT-19 a major matter', () => {
  it('INT-19 has 48 hours, and is answered after a superior was told', async () => {
    const id = await sorted()
    const due = (await clock(id, 'answer'))!.dueAt!
    await does(w.staff.zhou, id, 'markMajor', { reason: '涉及三十户' })
    expect((await clock(id, 'answer'))?.dueAt).toEqual(new Date(due.getTime() + 24 * 3_600_000))
    expect((await clock(id, 'reportMajor'))?.dueAt).toEqual(w.at(60))
    expect((await w.read('matter', id)).of.priority).toBe('high')
    const answer = { answer: '周五召开业主会', way: 'phone' }
    for (const action of ['answer', 'settle'])
      await expect(does(w.staff.zhou, id, action, answer)).rejects.toEqual(refused('blocked', '先报上级', ['INT-19']))
    await expect(does(w.staff.zhou, id, 'reportMajor', { words: '三十户联名' })).rejects.toEqual(refused('bad-form'))
    await does(w.staff.zhou, id, 'reportMajor', { to: 'service-director', words: '三十户联名' })
    expect((await clock(id, 'reportMajor'))?.status).toBe('met')
    expect(await w.notices(w.staff.wei.accountId)).toContainEqual(
      expect.objectContaining({ caseId: id, text: '重大问题 {number}：{title}' }),
    )
    await does(w.staff.zhou, id, 'answer', answer)
    expect((await clock(id, 'answer'))?.status).toBe('met')
  })

  it('INT-19 nobody is told the result at home, and nothing is closed, before a superior was told', async () => {
    const id = await sorted()
    await does(w.staff.zhou, id, 'answer', { answer: '周五召开业主会', way: 'phone' })
    await does(w.staff.zhou, id, 'sendHome', { accountId: w.staff.sun.accountId, purpose: '当面说明' })
    await does(w.staff.zhou, id, 'markMajor', { reason: '涉及三十户' })
    await does(w.staff.sun, id, 'arriveHome')
    const done = { result: '已当面说明', told: true }
    const first = refused('blocked', '先报上级', ['INT-19'])
    await expect(does(w.staff.sun, id, 'finishVisit', done)).rejects.toEqual(first)
    await does(w.staff.sun, id, 'finishVisit', { ...done, told: false })
    await expect(does(w.staff.zhou, id, 'close')).rejects.toEqual(first)
    await does(w.staff.zhou, id, 'reportMajor', { to: 'manager', words: '三十户联名' })
    await does(w.staff.zhou, id, 'close')
  })

  it('INT-19 not reported up, and not answered in 48 hours: both climb', async () => {
    const id = await sorted()
    await does(w.staff.zhou, id, 'markMajor', { reason: '涉及三十户' })
    await w.pass(61)
    expect((await clock(id, 'reportMajor'))?.breachedAt).not.toBeNull()
    const before = await climbedTo(w.staff.jiang, id)
    await w.pass(60)
    // Once because nobody has handed it out, once because nobody has reported it.
    expect(await climbedTo(w.staff.jiang, id)).toBe(before + 2)
    await does(w.staff.zhou, id, 'reportMajor', { to: 'manager', words: '三十户联名' })
    await w.pass(45 * 60)
    expect((await clock(id, 'answer'))?.breachedAt).toBeNull()
    await w.pass(60)
    expect((await clock(id, 'answer'))?.breachedAt).not.toBeNull()
    const directors = await climbedTo(w.staff.wei, id)
    await w.pass(60)
    expect(await climbedTo(w.staff.wei, id)).toBe(directors + 1)
  })
})

describe('INT-20 beyond the power, or another department', () => {
  it('INT-20 the manager hears of it first and coordinates; nothing ends before he has said how', async () => {
    const id = await sorted()
    await does(w.staff.zhou, id, 'escalate', { why: 'cross-department', words: '须工程部和秩序部一起到场' })
    expect(await w.notices(w.staff.jiang.accountId)).toContainEqual(
      expect.objectContaining({ caseId: id, text: '请协调 {number}：{title}' }),
    )
    expect((await clock(id, 'coordinate'))?.dueAt).toEqual(w.at(4 * 60))
    const done = { answer: '周五三方到场', way: 'phone' }
    await expect(does(w.staff.zhou, id, 'settle', done)).rejects.toEqual(refused('blocked', '协调结论', ['INT-20']))
    await does(w.staff.zhou, id, 'answer', done)
    await expect(does(w.staff.zhou, id, 'close')).rejects.toEqual(refused('blocked', '协调结论', ['INT-20']))
    for (const who of [w.staff.zhou, w.staff.chen, w.staff.han])
      await expect(does(who, id, 'coordinate', { conclusion: '我来定' })).rejects.toEqual(refused('wrong-role'))
    await does(w.staff.jiang, id, 'coordinate', { conclusion: '工程部主办，秩序部配合' })
    expect((await clock(id, 'coordinate'))?.status).toBe('met')
    expect((await w.read('matter', id)).row).toMatchObject({
      escalateWhy: 'cross-department',
      coordination: '工程部主办，秩序部配合',
      coordinatedAt: w.time.now(),
    })
    await does(w.staff.zhou, id, 'close')
  })

  it('INT-20 INT-06 the end of the work does not close over the manager’s head, nor over a visit', async () => {
    const id = await sorted()
    const job = await say.freeRepairSigned({ parentId: id })
    await does(w.staff.zhou, id, 'escalate', { why: 'cross-department', words: '须秩序部配合' })
    await does(w.staff.zhou, id, 'sendHome', { accountId: w.staff.sun.accountId, purpose: '看现场' })
    await say.calledBack(job)
    await job.do(w.staff.zhou, 'file')
    const { of, row } = await w.read('matter', id)
    expect([of.state, row.answeredAt]).toEqual(['concluded', w.time.now()])
    expect((await clock(id, 'coordinate'))?.status).toBe('open')
    await does(w.staff.jiang, id, 'coordinate', { conclusion: '秩序部配合' })
    await expect(does(w.staff.zhou, id, 'close')).rejects.toEqual(refused('blocked', '还没有办完', ['INT-06']))
    await does(w.staff.sun, id, 'arriveHome')
    await does(w.staff.sun, id, 'finishVisit', { result: '已看过', told: false })
    await does(w.staff.zhou, id, 'close')
  })

  it('INT-20 a senior butler addresses no other department and skips no level', async () => {
    const butler = { ...w.staff.sun, roles: ['senior-butler' as const] }
    const slip = {
      kind: 'dispute',
      content: '请工程部处理',
      departmentId: w.departments.engineering,
      handlerId: w.staff.zheng.accountId,
    }
    await expect(w.act(butler, 'contact', uuid(), 'issue', slip)).rejects.toEqual(refused('wrong-role'))
    const id = await sorted()
    await does(butler, id, 'markMajor', { reason: '联名' })
    await expect(does(butler, id, 'reportMajor', { to: 'executive', words: '直报' })).rejects.toEqual(
      refused('bad-form'),
    )
    await does(butler, id, 'escalate', { why: 'beyond', words: '超出授权' })
    expect((await w.notices(w.staff.han.accountId)).some(({ caseId }) => caseId === id)).toBe(false)
    await expect(does(butler, id, 'escalate', { why: 'beyond', words: '再报' })).rejects.toEqual(
      refused('blocked', '等协调结论'),
    )
  })

  it('INT-20 a manager who does not coordinate: it climbs', async () => {
    const id = await sorted()
    await does(w.staff.zhou, id, 'escalate', { why: 'beyond', words: '超出授权' })
    await w.pass(4 * 60 + 1)
    expect((await clock(id, 'coordinate'))?.breachedAt).not.toBeNull()
    const before = await climbedTo(w.staff.han, id)
    await w.pass(60)
    expect(await climbedTo(w.staff.han, id)).toBe(before + 1)
  })
})
