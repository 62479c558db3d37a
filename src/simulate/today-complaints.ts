import { Complaining } from './grievance.ts'
import { later } from './hours.ts'
import { placed } from './tale.ts'
import { accusations, classOne, classThree, classTwo, type Grievance, quarrels } from './texts/complaints.ts'
import { requestThatSays } from './texts/requests.ts'
import { ago, type Today } from './today-jobs.ts'

/** Complaints that are going on at this moment, one at every desk that deals with them. */
export function complaintsToday(today: Today): void {
  const of = (item: string): Grievance => classOne.find(({ content }) => content.includes(item))!
  const began = (minutes: number, said: Grievance, home: number) =>
    new Complaining(today.newTale(), said, today.homes[home % today.homes.length]!, ago(today, minutes))
  const at = (it: Complaining, minutes: number) => {
    it.clock = ago(today, minutes)
    return it
  }
  const inHand = (minutes: number, said: Grievance, home: number) =>
    began(minutes, said, home).register().classify().issue().wait(4, 12).handled('receive').replied()
  /** Handled, with the matter told to the customer, `minutes` ago. */
  const handled = (minutes: number, said: Grievance, home: number) =>
    at(
      inHand(minutes + 190, said, home)
        .confirm()
        .wait(10, 30)
        .verify(),
      minutes,
    ).handle()

  // At the desk: one to be classified, one to be sent, one that nobody has signed for yet.
  began(9, of('打药'), 60).register('face')
  began(22, of('敲错门'), 61).register().classify()
  began(24, of('外卖车'), 62).register().classify().issue()
  // With the heads: to be looked into, to be handled, and one whose four hours have run out long ago: it has climbed to the executive.
  inHand(65, of('门禁坏了'), 63)
  at(inHand(175, of('退款拖了'), 64).verify(), 120).confirm()
  inHand(355, of('灯坏了'), 65).confirm().wait(10, 30).verify()
  // Outside: with the developer, and with the city.
  const leaking = began(3 * 1440, classTwo[0]!, 66)
    .register()
    .classify()
    .refer()
    .replied()
    .confirm()
  at(leaking, 2 * 1440).verify()
  leaking.tale.keepTold(today.now)
  at(began(190, classThree[2]!, 67).register().classify().wait(2, 6), 160)
    .desk('explain', { words: '市政管网压力的事我们已经向自来水公司反映' })
    .refer()
    .confirm()
  // To be answered, called back, closed; closed and not filed yet.
  handled(40, of('两天没有清'), 68)
  at(handled(100, of('空调一直不制冷'), 69), 60)
    .answer()
    .recorded()
  at(
    at(handled(1500, of('午休时间'), 70), 1450)
      .answer()
      .recorded(),
    90,
  ).callBack()
  const closed = at(
    at(handled(3000, of('占了两天'), 71), 2950)
      .answer()
      .recorded(),
    1600,
  )
  at(closed.callBack(), 1400).close()
  const taught = at(
    at(handled(4400, of('多收了'), 72), 4350)
      .answer()
      .recorded(),
    3100,
  )
  at(taught.callBack(), 2900).close()
  const { facts: course, analysis: causes, improvement: improvements } = taught.said
  const writing = { course, causes, improvements }
  taught.tale.act(ago(today, 1500), taught.tale.staff('supervisor'), 'study', 'opened', 'write', writing)
  overTheHead(began, at, today)
}

/** What went up: to the supervisor, the manager, the executive, the representative, the enterprise department. */
function overTheHead(
  began: (minutes: number, said: Grievance, home: number) => Complaining,
  at: (it: Complaining, minutes: number) => Complaining,
  today: Today,
): void {
  const [service, order] = [classOne[3]!, classOne[0]!]
  const climbed = (minutes: number, home: number, content: string, source: 'authority' | 'group') => {
    const it = began(minutes, { ...order, content }, home)
    it.source = source
    it.taken({ unitId: it.home!.unitId }).classify().issue().wait(3, 8).handled('receive').replied()
    return it.confirm().wait(1, 3).verify()
  }
  const opinion = { opinion: '由我当面与业主沟通，先恢复秩序，再书面答复' }
  // 12345 passed it on: the manager has spoken, the executive is to say what he thinks.
  const city = climbed(110, 73, '12345转来：小区东门夜间无人值守，业主担心安全', 'authority')
  at(city, 55).member('manager', 'giveHeadOpinion', opinion).wait(6)
  city.member('manager', 'tellExecutive', { words: '东门夜间空岗一小时，属实；已重排岗次，请批示' })
  // The group passed it on: the manager's opinion is still missing.
  climbed(48, 74, '集团客服转来：业主称多次反映停车秩序无人理会', 'group')
  const asked = climbed(200, 75, '集团客服转来：业主要求公开物业费收支明细', 'group')
  at(asked, 150).member('manager', 'giveHeadOpinion', opinion).wait(10)
  asked.member('manager', 'tellExecutive', { words: '涉及财务公开口径，请批示' })
  at(asked, 120).member('executive', 'giveExecutiveOpinion', { opinion: '同意公开上年度汇总，请管理者代表把关' })
  at(asked, 90).member('manager', 'askRepresentative', { words: '请明确公开的范围和格式' })
  // The representative has entrusted another one to the enterprise department, which has it in hand.
  const entrusted = climbed(215, 79, '集团客服转来：业主投诉公共收益公示不全', 'group')
  at(entrusted, 200).member('manager', 'giveHeadOpinion', opinion).wait(8)
  entrusted.member('manager', 'tellExecutive', { words: '涉及公共收益，请批示' })
  entrusted.wait(9).member('manager', 'askRepresentative', { words: '请明确公示的范围' })
  entrusted.wait(20).member('representative', 'entrustEnterprise', { words: '请企业管理部核对后提出意见' })
  entrusted.wait(12).member('manager', 'designate', { accountId: entrusted.tale.staff('enterprise').accountId })
  // Sent by the quality department, to be answered with measures.
  const quality = began(75, { ...service, content: '品质抽查：前台接听语言不规范，两次没有报工号' }, 0)
  quality.source = 'quality'
  const finishBy = later(today.now, 2 * 1440).toISOString()
  quality.taken({ finishBy }, quality.tale.staff('quality')).classify().issue()
  // About one of the staff: the customer was asked, the other side was not yet.
  const { accused, handler, content, facts } = accusations[0]!
  const rude = began(100, { ...order, handler, content, facts, serviceItem: '服务态度' }, 76)
  rude
    .register('phone', { accusedId: rude.tale.staff(accused).accountId })
    .classify()
    .issue()
    .wait(3, 6)
  const startedAt = at(rude.handled('receive').replied(), 50).clock.toISOString()
  const endedAt = rude.wait(15).clock.toISOString()
  rude.wait(1).member('supervisor', 'askComplainant', { startedAt, endedAt, words: '业主称保安在门口大声呵斥老人' })
  // Many flats: major, to be reported within the working day. And a customer whom only the coordinator receives.
  const major = began(130, { ...classOne[6]!, content: '整栋楼的电梯三天坏了两次，老人下不了楼' }, 77)
    .register()
    .classify()
    .issue()
    .wait(3, 8)
    .handled('receive')
    .replied()
  major.member('director', 'markMajor', { reason: '涉及整栋楼，业主群里已有讨论' })
  const difficult = began(230, { ...service, content: '同一件事找了五个人，每个人的说法都不一样' }, 78)
    .register()
    .classify({ difficult: true })
    .issue()
    .wait(3, 8)
  at(difficult.handled('receive').replied().confirm().verify(), 60).handle()
}

/** Suggestions and quarrels of this moment, in every state. */
export function besideToday(today: Today): void {
  const suggested = (minutes: number, piece: string, index: number) => {
    const tale = today.newTale()
    const home = today.homes[index % today.homes.length]!
    const { content, answer, reply } = requestThatSays(piece)
    const heard = tale.hear(ago(today, minutes), content, home, { after: 2 })
    tale.sort(heard, 'suggestion')
    const form = { kind: 'suggestion', content, parentId: tale.matterId, ...placed(home) }
    tale.act(later(heard, 3), tale.desk(heard), 'suggestion', tale.workId, 'collect', form)
    tale.follow(later(heard, 3))
    const act = (
      before: number,
      who: 'supervisor' | 'admin' | 'director',
      action: string,
      form: Record<string, unknown>,
    ) => tale.act(ago(today, before), tale.staff(who), 'suggestion', tale.workId, action, form)
    const to = (who: 'admin' | 'director') => ({ handlerId: tale.staff(who).accountId })
    return { act, to, answer, reply, tale }
  }
  suggested(30, '充电棚', 80)
  const assigned = suggested(200, '雨伞架', 81)
  assigned.act(120, 'supervisor', 'assign', assigned.to('admin'))
  const measured = suggested(1300, '长椅', 82)
  measured.act(1200, 'supervisor', 'assign', measured.to('admin'))
  measured.act(900, 'admin', 'decide', { constructive: true, measures: measured.reply })
  measured.tale.keepTold(today.now)
  const done = suggested(1380, '没有充分通知', 83)
  done.act(1300, 'supervisor', 'assign', done.to('director'))
  done.act(1000, 'director', 'decide', { constructive: true, measures: done.reply })
  done.act(50, 'director', 'finish', { result: done.answer })
  for (const [index, minutes] of [35, 400, 1350].entries()) quarrelToday(today, minutes, index)
}

/** The first waits for somebody to go there, the second is being mediated, the third is watched. */
function quarrelToday(today: Today, minutes: number, stage: number): void {
  const tale = today.newTale()
  const home = today.homes[(84 + stage) % today.homes.length]!
  const { topic, content, other: otherSide, course } = quarrels[stage]!
  const officer = tale.staff(home.zone.officer)
  const heard = tale.hear(ago(today, minutes), content, home, { after: 2 })
  tale.sort(heard, 'dispute')
  const form = { topic, content, otherSide, parentId: tale.matterId, ...placed(home) }
  const opened = later(heard, 3)
  tale.act(opened, tale.desk(opened), 'dispute', tale.workId, 'register', form)
  tale.follow(opened)
  if (stage === 0) return
  const act = (after: number, action: string, form: Record<string, unknown> = {}) =>
    tale.act(later(opened, after), officer, 'dispute', tale.workId, action, form)
  act(30, 'takeUp')
  act(80, 'hear', { side: 'first', words: content })
  if (stage === 1) return
  act(150, 'hear', { side: 'other', words: '不知道影响到邻居，愿意配合' })
  act(400, 'mediate', { heldAt: later(opened, 370).toISOString(), course })
  act(430, 'conclude', { outcome: 'settled', words: course })
}
