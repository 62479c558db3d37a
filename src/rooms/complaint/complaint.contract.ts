import { z } from 'zod'
import { caseLine } from '../../kernel/case/case.contract.ts'
import { contract, day, flag, id, instant, pageOf, pageQuery } from '../../kernel/http/contract.ts'
import { bones } from './fishbone.ts'

const complaintClass = z.enum(['1', '2', '3'])
const party = z.enum(['own', 'developer', 'municipal', 'third'])

/** An open complaint at the desk: the case, and what the desk steers by. */
const complaintLine = caseLine
  .extend({
    complaintClass: complaintClass.nullable(),
    party: party.nullable(),
    department: z.string().nullable(),
    source: z.string(),
    serviceItem: z.string(),
    hard: z.boolean(),
    major: z.boolean(),
    /** Came to us over the head of the department, or was reported upwards for it. */
    over: z.boolean(),
    /** The deadline of its class (CMP-18); null while it does not run. */
    handleDueAt: instant.nullable(),
    /** Some deadline of it has been missed. */
    broken: z.boolean(),
  })
  .meta({ id: 'ComplaintLine' })
export type ComplaintLine = z.infer<typeof complaintLine>

/** A count with the count of the period before. */
const counted = z.strictObject({ count: z.int(), before: z.int() })
const group = counted.extend({
  /** A code of the record (class, cause, source, party), an id, or the words themselves. */
  key: z.string(),
  /** The name of a department or building; null where the key says it. */
  name: z.string().nullable(),
})
export type FigureGroup = z.infer<typeof group>

export const groupings = ['class', 'cause', 'department', 'item', 'source', 'party', 'building'] as const
export const totalNames = [
  'complaints',
  'suggestions',
  'disputes',
  'closed',
  'invalid',
  'hard',
  'major',
  'over',
  'reopened',
] as const
export type TotalName = (typeof totalNames)[number]

const figures = z
  .strictObject({
    /** The period asked for, and the one of the same length before it; both days included. */
    period: z.strictObject({ from: day, to: day }),
    before: z.strictObject({ from: day, to: day }),
    totals: z.record(z.enum(totalNames), counted),
    /** One entry for each week or month that the period touches, the empty ones too. */
    series: z.array(
      z.strictObject({ from: day, total: z.int(), byClass: z.record(z.enum(['1', '2', '3', 'none']), z.int()) }),
    ),
    /** The largest first; service items and buildings at most 30. */
    groups: z.record(z.enum(groupings), z.array(group)),
    /** Deadlines of the complaints of the period: kept, missed. */
    clocks: z.array(z.strictObject({ clock: z.string(), title: z.string(), kept: z.int(), broken: z.int() })),
    /** 鱼骨图: causes by people, method and so on, with the words of the analysis that they were told by. */
    fishbone: z.array(
      z.strictObject({
        bone: z.enum(Object.keys(bones) as [keyof typeof bones, ...(keyof typeof bones)[]]),
        count: z.int(),
        ribs: z.array(z.strictObject({ item: z.string(), word: z.string().nullable(), count: z.int() })),
      }),
    ),
    /** What piles up now, whatever the period: a service item or a building with many in the last seven days. */
    piles: z.array(
      z.strictObject({
        by: z.enum(['item', 'building']),
        name: z.string(),
        count: z.int(),
        /** Households among them. */
        owners: z.int(),
        /** Mean of a week before. */
        weeklyMean: z.number(),
      }),
    ),
  })
  .meta({ id: 'ComplaintFiguresPage' })
export type Figures = z.infer<typeof figures>

/** The complaint desk and the figures. */
export const complaints = {
  open: contract({
    method: 'GET',
    path: '/api/projects/:project/complaints',
    title: 'Open complaints, what runs out first on top',
    may: ['staff'],
    query: z.strictObject({
      ...pageQuery,
      state: z.string().max(20).optional(),
      class: complaintClass.optional(),
      party: party.optional(),
      department: id.optional(),
      hard: flag.optional(),
      major: flag.optional(),
      over: flag.optional(),
      mine: flag.optional(),
      overdue: flag.optional(),
    }),
    answer: pageOf(complaintLine),
  }),
  today: contract({
    method: 'GET',
    path: '/api/projects/:project/complaints/today',
    title: 'How many complaints are open in which state, what came in and was done today',
    may: ['staff'],
    answer: z.strictObject({
      states: z.array(z.strictObject({ state: z.string(), title: z.string(), count: z.int(), late: z.int() })),
      received: z.int(),
      answered: z.int(),
      closed: z.int(),
      late: z.int(),
      hard: z.int(),
      major: z.int(),
      over: z.int(),
    }),
  }),
  figures: contract({
    method: 'GET',
    path: '/api/projects/:project/complaints/figures',
    title: 'Figures of the complaints of a period beside the one before: counts, clocks, causes, what piles up',
    may: ['service-supervisor', 'service-director', 'manager', 'quality-dept', 'executive'],
    /** Business days, both included, at most 366. */
    query: z.strictObject({ from: day, to: day, by: z.enum(['week', 'month']).default('week') }),
    answer: figures,
  }),
} as const
