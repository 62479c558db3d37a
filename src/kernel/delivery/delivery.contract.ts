import { z } from 'zod'
import { contract, id, instant, pageOf, pageQuery } from '../http/contract.ts'
import { WAY_KEEPERS } from './endpoint.contract.ts'
import { deliveryKind, deliveryStatus, digest, noticeKind, way } from './kinds.ts'

export const deliveryLine = z
  .strictObject({
    id,
    way,
    kind: deliveryKind,
    endpoint: z.strictObject({ id, name: z.string() }),
    /** Name of the colleague or resident; null: a group or another system. */
    to: z.string().nullable(),
    /** 138****8821, z***@example.com */
    toMasked: z.string().nullable(),
    case: z.strictObject({ id, procedure: z.string(), number: z.string() }).nullable(),
    status: deliveryStatus,
    /** Why it was not sent, or the last failure. */
    reason: z.string().nullable(),
    attempts: z.int(),
    madeAt: instant,
    /** When it goes, or is tried again. */
    dueAt: instant,
    sentAt: instant.nullable(),
  })
  .meta({ id: 'DeliveryLine' })
export type DeliveryLine = z.infer<typeof deliveryLine>

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间须写成 08:30 这样')

/** How somebody of the staff wants to be told; null: as the project's settings say. */
export const choices = z.strictObject({
  emailKinds: z.array(noticeKind).max(10).nullable(),
  smsKinds: z.array(noticeKind).max(10).nullable(),
  quietFrom: time.nullable(),
  quietTo: time.nullable(),
  digest: digest.nullable(),
})
export type Choices = z.infer<typeof choices>

export const deliveries = {
  list: contract({
    method: 'GET',
    path: '/api/projects/:project/deliveries',
    title: 'What was told outside the application, newest first, by state and way out',
    may: WAY_KEEPERS,
    query: z.strictObject({ ...pageQuery, status: deliveryStatus.optional(), endpoint: id.optional() }),
    answer: pageOf(deliveryLine),
  }),
  retry: contract({
    method: 'POST',
    path: '/api/projects/:project/deliveries/:delivery/retry',
    title: 'Send one again that was given up',
    may: WAY_KEEPERS,
    answer: z.strictObject({ retried: z.int() }),
  }),
  ofCase: contract({
    method: 'GET',
    path: '/api/projects/:project/cases/:procedure/:id/deliveries',
    title: 'Who was told of a case outside the application, by which way, when, and what came of it; newest first',
    may: ['staff'],
    params: { procedure: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/i) },
    query: z.strictObject(pageQuery),
    answer: pageOf(deliveryLine),
  }),
  mine: contract({
    method: 'GET',
    path: '/api/projects/:project/my-delivery',
    title: 'How I want to be told outside the application, and what the project has by default',
    may: ['staff'],
    answer: z.strictObject({
      email: z.string().nullable(),
      /** The work phone where it is a mobile number. */
      mobile: z.string().nullable(),
      choices,
      /** What holds where I chose nothing. */
      standard: z.strictObject({
        emailKinds: z.array(noticeKind),
        smsKinds: z.array(noticeKind),
        quietFrom: time,
        quietTo: time,
        digest,
        digestAt: time,
      }),
      /** Ways that this project has. */
      ways: z.array(way),
    }),
  }),
  setMine: contract({
    method: 'POST',
    path: '/api/projects/:project/my-delivery',
    title: 'Choose how I want to be told',
    may: ['staff'],
    body: z.strictObject({ email: z.email('请填写邮箱地址').max(200).nullable(), choices }),
    answer: z.strictObject({ done: z.literal(true) }),
  }),
  person: contract({
    method: 'GET',
    path: '/api/projects/:project/mine/:person/delivery',
    title: 'How I want to be told about my own matters (owners)',
    may: ['owner'],
    answer: z.strictObject({
      bySms: z.boolean(),
      byEmail: z.boolean(),
      emailMasked: z.string().nullable(),
      /** Masked mobile number that text messages go to. */
      phoneMasked: z.string().nullable(),
      /** Agreed to be told about services; without it nothing is sent. */
      consented: z.boolean(),
      ways: z.array(way),
    }),
  }),
  setPerson: contract({
    method: 'POST',
    path: '/api/projects/:project/mine/:person/delivery',
    title: 'Choose how I want to be told about my own matters (owners)',
    may: ['owner'],
    body: z.strictObject({
      bySms: z.boolean(),
      byEmail: z.boolean(),
      /** Absent: the one kept stays; null: forget it. */
      email: z.email('请填写邮箱地址').max(200).nullable().optional(),
    }),
    answer: z.strictObject({ done: z.literal(true) }),
  }),
}
