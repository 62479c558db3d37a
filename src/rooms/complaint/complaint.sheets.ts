import { type Moment, paperTime } from '../../kernel/sheet/paper.ts'
import type { Cell, Sheet, SheetSignature } from '../../kernel/sheet/sheet.ts'
import { tableSection } from '../../kernel/sheet/sheet.ts'
import { type ComplaintClass, classes } from './complaint.row.ts'

/** Everything that the forms of a complaint show; null: not known yet. */
export interface ComplaintPaper {
  number: string
  place: string | null
  complainant: string | null
  source: string
  content: string
  complaintClass: ComplaintClass | null
  heardBy: string | null
  heardAt: Moment
  registeredAt: Moment
  process: string | null
  result: string | null
  analysis: string | null
  opinionSignature: SheetSignature | null
  zoneSignature: SheetSignature | null
  entrySignature: SheetSignature | null
  completion: string | null
  grounds: string | null
  calledBackBy: string | null
  callBackWay: string | null
  calledBackAt: Moment | null
  callBackOpinion: string | null
  callBackEffect: string | null
  callBackPrevention: string | null
  exemption: string | null
  designated: string | null
  measures: string | null
  overOneWorkingDay: string
  hardNote: string | null
  closedAt: Moment | null
  issuedAt: Moment | null
  finishBy: Moment | null
  measuresAt: Moment | null
  resultReportedAt: Moment | null
  site: string | null
  postedAt: Moment | null
  foundAt: Moment | null
  repliedAt: Moment | null
  reply: string | null
  majorAt: Moment | null
  majorReportedAt: Moment | null
  major: { cause: string; process: string; result: string; lessons: string; corrective: string } | null
  isHard: boolean
  isNetwork: boolean
}

type Show = (paper: ComplaintPaper) => string | null
type Needed = boolean | ((paper: ComplaintPaper) => boolean)

/** One value beside its label, on half of the paper or (`lines`) over its whole width. */
const half = (field: string, text: Show, required: Needed = true): Cell<ComplaintPaper> => ({
  kind: 'text',
  field,
  labelSpan: 4,
  span: 8,
  text,
  required,
})
const wide = (field: string, text: Show, lines: number, required: Needed = true): Cell<ComplaintPaper> => ({
  kind: 'text',
  field,
  labelSpan: 4,
  span: 20,
  lines,
  text,
  required,
})
const signed = (
  field: string | null,
  label: string,
  signature: (paper: ComplaintPaper) => SheetSignature | null,
): Cell<ComplaintPaper> => ({
  kind: 'signature',
  field,
  label,
  labelSpan: 4,
  span: 8,
  lines: 3,
  signature,
  required: true,
})

const visited: Needed = ({ exemption }) => exemption === null

/** 《业主投诉/建议处理记录表》: the record of the case (CMP-15, CMP-17, CMP-25, CMP-27). */
export const complaintRecord: Sheet<ComplaintPaper> = {
  id: 'owner-complaint-suggestion-record',
  name: '《业主投诉/建议处理记录表》',
  title: '业主投诉/建议处理记录表',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      heading: '受理',
      rows: [
        [half('编号', ({ number }) => number), half('登记时间', ({ registeredAt }) => paperTime(registeredAt))],
        [half('投诉人', ({ complainant }) => complainant), half('房号', ({ place }) => place, false)],
        [half('首获信息人', ({ heardBy }) => heardBy), half('首获时间', ({ heardAt }) => paperTime(heardAt))],
        [wide('来源(当面/信件/电话/电子邮件/网络)', ({ source }) => source, 1)],
        [
          half('转接待员时间', ({ registeredAt }) => paperTime(registeredAt)),
          {
            kind: 'text',
            field: null,
            label: '登记人',
            labelSpan: 4,
            span: 8,
            text: ({ heardBy }) => heardBy,
          },
        ],
        [wide('投诉或建议内容', ({ content }) => content, 4)],
        [
          {
            kind: 'choice',
            field: '投诉类别(一类/二类/三类)',
            labelSpan: 4,
            span: 20,
            options: Object.entries(classes).map(([value, label]) => ({ value, label })),
            chosen: ({ complaintClass }) => complaintClass,
          },
        ],
      ],
    },
    {
      kind: 'grid',
      heading: '处理',
      rows: [
        [
          wide(
            '责任部门处理意见',
            ({ result, grounds }) => result && `${result}${grounds ? `　依据：${grounds}` : ''}`,
            3,
          ),
        ],
        [wide('处理过程', ({ process }) => process, 4)],
        [wide('处理结果', ({ result }) => result, 3)],
        [wide('处理分析', ({ analysis }) => analysis, 3)],
        [
          signed('相关人员签名与日期', '责任人签名', ({ opinionSignature }) => opinionSignature),
          signed('区域客户服务人员签名', '片区签名', ({ zoneSignature }) => zoneSignature),
        ],
        [
          signed(null, '前台签名', ({ entrySignature }) => entrySignature),
          half('完成情况', ({ completion }) => completion),
        ],
      ],
    },
    {
      kind: 'grid',
      heading: '回访',
      rows: [
        [
          half('回访人', ({ calledBackBy }) => calledBackBy, visited),
          half('回访时间', ({ calledBackAt }) => paperTime(calledBackAt), visited),
        ],
        [
          half('回访方式', ({ callBackWay }) => callBackWay, visited),
          half('回访记录', ({ exemption, callBackOpinion }) => exemption ?? (callBackOpinion && '已回访')),
        ],
        [wide('业主对处理的意见', ({ callBackOpinion }) => callBackOpinion, 2, visited)],
        [wide('处理效果', ({ callBackEffect }) => callBackEffect, 1, visited)],
        [wide('预防措施意见', ({ callBackPrevention }) => callBackPrevention, 2, visited)],
      ],
    },
  ],
}

/** 《顾客投诉处理记录表》: for hard complaints that take longer than a working day (CMP-32). */
export const handlingRecord: Sheet<ComplaintPaper> = {
  id: 'customer-complaint-handling-record',
  name: '《顾客投诉处理记录表》',
  title: '顾客投诉处理记录表',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      rows: [
        [half('编号', ({ number }) => number), half('受理时间', ({ registeredAt }) => paperTime(registeredAt))],
        [
          half('顾客', ({ complainant }) => complainant),
          half(
            '指定专人',
            ({ designated }) => designated,
            ({ isHard }) => isHard,
          ),
        ],
        [wide('投诉内容', ({ content }) => content, 5)],
        [
          half('超过一个工作日标记', ({ overOneWorkingDay }) => overOneWorkingDay),
          half(
            '难度说明',
            ({ hardNote }) => hardNote,
            ({ isHard }) => isHard,
          ),
        ],
        [wide('处理措施', ({ process }) => process, 6)],
        [wide('处理结果', ({ result }) => result, 5)],
        [wide('回访情况', ({ callBackOpinion }) => callBackOpinion, 3, visited)],
        [
          wide(
            '免访原因(联系不上/不便)',
            ({ exemption }) => exemption,
            1,
            ({ calledBackAt }) => calledBackAt === null,
          ),
        ],
        [half('关闭情况', ({ completion }) => completion), half('关闭时间', ({ closedAt }) => paperTime(closedAt))],
        [
          signed(null, '处理人签字', ({ opinionSignature }) => opinionSignature),
          signed(null, '复核签字', ({ zoneSignature }) => zoneSignature),
        ],
      ],
    },
  ],
}

/** 《顾客投诉记录表》: a complaint that the quality department hands down (CMP-38). */
export const qualityRecord: Sheet<ComplaintPaper> = {
  id: 'quality-complaint-record',
  name: '《顾客投诉记录表》',
  title: '顾客投诉记录表',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      rows: [
        [half('编号', ({ number }) => number), half('下发时间', ({ registeredAt }) => paperTime(registeredAt))],
        [wide('投诉内容', ({ content }) => content, 6)],
        [
          half('规定完成时间', ({ finishBy }) => paperTime(finishBy)),
          half('措施上报时间', ({ measuresAt }) => paperTime(measuresAt)),
        ],
        [wide('处理措施', ({ measures }) => measures, 6)],
        [wide('处理结果', ({ result }) => result, 6)],
        [
          half('结果上报时间', ({ resultReportedAt }) => paperTime(resultReportedAt)),
          {
            kind: 'text',
            field: null,
            label: '报送',
            labelSpan: 4,
            span: 8,
            text: () => '品质管理部',
          },
        ],
        [
          signed(null, '责任人签字', ({ opinionSignature }) => opinionSignature),
          signed(null, '审核签字', ({ zoneSignature }) => zoneSignature),
        ],
      ],
    },
  ],
}

/** 网络投诉记录 (CMP-39). */
export const webRecord: Sheet<ComplaintPaper> = {
  id: 'web-complaint-record',
  name: '网络投诉记录',
  title: '网络投诉记录',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      rows: [
        [half('网站或平台', ({ site }) => site), half('跟进专人', ({ designated }) => designated)],
        [
          half('发帖时间', ({ postedAt }) => paperTime(postedAt), false),
          half('发现时间', ({ foundAt }) => paperTime(foundAt)),
        ],
        [wide('投诉内容', ({ content }) => content, 6)],
        [
          half('回应时间', ({ repliedAt }) => paperTime(repliedAt)),
          {
            kind: 'text',
            field: null,
            label: '关闭时间',
            labelSpan: 4,
            span: 8,
            text: ({ closedAt }) => paperTime(closedAt),
          },
        ],
        [wide('回应内容', ({ reply }) => reply, 5)],
        [wide('处理结果', ({ result }) => result, 5)],
        [
          signed(null, '跟进人签字', ({ opinionSignature }) => opinionSignature),
          signed(null, '审核签字', ({ zoneSignature }) => zoneSignature),
        ],
      ],
    },
  ],
}

/** 重大投诉报告, with the five parts of CMP-45. */
export const majorReport: Sheet<ComplaintPaper> = {
  id: 'major-complaint-report',
  name: '重大投诉报告',
  title: '重大投诉报告',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      rows: [
        [
          half('认定时间', ({ majorAt }) => paperTime(majorAt)),
          half('上报时间', ({ majorReportedAt }) => paperTime(majorReportedAt)),
        ],
        [wide('上报对象', () => '品质管理部、分管领导', 1)],
        [wide('投诉内容', ({ content }) => content, 6)],
        [wide('产生原因', ({ major }) => major?.cause ?? null, 5)],
        [wide('处理过程', ({ major }) => major?.process ?? null, 6)],
        [wide('处理结果', ({ major }) => major?.result ?? null, 4)],
        [wide('经验教训', ({ major }) => major?.lessons ?? null, 4)],
        [wide('纠正措施', ({ major }) => major?.corrective ?? null, 4)],
      ],
    },
  ],
}

/** One entry of the book in which every complaint and suggestion stands (CMP-31, CMP-37, CMP-46). */
export interface LogRow {
  number: string
  at: Moment
  customer: string
  complaint: string | null
  suggestion: string | null
  post: string | null
  followUp: string | null
  result: string | null
  closed: string
  recorder: string
}

export interface InfoLogData {
  from: string
  to: string
  rows: readonly LogRow[]
}

/** 工作信息记录本. */
export const infoLog: Sheet<InfoLogData> = {
  id: 'work-info-log',
  name: '工作信息记录本',
  title: '工作信息记录本',
  paper: 'A4-landscape',
  columns: 72,
  number: () => null,
  subtitle: ({ from, to, rows }) => `${from} 至 ${to}　共 ${rows.length} 条`,
  sections: [
    tableSection<InfoLogData, LogRow>({
      rows: ({ rows }) => rows,
      columns: [
        { field: '条目号', span: 9, text: ({ number }) => number },
        { field: '时间', span: 6, text: ({ at }) => paperTime(at) },
        { field: '顾客', span: 6, text: ({ customer }) => customer },
        { field: '投诉', span: 11, text: ({ complaint }) => complaint, required: false },
        { field: '建议或需求', span: 10, text: ({ suggestion }) => suggestion, required: false },
        { field: '处理岗位', span: 6, text: ({ post }) => post, required: false },
        { field: '跟进结果', span: 7, text: ({ followUp }) => followUp, required: false },
        { field: '处理结果', span: 8, text: ({ result }) => result, required: false },
        { field: '关闭情况', span: 4, text: ({ closed }) => closed },
        { field: '记录人', span: 5, text: ({ recorder }) => recorder },
      ],
    }),
  ],
}

/** What the record of a dispute between neighbours shows (CMP-54). */
export interface DisputePaper {
  number: string
  topic: string
  first: string | null
  other: string
  content: string
  course: string | null
  outcome: string | null
  tracked: string | null
  mediator: string | null
  closedAt: Moment | null
}

const told = (
  label: string,
  text: (paper: DisputePaper) => string | null,
  span: number,
  lines = 1,
): Cell<DisputePaper> => ({
  kind: 'text',
  field: null,
  label,
  labelSpan: 4,
  span,
  lines,
  text,
})

/** 邻里纠纷调处记录: the handbook names no form for it. */
export const disputeRecord: Sheet<DisputePaper> = {
  id: 'dispute-record',
  name: '邻里纠纷调处记录',
  title: '邻里纠纷调处记录',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      rows: [
        [told('事由', ({ topic }) => topic, 8), told('调处人', ({ mediator }) => mediator, 8)],
        [told('诉说方', ({ first }) => first, 8), told('对方', ({ other }) => other, 8)],
        [told('诉说', ({ content }) => content, 20, 6)],
        [told('调处经过', ({ course }) => course, 20, 8)],
        [told('结果', ({ outcome }) => outcome, 20, 4)],
        [told('跟踪', ({ tracked }) => tracked, 20, 2)],
        [told('办结时间', ({ closedAt }) => paperTime(closedAt), 20)],
      ],
    },
  ],
}

/** The forms of the chapter that this room prints for a case or a period. */
export const complaintSheets = [
  complaintRecord,
  handlingRecord,
  qualityRecord,
  webRecord,
  majorReport,
  infoLog,
  disputeRecord,
] as const
