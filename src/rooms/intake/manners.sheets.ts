import type { CaseSheet, RoomReads } from '../../kernel/case/sheets.ts'
import { type Moment, paperTime } from '../../kernel/sheet/paper.ts'
import type { Sheet } from '../../kernel/sheet/sheet.ts'
import { type MannersCheck, manners } from './manners.row.ts'

/** Everything that the record of a check shows. */
export interface MannersRecordData {
  number: string
  source: string
  employee: string | null
  matter: string | null
  checkedAt: Moment
  kept: string
  failed: string | null
  rating: string | null
  words: string | null
  mending: string | null
  mendedAt: Moment | null
}

/** 礼仪抽查记录: a sheet of our own; the handbook asks for the record (INT-10) and names no form. */
export const mannersRecord: Sheet<MannersRecordData> = {
  id: 'manners-check-record',
  name: '礼仪抽查记录',
  title: '礼仪抽查记录',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      heading: '检查',
      rows: [
        [
          { kind: 'text', field: null, label: '来源', labelSpan: 4, span: 8, text: ({ source }) => source },
          {
            kind: 'text',
            field: null,
            label: '时间',
            labelSpan: 4,
            span: 8,
            text: ({ checkedAt }) => paperTime(checkedAt),
          },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '被抽查人',
            labelSpan: 4,
            span: 8,
            text: ({ employee }) => employee,
            required: false,
          },
          {
            kind: 'text',
            field: null,
            label: '诉求编号',
            labelSpan: 4,
            span: 8,
            text: ({ matter }) => matter,
            required: false,
          },
        ],
        [{ kind: 'text', field: null, label: '做到的', labelSpan: 4, span: 20, lines: 3, text: ({ kept }) => kept }],
        [
          {
            kind: 'text',
            field: null,
            label: '没做到的',
            labelSpan: 4,
            span: 20,
            lines: 3,
            text: ({ failed }) => failed,
            required: false,
          },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '客户评分',
            labelSpan: 4,
            span: 8,
            text: ({ rating }) => rating,
            required: false,
          },
          {
            kind: 'text',
            field: null,
            label: '改进时间',
            labelSpan: 4,
            span: 8,
            text: ({ mendedAt }) => paperTime(mendedAt),
            required: false,
          },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '情况',
            labelSpan: 4,
            span: 20,
            lines: 3,
            text: ({ words }) => words,
            required: false,
          },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '怎么改',
            labelSpan: 4,
            span: 20,
            lines: 3,
            text: ({ mending }) => mending,
            required: false,
          },
        ],
      ],
    },
  ],
}

const record: CaseSheet<MannersRecordData> = {
  sheet: mannersRecord,
  forOwner: false,
  fill: ({ of, row, nameOf }) => {
    const check = row as MannersCheck
    const titles = (kept: boolean) =>
      Object.entries(manners)
        .filter(([name]) => check.failed.some((failed) => failed === name) !== kept)
        .map(([, title]) => title)
        .join('；')
    return {
      number: of.number,
      source: check.source === 'customer' ? '客户评价' : '抽查',
      employee: nameOf(check.employeeAccount),
      matter: check.matterNumber,
      checkedAt: check.checkedAt,
      kept: check.source === 'customer' ? (check.evaded ? '客户反映有推诿' : '客户没有反映推诿') : titles(true) || '无',
      failed: titles(false) || null,
      rating: check.rating === null ? null : `${check.rating} 分`,
      words: check.words,
      mending: check.mending,
      mendedAt: check.mendedAt,
    }
  },
}

/** A customer sees what he said himself. */
export const mannersReads: RoomReads = {
  ownerColumns: ['matterNumber', 'rating', 'evaded', 'words', 'checkedAt'],
  contractorColumns: [],
  sheets: [record],
}
