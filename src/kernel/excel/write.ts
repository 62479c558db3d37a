import { PassThrough, type Readable } from 'node:stream'

/** A sheet to write: headings in the first row, then rows of texts and numbers. */
export interface NewSheet {
  name: string
  columns: readonly {
    title: string
    /** In characters. */
    width?: number
    /** A list that the cells below may be chosen from. */
    choices?: readonly string[]
    required?: boolean
  }[]
  rows: Iterable<readonly (string | number | null)[]> | AsyncIterable<readonly (string | number | null)[]>
  /** Lines wrap: for sheets that explain. */
  wraps?: boolean
}

/** Rows below the heading that offer the choices of their columns. */
const OFFERED_ROWS = 200_000

/**
 * Writes a workbook as a stream, row by row. Texts stay texts: every column has the text format and every text is
 * written as one, so what begins with = + - @, a tab or a line break is no formula, neither when it is opened nor after
 * somebody has edited it.
 */
export function writeWorkbook(sheets: readonly NewSheet[]): Readable {
  const out = new PassThrough()
  write(out, sheets).catch((error: Error) => out.destroy(error))
  return out
}

async function write(out: PassThrough, sheets: readonly NewSheet[]): Promise<void> {
  const { default: ExcelJS } = await import('exceljs')
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false })
  for (const { name, columns, rows, wraps } of sheets) {
    const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
    sheet.columns = columns.map(({ width = 16 }) => ({
      width,
      // Text format: a spreadsheet that is filled in keeps 0571-88 and 1-2 as they are typed.
      style: { numFmt: '@', alignment: { vertical: 'top', wrapText: wraps ?? false } },
    }))
    const head = sheet.addRow(columns.map(({ title, required }) => (required ? `${title}*` : title)))
    head.font = { bold: true }
    head.commit()
    for (const [index, { choices }] of columns.entries()) {
      if (choices) offer(sheet, index + 1, choices)
    }
    for await (const row of rows) sheet.addRow(row.map(safeCell)).commit()
    sheet.commit()
  }
  await book.commit()
}

interface Validated {
  getColumn(column: number): { letter: string }
  dataValidations: { add(range: string, validation: object): void }
}

function offer(sheet: unknown, column: number, choices: readonly string[]): void {
  const { letter } = (sheet as Validated).getColumn(column)
  ;(sheet as Validated).dataValidations.add(`${letter}2:${letter}${OFFERED_ROWS + 1}`, {
    type: 'list',
    allowBlank: true,
    formulae: [`"${choices.join(',')}"`],
    showErrorMessage: true,
    errorTitle: '请从列表中选择',
    error: choices.join('、'),
  })
}

/** Characters that XML cannot carry are left out. A text is written as a text cell, whatever it begins with. */
export function safeCell(value: string | number | null): string | number | null {
  if (typeof value !== 'string') return value
  return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').slice(0, MOST_CELL_CHARS)
}

/** A spreadsheet's own limit. */
const MOST_CELL_CHARS = 32_000
