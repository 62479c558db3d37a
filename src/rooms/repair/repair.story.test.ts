import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { refused } from '../../../test/refused.ts'
import { signatureBy } from '../../../test/signatures.ts'
import { tell } from '../../../test/steps.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'

/** The chapter 报修 told through perform(), with time travel. */
let w: World
let say: ReturnType<typeof tell>
beforeAll(async () => {
  w = await makeWorld()
  say = tell(w)
})
afterAll(() => w?.close())
beforeEach(() => w.time.set(new Date(Math.max(w.time.now().getTime(), new Date(START).getTime()))))

/** The next full hour at least `hours` away. */
const appointment = (hours: number) =>
  new Date(Math.ceil((w.time.now().getTime() + hours * 3_600_000) / 3_600_000) * 3_600_000).toISOString()
const material = { name: '角阀', specification: 'DN15', model: 'JF-2', quantity: 2, unitPriceFen: '1850' }

const quote = { materials: [material], labourFen: '0' }
const found = () => ({ passed: false, nonConformity: '还在滴水', department: w.departments.engineering })

/** A job that turns out on the spot to be at the owner's cost: quoted, signed for, and being worked on. */
async function quotedOnTheSpot() {
  const job = await say.home()
  await say.paidBy(job, 'developer', '保修期内')
  await say.sentTo(job)
  await say.onSite(job)
  await say.paidBy(job, 'owner')
  await job.do(w.staff.li, 'quote', quote)
  await job.signed(w.staff.li, 'agreeQuote', {}, '王小明')
  return job
}

describe('a paid repair from the call to the filed slip', () => {
  it('REP-03 REP-09 REP-12 goes through every step with nobody home the first time', async () => {
    const job = await say.home()
    await say.paidBy(job, 'owner')
    await say.priceAgreed(job)
    await say.sentTo(job, w.staff.li, appointment(1))
    await job.do(w.staff.li, 'take')
    await job.do(w.staff.li, 'nobodyHome', { photos: [await w.picture()], called: true })
    await job.do(w.owners.wang, 'appoint', { appointmentAt: appointment(5) })
    await job.do(w.staff.li, 'arrive')
    await job.do(w.staff.li, 'check', { finding: '阀芯老化，角阀锈死' })
    await job.do(w.staff.li, 'quote', { materials: [material], labourFen: '2000' })
    await job.signed(w.staff.li, 'agreeQuote', {}, '王小明')
    await say.finished(job)
    await say.signedOff(job, 4)
    await job.do(w.staff.li, 'takeCharge', { amountFen: '8700', method: 'wechat' })
    await job.do(w.staff.feng, 'countCharge', { amountFen: '8700', invoiceNo: 'FP-0001' })
    await job.signed(w.staff.li, 'deliverInvoice', {}, '王小明')
    await say.calledBack(job)
    await job.do(w.staff.zhou, 'file')

    const row = await job.row()
    expect(row).toMatchObject({
      state: 'closed',
      materialsFen: 3700n,
      labourFen: 2000n,
      priceFen: 3000n,
      chargeFen: 8700n,
      countedFen: 8700n,
      rating: 4,
      nobodyHomeCount: 1,
    })
    expect((await w.clocks(job.caseId)).filter((clock) => clock.status === 'open')).toEqual([])
  })
})

describe('REP-01 what to repair is asked and noted', () => {
  it('REP-01 a report without content is refused', () =>
    expect(say.home({ content: ' ' })).rejects.toEqual(refused('bad-form')))
  it('REP-01 a report that leaves the content out is refused', () =>
    expect(say.home({ content: undefined })).rejects.toEqual(refused('bad-form')))
  it('REP-01 a report without key points is refused', () =>
    expect(say.home({ keyPoints: undefined })).rejects.toEqual(refused('blocked', '维修要点')))
  it('REP-01 key points that came to light later are added', async () => {
    const job = await say.home()
    await job.do(w.staff.zhou, 'describe', { keyPoints: '热水阀也滴' })
    expect((await job.row()).keyPoints).toBe('热水阀也滴')
  })
})

describe('REP-02 the price comes first', () => {
  it('REP-02 no dispatch, offer or contractor before the owner agreed to the price', async () => {
    const job = await say.home()
    await say.paidBy(job, 'owner')
    await expect(say.sentTo(job)).rejects.toEqual(refused('blocked', '讲明价格'))
    await expect(job.do(w.staff.zhou, 'offer')).rejects.toEqual(refused('blocked', '讲明价格'))
    const out = { contractor: '顺达管道', contact: '老陈 13600136000', reason: '需要专用设备' }
    await expect(job.do(w.staff.zhou, 'outsource', out)).rejects.toEqual(refused('blocked', '讲明价格'))
    await say.priceAgreed(job)
    await say.sentTo(job)
    const row = await job.row()
    expect(row.priceAgreedAt.getTime()).toBeLessThanOrEqual(row.assignedAt.getTime())
    expect(row.priceFen).toBe(3000n)
  })

  it('REP-02 an owner who does not agree ends the matter without work', async () => {
    const job = await say.home()
    await say.paidBy(job, 'owner')
    await job.do(w.staff.zhou, 'tellPrice', {
      items: [{ code: 'W-01', name: '更换水龙头', quantity: 1, amountFen: '3000' }],
      agreed: false,
    })
    expect(await job.state()).toBe('cancelled')
  })

  it('REP-02 in an emergency help comes first, but paid work still waits for consent', async () => {
    const job = await say.home({ urgent: true })
    await job.do(w.staff.li, 'respond')
    await job.do(w.staff.li, 'arrive')
    await job.do(w.staff.li, 'check', { finding: '软管爆裂' })
    await expect(job.do(w.staff.li, 'begin')).rejects.toEqual(refused('blocked', '费用由谁承担'))
    await say.paidBy(job, 'owner')
    await expect(job.do(w.staff.li, 'begin')).rejects.toEqual(refused('blocked', '业主同意'))
    await job.do(w.staff.li, 'quote', { materials: [material], labourFen: '0' })
    await job.signed(w.staff.li, 'agreeQuote', {}, '王小明')
    expect(await job.state()).toBe('working')
  })

  it('REP-02 a quote that the owner signed is a price agreed to: the job may go to a contractor', async () => {
    const job = await quotedOnTheSpot()
    await job.do(w.staff.li, 'askReview', { question: '墙内管要不要换' })
    await job.do(w.staff.qian, 'concludeReview', { conclusion: '请专业单位' })
    await job.do(w.staff.li, 'resume')
    await job.do(w.staff.zhou, 'outsource', { contractor: '顺达管道', contact: '老陈', reason: '需要专用设备' })
    expect(await job.state()).toBe('assigned')
  })

  it('REP-02 where labour alone is to be paid, the desk tells the price while the technician is on the spot', async () => {
    const job = await say.home()
    await say.paidBy(job, 'developer', '保修期内')
    await say.sentTo(job)
    await say.onSite(job)
    await say.paidBy(job, 'owner')
    await expect(job.do(w.staff.li, 'begin')).rejects.toEqual(refused('blocked', '业主同意'))
    await say.priceAgreed(job)
    await job.do(w.staff.li, 'begin')
    expect(await job.row()).toMatchObject({ state: 'working', priceFen: 3000n })
  })

  it('REP-02 work that becomes the owner’s cost while it goes on is not finished before he agreed', async () => {
    const job = await say.home()
    await say.paidBy(job, 'company', '公司承诺免费')
    await say.sentTo(job)
    await say.onSite(job)
    await job.do(w.staff.li, 'begin')
    await say.paidBy(job, 'owner', '人为损坏')
    await expect(say.finished(job)).rejects.toEqual(refused('blocked', '业主同意'))
    const items = [{ code: 'W-01', name: '更换水龙头', quantity: 1, amountFen: '3000' }]
    await job.do(w.staff.zhou, 'tellPrice', { items, agreed: false })
    expect(await job.row()).toMatchObject({ state: 'working', cancelReason: null })
    await say.priceAgreed(job)
    await say.finished(job)
    await job.do(w.staff.li, 'takeCharge', { amountFen: '3000', method: 'cash' })
    expect((await job.row()).chargeFen).toBe(3000n)
  })

  it('REP-02 who pays is decided on record, and a public place never costs the owner', async () => {
    const job = await say.hall()
    await expect(say.paidBy(job, 'owner')).rejects.toEqual(refused('blocked', '不向业主收费'))
    expect((await job.row()).payer).toBe('repair-fund')
  })
})

describe('REP-04 at the door within 15 minutes of the appointment', () => {
  const sent = async (hours?: number) => {
    const job = await say.home()
    await say.paidBy(job, 'company', '公司承诺免费')
    await say.sentTo(job, w.staff.li, hours === undefined ? undefined : appointment(hours))
    return job
  }

  it('REP-04 with an appointment the clock counts from it', async () => {
    const job = await sent(2)
    const { appointmentAt } = await job.row()
    expect((await job.clock('arrive'))?.dueAt).toEqual(new Date(appointmentAt.getTime() + 15 * 60_000))
  })

  it('REP-04 without one it counts from taking the slip', async () => {
    const job = await sent()
    expect(await job.clock('arrive')).toBeUndefined()
    await job.do(w.staff.li, 'take')
    expect((await job.clock('arrive'))?.dueAt).toEqual(w.at(15))
    await job.do(w.staff.li, 'arrive')
    expect((await job.clock('arrive'))?.status).toBe('met')
  })

  it('REP-04 the time that the owner chose stands when the job is given out without another', async () => {
    const job = await say.home()
    await say.paidBy(job, 'company', '公司承诺免费')
    const chosen = appointment(14)
    await job.do(w.owners.wang, 'appoint', { appointmentAt: chosen })
    await job.do(w.staff.zhou, 'offer')
    await say.sentTo(job)
    await job.do(w.staff.li, 'take')
    expect((await job.clock('arrive'))?.dueAt).toEqual(new Date(new Date(chosen).getTime() + 15 * 60_000))
    const out = { contractor: '顺达管道', contact: '老陈', reason: '需要专用设备' }
    await job.do(w.staff.zhou, 'outsource', out)
    expect((await job.row()).appointmentAt).toEqual(new Date(chosen))
    await job.do(w.staff.zhou, 'take')
    await job.do(w.staff.zhou, 'arrive')
    await job.do(w.staff.zhou, 'outsource', out)
    expect((await job.row()).appointmentAt).toBeNull()
  })

  it('REP-04 a technician who is replaced before he came has not kept the time', async () => {
    const job = await sent()
    await job.do(w.staff.li, 'take')
    await w.pass(10)
    await job.do(w.staff.zhou, 'reassign', { technicianId: w.staff.zhao.accountId, reason: '另有急修' })
    expect((await job.clock('arrive'))?.status).toBe('cancelled')
    await job.do(w.staff.zhao, 'take')
    expect(await job.clock('arrive')).toMatchObject({ status: 'open', dueAt: w.at(15) })
  })

  it('REP-04 arriving late is on record and climbs from the team leader upwards until acknowledged', async () => {
    const job = await sent()
    await job.do(w.staff.li, 'take')
    await w.pass(16)
    expect((await job.clock('arrive'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await w.notices(w.staff.qian.accountId)).toContainEqual(
      expect.objectContaining({ kind: 'clock', caseId: job.caseId }),
    )
    await job.do(w.staff.qian, 'acknowledge', { note: '我来督办' })
    await w.pass(120)
    expect(await w.notices(w.staff.jiang.accountId)).not.toContainEqual(expect.objectContaining({ caseId: job.caseId }))
    await job.do(w.staff.li, 'arrive')
    expect((await job.clock('arrive'))?.status).toBe('late')
  })

  it('REP-04 the slip is taken by the technician it was given to, then he arrives', async () => {
    const job = await sent()
    await expect(job.do(w.staff.zhao, 'take')).rejects.toEqual(refused('wrong-role'))
    await expect(job.do(w.staff.li, 'arrive')).rejects.toEqual(refused('wrong-state'))
    await job.do(w.staff.li, 'take')
    await job.do(w.staff.li, 'arrive')
    expect((await job.row()).arrivedAt).toEqual(w.time.now())
  })

  it('REP-04 nobody home pauses the clock until the owner names a new time', async () => {
    const job = await sent(1)
    await job.do(w.staff.li, 'take')
    await job.do(w.staff.li, 'nobodyHome', { photos: [await w.picture()], called: true })
    expect((await job.clock('arrive'))?.dueAt).toBeNull()
    await w.pass(24 * 60)
    const later = appointment(3)
    await job.do(w.staff.zhou, 'appoint', { appointmentAt: later })
    expect(await job.clock('arrive')).toMatchObject({
      status: 'open',
      breachedAt: null,
      dueAt: new Date(new Date(later).getTime() + 15 * 60_000),
    })
  })

  it('REP-04 an appointment begins on a full or half hour', async () => {
    const job = await sent()
    await expect(
      job.do(w.staff.zhou, 'appoint', {
        appointmentAt: new Date(new Date(appointment(2)).getTime() + 10 * 60_000).toISOString(),
      }),
    ).rejects.toEqual(refused('bad-form'))
  })

  it('REP-04 waiting for parts pauses it, and their arrival makes a new appointment', async () => {
    const job = await sent()
    await say.onSite(job)
    await job.do(w.staff.li, 'waitParts', { parts: '原厂阀芯', expectedOn: '2026-03-20' })
    expect((await job.clock('arrive'))?.dueAt).toBeNull()
    await job.do(w.staff.li, 'partsArrived', { appointmentAt: appointment(2) })
    expect((await job.clock('arrive'))?.dueAt).not.toBeNull()
  })
})

describe('a job that waits', () => {
  const waiting = async () => {
    const job = await say.home()
    await say.paidBy(job, 'company', '公司承诺免费')
    await say.sentTo(job)
    await say.onSite(job)
    return job
  }

  it('for an owner who was out is appointed anew within a day, or it climbs', async () => {
    const job = await waiting()
    await job.do(w.staff.li, 'nobodyHome', { photos: [await w.picture()], called: true })
    expect((await job.clock('appoint'))?.dueAt).toEqual(new Date(w.time.now().getTime() + 24 * 3_600_000))
    await w.pass(24 * 60 + 31)
    expect(await w.climbed(w.staff.chen, job.caseId, 'appoint')).toEqual([1])
    await job.do(w.staff.zhou, 'appoint', { appointmentAt: appointment(3) })
    expect((await job.clock('appoint'))?.status).toBe('late')
  })

  it('for parts is appointed anew within a day of their coming', async () => {
    const job = await waiting()
    await job.do(w.staff.li, 'waitParts', { parts: '原厂阀芯', expectedOn: '2026-03-20' })
    expect((await job.clock('appoint'))?.dueAt).toEqual(new Date('2026-03-21T00:00:00+08:00'))
    await job.do(w.staff.li, 'partsArrived', { appointmentAt: appointment(2) })
    expect((await job.clock('appoint'))?.status).toBe('met')
  })
})

describe('REP-05 materials line by line, seen by the owner', () => {
  const checked = async () => {
    const job = await say.home()
    await say.paidBy(job, 'owner')
    await say.priceAgreed(job)
    await say.sentTo(job)
    await say.onSite(job)
    return job
  }

  it.each(['name', 'specification', 'model', 'quantity', 'unitPriceFen'])(
    'REP-05 a material without %s is refused',
    async (column) => {
      const job = await checked()
      const incomplete = { ...material, [column]: undefined }
      await expect(job.do(w.staff.li, 'quote', { materials: [incomplete], labourFen: '0' })).rejects.toEqual(
        refused('bad-form'),
      )
      await expect(job.do(w.staff.li, 'quote', { materials: undefined, labourFen: '0' })).rejects.toEqual(
        refused('bad-form'),
      )
    },
  )

  it('REP-05 paid work starts after the owner verified and signed, not before', async () => {
    const job = await checked()
    await job.do(w.staff.li, 'quote', { materials: [material], labourFen: '1000' })
    await expect(job.do(w.staff.li, 'agreeQuote')).rejects.toEqual(refused('blocked', '签字'))
    await expect(job.do(w.staff.li, 'finish', { workDone: '修好', photos: [await w.picture()] })).rejects.toEqual(
      refused('wrong-state'),
    )
    await job.signed(w.staff.li, 'agreeQuote', {}, '王小明')
    expect(await job.row()).toMatchObject({ state: 'working', verifiedAt: w.time.now(), materialsFen: 3700n })
  })

  it('REP-05 an owner may decline; a quote without answer lapses', async () => {
    const job = await checked()
    await job.do(w.staff.li, 'quote', { materials: [material], labourFen: '0' })
    await job.do(w.owners.wang, 'declineQuote', { reason: '太贵' })
    expect(await job.row()).toMatchObject({ state: 'on-site', materials: [] })
    await job.do(w.staff.li, 'quote', { materials: [material], labourFen: '0' })
    await w.pass(24 * 60 + 1)
    expect(await job.state()).toBe('on-site')
  })

  it('REP-05 a further quote that comes to nothing leaves the signed one as it was', async () => {
    const job = await checked()
    await job.do(w.staff.li, 'quote', { materials: [material], labourFen: '1000' })
    await job.signed(w.staff.li, 'agreeQuote', {}, '王小明')
    const { verifiedAt } = await job.row()
    const more = { materials: [material, { ...material, name: '软管', unitPriceFen: '2500' }], labourFen: '3000' }
    const signedBefore = { materials: [material], materialsFen: 3700n, labourFen: 1000n, verifiedAt, quoteBefore: null }
    await job.do(w.staff.li, 'quote', more)
    expect(await job.row()).toMatchObject({ materialsFen: 8700n, verifiedAt: null })
    await job.do(w.owners.wang, 'declineQuote', { reason: '太贵' })
    expect(await job.row()).toMatchObject({ state: 'on-site', ...signedBefore })
    await job.do(w.staff.li, 'quote', more)
    await w.pass(24 * 60 + 1)
    expect(await job.row()).toMatchObject({ state: 'on-site', ...signedBefore })
    await job.do(w.staff.li, 'begin')
    await job.do(w.staff.li, 'quote', more)
    await job.signed(w.staff.li, 'agreeQuote', {}, '王小明')
    expect(await job.row()).toMatchObject({ materialsFen: 8700n, labourFen: 3000n, quoteBefore: null })
  })

  it('REP-05 materials listed before the owner had to pay are verified by him before the work is finished', async () => {
    const job = await say.home()
    await say.paidBy(job, 'company', '公司承诺免费')
    await say.sentTo(job)
    await say.onSite(job)
    await job.do(w.staff.li, 'listMaterials', { materials: [material] })
    await say.paidBy(job, 'owner', '人为损坏')
    await say.priceAgreed(job)
    await job.do(w.staff.li, 'begin')
    await expect(say.finished(job)).rejects.toEqual(refused('blocked', '当面验证'))
    await job.do(w.staff.li, 'quote', quote)
    await job.signed(w.staff.li, 'agreeQuote', {}, '王小明')
    await say.finished(job)
    expect(await job.state()).toBe('done')
  })

  it.each(['name', 'specification', 'model', 'quantity', 'unitPriceFen'])(
    'REP-05 materials that the owner does not pay for are listed as completely: no line without %s',
    async (column) => {
      const job = await say.home()
      await say.paidBy(job, 'company', '公司承诺免费')
      await say.sentTo(job)
      await say.onSite(job)
      const incomplete = { ...material, [column]: undefined }
      await expect(job.do(w.staff.li, 'listMaterials', { materials: [incomplete] })).rejects.toEqual(
        refused('bad-form'),
      )
      await job.do(w.staff.li, 'listMaterials', { materials: [material] })
      expect((await job.row()).materialsFen).toBe(3700n)
    },
  )
})

describe('REP-06 REP-07 look first, then repair or ask', () => {
  const arrived = async () => {
    const job = await say.home()
    await say.paidBy(job, 'owner')
    await say.priceAgreed(job)
    await say.sentTo(job)
    await job.do(w.staff.li, 'take')
    await job.do(w.staff.li, 'arrive')
    return job
  }

  it('REP-06 neither repair nor review nor quote before the check', async () => {
    const job = await arrived()
    await expect(job.do(w.staff.li, 'begin')).rejects.toEqual(refused('blocked', '先检查'))
    await expect(job.do(w.staff.li, 'askReview', { question: '要不要换管' })).rejects.toEqual(
      refused('blocked', '先检查'),
    )
    await expect(job.do(w.staff.li, 'quote', { materials: [material], labourFen: '0' })).rejects.toEqual(
      refused('blocked', '先检查'),
    )
    await job.do(w.staff.li, 'check', { finding: '阀芯老化' })
    await job.do(w.staff.li, 'begin')
    expect((await job.row()).judgement).toBe('now')
  })

  it('REP-06 the team leader judges before the technician goes back', async () => {
    const job = await arrived()
    await job.do(w.staff.li, 'check', { finding: '墙内渗水' })
    await job.do(w.staff.li, 'askReview', { question: '是否开墙' })
    await expect(job.do(w.staff.li, 'resume')).rejects.toEqual(refused('blocked', '评审结论'))
    await expect(job.do(w.staff.li, 'concludeReview', { conclusion: '开墙' })).rejects.toEqual(refused('wrong-role'))
    await job.do(w.staff.qian, 'concludeReview', { conclusion: '先换明管，不开墙' })
    await job.do(w.staff.li, 'resume')
    expect(await job.row()).toMatchObject({
      state: 'on-site',
      judgement: 'review',
      reviewConclusion: '先换明管，不开墙',
      resumedAt: w.time.now(),
    })
  })

  it('REP-07 back on site within 30 minutes of asking, or it climbs', async () => {
    const job = await arrived()
    await job.do(w.staff.li, 'check', { finding: '墙内渗水' })
    await job.do(w.staff.li, 'askReview', { question: '是否开墙' })
    expect((await job.clock('review'))?.dueAt).toEqual(w.at(30))
    await w.pass(31)
    expect((await job.clock('review'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await w.notices(w.staff.qian.accountId)).toContainEqual(
      expect.objectContaining({ kind: 'clock', caseId: job.caseId }),
    )
    await job.do(w.staff.qian, 'concludeReview', { conclusion: '换明管' })
    await job.do(w.staff.li, 'resume')
    expect((await job.clock('review'))?.status).toBe('late')
  })
})

describe('REP-08 the charge is taken, counted and invoiced', () => {
  it('REP-08 taken, handed in, counted to the fen, invoice in the owner’s hands', async () => {
    const job = await say.paidRepairDone()
    await say.signedOff(job)
    await say.calledBack(job)
    await expect(job.do(w.staff.li, 'takeCharge', { amountFen: '3001', method: 'cash' })).rejects.toEqual(
      refused('blocked', '不得多于'),
    )
    await job.do(w.staff.li, 'takeCharge', { amountFen: '3000', method: 'cash' })
    await expect(job.do(w.staff.zhou, 'file')).rejects.toEqual(refused('blocked', '入账'))
    await expect(job.do(w.staff.li, 'countCharge', { amountFen: '3000', invoiceNo: 'FP-1' })).rejects.toEqual(
      refused('wrong-role'),
    )
    await expect(job.do(w.staff.feng, 'countCharge', { amountFen: '2900', invoiceNo: 'FP-1' })).rejects.toEqual(
      refused('blocked', '不符'),
    )
    await job.do(w.staff.feng, 'countCharge', { amountFen: '3000', invoiceNo: 'FP-1' })
    await expect(job.do(w.staff.zhou, 'file')).rejects.toEqual(refused('blocked', '发票'))
    await expect(job.do(w.staff.li, 'deliverInvoice')).rejects.toEqual(refused('blocked', '签字'))
    await job.signed(w.staff.li, 'deliverInvoice', {}, '王小明')
    await job.do(w.staff.zhou, 'file')
    expect(await job.state()).toBe('closed')
  })

  it('REP-08 money not handed in and an invoice not delivered run into their clocks and climb', async () => {
    const job = await say.paidRepairDone()
    await job.do(w.staff.li, 'takeCharge', { amountFen: '3000', method: 'cash' })
    await w.pass(12 * 60 + 1)
    expect((await job.clock('handIn'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    const climbed = (who: { accountId: string }) =>
      w
        .notices(who.accountId)
        .then((all) => all.filter((notice) => notice.caseId === job.caseId && notice.kind === 'clock').length)
    expect(await climbed(w.staff.zheng)).toBe(1)
    await job.do(w.staff.feng, 'countCharge', { amountFen: '3000', invoiceNo: 'FP-2' })
    await say.signedOff(job)
    const before = await climbed(w.staff.chen)
    await w.pass(72 * 60 + 1)
    expect((await job.clock('invoice'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    const told = await w.database.asOwner<{ told: string[] }>(
      `select l.told_account as told from case_clock_level l join case_clock c on c.project_id = l.project_id and c.id = l.clock_id where c.case_id = $1 and c.clock = 'invoice' and l.level = 1`,
      [job.caseId],
    )
    expect(told).toEqual([{ told: [w.staff.chen.accountId] }])
    expect(before).toBeLessThan(await climbed(w.staff.chen))
  })

  it('REP-08 money taken before a rework keeps its clocks, and the slip does not end without it', async () => {
    const job = await say.paidRepairDone()
    await job.do(w.staff.li, 'takeCharge', { amountFen: '3000', method: 'cash' })
    await say.signedOff(job)
    await say.calledBack(job, found())
    await say.sentTo(job)
    expect((await job.clock('handIn'))?.status).toBe('open')
    const owed = refused('blocked', '先由收费员入账')
    await expect(job.do(w.staff.zhou, 'cancel', { reason: '业主不修了' })).rejects.toEqual(owed)
    await expect(job.do(w.owners.wang, 'withdraw', { reason: '不修了' })).rejects.toEqual(owed)
    const items = [{ code: 'W-01', name: '更换水龙头', quantity: 1, amountFen: '9000' }]
    await expect(job.do(w.staff.zhou, 'tellPrice', { items, agreed: false })).rejects.toEqual(
      refused('blocked', '已经收费'),
    )
    await job.do(w.staff.feng, 'countCharge', { amountFen: '3000', invoiceNo: 'FP-3' })
    expect((await job.clock('handIn'))?.status).toBe('met')
    expect((await job.clock('invoice'))?.status).toBe('open')
    await job.signed(w.staff.li, 'deliverInvoice', {}, '王小明')
    await job.do(w.staff.zhou, 'cancel', { reason: '业主不修了' })
    expect(await job.state()).toBe('cancelled')
  })
})

describe('REP-09 the owner signs and rates', () => {
  it('REP-09 no signature, no rating: refused', async () => {
    const job = await say.paidRepairDone()
    await expect(job.do(w.staff.li, 'sign', { rating: 5 })).rejects.toEqual(refused('blocked', '签字'))
    await expect(job.signed(w.staff.li, 'sign', {}, '王小明')).rejects.toEqual(refused('bad-form'))
    await job.signed(w.owners.wang, 'sign', { rating: 3, opinion: '来得晚' }, '王小明')
    expect(await job.row()).toMatchObject({ state: 'signed', rating: 3, opinion: '来得晚' })
  })

  it('REP-09 an absent or refusing owner is a fact with reason and photo, never a dead end', async () => {
    const job = await say.paidRepairDone()
    await expect(
      job.do(w.staff.li, 'recordUnsigned', { why: 'refused', note: '对价格有意见', photos: [] }),
    ).rejects.toEqual(refused('bad-form'))
    await job.do(w.staff.li, 'recordUnsigned', { why: 'refused', note: '对价格有意见', photos: [await w.picture()] })
    expect(await job.row()).toMatchObject({ state: 'signed', unsigned: 'refused' })
  })

  it('REP-09 a finished job that nobody signs climbs', async () => {
    const job = await say.paidRepairDone()
    await w.pass(24 * 60 + 1)
    expect((await job.clock('sign'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await w.notices(w.staff.chen.accountId)).toContainEqual(
      expect.objectContaining({ kind: 'clock', caseId: job.caseId }),
    )
  })
})

describe('REP-10 public places are confirmed by the officer of the zone', () => {
  const done = async (technician = w.staff.li) => {
    const job = await say.hall()
    await say.sentTo(job, technician)
    await say.onSite(job, technician)
    await job.do(technician, 'begin')
    await say.finished(job, technician)
    return job
  }
  const confirmed = async () => ({ passed: true, rating: 5, photos: [await w.picture()] })

  it('REP-10 only by the officer of this zone, on the spot, signed and rated', async () => {
    const job = await done()
    await expect(job.signed(w.staff.he, 'confirmPublic', await confirmed(), '何静', '客户服务员')).rejects.toEqual(
      refused('wrong-role'),
    )
    await expect(job.do(w.staff.sun, 'confirmPublic', await confirmed())).rejects.toEqual(refused('blocked', '签字'))
    await expect(
      job.signed(w.staff.sun, 'confirmPublic', { ...(await confirmed()), rating: undefined }, '孙磊', '客户服务员'),
    ).rejects.toEqual(refused('bad-form'))
    await expect(
      job.signed(w.staff.sun, 'confirmPublic', { ...(await confirmed()), photos: [] }, '孙磊', '客户服务员'),
    ).rejects.toEqual(refused('bad-form'))
    await job.signed(w.staff.sun, 'confirmPublic', await confirmed(), '孙磊', '客户服务员')
    expect(await job.row()).toMatchObject({ state: 'signed', rating: 5, confirmedAt: w.time.now() })
    await job.do(w.staff.zhou, 'file')
    expect(await job.state()).toBe('closed')
  })

  it('REP-10 nobody confirms his own repair', async () => {
    await w.database.asOwner(
      `insert into post_holding (id, post_id, account_id, from_at) select gen_random_uuid(), p.id, $1, 'epoch' from post p where p.role = 'technician' limit 1`,
      [w.staff.sun.accountId],
    )
    const both = { ...w.staff.sun, roles: ['service-officer', 'technician'] as const }
    const job = await done(both as never)
    await expect(job.signed(both, 'confirmPublic', await confirmed(), '孙磊', '客户服务员')).rejects.toEqual(
      refused('wrong-role', '经手人'),
    )
  })

  it('REP-10 unconfirmed work climbs', async () => {
    const job = await done()
    await w.pass(24 * 60 + 1)
    expect((await job.clock('confirm'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await w.notices(w.staff.he.accountId)).toContainEqual(
      expect.objectContaining({ kind: 'clock', caseId: job.caseId }),
    )
  })

  it('REP-13 what the officer finds wrong goes to the department and back to work', async () => {
    const job = await done()
    const failed = { ...(await confirmed()), passed: false, rating: 2 }
    await expect(job.signed(w.staff.sun, 'confirmPublic', failed, '孙磊', '客户服务员')).rejects.toEqual(
      refused('blocked', '不合格项'),
    )
    await job.signed(
      w.staff.sun,
      'confirmPublic',
      { ...failed, nonConformity: '仍有一盏不亮', department: w.departments.engineering },
      '孙磊',
      '客户服务员',
    )
    expect(await job.state()).toBe('correcting')
  })
})

describe('REP-11 REP-12 REP-13 call-back, correction and filing', () => {
  it('REP-12 called back by somebody else than the repairer, signed, before filing', async () => {
    const job = await say.freeRepairSigned()
    await expect(job.do(w.staff.zhou, 'file')).rejects.toEqual(refused('blocked', '入户维修先回访'))
    await expect(
      job.signed(w.staff.li, 'callBack', { way: 'phone', note: '好', passed: true }, '李强', '维修工'),
    ).rejects.toEqual(refused('wrong-role'))
    await expect(
      job.signed(w.staff.zhao, 'callBack', { way: 'phone', note: '好', passed: true }, '赵勇', '维修工'),
    ).rejects.toEqual(refused('wrong-role'))
    const repairerAtTheDesk = { ...w.staff.li, roles: ['receptionist'] as const }
    await expect(
      job.signed(repairerAtTheDesk, 'callBack', { way: 'phone', note: '好', passed: true }, '李强', '客户接待员'),
    ).rejects.toEqual(refused('wrong-role', '经手人'))
    await expect(job.do(w.staff.wu, 'callBack', { way: 'phone', note: '好', passed: true })).rejects.toEqual(
      refused('blocked', '签字'),
    )
    await expect(say.calledBack(job, { note: undefined })).rejects.toEqual(refused('bad-form'))
    await say.calledBack(job)
    expect(await job.row()).toMatchObject({ calledBackAt: w.time.now(), callBackNote: '业主表示满意' })
  })

  it('REP-12 a call-back that is not made climbs', async () => {
    const job = await say.freeRepairSigned()
    await w.pass(24 * 60 + 1)
    expect((await job.clock('callBack'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await w.notices(w.staff.chen.accountId)).toContainEqual(
      expect.objectContaining({ kind: 'clock', caseId: job.caseId }),
    )
  })

  it('REP-13 what failed is passed on with its department, done again, and called back again', async () => {
    const job = await say.freeRepairSigned()
    await expect(say.calledBack(job, { passed: false })).rejects.toEqual(refused('blocked', '不合格项'))
    await say.calledBack(job, { passed: false, nonConformity: '还在滴水', department: w.departments.engineering })
    expect(await job.state()).toBe('correcting')
    expect((await job.clock('correct'))?.dueAt).toEqual(w.at(48 * 60))
    await say.sentTo(job, w.staff.zhao)
    await say.onSite(job, w.staff.zhao)
    await job.do(w.staff.zhao, 'begin')
    await say.finished(job, w.staff.zhao)
    await job.signed(w.staff.zhao, 'sign', { rating: 4 }, '王小明')
    await say.calledBack(job)
    await job.do(w.staff.zhou, 'file')
    expect(await job.row()).toMatchObject({
      state: 'closed',
      reworkCount: 1,
      nonConformity: '还在滴水',
      nonConformityDepartmentId: w.departments.engineering,
    })
    expect((await job.clock('correct'))?.status).toBe('met')
  })

  it('REP-13 what failed is done again where the owner had agreed by quote', async () => {
    const job = await quotedOnTheSpot()
    await say.finished(job)
    await say.signedOff(job)
    await say.calledBack(job, found())
    await say.sentTo(job)
    expect(await job.row()).toMatchObject({ state: 'assigned', reworkCount: 1 })
  })

  it('REP-13 what failed may lie in the pool, where its time runs on and nobody has it in hand', async () => {
    const job = await say.freeRepairSigned()
    await say.calledBack(job, found())
    const before = await job.clock('correct')
    await w.pass(60)
    await job.do(w.staff.zhou, 'offer')
    expect(await job.row()).toMatchObject({ technicianId: null, assignedAt: null, appointmentAt: null, reworkCount: 1 })
    expect((await w.read('repair', job.caseId)).of.holderAccount).toBeNull()
    expect(await job.clock('take')).toMatchObject({ status: 'open', dueAt: w.at(30) })
    expect(await job.clock('correct')).toMatchObject({ id: before!.id, status: 'open' })
    await say.sentTo(job)
    expect((await job.row()).reworkCount).toBe(1)
  })

  it('REP-13 an uncorrected item climbs, and is not filed away', async () => {
    const job = await say.freeRepairSigned()
    await say.calledBack(job, { passed: false, nonConformity: '还在滴水', department: w.departments.engineering })
    await w.pass(48 * 60 + 1)
    expect((await job.clock('correct'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await w.notices(w.staff.zheng.accountId)).toContainEqual(
      expect.objectContaining({ kind: 'clock', caseId: job.caseId }),
    )
  })

  it('REP-13 the same fault again reopens the filed slip', async () => {
    const job = await say.freeRepairSigned()
    await say.calledBack(job)
    await job.do(w.staff.zhou, 'file')
    await job.do(w.staff.zhou, 'reopen', { nonConformity: '一周后又漏', department: w.departments.engineering })
    expect(await job.state()).toBe('correcting')
    await expect(job.do(w.staff.zhou, 'file')).rejects.toEqual(refused('wrong-state'))
  })

  it('REP-11 a slip with a blank column is not filed; the message names the column', async () => {
    const job = await say.paidRepairDone()
    await say.signedOff(job)
    await say.calledBack(job)
    await expect(job.do(w.staff.zhou, 'file')).rejects.toEqual(refused('blocked', '发票号码'))
  })

  it('REP-11 who has not rated the work is asked when he is called back', async () => {
    const job = await say.home()
    await say.paidBy(job, 'company', '公司承诺免费')
    await say.sentTo(job)
    await say.onSite(job)
    await job.do(w.staff.li, 'begin')
    await say.finished(job)
    await job.do(w.staff.li, 'recordUnsigned', { why: 'absent', note: '电话同意先走', photos: [await w.picture()] })
    await expect(say.calledBack(job)).rejects.toEqual(refused('blocked', '请回访时补评'))
    await say.calledBack(job, { rating: 4 })
    await job.do(w.staff.zhou, 'file')
    expect(await job.state()).toBe('closed')
  })

  it('REP-01 REP-11 what was left open in an emergency can be written after the work, and the slip be filed', async () => {
    const job = await say.hall({ urgent: true, placeId: undefined, keyPoints: undefined })
    await job.do(w.staff.li, 'respond')
    await job.do(w.staff.li, 'arrive')
    await job.do(w.staff.li, 'check', { finding: '软管爆裂' })
    await job.do(w.staff.li, 'begin')
    await say.finished(job)
    await job.do(w.staff.zhou, 'locate', { unitId: w.units['1-1-301'], personId: w.owners.wang.personId })
    await expect(say.paidBy(job, 'owner')).rejects.toEqual(refused('blocked', '已经完工'))
    await say.paidBy(job, 'company', '公司承诺免费')
    await say.signedOff(job)
    await say.calledBack(job)
    await expect(job.do(w.staff.zhou, 'file')).rejects.toEqual(refused('blocked', '维修要点'))
    await job.do(w.staff.zhou, 'describe', { keyPoints: '厨房软管爆裂，已关总阀' })
    await job.do(w.staff.zhou, 'file')
    expect(await job.state()).toBe('closed')
  })

  it('REP-08 REP-11 what the owner does not pay is put on record as arrears, and the slip is filed', async () => {
    const job = await quotedOnTheSpot()
    await say.finished(job)
    await say.signedOff(job)
    await expect(job.do(w.staff.chen, 'recordArrears', { amountFen: '3701', reason: '拒付' })).rejects.toEqual(
      refused('blocked', '不得多于'),
    )
    await say.calledBack(job)
    await expect(job.do(w.staff.zhou, 'file')).rejects.toEqual(refused('blocked', '空栏'))
    await job.do(w.staff.chen, 'recordArrears', { amountFen: '3700', reason: '业主认为应由开发商承担' })
    await job.do(w.staff.zhou, 'file')
    expect(await job.row()).toMatchObject({ state: 'closed', arrearsFen: 3700n, chargeFen: null })
  })

  it('REP-08 arrears end when the owner pays after all, or somebody else bears the cost', async () => {
    for (const end of [
      ['takeCharge', w.staff.li, { amountFen: '3700', method: 'cash' }],
      ['decidePayer', w.staff.chen, { payer: 'company', reason: '公司承担' }],
    ] as const) {
      const job = await quotedOnTheSpot()
      await say.finished(job)
      await job.do(w.staff.chen, 'recordArrears', { amountFen: '3700', reason: '拒付' })
      await job.do(end[1], end[0], end[2])
      expect(await job.row()).toMatchObject({ arrearsFen: null, arrearsAt: null, arrearsReason: null })
    }
  })

  it('REP-11 a quote for material alone fills the column of charges', async () => {
    const job = await quotedOnTheSpot()
    await say.finished(job)
    await job.do(w.staff.li, 'takeCharge', { amountFen: '3700', method: 'cash' })
    await job.do(w.staff.feng, 'countCharge', { amountFen: '3700', invoiceNo: 'FP-4' })
    await job.signed(w.staff.li, 'deliverInvoice', {}, '王小明')
    await say.signedOff(job)
    await say.calledBack(job)
    await job.do(w.staff.zhou, 'file')
    expect(await job.state()).toBe('closed')
  })

  it('REP-02 after the work the cost is not put on the owner', async () => {
    const job = await say.freeRepairSigned()
    await expect(say.paidBy(job, 'owner', '人为损坏')).rejects.toEqual(refused('blocked', '已经完工'))
  })

  it('REP-11 filing belongs to the receptionist, within its time', async () => {
    const job = await say.freeRepairSigned()
    await say.calledBack(job)
    await expect(job.do(w.staff.li, 'file')).rejects.toEqual(refused('wrong-role'))
    await w.pass(72 * 60 + 1)
    expect((await job.clock('file'))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(await w.notices(w.staff.chen.accountId)).toContainEqual(
      expect.objectContaining({ kind: 'clock', caseId: job.caseId }),
    )
    await job.do(w.staff.zhou, 'file')
    expect((await job.clock('file'))?.status).toBe('late')
  })
})

describe('hands', () => {
  it('offers a job to the pool, where the first to grab it has it', async () => {
    const job = await say.hall()
    await job.do(w.staff.zhou, 'offer')
    const grabs = await Promise.allSettled([job.do(w.staff.li, 'grab'), job.do(w.staff.zhao, 'grab')])
    expect(grabs.map((grab) => grab.status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = grabs.find((grab) => grab.status === 'rejected')
    expect(lost).toMatchObject({ reason: { kind: 'wrong-state' } })
  })

  it('takes an emergency that somebody has in hand for responded to, whoever has it next', async () => {
    const taken = await say.home({ urgent: true })
    await say.sentTo(taken)
    await taken.do(w.staff.li, 'take')
    const grabbed = await say.hall({ urgent: true })
    await grabbed.do(w.staff.zhou, 'offer')
    await grabbed.do(w.staff.li, 'grab')
    await w.pass(40)
    for (const job of [taken, grabbed]) {
      await job.do(w.staff.zhou, 'reassign', { technicianId: w.staff.zhao.accountId, reason: '另有急修' })
      expect((await w.clocks(job.caseId)).filter(({ clock }) => clock === 'respond')).toMatchObject([{ status: 'met' }])
    }
  })

  it('calls a second man, who is told', async () => {
    const job = await say.hall()
    await say.sentTo(job)
    await job.do(w.staff.li, 'take')
    await job.do(w.staff.li, 'callSecondMan', { accountId: w.staff.zhao.accountId, reason: '梯子要人扶' })
    expect(await w.notices(w.staff.zhao.accountId)).toContainEqual(
      expect.objectContaining({ caseId: job.caseId, kind: 'told' }),
    )
  })

  it('lets the owner withdraw before work begins, not after', async () => {
    const job = await say.home()
    await job.do(w.owners.wang, 'withdraw', { reason: '自己修好了' })
    expect(await job.state()).toBe('cancelled')
    const other = await say.paidRepairDone()
    await expect(other.do(w.owners.wang, 'withdraw')).rejects.toEqual(refused('wrong-state'))
  })

  it('keeps neighbours out: another household finds nothing', async () => {
    const job = await say.home()
    await expect(job.do(w.owners.liu, 'withdraw')).rejects.toEqual(refused('not-found'))
    await job.do(w.owners.wangWife, 'withdraw', { reason: '不修了' })
  })

  it('does not take a signature where none is due', async () => {
    const job = await say.home()
    await say.paidBy(job, 'company', '免费')
    await expect(
      w.act(
        w.staff.zhou,
        'repair',
        job.caseId,
        'assign',
        { technicianId: w.staff.li.accountId },
        { signature: signatureBy('周敏', '客户接待员') },
      ),
    ).rejects.toEqual(refused('bad-form'))
  })
})
