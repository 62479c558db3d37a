import { z } from 'zod'
import { fen } from '../../kernel/money.ts'

/** What the repair is paid from. Decided on record before dispatch. */
export const payers = {
  owner: '业主',
  company: '物业公司',
  developer: '开发商保修',
  'repair-fund': '公共维修资金',
} as const

export const trades = {
  water: '给排水',
  electric: '电气',
  gas: '燃气',
  'door-window': '门窗',
  wall: '墙地面',
  lift: '电梯',
  network: '弱电',
  other: '其他',
} as const

export const withoutSigner = { absent: '业主不在', refused: '业主拒签' } as const

/** One line of material: name, specification, model, quantity and price, none left out (REP-05). */
export const material = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, '请填材料名称')
    .max(60)
    .meta({ label: '名称', rules: ['REP-05'] }),
  specification: z
    .string()
    .trim()
    .min(1, '请填规格')
    .max(60)
    .meta({ label: '规格', rules: ['REP-05'] }),
  model: z
    .string()
    .trim()
    .min(1, '请填型号')
    .max(60)
    .meta({ label: '型号', rules: ['REP-05'] }),
  quantity: z
    .int('请填数量')
    .min(1, '请填数量')
    .max(9999)
    .meta({ label: '数量', rules: ['REP-05'] }),
  unitPriceFen: fen.meta({ label: '单价', as: 'money', rules: ['REP-05'] }),
})

export type Material = z.infer<typeof material>

export interface PriceItem {
  code: string
  name: string
  quantity: number
  amountFen: string
}

/** A quote as it is kept beside another one: amounts as digits, the time as text. */
export interface SignedQuote {
  materials: readonly Material[]
  materialsFen: string
  labourFen: string
  verifiedAt: string
}

/** The room's row (table repair_order): a projection of the log, one to one with its case. Amounts in 分. */
export interface RepairOrder {
  state: string
  place: 'home' | 'public'
  trade: keyof typeof trades
  content: string
  keyPoints: string | null
  urgent: boolean
  photos: readonly string[]
  payer: keyof typeof payers | null
  payerReason: string | null
  priceItems: readonly PriceItem[]
  priceFen: bigint | null
  priceToldAt: Date | null
  priceAgreedAt: Date | null
  reportedAt: Date
  offeredAt: Date | null
  dispatchedAt: Date | null
  assignedAt: Date | null
  technicianId: string | null
  secondManId: string | null
  contractor: string | null
  contractorContact: string | null
  takenAt: Date | null
  respondedAt: Date | null
  appointmentAt: Date | null
  nobodyHomeCount: number
  nobodyHomeAt: Date | null
  /** Since when the job waits for the owner or for parts, until a new appointment or the next arrival. */
  waitingSince: Date | null
  arrivedAt: Date | null
  checkedAt: Date | null
  finding: string | null
  judgement: 'now' | 'review' | null
  reviewAskedAt: Date | null
  reviewQuestion: string | null
  reviewConclusion: string | null
  resumedAt: Date | null
  materials: readonly Material[]
  materialsFen: bigint | null
  labourFen: bigint | null
  quotedAt: Date | null
  verifiedAt: Date | null
  /** What the owner had signed before a further quote was made; it holds again when that one comes to nothing. */
  quoteBefore: SignedQuote | null
  partsExpectedOn: string | null
  startedAt: Date | null
  workDone: string | null
  afterPhotos: readonly string[]
  finishedAt: Date | null
  chargeFen: bigint | null
  chargeMethod: string | null
  chargeRemark: string | null
  chargedAt: Date | null
  /** What the owner agreed to and has not paid, while he has not. */
  arrearsFen: bigint | null
  arrearsAt: Date | null
  arrearsReason: string | null
  countedFen: bigint | null
  countedAt: Date | null
  invoiceNo: string | null
  invoicedAt: Date | null
  invoiceDeliveredAt: Date | null
  signedAt: Date | null
  unsigned: keyof typeof withoutSigner | null
  unsignedNote: string | null
  rating: number | null
  opinion: string | null
  confirmedAt: Date | null
  calledBackAt: Date | null
  callBackWay: string | null
  callBackNote: string | null
  nonConformity: string | null
  nonConformityDepartmentId: string | null
  nonConformityAt: Date | null
  correctedAt: Date | null
  reworkCount: number
  filedAt: Date | null
  cancelReason: string | null
}

export const isPublic = (order: RepairOrder): boolean => order.place === 'public'

/** The owner pays: then the price comes first (REP-02). */
export const mustPay = (order: RepairOrder): boolean => order.payer === 'owner'
