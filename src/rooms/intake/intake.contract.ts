import { z } from 'zod'
import { caseLine } from '../../kernel/case/case.contract.ts'
import { contract, day, id, instant } from '../../kernel/http/contract.ts'
import { resident, unitLine } from '../../kernel/property/property.contract.ts'
import { payers, trades } from '../repair/repair.public.ts'
import { channels } from './matter.row.ts'

const payer = z.enum(Object.keys(payers) as [keyof typeof payers, ...(keyof typeof payers)[]])
const channel = z.enum(Object.keys(channels) as [keyof typeof channels, ...(keyof typeof channels)[]])
const trade = z.enum(Object.keys(trades) as [keyof typeof trades, ...(keyof typeof trades)[]])

/** A sentence as a catalogue key and what is filled into it. */
const saying = z.strictObject({ text: z.string(), args: z.record(z.string(), z.union([z.string(), z.number()])) })
export type Saying = z.infer<typeof saying>

export const suggestedTechnician = z
  .strictObject({
    accountId: id,
    name: z.string(),
    /** The trade is among the skills. */
    skilled: z.boolean(),
    onDuty: z.boolean(),
    /** Repairs in hand. */
    load: z.int(),
    /** Repairs in hand in the same zone. */
    near: z.int(),
    /** Has another appointment within half an hour of the asked time. */
    clash: z.boolean(),
    /** Why he stands at this place of the list. */
    reasons: z.array(saying),
  })
  .meta({ id: 'SuggestedTechnician' })
export type SuggestedTechnician = z.infer<typeof suggestedTechnician>

export const desk = {
  context: contract({
    method: 'GET',
    path: '/api/projects/:project/desk/context',
    title: 'What stands beside a call: residents, warranty, open and recent cases, who should pay and why',
    may: ['staff'],
    query: z.strictObject({ unit: id.optional(), person: id.optional(), place: id.optional() }),
    answer: z.strictObject({
      unit: unitLine
        .extend({
          handedOverOn: day.nullable(),
          warrantyUntil: day.nullable(),
          underWarranty: z.boolean(),
          /** The officer who answers for the zone. */
          officer: z.string().nullable(),
        })
        .nullable(),
      place: z.strictObject({ id, name: z.string(), code: z.string(), zone: z.string() }).nullable(),
      person: z
        .strictObject({
          id,
          name: z.string(),
          phones: z.array(z.strictObject({ id, masked: z.string(), label: z.string() })),
          units: z.array(
            z.strictObject({ id, code: z.string(), kind: z.enum(['flat', 'shop', 'parking']), relation: z.string() }),
          ),
        })
        .nullable(),
      residents: z.array(resident),
      openCases: z.array(caseLine),
      recentCases: z.array(caseLine),
      payer: z.strictObject({ payer, reason: z.string() }).nullable(),
    }),
  }),
  technicians: contract({
    method: 'GET',
    path: '/api/projects/:project/desk/technicians',
    title: 'Technicians for a job, best first: by skill, duty, zone, load and free time',
    may: ['staff'],
    query: z.strictObject({ trade, unit: id.optional(), place: id.optional(), at: instant.optional() }),
    answer: z.strictObject({ technicians: z.array(suggestedTechnician).max(200) }),
  }),
  evidence: contract({
    method: 'GET',
    path: '/api/projects/:project/desk/evidence',
    title: 'How matters of a period were received: settled at once, hand-overs, ways in, calls in each hour',
    may: ['staff'],
    /** Business days, both included, at most 366. */
    query: z.strictObject({ from: day, to: day }),
    answer: z.strictObject({
      matters: z.int(),
      /** Settled by their receiver, without a hand-over. */
      settled: z.int(),
      handOvers: z.int(),
      mostHandOvers: z.int(),
      /** Matters in which evasive words were kept, with a reason. */
      kept: z.int(),
      channels: z.array(z.strictObject({ channel, matters: z.int() })),
      /** Calls answered in each hour of the day, from midnight on. */
      callsByHour: z.array(z.int()).length(24),
    }),
  }),
  today: contract({
    method: 'GET',
    path: '/api/projects/:project/desk/today',
    title: "The desk's day: what waits to be sorted or handed out, deadlines at risk, and how many of each",
    may: ['staff'],
    answer: z.strictObject({
      /** Matters to be sorted, and work to be handed out, called back or filed; first what runs out first. */
      queue: z.array(caseLine).max(50),
      /** Open deadlines that have run out or run out within the hour. */
      risk: z
        .array(
          z.strictObject({ case: caseLine, clock: z.string(), dueAt: instant, acknowledgedBy: z.string().nullable() }),
        )
        .max(50),
      counts: z.strictObject({
        taken: z.int(),
        toSort: z.int(),
        toDispatch: z.int(),
        toCallBack: z.int(),
        toAnswer: z.int(),
        late: z.int(),
        emergencies: z.int(),
        chased: z.int(),
      }),
      now: instant,
    }),
  }),
}
