import type { Actor } from '../kernel/case/procedure.ts'
import type { payers } from '../rooms/repair/repair.public.ts'
import { cast, crew, type MemberKey } from './cast.ts'
import type { Staff } from './estate.ts'
import { halfHourFrom, later, within } from './hours.ts'
import type { Home, Place } from './places.ts'
import { signerAt, type Tale } from './tale.ts'
import type { Fault, Material } from './texts/home-faults.ts'
import { priceItem } from './texts/prices.ts'

type Payer = keyof typeof payers

/** One repair while it is told: what each act of it looks like. Times go forward in `clock`. */
export class Job {
  readonly tale: Tale
  readonly fault: Fault
  readonly where: Home | Place
  /** The time the story has come to. */
  clock: Date
  who: Actor | (() => Actor)
  countedAt: Date | null = null
  deliveredAt: Date | null = null
  #agreedFen = 0n
  #quotedFen = 0n
  #payer: Payer | null = null

  constructor(tale: Tale, fault: Fault, where: Home | Place, at: Date, technician: MemberKey) {
    this.tale = tale
    this.fault = fault
    this.where = where
    this.clock = at
    this.who = tale.staff(technician)
  }

  get home(): Home {
    if (!('unitId' in this.where)) throw new Error('a public place has no resident')
    return this.where
  }

  get technician(): Staff {
    if (typeof this.who === 'function' || this.who.kind !== 'staff') throw new Error('the job is not in our own hands')
    return this.who
  }

  /** Moves on by some minutes. */
  wait(least: number, most = least): this {
    this.clock = later(this.clock, this.tale.random.between(least, most))
    return this
  }

  act(action: string, form: Record<string, unknown> = {}): this {
    this.tale.repair(this.clock, this.who, action, form)
    return this
  }

  desk(action: string, form: Record<string, unknown> = {}): this {
    this.tale.repair(this.clock, this.tale.desk(this.clock), action, form)
    return this
  }

  /** Signed by the resident on the technician's phone. */
  signed(action: string, form: Record<string, unknown> = {}): this {
    this.tale.repair(this.clock, this.who, action, form, signerAt(this.home))
    return this
  }

  paidBy(payer: Payer, reason: string): this {
    this.#payer = payer
    return this.desk('decidePayer', { payer, reason })
  }

  tellPrice(agreed = true): this {
    const items = this.fault.prices.map(({ code, quantity }) => priceItem(code, quantity))
    if (agreed) {
      this.#agreedFen += items.reduce((sum, { amountFen, quantity }) => sum + BigInt(amountFen) * BigInt(quantity), 0n)
    }
    return this.desk('tellPrice', { items, agreed })
  }

  assign(appointment: Date | null): this {
    const { accountId } = this.technician
    return this.desk('assign', {
      technicianId: accountId,
      ...(appointment ? { appointmentAt: appointment.toISOString() } : {}),
    })
  }

  /** Takes the slip, goes there at the time, and looks. */
  visit(appointment: Date | null): this {
    this.wait(3, 15).act('take')
    return this.arrive(appointment)
  }

  arrive(appointment: Date | null, lateBy = this.tale.random.between(-4, 10)): this {
    this.clock = appointment ? later(appointment, lateBy) : later(this.clock, this.tale.random.between(4, 12))
    return this.act('arrive').check()
  }

  check(): this {
    return this.wait(3, 7).act('check', { finding: this.fault.finding, photos: [this.tale.photo(this.fault, false)] })
  }

  begin(): this {
    return this.wait(2, 5).act('begin')
  }

  quote(materials: readonly Material[] = this.fault.materials, labourFen = 0n): this {
    this.wait(3, 8).act('quote', { materials, labourFen: `${labourFen}` })
    this.#quotedFen = materials.reduce((sum, one) => sum + BigInt(one.unitPriceFen) * BigInt(one.quantity), labourFen)
    return this
  }

  /** The resident looks at the materials and signs, some on their own phone. */
  agree(): this {
    this.#agreedFen += this.#quotedFen
    const { account } = this.home
    this.wait(2, 6)
    if (!account || this.tale.random.chance(0.6)) return this.signed('agreeQuote')
    this.tale.repair(this.clock, account, 'agreeQuote', {}, signerAt(this.home))
    return this
  }

  /** Does what is to be done: what the resident pays for is quoted and agreed first. */
  work(): this {
    const quoted = this.#payer === 'owner' && this.fault.materials.length > 0
    return (quoted ? this.quote().agree() : this.begin()).finish()
  }

  finish(): this {
    if (this.#payer !== 'owner' && this.fault.materials.length > 0)
      this.wait(8, 20).act('listMaterials', { materials: this.fault.materials })
    return this.wait(15, 45).act('finish', {
      workDone: this.fault.workDone,
      photos: [this.tale.photo(this.fault, true)],
    })
  }

  /** Nothing when the resident does not pay. */
  charge(): this {
    if (this.#payer !== 'owner' || this.#agreedFen === 0n) return this
    const method = this.tale.random.weighed({ wechat: 6, alipay: 3, cash: 2 })
    return this.wait(1, 4).act('takeCharge', { amountFen: `${this.#agreedFen}`, method })
  }

  get charged(): boolean {
    return this.#payer === 'owner' && this.#agreedFen > 0n
  }

  get amountFen(): string {
    return `${this.#agreedFen}`
  }
}

/** How long a visit is thought to take, for the book of appointments. */
const VISIT_MINUTES = 75

/** A technician who can do it and is free, and the half hour at which he comes: the next one that people like. */
export function book(tale: Tale, fault: Fault, from: Date): { technician: MemberKey; appointment: Date } {
  const earliest = halfHourFrom(within(from, '08:30', '18:00', 30))
  const skilled = crew.filter((key) => (cast[key].skills as readonly string[]).includes(fault.trade))
  const candidates = skilled.length > 0 ? skilled : crew
  for (let tries = 0; ; tries++) {
    const wanted = halfHourFrom(within(later(earliest, 30 * tries), '08:30', '18:00', 30))
    const hands = tries > 3 ? crew : candidates
    const free = hands.filter((key) => isFree(tale, key, wanted))
    if (free.length === 0 && tries < 40) continue
    const technician = tale.random.pick(free.length > 0 ? free : hands)
    tale.world.booked.set(technician, [...(tale.world.booked.get(technician) ?? []), wanted])
    return { technician, appointment: wanted }
  }
}

const isFree = ({ world }: Tale, key: MemberKey, at: Date) =>
  (world.booked.get(key) ?? []).every((booked) => Math.abs(booked.getTime() - at.getTime()) >= VISIT_MINUTES * 60_000)
