import { z } from 'zod'
import { contract, id, instant } from '../../kernel/http/contract.ts'

/** Why a repair stands in somebody's list of work. */
export const jobTasks = [
  'respond',
  'job',
  'second-man',
  'review',
  'confirm',
  'charge',
  'hand-in',
  'count',
  'invoice',
] as const

export type JobTask = (typeof jobTasks)[number]

/** A repair as the staff phone shows it: where, what, when, and what runs out first. No whole phone number. */
export const jobLine = z
  .strictObject({
    id,
    number: z.string(),
    title: z.string(),
    content: z.string(),
    keyPoints: z.string().nullable(),
    state: z.string(),
    stateTitle: z.string(),
    place: z.enum(['home', 'public']),
    trade: z.string(),
    /** 1-2-301, or the name of the public place; null while nobody knows it. */
    address: z.string().nullable(),
    zone: z.string().nullable(),
    urgent: z.boolean(),
    priority: z.enum(['normal', 'high', 'emergency']),
    chaseCount: z.int(),
    /** The phone is masked (138****8821); the whole number comes by reveal, for the purpose of this case. */
    person: z.strictObject({ id, name: z.string(), phone: z.string().nullable() }).nullable(),
    holder: z.string().nullable(),
    payer: z.string().nullable(),
    appointmentAt: instant.nullable(),
    /** The open deadline that runs out first; `dueAt` null while all are paused. */
    clock: z.strictObject({ title: z.string(), dueAt: instant.nullable() }).nullable(),
    /** Why its deadlines stand still: 等业主, 等材料. */
    waitingFor: z.array(z.string()),
    lastSeq: z.int(),
    lastAt: instant,
  })
  .meta({ id: 'JobLine' })
export type JobLine = z.infer<typeof jobLine>

/** A job of one's own list. */
export const myJob = jobLine.extend({ task: z.enum(jobTasks) }).meta({ id: 'MyJob' })
export type MyJob = z.infer<typeof myJob>

/** A job of the pool, with what speaks for taking it. */
export const poolJob = jobLine
  .extend({
    /** The trade is among the technician's skills. */
    skilled: z.boolean(),
    /** Open jobs that the technician has in the same zone. */
    near: z.int(),
    /** Skilled, or near; of several such jobs those that match best come first. */
    suggested: z.boolean(),
  })
  .meta({ id: 'PoolJob' })
export type PoolJob = z.infer<typeof poolJob>

const MOST_JOBS = 200

export const repairs = {
  mine: contract({
    method: 'GET',
    path: '/api/projects/:project/repairs/mine',
    title: 'What of the repairs waits for me: jobs, emergencies, reviews, public places to confirm, money to count',
    may: ['staff'],
    answer: z.strictObject({ jobs: z.array(myJob).max(MOST_JOBS), now: instant }),
  }),
  pool: contract({
    method: 'GET',
    path: '/api/projects/:project/repairs/pool',
    title: 'Jobs that a technician may grab; those that suit his skills and his zone come first',
    may: ['technician'],
    answer: z.strictObject({
      jobs: z.array(poolJob).max(MOST_JOBS),
      /** Jobs that I have in hand. */
      load: z.int(),
      now: instant,
    }),
  }),
}
