/** What is made public to customers. */
export const kinds = {
  'service-line': '24小时服务电话',
  'complaint-channels': '投诉受理渠道',
  'contact-ways': '客服联络方式',
  'complaint-results': '投诉处理结果',
  notice: '通知',
  other: '其他公示',
} as const

export type PublicationKind = keyof typeof kinds

/** What must hang somewhere at any time, and the rule that says so. */
export const required = {
  'service-line': 'INT-07',
  'contact-ways': 'INT-06',
  'complaint-channels': 'CMP-30',
} as const satisfies Partial<Record<PublicationKind, string>>

export const isRequired = (kind: PublicationKind): kind is keyof typeof required => Object.hasOwn(required, kind)

/** The row of a publication (table publication): a projection of its log. */
export interface Publication {
  state: string
  kind: PublicationKind
  content: string
  /** Where it hangs, in words. */
  places: string
  /** Pictures of it where it hangs. */
  photos: readonly string[]
  /** The published number of the line that is answered day and night. */
  phone: string | null
  postedAt: Date
  postedBy: string | null
  /** When somebody last saw that it still hangs and still is right. */
  checkedAt: Date
  /** Since when something that must hang does not. */
  missingSince: Date | null
  renewed: number
  downReason: string | null
}
