import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { pdfPages, squeeze } from '../../../test/pdf.ts'
import { type FilledSheet, fillSheet } from './fill.ts'
import { sheetPdf } from './pdf.ts'
import { filedHandover, frame, handover } from './samples.ts'

const stroke =
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><path d="M20 60 L280 40" stroke="black" stroke-width="6"/></svg>'
const images = new Map([['image-1', await sharp(Buffer.from(stroke)).png().toBuffer()]])

const textsOf = (sheet: FilledSheet) => [
  ...sheet.sections.flatMap(({ rows }) =>
    rows.flat().flatMap(({ text, choices = [] }) => [text, ...choices.map(({ label }) => label)]),
  ),
  ...sheet.notes,
]

describe('a sheet as PDF', () => {
  const filled = fillSheet(handover, filedHandover, frame)

  it('holds every label and value as text, with heading, number and footer', async () => {
    const [page = '', ...more] = await pdfPages(await sheetPdf([filled], images))
    expect(more).toEqual([])
    for (const text of [...textsOf(filled), '交接单', '№JJ-1', '第1页共1页', '打印人陈静', '翠湖物业服务有限公司']) {
      expect(page).toContain(squeeze(text))
    }
    expect(page).toContain('✓□好□差')
  })

  it('is A4, upright or across', async () => {
    const sizes = await Promise.all(
      (['A4', 'A4-landscape'] as const).map(async (paper) => {
        const data = new Uint8Array(await sheetPdf([{ ...filled, paper }], images))
        const page = await (await getDocument({ data }).promise).getPage(1)
        return page.view.map(Math.round)
      }),
    )
    expect(sizes).toEqual([
      [0, 0, 595, 842],
      [0, 0, 842, 595],
    ])
  })

  it('says so where the image of a signature is gone or no picture', async () => {
    for (const lost of [new Map(), new Map([['image-1', Buffer.from('not a picture')]])]) {
      const [page] = await pdfPages(await sheetPdf([filled], lost))
      expect(page).toContain('签字图像缺失王小明（业主）')
    }
    expect((await pdfPages(await sheetPdf([filled], images)))[0]).not.toContain('缺失')
  })

  it('draws a scanned paper, kept as WebP, as well as a drawing from the pad', async () => {
    const webp = await sharp(Buffer.from(stroke)).webp().toBuffer()
    const pdf = await sheetPdf([filled], new Map([['image-1', webp]]))
    expect((await pdfPages(pdf))[0]).not.toContain('缺失')
    expect(pdf.toString('latin1')).toContain('/Subtype /Image')
  })

  it('breaks a long Chinese text and a long word inside their cell, losing nothing', async () => {
    const long = `${'墙面、地面、顶棚、门窗均需重新验收，'.repeat(60)}${'ABCDEFGHIJ'.repeat(60)}`
    const sheet = fillSheet(handover, { ...filedHandover, hasDefect: true, defect: long }, frame)
    const data = await sheetPdf([sheet], images)
    // The end of the page may fall into the text, so its letters are counted.
    const all = (await pdfPages(data)).join('')
    for (const letter of '墙面顶棚AH') expect(all.split(letter).length - 1, letter).toBe(long.split(letter).length - 1)
    const page = await (await getDocument({ data: new Uint8Array(data) }).promise).getPage(1)
    const { items } = await page.getTextContent()
    const rightEdges = items.flatMap((item) =>
      'str' in item && /墙|ABC/.test(item.str) ? item.transform[4] + item.width : [],
    )
    // The cell ends in the middle of the paper.
    expect(Math.max(...rightEdges)).toBeLessThan(595.28 / 2)
  })

  it('goes on over pages, says so, and repeats the head of the table', async () => {
    const keys = Array.from({ length: 90 }, (_, index) => ({
      name: `钥匙${index}号`,
      count: '1把',
      depositFen: 0n,
      note: null,
    }))
    const pages = await pdfPages(await sheetPdf([fillSheet(handover, { ...filedHandover, keys }, frame)], images))
    expect(pages.length).toBeGreaterThan(1)
    expect(pages[1]).toContain('交接单JJ-1（续）')
    expect(pages[1]).toContain('序号名称数量押金附注')
    expect(pages[1]).toContain(`第2页共${pages.length}页`)
    for (const { name } of keys) expect(pages.join('')).toContain(name)
  })

  it('begins each sheet of a batch on its own page', async () => {
    const other = fillSheet(handover, { ...filedHandover, number: 'JJ-2' }, frame)
    const pages = await pdfPages(await sheetPdf([filled, other], images))
    expect(pages.map((page) => /№JJ-\d/.exec(page)?.[0])).toEqual(['№JJ-1', '№JJ-2'])
  })

  it('marks a character that the font lacks instead of drawing an empty box', async () => {
    const sheet = fillSheet(handover, { ...filedHandover, room: '𠮷宅😂 张䶮\u0007\u200b' }, frame)
    const [page] = await pdfPages(await sheetPdf([sheet], images))
    expect(page).toContain('〓宅〓张䶮')
    expect(page).toContain('〓：U+20BB7、U+1F602')
  })
})
