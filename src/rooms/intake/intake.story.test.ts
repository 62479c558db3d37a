import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refused } from '../../../test/refused.ts'
import { signatureBy } from '../../../test/signatures.ts'
import { tell } from '../../../test/steps.ts'
import { makeWorld, type World } from '../../../test/world.ts'

/** The chapter 信息受理 told through perform(): matters, contact slips, chases and emergencies. */
let w: World
let say: ReturnType<typeof tell>
beforeAll(async () => {
  w = await makeWorld()
  say = tell(w)
})
afterAll(() => w?.close())

const sorted = async (kind: string, form = {}) => {
  const id = await say.matter(form)
  await w.act(w.staff.zhou, 'matter', id, 'sort', { kind })
  return id
}
const clock = async (id: string, name: string) => (await w.clocks(id)).filter((one) => one.clock === name).at(-1)
const clockNotices = async (who: { accountId: string }, id: string) =>
  (await w.notices(who.accountId)).filter((notice) => notice.kind === 'clock' && notice.caseId === id).length
const matter = async (id: string) => w.read('matter', id)
const rowsOf = (table: string, parent: string) =>
  w.database
    .asOwner<{ n: number }>(`select count(*)::int as n from ${table} where parent_id = $1`, [parent])
    .then((rows) => rows[0]!.n)

/** A contact slip to the engineering department under a sorted matter. */
const issued = async (parentId?: string, handler = w.staff.zheng) => {
  const id = uuid()
  await w.act(w.staff.zhou, 'contact', id, 'issue', {
    kind: 'suggestion',
    content: '建议大堂加装扶手',
    departmentId: w.departments.engineering,
    handlerId: handler.accountId,
    ...(parentId ? { parentId } : {}),
  })
  return id
}
const received = async (id: string, handler = w.staff.zheng) =>
  w.act(handler, 'contact', id, 'receive', { needsSuperior: false }, { signature: signatureBy(handler.name, '责任人') })
const replied = async (id: string, done = true) =>
  w.act(
    w.staff.zheng,
    'contact',
    id,
    'reply',
    { reply: '已安装扶手', done },
    { signature: signatureBy('郑刚', '责任人') },
  )

describe('INT-01 the first who hears stays responsible', () => {
  it('INT-01 the first responder keeps the matter through every hand, hears when it is late, and closes it', async () => {
    const id = await say.matter({}, w.staff.sun)
    await w.act(w.staff.zhou, 'matter', id, 'sort', { kind: 'suggestion' })
    const slip = await issued(id)
    await received(slip)
    expect((await matter(id)).of).toMatchObject({
      firstResponderAccount: w.staff.sun.accountId,
      holderAccount: w.staff.sun.accountId,
    })
    expect((await w.read('contact', slip)).of.firstResponderAccount).toBe(w.staff.sun.accountId)
    await w.pass(4 * 60 + 1)
    expect(await clockNotices(w.staff.sun, id)).toBe(1)
    await replied(slip)
    await w.act(w.staff.zhou, 'contact', slip, 'file', { originalPlace: '前台文件柜' })
    await w.act(w.staff.sun, 'matter', id, 'answer', { answer: '扶手已装好', way: 'phone' })
    await expect(w.act(w.staff.li, 'matter', id, 'close')).rejects.toEqual(refused('wrong-role'))
    await w.act(w.staff.sun, 'matter', id, 'close')
    expect((await matter(id)).of.state).toBe('closed')
  })

  it('INT-01 a report from the owner’s phone belongs to whoever takes it up first', async () => {
    const id = await say.matter({ channel: 'owner-phone' }, w.owners.wang)
    expect((await matter(id)).of.firstResponderAccount).toBeNull()
    await w.act(w.staff.wu, 'matter', id, 'sort', { kind: 'inquiry' })
    expect((await matter(id)).of).toMatchObject({
      firstResponderAccount: w.staff.wu.accountId,
      personId: w.owners.wang.personId,
    })
  })
})

describe('INT-02 one answer, no errand', () => {
  it('INT-02 a matter is not closed before the person was answered', async () => {
    const id = await sorted('inquiry')
    await expect(w.act(w.staff.zhou, 'matter', id, 'close')).rejects.toEqual(refused('blocked', '答复'))
    await expect(w.act(w.staff.zhou, 'matter', id, 'answer', { way: 'phone' })).rejects.toEqual(refused('bad-form'))
    await w.act(w.staff.zhou, 'matter', id, 'answer', { answer: '物业费每月每平方米 2.8 元', way: 'phone' })
    await w.act(w.staff.zhou, 'matter', id, 'close')
    expect((await matter(id)).row).toMatchObject({
      state: 'closed',
      answer: '物业费每月每平方米 2.8 元',
      answeredAt: w.time.now(),
    })
  })

  it('INT-02 the call-back tells the result, so the matter closes with the slip', async () => {
    const id = await sorted('repair')
    const job = await say.freeRepairSigned({ parentId: id })
    await say.calledBack(job)
    expect((await matter(id)).row.answeredAt).toEqual(w.time.now())
    await job.do(w.staff.zhou, 'file')
    expect((await matter(id)).of.state).toBe('closed')
  })
})

describe('INT-08 every request is registered and passed on in time', () => {
  it.each(['repair', 'inquiry', 'complaint', 'opinion', 'suggestion', 'dispute', 'service', 'feedback'])(
    'INT-08 %s',
    async (kind) => {
      const id = await sorted(kind)
      expect((await matter(id)).row).toMatchObject({ kind, registeredAt: w.time.now(), sortedAt: w.time.now() })
    },
  )

  it('INT-08 dispatching the work moves the matter, with its time', async () => {
    for (const way of ['assign', 'contact'] as const) {
      const id = await sorted(way === 'assign' ? 'repair' : 'suggestion')
      if (way === 'contact') await issued(id)
      else {
        const job = await say.hall({ parentId: id })
        await say.sentTo(job)
      }
      expect((await matter(id)).row).toMatchObject({ state: 'dispatched', dispatchedAt: w.time.now() })
    }
  })

  it('INT-08 INT-12 what lies unsorted or undispatched climbs', async () => {
    const unsorted = await say.matter()
    const undispatched = await sorted('suggestion')
    await w.pass(31)
    expect((await clock(unsorted, 'sort'))?.breachedAt).not.toBeNull()
    expect((await clock(undispatched, 'dispatch'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await clockNotices(w.staff.chen, unsorted)).toBe(1)
    expect(await clockNotices(w.staff.chen, undispatched)).toBe(1)
  })
})

describe('INT-09 followed to the end', () => {
  it('INT-09 a first follow-up within its time, or it climbs', async () => {
    const id = await sorted('suggestion')
    await issued(id)
    expect((await clock(id, 'follow'))?.dueAt).toEqual(w.at(4 * 60))
    await w.act(w.staff.zhou, 'matter', id, 'followUp', { progress: '工程部已排期' })
    expect((await clock(id, 'follow'))?.status).toBe('met')
    const other = await sorted('suggestion')
    await issued(other)
    await w.pass(4 * 60 + 31)
    expect(await clockNotices(w.staff.chen, other)).toBe(1)
  })

  it('INT-09 a matter that is taken up again is followed anew, by the time of its new work', async () => {
    for (const followed of [false, true]) {
      const id = await sorted('suggestion')
      const slip = await issued(id)
      if (followed) await w.act(w.staff.zhou, 'matter', id, 'followUp', { progress: '工程部已排期' })
      await received(slip)
      await replied(slip)
      await w.act(w.staff.zhou, 'contact', slip, 'file', { originalPlace: '前台文件柜' })
      await w.act(w.staff.zhou, 'matter', id, 'answer', { answer: '扶手已装好', way: 'phone' })
      await w.act(w.staff.zhou, 'matter', id, 'close')
      await w.pass(7 * 24 * 60)
      await w.act(w.staff.zhou, 'matter', id, 'reopen', { reason: '扶手松了' })
      await w.pass(10)
      await issued(id)
      expect(await clock(id, 'follow')).toMatchObject({ status: 'open', dueAt: w.at(4 * 60), breachedAt: null })
      expect((await matter(id)).row.dispatchedAt).toEqual(w.time.now())
    }
  })

  it('INT-09 a slip that was sent back is filed by what its handler says then, not by what he said before', async () => {
    const slip = await issued()
    await received(slip)
    await replied(slip)
    await w.act(w.staff.zhou, 'contact', slip, 'sendBack', { reason: '现场没有装' })
    await replied(slip, false)
    await expect(w.act(w.staff.zhou, 'contact', slip, 'file', { originalPlace: '前台文件柜' })).rejects.toEqual(
      refused('blocked', '处理完成'),
    )
  })

  it('INT-09 no closing while work is open; the end of the work brings it back to the first responder', async () => {
    const id = await sorted('suggestion')
    const slip = await issued(id)
    await w.act(w.staff.zhou, 'matter', id, 'tellProgress', { progress: '已转工程部', accepted: false })
    await w.act(w.staff.zhou, 'matter', id, 'answer', { answer: '会装扶手', way: 'phone' })
    await expect(w.act(w.staff.zhou, 'matter', id, 'close')).rejects.toEqual(refused('blocked', '继续跟进'))
    await received(slip)
    await replied(slip, false)
    await expect(w.act(w.staff.zhou, 'contact', slip, 'file', { originalPlace: '前台文件柜' })).rejects.toEqual(
      refused('blocked', '处理完成'),
    )
    await w.act(w.staff.zhou, 'contact', slip, 'sendBack', { reason: '只答复了时间，没有完成' })
    await replied(slip)
    await w.act(w.staff.zhou, 'contact', slip, 'file', { originalPlace: '前台文件柜' })
    expect((await matter(id)).of.state).toBe('closed')
  })

  it('INT-09 INT-01 concluded work waits for the answer, and says so', async () => {
    const id = await sorted('suggestion')
    const slip = await issued(id)
    await received(slip)
    await replied(slip)
    await w.act(w.staff.wu, 'contact', slip, 'file', { originalPlace: '前台文件柜' })
    expect((await matter(id)).of.state).toBe('concluded')
    expect(await w.notices(w.staff.zhou.accountId)).toContainEqual({
      kind: 'told',
      caseId: id,
      text: '{number} 工作已办结',
    })
    await w.pass(24 * 60 + 31)
    expect((await clock(id, 'close'))?.breachedAt).not.toBeNull()
    expect(
      (await w.notices(w.staff.chen.accountId)).filter((one) => one.caseId === id && one.kind === 'clock').length,
    ).toBeGreaterThanOrEqual(2)
  })

  it('INT-09 a repair that is filed concludes its matter too', async () => {
    const id = await sorted('repair')
    const job = await say.hall({ parentId: id })
    await job.do(w.staff.zhou, 'cancel', { reason: '重复报修' })
    expect((await matter(id)).of.state).toBe('sorted')
    const again = await say.hall({ parentId: id })
    await say.sentTo(again)
    await again.do(w.staff.zhou, 'cancel', { reason: '业委会自行处理' })
    expect((await matter(id)).of.state).toBe('concluded')
  })

  it('INT-09 a matter with two pieces of work is concluded by the second, not by the first', async () => {
    const id = await sorted('suggestion')
    const slips = [await issued(id), await issued(id)]
    for (const [index, slip] of slips.entries()) {
      await received(slip)
      await replied(slip)
      await w.act(w.staff.zhou, 'contact', slip, 'file', { originalPlace: '前台文件柜' })
      expect((await matter(id)).of.state).toBe(index === 0 ? 'dispatched' : 'concluded')
    }
  })

  it('INT-09 an answered slip that nobody files climbs', async () => {
    const slip = await issued()
    await received(slip)
    await replied(slip)
    await w.pass(24 * 60 + 31)
    expect((await clock(slip, 'file'))?.breachedAt).not.toBeNull()
    expect(await clockNotices(w.staff.chen, slip)).toBe(1)
  })

  it('INT-09 what was closed too early is taken up again, and so is a matter whose repair is reopened', async () => {
    const id = await sorted('inquiry')
    await w.act(w.staff.zhou, 'matter', id, 'answer', { answer: '已处理', way: 'phone' })
    await w.act(w.staff.zhou, 'matter', id, 'close')
    await w.act(w.staff.zhou, 'matter', id, 'reopen', { reason: '业主再次来电' })
    expect((await matter(id)).row).toMatchObject({ state: 'sorted', answeredAt: null })
    expect((await clock(id, 'dispatch'))?.dueAt).toEqual(w.at(30))

    const withRepair = await sorted('repair')
    const job = await say.freeRepairSigned({ parentId: withRepair })
    await say.calledBack(job)
    await job.do(w.staff.zhou, 'file')
    await job.do(w.staff.zhou, 'reopen', { nonConformity: '又漏了', department: w.departments.engineering })
    expect((await matter(withRepair)).of.state).toBe('sorted')
  })

  it('INT-09 a chase joins the open matter, reaches who holds the work, and raises it', async () => {
    const id = await sorted('repair')
    const job = await say.hall({ parentId: id })
    await say.sentTo(job)
    const slip = await issued(id)
    for (const who of [w.owners.wang, w.staff.wu]) await w.act(who, 'matter', id, 'chase', { words: '怎么还没来' })
    expect((await matter(id)).of).toMatchObject({ chaseCount: 2, priority: 'high' })
    expect((await w.read('repair', job.caseId)).of).toMatchObject({ chaseCount: 2, priority: 'high' })
    expect((await w.read('contact', slip)).of).toMatchObject({ chaseCount: 2, priority: 'high' })
    expect(
      (await w.notices(w.staff.li.accountId)).filter((one) => one.kind === 'chased' && one.caseId === job.caseId),
    ).toHaveLength(2)
    expect(
      (await w.notices(w.staff.zheng.accountId)).filter((one) => one.kind === 'chased' && one.caseId === slip),
    ).toHaveLength(2)
    expect(await rowsOf('cases', id)).toBe(2)
  })
})

describe('INT-11 INT-12 INT-13 the desk sorts and dispatches', () => {
  it('INT-11 anybody reports with the time it was heard, and the desk is told', async () => {
    const heardAt = w.at(-20).toISOString()
    const id = await say.matter(
      {
        channel: 'staff',
        heardAt,
        content: '地库灯不亮',
        unitId: undefined,
        placeId: w.places.hall,
        personId: undefined,
        photos: [await w.picture()],
      },
      w.staff.shen,
    )
    expect((await matter(id)).row).toMatchObject({ heardAt: w.at(-20), registeredAt: w.time.now() })
    expect(await w.notices(w.staff.zhou.accountId)).toContainEqual(expect.objectContaining({ caseId: id }))
    await expect(say.matter({ heardAt: w.at(5).toISOString() })).rejects.toEqual(refused('blocked', '晚于现在'))
  })

  it('INT-11 only the receptionist sorts, issues slips and dispatches', async () => {
    const id = await say.matter()
    await expect(w.act(w.staff.sun, 'matter', id, 'sort', { kind: 'repair' })).rejects.toEqual(refused('wrong-role'))
    const slip = {
      kind: 'suggestion',
      content: '加扶手',
      departmentId: w.departments.engineering,
      handlerId: w.staff.zheng.accountId,
    }
    await expect(w.act(w.staff.sun, 'contact', uuid(), 'issue', slip)).rejects.toEqual(refused('wrong-role'))
    const job = await say.hall()
    await expect(job.do(w.staff.zheng, 'assign', { technicianId: w.staff.li.accountId })).rejects.toEqual(
      refused('wrong-role'),
    )
  })

  it('INT-12 the kind is judged first, with judge and time', async () => {
    const id = await say.matter()
    await expect(w.act(w.staff.zhou, 'matter', id, 'answer', { answer: '好的', way: 'phone' })).rejects.toEqual(
      refused('wrong-state'),
    )
    await expect(w.act(w.staff.zhou, 'matter', id, 'sort', {})).rejects.toEqual(refused('bad-form'))
    await w.act(w.staff.zhou, 'matter', id, 'sort', { kind: 'complaint' })
    expect((await matter(id)).row).toMatchObject({
      kind: 'complaint',
      sortedBy: w.staff.zhou.accountId,
      sortedAt: w.time.now(),
    })
  })

  it.each([
    ['repair', '《业主报修记录表》'],
    ['complaint', '《业主投诉及建议记录表》'],
    ['feedback', '《信息反馈记录表》'],
  ])('INT-13 %s is entered in %s', async (kind, register) => {
    const id = await sorted(kind)
    expect((await matter(id)).row.register).toBe(register)
  })

  it('INT-13 a repair is registered under its own number, one to one with its slip', async () => {
    const id = await sorted('repair')
    const job = await say.home({ parentId: id })
    expect((await w.read('repair', job.caseId)).of).toMatchObject({
      parentId: id,
      number: expect.stringMatching(/^BX-20260\d{3}-\d{4}$/),
    })
  })
})

describe('INT-14 INT-16 the slip in the handler’s hands and back', () => {
  it('INT-14 a contact slip is issued to a person, who signs for it', async () => {
    const slip = await issued()
    expect(await w.notices(w.staff.zheng.accountId)).toContainEqual(
      expect.objectContaining({ kind: 'assigned', caseId: slip }),
    )
    await expect(w.act(w.staff.zheng, 'contact', slip, 'receive', { needsSuperior: false })).rejects.toEqual(
      refused('blocked', '签字'),
    )
    await expect(received(slip, w.staff.qian)).rejects.toEqual(refused('wrong-role'))
    await received(slip)
    expect((await w.read('contact', slip)).row).toMatchObject({ state: 'received', receivedAt: w.time.now() })
  })

  it('INT-14 a repair slip is dispatched and taken, each with its time', async () => {
    const job = await say.hall()
    await say.sentTo(job)
    await job.do(w.staff.li, 'take')
    expect(await job.row()).toMatchObject({ assignedAt: w.time.now(), takenAt: w.time.now() })
  })

  it('INT-16 the handler answers the desk within 24 hours of dispatch', async () => {
    const slip = await issued()
    expect((await clock(slip, 'reply'))?.dueAt).toEqual(w.at(24 * 60))
    await received(slip)
    await expect(w.act(w.staff.zheng, 'contact', slip, 'reply', { reply: '好了', done: true })).rejects.toEqual(
      refused('blocked', '签字'),
    )
    await replied(slip)
    expect((await clock(slip, 'reply'))?.status).toBe('met')
    expect((await w.read('contact', slip)).row).toMatchObject({ reply: '已安装扶手', repliedAt: w.time.now() })
  })

  it('INT-16 a late answer is on record and climbs', async () => {
    const slip = await issued()
    await received(slip)
    await w.pass(24 * 60 + 31)
    expect((await clock(slip, 'reply'))?.breachedAt).not.toBeNull()
    expect(await clockNotices(w.staff.zheng, slip)).toBe(1)
    expect(await clockNotices(w.staff.chen, slip)).toBe(1)
  })
})

describe('INT-18 the person is answered within 24 hours', () => {
  it('INT-18 the clock counts from the moment it was heard, not from its registration', async () => {
    const id = await say.matter({ heardAt: w.at(-60).toISOString() })
    expect((await clock(id, 'answer'))?.dueAt).toEqual(w.at(23 * 60))
    await w.act(w.staff.zhou, 'matter', id, 'sort', { kind: 'inquiry' })
    await w.act(w.staff.zhou, 'matter', id, 'answer', { answer: '周三收垃圾', way: 'phone' })
    expect((await clock(id, 'answer'))?.status).toBe('met')
  })

  it('INT-18 a person who accepts a later answer moves it; one who does not, not', async () => {
    const id = await sorted('inquiry')
    const due = (await clock(id, 'answer'))!.dueAt
    await w.pass(60)
    await w.act(w.staff.zhou, 'matter', id, 'tellProgress', { progress: '在查', accepted: false })
    expect((await clock(id, 'answer'))?.dueAt).toEqual(due)
    await w.act(w.staff.zhou, 'matter', id, 'tellProgress', { progress: '在查', accepted: true })
    expect((await clock(id, 'answer'))?.dueAt).toEqual(w.at(24 * 60))
  })

  it('INT-18 an unanswered matter climbs to the director and the manager', async () => {
    const id = await sorted('inquiry')
    await w.pass(24 * 60 + 1)
    for (const who of [w.staff.chen, w.staff.wei, w.staff.jiang]) {
      await w.pass(30)
      expect((await w.notices(who.accountId)).some((one) => one.kind === 'clock' && one.caseId === id)).toBe(true)
    }
  })
})

describe('emergencies', () => {
  it('pages whoever is on duty at once; the first to answer has it; details come after', async () => {
    const id = uuid()
    await w.act(w.staff.zhou, 'matter', id, 'register', {
      channel: 'phone',
      content: '电梯困人',
      emergency: 'lift-entrapment',
      placeId: w.places.lift,
    })
    await w.act(w.staff.zhou, 'matter', id, 'sort', { kind: 'repair' })
    const job = await say.hall({
      urgent: true,
      content: '电梯困人',
      keyPoints: undefined,
      placeId: w.places.lift,
      parentId: id,
    })
    for (const who of [w.staff.li, w.staff.shen])
      expect(await w.notices(who.accountId)).toContainEqual(
        expect.objectContaining({ kind: 'emergency', caseId: job.caseId }),
      )
    expect((await clock(job.caseId, 'respond'))?.dueAt).toEqual(w.at(5))
    await w.pass(6)
    expect((await clock(job.caseId, 'respond'))?.breachedAt).not.toBeNull()
    await job.do(w.staff.shen, 'respond')
    expect(await job.row()).toMatchObject({
      state: 'taken',
      respondedAt: w.time.now(),
      technicianId: w.staff.shen.accountId,
    })
    expect((await matter(id)).of).toMatchObject({ state: 'dispatched', priority: 'emergency' })
    await w.act(w.staff.zhou, 'matter', id, 'fillIn', { content: '轿厢在三楼，两人，情绪平稳' })
    expect((await matter(id)).row.content).toBe('电梯困人\n轿厢在三楼，两人，情绪平稳')
  })
})

describe('emergencies without a place', () => {
  it('goes out at once, and the repair learns the room as soon as the desk has it', async () => {
    const id = uuid()
    await w.act(w.staff.zhou, 'matter', id, 'register', {
      channel: 'phone',
      content: '水管爆了，还没说哪一户',
      emergency: 'burst-pipe',
    })
    await w.act(w.staff.zhou, 'matter', id, 'sort', { kind: 'repair' })
    const job = await say.hall({ urgent: true, keyPoints: undefined, placeId: undefined, parentId: id })
    await w.act(w.staff.zhou, 'matter', id, 'fillIn', {
      content: '是 1-1-301',
      unitId: w.units['1-1-301'],
      personId: w.owners.wang.personId,
    })
    const { of, row } = await w.read('repair', job.caseId)
    expect(of).toMatchObject({ unitId: w.units['1-1-301'], personId: w.owners.wang.personId })
    expect(row).toMatchObject({ place: 'home', payer: null })
    await expect(job.do(w.staff.zhou, 'locate', { unitId: w.units['1-1-302'] })).rejects.toEqual(
      refused('blocked', '已经有'),
    )
  })
})

describe('reach', () => {
  it('an owner reports only for his own flat', async () => {
    await expect(
      say.matter({ channel: 'owner-phone', unitId: w.units['2-1-101'], personId: undefined }, w.owners.wang),
    ).rejects.toEqual(refused('not-found'))
    await expect(say.matter({ channel: 'owner-phone', personId: w.owners.ma.personId }, w.owners.wang)).rejects.toEqual(
      refused('not-found'),
    )
  })
})
