import type { MemberKey } from './cast.ts'
import { openSlip } from './desk-stories.ts'
import { halfHourFrom, later } from './hours.ts'
import type { Home } from './places.ts'
import { serviceStories } from './service-stories.ts'
import { answeredAtOnce, type Request, requestThatSays } from './texts/requests.ts'
import { besideToday, complaintsToday } from './today-complaints.ts'
import { atTheDesk, emergencies, withDepartments } from './today-desk.ts'
import { manyOwners } from './today-groups.ts'
import { ago, called, onSite, publicJob, sent, type Today } from './today-jobs.ts'

/**
 * What is going on at this moment: every state that can stay open, something to do for everybody who signs in, and a
 * few deadlines that were missed. Told backwards from now, so that it is as fresh at three in the night as at noon.
 */
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
  complaintsToday(today)
  besideToday(today)
  manyOwners(today)
  serviceStories(today)
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
  tale.settle(later(registered, 11), request.answer, 'app')
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
  const request = requestThatSays('霉味')
  const registered = silent.hear(ago(today, 1440 + 100), request.content, today.homes[45 % today.homes.length]!)
  openSlip(silent, later(registered, 10), request, today.homes[45 % today.homes.length]!)
  silent.slip(later(registered, 35), silent.staff(request.handler!), 'receive', { needsSuperior: false })
  silent.follow(later(registered, 10))
}
