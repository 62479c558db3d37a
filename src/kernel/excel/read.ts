import { Readable } from 'node:stream'
import { Refusal } from '../case/refusal.ts'
import { localEntry, unpacked, unpackedText, unreadable, type ZipEntry, zipEntries } from './zip.ts'

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
 * One sheet of a workbook, row by row: the first visible one that `wanted` takes. Its size is known before a row is
 * parsed. Throws Refusal: no workbook, damaged, too large, no such sheet.
 */
export async function readSheet(file: Buffer, wanted: (name: string) => boolean): Promise<Sheet> {
  if (file.length > limits.fileBytes) {
    const text = `文件太大（上限 ${limits.fileBytes / 1_048_576} MB）：请分成几个文件导入`
    throw new Refusal('too-large', text, { fields: [{ field: 'file', text }] })
  }
  if (file.subarray(0, 4).equals(OLD_EXCEL)) throw unreadable('这是旧格式 .xls 或加了密码：请另存为 .xlsx 再导入')
  if (file.length < 22 || file.readUInt32LE(0) !== 0x04034b50)
    throw unreadable('这不是 Excel 工作簿：请上传 .xlsx 文件')
  const parts = new Map(zipEntries(file, limits.parts).map((entry) => [entry.name.replace(/^\//, ''), entry]))
  const sheets = await sheetsOf(parts)
  if (sheets.length > limits.sheets) throw unreadable(`工作表太多（上限 ${limits.sheets} 张）`)
  const chosen = sheets.find(({ name, hidden }) => !hidden && wanted(name))
  if (!chosen) throw unreadable('没有找到要导入的工作表：请使用模板，不要改工作表的名称')
  const sheet = parts.get(chosen.part)
  if (!sheet) throw unreadable()
  const shared = parts.get('xl/sharedStrings.xml')
  await measure(sheet, limits.sheetBytes)
  if (shared) await measure(shared, limits.sharedBytes)
  return { name: chosen.name, rows: rowsOf(sheet, shared ?? NO_TEXTS) }
}

const OLD_EXCEL = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])
const stored = (text: string): Omit<ZipEntry, 'name'> => ({
  method: 0,
  packed: Buffer.from(text),
  unpackedBytes: Buffer.byteLength(text),
})
const NO_TEXTS = stored('<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></sst>')
const NO_RELATIONS = stored('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>')

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

/** Unpacks a part for nothing but its length: a small file that unfolds to gigabytes is refused before it is parsed. */
async function measure(part: ZipEntry, most: number): Promise<void> {
  for await (const _piece of unpacked(part, most));
}

/**
 * exceljs reads an archive in sequence and puts sheets that come before their texts into temporary files. It is
 * given only what it needs, in the order it needs, so that nothing of the file lies on the disk.
 */
async function* rowsOf(sheet: ZipEntry, shared: Omit<ZipEntry, 'name'>): AsyncGenerator<RawRow> {
  const { default: ExcelJS } = await import('exceljs')
  const archive = [
    ...localEntry('xl/_rels/workbook.xml.rels', NO_RELATIONS),
    ...localEntry('xl/sharedStrings.xml', shared),
    ...localEntry('xl/worksheets/sheet1.xml', sheet),
  ]
  const source = Readable.from(slices(archive), { objectMode: false })
  const reader = new ExcelJS.stream.xlsx.WorkbookReader(source as never, {
    worksheets: 'emit',
    sharedStrings: 'cache',
    hyperlinks: 'ignore',
    styles: 'ignore',
    entries: 'ignore',
  })
  try {
    let last = 0
    for await (const worksheet of reader) {
      for await (const { number, values } of worksheet) {
        if (!Number.isSafeInteger(number) || number <= last) throw unreadable()
        last = number
        const list = values as unknown[]
        if (list.length > limits.columns + 1) throw unreadable(`第 ${number} 行的列太多（上限 ${limits.columns} 列）`)
        if (number > limits.rows + 1) throw tooMany()
        const cells: RawCell[] = []
        for (let column = 1; column < list.length; column++) cells.push(rawCell(list[column]))
        yield { row: number, cells }
      }
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unreadable()
  } finally {
    source.destroy()
  }
}

/** In pieces of 64 KB: the reader takes what it is given whole. */
function* slices(buffers: readonly Buffer[]): Generator<Buffer> {
  for (const buffer of buffers)
    for (let from = 0; from < buffer.length; from += 65_536) yield buffer.subarray(from, from + 65_536)
}

const tooMany = () =>
  new Refusal('too-large', `行数太多（上限 ${limits.rows} 行）：请分成几个文件导入`, {
    fields: [{ field: 'file', text: '行数太多，请分成几个文件导入' }],
  })

function rawCell(value: unknown): RawCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  const rich = value as { richText?: { text: string | null }[]; formula?: unknown }
  if (Array.isArray(rich.richText)) return rich.richText.map(({ text }) => text ?? '').join('')
  return 'formula' in rich ? { formula: true } : { error: true }
}
