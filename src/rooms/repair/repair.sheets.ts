import { type AmountFen, type Moment, paperDate, paperTime, paperYuan } from '../../kernel/sheet/paper.ts'
import { type Sheet, type SheetSignature, tableSection } from '../../kernel/sheet/sheet.ts'
import { repairSlip, type SlipCharge, sumOf, totalText } from './repair.slip.ts'

/** One report in the register of a period. */
export interface RepairRegisterRow {
  number: string
  reportedAt: Moment
  reporter: string
  place: string
  /** Masked: 138****8821. */
  phone: string | null
  where: 'home' | 'public'
  content: string
  keyPoints: string | null
  chargeable: boolean | null
  charges: readonly SlipCharge[]
  appointmentAt: Moment | null
  slipNumber: string | null
  receiver: string
}

/** The register of the reports received from `from` to `to`, both included ('YYYY-MM-DD'). */
export interface RepairRegisterData {
  from: string
  to: string
  rows: readonly RepairRegisterRow[]
}

/** 《业主报修记录表》, one row a report (REP-03). */
export const ownerRepairRegister: Sheet<RepairRegisterData> = {
  id: 'owner-repair-register',
  name: '《业主报修记录表》',
  title: '业主报修记录表',
  paper: 'A4-landscape',
  size: 8,
  columns: 78,
  number: () => null,
  subtitle: ({ from, to, rows }) => `${from} 至 ${to}　共 ${rows.length} 条`,
  sections: [
    tableSection<RepairRegisterData, RepairRegisterRow>({
      rows: ({ rows }) => rows,
      columns: [
        { field: '编号', span: 8, text: ({ number }) => number },
        { field: '报修时间', span: 5, text: ({ reportedAt }) => paperTime(reportedAt) },
        { field: '报修人', span: 4, text: ({ reporter }) => reporter },
        { field: '房号', span: 5, text: ({ place }) => place },
        { field: '联系电话', span: 6, text: ({ phone }) => phone, required: ({ where }) => where === 'home' },
        {
          field: '报修类别(入户/公共)',
          span: 5,
          align: 'center',
          text: ({ where }) => (where === 'home' ? '入户' : '公共'),
        },
        { field: '报修内容', span: 7, text: ({ content }) => content },
        { field: '维修要点', span: 6, text: ({ keyPoints }) => keyPoints },
        {
          field: '是否收费',
          span: 4,
          align: 'center',
          text: ({ chargeable }) => (chargeable === null ? null : chargeable ? '是' : '否'),
        },
        {
          field: '收费项目',
          span: 5,
          text: ({ charges }) => charges.map(({ item }) => item).join('；'),
          required: ({ chargeable }) => chargeable !== false,
        },
        {
          field: '收费数额',
          span: 5,
          align: 'right',
          text: ({ charges }) => (charges.length === 0 ? null : paperYuan(sumOf(charges))),
          required: ({ chargeable }) => chargeable !== false,
        },
        { field: '预约维修时间', span: 6, text: ({ appointmentAt }) => paperTime(appointmentAt), required: false },
        { field: '维修单编号', span: 8, text: ({ slipNumber }) => slipNumber },
        { field: '受理人', span: 4, text: ({ receiver }) => receiver },
      ],
    }),
  ],
}

/** What the owner signs when the invoice is put into their hands (REP-08). */
export interface InvoiceData {
  slipNumber: string
  place: string
  invoiceNumber: string | null
  amountFen: AmountFen | null
  items: string | null
  issuedAt: Moment | null
  issuedBy: string | null
  deliveredAt: Moment | null
  deliveredBy: string | null
  ownerSignature: SheetSignature | null
}

/** 发票: the delivery slip that goes with the tax invoice and comes back signed. */
export const invoice: Sheet<InvoiceData> = {
  id: 'invoice',
  name: '发票',
  title: '发票送交签收单',
  paper: 'A4',
  columns: 24,
  number: ({ slipNumber }) => slipNumber,
  sections: [
    {
      kind: 'grid',
      rows: [
        [
          { kind: 'text', field: null, label: '维修单号', labelSpan: 4, span: 8, text: ({ slipNumber }) => slipNumber },
          { kind: 'text', field: null, label: '房号', labelSpan: 4, span: 8, text: ({ place }) => place },
        ],
        [
          { kind: 'text', field: '发票号码', labelSpan: 4, span: 8, text: ({ invoiceNumber }) => invoiceNumber },
          { kind: 'text', field: '开具时间', labelSpan: 4, span: 8, text: ({ issuedAt }) => paperDate(issuedAt) },
        ],
        [{ kind: 'text', field: '项目', labelSpan: 4, span: 20, lines: 2, text: ({ items }) => items }],
        [
          {
            kind: 'text',
            field: '金额',
            labelSpan: 4,
            span: 20,
            text: ({ amountFen }) => (amountFen === null ? null : totalText([amountFen])),
          },
        ],
        [
          { kind: 'text', field: null, label: '开具人', labelSpan: 4, span: 8, text: ({ issuedBy }) => issuedBy },
          { kind: 'text', field: null, label: '送交人', labelSpan: 4, span: 8, text: ({ deliveredBy }) => deliveredBy },
        ],
        [
          { kind: 'text', field: '送交时间', labelSpan: 4, span: 6, text: ({ deliveredAt }) => paperTime(deliveredAt) },
          {
            kind: 'signature',
            field: '业主签收',
            labelSpan: 4,
            span: 10,
            lines: 3,
            signature: ({ ownerSignature }) => ownerSignature,
          },
        ],
      ],
    },
  ],
}

/** The forms of the chapter that this room prints; the slip itself is in repair.slip.ts. */
export const repairSheets = [repairSlip, ownerRepairRegister, invoice] as const
