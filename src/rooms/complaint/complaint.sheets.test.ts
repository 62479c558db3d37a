import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { tellComplaints } from '../../../test/complaints.ts'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { pdfPages, squeeze } from '../../../test/pdf.ts'
import { cases } from '../../kernel/case/case.contract.ts'
import { registers } from '../../kernel/case/register.contract.ts'
import { missingFields, type Sheet } from '../../kernel/sheet/sheet.ts'
import { complaintSheets } from './complaint.sheets.ts'

/** The forms of the chapter, filled from a complaint that went all the way. */
const forms: { id: string; fields: { name: string }[] }[] = parse(
  readFileSync(new URL('../../../handbook/forms.yaml', import.meta.url), 'utf8'),
)
let w: DoorWorld
beforeAll(async () => {
  w = await makeDoorWorld()
})
afterAll(() => w.closeAll())

it.each(complaintSheets.filter(({ id }) => forms.some((form) => form.id === id)))(
  'CMP-25 CMP-31 CMP-32 CMP-45 $name shows every field of the handbook',
  (sheet) => {
    const { fields } = forms.find(({ id }) => id === sheet.id)!
    expect(missingFields(sheet as unknown as Sheet<never>, { fields })).toEqual([])
  },
)

it('CMP-15 CMP-25 CMP-27 the record of a closed complaint prints complete on one page', async () => {
  const desk = await w.browser(w.staff.zhou)
  const it = await tellComplaints(w).closed()
  const params = {
    project: w.project,
    procedure: 'complaint',
    id: it.caseId,
    sheet: 'owner-complaint-suggestion-record',
  }
  const { gaps } = (await desk.call(cases.sheet, { params })) as { gaps: unknown[] }
  expect(gaps).toEqual([])
  const pdf = await desk.send(cases.sheetPdf, { params })
  const pages = await pdfPages(pdf.reply.rawPayload)
  expect(pages).toHaveLength(1)
  for (const { name } of forms.find(({ id }) => id === params.sheet)!.fields)
    if (name !== '相关人员签名与日期' && name !== '区域客户服务人员签名') expect(pages[0]).toContain(squeeze(name))
  for (const said of ['门岗已恢复双人值守', '希望定期抽查', '物业服务合同', '郑刚', '孙磊', '周敏'])
    expect(pages[0]).toContain(said)
  for (const sheet of ['work-contact-slip', 'customer-complaint-handling-record'])
    expect((await desk.send(cases.sheet, { params: { ...params, sheet } })).status).toBe(200)
})

it('CMP-32 the form of a hard complaint says that it took more than a working day, also when somebody was named in time', async () => {
  const desk = await w.browser(w.staff.zhou)
  const say = tellComplaints(w)
  const it = await say.inHand()
  await it.do(w.staff.zheng, 'climb', { why: 'hard', words: '要求赔偿' })
  await it.do(w.staff.jiang, 'designate', { accountId: w.staff.he.accountId })
  const params = {
    project: w.project,
    procedure: 'complaint',
    id: it.caseId,
    sheet: 'customer-complaint-handling-record',
  }
  const mark = async () =>
    /"超过一个工作日标记".*?"text":"(.)"/.exec(JSON.stringify(await desk.call(cases.sheet, { params })))?.[1]
  expect(await mark()).toBe('否')
  await w.passTo('2026-03-12T18:00:00+08:00')
  expect(await mark()).toBe('是')
})

it('CMP-31 CMP-37 CMP-46 every complaint and suggestion of a month stands in the book, with what became of it', async () => {
  const desk = await w.browser(w.staff.zhou)
  const say = tellComplaints(w)
  await say.closed()
  const open = await say.complained({ content: '车位被占' })
  await w.act(w.staff.zhou, 'suggestion', crypto.randomUUID(), 'collect', { kind: 'need', content: '加装晾衣杆' })
  const params = { project: w.project, register: 'work-info-log' }
  const book = await desk.call(registers.sheet, { params, query: { from: '2026-03-01', to: '2026-03-31' } })
  const text = JSON.stringify(book.sheet)
  for (const said of [(await open.case()).number, '车位被占', '加装晾衣杆', '办理中', '已关闭', '门岗已恢复双人值守'])
    expect(text).toContain(said)
})
