import { type Moment, paperTime } from '../../kernel/sheet/paper.ts'
import { type Sheet, type SheetSignature, tableSection } from '../../kernel/sheet/sheet.ts'

/** Everything that the 《工作联系单》 shows. null: not known yet. */
export interface WorkContactSlipData {
  number: string
  /** Where the matter lies and who brought it, for the department that is asked to act. */
  place: string | null
  caller: string | null
  content: string | null
  /** null when the matter is no complaint. */
  complaintKind: string | null
  isComplaint: boolean
  /** The department and the person who must act. */
  responsible: string | null
  issuedAt: Moment | null
  issuedBy: string | null
  /** Until when it must be done. */
  dueAt: Moment | null
  receivedSignature: SheetSignature | null
  receivedAt: Moment | null
  /** What was done and what is answered. */
  reply: string | null
  handlerSignature: SheetSignature | null
  managerSignature: SheetSignature | null
  handledAt: Moment | null
  repliedAt: Moment | null
  /** When it was reported upwards because it was late; null when it never was. */
  escalatedAt: Moment | null
  /** The receptionist who keeps the original. */
  originalKeptBy: string | null
  /** The department that keeps the copy. */
  copyKeptBy: string | null
}

const isHandled = ({ handledAt }: WorkContactSlipData) => handledAt !== null

/** 《工作联系单》, by which reception hands a matter to a department (INT-14). */
export const workContactSlip: Sheet<WorkContactSlipData> = {
  id: 'work-contact-slip',
  name: '《工作联系单》',
  title: '工作联系单',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      heading: '下发',
      rows: [
        [
          { kind: 'text', field: '编号', labelSpan: 4, span: 8, text: ({ number }) => number },
          { kind: 'text', field: '下发时间', labelSpan: 4, span: 8, text: ({ issuedAt }) => paperTime(issuedAt) },
        ],
        [
          { kind: 'text', field: null, label: '房号或部位', labelSpan: 4, span: 8, text: ({ place }) => place },
          { kind: 'text', field: null, label: '反映人', labelSpan: 4, span: 8, text: ({ caller }) => caller },
        ],
        [{ kind: 'text', field: '事项内容', labelSpan: 4, span: 20, lines: 5, text: ({ content }) => content }],
        [
          {
            kind: 'text',
            field: '投诉类别',
            labelSpan: 4,
            span: 8,
            text: ({ complaintKind }) => complaintKind,
            required: ({ isComplaint }) => isComplaint,
            notApplicable: '无（非投诉）',
          },
          { kind: 'text', field: '处理期限', labelSpan: 4, span: 8, text: ({ dueAt }) => paperTime(dueAt) },
        ],
        [
          { kind: 'text', field: '相关责任人', labelSpan: 4, span: 8, text: ({ responsible }) => responsible },
          { kind: 'text', field: null, label: '下发人', labelSpan: 4, span: 8, text: ({ issuedBy }) => issuedBy },
        ],
        [
          {
            kind: 'signature',
            field: '签收人',
            labelSpan: 4,
            span: 8,
            lines: 3,
            signature: ({ receivedSignature }) => receivedSignature,
          },
          { kind: 'text', field: '签收时间', labelSpan: 4, span: 8, text: ({ receivedAt }) => paperTime(receivedAt) },
        ],
      ],
    },
    {
      kind: 'grid',
      heading: '处理及回复',
      rows: [
        [{ kind: 'text', field: '处理及回复意见', labelSpan: 4, span: 20, lines: 6, text: ({ reply }) => reply }],
        [
          {
            kind: 'signature',
            field: null,
            label: '处理人签字',
            labelSpan: 4,
            span: 8,
            lines: 3,
            required: true,
            signature: ({ handlerSignature }) => handlerSignature,
          },
          {
            kind: 'signature',
            field: null,
            label: '主管签字',
            labelSpan: 4,
            span: 8,
            lines: 3,
            required: ({ isComplaint }) => isComplaint,
            notApplicable: '无（非投诉）',
            signature: ({ managerSignature }) => managerSignature,
          },
        ],
        [
          { kind: 'text', field: '处理完成时间', labelSpan: 4, span: 8, text: ({ handledAt }) => paperTime(handledAt) },
          { kind: 'text', field: '回复时间', labelSpan: 4, span: 8, text: ({ repliedAt }) => paperTime(repliedAt) },
        ],
        [
          {
            kind: 'text',
            field: '逾期上报时间',
            labelSpan: 4,
            span: 20,
            text: ({ escalatedAt }) => paperTime(escalatedAt),
            required: (slip) => !isHandled(slip),
            notApplicable: '无（未逾期上报）',
          },
        ],
      ],
    },
    {
      kind: 'grid',
      heading: '存放',
      rows: [
        [
          {
            kind: 'text',
            field: '原件存放(客户接待员)',
            labelSpan: 5,
            span: 7,
            text: ({ originalKeptBy }) => originalKeptBy,
          },
          { kind: 'text', field: '附件存放(责任部门)', labelSpan: 5, span: 7, text: ({ copyKeptBy }) => copyKeptBy },
        ],
      ],
    },
  ],
}

/** One piece of feedback from an employee on how a matter was carried out. */
export interface FeedbackRow {
  number: string
  /** What the employee reported about the matter. */
  feedback: string
  reporter: string
  reportedAt: Moment
  /** Number and title of the matter it belongs to. */
  matter: string | null
  outcome: string | null
  registeredBy: string
}

/** The register of the feedback received from `from` to `to`, both included ('YYYY-MM-DD'). */
export interface FeedbackRegisterData {
  from: string
  to: string
  rows: readonly FeedbackRow[]
}

/** 《信息反馈记录表》, one row a feedback (INT-13). */
export const infoFeedbackRegister: Sheet<FeedbackRegisterData> = {
  id: 'info-feedback-register',
  name: '《信息反馈记录表》',
  title: '信息反馈记录表',
  paper: 'A4-landscape',
  columns: 60,
  number: () => null,
  subtitle: ({ from, to, rows }) => `${from} 至 ${to}　共 ${rows.length} 条`,
  sections: [
    tableSection<FeedbackRegisterData, FeedbackRow>({
      rows: ({ rows }) => rows,
      columns: [
        { field: '编号', span: 8, text: ({ number }) => number },
        { field: '反馈时间', span: 7, text: ({ reportedAt }) => paperTime(reportedAt) },
        { field: '反馈人', span: 5, text: ({ reporter }) => reporter },
        { field: '公司员工落实反馈的信息', span: 17, text: ({ feedback }) => feedback },
        { field: '关联事项', span: 9, text: ({ matter }) => matter, required: false },
        { field: '处理结果', span: 9, text: ({ outcome }) => outcome },
        { field: '登记人', span: 5, text: ({ registeredBy }) => registeredBy },
      ],
    }),
  ],
}

/** The forms of the chapter that this room prints. */
export const intakeSheets = [workContactSlip, infoFeedbackRegister] as const
