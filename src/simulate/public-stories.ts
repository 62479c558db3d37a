import type { Actor } from '../kernel/case/procedure.ts'
import { daytimeBefore, later, latest, within } from './hours.ts'
import { book, Job } from './job.ts'
import type { Home, Place } from './places.ts'
import type { Tale } from './tale.ts'
import { contractors } from './texts/prices.ts'
import type { PublicFault } from './texts/public-faults.ts'

/** How a repair in a public place goes, and how often each in a hundred. */
export const publicWays = { plain: 62, pool: 16, contractor: 10, failed: 7, 'late-confirm': 5 } as const

export type PublicWay = keyof typeof publicWays

/** Who reports: a resident who passes by, or somebody of the staff on his round. */
export interface Reporter {
  by: Actor
  home: Home | null
}

/** A repair in a public place, from the report to the filed slip and the answer to whoever reported it. */
export function tellPublicRepair(
  tale: Tale,
  at: Date,
  way: PublicWay,
  place: Place,
  fault: PublicFault,
  reporter: Reporter | null,
): void {
  const { random } = tale
  const photos = reporter ? [tale.photo(fault, false)] : undefined
  const channel = reporter?.by.kind === 'staff' ? ('staff' as const) : undefined
  const registered = tale.hear(at, `${place.name}：${fault.content}`, place, {
    ...(reporter ? { by: reporter.by } : { after: random.between(1, 3) }),
    ...(channel ? { channel } : {}),
    ...(photos ? { photos } : {}),
  })
  const sorted = reporter ? later(registered, random.between(3, 18)) : registered
  tale.openRepair(sorted, place, fault)
  const { technician, appointment } = book(tale, fault, later(sorted, 30))
  const job = new Job(tale, fault, place, sorted, technician)
  if (way === 'pool') {
    job.desk('offer')
    tale.follow(job.clock)
    job.wait(4, 22).act('grab').arrive(null)
  } else if (way === 'contractor' && fault.trade === 'lift') {
    contracted(job, appointment)
  } else {
    job.assign(appointment)
    tale.follow(job.clock)
    job.visit(appointment)
  }
  job.begin().finish()
  if (way === 'failed') failOnce(job)
  confirmAndFile(job, way === 'late-confirm')
}

/** The firm that has the contract comes with its own link. */
function contracted(job: Job, appointment: Date): void {
  const { tale } = job
  const firm = contractors.find(({ trade }) => trade === '电梯')!
  const by = tale.desk(job.clock)
  job.desk('outsource', {
    contractor: firm.name,
    contact: `值班 ${firm.phone}`,
    reason: '电梯由维保单位负责',
    appointmentAt: appointment.toISOString(),
  })
  tale.follow(job.clock)
  let bearer: Actor | null = null
  const made = (actor: Actor) => {
    bearer = actor
  }
  const link = { caseId: tale.workId, holderName: firm.name, by, made }
  tale.link(later(job.clock, 2), link)
  job.who = () => bearer!
  job.visit(appointment)
}

const officerOf = ({ tale, where }: Job) => tale.staff(where.zone.officer)

/** The officer of the zone finds something; it is done again. */
function failOnce(job: Job): void {
  const { tale } = job
  job.clock = within(later(job.clock, tale.random.between(40, 200)), '08:40', '18:00', 15)
  tale.repair(job.clock, officerOf(job), 'confirmPublic', {
    passed: false,
    rating: 2,
    nonConformity: '完工部位未清理，仍有一处未处理好',
    department: tale.world.company.departments.engineering,
    photos: [tale.photo(job.fault, false)],
  })
  const { technician, appointment } = book(tale, job.fault, later(job.clock, 50))
  job.who = tale.staff(technician)
  job.wait(5, 20).assign(appointment).visit(appointment).begin()
  job
    .wait(15, 40)
    .act('finish', { workDone: `返工：${job.fault.workDone}，现场清理`, photos: [tale.photo(job.fault, true)] })
}

function confirmAndFile(job: Job, late: boolean): void {
  const { tale } = job
  const { random } = tale
  const finished = job.clock
  // Late: past the 24 hours and the first rung, which is the officer himself.
  const confirmed = late
    ? within(later(finished, 24 * 60 + random.between(40, 160)), '08:40', '18:30', 20)
    : within(later(finished, random.between(45, 240)), '08:40', '18:30', random.between(5, 60))
  tale.repair(confirmed, officerOf(job), 'confirmPublic', {
    passed: true,
    rating: Number(random.weighed({ 5: 7, 4: 3 })),
    photos: [tale.photo(job.fault, true)],
  })
  const answered = daytimeBefore(later(confirmed, random.between(10, 90)))
  const told = answered > confirmed ? answered : later(confirmed, 5)
  tale.keepTold(told)
  tale.answer(told, `${job.fault.workDone}，已由客户服务员现场核实`)
  const filed = within(later(latest(told, confirmed), random.between(20, 300)), '08:30', '20:00', 12)
  tale.repair(filed, tale.desk(filed), 'file')
}
