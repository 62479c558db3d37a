import { z } from 'zod'
import { contract } from '../../../kernel/http/contract.ts'
import { type Head, headNames } from './labels.ts'

export const suggestion = z
  .strictObject({
    /** One of the labels of the head, such as `complaint` of `kind`. */
    label: z.string(),
    title: z.string(),
    /** 0 to 1; of those said with 0.8 about eight in ten are taken. */
    confidence: z.number(),
    /** Words of the text that weighed most, best first. */
    reasons: z.array(z.string()).max(3),
  })
  .meta({ id: 'TriageSuggestion' })

const perHead = <T extends z.ZodType>(one: T) =>
  z.strictObject(Object.fromEntries(headNames.map((head) => [head, one])) as Record<Head, T>)

export const triage = {
  /** POST, since what somebody said belongs into no address. Changes nothing. */
  suggest: contract({
    method: 'POST',
    path: '/api/projects/:project/triage',
    title: 'How a matter with these words is probably sorted, and by which words; null where the model is not sure',
    may: ['staff'],
    body: z.strictObject({ text: z.string().trim().min(1, '请填写诉求内容').max(20_000, '诉求内容最多 20000 字') }),
    answer: z.strictObject({ suggestions: perHead(suggestion.nullable()) }),
  }),
  figures: contract({
    method: 'GET',
    path: '/api/projects/:project/triage/figures',
    title: 'How often the suggestions of this project were taken, of the newest 2000 matters',
    may: ['staff'],
    answer: z.strictObject({
      /** Matters that the model has learned from. */
      learned: z.int(),
      heads: z.array(
        z.strictObject({
          head: z.enum(headNames as [Head, ...Head[]]),
          title: z.string(),
          /** Matters for which the model was sure and a person decided. */
          said: z.int(),
          taken: z.int(),
        }),
      ),
    }),
  }),
}
