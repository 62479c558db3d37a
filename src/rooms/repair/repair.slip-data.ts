import type { CaseRecord } from '../../kernel/case/procedure.ts'
import { formatYuan } from '../../kernel/money.ts'
import { gaps, type SheetSignature } from '../../kernel/sheet/sheet.ts'
import { mustPay, type RepairOrder, withoutSigner } from './repair.order.ts'
import { type RepairSlipData, repairSlip, type SlipCharge, satisfactionGrades } from './repair.slip.ts'

/** What the row does not say itself: names for ids, and the signatures that were given. */
export interface SlipNames {
  place: string
  reporter: string | null
  taker: string | null
  failedDepartment: string | null
  checkedBy: string | null
  /** The signature given with an action, newest first; null when none was. */
  signature: (action: string) => SheetSignature | null
}

const methods: Readonly<Record<string, string>> = { cash: '现金', wechat: '微信', alipay: '支付宝', transfer: '转账' }

/** The 《维修单》 filled from the order: one function for paper and for the check that no column is blank. */
export function slipData(order: RepairOrder, of: CaseRecord, names: SlipNames): RepairSlipData {
  const home = order.place === 'home'
  const grade = order.rating === null ? null : satisfactionGrades[5 - order.rating]!.value
  return {
    number: of.number,
    place: names.place,
    where: order.place,
    reporter: names.reporter,
    content: order.content,
    keyPoints: order.keyPoints,
    payer: order.payer,
    chargeable: order.payer === null ? null : mustPay(order),
    charges: chargesOf(order),
    appointmentAt: order.appointmentAt,
    dispatchedAt: order.dispatchedAt,
    taker: names.taker,
    takenAt: order.takenAt,
    arrivedAt: order.arrivedAt,
    siteDecision: order.judgement === null ? null : order.judgement === 'now' ? 'repair-now' : 'review',
    reviewStartedAt: order.reviewAskedAt,
    reviewConclusion: order.reviewConclusion,
    returnedAt: order.resumedAt,
    finishedAt: order.finishedAt,
    materialsUsed: order.materials.length > 0 ? true : order.finishedAt ? false : null,
    materials: order.materials.map((one) => ({
      name: one.name,
      spec: one.specification,
      model: one.model,
      quantity: String(one.quantity),
      unitPriceFen: one.unitPriceFen,
      amountFen: BigInt(one.unitPriceFen) * BigInt(one.quantity),
    })),
    materialsSignature: materialsSignature(order, names),
    chargeNote: chargeNote(order),
    invoiceNumber: order.invoiceNo ?? (order.arrearsAt ? '未付，未开票' : null),
    ownerSignature: home ? ownerSignature(order, names) : null,
    ownerSatisfaction: home ? grade : null,
    officerSignature: names.signature('confirmPublic'),
    publicSatisfaction: home ? null : grade,
    callBackNote: order.callBackNote,
    callBackSignature: names.signature('callBack'),
    failedItems: order.nonConformity,
    failedDepartment: names.failedDepartment,
    correctedAt: order.correctedAt,
    checkedBy: names.checkedBy,
    checkedAt: order.filedAt,
  }
}

/** Labels of the columns of the slip that are blank and must not be (REP-11). */
export function slipGaps(order: RepairOrder, of: CaseRecord): string[] {
  return gaps(repairSlip, slipData(order, of, namesOfIds(order, of))).map(({ label }) => label)
}

/** Enough to tell what is filled: an id stands for its name, a time for its signature. */
function namesOfIds(order: RepairOrder, of: CaseRecord): SlipNames {
  const signedAt: Readonly<Record<string, Date | null>> = {
    agreeQuote: order.verifiedAt,
    sign: order.unsigned ? null : order.signedAt,
    confirmPublic: order.confirmedAt,
    callBack: order.calledBackAt,
  }
  return {
    place: of.unitId ?? of.placeId ?? '',
    reporter: of.personId ?? of.openedByAccount,
    taker: order.technicianId ?? order.contractor,
    failedDepartment: order.nonConformityDepartmentId,
    checkedBy: '核对',
    signature: (action) => {
      const at = signedAt[action]
      return at ? { name: action, relation: null, way: 'pad', signedAt: at, imageFileId: null } : null
    },
  }
}

function chargesOf(order: RepairOrder): SlipCharge[] {
  if (!mustPay(order)) return []
  const told = order.priceItems.map(({ name, quantity, amountFen }) => ({
    item: quantity === 1 ? name : `${name}×${quantity}`,
    amountFen: BigInt(amountFen) * BigInt(quantity),
  }))
  const quoted = [
    { item: '材料费', amountFen: order.materialsFen ?? 0n },
    { item: '人工费', amountFen: order.labourFen ?? 0n },
  ]
  return [...told, ...quoted.filter(({ amountFen }) => amountFen > 0n)]
}

function chargeNote(order: RepairOrder): string | null {
  if (order.arrearsFen !== null) return `欠费 ¥${formatYuan(order.arrearsFen)}，已转催缴；${order.arrearsReason ?? ''}`
  if (order.chargeFen === null || order.chargedAt === null) return null
  const taken = `收 ¥${formatYuan(order.chargeFen)} ${methods[order.chargeMethod ?? ''] ?? ''}`
  const counted = order.countedAt ? '，已交收费员' : '，未交收费员'
  return `${taken}${counted}${order.chargeRemark ? `；${order.chargeRemark}` : ''}`
}

/** Materials that the owner does not pay for need no signature of his. */
function materialsSignature(order: RepairOrder, names: SlipNames): SheetSignature | null {
  const given = names.signature('agreeQuote')
  if (given || mustPay(order) || order.materials.length === 0 || !order.finishedAt) return given
  return { waived: '不向业主收费', by: names.taker ?? '', at: order.finishedAt }
}

function ownerSignature(order: RepairOrder, names: SlipNames): SheetSignature | null {
  if (!order.unsigned || !order.signedAt) return names.signature('sign')
  const why = `${withoutSigner[order.unsigned]}${order.unsignedNote ? `：${order.unsignedNote}` : ''}`
  return { waived: why, by: names.taker ?? '', at: order.signedAt }
}
