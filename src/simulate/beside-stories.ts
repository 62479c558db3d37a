import { cast } from './cast.ts'
import { later } from './hours.ts'
import type { Home } from './places.ts'
import { placed, type Tale } from './tale.ts'
import { quarrels } from './texts/complaints.ts'
import type { Request } from './texts/requests.ts'

/** A suggestion: collected, passed to somebody, carried out and called back, or declined with thanks. */
export function tellSuggestion(tale: Tale, at: Date, { content, handler, answer, reply }: Request, home: Home): void {
  const { random } = tale
  const act = (time: Date, key: 'supervisor' | 'director' | null, action: string, form: Record<string, unknown> = {}) =>
    tale.act(time, key ? tale.staff(key, time) : tale.desk(time), 'suggestion', tale.workId, action, form)
  const registered = tale.hear(at, content, home, { after: random.between(1, 4) })
  tale.sort(registered, 'suggestion')
  const collected = later(registered, random.between(1, 6))
  act(collected, null, 'collect', { kind: 'suggestion', content, parentId: tale.matterId, ...placed(home) })
  const assigned = tale.inOffice(later(collected, random.between(30, 200)))
  if (random.chance(0.12)) {
    act(assigned, 'supervisor', 'decline', { reason: '涉及公共部位改造，需业主大会表决，已登记为议题' })
    tale.answer(later(assigned, 20), '您的建议需要业主大会表决，已登记为下次大会的议题')
    return
  }
  const worker = tale.staff(handler!)
  act(assigned, 'supervisor', 'assign', { handlerId: worker.accountId })
  const decided = tale.inOffice(later(assigned, random.between(60, 900)))
  tale.follow(collected)
  tale.act(decided, worker, 'suggestion', tale.workId, 'decide', { constructive: true, measures: reply })
  const done = tale.inOffice(later(decided, random.between(900, 4000)))
  tale.act(done, worker, 'suggestion', tale.workId, 'finish', { result: answer })
  const called = tale.inOffice(later(done, random.between(100, 1400)))
  tale.keepTold(called)
  act(called, null, 'callBack', { words: random.pick(['很高兴建议被采纳', '看到了，谢谢', '希望能长期坚持']) })
  act(tale.inOffice(later(called, random.between(20, 200))), null, 'close')
}

/** A quarrel between neighbours: both sides heard, mediated, and looked at again after some days. */
export function tellDispute(tale: Tale, at: Date, home: Home, other: Home): void {
  const { random } = tale
  const quarrel = random.pick(quarrels)
  const officer = tale.staff(home.zone.officer)
  const act = (time: Date, action: string, form: Record<string, unknown> = {}) =>
    tale.act(time, officer, 'dispute', tale.workId, action, form)
  const registered = tale.hear(at, quarrel.content, home, { after: random.between(1, 5) })
  tale.sort(registered, 'dispute')
  const opened = later(registered, random.between(1, 5))
  const { topic, content } = quarrel
  const sides = { otherSide: quarrel.other, ...(other.unitId === home.unitId ? {} : { otherUnitId: other.unitId }) }
  const form = { topic, content, ...sides, parentId: tale.matterId, ...placed(home) }
  tale.act(opened, tale.desk(opened), 'dispute', tale.workId, 'register', form)
  tale.follow(opened)
  const takenUp = later(opened, random.between(20, 150))
  act(takenUp, 'takeUp')
  const heard = tale.inOffice(later(takenUp, random.between(20, 200)))
  act(heard, 'hear', { side: 'first', words: content })
  const otherHeard = tale.inOffice(later(heard, random.between(30, 600)))
  act(otherHeard, 'hear', { side: 'other', words: '不知道影响到邻居，愿意配合' })
  const met = tale.inOffice(later(otherHeard, random.between(300, 2500)))
  act(met, 'mediate', { heldAt: later(met, -40).toISOString(), course: quarrel.course })
  const concluded = later(met, random.between(10, 60))
  tale.keepTold(concluded)
  act(concluded, 'conclude', { outcome: 'settled', words: quarrel.course })
  const tracked = tale.inOffice(later(concluded, random.between(3 * 1440, 6 * 1440)))
  act(tracked, 'track', { recurred: false, words: '双方均表示没有再发生' })
  act(later(tracked, random.between(5, 60)), 'close')
}

/**
 * A storm: the garage is under water, many owners say so within some hours, and each of their matters joins the first
 * slip, so that all are answered when the pumps have done their work.
 */
export function tellStorm(newTale: () => Tale, at: Date, homes: readonly Home[], words: readonly string[]): void {
  const first = newTale()
  const { random } = first
  const registered = first.hear(at, words[0]!, homes[0]!, { after: 2 })
  first.sort(registered, 'complaint')
  const issued = later(registered, random.between(3, 9))
  first.slip(issued, first.desk(issued), 'issue', {
    kind: 'complaint',
    content: '暴雨后地下车库多处进水，请组织排水并告知住户',
    departmentId: first.world.company.departments[cast.engineer.department],
    handlerId: first.staff('engineer').accountId,
    parentId: first.matterId,
    ...placed(homes[0]!),
  })
  first.follow(issued)
  first.slip(later(issued, random.between(6, 20)), first.staff('engineer'), 'receive', { needsSuperior: false })
  const replied = later(issued, random.between(260, 420))
  for (const [index, home] of homes.slice(1).entries()) {
    const tale = newTale()
    tale.strand = first.strand
    const heard = tale.hear(later(issued, random.between(4, 180)), words[(index + 1) % words.length]!, home, {
      ...(home.account && random.chance(0.5) ? { by: home.account } : { after: random.between(1, 3) }),
    })
    const sorted = later(heard, random.between(2, 12))
    tale.sort(sorted, 'complaint')
    const joined = later(sorted, random.between(1, 6))
    tale.matter(joined, tale.desk(joined), 'join', { headId: first.workId, reason: '同一场暴雨，地下车库进水' })
    if (random.chance(0.2)) {
      const chased = later(joined, random.between(30, 70))
      tale.matter(chased, home.account ?? tale.desk(chased), 'chase', { words: '水什么时候抽完，车还在里面' })
    }
    tale.answer(later(replied, random.between(20, 200)), '积水已抽干，排水沟已清理，明天起增加防汛沙袋')
  }
  const reply = '启动三台排水泵，四小时抽干，清理排水沟，出口加装挡水板'
  first.slip(replied, first.staff('engineer'), 'reply', { reply, done: true })
  const answered = later(replied, random.between(15, 50))
  first.answer(answered, '积水已抽干，排水沟已清理，出口加装挡水板')
  first.slip(later(replied, 230), first.desk(later(replied, 230)), 'file', { originalPlace: '前台文件柜' })
}
