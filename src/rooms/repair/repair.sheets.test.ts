import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { pdfPages, squeeze } from '../../../test/pdf.ts'
import { fillSheet, type SheetFrame } from '../../kernel/sheet/fill.ts'
import { sheetPdf } from '../../kernel/sheet/pdf.ts'
import { gaps, missingFields, type Sheet } from '../../kernel/sheet/sheet.ts'
import {
  type InvoiceData,
  invoice,
  ownerRepairRegister,
  type RepairRegisterRow,
  repairSheets,
} from './repair.sheets.ts'
import { filedAtHome, filedInPublic, justDispatched, signed } from './repair.slip.samples.ts'
import { type RepairSlipData, repairSlip } from './repair.slip.ts'

interface Form {
  id: string
  fields: { name: string }[]
}
const forms: Form[] = parse(readFileSync(new URL('../../../handbook/forms.yaml', import.meta.url), 'utf8'))
const formOf = (sheet: Pick<Sheet<never>, 'id'>) => {
  const form = forms.find(({ id }) => id === sheet.id)
  if (!form) throw new Error(`the handbook has no form ${sheet.id}`)
  return form
}

const frame: SheetFrame = {
  companyName: '翠湖物业服务有限公司',
  projectName: '翠湖花园',
  printedAt: '2026-11-23T02:30:00Z',
  printedBy: '陈静',
  caseUrl: 'https://example.com/case/1',
}
const ink = await sharp(
  Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><path d="M20 60 L280 40" stroke="black" stroke-width="6"/></svg>',
  ),
)
  .png()
  .toBuffer()
const images = new Map([
  ['signature-1', ink],
  ['signature-2', ink],
])

const gapsOf = (slip: Partial<RepairSlipData>, base = filedAtHome) =>
  gaps(repairSlip, { ...base, ...slip }).map(({ label }) => label)

describe('the sheets of the chapter', () => {
  it.each(repairSheets)('REP-03 $name shows every field of the handbook', (sheet) => {
    expect(missingFields(sheet as Sheet<never>, formOf(sheet))).toEqual([])
  })

  it('REP-03 the printed 《维修单》 holds every field of the handbook on one page', async () => {
    const pages = await pdfPages(await sheetPdf([fillSheet(repairSlip, filedAtHome, frame)], images))
    expect(pages).toHaveLength(1)
    for (const { name } of formOf(repairSlip).fields) expect(pages[0]).toContain(squeeze(name))
    for (const value of [
      'BX-20261122-0007',
      '更换三角阀（人工）¥30.00',
      '合计¥50.00',
      'JF-08',
      '¥64.00大写：陆拾肆元整',
      '26442000000012345678',
    ]) {
      expect(pages[0]).toContain(value)
    }
    expect(pages[0]).toContain('✓□很满意')
  })
})

describe('《维修单》 without a blank', () => {
  it('REP-11 a complete slip may be filed, at home and in public', () => {
    expect(gapsOf({})).toEqual([])
    expect(gapsOf({}, filedInPublic)).toEqual([])
  })

  it('REP-11 a slip fresh from the printer may not', () => {
    expect(gapsOf({}, justDispatched)).toEqual([
      '领单人',
      '领单时间',
      '到场时间',
      '现场检查判断(立即维修/报班长评审)',
      '评审开始时间',
      '评审结论',
      '返场时间',
      '完工时间',
      '材料名称',
      '材料规格',
      '材料型号',
      '材料数量',
      '材料单价',
      '材料金额合计',
      '业主当面验证签字',
      '备注(收费情况)',
      '发票号码',
      '业主签字确认',
      '维修满意度评定',
      '回访情况',
      '回访签字',
      '不合格项',
      '责任部门',
      '纠正完成时间',
      '接待员核对',
    ])
  })

  it('REP-05 every material is complete to the last column', () => {
    const [valve] = filedAtHome.materials
    if (!valve) throw new Error('the sample has materials')
    expect(gapsOf({ materials: [valve, { ...valve, spec: '', model: ' ' }] })).toEqual([
      '材料规格（第2行）',
      '材料型号（第2行）',
    ])
  })

  it('REP-05 materials in a home need the owner, those of a public place do not', () => {
    expect(gapsOf({ materialsSignature: null })).toEqual(['业主当面验证签字'])
    expect(gapsOf({ materialsUsed: true, materials: filedAtHome.materials }, filedInPublic)).toEqual([])
  })

  it('REP-08 what was charged needs its remark and its invoice', () => {
    expect(gapsOf({ chargeNote: null, invoiceNumber: null })).toEqual(['备注(收费情况)', '发票号码'])
    expect(gapsOf({ chargeable: false, charges: [], chargeNote: null, invoiceNumber: null })).toEqual([])
  })

  it('REP-09 a home repair needs the signature and the rating of the owner', () => {
    expect(gapsOf({ ownerSignature: null, ownerSatisfaction: null })).toEqual(['业主签字确认', '维修满意度评定'])
  })

  it('REP-10 a public repair needs the signature and the rating of the zone officer', () => {
    expect(gapsOf({ officerSignature: null, publicSatisfaction: null }, filedInPublic)).toContain(
      '公共维修客户服务员签字',
    )
    expect(gapsOf({ publicSatisfaction: null }, filedInPublic)).toEqual(['公共维修满意度评定'])
  })

  it('REP-12 a home repair needs the call-back and its signature', () => {
    expect(gapsOf({ callBackSignature: null })).toEqual(['回访签字'])
    expect(gapsOf({ callBackNote: null })).toContain('回访情况')
  })

  it('REP-13 what failed needs its department and the time it was put right', () => {
    expect(gapsOf({ failedItems: '阀门仍渗水' })).toEqual(['责任部门', '纠正完成时间'])
    expect(
      gapsOf({ failedItems: '阀门仍渗水', failedDepartment: '工程部', correctedAt: '2026-11-24T02:00:00Z' }),
    ).toEqual([])
  })
})

describe('the register and the invoice', () => {
  const row: RepairRegisterRow = {
    number: 'SL-20261122-0007',
    reportedAt: '2026-11-22T05:40:00Z',
    reporter: '王小明',
    place: '1-2-301',
    phone: '138****8821',
    where: 'home',
    content: '厨房水槽下方角阀漏水',
    keyPoints: '4分三角阀，冷水',
    chargeable: true,
    charges: filedAtHome.charges,
    appointmentAt: null,
    slipNumber: 'BX-20261122-0007',
    receiver: '陈静',
  }

  it('REP-03 the register has one row a report, names the empty columns and repeats its head on every page', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({ ...row, number: `SL-20261122-${1000 + index}` }))
    const data = { from: '2026-11-01', to: '2026-11-30', rows }
    expect(gaps(ownerRepairRegister, data)).toEqual([])
    expect(gaps(ownerRepairRegister, { ...data, rows: [{ ...row, slipNumber: null }] })).toEqual([
      { field: '维修单编号', label: '维修单编号（第1行）' },
    ])
    const pages = await pdfPages(await sheetPdf([fillSheet(ownerRepairRegister, data, frame)], images))
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages) for (const { name } of formOf(ownerRepairRegister).fields) expect(page).toContain(name)
    for (const { number } of rows) expect(pages.join('')).toContain(number)
  })

  it('REP-08 the invoice slip carries the amount in full writing and waits for the signature', async () => {
    const data: InvoiceData = {
      slipNumber: 'BX-20261122-0007',
      place: '翠湖花园 1栋2单元301室',
      invoiceNumber: '26442000000012345678',
      amountFen: 11400n,
      items: '维修服务费',
      issuedAt: '2026-11-22T09:00:00Z',
      issuedBy: '赵敏',
      deliveredAt: '2026-11-22T10:00:00Z',
      deliveredBy: '李建国',
      ownerSignature: signed('王小明', '业主', '2026-11-22T10:01:00Z', 'signature-1'),
    }
    expect(gaps(invoice, data)).toEqual([])
    expect(gaps(invoice, { ...data, ownerSignature: null })).toEqual([{ field: '业主签收', label: '业主签收' }])
    const [page] = await pdfPages(await sheetPdf([fillSheet(invoice, data, frame)], images))
    expect(page).toContain('¥114.00大写：壹佰壹拾肆元整')
    for (const { name } of formOf(invoice).fields) expect(page).toContain(name)
  })
})
