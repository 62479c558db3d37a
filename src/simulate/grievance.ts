import type { Source } from '../rooms/complaint/complaint.public.ts'
import type { MemberKey } from './cast.ts'
import { cast } from './cast.ts'
import type { Staff } from './estate.ts'
import { later } from './hours.ts'
import type { Home } from './places.ts'
import { placed, type Tale } from './tale.ts'
import type { Grievance } from './texts/complaints.ts'

/** How a complaint comes in, and through which channel its matter. */
const channels = { phone: 'phone', face: 'counter', letter: 'letter', app: 'owner-phone', network: 'network' } as const
type Way = keyof typeof channels

/** One complaint while it is told: what each act of it looks like. Times go forward in `clock`. */
export class Complaining {
  readonly tale: Tale
  readonly said: Grievance
  readonly home: Home | null
  /** The time the story has come to. */
  clock: Date
  /** Who has it in hand. */
  handler: Staff
  source: Source = 'phone'

  constructor(tale: Tale, said: Grievance, home: Home | null, at: Date) {
    this.tale = tale
    this.said = said
    this.home = home
    this.clock = at
    this.handler = tale.staff(said.handler)
  }

  /** Moves on by some minutes. */
  wait(least: number, most = least): this {
    this.clock = later(this.clock, this.tale.random.between(least, most))
    return this
  }

  /** Moves to office hours, when it is not. */
  inOffice(): this {
    this.clock = this.tale.inOffice(this.clock)
    return this
  }

  by(who: Staff, action: string, form: Record<string, unknown> = {}): this {
    const opens = action === 'close' && this.said.complaintClass === '1' ? { opens: 'study' } : {}
    this.tale.act(this.clock, who, 'complaint', this.tale.workId, action, form, opens)
    return this
  }

  desk(action: string, form: Record<string, unknown> = {}): this {
    return this.by(this.tale.desk(this.clock), action, form)
  }

  member(key: MemberKey, action: string, form: Record<string, unknown> = {}): this {
    return this.by(this.tale.staff(key, this.clock), action, form)
  }

  handled(action: string, form: Record<string, unknown> = {}): this {
    return this.by(this.handler, action, form)
  }

  /** The customer says it, the desk takes it down as a matter, and opens the complaint under it. */
  register(way: Way = 'phone', more: Record<string, unknown> = {}): this {
    const { tale, home, said } = this
    const owner = way === 'app' ? (home?.account ?? undefined) : undefined
    const heardAt = this.clock
    this.source = way === 'app' && !owner ? 'phone' : way
    this.clock = tale.hear(heardAt, said.content, home, {
      ...(owner ? { by: owner } : { channel: channels[this.source as Way], after: tale.random.between(1, 4) }),
    })
    if (owner) this.wait(3, 15)
    tale.sort(this.clock, 'complaint')
    tale.follow(this.clock)
    return this.taken({ parentId: tale.matterId, heardAt: heardAt.toISOString(), ...placed(home), ...more })
  }

  /** Without a matter: it was sent to the department, not said to the desk. */
  taken(form: Record<string, unknown>, who: Staff = this.tale.desk(this.clock)): this {
    const { content, serviceItem } = this.said
    const apologized = this.source === 'face' ? { apologized: true } : {}
    return this.by(who, 'register', { source: this.source, content, serviceItem, ...apologized, ...form })
  }

  classify(more: Record<string, unknown> = {}): this {
    const { complaintClass } = this.said
    const party = complaintClass === '1' ? 'own' : complaintClass === '2' ? 'developer' : 'municipal'
    return this.wait(2, 14).desk('classify', { complaintClass, party, ...more })
  }

  issue(): this {
    const { department } = cast[this.said.handler]
    const departmentId = this.tale.world.company.departments[department]
    return this.wait(1, 8).desk('issue', { departmentId, handlerId: this.handler.accountId })
  }

  /** To those outside, with somebody of ours who follows it. */
  refer(): this {
    const developer = this.said.complaintClass === '2'
    const number = String(this.tale.random.between(1, 400)).padStart(3, '0')
    return this.wait(5, 20).desk('referOut', {
      party: developer ? 'developer' : 'municipal',
      body: developer ? '翠湖置业有限公司' : '街道办和市政管理单位',
      ...(developer ? { documentNo: `翠物报〔2026〕${number}` } : {}),
      coordinatorId: this.handler.accountId,
    })
  }

  /** The first reply: somebody tells the customer how it stands. */
  replied(): this {
    return this.wait(10, 40).desk('interim', { words: '已转责任部门查核，今天内给您回音' })
  }

  verify(): this {
    return this.handled('verify', { facts: this.said.facts, cause: this.said.cause })
  }

  handle(): this {
    const { process, result, analysis, improvement, ground } = this.said
    return this.handled('handle', { process, result, analysis, improvement, grounds: [ground] })
  }

  /** Confirmed as valid, once, within the day. */
  confirm(): this {
    const valid = this.said.cause !== 'unclear'
    return this.member('supervisor', 'confirm', { valid, ...(valid ? {} : { note: '经核对查无实据，已向业主说明' }) })
  }

  /** Answered by the desk; what is our own fault in person, with an apology. */
  answer(who: Staff = this.tale.desk(this.clock)): this {
    const { cause, result } = this.said
    const inPerson = cause === 'own' || (this.source !== 'phone' && this.source !== 'face' && this.source !== 'app')
    return this.by(who, 'answer', {
      answer: `${result}，感谢您的监督`,
      way: inPerson ? 'face' : 'phone',
      ...(cause === 'own' ? { apology: '对给您带来的不便深表歉意', remedy: `${result}，一周后再请您检查` } : {}),
    })
  }

  /** What the paper side needs: the zone's signature and the desk's entry, on the same day. */
  recorded(): this {
    const officer = this.home?.zone.officer ?? 'officer1'
    this.wait(4, 20).member(officer, 'confirmOpinion')
    return this.wait(3, 15).desk('enter', { note: '已答复客户，记录齐全' })
  }

  callBack(effective = true): this {
    const { tale, home, said } = this
    const way = tale.random.weighed({ phone: 8, visit: 2 })
    const opinion = effective
      ? tale.random.pick(['满意', '比较满意，希望保持', '认可处理结果'])
      : '又发生了一次，没有改好'
    const form = { way, opinion, effective, prevention: '希望定期检查，不要反复' }
    if (said.complaintClass === '1') return this.member(home?.zone.officer ?? 'officer1', 'callBack', form)
    if (tale.random.chance(0.5)) return this.member('manager', 'callBack', form)
    const caller = tale.staff(home?.zone.officer ?? 'officer2')
    return this.member('manager', 'delegateCallBack', { accountId: caller.accountId })
      .wait(20, 90)
      .by(caller, 'callBack', form)
  }

  close(): this {
    return this.desk('close')
  }
}
