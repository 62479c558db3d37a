import { v7 as uuid } from 'uuid'
import { type Estate, idOf, openCase, openClock, person, receptionist, technician, unit } from './estate.ts'

/**
 * The work of `act`: jobs of ten acts each, as a technician's day has them. One new repair is registered; another
 * one, drawn from the whole table, goes from the desk to the finished work.
 */
export interface Job {
  receptionist: string
  technician: string
  opened: string
  unit: string
  person: string
  worked: string
  /** The clock that runs on `worked` at the start. */
  dispatchClock: string
  photo: string
  /** A half hour that is still to come. */
  appointmentAt: Date
}

export interface JobAct {
  name: string
  by: 'receptionist' | 'technician'
  form: (job: Job) => Record<string, unknown>
}

export const MIX: readonly JobAct[] = [
  {
    name: 'register',
    by: 'receptionist',
    form: (job) => ({
      place: 'home',
      trade: 'water',
      content: '厨房水龙头漏水，已关总阀',
      keyPoints: '厨房，今早开始',
      unitId: job.unit,
      personId: job.person,
    }),
  },
  { name: 'note', by: 'receptionist', form: () => ({ text: '业主下午两点后在家' }) },
  { name: 'decidePayer', by: 'receptionist', form: () => ({ payer: 'company', reason: '保修期内' }) },
  {
    name: 'assign',
    by: 'receptionist',
    form: (job) => ({ technicianId: job.technician, appointmentAt: job.appointmentAt.toISOString() }),
  },
  { name: 'take', by: 'technician', form: () => ({}) },
  { name: 'arrive', by: 'technician', form: () => ({}) },
  { name: 'check', by: 'technician', form: () => ({ finding: '阀芯磨损' }) },
  { name: 'note', by: 'technician', form: () => ({ text: '需关总阀十分钟' }) },
  { name: 'begin', by: 'technician', form: () => ({}) },
  { name: 'finish', by: 'technician', form: (job) => ({ workDone: '更换阀芯，试水正常', photos: [job.photo] }) },
]

export const MIX_SAYS = 'register, 2 × note, decidePayer, assign, take, arrive, check, begin, finish'

/** Hands out jobs, each on another open repair, spread over the whole table. Throws when all are used. */
export interface TakeJobs {
  (count: number): Job[]
  /** Jobs that are left. */
  readonly left: number
}

export function jobsOf({ open }: Estate): TakeJobs {
  const reported = Math.floor(open / 4) * 2
  // A stride without a common divisor visits each repair once, far from the one before.
  const stride = strideFor(reported)
  const halfHour = new Date(Math.ceil(Date.now() / 1_800_000) * 1_800_000 + 4 * 3_600_000)
  let next = 0
  const job = (): Job => {
    if (next >= reported)
      throw new Error(`all ${reported} repairs to be dispatched are used up: choose a larger --size`)
    const index = (next * stride) % reported
    const n = Math.floor(index / 2) * 4 + (index % 2)
    next++
    return {
      receptionist: receptionist(next),
      technician: technician(next),
      opened: uuid(),
      unit: unit(next),
      person: person(next),
      worked: openCase(n),
      dispatchClock: openClock(n, 1),
      photo: idOf('file', 1 + (next % 100)),
      appointmentAt: halfHour,
    }
  }
  const take = (count: number) => Array.from({ length: count }, job)
  return Object.defineProperty(take, 'left', { get: () => reported - next }) as TakeJobs
}

function strideFor(count: number): number {
  let stride = Math.max(1, Math.floor(count * 0.618))
  while (divisor(stride, count) !== 1) stride++
  return stride
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
