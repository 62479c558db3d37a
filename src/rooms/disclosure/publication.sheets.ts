import { type Moment, paperTime } from '../../kernel/sheet/paper.ts'
import type { Sheet } from '../../kernel/sheet/sheet.ts'

/** Everything that the record of a publication shows. */
export interface PublicationRecordData {
  number: string
  kind: string
  content: string
  phone: string | null
  places: string
  postedAt: Moment
  postedBy: string | null
  checkedAt: Moment
  downReason: string | null
}

/** 公示记录: a sheet of our own; the handbook asks for the record (INT-07, CMP-30) and names no form. */
export const publicationRecord: Sheet<PublicationRecordData> = {
  id: 'publication-record',
  name: '公示记录',
  title: '公示记录',
  paper: 'A4',
  columns: 24,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      heading: '公示',
      rows: [
        [
          { kind: 'text', field: null, label: '公示事项', labelSpan: 4, span: 8, text: ({ kind }) => kind },
          {
            kind: 'text',
            field: null,
            label: '公示号码',
            labelSpan: 4,
            span: 8,
            text: ({ phone }) => phone,
            required: false,
          },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '公示内容',
            labelSpan: 4,
            span: 20,
            lines: 6,
            text: ({ content }) => content,
          },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '公示位置',
            labelSpan: 4,
            span: 20,
            lines: 2,
            text: ({ places }) => places,
          },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '公示时间',
            labelSpan: 4,
            span: 8,
            text: ({ postedAt }) => paperTime(postedAt),
          },
          { kind: 'text', field: null, label: '张贴人', labelSpan: 4, span: 8, text: ({ postedBy }) => postedBy },
        ],
        [
          {
            kind: 'text',
            field: null,
            label: '最近复查',
            labelSpan: 4,
            span: 8,
            text: ({ checkedAt }) => paperTime(checkedAt),
          },
          {
            kind: 'text',
            field: null,
            label: '撤下原因',
            labelSpan: 4,
            span: 8,
            text: ({ downReason }) => downReason,
            required: false,
          },
        ],
      ],
    },
  ],
}

export const disclosureSheets = [publicationRecord] as const
