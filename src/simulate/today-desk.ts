import type { MemberKey } from './cast.ts'
import { openSlip } from './desk-stories.ts'
import { later } from './hours.ts'
import { Job } from './job.ts'
import type { Home, Place } from './places.ts'
import type { Tale } from './tale.ts'
import { type Fault, homeFaults } from './texts/home-faults.ts'
import { publicFaults } from './texts/public-faults.ts'
import { type Request, requestThatSays } from './texts/requests.ts'
import { ago, type Today } from './today-jobs.ts'

export function emergencies(today: Today): void {
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

export function atTheDesk(today: Today): void {
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

/** A 《工作联系单》 on the table of everybody who works by them. */
export function withDepartments(today: Today): void {
  const { homes } = today
  const own = (kind: Request['kind'], content: string, handler: MemberKey): Request => ({
    kind,
    content,
    handler,
    answer: '',
    reply: '',
  })
  const issued: [number, Request][] = [
    [95, requestThatSays('半夜十二点')],
    [70, requestThatSays('楼道里堆鞋柜')],
    [50, own('service', '物业费发票抬头开成了个人，要改成公司', 'cashier')],
    [85, own('service', '卧室飘窗中空玻璃起雾，想按开发商保修更换', 'warranty')],
    [60, own('complaint', '上周投诉的噪声问题没有人回复我', 'quality')],
    [26, requestThatSays('一个人')],
    [28, requestThatSays('遛狗不牵绳')],
    [55, requestThatSays('垃圾房')],
    [75, own('dispute', '隔壁把鞋柜放到公共走道，说了几次不听', 'officer3')],
    [110, own('complaint', '电梯广告声音太大，希望和广告公司交涉', 'director')],
  ]
  for (const [index, [minutes, request]] of issued.entries()) {
    const tale = today.newTale()
    const home = homes[(52 + index) % homes.length]!
    const registered = tale.hear(ago(today, minutes), request.content, home)
    openSlip(tale, later(registered, 6), request, home)
    tale.follow(later(registered, 6))
    if (index % 3 === 1)
      tale.slip(later(registered, 25), tale.staff(request.handler!), 'receive', { needsSuperior: false })
  }
  for (const [index, request] of [requestThatSays('前台电话'), requestThatSays('雨伞架')].entries()) {
    const tale = today.newTale()
    const home = homes[(63 + index) % homes.length]!
    const registered = tale.hear(ago(today, 320 + index * 50), request.content, home)
    openSlip(tale, later(registered, 8), request, home)
    tale.follow(later(registered, 8))
    tale.slip(later(registered, 30), tale.staff(request.handler!), 'receive', { needsSuperior: false })
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
