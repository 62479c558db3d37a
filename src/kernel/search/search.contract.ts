import { z } from 'zod'
import { contract, id } from '../http/contract.ts'

/** In the order in which groups are shown. */
export const hitKinds = ['unit', 'person', 'vehicle', 'case', 'place'] as const
/** Hits of one kind in one answer; who needs another one types more. */
export const MOST_OF_A_KIND = 15

export const searchHit = z
  .strictObject({
    kind: z.enum(hitKinds),
    /** Of the unit, person, case or place; of a vehicle the person's whose car it is. */
    id,
    /** 1-2-301, 王小明, 沪A***45, BX-20261122-0007, 大堂. */
    title: z.string(),
    /** What tells it from its neighbours: residents of a unit, units of a person, title and state of a case. */
    subtitle: z.string(),
    /** Of a case. */
    procedure: z.string().nullable(),
    /** The unit that a new matter for this hit is about; null when there is none or more than one. */
    unitId: id.nullable(),
  })
  .meta({ id: 'SearchHit' })
export type SearchHit = z.infer<typeof searchHit>

export const search = {
  /** What is looked for travels in the body: phones and plates do not belong into addresses. */
  find: contract({
    method: 'POST',
    path: '/api/projects/:project/search',
    title:
      'One list of units, residents, vehicles, cases and places: by a fragment of a name, pinyin, a room as people write it, whole phone or its last four digits, plate or its end, case number or its tail',
    may: ['staff'],
    hot: true,
    body: z.strictObject({
      q: z.string().trim().min(1, '请填写').max(200, '最多 200 个字'),
      kind: z.enum(hitKinds).optional(),
    }),
    answer: z.strictObject({
      /** Grouped by kind, the best of each kind first. */
      hits: z.array(searchHit).max(hitKinds.length * MOST_OF_A_KIND),
      /** There are more of some kind than are told. */
      more: z.boolean(),
    }),
  }),
}
