import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { lookUp } from './console.ts'
import { callFrom, takeRepair } from './desk.ts'
import { Hand, type Stage } from './stage.ts'

const flat = '1-2-302'

/** The same resident calls again; two callers at once; somebody who is not on file. */
export async function chase(stage: Stage): Promise<void> {
  await stage.begin('chase')
  const desk = await stage.staff('desk', '客户接待员')
  const { matter, number, hand } = await takeRepair(stage, desk, { flat, content: '阳台推拉门卡住，关不上' })
  expect(hand.clicks, 'clicks from the search to the dispatched slip').toBeLessThanOrEqual(3)
  expect(hand.fields, 'fields from the search to the dispatched slip').toBeLessThanOrEqual(6)
  const phone = await stage.staff('phone', '李强')
  const job = phone.getByRole('article', { name: new RegExp(number) })
  await job.waitFor()
  await stage.later(20)
  await stage.step('the open case is offered', desk, async () => {
    await callFrom(desk, flat)
    await desk.getByRole('button', { name: `催单 ${matter}` }).waitFor()
  })
  await stage.step('one click', desk, async () => {
    await desk.getByRole('button', { name: `催单 ${matter}` }).click()
    await desk.getByText(`已催单，并入 ${matter}，不另开新件`).waitFor()
    await desk.getByRole('tab', { name: new RegExp(flat) }).waitFor({ state: 'detached' })
  })
  await stage.step('the holder sees it without reload', phone, async () => {
    await job.getByText('催单 1 次').waitFor()
    await phone.getByRole('link', { name: /消息/ }).click()
    await phone.getByRole('article', { name: `${number} 业主催单` }).waitFor()
  })
  await stage.step('no second case', desk, async () => {
    await lookUp(desk, flat)
    await desk.getByRole('heading', { level: 1, name: flat }).waitFor()
    await desk.getByRole('cell', { name: matter }).waitFor()
    const rows = desk.getByRole('row').filter({ hasText: '阳台推拉门卡住' })
    expect(await rows.count(), 'the matter and its repair').toBe(2)
  })
  await twoCalls(stage, desk)
}

async function twoCalls(stage: Stage, desk: Page): Promise<void> {
  const draft = '客厅吸顶灯一闪一闪'
  await stage.step('a first call is being noted', desk, async () => {
    await callFrom(desk, '1-1-402')
    await desk.getByRole('textbox', { name: /报修内容/ }).fill(draft)
  })
  const hand = new Hand()
  await stage.step('a second caller, not on file', desk, async () => {
    await desk.goto('/desk#caller=13900004321')
    await desk.getByRole('tab', { name: /13900004321/, selected: true }).waitFor()
    expect(await desk.getByLabel('来电人电话').inputValue(), 'the number that rang').toBe('13900004321')
    await hand.fill(desk.getByLabel('来电人姓名'), '邵一鸣')
    await hand.fill(desk.getByLabel('来电人电话'), '13900004321')
    await hand.click(desk.getByRole('button', { name: '建档', exact: true }))
    await desk.getByLabel('来电人姓名').waitFor({ state: 'detached' })
  })
  expect(hand.fields, 'fields of an unknown caller').toBe(2)
  await stage.step('his question is answered at once', desk, async () => {
    await desk.getByRole('radiogroup', { name: '类别' }).getByText('咨询').click()
    await desk.getByRole('textbox', { name: /诉求内容/ }).fill('问访客车辆怎么进小区')
    await desk.getByRole('textbox', { name: /答复内容/ }).fill('由业主登记车牌，或到东门岗亭登记')
    await desk.getByRole('button', { name: '登记并办结' }).click()
    await desk
      .getByText(/已登记 SQ-/)
      .first()
      .waitFor()
  })
  await stage.step('the first call is still there after a reload', desk, async () => {
    await desk.reload()
    await desk.getByRole('tab', { name: /1-1-402/ }).click()
    await desk.getByRole('textbox', { name: /报修内容/ }).waitFor()
    expect(await desk.getByRole('textbox', { name: /报修内容/ }).inputValue()).toBe(draft)
  })
  await stage.step('the new caller is found by his number', desk, async () => {
    await desk.getByRole('combobox', { name: '搜索', exact: true }).fill('4321')
    await desk.getByRole('option', { name: /邵一鸣/ }).waitFor()
  })
}
