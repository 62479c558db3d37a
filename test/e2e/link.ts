import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { openCase } from './console.ts'
import { takeRepair } from './desk.ts'
import { photograph, rate, type Stage, sign } from './stage.ts'

/** Without an account: the owner by his case link, the outside contractor by another. */
export async function caseLink(stage: Stage): Promise<void> {
  await stage.begin('link')
  const desk = await stage.staff('desk', '客户接待员')
  const { number } = await takeRepair(stage, desk, { flat: '1-2-101', content: '厨房下水慢，冒泡' })
  const link = await linkTo(stage, desk, number, null)
  await byTheOwner(stage, link, number)
  const other = await takeRepair(stage, desk, { flat: '1-1-402', content: '对讲机听不到声音' })
  await stage.step('given to a contractor', desk, async () => {
    await openCase(desk, other.number)
    await desk.getByRole('button', { name: '委托外包单位' }).click()
    await desk.getByLabel('外包单位').fill('恒安弱电维保')
    await desk.getByLabel('联系人及电话').fill('高师傅 13800002222')
    await desk.getByLabel('委托原因').fill('主机由厂家维保')
    await desk.getByRole('button', { name: '确认委托外包单位' }).click()
    await desk.getByText('恒安弱电维保').first().waitFor()
  })
  const theirs = await linkTo(stage, desk, other.number, '恒安弱电维保')
  await byTheContractor(stage, theirs, other.number)
  await stage.moveTo(new Date(stage.now.getTime() + 15 * 24 * 3_600_000))
  const late = await stage.device('phone')
  await stage.step('an expired link says so', late, async () => {
    await late.goto(link)
    await late
      .getByRole('alert')
      .getByText(/过期|失效/)
      .waitFor()
    expect(await late.getByText('1-2-101').count(), 'an expired link shows nothing of the case').toBe(0)
  })
}

async function linkTo(stage: Stage, desk: Page, number: string, contractor: string | null): Promise<string> {
  let link = ''
  await stage.step(`a link for ${contractor ?? 'the owner'}`, desk, async () => {
    await openCase(desk, number)
    await desk.getByRole('button', { name: '事项链接' }).click()
    const dialog = desk.getByRole('dialog', { name: '事项链接' })
    if (contractor) {
      await dialog.getByText('给外包单位').first().click()
      expect(await dialog.getByLabel('外包单位', { exact: true }).last().inputValue()).toBe(contractor)
    }
    await dialog.getByRole('button', { name: '生成链接' }).click()
    link = await dialog.getByLabel('链接', { exact: true }).inputValue()
  })
  await desk.keyboard.press('Escape')
  return link
}

async function byTheOwner(stage: Stage, link: string, number: string): Promise<void> {
  const phone = await stage.staff('phone', '李强')
  await stage.step('the technician quotes', phone, async () => {
    await phone
      .getByRole('article', { name: new RegExp(number) })
      .getByRole('button', { name: '领单', exact: true })
      .click()
    await phone.getByRole('button', { name: '到场', exact: true }).click()
    await phone.getByRole('button', { name: '管路堵塞' }).click()
    await phone.getByRole('button', { name: '只记录检查' }).click()
    await phone.getByRole('link', { name: '材料报价' }).click()
    for (const [column, value] of Object.entries({
      名称: '下水软管',
      规格: '1米',
      型号: 'XS-40',
      数量: '1',
      '单价（元）': '25',
    }))
      await phone.getByLabel(`材料 1 ${column}`).fill(value)
    await phone.getByLabel('人工费（元）').fill('30')
    await phone.getByRole('button', { name: '材料报价' }).click()
    await phone.getByText('待业主同意').first().waitFor()
  })
  const owner = await stage.device('phone')
  await stage.step('the owner follows', owner, async () => {
    await owner.goto(link)
    await owner.getByRole('region', { name: '办理情况' }).getByText('厨房下水慢').waitFor()
    await owner.getByText('师傅已检查故障部位').waitFor()
  })
  await stage.step('reads the quote and signs', owner, async () => {
    await owner.getByRole('button', { name: '同意报价' }).click()
    await owner.getByText('¥75.00').first().waitFor()
    await sign(owner.getByRole('img', { name: '签名板' }))
  })
  await stage.step('agreed', owner, async () => {
    await owner.getByRole('button', { name: '同意报价' }).click()
    await owner.getByText('您已验证材料并同意报价，师傅开始维修').waitFor()
  })
  await stage.later(20)
  await stage.step('the technician goes on without reload', phone, async () => {
    await phone.getByRole('button', { name: '已疏通' }).click()
    await photograph(phone.getByLabel('拍照：完工照片'), '已疏通')
    await phone.getByRole('button', { name: '完工', exact: true }).click()
    await phone.getByText('待签认').first().waitFor()
  })
  await stage.step('the owner rates and signs', owner, async () => {
    await owner.reload()
    await owner.getByRole('button', { name: '签字确认' }).click()
    await rate(owner, '满意')
    await sign(owner.getByRole('img', { name: '签名板' }))
    await owner.getByRole('button', { name: '签字确认' }).click()
    await owner.getByText('您已签字确认并评价').waitFor()
  })
}

async function byTheContractor(stage: Stage, link: string, number: string): Promise<void> {
  const phone = await stage.device('phone')
  await stage.step('the contractor takes the job', phone, async () => {
    await phone.goto(link)
    await phone.getByText(number).waitFor()
    await phone.getByRole('button', { name: '领单', exact: true }).click()
    await phone.getByRole('button', { name: '到场', exact: true }).waitFor()
  })
  await stage.step('arrives', phone, async () => {
    await phone.getByRole('button', { name: '到场', exact: true }).click()
    await phone.getByRole('button', { name: '检查' }).waitFor()
  })
  await stage.step('checks', phone, async () => {
    await phone.getByRole('button', { name: '检查' }).click()
    await phone.getByRole('button', { name: '接口松动' }).click()
    await phone.getByRole('button', { name: '检查', exact: true }).click()
    await phone.getByRole('button', { name: '马上维修' }).waitFor()
  })
  await stage.step('begins', phone, async () => {
    await phone.getByRole('button', { name: '马上维修' }).click()
    await phone.getByRole('button', { name: '完工' }).waitFor()
  })
  await stage.step('finishes', phone, async () => {
    await phone.getByRole('button', { name: '完工' }).click()
    await phone.getByRole('button', { name: '已修好，试用正常' }).click()
    await photograph(phone.getByLabel('拍照：完工照片'), '对讲正常')
    await phone.getByRole('button', { name: '完工', exact: true }).click()
    // In the words of the work: what the owner is told is not meant for him.
    await phone.getByText('待签认').waitFor()
    expect(await phone.getByText('请您验收签字').count()).toBe(0)
  })
}
