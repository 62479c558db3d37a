import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { openCase } from './console.ts'
import { callFrom } from './desk.ts'
import type { Stage } from './stage.ts'

/** One key at the desk, a page on every phone on duty, and a clock that climbs when nobody answers. */
export async function emergency(stage: Stage): Promise<void> {
  await stage.begin('emergency')
  const [desk, technician, head] = await Promise.all([
    stage.staff('desk', '客户接待员'),
    stage.staff('phone', '李强'),
    headOnDuty(stage),
  ])
  await answered(stage, desk, technician, head)
  await climbs(stage, desk)
}

/** Whichever of the heads stands on today's on-duty list, with the list of messages open. */
async function headOnDuty(stage: Stage): Promise<Page> {
  for (const title of ['工程主管', '客服主管', '客服中心主任', '管理处经理']) {
    const phone = await stage.staff('phone', title)
    await phone.getByRole('link', { name: '我的' }).click()
    await phone.getByRole('region', { name: '我的岗位' }).waitFor()
    if (!(await phone.getByText('值班经理').isVisible())) continue
    await phone.getByRole('link', { name: /消息/ }).click()
    await phone.getByRole('heading', { name: '消息' }).waitFor()
    return phone
  }
  throw new Error('nobody of the heads is on duty')
}

async function answered(stage: Stage, desk: Page, technician: Page, head: Page): Promise<void> {
  let number = ''
  await stage.step('one key', desk, async () => {
    await callFrom(desk, '1-1-602')
    await desk.keyboard.press('Alt+1')
    await desk.getByText('已登记并呼叫值班人员，等待响应').waitFor()
    await desk.getByRole('region', { name: '请对客户说' }).getByText('请先关闭家中的总水阀').waitFor()
    number = /BX-[\d-]+/.exec(await desk.getByRole('alert').filter({ hasText: '已登记' }).innerText())![0]
  })
  await stage.step('on the phone of the head on duty without reload', head, async () => {
    await head.getByRole('article', { name: new RegExp(`紧急报修 ${number}`) }).waitFor()
  })
  const job = technician.getByRole('article', { name: new RegExp(number) })
  await stage.step("and on the technician's", technician, async () => {
    await technician.getByText('紧急：请马上响应').waitFor()
    await job.getByText('紧急', { exact: true }).waitFor()
  })
  await stage.step('he goes', technician, async () => {
    await job.getByRole('button', { name: '我马上去' }).click()
    await technician.getByRole('button', { name: '到场', exact: true }).waitFor()
  })
  await stage.step('the desk sees who is on the way', desk, async () => {
    await desk.getByText('李强 已响应，正在赶来').waitFor()
  })
  await stage.step('details afterwards', desk, async () => {
    await desk.getByRole('textbox', { name: '具体情况' }).fill('卫生间热水管爆裂，总阀已关，楼下 502 还没有渗水')
    await desk.getByRole('button', { name: '补充并告知值班人员' }).click()
    await desk.getByText('已补充', { exact: true }).waitFor()
  })
  await stage.step('reach whoever is on the way', technician, async () => {
    await technician.getByText('卫生间热水管爆裂，总阀已关').first().waitFor()
  })
}

/** Nobody answers: after five minutes the clock reaches whoever took the call, then a post more every half hour. */
async function climbs(stage: Stage, desk: Page): Promise<void> {
  let number = ''
  await stage.step('a lift entrapment', desk, async () => {
    await desk.getByRole('button', { name: /电梯困人/ }).click()
    await desk.getByText('请不要扒门').waitFor()
    number = /BX-[\d-]+/.exec(await desk.getByRole('alert').filter({ hasText: '已登记' }).innerText())![0]
  })
  const supervisor = await inMessages(stage, '工程主管')
  const manager = await inMessages(stage, '管理处经理')
  const alarm = (phone: Page) => phone.getByRole('article', { name: new RegExp(`${number} 紧急响应`) })
  await stage.later(6)
  await stage.step('after five minutes whoever took the call is told', desk, async () => {
    await desk.getByRole('button', { name: /^消息/ }).click()
    await desk.getByRole('button', { name: new RegExp(`${number} 紧急响应`) }).waitFor(patient)
    await desk.keyboard.press('Escape')
  })
  await stage.later(5)
  await stage.step('five minutes later the engineering supervisor', supervisor, async () => {
    await alarm(supervisor).getByRole('button', { name: '我已知悉' }).waitFor(patient)
    expect(await alarm(manager).count(), 'the manager is told too early').toBe(0)
  })
  await stage.later(5)
  await stage.step('and after another five the manager', manager, async () => {
    await alarm(manager).getByRole('button', { name: '我已知悉' }).waitFor(patient)
  })
  await stage.step('who takes it in hand', manager, async () => {
    await alarm(manager).getByRole('button', { name: '我已知悉' }).click()
    await alarm(manager).getByText('已有人督办').waitFor()
  })
  await stage.step('which the desk reads', desk, async () => {
    await openCase(desk, number)
    await desk.getByText('蒋文彬 已知悉并督办').waitFor()
  })
}

async function inMessages(stage: Stage, title: string): Promise<Page> {
  const phone = await stage.staff('phone', title)
  await phone.getByRole('link', { name: /消息/ }).click()
  await phone.getByRole('heading', { name: '消息' }).waitFor()
  return phone
}

/** All the demo's clocks that ran out meanwhile are swept as well. */
const patient = { timeout: 60_000 }
