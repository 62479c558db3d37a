import type { Actor } from '../kernel/case/procedure.ts'
import { addDays, atBusinessTime, businessDate, businessTime } from '../kernel/clock/time.ts'
import { cast, type MemberKey } from './cast.ts'
import { halfHourFrom, later, latest, within } from './hours.ts'
import { book, Job } from './job.ts'
import type { Home } from './places.ts'
import type { Tale } from './tale.ts'
import { signerAt } from './tale.ts'
import type { Fault } from './texts/home-faults.ts'
import { contractors } from './texts/prices.ts'
import { chases, failures, opinions, thanks } from './texts/requests.ts'

/** The ways a repair in a flat goes, and how often each of them in a hundred. */
export const homeWays = {
  plain: 30,
  quote: 14,
  pool: 10,
  'nobody-home': 6,
  parts: 5,
  review: 5,
  contractor: 4,
  'second-man': 3,
  reassigned: 3,
  ill: 2,
  forgotten: 2,
  declined: 3,
  'quote-declined': 2,
  'quote-lapsed': 2,
  rework: 4,
  reopened: 2,
  unsigned: 3,
  late: 5,
  chased: 5,
  withdrawn: 2,
} as const

export type HomeWay = keyof typeof homeWays

/** A repair in a flat from the call to the filed slip, in one of the ways it goes. */
export function tellHomeRepair(tale: Tale, at: Date, way: HomeWay, home: Home, fault: Fault): void {
  const { random } = tale
  const account = home.account !== null && random.chance(0.45) ? home.account : undefined
  const photos = account ? [tale.photo(fault, false)] : undefined
  const registered = tale.hear(at, fault.content, home, {
    ...(account ? { by: account } : { after: random.between(1, 4), channel: random.weighed({ phone: 8, counter: 2 }) }),
    ...(photos ? { photos } : {}),
  })
  const sorted = account ? later(registered, random.between(4, 22)) : registered
  tale.openRepair(sorted, home, fault)
  const { technician, appointment } = book(tale, fault, later(sorted, 35))
  const job = new Job(tale, fault, home, sorted, technician)
  decidePayer(job, way)
  stories[way](job, appointment, technician)
}

type Story = (job: Job, appointment: Date, technician: MemberKey) => void

const stories: Readonly<Record<HomeWay, Story>> = {
  plain: (job, appointment) => {
    sent(job, appointment)
    wrapUp(job.visit(appointment).work())
  },
  quote: (job, appointment) => {
    sent(job, appointment)
    wrapUp(job.visit(appointment).work())
  },
  pool: (job, appointment) => {
    job.desk('offer', { appointmentAt: appointment.toISOString() })
    job.tale.follow(job.clock)
    job.wait(3, 19).act('grab')
    wrapUp(job.arrive(appointment).work())
  },
  'nobody-home': (job, appointment) => {
    sent(job, appointment)
    job.wait(3, 12).act('take')
    job.clock = later(appointment, job.tale.random.between(0, 9))
    const photos = [job.tale.world.pictures.door(job.home)]
    job.act('nobodyHome', { photos, called: true, note: '按门铃三次无人应，电话联系业主另约' })
    const again = halfHourFrom(within(later(job.clock, job.tale.random.between(150, 1300)), '09:00', '18:00', 30))
    job.wait(5, 25).desk('appoint', { appointmentAt: again.toISOString() })
    wrapUp(job.arrive(again).work())
  },
  parts: (job, appointment) => {
    sent(job, appointment)
    job.visit(appointment)
    const days = job.tale.random.between(1, 3)
    job.wait(3, 8).act('waitParts', {
      parts: job.fault.materials[0]?.name ?? '同型号配件',
      expectedOn: later(job.clock, days * 1440)
        .toISOString()
        .slice(0, 10),
    })
    job.clock = within(later(job.clock, days * 1440 - job.tale.random.between(60, 200)), '09:00', '17:00', 20)
    const again = halfHourFrom(later(job.clock, 60))
    job.act('partsArrived', { appointmentAt: again.toISOString() })
    job.clock = later(again, job.tale.random.between(-3, 9))
    wrapUp(job.act('arrive').work())
  },
  review: (job, appointment) => {
    sent(job, appointment)
    job
      .visit(appointment)
      .wait(2, 5)
      .act('askReview', { question: `${job.fault.finding}，是否需要开槽处理` })
    const conclusion = '先按表面处理，不开槽；无效再约业主商定方案'
    const judged = later(job.clock, job.tale.random.between(6, 17))
    job.tale.repair(judged, job.tale.staff('leader'), 'concludeReview', { conclusion })
    job.clock = later(judged, job.tale.random.between(3, 9))
    wrapUp(job.act('resume').work())
  },
  contractor: (job, appointment) => {
    const { tale } = job
    const firm = contractors.find(({ trade }) => trade === (job.fault.trade === 'door-window' ? '门窗' : '保修'))!
    const by = tale.desk(job.clock)
    job.desk('outsource', {
      contractor: firm.name,
      contact: `值班 ${firm.phone}`,
      reason: '属开发商保修范围，由保修单位处理',
      appointmentAt: appointment.toISOString(),
    })
    tale.follow(job.clock)
    let bearer: Actor | null = null
    const made = (actor: Actor) => {
      bearer = actor
    }
    job.wait(2, 4)
    const link = { caseId: tale.workId, holderName: firm.name, by, made }
    tale.link(job.clock, link)
    job.who = () => bearer!
    wrapUp(job.visit(appointment).work())
  },
  'second-man': (job, appointment, technician) => {
    sent(job, appointment)
    job.visit(appointment).wait(1, 4)
    const other = technician === 'liu' ? 'huang' : 'liu'
    job.act('callSecondMan', { accountId: job.tale.staff(other).accountId, reason: '需两人抬扶' })
    wrapUp(job.work())
  },
  reassigned: (job, appointment, technician) => {
    sent(job, appointment)
    job.wait(5, 20)
    const other = technician === 'zhao' ? 'ma' : 'zhao'
    const leader = job.tale.staff('leader')
    const reason = `${cast[technician].name}被紧急事项占用`
    job.tale.repair(job.clock, leader, 'reassign', { technicianId: job.tale.staff(other).accountId, reason })
    job.who = job.tale.staff(other)
    wrapUp(job.visit(appointment).work())
  },
  ill: (job, appointment, technician) => {
    sent(job, appointment)
    job.wait(4, 12).act('take').wait(2, 8)
    const other = technician === 'li' ? 'liu' : 'li'
    const { accountId } = job.tale.staff(other)
    const reason = `${cast[technician].name}突然病假`
    job.tale.repair(job.clock, job.tale.staff('engineer'), 'handOver', { accountId, reason })
    job.who = job.tale.staff(other)
    wrapUp(job.arrive(appointment).work())
  },
  forgotten: (job, appointment) => {
    // The slip lies in his phone: the leader calls him when it has climbed to her.
    sent(job, appointment)
    const seen = later(job.clock, job.tale.random.between(62, 68))
    job.tale.repair(seen, job.tale.staff('leader', seen), 'acknowledge', { note: '已电话提醒领单' })
    job.clock = later(seen, job.tale.random.between(2, 6))
    wrapUp(
      job
        .act('take')
        .arrive(later(job.clock, 30) > appointment ? later(job.clock, 40) : appointment)
        .work(),
    )
  },
  declined: (job) => {
    job.wait(2, 4)
    job.tale.answer(job.clock, '已说明收费标准，业主想先比较一下再定')
    job.tale.close(later(job.clock, 1))
  },
  'quote-declined': (job, appointment) => {
    sent(job, appointment)
    job.visit(appointment).quote().wait(3, 9)
    job.tale.repair(job.clock, job.who, 'declineQuote', { reason: '业主打算自己网购材料' })
    wrapUp(job.begin().finish())
  },
  'quote-lapsed': (job, appointment) => {
    sent(job, appointment)
    job.visit(appointment).quote()
    // A day passes without an answer and the offer runs out; the resident comes back to it afterwards.
    job.clock = within(later(job.clock, 24 * 60 + job.tale.random.between(60, 240)), '09:00', '17:30', 40)
    wrapUp(job.quote().agree().finish())
  },
  rework: (job, appointment) => {
    sent(job, appointment)
    const { tale } = job
    job.visit(appointment).work().charge()
    job.wait(2, 5).signed('sign', { rating: tale.random.between(3, 5) })
    countMoney(job)
    const { fault, cause } = tale.random.pick(failures)
    job.clock = calledAt(job)
    const department = tale.world.company.departments.engineering
    const note = `业主反映：${fault}`
    job.desk('callBack', { way: 'phone', note, passed: false, nonConformity: `${fault}（${cause}）`, department })
    const again = book(tale, job.fault, later(job.clock, 40))
    job.who = tale.staff(again.technician)
    job.wait(4, 15).assign(again.appointment).visit(again.appointment).begin()
    job.wait(20, 50).act('finish', { workDone: `返工：${job.fault.workDone}`, photos: [tale.photo(job.fault, true)] })
    job.wait(2, 6).signed('sign', { rating: 4 })
    finishPaper(job)
  },
  reopened: (job, appointment) => {
    sent(job, appointment)
    const filed = wrapUp(job.visit(appointment).work())
    const { tale } = job
    const { fault } = tale.random.pick(failures)
    job.clock = within(later(filed, tale.random.between(600, 2400)), '09:00', '17:00', 25)
    const nonConformity = `业主再次来电：${fault}`
    tale.promised(job.clock)
    job.desk('reopen', { nonConformity, department: tale.world.company.departments.engineering })
    const again = book(tale, job.fault, later(job.clock, 40))
    job.who = tale.staff(again.technician)
    job.wait(1, 3).assign(again.appointment).visit(again.appointment).begin()
    job.wait(20, 50).act('finish', { workDone: `返修：${job.fault.workDone}`, photos: [tale.photo(job.fault, true)] })
    job.wait(2, 5).signed('sign', { rating: 4 })
    finishPaper(job)
  },
  unsigned: (job, appointment) => {
    sent(job, appointment)
    job.visit(appointment).work().charge().wait(2, 6)
    const refused = job.tale.random.chance(0.3)
    const note = refused ? '业主对价格有意见，拒绝签字' : '业主临时出门，电话同意先离开'
    const photos = [job.tale.photo(job.fault, true)]
    job.act('recordUnsigned', { why: refused ? 'refused' : 'absent', note, photos })
    finishPaper(job, { rating: refused ? 3 : 5 })
  },
  late: (job, appointment) => {
    sent(job, appointment)
    const { random } = job.tale
    const lateBy = 15 + random.between(34, 58)
    job.wait(4, 14).act('take')
    const told = later(appointment, 15 + 30 + random.between(1, 3))
    job.tale.repair(told, job.tale.staff('leader', told), 'acknowledge', {
      note: '前一户拖延，已电话向业主致歉，马上赶到',
    })
    wrapUp(job.arrive(appointment, lateBy).work())
  },
  chased: (job, appointment) => {
    sent(job, appointment)
    const { random } = job.tale
    const times = random.between(1, 2)
    for (let time = 1; time <= times; time++) {
      const words = random.pick(chases)
      const at = later(job.clock, time * random.between(8, 14))
      const by = job.home.account && random.chance(0.5) ? job.home.account : job.tale.desk(at)
      job.tale.matter(at, by, 'chase', { words })
    }
    wrapUp(job.visit(appointment).work())
  },
  withdrawn: (job, appointment) => {
    job.assign(appointment).wait(6, 16)
    const { account } = job.home
    if (account) job.tale.repair(job.clock, account, 'withdraw', { reason: '家里人已经修好了' })
    else job.desk('cancel', { reason: '业主来电：已自行修好' })
    job.wait(3, 25)
    job.tale.answer(job.clock, '已按您的要求取消报修')
    job.tale.close(later(job.clock, 1))
  },
}

/** Ways that need the resident to pay, or somebody else to. */
const PAID: readonly HomeWay[] = ['quote', 'declined', 'quote-declined', 'quote-lapsed']
const FREE: readonly HomeWay[] = ['parts', 'second-man']

function decidePayer(job: Job, way: HomeWay): void {
  const { random } = job.tale
  if (way === 'contractor' || (job.home.underWarranty && !PAID.includes(way) && random.chance(0.6))) {
    job.paidBy('developer', job.home.underWarranty ? '在开发商保修期内' : '开发商专项维修承诺')
    return
  }
  if (FREE.includes(way) || (!PAID.includes(way) && random.chance(0.28))) {
    job.paidBy('company', random.pick(['便民服务月免费项目', '上次维修未过保修期', '公司承诺的免费项目']))
    return
  }
  job.paidBy('owner', '已过保修期，按价目表收费').tellPrice(way !== 'declined')
}

/** The desk sends the slip to the technician, and asks after it later. */
function sent(job: Job, appointment: Date): void {
  job.assign(appointment)
  job.tale.follow(job.clock)
}

/** From the finished work to the filed slip; answers when it is filed. */
function wrapUp(job: Job): Date {
  const { random } = job.tale
  job.charge()
  job.wait(2, 6)
  const opinion = random.chance(0.25) ? { opinion: random.pick(opinions) } : {}
  const rating = random.weighed({ 5: 60, 4: 27, 3: 9, 2: 3, 1: 1 }) as unknown as string
  job.signed('sign', { rating: Number(rating), ...opinion })
  return finishPaper(job)
}

/** Money to the cashier, invoice to the resident, the call back, and filing. */
function finishPaper(job: Job, more: { rating?: number } = {}): Date {
  const { tale } = job
  const { random } = tale
  const signedAt = job.clock
  countMoney(job)
  const delivered = deliverInvoice(job, signedAt)
  job.clock = calledAt(job)
  tale.keepTold(job.clock)
  job.desk('callBack', { way: 'phone', note: random.pick(thanks), passed: true, ...more })
  job.clock = within(later(latest(job.clock, delivered), random.between(15, 150)), '08:30', '20:00', 10)
  job.desk('file')
  return job.clock
}

/** Counted on the day it was taken. Nothing when nothing was taken, or it was counted before. */
function countMoney(job: Job): void {
  if (!job.charged || job.countedAt !== null) return
  const { tale } = job
  job.countedAt = within(later(job.clock, tale.random.between(20, 100)), '08:00', '20:40', 5)
  const invoiceNo = `25${String(tale.random.between(0, 99_999_999)).padStart(8, '0')}`
  tale.repair(job.countedAt, tale.staff('cashier'), 'countCharge', { amountFen: job.amountFen, invoiceNo })
}

/** The invoice goes to the resident the next day. */
function deliverInvoice(job: Job, signedAt: Date): Date {
  if (job.countedAt === null || job.deliveredAt !== null) return signedAt
  const { tale } = job
  const from = latest(job.countedAt, signedAt)
  job.deliveredAt = within(later(from, tale.random.between(60, 1100)), '10:00', '19:00', 30)
  const by = typeof job.who === 'function' ? tale.desk(job.deliveredAt) : job.technician
  tale.repair(job.deliveredAt, by, 'deliverInvoice', {}, signerAt(job.home))
  return job.deliveredAt
}

/** On the same day when there is time, else the next morning: always within a day of the signature. */
function calledAt(job: Job): Date {
  const { random } = job.tale
  if (businessTime(job.clock) < '14:30') return later(job.clock, random.between(110, 240))
  return later(atBusinessTime(addDays(businessDate(job.clock), 1), '09:00'), random.between(0, 100))
}
