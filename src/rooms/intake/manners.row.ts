/** What an inspector looks at and asks about when he watches a reception (INT-10, CMP-29). Wording is the project's own. */
export const manners = {
  dress: '着装整洁、佩戴工牌',
  greeting: '起身问候、使用敬语',
  listening: '专心倾听、不打断',
  noting: '当面记录并复述确认',
  standpoint: '站在客户立场说明和安排',
  farewell: '告知下一步并礼貌道别',
  knows: '问得出投诉的流程和制度',
} as const

export type Manner = keyof typeof manners

/** The items that were not kept. */
export const failedOf = (form: Record<Manner, boolean>): Manner[] =>
  (Object.keys(manners) as Manner[]).filter((name) => !form[name])

/** The row of a check (table manners_check): a projection of its log. */
export interface MannersCheck {
  state: string
  source: 'customer' | 'inspector'
  matterNumber: string | null
  employeeAccount: string | null
  failed: readonly Manner[]
  /** The customer says that he was sent from one to the other (INT-03). */
  evaded: boolean
  rating: number | null
  words: string | null
  checkedAt: Date
  mendedAt: Date | null
  mending: string | null
}
