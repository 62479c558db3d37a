import { v7 as uuid } from 'uuid'
import type { Actor } from '../kernel/case/procedure.ts'
import { type BusinessDate, businessDate } from '../kernel/clock/time.ts'
import type { channels, Emergency, MatterKind } from '../rooms/intake/matter.row.ts'
import { hasSwapped, type MemberKey } from './cast.ts'
import type { Company, Estate, Staff } from './estate.ts'
import { daytimeBefore, hoursBetween, later, within } from './hours.ts'
import type { Subject } from './pictures.ts'
import type { Home, Place } from './places.ts'
import type { Random } from './random.ts'
import type { Act, Event, LinkMade, Signer } from './stage.ts'
import type { Fault } from './texts/home-faults.ts'
import { progresses } from './texts/requests.ts'

/** What stories are made with. */
export interface World {
  company: Company
  random: Random
  /** Of the working calendar: holidays and days worked instead. */
  isWorkday: (date: BusinessDate) => boolean
  /** Ids of the drawings, by estate. */
  pictures: { of(project: number, subject: Subject, after: boolean): string; door(home: Home): string }
  /** Homes whose door is drawn. */
  doors: readonly Home[]
  /** When each technician is expected somewhere. */
  booked: Map<MemberKey, Date[]>
}

export type Where = Home | Place
export const isHome = (where: Where): where is Home => 'unitId' in where

/** One matter from the first word on, as a list of acts with their times; the stage puts all tales into one order. */
export class Tale {
  readonly events: Event[] = []
  readonly matterId = uuid()
  readonly workId = uuid()
  readonly world: World
  readonly estate: Estate
  readonly id: number
  /** Stories that touch the same cases share one (stage.ts). */
  strand: number
  /** Whether people may be rung up at night. */
  atAnyHour = false
  #heardAt: Date | null = null
  #dispatched = false

  constructor(world: World, estate: Estate, id: number) {
    this.world = world
    this.estate = estate
    this.id = id
    this.strand = id
  }

  get random(): Random {
    return this.world.random
  }

  /** One of the staff; at a time in which he is away, whoever stands in for him. */
  staff(key: MemberKey, at?: Date): Staff {
    const { staff, absences } = this.world.company
    const away = absences.find((one) => at && one.key === key && one.from <= at && at < one.to)
    return away ? { ...staff[away.standIn], roles: [...staff[away.standIn].roles, ...staff[key].roles] } : staff[key]
  }

  /** Who sits at the desk: mornings the one, afternoons the other. */
  desk(at: Date): Staff {
    if (this.estate.code === 'yunting') return this.staff('ytdesk')
    const hour = (at.getUTCHours() + 8) % 24
    const early = hour >= 6 && hour < 14
    return this.staff(early === hasSwapped(businessDate(at)) ? 'desk2' : 'desk1')
  }

  /** The moment itself when the office works then, else some minutes into its next day. */
  inOffice(at: Date): Date {
    for (
      let open = within(at, '08:40', '18:20', this.random.between(5, 55));
      ;
      open = within(later(open, 1440), '08:40', '08:40', 25)
    ) {
      if (this.world.isWorkday(businessDate(open))) return open
    }
  }

  photo(fault: Fault, after: boolean): string {
    return this.world.pictures.of(this.estate.project, fault.picture, after)
  }

  matter(at: Date, actor: Actor, action: string, form: Act['form'] = {}): void {
    this.#add(at, actor, 'matter', this.matterId, action, form)
  }

  repair(at: Date, actor: Actor | (() => Actor), action: string, form: Act['form'] = {}, signer?: Signer): void {
    this.#add(at, actor, 'repair', this.workId, action, form, signer ? { signer } : {})
  }

  slip(at: Date, actor: Actor, action: string, form: Act['form'] = {}): void {
    this.#add(at, actor, 'contact', this.workId, action, form)
  }

  /** An act upon a case of any other procedure. */
  act(
    at: Date,
    actor: Actor,
    procedure: string,
    caseId: string,
    action: string,
    form: Act['form'] = {},
    more: Pick<Act, 'signer' | 'opens'> = {},
  ): void {
    this.#add(at, actor, procedure, caseId, action, form, more)
  }

  /** A link for a contractor, which his acts are then done with. */
  link(at: Date, link: LinkMade['link']): void {
    this.events.push({ at, projectId: this.estate.project, tale: this.id, strand: this.strand, link })
  }

  /** The first word: the desk takes it down, the owner writes it on the phone, or somebody of the staff reports it. */
  hear(
    at: Date,
    content: string,
    where: Where | null,
    how: {
      by?: Actor
      channel?: keyof typeof channels
      photos?: readonly string[]
      emergency?: Emergency
      after?: number
    } = {},
  ): Date {
    const registeredAt = later(at, how.after ?? 0)
    const byOwner = how.by?.kind === 'owner'
    this.#heardAt = at
    this.matter(registeredAt, how.by ?? this.desk(at), 'register', {
      channel: how.channel ?? (byOwner ? 'owner-phone' : 'phone'),
      content,
      ...(byOwner ? {} : { heardAt: at.toISOString() }),
      ...placed(where),
      ...(how.emergency ? { emergency: how.emergency } : {}),
      ...(how.photos ? { photos: how.photos } : {}),
    })
    return registeredAt
  }

  sort(at: Date, kind: MatterKind): void {
    this.matter(at, this.desk(at), 'sort', { kind })
  }

  /** Sorts the matter and opens the slip under it. */
  openRepair(at: Date, where: Where, fault: Fault, more: Act['form'] = {}): void {
    this.sort(at, 'repair')
    this.repair(at, this.desk(at), 'register', {
      place: isHome(where) ? 'home' : 'public',
      trade: fault.trade,
      content: fault.content,
      keyPoints: fault.keyPoints,
      parentId: this.matterId,
      ...placed(where),
      ...more,
    })
  }

  /** The desk asks after the work within the hours it has for it; once dispatched, once a matter. */
  follow(dispatchedAt: Date): void {
    if (this.#dispatched) return
    this.#dispatched = true
    const at = this.#callableBefore(later(dispatchedAt, this.random.between(45, 80)))
    if (at <= dispatchedAt) return
    this.matter(at, this.desk(at), 'followUp', { progress: this.random.pick(progresses) })
  }

  /** A new promise counts from here. */
  promised(from: Date): void {
    this.#heardAt = from
  }

  /** Until the answer at `answeredAt`, the person is told how it stands before each promised time runs out. */
  keepTold(answeredAt: Date): void {
    let promisedFrom = this.#heardAt ?? answeredAt
    while (hoursBetween(promisedFrom, answeredAt) > 23.4) {
      const at = this.#callableBefore(later(promisedFrom, 60 * 23 - this.random.between(0, 120)))
      if (at <= promisedFrom) return
      this.matter(at, this.desk(at), 'tellProgress', { progress: this.random.pick(progresses), accepted: true })
      promisedFrom = at
    }
  }

  /** Today is told backwards from now, whatever the hour is; before that nobody is rung up at night. */
  #callableBefore(at: Date): Date {
    return this.atAnyHour ? at : daytimeBefore(at)
  }

  /** The last word of the department, and the end of the matter where no work is left. */
  answer(at: Date, answer: string, way = 'phone'): void {
    this.matter(at, this.desk(at), 'answer', { answer, way })
  }

  close(at: Date): void {
    this.matter(at, this.desk(at), 'close')
  }

  /** Answered by the desk itself, and the end of it. */
  settle(at: Date, answer: string, way = 'phone'): void {
    this.matter(at, this.desk(at), 'settle', { answer, way })
  }

  #add(
    at: Date,
    actor: Actor | (() => Actor),
    procedure: string,
    caseId: string,
    action: string,
    form: Act['form'],
    more: Pick<Act, 'signer' | 'opens'> = {},
  ): void {
    const { id, strand } = this
    const act = { at, projectId: this.estate.project, tale: id, strand, actor, procedure, caseId, action, form }
    this.events.push({ ...act, ...more })
  }
}

/** Where it is and, in a home, who says so. */
export function placed(where: Where | null): Act['form'] {
  if (where === null) return {}
  return isHome(where) ? { unitId: where.unitId, personId: where.resident.personId } : { placeId: where.id }
}

const relations: Readonly<Record<string, string>> = { owner: '业主', family: '家人', tenant: '租户', merchant: '商户' }

/** The resident's signature. */
export function signerAt(home: Home): Signer {
  const { name, relation, personId } = home.resident
  return { name, relation: relations[relation] ?? '住户', personId }
}
