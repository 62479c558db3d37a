import type { CaseRecord } from '../../kernel/case/procedure.ts'
import { isPublic, mustPay, type RepairOrder } from './repair.order.ts'

type Column = readonly [
  label: string,
  filled: (order: RepairOrder, of: CaseRecord) => boolean,
  applies?: (order: RepairOrder) => boolean,
]

/** The columns of the repair slip, each with when it applies. What does not apply is struck out on paper, never left blank. */
const columns: readonly Column[] = [
  ['报修内容', (order) => order.content !== ''],
  ['维修要点', (order) => order.keyPoints !== null],
  ['房号或公共部位', (_order, of) => of.unitId !== null || of.placeId !== null],
  ['费用承担', (order) => order.payer !== null],
  ['收费项目与数额', (order) => order.priceAgreedAt !== null || order.verifiedAt !== null, (order) => mustPay(order)],
  ['领单人', (order) => order.technicianId !== null || order.contractor !== null],
  ['领单时间', (order) => order.takenAt !== null],
  ['到场时间', (order) => order.arrivedAt !== null],
  ['现场检查判断', (order) => order.checkedAt !== null && order.judgement !== null],
  ['评审结论', (order) => order.reviewConclusion !== null, (order) => order.reviewAskedAt !== null],
  ['返场时间', (order) => order.resumedAt !== null, (order) => order.reviewAskedAt !== null],
  ['业主当面验证签字', (order) => order.verifiedAt !== null, (order) => order.quotedAt !== null],
  ['完工时间', (order) => order.finishedAt !== null],
  ['备注(收费情况)', (order) => order.chargeFen !== null],
  ['发票号码', (order) => order.invoiceNo !== null, (order) => Boolean(order.chargeFen)],
  ['业主签字确认', (order) => order.signedAt !== null, (order) => !isPublic(order)],
  ['维修满意度评定', (order) => order.rating !== null],
  ['公共维修客户服务员签字', (order) => order.confirmedAt !== null, isPublic],
  ['回访情况', (order) => order.callBackNote !== null, (order) => !isPublic(order)],
  ['责任部门', (order) => order.nonConformityDepartmentId !== null, (order) => order.nonConformity !== null],
  ['纠正完成时间', (order) => order.correctedAt !== null, (order) => order.nonConformity !== null],
]

/** Labels of the columns of the slip that are blank and must not be (REP-11). */
export function slipGaps(order: RepairOrder, of: CaseRecord): string[] {
  return columns
    .filter(([, filled, applies]) => (applies?.(order) ?? true) && !filled(order, of))
    .map(([label]) => label)
}
