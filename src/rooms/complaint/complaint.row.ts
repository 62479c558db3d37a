/** The complaint's own words and its row (table complaint_record). Handbook CMP. */

/** How a complaint came in. What is not face to face is passed on to the desk within the hour (CMP-16). */
export const sources = {
  face: '当面',
  phone: '电话',
  letter: '信件',
  email: '电子邮件',
  network: '网络',
  app: '业主手机',
  quality: '品质部下发',
  group: '公司或集团转来',
  authority: '政府部门转来',
} as const

export type Source = keyof typeof sources

/** By cause (CMP-12): our own service, the building, or what lies outside the red line. */
export const classes = {
  '1': '一类：自身管理或服务不到位',
  '2': '二类：房屋质量',
  '3': '三类：规划红线以外',
} as const

export type ComplaintClass = keyof typeof classes

/** Who is to act (CMP-34). */
export const parties = {
  own: '物业',
  developer: '地产公司',
  municipal: '市政配套',
  third: '其他单位',
} as const

export type Party = keyof typeof parties

/** What checking brought to light. Our own fault is answered with an apology and a remedy (CMP-05). */
export const causes = {
  own: '我方失误',
  building: '房屋质量',
  outside: '外部原因',
  customer: '客户自身原因',
  unclear: '查无实据',
} as const

export const answerWays = { face: '当面', letter: '书面', phone: '电话', app: '业主手机' } as const

/** Why a complaint climbs at once (CMP-21). */
export const climbs = { hard: '处理难度较大', group: '直接到公司或集团', authority: '直接到政府部门' } as const

export const exemptions = { unreachable: '客户联系不上', inconvenient: '客户不便受访' } as const

/** The room's row: a projection of the log, one to one with its case. */
export interface Complaint {
  state: string
  source: Source
  content: string
  serviceItem: string
  photos: readonly string[]
  /** Who heard of it first, and when; then it goes to the desk (CMP-08, CMP-16). */
  heardById: string | null
  heardAt: Date
  registeredAt: Date
  lateReason: string | null
  site: string | null
  postedAt: Date | null
  foundAt: Date | null
  apologized: boolean
  settledOnSpot: boolean
  /** The employee complained about: reads neither complaint nor interview (CMP-06). */
  accusedId: string | null
  valid: boolean | null
  confirmedAt: Date | null
  confirmedBy: string | null
  complaintClass: ComplaintClass | null
  classReason: string | null
  classifiedAt: Date | null
  classifiedBy: string | null
  party: Party | null
  departmentId: string | null
  handlerId: string | null
  slipIssuedAt: Date | null
  slipReceivedAt: Date | null
  slipReceipt: 'signed' | 'lapsed' | null
  complainantAskedTo: Date | null
  accusedAskedAt: Date | null
  reportedUpAt: Date | null
  superiorOpinion: string | null
  superiorOpinionAt: Date | null
  verifiedAt: Date | null
  facts: string | null
  cause: keyof typeof causes | null
  hardAt: Date | null
  hardNote: string | null
  /** When, being hard, it had taken more than a working day (CMP-27, CMP-32). */
  overDayAt: Date | null
  designatedId: string | null
  designatedAt: Date | null
  climb: keyof typeof climbs | null
  climbedAt: Date | null
  headOpinion: string | null
  headOpinionAt: Date | null
  executiveToldAt: Date | null
  executiveOpinion: string | null
  executiveOpinionAt: Date | null
  directReportFrom: Date | null
  directReportedAt: Date | null
  representativeAskedAt: Date | null
  representativeDelegated: boolean
  representativeOpinion: string | null
  representativeOpinionAt: Date | null
  majorAt: Date | null
  majorReportedAt: Date | null
  majorReport: MajorReport | null
  finishBy: Date | null
  measures: string | null
  measuresAt: Date | null
  resultReportedAt: Date | null
  difficult: boolean
  outsideBody: string | null
  outsideDocument: string | null
  referredAt: Date | null
  trackedAt: Date | null
  lastFeedbackAt: Date | null
  feedbacks: number
  warrantyId: string | null
  warrantyReport: string | null
  warrantyReportedAt: Date | null
  explainedAt: Date | null
  negotiatedWith: string | null
  understanding: string | null
  process: string | null
  result: string | null
  analysis: string | null
  improvement: string | null
  grounds: readonly string[]
  handledAt: Date | null
  opinionConfirmedAt: Date | null
  enteredAt: Date | null
  firstReplyAt: Date | null
  replies: number
  answer: string | null
  answerWay: keyof typeof answerWays | null
  answeredAt: Date | null
  apology: string | null
  remedy: string | null
  callBackById: string | null
  callBackWay: string | null
  calledBackAt: Date | null
  callBackOpinion: string | null
  callBackEffect: boolean | null
  callBackPrevention: string | null
  exemption: keyof typeof exemptions | null
  exemptedAt: Date | null
  supervisedAt: Date | null
  closedAt: Date | null
  /** The first closing alone opens the case study (CMP-22). */
  firstClosedAt: Date | null
  archivedAt: Date | null
  reopened: number
  /** When work on it began anew: reopened, or called back and found not to have helped. */
  resumedAt: Date | null
  withdrawReason: string | null
}

/** The report of a major complaint: its five parts (CMP-45). */
export interface MajorReport {
  cause: string
  process: string
  result: string
  lessons: string
  corrective: string
}

/** Sources that reach us over the head of the department (CMP-21). */
export const overTheHead: readonly Source[] = ['group', 'authority']

/** Sources whose words came in writing: the answer is in person or in writing (CMP-04). */
export const written: readonly Source[] = ['letter', 'email', 'network', 'authority', 'group', 'quality']
