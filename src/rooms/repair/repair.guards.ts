import { z } from 'zod'
import { fen } from '../../kernel/money.ts'
import { isPublic, type material, mustPay, type RepairOrder } from './repair.order.ts'

/** Conditions and small reckonings that several actions of a repair share. */

/** The owner agreed: to the price he was told, or to the quote he signed. */
const agreed = (order: RepairOrder): boolean => order.priceAgreedAt !== null || order.verifiedAt !== null

export const priced = {
  rules: ['REP-02'],
  check: (order: RepairOrder) => order.urgent || !mustPay(order) || agreed(order) || '收费维修先讲明价格并取得业主同意',
} as const

/** No help is so urgent that the owner pays for what he never agreed to. */
export const consented = {
  rules: ['REP-02'],
  check: (order: RepairOrder) => !mustPay(order) || agreed(order) || '收费维修先取得业主同意',
} as const

/** Money that was taken reaches the cashier, and its invoice the owner, before the slip may end. */
export const settled = {
  rules: ['REP-08'],
  check: (order: RepairOrder) =>
    order.chargedAt === null ||
    order.invoiceDeliveredAt !== null ||
    '已收的维修费先由收费员入账，发票送到业主手中后才能取消',
} as const

export const payerDecided = {
  check: (order: RepairOrder) => order.urgent || order.payer !== null || '先确定费用由谁承担',
} as const

export const paidByOwner = { check: (order: RepairOrder) => mustPay(order) || '本单不向业主收费' } as const
export const atHome = {
  check: (order: RepairOrder) => !isPublic(order) || '公共部位由片区客户服务员到现场核实，不用业主签认',
} as const
export const checkedFirst = {
  rules: ['REP-06'],
  check: (order: RepairOrder) => order.checkedAt !== null || '到场后先检查报修部位',
} as const

export const price = z.strictObject({
  code: z.string().max(20),
  name: z.string().min(1).max(60),
  quantity: z.int().min(1).max(999),
  amountFen: fen,
})

/** What the owner has agreed to pay at most: told price, or the verified quote with the told price. */
export function agreedFen(order: RepairOrder): bigint {
  const told = order.priceAgreedAt ? (order.priceFen ?? 0n) : 0n
  const quoted = order.verifiedAt ? (order.materialsFen ?? 0n) + (order.labourFen ?? 0n) : 0n
  return told + quoted
}

/** The quote that the owner has signed, put aside while he thinks about another one. */
export function signedQuote(order: RepairOrder): RepairOrder['quoteBefore'] {
  if (order.verifiedAt === null) return null
  return {
    materials: order.materials,
    materialsFen: String(order.materialsFen ?? 0n),
    labourFen: String(order.labourFen ?? 0n),
    verifiedAt: order.verifiedAt.toISOString(),
  }
}

/** A quote that came to nothing: what the owner had signed before it holds again. */
export function withoutQuote({ quoteBefore: before }: RepairOrder): Partial<RepairOrder> {
  return {
    materials: before?.materials ?? [],
    materialsFen: before && BigInt(before.materialsFen),
    labourFen: before && BigInt(before.labourFen),
    verifiedAt: before && new Date(before.verifiedAt),
    quotedAt: null,
    quoteBefore: null,
  }
}

export function totalOf(materials: readonly z.infer<typeof material>[]): bigint {
  return materials.reduce((sum, one) => sum + BigInt(one.unitPriceFen) * BigInt(one.quantity), 0n)
}

/** When somebody comes: as given now, or as agreed before, unless that visit has been made. */
export function appointment(form: { appointmentAt?: string | undefined }, order: RepairOrder): Date | null {
  if (form.appointmentAt) return new Date(form.appointmentAt)
  return order.state === 'on-site' || order.state === 'correcting' ? null : order.appointmentAt
}

/** Paid, or borne by somebody else: the owner owes nothing for this repair any more. */
export const noArrears = {
  arrearsFen: null,
  arrearsAt: null,
  arrearsReason: null,
} as const satisfies Partial<RepairOrder>

/** The job is with our own people: no firm has it any more. */
export const inOurHands = { contractor: null, contractorContact: null } as const satisfies Partial<RepairOrder>

/** Who takes an emergency in hand has responded to it. */
export function responded({ urgent, respondedAt }: RepairOrder, at: Date): Partial<RepairOrder> {
  return urgent && respondedAt === null ? { respondedAt: at } : {}
}

/** A new round of work begins when what failed is given out: what was signed before no longer counts. */
export function rework(order: RepairOrder): Partial<RepairOrder> {
  if (order.state !== 'correcting') return {}
  return {
    reworkCount: order.reworkCount + 1,
    reviewAskedAt: null,
    reviewConclusion: null,
    judgement: null,
    finishedAt: null,
    signedAt: null,
    confirmedAt: null,
    calledBackAt: null,
    correctedAt: null,
  }
}

export function failure(
  passed: boolean,
  nonConformity: string | undefined,
  department: string | undefined,
  order: RepairOrder,
  at: Date,
): Partial<RepairOrder> {
  if (passed) return {}
  return {
    nonConformity: nonConformity ?? order.nonConformity,
    nonConformityDepartmentId: department ?? order.nonConformityDepartmentId,
    nonConformityAt: at,
    correctedAt: null,
  }
}
