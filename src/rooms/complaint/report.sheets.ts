import { type Moment, paperTime } from '../../kernel/sheet/paper.ts'
import type { Cell, Sheet, SheetSignature } from '../../kernel/sheet/sheet.ts'
import type { ComplaintFigures } from './complaint.figures.ts'
import { causes, classes } from './complaint.row.ts'

/** Everything that the reports of the chapter show; null: not written yet. */
export interface ReportPaper {
  number: string
  project: string
  period: string
  words: Readonly<Record<string, string | undefined>>
  figures: ComplaintFigures
  submittedAt: Moment | null
  readAt: Moment | null
  signature: SheetSignature | null
  needsDeep: boolean
}

const cell = <Data>(
  field: string | null,
  label: string | undefined,
  text: (data: Data) => string | null,
  lines = 0,
  required: boolean | ((data: Data) => boolean) = true,
): Cell<Data> => ({
  kind: 'text',
  field,
  ...(label ? { label } : {}),
  labelSpan: 4,
  span: lines > 0 ? 20 : 8,
  ...(lines > 0 ? { lines } : {}),
  text,
  required,
})
const signed = <Data>(
  field: string | null,
  label: string,
  signature: (data: Data) => SheetSignature | null,
): Cell<Data> => ({ kind: 'signature', field, label, labelSpan: 4, span: 8, lines: 3, signature, required: true })

const total = (n: number) => `${n} 件`
const classLine = ({ figures }: ReportPaper) =>
  Object.entries(classes)
    .map(([code, title]) => `${title.slice(0, 2)} ${figures.byClass[code] ?? 0} 件`)
    .join('，')
const causeLine = ({ figures }: ReportPaper) =>
  Object.entries(causes)
    .filter(([code]) => (figures.byCause[code] ?? 0) > 0)
    .map(([code, title]) => `${title} ${figures.byCause[code]} 件`)
    .join('，') || '无'
const standing = ({ figures: { complaints, closed, open, withdrawn, late, since } }: ReportPaper) =>
  [
    since ? `自上次报送（${paperTime(new Date(since))}）起` : null,
    `共 ${complaints} 件，已关闭 ${closed} 件，办理中 ${open} 件`,
    withdrawn ? `撤回 ${withdrawn} 件` : null,
    `曾超时 ${late} 件`,
  ]
    .filter((part) => part !== null)
    .join('，')

const report = (id: string, name: string, rows: readonly (readonly Cell<ReportPaper>[])[]): Sheet<ReportPaper> => ({
  id,
  name,
  title: name,
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      rows: [
        ...rows,
        [
          signed(null, '编报人签字', ({ signature }) => signature),
          cell(null, '阅批时间', ({ readAt }) => paperTime(readAt)),
        ],
      ],
    },
  ],
})

export const monthlySummary = report('monthly-complaint-summary', '月底投诉汇总表', [
  [cell('月份', undefined, ({ period }) => period), cell(null, '项目', ({ project }) => project)],
  [
    cell('投诉件数', undefined, ({ figures }) => total(figures.complaints)),
    cell('建议件数', undefined, ({ figures }) => total(figures.suggestions)),
  ],
  [cell(null, '分类', classLine, 1)],
  [cell(null, '办理情况', standing, 1)],
  [cell('本月投诉处理结果', undefined, ({ words }) => words.complaints ?? null, 10)],
  [cell('本月建议处理结果', undefined, ({ words }) => words.suggestions ?? null, 8)],
  [
    cell(
      '深入分析(A类公共物业)',
      undefined,
      ({ words }) => words.deep ?? null,
      8,
      ({ needsDeep }) => needsDeep,
    ),
  ],
  [
    cell('报送时间', undefined, ({ submittedAt }) => paperTime(submittedAt)),
    cell('抄送品质部时间', undefined, ({ submittedAt }) => paperTime(submittedAt)),
  ],
])

export const quarterlyAnalysis = report('quarterly-complaint-analysis', '季度投诉分析报告', [
  [cell('季度', undefined, ({ period }) => period), cell('项目', undefined, ({ project }) => project)],
  [cell('投诉数量', undefined, standing, 1)],
  [cell('投诉类型', undefined, (paper) => `${classLine(paper)}；成因：${causeLine(paper)}`, 2)],
  [cell('典型案例', undefined, ({ words }) => words.typical ?? null, 12)],
  [cell('改进措施', undefined, ({ words }) => words.measures ?? null, 10)],
  [cell('备案时间', undefined, ({ readAt }) => paperTime(readAt), 1)],
])

export const legacyStatistics = report('legacy-complaint-statistics', '地产遗留问题投诉统计表', [
  [cell('季度', undefined, ({ period }) => period), cell(null, '项目', ({ project }) => project)],
  [
    cell('件数', undefined, ({ figures }) => total(figures.legacy)),
    cell('未结数', undefined, ({ figures }) => total(figures.legacyOpen)),
  ],
  [cell('地产遗留问题投诉', undefined, ({ figures }) => `二类投诉和转地产公司的投诉共 ${figures.legacy} 件`, 2)],
  [cell('统计整理结果', undefined, ({ words }) => words.result ?? null, 14)],
  [
    cell('部门负责人审核', undefined, ({ signature }) =>
      signature && 'name' in signature ? `${signature.name} 已审核` : null,
    ),
    cell('报送时间', undefined, ({ submittedAt }) => paperTime(submittedAt)),
  ],
])

export const analysisSummary = report('complaint-analysis-summary', '投诉分析总结', [
  [
    cell('统计期', undefined, ({ period }) => period),
    cell('提交管理评审时间', undefined, ({ submittedAt }) => paperTime(submittedAt)),
  ],
  [cell('类别数量', undefined, (paper) => `${standing(paper)}；${classLine(paper)}`, 2)],
  [cell('投诉分析', undefined, ({ words }) => words.analysis ?? null, 14)],
  [cell('投诉总结', undefined, ({ words }) => words.summary ?? null, 10)],
])

export const dataReport = report('complaint-data-report', '投诉数据分析报告', [
  [
    cell('统计期', undefined, ({ period }) => period),
    cell('提交时间', undefined, ({ submittedAt }) => paperTime(submittedAt)),
  ],
  [cell('投诉数据', undefined, (paper) => `${standing(paper)}；${classLine(paper)}；成因：${causeLine(paper)}`, 3)],
  [cell('分析报告', undefined, ({ words }) => words.analysis ?? null, 10)],
  [cell('整改措施', undefined, ({ words }) => words.corrective ?? null, 7)],
  [cell('客户关系建设改善计划', undefined, ({ words }) => words.plan ?? null, 7)],
])

/** The poster of the month (CMP-44). */
export interface AnnouncementPaper {
  number: string
  period: string
  common: string | null
  places: string | null
  interests: string | null
  disputes: string | null
  measures: string | null
  results: string | null
  hangsAt: string | null
  publishedAt: Moment | null
}

const told = (field: string, text: (paper: AnnouncementPaper) => string | null, lines: number) => [
  cell<AnnouncementPaper>(field, undefined, text, lines),
]

export const announcementPoster: Sheet<AnnouncementPaper> = {
  id: 'complaint-publication',
  name: '投诉处理公布',
  title: '投诉处理情况公布',
  paper: 'A4',
  size: 11,
  columns: 24,
  number: () => null,
  subtitle: ({ period }) => `${period.replace('-', ' 年 ')} 月`,
  sections: [
    {
      kind: 'grid',
      rows: [
        told('共性问题', ({ common }) => common, 4),
        told('公共部位投诉', ({ places }) => places, 4),
        told('公共利益投诉', ({ interests }) => interests, 4),
        told('业户纠纷', ({ disputes }) => disputes, 3),
        told('处理措施', ({ measures }) => measures, 6),
        told('处理结果', ({ results }) => results, 6),
        [
          cell('月份', undefined, ({ period }) => period),
          cell('公布时间', undefined, ({ publishedAt }) => paperTime(publishedAt)),
        ],
        told('公布位置', ({ hangsAt }) => hangsAt, 1),
      ],
    },
  ],
}

/** 投诉案例分析 (CMP-22). */
export interface StudyPaper {
  complaintNumber: string
  course: string | null
  causes: string | null
  improvements: string | null
  trainedAt: Moment | null
  learners: string | null
}

export const caseStudy: Sheet<StudyPaper> = {
  id: 'complaint-case-study',
  name: '投诉案例分析',
  title: '投诉案例分析',
  paper: 'A4',
  columns: 24,
  number: ({ complaintNumber }) => complaintNumber,
  sections: [
    {
      kind: 'grid',
      rows: [
        [
          cell('投诉编号', undefined, ({ complaintNumber }) => complaintNumber),
          cell('培训学习时间', undefined, ({ trainedAt }) => paperTime(trainedAt)),
        ],
        [cell('经过', undefined, ({ course }) => course, 10)],
        [cell('原因分析', undefined, ({ causes }) => causes, 8)],
        [cell('改进措施', undefined, ({ improvements }) => improvements, 8)],
        [cell('学习人员', undefined, ({ learners }) => learners, 3)],
      ],
    },
  ],
}

/** 《质量缺陷责任期内工程维修流程》, as the project's settings have it (CMP-23). */
export interface WarrantyPaper {
  version: string
  scope: string
  steps: string
  effectiveOn: string
}

export const warrantyProcedure: Sheet<WarrantyPaper> = {
  id: 'warranty-repair-procedure',
  name: '《质量缺陷责任期内工程维修流程》',
  title: '质量缺陷责任期内工程维修流程',
  paper: 'A4',
  columns: 24,
  number: () => null,
  sections: [
    {
      kind: 'grid',
      rows: [
        [
          cell('版本', undefined, ({ version }) => version),
          cell('生效时间', undefined, ({ effectiveOn }) => effectiveOn),
        ],
        [cell('适用范围', undefined, ({ scope }) => scope, 5)],
        [cell('流程步骤', undefined, ({ steps }) => steps, 20)],
      ],
    },
  ],
}

/** The forms that this room prints besides those of a complaint itself. */
export const reportSheets = [
  monthlySummary,
  quarterlyAnalysis,
  legacyStatistics,
  analysisSummary,
  dataReport,
  announcementPoster,
  caseStudy,
  warrantyProcedure,
] as const
