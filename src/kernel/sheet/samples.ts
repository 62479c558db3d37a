import { paperYuan } from './paper.ts'
import { type Sheet, type SheetSignature, tableSection } from './sheet.ts'

/** A small form with every kind of cell, for the tests of this folder. */
export interface Handover {
  number: string
  room: string | null
  hasDefect: boolean
  defect: string | null
  mood: string | null
  keys: readonly { name: string; count: string; depositFen: bigint; note: string | null }[]
  signature: SheetSignature | null
}

export const handover: Sheet<Handover> = {
  id: 'handover',
  name: '《交接单》',
  title: '交接单',
  paper: 'A4',
  columns: 8,
  number: ({ number }) => number,
  sections: [
    {
      kind: 'grid',
      heading: '房屋',
      rows: [
        [
          { kind: 'text', field: '编号', labelSpan: 1, span: 3, text: ({ number }) => number },
          { kind: 'text', field: '房号', labelSpan: 1, span: 3, text: ({ room }) => room },
        ],
        [
          {
            kind: 'text',
            field: ['缺陷', '整改'],
            labelSpan: 1,
            span: 3,
            text: ({ defect }) => defect,
            required: ({ hasDefect }) => hasDefect,
            notApplicable: '无（验收合格）',
          },
          {
            kind: 'choice',
            field: '评价',
            labelSpan: 1,
            span: 3,
            options: [
              { value: 'good', label: '好' },
              { value: 'bad', label: '差' },
            ],
            chosen: ({ mood }) => mood,
          },
        ],
      ],
    },
    tableSection<Handover, Handover['keys'][number]>({
      heading: '钥匙',
      rows: ({ keys }) => keys,
      rowsRequired: () => true,
      blankRows: 3,
      columns: [
        { field: null, label: '序号', span: 1, text: (_, index) => String(index + 1) },
        { field: '名称', span: 3, text: ({ name }) => name },
        { field: '数量', span: 1, align: 'right', text: ({ count }) => count },
        { field: '押金', span: 1, align: 'right', text: ({ depositFen }) => paperYuan(depositFen) },
        { field: '附注', span: 2, text: ({ note }) => note, required: false },
      ],
    }),
    {
      kind: 'grid',
      rows: [
        [
          {
            kind: 'signature',
            field: '签收',
            labelSpan: 1,
            span: 7,
            lines: 3,
            signature: ({ signature }) => signature,
          },
        ],
      ],
    },
  ],
  notes: ['一式两份'],
}

export const filedHandover: Handover = {
  number: 'JJ-1',
  room: '1栋301室',
  hasDefect: false,
  defect: null,
  mood: 'good',
  keys: [
    { name: '入户门钥匙', count: '3把', depositFen: 0n, note: null },
    { name: '单元门卡', count: '2张', depositFen: 4000n, note: '已登记' },
  ],
  signature: { name: '王小明', relation: '业主', way: 'pad', signedAt: '2026-11-22T07:48:00Z', imageFileId: 'image-1' },
}

export const frame = {
  companyName: '翠湖物业服务有限公司',
  projectName: '翠湖花园',
  printedAt: '2026-11-23T02:30:00Z',
  printedBy: '陈静',
  caseUrl: 'https://example.com/case/1',
}
