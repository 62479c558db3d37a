import type { PhraseCheck } from './evasion.ts'

/** By which way a matter came in. */
export const channels = {
  phone: '电话',
  hotline: '24小时服务电话',
  counter: '前台',
  'owner-phone': '业主手机',
  link: '事项链接',
  staff: '员工上报',
  visit: '走访',
  letter: '信件',
  email: '邮件',
  web: '网站',
  file: '来信文件',
  network: '网络',
} as const

/** What a matter turns out to be; the receptionist judges it (INT-12). */
export const kinds = {
  repair: '报修',
  complaint: '投诉',
  feedback: '公司员工落实反馈',
  inquiry: '咨询',
  opinion: '意见',
  suggestion: '建议',
  dispute: '纠纷',
  service: '其他服务请求',
} as const

export type MatterKind = keyof typeof kinds

/** In which register a matter is entered (INT-13). */
export const registers = {
  repair: '《业主报修记录表》',
  complaint: '《业主投诉及建议记录表》',
  opinion: '《业主投诉及建议记录表》',
  suggestion: '《业主投诉及建议记录表》',
  dispute: '《业主投诉及建议记录表》',
  feedback: '《信息反馈记录表》',
  inquiry: '《信息反馈记录表》',
  service: '《信息反馈记录表》',
} as const satisfies Record<MatterKind, string>

/** Emergencies have one key at the desk and a script beside it. */
export const emergencies = {
  'burst-pipe': '爆管跑水',
  'lift-entrapment': '电梯困人',
  gas: '燃气泄漏',
  fire: '火情',
  power: '停电',
} as const

export type Emergency = keyof typeof emergencies

/**
 * Many owners, one thing (群诉). A matter may be handled together with others about the same thing by one head: a work
 * case (a contact slip, a repair, a complaint). It stays its owner's own matter, with his own number and the answer that
 * he was promised; what it has no longer is work of its own. It ends when the head is final and this owner is answered.
 */
export interface Membership {
  /** The work case that handles it together with others; null: it is handled alone. */
  headId: string | null
  joinedAt: Date | null
  /** When the head's work was done. */
  headDoneAt: Date | null
  /** When he was last told, with the others, how far it is. */
  interimAt: Date | null
}

/** The matter's row (table intake_matter): a projection of its log. */
export interface Matter extends Membership {
  state: string
  channel: keyof typeof channels
  content: string
  photos: readonly string[]
  /** A message of a file: where it stands in the file, such as its row or the id it has there. */
  sourceRef: string | null
  /** When its writer says that he wrote it: a claim; deadlines count from the registration. */
  writtenAtClaimed: Date | null
  /** The estate as the message names it, which may be another one or none. */
  estateAsWritten: string | null
  /** The file it came in, byte for byte. */
  originalFileId: string | null
  /** A post on a network: when it was posted, when we found it, and where. */
  postedAt: Date | null
  foundAt: Date | null
  site: string | null
  /** When somebody of the company first heard of it; not after the registration. */
  heardAt: Date
  registeredAt: Date
  emergency: Emergency | null
  kind: MatterKind | null
  kindReason: string | null
  sortedAt: Date | null
  sortedBy: string | null
  register: string | null
  dispatchedAt: Date | null
  followedAt: Date | null
  followUps: number
  /** Base of the answer clock: the receipt, or the last interim answer that the person accepted. */
  promisedFrom: Date
  answer: string | null
  answeredAt: Date | null
  answerWay: string | null
  /** When the customer last heard from us: an interim answer or the answer. */
  toldAt: Date | null
  /** What texts to the customer were checked for (INT-03). */
  phraseChecks: readonly PhraseCheck[]
  /** INT-04: whom the receiver called over, when, and when he came; or whom the caller was put through to. */
  calledAccount: string | null
  calledAt: Date | null
  cameAt: Date | null
  transferredAccount: string | null
  transferredAt: Date | null
  /** When the caller agreed that his words are noted down and passed on. */
  noteAgreedAt: Date | null
  /** INT-05: how often it went into other hands, and when its receiver settled it himself. */
  handOvers: number
  settledAt: Date | null
  /** INT-06: who goes to the customer's home. */
  visitorAccount: string | null
  visitSentAt: Date | null
  visitAppointedAt: Date | null
  visitArrivedAt: Date | null
  visitDoneAt: Date | null
  /** A day that the customer chose himself for the work. */
  appointmentAt: Date | null
  /** INT-19 */
  majorAt: Date | null
  majorReason: string | null
  majorReportedAt: Date | null
  /** INT-20: reported to the manager, because it is beyond the power here or another department must help. */
  escalatedAt: Date | null
  escalateWhy: string | null
  coordinatedAt: Date | null
  coordination: string | null
  concludedAt: Date | null
  withdrawReason: string | null
}

/** The contact slip's row (table contact_slip), 《工作联系单》. */
export interface ContactSlip {
  state: string
  kind: MatterKind
  content: string
  departmentId: string
  handlerId: string
  issuedAt: Date
  receivedAt: Date | null
  reply: string | null
  repliedAt: Date | null
  doneAt: Date | null
  returned: number
  returnReason: string | null
  /** Nobody signed for it in time, so it counts as received (INT-15). */
  countedReceived: boolean
  /** When the department signed for its copy. */
  copySignedAt: Date | null
  /** Where the receptionist keeps the original. */
  originalPlace: string | null
  /** What the handler said when he signed: he must ask his superior. null: he has not said. */
  needsSuperior: boolean | null
  /** INT-17: reported up, to whom, what was asked, and what he said. */
  consultedAt: Date | null
  superiorAccount: string | null
  question: string | null
  consultAnsweredAt: Date | null
  consultAnswer: string | null
}
