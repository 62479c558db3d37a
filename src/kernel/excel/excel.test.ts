import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../case/refusal.ts'
import { readSheetAside } from './aside.ts'
import { limits, readSheet } from './read.ts'
import { writeWorkbook } from './write.ts'

/** An archive of these parts, as a spreadsheet makes it. `says`: the unpacked size that the directory claims. */
function archive(parts: Readonly<Record<string, string>>, says: Readonly<Record<string, number>> = {}): Buffer {
  const pieces: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(parts)) {
    const packed = deflateRawSync(Buffer.from(text))
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(Buffer.byteLength(text), 22)
    local.writeUInt16LE(Buffer.byteLength(name), 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(8, 10)
    central.writeUInt32LE(packed.length, 20)
    central.writeUInt32LE(says[name] ?? Buffer.byteLength(text), 24)
    central.writeUInt16LE(Buffer.byteLength(name), 28)
    central.writeUInt32LE(at, 42)
    pieces.push(local, Buffer.from(name), packed)
    directory.push(central, Buffer.from(name))
    at += 30 + Buffer.byteLength(name) + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(parts).length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...pieces, listed, end])
}

const book = (sheets: string, rest = '') => ({
  'xl/workbook.xml': `<workbook xmlns:r="r">${rest}<sheets>${sheets}</sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
})
const ONE = '<sheet name="房屋" sheetId="1" r:id="rId1"/>'
const sheetOf = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`

async function read(file: Buffer) {
  const sheet = await readSheet(file, () => true)
  const rows = []
  for await (const { row, cells } of sheet.rows) rows.push([row, ...cells])
  return rows
}

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const refusal = (text: string) => expect.objectContaining({ message: expect.stringContaining(text) })

describe('a workbook', () => {
  it('comes back as it was written, thousands of Chinese cells whole', async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => [`住宅${'区'.repeat(n % 7)}`, `第${n}行`, n])
    const columns = ['一', '二', '三'].map((title) => ({ title }))
    const back = await read(await bytesOf(writeWorkbook([{ name: '房屋', columns, rows }])))
    expect(back).toHaveLength(rows.length + 1)
    expect(back.slice(1).every(([, first, second], n) => first === rows[n]![0] && second === rows[n]![1])).toBe(true)
  })

  it('keeps what looks like a formula as text', async () => {
    const odd = ['=1+1', '+86 138', '-5', '@SUM(A1)', '\tTab', '=HYPERLINK("http://x")']
    const file = await bytesOf(writeWorkbook([{ name: 'a', columns: odd.map((title) => ({ title })), rows: [odd] }]))
    expect((await read(file))[1]).toEqual([2, ...odd])
  })

  it('is read with shared texts, inline texts, rich texts, formulas and errors told apart', async () => {
    const cells = [
      '<c r="A1" t="s"><v>0</v></c>',
      '<c r="B1" t="s"><v>1</v></c>',
      '<c r="C1" t="inlineStr"><is><t>内联</t></is></c>',
      '<c r="D1"><v>45838</v></c>',
      '<c r="E1" t="b"><v>1</v></c>',
      '<c r="F1"><f>1+1</f><v>2</v></c>',
      '<c r="G1" t="e"><v>#N/A</v></c>',
      '<c r="I1" t="str"><v>&lt;空&gt;</v></c>',
    ]
    const shared = '<sst><si><t>共享</t></si><si><r><t>富</t></r><r><t>文本</t></r></si></sst>'
    const file = archive({
      // The sheet comes before its texts, as some programs write it.
      'xl/worksheets/sheet1.xml': sheetOf(`<row r="1">${cells.join('')}</row>`),
      'xl/sharedStrings.xml': shared,
      ...book(ONE),
    })
    expect(await read(file)).toEqual([
      [1, '共享', '富文本', '内联', 45_838, true, { formula: true }, { error: true }, null, '<空>'],
    ])
  })

  it('is read from its first visible sheet that is wanted', async () => {
    const file = archive({
      ...book(
        '<sheet name="隐藏" sheetId="1" state="hidden" r:id="rId1"/><sheet name="填写说明" r:id="rId1"/><sheet name="数据" r:id="rId2"/>',
      ),
      'xl/worksheets/sheet1.xml': sheetOf(''),
      'xl/worksheets/sheet2.xml': sheetOf('<row r="3"><c r="B3"><v>7</v></c></row>'),
    })
    const sheet = await readSheet(file, (name) => name !== '填写说明')
    expect(sheet.name).toBe('数据')
    for await (const row of sheet.rows) expect(row).toEqual({ row: 3, cells: [null, 7] })
  })

  it.each([
    ['no archive', Buffer.from('房号,类型\n1-1-101,住宅\n'.repeat(3)), '不是 Excel 工作簿'],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1'.padEnd(64, '0'), 'hex'), '另存为 .xlsx'],
    ['half an archive', archive({ ...book(ONE), 'xl/worksheets/sheet1.xml': sheetOf('') }).subarray(0, 400), '打不开'],
    ['another archive', archive({ 'word/document.xml': '<x/>' }), '不是 Excel 工作簿'],
    ['dates of 1904', archive({ ...book(ONE, '<workbookPr date1904="1"/>'), 'xl/worksheets/sheet1.xml': '' }), '1904'],
    ['too many sheets', archive(book(ONE.repeat(limits.sheets + 1))), '工作表太多'],
    ['a sheet that is not there', archive(book(ONE)), '打不开'],
    [
      'too many columns',
      archive({ ...book(ONE), 'xl/worksheets/sheet1.xml': sheetOf('<row r="1"><c r="ZZ1"><v>1</v></c></row>') }),
      '列太多',
    ],
    [
      'too many rows',
      archive({
        ...book(ONE),
        'xl/worksheets/sheet1.xml': sheetOf('<row r="900000"><c r="A900000"><v>1</v></c></row>'),
      }),
      '行数太多',
    ],
    [
      'broken XML',
      archive({ ...book(ONE), 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c></row>' }),
      '打不开',
    ],
  ])('is refused in Chinese when it is %s', async (_, file, text) => {
    await expect(read(file)).rejects.toEqual(refusal(text))
    await expect(read(file)).rejects.toBeInstanceOf(Refusal)
  })

  it('is refused when it unfolds beyond its limit, whatever it claims, without being held in memory', async () => {
    const bomb = ' '.repeat(80 * 1024 * 1024)
    const big = archive({ ...book(ONE), 'xl/worksheets/sheet1.xml': sheetOf(''), 'xl/sharedStrings.xml': bomb })
    await expect(read(big)).rejects.toEqual(refusal('展开后太大'))
    const liar = archive(
      { ...book(ONE), 'xl/worksheets/sheet1.xml': sheetOf(''), 'xl/sharedStrings.xml': bomb },
      { 'xl/sharedStrings.xml': 1000 },
    )
    await expect(read(liar)).rejects.toEqual(refusal('展开后太大'))
  })
})

describe('a large workbook', () => {
  const columns = ['一', '二'].map((title) => ({ title }))
  const rows = Array.from({ length: 4_500 }, (_, n) => [`第${n}行`, n % 3 === 0 ? null : n])
  const aside = (file: Buffer) => readSheetAside(file, () => true, 0)

  it('is parsed by a thread of its own into the same rows', async () => {
    const file = await bytesOf(writeWorkbook([{ name: '房屋', columns, rows }]))
    const sheet = await aside(file)
    const back = []
    for await (const { row, cells } of sheet.rows) back.push([row, ...cells])
    expect(sheet.name).toBe('房屋')
    expect(back).toEqual(await read(file))
    expect(back).toHaveLength(rows.length + 1)
  })

  it('is left where the reader stops, and its thread ends', async () => {
    const sheet = await aside(await bytesOf(writeWorkbook([{ name: '房屋', columns, rows }])))
    for await (const { row } of sheet.rows) if (row === 10) break
    expect((await sheet.rows.next()).done).toBe(true)
  })

  it('is refused in the same words, before its rows and in their midst', async () => {
    await expect(aside(Buffer.from('x'.repeat(100)))).rejects.toEqual(refusal('不是 Excel 工作簿'))
    const broken = archive({ ...book(ONE), 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c></row>' })
    const sheet = await aside(broken)
    const error = await sheet.rows.next().catch((error: unknown) => error)
    expect(error).toEqual(refusal('打不开'))
    expect(error).toBeInstanceOf(Refusal)
    expect((error as Refusal).fields).toHaveLength(1)
  })
})
