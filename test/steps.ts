import { v7 as uuid } from 'uuid'
import type { Outcome } from '../src/kernel/case/engine.ts'
import type { Actor } from '../src/kernel/case/procedure.ts'
import { signatureBy } from './signatures.ts'
import type { World } from './world.ts'

/** Sentences that stories are told in: each performs real acts, with sensible details where the story is silent. */
export function tell(w: World) {
  const { staff, owners, units, places } = w
  const of = (caseId: string) => ({
    caseId,
    do: (who: Actor, action: string, form: unknown = {}, more = {}) => w.act(who, 'repair', caseId, action, form, more),
    signed: (who: Actor, action: string, form: unknown, by: string, relation = '业主') =>
      w.act(who, 'repair', caseId, action, form, { signature: signatureBy(by, relation) }),
    row: async () => (await w.read('repair', caseId)).row,
    state: async () => (await w.read('repair', caseId)).of.state,
    clock: async (name: string) => (await w.clocks(caseId)).filter((clock) => clock.clock === name).at(-1),
  })
  type Job = ReturnType<typeof of>

  const say = {
    /** A matter as it comes in at the desk. */
    async matter(form: Record<string, unknown> = {}, who: Actor = staff.zhou): Promise<string> {
      const id = uuid()
      const heard = {
        channel: 'phone',
        content: '厨房水龙头漏水',
        unitId: units['1-1-301'],
        personId: owners.wang.personId,
        ...form,
      }
      await w.act(who, 'matter', id, 'register', heard)
      return id
    },
    /** A repair in the flat of 王小明, reported at the desk; `parentId` of a sorted matter when the story needs one. */
    async home(form: Record<string, unknown> = {}): Promise<Job> {
      const id = uuid()
      await w.act(staff.zhou, 'repair', id, 'register', {
        place: 'home',
        trade: 'water',
        content: '厨房水龙头漏水',
        keyPoints: '冷水阀芯滴水，带阀芯和生料带',
        unitId: units['1-1-301'],
        personId: owners.wang.personId,
        ...form,
      })
      return of(id)
    },
    /** A repair in the entrance hall. */
    async hall(form: Record<string, unknown> = {}): Promise<Job> {
      const id = uuid()
      await w.act(staff.zhou, 'repair', id, 'register', {
        place: 'public',
        trade: 'electric',
        content: '大堂灯不亮',
        keyPoints: '左侧三盏，带灯管和梯子',
        placeId: places.hall,
        ...form,
      })
      return of(id)
    },
    async paidBy(job: Job, payer: 'owner' | 'company' | 'developer', reason = '已过保修期') {
      await job.do(staff.zhou, 'decidePayer', { payer, reason })
    },
    /** 30 yuan for a tap, told on the phone and agreed. */
    async priceAgreed(job: Job) {
      await job.do(staff.zhou, 'tellPrice', {
        items: [{ code: 'W-01', name: '更换水龙头', quantity: 1, amountFen: '3000' }],
        agreed: true,
      })
    },
    async sentTo(job: Job, technician = staff.li, appointmentAt?: string) {
      await job.do(staff.zhou, 'assign', {
        technicianId: technician.accountId,
        ...(appointmentAt ? { appointmentAt } : {}),
      })
    },
    /** 李强 takes the slip, arrives and looks. */
    async onSite(job: Job, who = staff.li) {
      await job.do(who, 'take')
      await job.do(who, 'arrive')
      await job.do(who, 'check', { finding: '阀芯老化' })
    },
    async finished(job: Job, who = staff.li) {
      await job.do(who, 'finish', { workDone: '更换阀芯，试水正常', photos: [await w.picture()] })
    },
    async signedOff(job: Job, rating = 5) {
      await job.signed(staff.li, 'sign', { rating }, '王小明')
    },
    async calledBack(job: Job, form: Record<string, unknown> = {}): Promise<Outcome> {
      return job.signed(
        staff.wu,
        'callBack',
        { way: 'phone', note: '业主表示满意', passed: true, ...form },
        '吴倩',
        '客户接待员',
      )
    },
    /** A repair that the company pays for, from the call to the owner's signature. */
    async freeRepairSigned(form: Record<string, unknown> = {}): Promise<Job> {
      const job = await say.home(form)
      await say.paidBy(job, 'company', '公司承诺免费')
      await say.sentTo(job)
      await say.onSite(job)
      await job.do(staff.li, 'begin')
      await say.finished(job)
      await say.signedOff(job)
      return job
    },
    /** A repair for 30 yuan, up to work done; nothing paid yet. */
    async paidRepairDone(): Promise<Job> {
      const job = await say.home()
      await say.paidBy(job, 'owner')
      await say.priceAgreed(job)
      await say.sentTo(job)
      await say.onSite(job)
      await job.do(staff.li, 'begin')
      await say.finished(job)
      return job
    },
    of,
  }
  return say
}
