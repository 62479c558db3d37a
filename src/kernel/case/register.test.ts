import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { pdfPages, squeeze } from '../../../test/pdf.ts'
import { tell } from '../../../test/steps.ts'
import { registers } from './register.contract.ts'

let w: DoorWorld
beforeAll(async () => {
  w = await makeDoorWorld()
  const say = tell(w)
  const paid = await say.home()
  await say.paidBy(paid, 'owner')
  await say.priceAgreed(paid)
  await say.hall()
  const feedback = await say.matter({ content: '保洁已清理楼道杂物', channel: 'staff' }, w.staff.sun)
  await w.act(w.staff.zhou, 'matter', feedback, 'sort', { kind: 'feedback' })
})
afterAll(() => w?.closeAll())

const march = { from: '2026-03-01', to: '2026-03-31' }
const textOf = (sheet: unknown) => JSON.stringify(sheet)

describe('registers over a period', () => {
  it('INT-13 REP-03 every repair stands in 《业主报修记录表》, with its slip number and price', async () => {
    const desk = await w.browser(w.staff.zhou)
    const { sheet } = await desk.call(registers.sheet, {
      params: { project: w.project, register: 'owner-repair-register' },
      query: march,
    })
    expect(textOf(sheet)).toMatch(/BX-20260311-0001.*BX-20260311-0002/)
    expect(textOf(sheet)).toContain('¥30.00')
  })

  it('INT-13 feedback of staff stands in 《信息反馈记录表》', async () => {
    const desk = await w.browser(w.staff.zhou)
    const { sheet } = await desk.call(registers.sheet, {
      params: { project: w.project, register: 'info-feedback-register' },
      query: march,
    })
    expect(textOf(sheet)).toContain('保洁已清理楼道杂物')
    const empty = await desk.call(registers.sheet, {
      params: { project: w.project, register: 'info-feedback-register' },
      query: { from: '2026-04-01', to: '2026-04-30' },
    })
    expect(textOf(empty.sheet)).not.toContain('保洁')
  })

  it('prints on A4, and refuses more than a month and unknown names', async () => {
    const desk = await w.browser(w.staff.zhou)
    const { reply } = await desk.send(registers.pdf, {
      params: { project: w.project, register: 'owner-repair-register' },
      query: march,
    })
    expect(squeeze((await pdfPages(reply.rawPayload)).join(''))).toContain('业主报修记录表')
    const year = { from: '2026-01-01', to: '2026-12-31' }
    expect(
      (
        await desk.send(registers.sheet, {
          params: { project: w.project, register: 'owner-repair-register' },
          query: year,
        })
      ).status,
    ).toBe(400)
    expect(
      (await desk.send(registers.sheet, { params: { project: w.project, register: 'no-such-register' }, query: march }))
        .status,
    ).toBe(404)
  })
})
