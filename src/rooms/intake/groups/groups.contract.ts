import { z } from 'zod'
import { caseLine } from '../../../kernel/case/case.contract.ts'
import { contract, done, id, instant, pageOf, pageQuery } from '../../../kernel/http/contract.ts'
import { say } from '../../../kernel/text/translate.ts'

/** Matters that one head may handle together; an answer to all of them is one transaction. */
export const MOST_MEMBERS = 500
/** Suggested groups that are shown at once, and matters of each. */
export const MOST_SUGGESTED = 50
export const MOST_SHOWN = 30

/** Work that can handle many owners' matters: what a matter itself is worked on by. */
export const headProcedures: readonly string[] = ['contact', 'repair', 'complaint']

/** Why two matters stand together, as catalogue keys. */
export const reasonTitles = {
  'same-place': '同一位置',
  'same-thing': '同类事项',
  words: '说法相近',
  recent: '时间相近',
} as const
export type SimilarReason = keyof typeof reasonTitles

const reason = z.enum(Object.keys(reasonTitles) as [SimilarReason, ...SimilarReason[]])

export const similarMatter = z
  .strictObject({
    case: caseLine,
    reasons: z.array(reason),
    /** The caller's own flat, or the same person: chased, not joined. */
    own: z.boolean(),
    /** Open work that one more matter can join: the head it is a member of, else its own. */
    head: caseLine.nullable(),
    /** Matters that this head handles already. */
    members: z.int(),
  })
  .meta({ id: 'SimilarMatter' })
export type SimilarMatter = z.infer<typeof similarMatter>

const group = z
  .strictObject({
    head: caseLine,
    members: z.int(),
    /** Not ended yet. */
    open: z.int(),
    /** Not answered yet. */
    unanswered: z.int(),
    lastJoinedAt: instant,
  })
  .meta({ id: 'MatterGroup' })
export type MatterGroup = z.infer<typeof group>

const member = z
  .strictObject({
    case: caseLine,
    /** The matter that the head itself came from: answered with the others, but no member. */
    origin: z.boolean(),
    joinedAt: instant.nullable(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: 'GroupMember' })
export type GroupMember = z.infer<typeof member>

const ids = (least: number) =>
  z
    .array(id)
    .min(least, say('请至少选 {least} 件', { least }))
    .max(MOST_MEMBERS, say('一次最多 {most} 件', { most: MOST_MEMBERS }))
const unlike = (list: readonly string[]) => new Set(list).size === list.length

/** What became of each matter, in the order in which they were sent. */
const rows = z.array(
  z.strictObject({
    id,
    number: z.string(),
    state: z.string().nullable(),
    /** Why nothing was done; null: it was. */
    refused: z.string().nullable(),
  }),
)
export type GroupRow = z.infer<typeof rows>[number]

const staff = ['receptionist', 'service-officer', 'service-supervisor'] as const

export const groups = {
  /** POST, since what somebody said belongs into no address. Changes nothing. */
  similar: contract({
    method: 'POST',
    path: '/api/projects/:project/desk/similar',
    title: 'Open matters like the one being noted, the same place first; to join instead of opening another',
    may: ['staff'],
    body: z.strictObject({
      content: z.string().trim().max(2000).default(''),
      unit: id.optional(),
      place: id.optional(),
      person: id.optional(),
      /** The matter being handed out, which is not like itself. */
      matter: id.optional(),
    }),
    answer: z.strictObject({ matters: z.array(similarMatter).max(8) }),
  }),
  suggested: contract({
    method: 'GET',
    path: '/api/projects/:project/groups/suggested',
    title: 'Open matters that seem to be about one thing, the largest groups first; a person decides',
    may: staff,
    answer: z.strictObject({
      groups: z
        .array(
          z.strictObject({
            /** The earliest of its matters that stand alone. */
            id,
            /** A head that some like these have joined already. */
            head: caseLine.nullable(),
            /** Open work under these matters, which could be the head. */
            works: z.array(caseLine),
            matters: z.array(caseLine).max(MOST_SHOWN),
            count: z.int(),
            ids: z.array(id).max(MOST_MEMBERS),
          }),
        )
        .max(MOST_SUGGESTED),
      withinDays: z.int(),
    }),
  }),
  list: contract({
    method: 'GET',
    path: '/api/projects/:project/groups',
    title: 'Heads that handle several matters together, the latest first',
    may: staff,
    query: z.strictObject({ ...pageQuery }),
    answer: pageOf(group),
  }),
  one: contract({
    method: 'GET',
    path: '/api/projects/:project/groups/:head',
    title: 'A head with how many matters it handles',
    may: staff,
    answer: group.extend({ lastJoinedAt: instant.nullable() }),
  }),
  members: contract({
    method: 'GET',
    path: '/api/projects/:project/groups/:head/members',
    title: 'Matters that a head handles together, the first to join first',
    may: staff,
    query: z.strictObject({ ...pageQuery }),
    answer: pageOf(member),
  }),
  mark: contract({
    method: 'GET',
    path: '/api/projects/:project/groups/of/:case',
    title: 'Whether a case is the head of several matters, or handled by one',
    may: ['staff'],
    answer: z.strictObject({ members: z.int(), head: caseLine.nullable() }),
  }),
  link: contract({
    method: 'POST',
    path: '/api/projects/:project/groups/:head/link',
    title: 'Let a head handle these matters together; each is sorted first where it is not yet; refusals per matter',
    may: staff,
    body: z
      .strictObject({ matters: ids(1), reason: z.string().trim().min(1).max(200).optional() })
      .refine(({ matters }) => unlike(matters), { path: ['matters'], message: '同一件只能选一次' }),
    answer: z.strictObject({ rows }),
    keyed: true,
  }),
  answer: contract({
    method: 'POST',
    path: '/api/projects/:project/groups/:head/answer',
    title: 'Answer the owners of these matters of a group, each on his own matter; refusals per matter',
    may: ['receptionist', 'service-officer'],
    body: z
      .strictObject({
        answer: z.string().trim().min(1, '请填写答复内容').max(2000, '答复内容最多2000字'),
        keptReason: z.string().trim().min(1).max(200).optional(),
        way: z.enum(['phone', 'counter', 'visit', 'app', 'letter']),
        /** As they were seen: one that has moved on since is refused. */
        matters: z
          .array(z.strictObject({ id, seenSeq: z.int().min(1) }))
          .min(1, '请至少选 1 件')
          .max(MOST_MEMBERS, say('一次最多 {most} 件', { most: MOST_MEMBERS })),
      })
      .refine(({ matters }) => unlike(matters.map((one) => one.id)), {
        path: ['matters'],
        message: '同一件只能选一次',
      }),
    answer: z.strictObject({ rows }),
    keyed: true,
  }),
  interim: contract({
    method: 'POST',
    path: '/api/projects/:project/groups/:head/interim',
    title:
      'Tell every owner of a group how far it is, each on his own matter, and on the head itself; who could not be told is reported',
    may: staff,
    body: z
      .strictObject({
        words: z.string().trim().min(1, '请填写回复内容').max(1000, '回复内容最多1000字'),
        keptReason: z.string().trim().min(1).max(200).optional(),
        /** Matters of those whom somebody has told by telephone: they need no account of their own. */
        phoned: z
          .array(id)
          .max(MOST_MEMBERS, say('一次最多 {most} 件', { most: MOST_MEMBERS }))
          .default([]),
      })
      .refine(({ phoned }) => unlike(phoned), { path: ['phoned'], message: '同一件只能选一次' }),
    answer: z.strictObject({
      /** Whether the owner whom the head came from was told too: on the head itself where it is a complaint. */
      head: z.boolean(),
      told: z.int(),
      untold: z.array(
        z.strictObject({
          case: caseLine,
          /** `no-account`: to be rung up, and then named in `phoned`. `refused`: its state takes no reply. */
          why: z.enum(['no-account', 'refused']),
          text: z.string(),
        }),
      ),
    }),
    keyed: true,
  }),
  decline: contract({
    method: 'POST',
    path: '/api/projects/:project/groups/decline',
    title: 'These matters are not about one thing: they are not suggested together again',
    may: staff,
    body: z
      .strictObject({ matters: ids(2) })
      .refine(({ matters }) => unlike(matters), { path: ['matters'], message: '同一件只能选一次' }),
    answer: done,
  }),
} as const
