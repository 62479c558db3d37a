import { inChinese, type Translate } from '../clock/relative.ts'
import { type Moment, paperTime } from './paper.ts'
import type { Align, Cell, Section, Sheet, SheetSignature, TableSection } from './sheet.ts'
import { chosenValues, isBlank, isEmptyCell, isRequired, namesOf } from './sheet.ts'

/** What the paper says around the form itself. */
export interface SheetFrame {
  companyName: string
  projectName: string
  printedAt: Moment
  printedBy: string
  /** The link that the QR code carries; null prints none. */
  caseUrl: string | null
  /** Puts what stands around the form into the reader's language; the form itself is the handbook's, in Chinese. */
  say?: Translate
}

/** A sheet with all its texts in place: what the page, the print and the PDF draw, so that they cannot differ. JSON-safe. */
export interface FilledSheet {
  title: string
  number: string | null
  subtitle: string | null
  companyName: string
  projectName: string
  paper: 'A4' | 'A4-landscape'
  /** Size of the type in points. */
  size: number
  columns: number
  caseUrl: string | null
  sections: FilledSection[]
  notes: string[]
  /** 打印时间 and 打印人. */
  printed: string
  /** 第 {page} 页　共 {pages} 页, for whoever counts the pages to fill in. */
  pageOf: string
  /** （续）, behind the title on further pages. */
  continued: string
  /** What stands in the place of a signature's image that cannot be had. */
  imageMissing: string
}

export interface FilledSection {
  /** Leading rows that are repeated on every page the section reaches. */
  headRows: number
  rows: FilledCell[][]
}

export interface FilledCell {
  role: 'heading' | 'label' | 'value'
  span: number
  align: Align
  /** Least height in text lines. */
  lines: number
  text: string
  /** Boxes to tick, after the text. */
  choices?: { label: string; chosen: boolean }[]
  /** File id of a signature's image, before the text. */
  imageFileId?: string
}

/** What an empty cell that need not be filled prints: struck through, so that nothing can be written in later. REP-11. */
export const NOT_APPLICABLE = '／'

/** Puts the data into the sheet. Throws when a row's spans do not add up to the grid: a mistake in the sheet, not in the data. */
export function fillSheet<Data>(
  sheet: Sheet<Data>,
  data: Data,
  frame: SheetFrame,
  say: Translate = inChinese,
): FilledSheet {
  const printedAt = paperTime(frame.printedAt) ?? ''
  const around = frame.say ?? inChinese
  return {
    title: say(sheet.title),
    number: sheet.number(data),
    subtitle: sheet.subtitle?.(data) ?? null,
    companyName: frame.companyName,
    projectName: frame.projectName,
    paper: sheet.paper,
    size: sheet.size ?? 9,
    columns: sheet.columns,
    caseUrl: frame.caseUrl,
    sections: sheet.sections.map((section) => fillSection(sheet, section, data, say)),
    notes: (sheet.notes ?? []).map((note) => say(note)),
    printed: around('打印时间 {time}　打印人 {name}', { time: printedAt, name: frame.printedBy }),
    pageOf: around('第 {page} 页　共 {pages} 页', { page: '{page}', pages: '{pages}' }),
    continued: around('（续）'),
    imageMissing: around('签字图像缺失'),
  }
}

function fillSection<Data>(sheet: Sheet<Data>, section: Section<Data>, data: Data, say: Translate): FilledSection {
  const heading = section.heading === undefined ? [] : [[headingCell(say(section.heading), sheet.columns)]]
  const filled =
    section.kind === 'grid'
      ? { headRows: heading.length, rows: section.rows.map((row) => row.flatMap((cell) => fillCell(cell, data, say))) }
      : fillTable(section, data, say, heading.length)
  const rows = [...heading, ...filled.rows]
  for (const row of rows) {
    const width = row.reduce((sum, { span }) => sum + span, 0)
    if (width !== sheet.columns) {
      throw new Error(
        `${sheet.id}: a row of ${sheet.columns} columns has ${width}: ${row.map(({ text }) => text).join(' | ')}`,
      )
    }
  }
  return { headRows: filled.headRows, rows }
}

function fillTable<Data>(section: TableSection<Data>, data: Data, say: Translate, headings: number) {
  const head = section.columns.map(({ label, span }) => ({
    ...cellOf('label', say(label), span),
    align: 'center' as const,
  }))
  const texts = section.rows(data)
  const needs = section.rowNeeds(data)
  // A table that needs rows but has none yet prints empty lines to write on; one that needs none is struck through.
  const empty = section.rowsRequired(data) ? '' : NOT_APPLICABLE
  const blank = Array.from({ length: empty === '' ? (section.blankRows ?? 1) : 1 }, () =>
    section.columns.map(() => empty),
  )
  const lines = texts.length > 0 ? texts : blank
  const body = lines.map((line, row) =>
    section.columns.map(({ span, align }, column) => {
      const text =
        isBlank(line[column]) && !needs[row]?.[column] && texts.length > 0 ? NOT_APPLICABLE : (line[column] ?? '')
      return { ...cellOf('value', text, span), align: text === NOT_APPLICABLE ? ('center' as const) : align }
    }),
  )
  const total = section.total ? [fillCell(section.total, data, say)] : []
  return { headRows: headings + 1, rows: [head, ...body, ...total] }
}

function fillCell<Data>(cell: Cell<Data>, data: Data, say: Translate): FilledCell[] {
  const { labelSpan = 3, lines = 1, span } = cell
  const label = cell.label ?? namesOf(cell).join('、')
  const value = { ...cellOf('value', '', span), lines, ...contentOf(cell, data, say) }
  return label === '' ? [value] : [{ ...cellOf('label', say(label), labelSpan), align: 'center' }, value]
}

function contentOf<Data>(cell: Cell<Data>, data: Data, say: Translate): Partial<FilledCell> {
  if (isEmptyCell(cell, data) && !isRequired(cell, data)) {
    const { notApplicable } = cell
    const reason = typeof notApplicable === 'function' ? notApplicable(data) : notApplicable
    return reason === undefined ? { text: NOT_APPLICABLE, align: 'center' } : { text: say(reason) }
  }
  if (cell.kind === 'text') return { text: cell.text(data) ?? '' }
  if (cell.kind === 'signature') return signatureOf(cell.signature(data), say)
  const chosen = chosenValues(cell, data)
  return { choices: cell.options.map(({ value, label }) => ({ label: say(label), chosen: chosen.includes(value) })) }
}

const WAYS = { pad: '现场手写', link: '链接签署', paper: '纸质签署' } as const

function signatureOf(signature: SheetSignature | null, say: Translate): Partial<FilledCell> {
  if (signature === null) return {}
  if ('waived' in signature) {
    const { waived, by, at } = signature
    return { text: say('未签：{reason}（{by} {time} 记）', { reason: waived, by, time: paperTime(at) ?? '' }) }
  }
  const { name, relation, way, signedAt, imageFileId } = signature
  const who = relation === null ? name : `${name}（${say(relation)}）`
  return {
    text: `${who}\n${paperTime(signedAt)}\n${say(WAYS[way])}`,
    ...(imageFileId === null ? {} : { imageFileId }),
  }
}

function headingCell(text: string, span: number): FilledCell {
  return { ...cellOf('heading', text, span), align: 'center' }
}

function cellOf(role: FilledCell['role'], text: string, span: number): FilledCell {
  return { role, span, align: 'left', lines: 1, text }
}
