import { z } from 'zod'
import { contract, flag, id, instant, pageOf, pageQuery } from '../http/contract.ts'

export const noticeLine = z
  .strictObject({
    id,
    project: z.int(),
    kind: z.enum(['told', 'assigned', 'chased', 'clock', 'emergency', 'privacy', 'way']),
    /** The sentence, filled in, in the reader's language. */
    text: z.string(),
    case: z.strictObject({ id, procedure: z.string(), number: z.string(), title: z.string() }).nullable(),
    /** The clock that this notice asks to acknowledge. */
    clockId: id.nullable(),
    /** Somebody has acknowledged it already. */
    acknowledged: z.boolean(),
    madeAt: instant,
    readAt: instant.nullable(),
  })
  .meta({ id: 'NoticeLine' })
export type NoticeLine = z.infer<typeof noticeLine>

/** What the event stream carries: keys to refetch, never content. */
export type LiveEvent = { project: number; caseId: string; procedure: string } | { notices: true }

export const notices = {
  list: contract({
    method: 'GET',
    path: '/api/notices',
    title: 'My notices, newest first, over all my projects',
    may: ['signed-in'],
    query: z.strictObject({ ...pageQuery, unread: flag.optional() }),
    answer: pageOf(noticeLine),
  }),
  count: contract({
    method: 'GET',
    path: '/api/notices/count',
    title: 'How many of my notices are unread; 100 stands for 100 and more',
    may: ['signed-in'],
    answer: z.strictObject({ unread: z.int().max(100) }),
  }),
  read: contract({
    method: 'POST',
    path: '/api/projects/:project/notices/read',
    title: 'Mark notices of mine as read: some, those of one case, or without either all of the project',
    may: ['signed-in'],
    body: z.strictObject({ ids: z.array(id).max(200).optional(), caseId: id.optional() }),
    answer: z.strictObject({ read: z.int() }),
  }),
  events: contract({
    method: 'GET',
    path: '/api/events',
    title: 'Live updates (server-sent events): `data` is {"project","caseId","procedure"} or {"notices":true}',
    may: ['signed-in'],
    media: 'text/event-stream',
    answer: z.unknown(),
  }),
}
