import { Readable } from 'node:stream'
import { Refusal } from '../case/refusal.ts'
import { say } from '../text/translate.ts'
import { unpacked, unpackedText, unreadable, type ZipEntry, zipEntries } from './zip.ts'

/** What a workbook may hold; larger ones are split by whoever sends them. Own choice: 100,000 rows take some 10 MB. */
export const limits = {
  fileBytes: 32 * 1024 * 1024,
  /** Of the sheet that is read, unpacked. */
  sheetBytes: 256 * 1024 * 1024,
  /** Texts that cells share are kept in memory while the rows are read. */
  sharedBytes: 64 * 1024 * 1024,
  rows: 200_000,
  columns: 100,
  sheets: 20,
  parts: 500,
} as const

/** The workbook's own parts are some kilobytes. */
const PART_BYTES = 2 * 1024 * 1024

/** A cell as the file says it. A formula is not computed: it is handed on as one. */
export type RawCell = string | number | boolean | null | { formula: true } | { error: true }

export interface RawRow {
  /** As the spreadsheet counts, from 1. */
  row: number
  cells: readonly RawCell[]
}

export interface Sheet {
  name: string
  rows: AsyncGenerator<RawRow>
}

/**
 * One sheet of a workbook, row by row: the first visible one that `wanted` takes. A small file that unfolds to gigabytes
 * is refused at its limit, wherever that comes. Throws Refusal: no workbook, damaged, too large, no such sheet.
 */
export async function readSheet(file: Buffer, wanted: (name: string) => boolean): Promise<Sheet> {
  const { name, parts } = await findSheet(file, wanted)
  return { name, rows: rowsOf(parts) }
}

/** The parts of a workbook that the rows of one sheet are read from. */
export interface SheetParts {
  sheet: ZipEntry
  /** Texts that cells share. */
  shared: ZipEntry | undefined
}

/** The first visible sheet that `wanted` takes, still packed. Throws Refusal like `readSheet`. */
export async function findSheet(
  file: Buffer,
  wanted: (name: string) => boolean,
): Promise<{ name: string; parts: SheetParts }> {
  if (file.length > limits.fileBytes) {
    const text = say('文件太大（上限 {size} MB）：请分成几个文件导入', { size: limits.fileBytes / 1_048_576 })
    throw new Refusal('too-large', text, { fields: [{ field: 'file', text }] })
  }
  if (file.subarray(0, 4).equals(OLD_EXCEL)) throw unreadable('这是旧格式 .xls 或加了密码：请另存为 .xlsx 再导入')
  if (file.length < 22 || file.readUInt32LE(0) !== 0x04034b50)
    throw unreadable('这不是 Excel 工作簿：请上传 .xlsx 文件')
  const parts = new Map(zipEntries(file, limits.parts).map((entry) => [entry.name.replace(/^\//, ''), entry]))
  const sheets = await sheetsOf(parts)
  if (sheets.length > limits.sheets) throw unreadable(say('工作表太多（上限 {sheets} 张）', { sheets: limits.sheets }))
  const chosen = sheets.find(({ name, hidden }) => !hidden && wanted(name))
  if (!chosen) throw unreadable('没有找到要导入的工作表：请使用模板，不要改工作表的名称')
  const sheet = parts.get(chosen.part)
  if (!sheet) throw unreadable()
  return { name: chosen.name, parts: { sheet, shared: parts.get('xl/sharedStrings.xml') } }
}

const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])

/** Names, order and places of the sheets. */
async function sheetsOf(parts: ReadonlyMap<string, ZipEntry>) {
  const workbook = parts.get('xl/workbook.xml')
  const relations = parts.get('xl/_rels/workbook.xml.rels')
  if (!workbook || !relations) throw unreadable('这不是 Excel 工作簿：请上传 .xlsx 文件')
  const book = await unpackedText(workbook, PART_BYTES)
  if (/date1904="(1|true)"/.test(book))
    throw unreadable('工作簿使用 1904 日期系统，日期会差四年：请在 Excel 选项中关掉再保存')
  const targets = new Map(
    tags(await unpackedText(relations, PART_BYTES), 'Relationship').map(({ Id, Target }) => [Id, Target]),
  )
  return tags(book, 'sheet').map((tag) => {
    const target = targets.get(tag['r:id'] ?? tag.id ?? '') ?? ''
    const part = target.startsWith('/') ? target.slice(1) : `xl/${target}`
    return { name: tag.name ?? '', hidden: (tag.state ?? 'visible') !== 'visible', part }
  })
}

function tags(xml: string, name: string): Record<string, string>[] {
  const found = xml.matchAll(new RegExp(`<(?:\\w+:)?${name}\\s([^>]*)>`, 'g'))
  return [...found].map(([, inside = '']) =>
    Object.fromEntries([...inside.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key, value]) => [key!, decoded(value!)])),
  )
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
const decoded = (text: string) =>
  text
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name]!)

/** What is used of exceljs inside: its readers of the two parts, given our own pieces of them. */
interface PartReaders {
  _parseSharedStrings(part: Readable): AsyncIterable<unknown>
  _parseWorksheet(part: AsyncIterable<string>, name: string): Iterable<{ value: AsyncIterable<WorksheetRow> }>
  sharedStrings?: unknown[]
}

interface WorksheetRow {
  number: number
  values: unknown[]
}

/**
 * exceljs reads a part of the archive each. Reading the archive itself is not left to it: it would put sheets that come
 * before their texts into temporary files, and it decodes piece by piece, which breaks Chinese characters that lie
 * across two pieces.
 */
export async function* rowsOf({ sheet, shared }: SheetParts): AsyncGenerator<RawRow> {
  const { default: ExcelJS } = await import('exceljs')
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(Readable.from([]) as never, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    hyperlinks: 'ignore',
    styles: 'ignore',
    entries: 'ignore',
  }) as unknown as PartReaders
  try {
    if (shared) {
      const texts = Readable.from(characters(unpacked(shared, limits.sharedBytes)))
      for await (const _none of reader._parseSharedStrings(texts));
    }
    reader.sharedStrings ??= []
    let last = 0
    for (const { value: rows } of reader._parseWorksheet(characters(unpacked(sheet, limits.sheetBytes)), '1')) {
      for await (const { number, values } of rows) {
        if (!Number.isSafeInteger(number) || number <= last) throw unreadable()
        last = number
        if (values.length > limits.columns + 1)
          throw unreadable(say('第 {number} 行的列太多（上限 {columns} 列）', { number, columns: limits.columns }))
        if (number > limits.rows + 1) throw tooMany()
        const cells: RawCell[] = []
        for (let column = 1; column < values.length; column++) cells.push(rawCell(values[column]))
        yield { row: number, cells }
      }
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unreadable()
  }
}

/** Text in pieces that end between characters. Throws when it is not UTF-8. */
async function* characters(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const piece of pieces) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

const tooMany = () =>
  new Refusal('too-large', say('行数太多（上限 {rows} 行）：请分成几个文件导入', { rows: limits.rows }), {
    fields: [{ field: 'file', text: '行数太多，请分成几个文件导入' }],
  })

function rawCell(value: unknown): RawCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  const rich = value as { richText?: { text: string | null }[]; formula?: unknown }
  if (Array.isArray(rich.richText)) return rich.richText.map(({ text }) => text ?? '').join('')
  return 'formula' in rich ? { formula: true } : { error: true }
}
