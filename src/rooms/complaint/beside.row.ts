/** What stands beside the complaint: words and rows of suggestions and needs, and of disputes between neighbours. */

/** What a customer proposes or needs, neither fault nor complaint. */
export const suggestionKinds = { suggestion: '建议', need: '需求' } as const

/** The room's row (table suggestion). */
export interface Suggestion {
  state: string
  kind: keyof typeof suggestionKinds
  content: string
  /** Who collected it (CMP-46). */
  collectedBy: string | null
  collectedAt: Date
  /** Taken up again: its deadlines count from here. */
  reopenedAt: Date | null
  handlerId: string | null
  assignedAt: Date | null
  /** Constructive, or a reasonable need: measures and a call-back are due (CMP-47). */
  constructive: boolean | null
  measures: string | null
  measuresAt: Date | null
  result: string | null
  resultAt: Date | null
  callerId: string | null
  calledBackAt: Date | null
  callBackWords: string | null
  declineReason: string | null
  closedAt: Date | null
}

export const disputeTopics = {
  noise: '噪声',
  leak: '渗漏水',
  passage: '占用通道',
  pet: '宠物',
  parking: '停车',
  renovation: '装修',
  other: '其他',
} as const

export const outcomes = { settled: '调解成功', referred: '转社区或有关部门', unsettled: '未达成一致' } as const

/** The room's row (table dispute). */
export interface Dispute {
  state: string
  topic: keyof typeof disputeTopics
  content: string
  registeredAt: Date
  /** Taken up again: its deadlines count from here. */
  reopenedAt: Date | null
  /** The other side: a flat of the estate, or whoever is described. */
  otherUnitId: string | null
  otherSide: string
  firstHeardAt: Date | null
  otherHeardAt: Date | null
  sessions: number
  lastSessionAt: Date | null
  course: string | null
  outcome: keyof typeof outcomes | null
  outcomeWords: string | null
  outcomeAt: Date | null
  tracked: number
  trackedAt: Date | null
  recurred: boolean | null
  withdrawReason: string | null
}
