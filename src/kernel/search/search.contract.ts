import { z } from 'zod'
import { contract, id } from '../http/contract.ts'

export const searchHit = z
  .strictObject({
    kind: z.enum(['unit', 'person', 'place', 'case']),
    id,
    /** 1-2-301, 王小明, 大堂, BX-20261122-0007. */
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
  find: contract({
    method: 'GET',
    path: '/api/projects/:project/search',
    title:
      'One list of units, residents, places and cases: by a fragment of code or name, pinyin initials, whole phone or its last four digits, case number',
    may: ['staff'],
    hot: true,
    query: z.strictObject({
      q: z.string().trim().min(1).max(60),
      kind: z.enum(['unit', 'person', 'place', 'case']).optional(),
    }),
    answer: z.strictObject({ hits: z.array(searchHit).max(60), more: z.boolean() }),
  }),
}
