import type { CasePage } from '../../../kernel/case/case.contract.ts'
import type { Values } from '../../../web/mobile-kit/field.ts'

/**
 * Which task of a repair comes next on the staff phone, and how it is made quick. The procedure decides what may be
 * done; this only decides what is put in front of the thumb.
 */

/** The room's row as the case page carries it: instants as text, amounts as digits in 分. */
export interface JobRecord {
  place: 'home' | 'public'
  content: string
  keyPoints: string | null
  trade: string
  urgent: boolean
  photos: readonly string[]
  payer: string | null
  priceItems: readonly { name: string; quantity: number; amountFen: string }[]
  priceFen: string | null
  priceAgreedAt: string | null
  materials: readonly { name: string; specification: string; model: string; quantity: number; unitPriceFen: string }[]
  materialsFen: string | null
  labourFen: string | null
  verifiedAt: string | null
  appointmentAt: string | null
  checkedAt: string | null
  finding: string | null
  reviewQuestion: string | null
  reviewConclusion: string | null
  partsExpectedOn: string | null
  workDone: string | null
  afterPhotos: readonly string[]
  chargeFen: string | null
  chargedAt: string | null
  countedAt: string | null
  invoiceNo: string | null
  nonConformity: string | null
}

export const recordOf = (page: CasePage): JobRecord => page.record as unknown as JobRecord

/** In the order of the work; the first that may be done now is the next. */
const order = [
  'respond',
  'grab',
  'take',
  'partsArrived',
  'arrive',
  'concludeReview',
  'resume',
  'begin',
  'check',
  'agreeQuote',
  'finish',
  'takeCharge',
  'confirmPublic',
  'sign',
  'countCharge',
  'deliverInvoice',
] as const

export interface NextTask {
  action: string | null
  /** Why the next step cannot be done yet. */
  blocked: string | null
}

export function nextTask(page: CasePage): NextTask {
  const flags = page.case.flags.map(({ flag }) => flag)
  const record = recordOf(page)
  if (flags.includes('waiting-owner') && may(page, 'appoint') && record.appointmentAt === null) {
    return { action: 'appoint', blocked: null }
  }
  const begin = page.actions.find(({ action }) => action === 'begin')
  if (begin && !begin.enabled && record.checkedAt !== null) return { action: null, blocked: begin.reason }
  const action = order.find((name) => may(page, name)) ?? null
  const waiting = page.actions.find(({ action, primary, enabled }) => primary && !enabled && action !== 'respond')
  return { action, blocked: action === null ? (waiting?.reason ?? null) : null }
}

function may(page: CasePage, name: string): boolean {
  return page.actions.some(({ action, enabled }) => action === name && enabled)
}

/** After the check one can begin at once when it is settled who pays, and the owner has agreed where he does (REP-02). */
export function beginsAtOnce(page: CasePage): boolean {
  const { payer, priceAgreedAt, verifiedAt } = recordOf(page)
  return payer !== null && (payer !== 'owner' || priceAgreedAt !== null || verifiedAt !== null)
}

/** What the owner has agreed to pay, in 分. */
export function agreedFenOf({ priceAgreedAt, priceFen, verifiedAt, materialsFen, labourFen }: JobRecord): bigint {
  const told = priceAgreedAt ? BigInt(priceFen ?? 0) : 0n
  const quoted = verifiedAt ? BigInt(materialsFen ?? 0) + BigInt(labourFen ?? 0) : 0n
  return told + quoted
}

/** What is known before somebody types. */
export function initialOf(action: string, record: JobRecord): Values {
  if (action === 'takeCharge') {
    const agreed = agreedFenOf(record)
    return agreed > 0n ? { amountFen: agreed.toString() } : {}
  }
  // A further quote takes the place of the signed one, so it begins with what stands there.
  if (action === 'quote' && record.verifiedAt) return { materials: record.materials, labourFen: record.labourFen }
  if (action === 'listMaterials' && record.materials.length > 0) return { materials: record.materials }
  return {}
}

/** Words that technicians write every day. */
export const phrases: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  check: { finding: ['与报修内容一致', '配件老化损坏', '接口松动', '管路堵塞'] },
  finish: { workDone: ['已修好，试用正常', '已更换配件，试用正常', '已疏通', '已紧固，不再渗漏'] },
  nobodyHome: { note: ['敲门无人应答', '电话无人接听', '业主请改天再来'] },
  recordUnsigned: { note: ['业主已外出', '业主不愿签字'] },
}

/** What the signature says, above the pad. */
export const statements: Readonly<Record<string, string>> = {
  agreeQuote: '以上材料和费用已当面验证，同意维修',
  sign: '维修已经完成，以上内容属实',
  deliverInvoice: '发票已经收到',
  confirmPublic: '已到现场核实维修结果',
  receive: '已签收这份工作联系单',
}

/** Fields that are asked for only when the work was found wanting. */
export function showsField(action: string, field: string, values: Values): boolean {
  if (action !== 'confirmPublic' && action !== 'callBack') return true
  return field !== 'nonConformity' && field !== 'department' ? true : values.passed === false
}
