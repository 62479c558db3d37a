import type { Actor } from '../kernel/case/procedure.ts'
import type { MemberKey } from './cast.ts'
import { expectedAt, halfHourFrom, later } from './hours.ts'
import { Job } from './job.ts'
import type { Home, Place } from './places.ts'
import type { Tale } from './tale.ts'
import { homeFaults } from './texts/home-faults.ts'
import { type PublicFault, publicFaults } from './texts/public-faults.ts'

/** The present moment of an estate, which today's stories are told backwards from. */
export interface Today {
  now: Date
  newTale: () => Tale
  homes: readonly Home[]
  places: readonly Place[]
}

/** Minutes before now. */
export const ago = ({ now }: Today, minutes: number) => later(now, -minutes)

/** A call from a home that was sorted and priced, with the slip still at the desk. */
export function called(
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
export function sent(today: Today, minutes: number, more: Parameters<typeof called>[2] & { appointment: number }): Job {
  return handedOut(today, minutes, halfHourFrom(ago(today, more.appointment)), more)
}

function handedOut(today: Today, minutes: number, appointment: Date, more: Parameters<typeof called>[2]): Job {
  const job = called(today, minutes, more).wait(1).assign(appointment)
  job.tale.follow(job.clock)
  job.tale.keepTold(today.now)
  return job
}

/** Taken, gone there at the time and looked at, `arrived` minutes ago. */
export function onSite(today: Today, minutes: number, arrived: number, more: Parameters<typeof called>[2]): Job {
  const there = ago(today, arrived)
  const job = handedOut(today, minutes, expectedAt(there), more).wait(3).act('take')
  job.clock = there
  return job.act('arrive').check()
}

export function publicJob(
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
