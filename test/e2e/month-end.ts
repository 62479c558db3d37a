import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { atBusinessTime, businessDate } from '../../src/kernel/clock/time.ts'
import type { Office } from './complaint-acts.ts'
import { caseOf, openCase } from './console.ts'
import { poll, type Stage, sign } from './stage.ts'

/** The summary of the month is due on the 28th; nobody sends it, and on the 29th it is on the executive's phone (CMP-41). */
export async function monthEnd(stage: Stage, office: Office): Promise<void> {
  await stage.begin('month-end')
  const month = businessDate(stage.now).slice(0, 7)
  const report = await office.found('蒋文彬', 'complaint-report', `月底投诉汇总表 ${month}`)
  expect(report.state).toBe('due')
  const phone = await stage.staff('phone', '分管副总')
  await stage.moveTo(atBusinessTime(`${month}-29`, '02:00'))
  await climbed(stage, phone, report.number)
  const desk = await stage.staff('desk', '管理处经理')
  await sent(stage, desk, report.number)
  await stage.step('the executive reads it on the phone', phone, async () => {
    await phone.goto(`/staff/case/complaint-report/${report.id}`)
    await phone.getByLabel('批示').fill('已阅。下月起请提前三天汇总。')
    await phone.getByRole('button', { name: '阅批备案' }).click()
    await phone.getByText('此单已结束').waitFor()
  })
}

async function climbed(stage: Stage, phone: Page, number: string): Promise<void> {
  await stage.step('the missed duty is on the phone of the executive', phone, async () => {
    await phone.getByRole('link', { name: /消息/ }).click()
    const told = phone.getByRole('article', { name: `${number} 报送时限已到，请督办` }).filter({ hasText: '翠湖花园' })
    await told.getByRole('button', { name: number }).click({ timeout: 60_000 })
    const rungs = phone.getByRole('region', { name: '超时：报送时限' })
    for (const name of ['蒋文彬', '顾怀远']) await rungs.getByText(name).first().waitFor()
  })
  await stage.step('he passes it on, until tomorrow evening', phone, async () => {
    await phone.getByRole('link', { name: /转交督办/ }).click()
    await phone.getByLabel('搜索转交给').fill('蒋文彬')
    await phone
      .getByText(/蒋文彬/)
      .first()
      .click()
    await phone.getByLabel('处理意见').fill('请今天补报，下月起提前三天')
    await phone.getByRole('button', { name: '转交督办' }).click()
    await phone
      .getByText(/顾怀远 已转交 蒋文彬 督办|您这边没有要做的了/)
      .first()
      .waitFor()
  })
}

async function sent(stage: Stage, desk: Page, number: string): Promise<void> {
  await stage.step('the manager writes the summary', desk, async () => {
    await openCase(desk, number)
    await desk.getByRole('button', { name: '报送月度汇总' }).click()
    await desk.getByLabel('本月投诉处理结果').fill('共受理投诉若干件，均已答复，一件一类投诉已形成案例')
    await desk.getByLabel('本月建议处理结果').fill('增设快递架一处，已落实')
    await sign(desk.getByRole('img', { name: '在此签字' }))
  })
  await stage.step('and sends it, late', desk, async () => {
    await desk.getByRole('button', { name: '确认报送月度汇总' }).click()
    await expect.poll(() => caseOf(desk), poll).toMatchObject({ number, state: '待阅批' })
  })
}
