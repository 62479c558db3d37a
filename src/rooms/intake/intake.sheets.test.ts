import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { pdfPages, squeeze } from '../../../test/pdf.ts'
import { fillSheet, type SheetFrame } from '../../kernel/sheet/fill.ts'
import { sheetPdf } from '../../kernel/sheet/pdf.ts'
import { gaps, missingFields, type Sheet } from '../../kernel/sheet/sheet.ts'
import { infoFeedbackRegister, intakeSheets, type WorkContactSlipData, workContactSlip } from './intake.sheets.ts'

const forms: { id: string; fields: { name: string }[] }[] = parse(
  readFileSync(new URL('../../../handbook/forms.yaml', import.meta.url), 'utf8'),
)
const fieldsOfForm = (id: string) => forms.find((form) => form.id === id)?.fields ?? []

const frame: SheetFrame = {
  companyName: '翠湖物业服务有限公司',
  projectName: '翠湖花园',
  printedAt: '2026-11-23T02:30:00Z',
  printedBy: '陈静',
  caseUrl: 'https://example.com/case/1',
}

const onPaper = (name: string, at: string) => ({
  name,
  relation: null,
  way: 'paper' as const,
  signedAt: at,
  imageFileId: null,
})

const slip: WorkContactSlipData = {
  number: 'LX-20261122-0003',
  place: '1栋2单元301室',
  caller: '王小明 138****8821',
  content: '楼上空调冷凝水滴到阳台，夜间影响休息，请工程部核查外机排水管走向并与楼上业主联系。',
  complaintKind: null,
  isComplaint: false,
  responsible: '工程部 张强',
  issuedAt: '2026-11-22T03:00:00Z',
  issuedBy: '陈静',
  dueAt: '2026-11-23T03:00:00Z',
  receivedSignature: onPaper('张强', '2026-11-22T03:20:00Z'),
  receivedAt: '2026-11-22T03:20:00Z',
  reply: '已将排水管接入专用立管，当晚复查无滴水，已电话告知业主。',
  handlerSignature: onPaper('张强', '2026-11-22T09:00:00Z'),
  managerSignature: onPaper('刘芳', '2026-11-22T09:30:00Z'),
  handledAt: '2026-11-22T09:00:00Z',
  repliedAt: '2026-11-22T09:40:00Z',
  escalatedAt: null,
  originalKeptBy: '陈静',
  copyKeptBy: '工程部',
}
const gapsOf = (change: Partial<WorkContactSlipData>) =>
  gaps(workContactSlip, { ...slip, ...change }).map(({ label }) => label)

describe('the sheets of the chapter', () => {
  it.each(intakeSheets)('INT-14 $name shows every field of the handbook', (sheet) => {
    expect(fieldsOfForm(sheet.id)).not.toEqual([])
    expect(missingFields(sheet as Sheet<never>, { fields: fieldsOfForm(sheet.id) })).toEqual([])
  })

  it('INT-14 《工作联系单》 prints every field on one page', async () => {
    const pages = await pdfPages(await sheetPdf([fillSheet(workContactSlip, slip, frame)], new Map()))
    expect(pages).toHaveLength(1)
    for (const { name } of fieldsOfForm('work-contact-slip')) expect(pages[0]).toContain(squeeze(name))
    expect(pages[0]).toContain(squeeze(slip.content ?? ''))
    expect(pages[0]).toContain('无（非投诉）')
  })

  it('INT-14 《工作联系单》 is complete only with receiver, reply and signatures', () => {
    expect(gapsOf({})).toEqual([])
    expect(gapsOf({ receivedSignature: null, receivedAt: null })).toEqual(['签收人', '签收时间'])
    expect(gapsOf({ reply: null, handlerSignature: null })).toEqual(['处理及回复意见', '处理人签字'])
    // Only a complaint goes past the manager.
    expect(gapsOf({ managerSignature: null })).toEqual([])
    expect(gapsOf({ isComplaint: true, managerSignature: null })).toEqual(['投诉类别', '主管签字'])
    expect(gapsOf({ handledAt: null })).toEqual(['处理完成时间', '逾期上报时间'])
  })

  it('INT-13 《信息反馈记录表》 prints one row a feedback', async () => {
    const row = {
      number: 'FK-20261122-0001',
      feedback: '3栋地下车库排水沟已清理完毕',
      reporter: '孙伟',
      reportedAt: '2026-11-22T03:00:00Z',
      matter: null,
      outcome: '已登记，通知客服主管',
      registeredBy: '陈静',
    }
    const data = { from: '2026-11-01', to: '2026-11-30', rows: [row, { ...row, number: 'FK-20261122-0002' }] }
    expect(gaps(infoFeedbackRegister, data)).toEqual([])
    expect(gaps(infoFeedbackRegister, { ...data, rows: [{ ...row, outcome: null }] })).toEqual([
      { field: '处理结果', label: '处理结果（第1行）' },
    ])
    const [page] = await pdfPages(await sheetPdf([fillSheet(infoFeedbackRegister, data, frame)], new Map()))
    for (const { name } of fieldsOfForm('info-feedback-register')) expect(page).toContain(name)
    for (const { number } of data.rows) expect(page).toContain(number)
    expect(page).toContain('2026-11-01至2026-11-30共2条')
  })
})
