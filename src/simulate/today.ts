import type { Actor } from '../kernel/case/procedure.ts'
import type { MemberKey } from './cast.ts'
import { openSlip } from './desk-stories.ts'
import { expectedAt, halfHourFrom, later } from './hours.ts'
import { Job } from './job.ts'
import type { Home, Place } from './places.ts'
import type { Tale } from './tale.ts'
import { type Fault, homeFaults } from './texts/home-faults.ts'
import { type PublicFault, publicFaults } from './texts/public-faults.ts'
import { answeredAtOnce, type Request, sentToDepartments } from './texts/requests.ts'

/**
 * What is going on at this moment: every state that can stay open, something to do for everybody who signs in, and a
 * few deadlines that were missed. Told backwards from now, so that it is as fresh at three in the night as at noon.
 */
export interface Today {
  now: Date
  newTale: () => Tale
  homes: readonly Home[]
  places: readonly Place[]
}

export function tellToday(today: Today): void {
  residentsStories(today)
  onTheWay(today)
  inWork(today)
  toBeClosed(today)
  moneyToday(today)
  missed(today)
  emergencies(today)
  atTheDesk(today)
  withDepartments(today)
}

/** Minutes before now. */
const ago = ({ now }: Today, minutes: number) => later(now, -minutes)

/** A call from a home that was sorted and priced, with the slip still at the desk. */
function called(
  today: Today,
  minutes: number,
  more: { home: number; fault: string; technician?: MemberKey; free?: boolean; by?: Actor },
): Job {
  const tale = today.newTale()
  const home = today.homes[more.home % today.homes.length]!
  const fault = homeFaults.find(({ content }) => content.includes(more.fault))
  if (!fault) throw new Error(`no fault says ${more.fault}`)
  const at = ago(today, minutes)
  tale.hear(at, fault.content, home, more.by ? { by: more.by, photos: [tale.photo(fault, false)] } : { after: 1 })
  const sorted = later(at, more.by ? 6 : 1)
  tale.openRepair(sorted, home, fault)
  const job = new Job(tale, fault, home, sorted, more.technician ?? 'li')
  return more.free
    ? job.paidBy('company', '便民服务月免费项目')
    : job.paidBy('owner', '已过保修期，按价目表收费').tellPrice()
}

/** The same with the slip in a technician's hands; `appointment` in minutes before now, negative for one to come. */
function sent(today: Today, minutes: number, more: Parameters<typeof called>[2] & { appointment: number }): Job {
  return handedOut(today, minutes, halfHourFrom(ago(today, more.appointment)), more)
}

function handedOut(today: Today, minutes: number, appointment: Date, more: Parameters<typeof called>[2]): Job {
  const job = called(today, minutes, more).wait(1).assign(appointment)
  job.tale.follow(job.clock)
  job.tale.keepTold(today.now)
  return job
}

/** Taken, gone there at the time and looked at, `arrived` minutes ago. */
function onSite(today: Today, minutes: number, arrived: number, more: Parameters<typeof called>[2]): Job {
  const there = ago(today, arrived)
  const job = handedOut(today, minutes, expectedAt(there), more).wait(3).act('take')
  job.clock = there
  return job.act('arrive').check()
}

function publicJob(
  today: Today,
  minutes: number,
  more: { spot: PublicFault['spot']; zone: number; technician: MemberKey; by?: MemberKey },
): Job {
  const tale = today.newTale()
  const fault = publicFaults.filter(({ spot }) => spot === more.spot)[more.zone % 3]!
  const officer = `officer${more.zone + 1}`
  const there = today.places.filter(({ spot }) => spot === more.spot)
  const place = there.find(({ zone }) => zone.officer === officer) ?? there[0]!
  const by = more.by ? { by: tale.staff(more.by), channel: 'staff' as const, photos: [tale.photo(fault, false)] } : {}
  const registered = tale.hear(ago(today, minutes), `${place.name}：${fault.content}`, place, by)
  const sorted = later(registered, 3)
  tale.openRepair(sorted, place, fault)
  return new Job(tale, fault, place, sorted, more.technician)
}

/** The four residents of the sign-in page each find something of their own. */
function residentsStories(today: Today): void {
  const [first, second, third] = today.homes
  // 林晓雯 is asked to agree to a price.
  onSite(today, 150, 25, { home: 0, fault: '关紧了还在滴水', technician: 'li' }).quote()
  // 周建国 is asked to sign, and has paid.
  const signing = onSite(today, 190, 70, { home: 1, fault: '一插就跳闸', technician: 'zhao' })
  signing.quote().agree().finish()
  signing.clock = ago(today, 6)
  signing.charge()
  // 陈思远 has chased twice and waits for the technician.
  const chased = sent(today, 170, {
    home: 2,
    fault: '马桶一直进水',
    technician: 'liu',
    appointment: -25,
    by: third!.account!,
  })
  chased.wait(6).act('take')
  chased.tale.matter(ago(today, 60), third!.account!, 'chase', { words: '什么时候能到，我下午要去接孩子' })
  chased.tale.matter(ago(today, 22), third!.account!, 'chase', { words: '还要等多久' })
  // 吴桂芳 was out when the technician came.
  const missedVisit = sent(today, 260, { home: 3, fault: '推拉门很重', technician: 'huang', appointment: 130 })
  missedVisit.wait(8).act('take')
  missedVisit.clock = ago(today, 112)
  const photos = [missedVisit.tale.world.pictures.door(missedVisit.home)]
  missedVisit.act('nobodyHome', { photos, called: false, note: '按门铃无人应，电话未接' })
  // And two of them asked something by phone.
  answered(today, 1500, answeredAtOnce[0]!, first!)
  answered(today, 2900, answeredAtOnce[4]!, second!)
}

function answered(today: Today, minutes: number, request: Request, home: Home): void {
  const tale = today.newTale()
  const registered = tale.hear(ago(today, minutes), request.content, home, home.account ? { by: home.account } : {})
  tale.sort(later(registered, 9), request.kind)
  tale.answer(later(registered, 11), request.answer, 'app')
  tale.close(later(registered, 12))
}

function onTheWay(today: Today): void {
  called(today, 9, { home: 10, fault: '下水特别慢' })
  called(today, 14, { home: 11, fault: '弱电箱里线太乱' })
  called(today, 7, { home: 12, fault: '对讲看不到画面', free: true }).desk('offer')
  called(today, 16, { home: 13, fault: '吸顶灯不亮' }).desk('offer', {
    appointmentAt: halfHourFrom(ago(today, -90)).toISOString(),
  })
  publicJob(today, 12, { spot: 'stairs', zone: 0, technician: 'li', by: 'guardC' }).desk('offer')
  sent(today, 10, { home: 14, fault: '三盏筒灯', technician: 'yang', appointment: -60 })
  sent(today, 13, { home: 15, fault: '没有信号', technician: 'ma', appointment: -90 })
  sent(today, 8, { home: 16, fault: '钥匙转不动', technician: 'huang', appointment: -120 })
  sent(today, 55, { home: 17, fault: '花洒出水歪', technician: 'li', appointment: -40 }).wait(9).act('take')
  sent(today, 75, { home: 18, fault: '门铃按了没有声音', technician: 'ma', appointment: -60 }).wait(5).act('take')
  const parts = onSite(today, 1700, 1560, {
    home: 19,
    fault: '执手断了',
    technician: 'huang',
    free: true,
  })
  parts.wait(6).act('waitParts', {
    parts: '右开窗执手（老型号）',
    expectedOn: later(today.now, 2 * 1440)
      .toISOString()
      .slice(0, 10),
  })
}

function inWork(today: Today): void {
  onSite(today, 80, 6, { home: 20, fault: '总闸就跳', technician: 'yang', free: true })
  onSite(today, 95, 9, { home: 21, fault: '楼下门不开', technician: 'ma' })
  const review = onSite(today, 120, 22, { home: 22, fault: '墙面鼓包', technician: 'huang' })
  review.wait(4).act('askReview', { question: '外墙渗水引起，是否先约外墙查漏再补墙面' })
  onSite(today, 130, 35, { home: 23, fault: '下水管掉下来', technician: 'liu', free: true }).begin()
  onSite(today, 140, 30, { home: 24, fault: '半边屋子没电', technician: 'zhao', free: true }).begin()
  onSite(today, 160, 45, { home: 25, fault: '锁反锁打不开', technician: 'huang', free: true }).begin()
}

/** Finished work: to be signed, confirmed, called back, corrected, filed. */
function toBeClosed(today: Today): void {
  onSite(today, 240, 100, { home: 26, fault: '木地板有两块', technician: 'liu', free: true }).begin().finish()
  for (const zone of [0, 1, 2]) {
    const job = publicJob(today, 300 + zone * 40, {
      spot: zone === 1 ? 'garage' : 'hall',
      zone,
      technician: (['yang', 'huang', 'ma'] as const)[zone]!,
    })
    job.assign(null).tale.follow(job.clock)
    job.visit(null).begin().finish()
  }
  for (const [index, fault] of ['软管老化有裂纹', '感应灯常亮', '门没有门吸'].entries()) {
    const job = onSite(today, 420 + index * 30, 330, {
      home: 27 + index,
      fault,
      technician: (['li', 'zhao', 'huang'] as const)[index]!,
      free: true,
    })
    job
      .begin()
      .finish()
      .wait(4)
      .signed('sign', { rating: 5 - (index % 2) })
  }
  for (const [index, fault] of ['冷凝水滴到楼下', '倒灌别人家'].entries()) {
    const job = onSite(today, 600 + index * 30, 500, {
      home: 31 + index,
      fault,
      technician: 'ma',
      free: true,
    })
    job.begin().finish().wait(4).signed('sign', { rating: 5 })
    job.clock = ago(today, 90 - index * 30)
    job.desk('callBack', { way: 'phone', note: '业主认可，无其他问题', passed: true })
  }
  const failed = onSite(today, 700, 600, {
    home: 33,
    fault: '吊顶有一块扣板',
    technician: 'huang',
    free: true,
  })
  failed.begin().finish().wait(4).signed('sign', { rating: 3 })
  failed.clock = ago(today, 35)
  failed.desk('callBack', {
    way: 'phone',
    note: '业主反映扣板又松了',
    passed: false,
    nonConformity: '扣板固定不牢，隔天又松',
    department: failed.tale.world.company.departments.engineering,
  })
  // Done, confirmed and filed, but whoever reported it has not been told yet.
  const untold = publicJob(today, 400, { spot: 'play', zone: 0, technician: 'huang', by: 'butler' })
  untold.assign(null).tale.follow(untold.clock)
  untold.visit(null).begin().finish()
  const confirm = { passed: true, rating: 5, photos: [untold.tale.photo(untold.fault, true)] }
  untold.tale.repair(ago(today, 150), untold.tale.staff(untold.where.zone.officer), 'confirmPublic', confirm)
  untold.clock = ago(today, 70)
  untold.desk('file')
}

/** Money in the technicians' pockets, and invoices to be brought. */
function moneyToday(today: Today): void {
  const paid = (index: number, fault: string, technician: MemberKey) => {
    const job = onSite(today, 330 + index * 25, 220, { home: 35 + index, fault, technician })
    job.work().charge().wait(3).signed('sign', { rating: 5 })
    return job
  }
  paid(0, '马桶堵了', 'li')
  paid(1, '空鼓，踩上去', 'liu')
  paid(2, '纱窗破了个洞', 'ma')
  for (const [index, fault] of ['墙砖掉了一块', '漏电保护器按不上'].entries()) {
    const job = paid(3 + index, fault, index === 0 ? 'liu' : 'yang')
    const counted = { amountFen: job.amountFen, invoiceNo: `2500318${index}` }
    job.tale.repair(ago(today, 60), job.tale.staff('cashier'), 'countCharge', counted)
  }
}

/** Deadlines that were missed and have climbed: something to acknowledge for every head. */
function missed(today: Today): void {
  // The technician should have been there an hour and a half ago.
  sent(today, 290, { home: 42, fault: '窗户缝呜呜响', technician: 'yang', free: true, appointment: 135 })
    .wait(10)
    .act('take')
  // Signed more than a day ago, nobody has called back.
  const forgotten = onSite(today, 1900, 1750, {
    home: 43,
    fault: '起雾，中空里有水',
    technician: 'huang',
    free: true,
  })
  forgotten.begin().finish()
  forgotten.clock = ago(today, 1440 + 70)
  forgotten.signed('sign', { rating: 4 })
  // Money that was not handed in.
  const pocket = onSite(today, 1080, 960, { home: 44, fault: '换掉', technician: 'li' })
  pocket.quote().agree().finish()
  pocket.clock = ago(today, 720 + 68)
  pocket.charge().wait(2).signed('sign', { rating: 5 })
  // A department has not replied, and the caller has heard nothing for more than a day.
  const silent = today.newTale()
  const request = requestOf('霉味')
  const registered = silent.hear(ago(today, 1440 + 100), request.content, today.homes[45 % today.homes.length]!)
  openSlip(silent, later(registered, 10), request, today.homes[45 % today.homes.length]!)
  silent.slip(later(registered, 35), silent.staff(request.handler!), 'receive')
  silent.follow(later(registered, 10))
}

function emergencies(today: Today): void {
  // Under control: the technician is at work.
  const burst = today.newTale()
  const home = today.homes[46 % today.homes.length]!
  const water: Fault = {
    ...homeFaults[1]!,
    content: '厨房进水管爆了，水喷得到处都是',
    finding: '进水软管爆裂，已关总阀',
  }
  const at = ago(today, 42)
  burst.hear(at, water.content, home, { emergency: 'burst-pipe', channel: 'phone' })
  burst.openRepair(later(at, 1), home, water, { urgent: true })
  const job = new Job(burst, water, home, later(at, 3), 'liu')
  job.act('respond').tale.follow(job.clock)
  job.wait(6).act('arrive').check()
  job.paidBy('company', '紧急抢修先处置').begin()
  // Three minutes old: nobody has answered the page yet.
  const lift = today.newTale()
  const place = today.places.find(({ spot }) => spot === 'lift')!
  const stuck = {
    ...publicFaults.find(({ spot }) => spot === 'lift')!,
    content: '电梯困人，停在 5 层',
    keyPoints: '轿厢内两人，通话正常',
  }
  lift.hear(ago(today, 3), `${place.name}困人，里面有两个人`, place, { emergency: 'lift-entrapment', channel: 'phone' })
  lift.openRepair(ago(today, 2), place, stuck, { urgent: true })
  // The lights are back, but nobody has said so: it has climbed to the top.
  const dark = today.newTale()
  const garage = today.places.find(({ spot }) => spot === 'garage')!
  const lights = publicFaults.find(({ spot }) => spot === 'garage')!
  dark.hear(ago(today, 110), `${garage.name}突然全黑，车辆出不来`, garage, {
    by: dark.staff('guardA'),
    channel: 'staff',
    emergency: 'power',
  })
  dark.openRepair(ago(today, 108), garage, lights, { urgent: true })
  const technicianId = dark.staff('yang').accountId
  dark.repair(ago(today, 106), dark.desk(today.now), 'assign', { technicianId })
  dark.follow(ago(today, 106))
}

function atTheDesk(today: Today): void {
  const { homes, places } = today
  const heard = (
    minutes: number,
    content: string,
    where: Home | Place | null,
    more: Parameters<Tale['hear']>[3] = {},
  ) => {
    const tale = today.newTale()
    tale.hear(ago(today, minutes), content, where, more)
    return tale
  }
  const withPhone = homes.find(({ account }, index) => account !== null && index > 3)
  if (withPhone) {
    const tale = today.newTale()
    const photos = [tale.world.pictures.of(tale.estate.project, 'window', false)]
    tale.hear(ago(today, 7), '厨房窗户把手松了，关窗要用力顶，怕掉下去', withPhone, { by: withPhone.account!, photos })
  }
  const gate = places.find(({ spot }) => spot === 'gate')!
  const tale = today.newTale()
  tale.hear(ago(today, 11), '巡逻发现东门外墙瓷砖有一块松动，已拉警戒线', gate, {
    by: tale.staff('guardB'),
    channel: 'staff',
  })
  heard(4, '楼上一直有敲击声，不知道是不是在装修', homes[48 % homes.length]!)
  heard(13, '希望单元门口加一盏灯，晚上看不清台阶', homes[49 % homes.length]!).sort(ago(today, 10), 'suggestion')
  const opinion = heard(20, '这个月的保洁换了人，楼梯扶手没有擦', homes[50 % homes.length]!, { channel: 'counter' })
  opinion.sort(ago(today, 17), 'complaint')
}

const requestOf = (piece: string): Request => {
  const found = sentToDepartments.find(({ content }) => content.includes(piece))
  if (!found) throw new Error(`no request says ${piece}`)
  return found
}

/** A 《工作联系单》 on the table of everybody who works by them. */
function withDepartments(today: Today): void {
  const { homes } = today
  const own = (kind: Request['kind'], content: string, handler: MemberKey): Request => ({
    kind,
    content,
    handler,
    answer: '',
    reply: '',
  })
  const issued: [number, Request][] = [
    [95, requestOf('半夜十二点')],
    [70, requestOf('楼道里堆鞋柜')],
    [50, own('service', '物业费发票抬头开成了个人，要改成公司', 'cashier')],
    [85, own('service', '卧室飘窗中空玻璃起雾，想按开发商保修更换', 'warranty')],
    [60, own('complaint', '上周投诉的噪声问题没有人回复我', 'quality')],
    [45, requestOf('一个人')],
    [65, requestOf('遛狗不牵绳')],
    [55, requestOf('垃圾房')],
    [75, own('dispute', '隔壁把鞋柜放到公共走道，说了几次不听', 'officer3')],
    [110, own('complaint', '电梯广告声音太大，希望和广告公司交涉', 'director')],
  ]
  for (const [index, [minutes, request]] of issued.entries()) {
    const tale = today.newTale()
    const home = homes[(52 + index) % homes.length]!
    const registered = tale.hear(ago(today, minutes), request.content, home)
    openSlip(tale, later(registered, 6), request, home)
    tale.follow(later(registered, 6))
    if (index % 3 === 1) tale.slip(later(registered, 25), tale.staff(request.handler!), 'receive')
  }
  for (const [index, request] of [requestOf('前台电话'), requestOf('雨伞架')].entries()) {
    const tale = today.newTale()
    const home = homes[(63 + index) % homes.length]!
    const registered = tale.hear(ago(today, 320 + index * 50), request.content, home)
    openSlip(tale, later(registered, 8), request, home)
    tale.follow(later(registered, 8))
    tale.slip(later(registered, 30), tale.staff(request.handler!), 'receive')
    tale.slip(ago(today, 40 + index * 20), tale.staff(request.handler!), 'reply', {
      reply: request.reply,
      done: index === 0,
    })
  }
}

/** A little of the other estate, which nobody of this one sees. */
export function tellElsewhere(now: Date, homes: readonly Home[], newTale: () => Tale): void {
  for (const [index, fault] of homeFaults.slice(0, 4).entries()) {
    const tale = newTale()
    const home = homes[index % homes.length]!
    const at = later(now, index === 3 ? -12 : -1440 * (index * 3 + 2) - 200)
    tale.hear(at, fault.content, home, { after: 2 })
    tale.openRepair(later(at, 2), home, fault)
    if (index === 3) continue
    const job = new Job(tale, fault, home, later(at, 2), 'yttech').paidBy('company', '交付后第一年免费')
    job.assign(null).visit(null).begin().finish().wait(3).signed('sign', { rating: 5 })
    tale.follow(later(at, 2))
    job.wait(100, 130).desk('callBack', { way: 'phone', note: '业主满意', passed: true })
    job.wait(20, 60).desk('file')
  }
  const inquiry = newTale()
  inquiry.hear(later(now, -5), '请问地下车位什么时候开始选', homes[0]!)
  inquiry.sort(later(now, -3), 'inquiry')
}
