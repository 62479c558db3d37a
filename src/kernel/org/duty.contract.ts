import { z } from 'zod'
import { contract, day, done, id, instant } from '../http/contract.ts'
import { dutyTask } from './duty.ts'

const entry = {
  id,
  accountId: id,
  name: z.string(),
  workPhone: z.string().nullable(),
  task: dutyTask,
  fromAt: instant,
  toAt: instant,
  /** On duty at this moment. */
  now: z.boolean(),
}

export const dutyEntry = z.strictObject(entry).meta({ id: 'DutyEntry' })

/** Who draws up the on-duty list. */
export const DUTY_KEEPERS = [
  'manager',
  'department-admin',
  'service-director',
  'engineering-supervisor',
  'service-supervisor',
] as const

/** The on-duty list: who answers the 24-hour line and who is paged for an emergency. */
export const duty = {
  onDuty: contract({
    method: 'GET',
    path: '/api/projects/:project/on-duty',
    title: 'The on-duty list from now on; who has `now` is on duty',
    may: ['staff'],
    answer: z.strictObject({ onDuty: z.array(dutyEntry) }),
  }),
  week: contract({
    method: 'GET',
    path: '/api/projects/:project/on-duty/week',
    title: 'One week of the on-duty list, Monday to Sunday, with the times that nobody covers',
    may: ['staff'],
    query: z.strictObject({
      /** Any day of the week; default the present one. */
      on: day.optional(),
    }),
    answer: z.strictObject({
      /** Monday and Sunday. */
      fromOn: day,
      toOn: day,
      entries: z.array(z.strictObject({ ...entry, madeBy: z.string().nullable() })),
      /** From now on, for the tasks that the settings want covered round the clock. */
      gaps: z.array(z.strictObject({ task: dutyTask, fromAt: instant, toAt: instant })),
      /** Turns that the settings offer. */
      shifts: z.array(z.strictObject({ name: z.string(), from: z.string(), to: z.string() })),
      watched: z.array(dutyTask),
      /** The number that the front desk on duty answers. */
      servicePhone: z.string().nullable(),
      /** Turns in the week before, which can be copied. */
      lastWeek: z.int(),
    }),
  }),
  put: contract({
    method: 'POST',
    path: '/api/projects/:project/on-duty',
    title: 'Put somebody on the on-duty list',
    may: [...DUTY_KEEPERS],
    body: z.strictObject({ id, accountId: id, task: dutyTask, fromAt: instant, toAt: instant }),
    answer: done,
  }),
  take: contract({
    method: 'DELETE',
    path: '/api/projects/:project/on-duty/:entry',
    title: 'Take an entry off the on-duty list',
    may: [...DUTY_KEEPERS],
    answer: done,
  }),
  copyWeek: contract({
    method: 'POST',
    path: '/api/projects/:project/on-duty/copy',
    title: 'Copy the turns of the week before into a week; who has left or is there already is left out',
    may: [...DUTY_KEEPERS],
    body: z.strictObject({
      /** Any day of the week to fill. */
      on: day,
    }),
    answer: z.strictObject({
      copied: z.int(),
      /** Names of people of last week who do not work here any more. */
      leftOut: z.array(z.string()),
    }),
  }),
}
