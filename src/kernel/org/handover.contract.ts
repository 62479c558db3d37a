import { z } from 'zod'
import { MAY_HAND_OVER } from '../case/standing.ts'
import { contract, done, id, instant, text } from '../http/contract.ts'
import { say } from '../text/translate.ts'
import { dutyTask } from './duty.ts'

/** Who may hand over somebody's work, look at where he is signed in, and let him go. */
const admins = ['manager', 'department-admin', 'service-director'] as const
const session = z.string().regex(/^[0-9a-f]{64}$/)

/** Cases that one hand-over moves at most; the page sends the next ones after it. */
export const MOST_HANDED = 100

/** Absence and leaving: what somebody has in hand and to whom it goes, and where he is signed in. */
export const handover = {
  load: contract({
    method: 'GET',
    path: '/api/projects/:project/staff/:account/load',
    title: 'What somebody of the staff has in hand: open cases, zones, turns of duty, posts',
    may: [...MAY_HAND_OVER],
    answer: z.strictObject({
      /** Open cases in hand, what runs out first on top; at most 200 of them. */
      cases: z.array(
        z.strictObject({
          caseId: id,
          procedure: z.string(),
          procedureTitle: z.string(),
          number: z.string(),
          title: z.string(),
          stateTitle: z.string(),
          dueAt: instant.nullable(),
          /** Only a technician can take it over. */
          technician: z.boolean(),
        }),
      ),
      caseCount: z.int(),
      posts: z.array(
        z.strictObject({
          postId: id,
          title: z.string(),
          /** Others who hold the post now or stand in: they go on without him. */
          others: z.array(z.string()),
          zones: z.array(z.string()),
        }),
      ),
      turns: z.array(z.strictObject({ id, task: dutyTask, fromAt: instant, toAt: instant })),
    }),
  }),
  handOver: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account/hand-over',
    title: 'Hand open cases over to somebody else',
    may: [...MAY_HAND_OVER],
    keyed: true,
    body: z.strictObject({
      toAccountId: id,
      caseIds: z
        .array(id)
        .min(1, '请选要移交的事项')
        .max(MOST_HANDED, say('一次最多移交 {most} 件', { most: MOST_HANDED })),
      reason: text(200),
    }),
    answer: z.strictObject({
      handed: z.int(),
      refused: z.array(z.strictObject({ caseId: id, text: z.string() })),
    }),
  }),
  leave: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account/leave',
    title: 'Somebody leaves: posts and turns of duty end, the account is disabled; his open cases must be handed over',
    may: [...admins],
    answer: done,
  }),
  sessions: contract({
    method: 'GET',
    path: '/api/projects/:project/staff/:account/sessions',
    title: 'Where somebody of the staff is signed in',
    may: [...admins],
    answer: z.strictObject({
      sessions: z.array(
        z.strictObject({
          session,
          madeAt: instant,
          seenAt: instant,
          address: z.string().nullable(),
          agent: z.string().nullable(),
        }),
      ),
    }),
  }),
  endSession: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account/sessions/:session/end',
    title: 'Sign somebody of the staff out in one place',
    may: [...admins],
    params: { session },
    answer: done,
  }),
  endSessions: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account/sessions/end',
    title: 'Sign somebody of the staff out everywhere',
    may: [...admins],
    answer: z.strictObject({ ended: z.int() }),
  }),
}
