import type { Readable } from 'node:stream'
import { writeWorkbook } from '../excel/write.ts'
import type { Template, Trouble } from './kind.ts'
import { EXPLANATION } from './workbook.ts'

/** The workbook that somebody fills in: headings with their choices, and a sheet that explains them. */
export function templateWorkbook(title: string, { columns, notes }: Template): Readable {
  const explained = columns.map(({ title, required, note, example, choices }) => [
    title,
    required ? '必填' : '选填',
    [note, choices ? `可选：${choices.join('、')}` : ''].filter(Boolean).join('；'),
    example,
  ])
  return writeWorkbook([
    {
      name: title,
      columns: columns.map(({ title, required, choices }) => ({
        title,
        required,
        ...(choices ? { choices } : {}),
        width: Math.max(14, title.length * 2 + 6),
      })),
      rows: [],
    },
    {
      name: EXPLANATION,
      columns: [
        { title: '列名', width: 18 },
        { title: '是否必填', width: 10 },
        { title: '说明', width: 70 },
        { title: '示例', width: 24 },
      ],
      rows: [...explained, [], ...notes.map((note, index) => [`说明 ${index + 1}`, '', note, ''])],
      wraps: true,
    },
  ])
}

/** The report of a check as a workbook. */
export function reportWorkbook(troubles: Iterable<Trouble> | AsyncIterable<Trouble>): Readable {
  return writeWorkbook([
    {
      name: '检查报告',
      columns: [
        { title: '行', width: 8 },
        { title: '列', width: 18 },
        { title: '问题', width: 50 },
        { title: '怎么改', width: 60 },
      ],
      rows: rowsOf(troubles),
      wraps: true,
    },
  ])
}

async function* rowsOf(troubles: Iterable<Trouble> | AsyncIterable<Trouble>) {
  for await (const { row, column, wrong, mend } of troubles) yield [row, column ?? '', wrong, mend]
}
