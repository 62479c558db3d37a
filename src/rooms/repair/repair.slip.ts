import { fenToUpper, sumFen } from '../../kernel/money.ts'
import { type AmountFen, type Moment, paperTime, paperYuan } from '../../kernel/sheet/paper.ts'
import { type Sheet, type SheetSignature, tableSection } from '../../kernel/sheet/sheet.ts'
import { payers } from './repair.order.ts'

/** The five grades of satisfaction (SVY 满意度五等级), used wherever somebody rates. */
export const satisfactionGrades = [
  { value: 'very-satisfied', label: '很满意' },
  { value: 'satisfied', label: '满意' },
  { value: 'fair', label: '一般' },
  { value: 'dissatisfied', label: '不满意' },
  { value: 'very-dissatisfied', label: '很不满意' },
] as const

export type Satisfaction = (typeof satisfactionGrades)[number]['value']

/** Who bears the cost of a repair, as boxes to tick. */
const payerOptions = Object.entries(payers).map(([value, label]) => ({ value, label }))

export type Payer = keyof typeof payers

/** One item told to the owner before dispatch (REP-02). */
export interface SlipCharge {
  item: string
  amountFen: AmountFen
}

/** One material, complete to the last column (REP-05). */
export interface SlipMaterial {
  name: string
  spec: string
  model: string
  /** A decimal number as text, with its unit where it has one: 2个, 1.5米. */
  quantity: string
  unitPriceFen: AmountFen
  amountFen: AmountFen
}

/** Everything that the 《维修单》 shows. null: not known yet. */
export interface RepairSlipData {
  number: string
  place: string
  where: 'home' | 'public'
  /** Name of the person who reported it, with the masked phone where it is known. */
  reporter: string | null
  content: string | null
  keyPoints: string | null
  payer: Payer | null
  /** Does the owner pay for this repair? */
  chargeable: boolean | null
  charges: readonly SlipCharge[]
  appointmentAt: Moment | null
  dispatchedAt: Moment | null
  taker: string | null
  takenAt: Moment | null
  arrivedAt: Moment | null
  siteDecision: 'repair-now' | 'review' | null
  reviewStartedAt: Moment | null
  reviewConclusion: string | null
  returnedAt: Moment | null
  finishedAt: Moment | null
  /** Were materials used? null until the technician has said so. */
  materialsUsed: boolean | null
  materials: readonly SlipMaterial[]
  materialsSignature: SheetSignature | null
  /** What was charged and handed over: 收 ¥30.00 现金，已交收费员. */
  chargeNote: string | null
  invoiceNumber: string | null
  ownerSignature: SheetSignature | null
  ownerSatisfaction: Satisfaction | null
  officerSignature: SheetSignature | null
  publicSatisfaction: Satisfaction | null
  callBackNote: string | null
  callBackSignature: SheetSignature | null
  /** What the check or call-back found not in order; null when nothing was. */
  failedItems: string | null
  failedDepartment: string | null
  correctedAt: Moment | null
  /** The receptionist who checked that no column is empty (REP-11). */
  checkedBy: string | null
  checkedAt: Moment | null
}

const atHome = ({ where }: RepairSlipData) => where === 'home'
const inPublic = ({ where }: RepairSlipData) => where === 'public'
const mayCharge = ({ chargeable }: RepairSlipData) => chargeable !== false
const mayReview = ({ siteDecision }: RepairSlipData) => siteDecision !== 'repair-now'
const mayUseMaterials = ({ materialsUsed }: RepairSlipData) => materialsUsed !== false
const hasFailed = ({ failedItems }: RepairSlipData) => failedItems !== null
/** Until somebody has looked at the result, nobody knows whether something failed: the cells stay open. */
const notLookedAt = (slip: RepairSlipData) => (atHome(slip) ? slip.callBackNote : slip.officerSignature) === null

const byOfficer = '无（公共维修由客户服务员确认）'
const byOwner = '无（入户维修由业主确认）'

/** 《维修单》, opened with every repair and filed without a blank (REP-03, REP-11). */
export const repairSlip: Sheet<RepairSlipData> = {
  id: 'repair-slip',
  name: '《维修单》',
  title: '维修单',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      heading: '受理',
      rows: [
        [
          { kind: 'text', field: '单号', labelSpan: 4, span: 8, text: ({ number }) => number },
          {
            kind: 'choice',
            field: null,
            label: '报修类别',
            labelSpan: 4,
            span: 8,
            options: [
              { value: 'home', label: '入户' },
              { value: 'public', label: '公共' },
            ],
            chosen: ({ where }) => where,
          },
        ],
        [
          { kind: 'text', field: '房号或公共部位', labelSpan: 4, span: 8, text: ({ place }) => place },
          { kind: 'text', field: null, label: '报修人', labelSpan: 4, span: 8, text: ({ reporter }) => reporter },
        ],
        [{ kind: 'text', field: '报修内容', labelSpan: 4, span: 20, lines: 2, text: ({ content }) => content }],
        [{ kind: 'text', field: '维修要点', labelSpan: 4, span: 20, lines: 2, text: ({ keyPoints }) => keyPoints }],
        [
          {
            kind: 'text',
            field: '收费项目与数额',
            labelSpan: 4,
            span: 20,
            text: ({ charges }) => chargesText(charges),
            required: mayCharge,
            notApplicable: '无（不向业主收费）',
          },
        ],
        [
          {
            kind: 'choice',
            field: null,
            label: '费用承担',
            labelSpan: 4,
            span: 20,
            required: true,
            options: payerOptions,
            chosen: ({ payer }) => payer,
          },
        ],
        [
          {
            kind: 'text',
            field: '维修预约时间',
            labelSpan: 4,
            span: 8,
            text: ({ appointmentAt }) => paperTime(appointmentAt),
            required: ({ takenAt }) => takenAt === null,
            notApplicable: '无（未预约，自领单起算）',
          },
          {
            kind: 'text',
            field: '派单时间',
            labelSpan: 4,
            span: 8,
            text: ({ dispatchedAt }) => paperTime(dispatchedAt),
          },
        ],
        [
          { kind: 'text', field: '领单人', labelSpan: 4, span: 4, text: ({ taker }) => taker },
          { kind: 'text', field: '领单时间', labelSpan: 4, span: 4, text: ({ takenAt }) => paperTime(takenAt) },
          { kind: 'text', field: '到场时间', labelSpan: 4, span: 4, text: ({ arrivedAt }) => paperTime(arrivedAt) },
        ],
      ],
    },
    {
      kind: 'grid',
      heading: '现场检查与维修',
      rows: [
        [
          {
            kind: 'choice',
            field: '现场检查判断(立即维修/报班长评审)',
            labelSpan: 8,
            span: 16,
            options: [
              { value: 'repair-now', label: '立即维修' },
              { value: 'review', label: '报班长评审' },
            ],
            chosen: ({ siteDecision }) => siteDecision,
          },
        ],
        [
          {
            kind: 'text',
            field: '评审开始时间',
            labelSpan: 4,
            span: 5,
            text: ({ reviewStartedAt }) => paperTime(reviewStartedAt),
            required: mayReview,
          },
          {
            kind: 'text',
            field: '评审结论',
            labelSpan: 4,
            span: 11,
            text: ({ reviewConclusion }) => reviewConclusion,
            required: mayReview,
            notApplicable: '无（到场检查后立即维修）',
          },
        ],
        [
          {
            kind: 'text',
            field: '返场时间',
            labelSpan: 4,
            span: 8,
            text: ({ returnedAt }) => paperTime(returnedAt),
            required: mayReview,
          },
          { kind: 'text', field: '完工时间', labelSpan: 4, span: 8, text: ({ finishedAt }) => paperTime(finishedAt) },
        ],
      ],
    },
    tableSection<RepairSlipData, SlipMaterial>({
      heading: '零件、材料',
      rows: ({ materials }) => materials,
      rowsRequired: mayUseMaterials,
      blankRows: 5,
      columns: [
        { field: null, label: '序号', span: 2, align: 'center', text: (_, index) => String(index + 1) },
        { field: '材料名称', span: 5, text: ({ name }) => name },
        { field: '材料规格', span: 4, text: ({ spec }) => spec },
        { field: '材料型号', span: 4, text: ({ model }) => model },
        { field: '材料数量', span: 3, align: 'right', text: ({ quantity }) => quantity },
        { field: '材料单价', span: 3, align: 'right', text: ({ unitPriceFen }) => paperYuan(unitPriceFen) },
        { field: null, label: '金额', span: 3, align: 'right', text: ({ amountFen }) => paperYuan(amountFen) },
      ],
      total: {
        kind: 'text',
        field: '材料金额合计',
        labelSpan: 7,
        span: 17,
        text: ({ materials }) => totalText(materials.map(({ amountFen }) => amountFen)),
        required: mayUseMaterials,
        notApplicable: '无（未用材料）',
      },
    }),
    {
      kind: 'grid',
      rows: [
        [
          {
            kind: 'signature',
            field: '业主当面验证签字',
            labelSpan: 4,
            span: 20,
            lines: 2,
            signature: ({ materialsSignature }) => materialsSignature,
            required: (slip) => mayUseMaterials(slip) && atHome(slip),
            notApplicable: ({ materialsUsed }) => (materialsUsed === false ? '无（未用材料）' : '无（公共维修）'),
          },
        ],
      ],
    },
    {
      kind: 'grid',
      heading: '收费与确认',
      rows: [
        [
          {
            kind: 'text',
            field: '备注(收费情况)',
            labelSpan: 4,
            span: 10,
            text: ({ chargeNote }) => chargeNote,
            required: mayCharge,
            notApplicable: '无（不向业主收费）',
          },
          {
            kind: 'text',
            field: '发票号码',
            labelSpan: 4,
            span: 6,
            text: ({ invoiceNumber }) => invoiceNumber,
            required: mayCharge,
          },
        ],
        [
          {
            kind: 'signature',
            field: '业主签字确认',
            labelSpan: 4,
            span: 8,
            lines: 3,
            signature: ({ ownerSignature }) => ownerSignature,
            required: atHome,
            notApplicable: byOfficer,
          },
          {
            kind: 'choice',
            field: '维修满意度评定',
            labelSpan: 4,
            span: 8,
            options: satisfactionGrades,
            chosen: ({ ownerSatisfaction }) => ownerSatisfaction,
            required: atHome,
            notApplicable: byOfficer,
          },
        ],
        [
          {
            kind: 'signature',
            field: '公共维修客户服务员签字',
            labelSpan: 6,
            span: 7,
            lines: 2,
            signature: ({ officerSignature }) => officerSignature,
            required: inPublic,
            notApplicable: byOwner,
          },
          {
            kind: 'choice',
            field: '公共维修满意度评定',
            labelSpan: 5,
            span: 6,
            options: satisfactionGrades,
            chosen: ({ publicSatisfaction }) => publicSatisfaction,
            required: inPublic,
            notApplicable: byOwner,
          },
        ],
      ],
    },
    {
      kind: 'grid',
      heading: '回访与纠正',
      rows: [
        [
          {
            kind: 'text',
            field: '回访情况',
            labelSpan: 4,
            span: 8,
            lines: 2,
            text: ({ callBackNote }) => callBackNote,
            required: atHome,
            notApplicable: byOfficer,
          },
          {
            kind: 'signature',
            field: '回访签字',
            labelSpan: 4,
            span: 8,
            lines: 2,
            signature: ({ callBackSignature }) => callBackSignature,
            required: atHome,
            notApplicable: byOfficer,
          },
        ],
        [
          {
            kind: 'text',
            field: '不合格项',
            labelSpan: 4,
            span: 20,
            text: ({ failedItems }) => failedItems,
            required: notLookedAt,
            notApplicable: '无',
          },
        ],
        [
          {
            kind: 'text',
            field: '责任部门',
            labelSpan: 4,
            span: 8,
            text: ({ failedDepartment }) => failedDepartment,
            required: (slip) => hasFailed(slip) || notLookedAt(slip),
          },
          {
            kind: 'text',
            field: '纠正完成时间',
            labelSpan: 4,
            span: 8,
            text: ({ correctedAt }) => paperTime(correctedAt),
            required: (slip) => hasFailed(slip) || notLookedAt(slip),
          },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '接待员核对',
            labelSpan: 4,
            span: 20,
            text: ({ checkedBy, checkedAt }) =>
              checkedBy === null ? '' : `${checkedBy}　${paperTime(checkedAt) ?? ''}`,
            required: ({ checkedBy }) => checkedBy === null,
          },
        ],
      ],
    },
  ],
  notes: ['任何一栏不得漏填，不适用的栏填“／”或“无”并写明原因，由客户接待员核对。'],
}

function chargesText(charges: readonly SlipCharge[]): string | null {
  if (charges.length === 0) return null
  const items = charges.map(({ item, amountFen }) => `${item} ${paperYuan(amountFen)}`)
  return charges.length === 1 ? items.join() : `${items.join('；')}；合计 ${paperYuan(sumOf(charges))}`
}

export const sumOf = (charges: readonly SlipCharge[]) => sumFen(charges.map(({ amountFen }) => BigInt(amountFen)))

/** ¥12.50　大写：壹拾贰元伍角整 */
export function totalText(amounts: readonly AmountFen[]): string | null {
  if (amounts.length === 0) return null
  const total = sumFen(amounts.map(BigInt))
  return `${paperYuan(total)}　大写：${fenToUpper(total)}`
}
