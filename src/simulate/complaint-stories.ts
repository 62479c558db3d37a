import { Complaining } from './grievance.ts'
import { later, within } from './hours.ts'
import type { Home } from './places.ts'
import type { Tale } from './tale.ts'
import { accusations, classOne, classThree, classTwo, type Grievance } from './texts/complaints.ts'

/** The ways a complaint goes, and how often each of them in a hundred. */
export const complaintWays = {
  own: 30,
  spot: 13,
  building: 13,
  outside: 12,
  accused: 5,
  hard: 5,
  authority: 3,
  quality: 3,
  ineffective: 4,
  silent: 3,
  withdrawn: 3,
  late: 4,
  lapsed: 4,
  chased: 4,
  major: 2,
  difficult: 2,
} as const

export type ComplaintWay = keyof typeof complaintWays

/** A complaint from the first word to the closed record and what was learned from it, in one of the ways it goes. */
export function tellComplaint(tale: Tale, at: Date, way: ComplaintWay, home: Home): void {
  const said = tale.random.pick(
    way === 'building' ? classTwo : way === 'outside' || way === 'silent' ? classThree : classOne,
  )
  stories[way](new Complaining(tale, said, home, at))
}

const stories: Readonly<Record<ComplaintWay, (it: Complaining) => void>> = {
  own: (it) => {
    it.register(it.tale.random.weighed({ phone: 7, app: 3, letter: 1 }))
    wrapUp(inHand(it))
  },
  spot: (it) => {
    const { process, result, analysis, content, facts } = it.said
    it.register('face').wait(8, 40)
    const told = `${facts}。${result}`
    it.desk('settleOnSpot', { complaintClass: '1', process, result, analysis, answer: `关于“${content}”：${told}` })
    confirmedLater(it)
    finish(it.recorded())
  },
  building: (it) => {
    it.register().classify().refer().replied()
    confirmedLater(it)
    const { random } = it.tale
    it.wait(200, 900).inOffice().verify()
    for (let told = 0; told < random.between(1, 2); told++)
      it.wait(3 * 1440, 6 * 1440)
        .inOffice()
        .handled('feedback', { words: '地产公司已收件，正在安排进场' })
    it.wait(2000, 5000).inOffice().handle()
    told(it)
  },
  outside: (it) => {
    it.register(it.tale.random.weighed({ phone: 8, letter: 1 }))
    it.classify().wait(3, 12).desk('explain', { words: '这件事由市政部门负责，我们会替您去反映并跟进' })
    confirmedLater(it)
    it.refer()
    it.wait(200, 1200).inOffice().verify()
    it.wait(100, 400).inOffice().handled('negotiate', { body: '街道办', outcome: it.said.process })
    it.wait(1000, 4000).inOffice().handled('feedback', { words: it.said.process })
    it.wait(400, 1500).inOffice().handled('recordUnderstanding', { words: '知道不是物业能定的，谢谢你们帮忙反映' })
    it.wait(10, 60).handle()
    told(it)
  },
  accused: (it) => {
    const { random } = it.tale
    const { accused, handler, content, facts } = random.pick(accusations)
    const said: Grievance = {
      ...it.said,
      ...{ content, facts, handler, cause: 'own', complaintClass: '1', serviceItem: '服务态度' },
      ...{ process: '分别询问双方，调取录像核对', result: '已对当事人批评教育并登门致歉' },
      ...{ analysis: '当事人服务态度不符合标准', improvement: '班组重学服务用语，一个月内每周抽查' },
    }
    const asked = new Complaining(it.tale, said, it.home, it.clock)
    asked
      .register('phone', { accusedId: it.tale.staff(accused).accountId })
      .classify()
      .issue()
    asked.wait(5, 20).handled('receive').replied()
    confirmedLater(asked)
    for (const action of ['askComplainant', 'askAccused']) {
      const startedAt = asked.wait(4, 12).clock.toISOString()
      const endedAt = asked.wait(10, 20).clock.toISOString()
      asked.wait(1).member('supervisor', action, { startedAt, endedAt, words: facts })
    }
    asked.wait(5, 15).verify().wait(20, 60).handle()
    told(asked)
  },
  hard: (it) => {
    inHand(it.register())
    climbs(it.wait(2, 6), 'hard')
    it.wait(8, 20).member('manager', 'designate', { accountId: it.tale.staff('director').accountId })
    it.handler = it.tale.staff('director')
    it.wait(20, 45).handle()
    // Hard ones are called back within two hours.
    it.wait(10, 30).answer().recorded().wait(5, 20).callBack()
    ended(it)
  },
  authority: (it) => {
    it.source = 'authority'
    it.taken({ heardAt: later(it.clock, -20).toISOString(), ...(it.home ? { unitId: it.home.unitId } : {}) })
    it.classify().issue().wait(3, 10).handled('receive').replied()
    confirmedLater(it)
    it.wait(1, 4).verify()
    opinions(it)
    it.wait(20, 50).handle()
    told(it)
  },
  quality: (it) => {
    it.source = 'quality'
    const finishBy = later(it.clock, 3 * 1440).toISOString()
    it.taken({ finishBy }, it.tale.staff('quality')).classify().issue()
    confirmedLater(it)
    it.wait(3, 14).handled('receive').replied()
    it.wait(10, 30).member('manager', 'reportMeasures', { measures: it.said.process })
    it.wait(10, 40).verify().wait(30, 80).handle().wait(10, 40).answer().recorded()
    it.wait(20, 80).inOffice().member('manager', 'reportResult', { words: it.said.result })
    finish(it)
  },
  ineffective: (it) => {
    inHand(it.register()).wait(20, 70).handle().wait(15, 60).answer().recorded()
    it.wait(600, 1600).inOffice().callBack(false)
    it.wait(60, 150).handle()
    told(it)
  },
  silent: (it) => {
    // Nobody says anything for two days: the desk goes to the top, past everybody.
    it.register().classify().refer()
    confirmedLater(it)
    it.wait(2 * 1440 + 20, 2 * 1440 + 90).inOffice()
    it.desk('reportDirectly', { words: '业主两天没有收到任何回复，情绪激动' })
    it.wait(20, 60).member('executive', 'giveExecutiveOpinion', {
      opinion: '请经理今天内当面答复，并查明无人回复的原因',
    })
    it.wait(10, 40).desk('explain', { words: '很抱歉两天没有回复您，这件事由市政负责，我们已代您反映' })
    it.wait(10, 30).verify().wait(30, 120).handle()
    told(it)
  },
  withdrawn: (it) => {
    it.register()
    it.classify().issue().wait(4, 20).handled('receive')
    it.wait(215, 400).desk('withdraw', { reason: '业主来电：已经解决，不用再查' })
    const { tale } = it
    tale.answer(it.wait(1, 3).clock, '已按您的要求撤回投诉')
    tale.close(it.wait(1).clock)
  },
  late: (it) => {
    inHand(it.register())
    // Past the four hours of its class and the first rung: the supervisor says that she has seen it.
    it.clock = later(it.clock, 4 * 60 + 25)
    it.member('supervisor', 'acknowledge', { note: '已到部门督办，今天必须答复' })
    it.wait(30, 90).handle()
    told(it)
  },
  lapsed: (it) => {
    // Nobody signs for the slip: after half an hour it counts as received.
    it.register().classify().issue()
    confirmedLater(it)
    it.wait(35, 70)
    it.replied().verify().wait(20, 70).handle()
    told(it)
  },
  chased: (it) => {
    inHand(it.register())
    const { tale } = it
    const at = later(it.clock, 3)
    tale.matter(at, it.home?.account ?? tale.desk(at), 'chase', { words: '投诉的事查得怎么样了' })
    wrapUp(it.wait(5, 15))
  },
  major: (it) => {
    inHand(it.register())
    it.wait(2, 6).member('director', 'markMajor', { reason: '涉及多户，业主群里已有讨论' })
    const { process, result, analysis, improvement } = it.said
    it.wait(30, 70).handle().wait(10, 30)
    it.member('manager', 'reportMajor', {
      ...{ cause: analysis, process, result },
      ...{ lessons: '日常检查没有抓到根上', corrective: improvement },
    })
    told(it)
  },
  difficult: (it) => {
    const coordinator = it.tale.staff('coordinator')
    it.register().classify({ difficult: true }).issue().wait(5, 20).handled('receive').replied()
    confirmedLater(it)
    it.wait(10, 40).verify().wait(30, 80).handle()
    it.wait(20, 60).answer(coordinator).recorded()
    const form = { way: 'visit', opinion: '当面说明后接受', effective: true, prevention: '希望固定一位联系人' }
    it.wait(300, 1400).inOffice().by(coordinator, 'callBack', form)
    ended(it)
  },
}

/** Classified, in the handler's hands and looked into, with a first word to the customer. */
export function inHand(it: Complaining): Complaining {
  it.classify().issue().wait(5, 22).handled('receive').replied()
  confirmedLater(it)
  return it.wait(8, 30).verify()
}

/** The supervisor confirms it in the course of the working day, whatever else goes on. */
function confirmedLater(it: Complaining): void {
  const { clock, tale } = it
  it.clock = within(later(clock, tale.random.between(20, 160)), '08:40', '18:20', 20)
  it.confirm()
  it.clock = clock
}

/** Over the head, or too hard for the department: the manager and the executive speak. */
function climbs(it: Complaining, why: 'hard' | 'group'): void {
  it.handled('climb', { why, words: '业主要求书面答复并赔偿，部门难以定夺' })
  opinions(it)
}

function opinions(it: Complaining): void {
  it.wait(10, 25).member('manager', 'giveHeadOpinion', { opinion: '由部门负责人当面沟通，责任在我方的照实承认' })
  it.wait(4, 20).member('manager', 'tellExecutive', { words: `${it.said.content}。${it.said.facts}` })
  it.wait(8, 20).member('executive', 'giveExecutiveOpinion', { opinion: '同意，注意方式，结果报我' })
}

function wrapUp(it: Complaining): void {
  it.wait(20, 70).handle()
  told(it)
}

/** Handled: answered the same day or the next morning at the latest, entered, called back, closed. */
function told(it: Complaining): void {
  it.wait(15, 80)
  const { tale } = it
  tale.keepTold(it.clock)
  it.answer().recorded()
  finish(it)
}

function finish(it: Complaining): void {
  it.wait(700, 2800).inOffice().callBack()
  ended(it)
}

/** Closed; what a complaint of the first class taught is written down and learned from. */
function ended(it: Complaining): void {
  it.wait(20, 200).inOffice().close()
  const { tale, said } = it
  const { random } = tale
  if (random.chance(0.7)) {
    it.wait(200, 2000).inOffice()
    tale.act(it.clock, tale.staff('enterprise'), 'complaint', tale.workId, 'archive')
  }
  if (said.complaintClass !== '1') return
  it.wait(2 * 1440, 6 * 1440).inOffice()
  const { facts: course, analysis: causes, improvement: improvements } = said
  tale.act(it.clock, tale.staff('supervisor'), 'study', 'opened', 'write', { course, causes, improvements })
  it.wait(2 * 1440, 5 * 1440).inOffice()
  tale.act(it.clock, tale.staff('director'), 'study', 'opened', 'teach', {
    trainedAt: later(it.clock, -60).toISOString(),
    learners: `${said.serviceItem}全体当班人员`,
    attendance: [tale.world.pictures.of(tale.estate.project, 'notice', false)],
  })
}
