import pdfmake from 'pdfmake'
import type { Column, Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces'
import sharp from 'sharp'
import type { FilledCell, FilledSection, FilledSheet } from './fill.ts'
import { drawable, LACKING, notoSans } from './font.ts'

/** Bytes of the signature images, by file id: PNG from the pad, WebP from a scanned paper. */
export type SheetImages = ReadonlyMap<string, Buffer>

/** Millimetres would be usual; pdfmake counts in points (1/72 inch). */
const PAGES = {
  A4: { width: 595.28, height: 841.89, orientation: 'portrait', margin: 40 },
  'A4-landscape': { width: 841.89, height: 595.28, orientation: 'landscape', margin: 34 },
} as const
const LINE = 0.6
/** Noto Sans SC is 1.448 em high; a little air between lines is enough. */
const LINE_HEIGHT = 1.05
const LINE_EM = 1.448 * LINE_HEIGHT
const SIGNATURE = { width: 64, height: 30 }

/**
 * Renders filled sheets to one A4 PDF, each beginning on its own page, with text that can be selected and searched.
 * All sheets of one document share the paper of the first. A signature whose image is not given, or is no picture,
 * prints as 签字图像缺失: a form must not look signed by nothing, nor be kept from being printed.
 */
export async function sheetPdf(sheets: readonly FilledSheet[], images: SheetImages): Promise<Buffer> {
  const [first] = sheets
  if (!first) throw new Error('no sheet to print')
  for (const sheet of sheets)
    if (sheet.paper !== first.paper) throw new Error('sheets of one document share their paper')
  const drawn = await drawableImages(images)
  return printer()
    .createPdf(documentOf(sheets, first, drawn))
    .getBuffer()
}

/** Signatures print 64 points wide: four times as many pixels are sharp on any printer, and keep batches small. */
const IMAGE_PIXELS = 4 * SIGNATURE.width

type DrawnImages = ReadonlyMap<string, string>

/** The images as data URLs of PNG, which is what pdfmake draws. */
async function drawableImages(images: SheetImages): Promise<DrawnImages> {
  const drawn = new Map<string, string>()
  for (const [fileId, bytes] of images) {
    const png = await sharp(bytes)
      .resize({ width: IMAGE_PIXELS, height: IMAGE_PIXELS, fit: 'inside', withoutEnlargement: true })
      .png({ palette: true })
      .toBuffer()
      .catch(() => null)
    if (png) drawn.set(fileId, `data:image/png;base64,${png.toString('base64')}`)
  }
  return drawn
}

/** pdfmake keeps fonts and access policies in one object per process; set up once, it reads neither disk nor network. */
let ready: typeof pdfmake | null = null

function printer(): typeof pdfmake {
  if (ready) return ready
  const { virtualfs } = pdfmake as unknown as { virtualfs: { writeFileSync: (name: string, bytes: Buffer) => void } }
  virtualfs.writeFileSync('regular.ttf', notoSans.regular)
  virtualfs.writeFileSync('bold.ttf', notoSans.bold)
  pdfmake.setFonts({ Noto: { normal: 'regular.ttf', bold: 'bold.ttf' } })
  pdfmake.setLocalAccessPolicy(() => false)
  pdfmake.setUrlAccessPolicy(() => false)
  ready = pdfmake
  return ready
}

function documentOf(sheets: readonly FilledSheet[], first: FilledSheet, images: DrawnImages): TDocumentDefinitions {
  const { orientation, margin } = PAGES[first.paper]
  const title = [first.title, first.number].filter(Boolean).join(' ')
  return {
    pageSize: 'A4',
    pageOrientation: orientation,
    pageMargins: [margin, 34, margin, 44],
    language: 'zh-CN',
    info: { title, author: first.companyName },
    defaultStyle: { font: 'Noto', fontSize: first.size, lineHeight: LINE_HEIGHT },
    content: sheets.map((sheet, index) => sheetContent(sheet, images, index > 0)),
    // Sheets of a batch are one page each as a rule; a single long one says on every page what it is.
    header: (page) =>
      page > 1 && sheets.length === 1
        ? { text: title + first.continued, margin: [margin, 18, margin, 0], fontSize: 8 }
        : null,
    footer: (page, pages) => ({
      margin: [margin, 12, margin, 0],
      fontSize: 8,
      columns: [
        { text: first.printed },
        {
          text: first.pageOf.replace('{page}', String(page)).replace('{pages}', String(pages)),
          alignment: 'right',
        },
      ],
    }),
  }
}

function sheetContent(sheet: FilledSheet, images: DrawnImages, newPage: boolean): Content {
  const draw = new Drawing(sheet, images)
  const sections = sheet.sections.map((section, index) => draw.section(section, index === 0))
  return {
    stack: [draw.head(), ...sections, ...draw.foot()],
    ...(newPage ? { pageBreak: 'before' as const } : {}),
  }
}

class Drawing {
  private readonly sheet: FilledSheet
  private readonly images: DrawnImages
  private readonly lacking = new Set<string>()
  /** Points of one grid column, borders and paddings included. */
  private readonly unit: number
  private readonly padding: number

  constructor(sheet: FilledSheet, images: DrawnImages) {
    const { width, margin } = PAGES[sheet.paper]
    this.sheet = sheet
    this.images = images
    this.padding = sheet.size < 9 ? 3 : 4
    this.unit = (width - 2 * margin - LINE) / sheet.columns
  }

  /** Estate and company at the left, the title in the middle, number and QR at the right. */
  head(): Content {
    const { title, number, subtitle, companyName, projectName, caseUrl } = this.sheet
    const side = 150
    const qr: Content = caseUrl ? { qr: caseUrl, fit: 58, alignment: 'right', eccLevel: 'M' } : { text: '' }
    return {
      margin: [0, 0, 0, 4],
      columns: [
        {
          width: side,
          stack: [{ text: this.text(companyName), margin: [0, 14, 0, 0] }, { text: this.text(projectName) }],
        },
        {
          width: '*',
          alignment: 'center',
          stack: [
            { text: this.text(title), fontSize: 18, bold: true, characterSpacing: 2, margin: [0, 10, 0, 0] },
            ...(subtitle ? [{ text: this.text(subtitle) }] : []),
            ...(number ? [{ text: `№ ${this.text(number)}` }] : []),
          ],
        },
        { width: side, stack: [qr] },
      ],
    }
  }

  foot(): Content[] {
    const notes: Content[] = this.sheet.notes.map((note) => ({
      text: this.text(note),
      fontSize: 7.5,
      margin: [0, 3, 0, 0],
    }))
    if (this.lacking.size === 0) return notes
    const codes = [...this.lacking].map((char) => `U+${char.codePointAt(0)?.toString(16).toUpperCase()}`)
    return [...notes, { text: `${LACKING}：${codes.join('、')}`, fontSize: 7.5, margin: [0, 3, 0, 0] }]
  }

  section({ rows, headRows }: FilledSection, first: boolean): Content {
    const edges = edgesOf(rows)
    const widths = edges
      .slice(1)
      .map((edge, index) => (edge - (edges[index] ?? 0)) * this.unit - 2 * this.padding - LINE)
    const breakable = rows.some((row) => row.some((cell) => this.isTall(cell)))
    const lineHeight = this.sheet.size * LINE_EM
    return {
      table: {
        widths,
        headerRows: headRows,
        keepWithHeaderRows: headRows > 0 && !breakable ? 1 : 0,
        dontBreakRows: !breakable,
        heights: (row) => Math.max(...(rows[row] ?? []).map(({ lines }) => lines * lineHeight)),
        body: rows.map((row) => this.row(row, edges)),
      },
      layout: {
        // Sections stand directly under each other: the upper one's last line is the lower one's first.
        hLineWidth: (line) => (line === 0 && !first ? 0 : LINE),
        vLineWidth: () => LINE,
        paddingLeft: () => this.padding,
        paddingRight: () => this.padding,
        paddingTop: () => 2.5,
        paddingBottom: () => 2,
      },
    }
  }

  /** A text of more than a third of a page must be let over the page's end: an unbreakable row higher than a page is not drawn at all. */
  private isTall({ text, span }: FilledCell): boolean {
    const room = span * this.unit - 2 * this.padding
    const lines = text.split('\n').reduce((sum, line) => sum + Math.ceil((widthInEm(line) * this.sheet.size) / room), 0)
    return lines * this.sheet.size * LINE_EM > PAGES[this.sheet.paper].height / 3
  }

  private row(cells: readonly FilledCell[], edges: readonly number[]): TableCell[] {
    let from = 0
    return cells.flatMap((cell) => {
      const colSpan = edges.indexOf(from + cell.span) - edges.indexOf(from)
      from += cell.span
      return [{ ...this.cell(cell), colSpan }, ...Array.from({ length: colSpan - 1 }, () => ({}))]
    })
  }

  private cell(cell: FilledCell): { [key: string]: unknown } {
    const frame = { alignment: cell.align, ...(this.isTall(cell) ? {} : { verticalAlignment: 'middle' }) }
    if (cell.role === 'heading') return { ...frame, text: this.text(cell.text), bold: true, fillColor: '#eeeeee' }
    if (cell.choices) return { ...frame, stack: this.choices(cell, cell.choices) }
    if (cell.imageFileId === undefined) return { ...frame, text: this.text(cell.text) }
    const image = this.images.get(cell.imageFileId)
    if (!image) return { ...frame, text: `${this.sheet.imageMissing}\n${this.text(cell.text)}` }
    return {
      ...frame,
      columns: [
        { image, fit: [SIGNATURE.width, SIGNATURE.height], width: SIGNATURE.width },
        { text: this.text(cell.text), fontSize: this.sheet.size - 1.5, lineHeight: 1 },
      ],
      columnGap: 4,
    }
  }

  /** The font has □ but no ☑: the tick is laid over the box. Lines are broken here, between the choices. */
  private choices(cell: FilledCell, choices: readonly { label: string; chosen: boolean }[]): Content[] {
    const em = this.sheet.size
    const room = cell.span * this.unit - 2 * this.padding
    const lines: Column[][] = [[]]
    let used = 0
    for (const { label, chosen } of choices) {
      const text = this.text(`□${label}`)
      const width = (widthInEm(text) + 1) * em
      if (used > 0 && used + width > room) {
        lines.push([])
        used = 0
      }
      used += width
      const tick: Content[] = chosen ? [{ text: '✓', bold: true, relativePosition: { x: 0.5, y: -0.5 } }] : []
      lines.at(-1)?.push({ width, stack: [...tick, { text }] })
    }
    return lines.map((columns) => ({ columns }))
  }

  private text(text: string): string {
    return drawable(text, this.lacking)
  }
}

/** The grid lines at which any row of the section has an edge: the columns of the printed table. */
function edgesOf(rows: readonly (readonly FilledCell[])[]): number[] {
  const edges = new Set([0])
  for (const row of rows) {
    let at = 0
    for (const { span } of row) {
      at += span
      edges.add(at)
    }
  }
  return [...edges].sort((a, b) => a - b)
}

/** Han characters and full-width signs are one em wide; Latin letters and digits about 0.6. */
function widthInEm(text: string): number {
  let width = 0
  for (const char of text) width += char.charCodeAt(0) < 0x2e80 && char !== '□' ? 0.6 : 1
  return width
}
