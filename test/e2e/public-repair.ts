import { expect } from 'vitest'
import { caseOf, openCase } from './console.ts'
import { choose, photograph, poll, rate, type Stage, sign } from './stage.ts'

/** What a guard sees on his round, until it is mended, confirmed by the zone's officer and answered. */
export async function publicRepair(stage: Stage): Promise<void> {
  await stage.begin('public-repair')
  const guard = await stage.staff('phone', '秩序领班')
  let matter = ''
  await stage.step('the guard reports', guard, async () => {
    await guard.getByRole('link', { name: '上报' }).click()
    await guard.getByLabel('看到或听到什么').fill('大堂两盏筒灯不亮，傍晚很暗')
    await photograph(guard.getByLabel('拍照：现场照片'), '1栋大堂')
    await guard.getByLabel('搜索公共部位').fill('1栋大堂')
    await guard.getByText('1栋大堂', { exact: true }).click()
    await guard.getByText('10 分钟前', { exact: true }).click()
  })
  await stage.step('reported', guard, async () => {
    await guard.getByRole('button', { name: '上报前台' }).click()
    await guard.getByText('已交到前台').waitFor()
    matter = /SQ-[\d-]+/.exec(await guard.getByRole('status').first().innerText())![0]
    await guard.getByRole('button', { name: '查看这件事' }).click()
    await guard.getByText('待判别').waitFor()
  })
  const number = await handedOut(stage, matter)
  await mended(stage, number)
  await confirmed(stage, number)
  const desk = await stage.staff('desk', '客户接待员')
  await stage.step('the slip is filed', desk, async () => {
    await openCase(desk, number)
    await desk.getByRole('button', { name: '核对归档' }).click()
    await expect.poll(() => caseOf(desk), poll).toMatchObject({ number, state: '已归档' })
  })
  await stage.step('the desk answers', desk, async () => {
    await desk.getByRole('link', { name: new RegExp(matter) }).click()
    await expect.poll(() => caseOf(desk), poll).toMatchObject({ number: matter, state: '待答复' })
    await desk.getByRole('button', { name: '答复客户' }).click()
    await desk.getByLabel('答复内容').fill('大堂筒灯已更换，亮灯正常')
    await choose(desk.getByLabel('答复方式'), '电话')
  })
  await stage.step('and closes the matter', desk, async () => {
    await desk.getByRole('button', { name: '确认答复客户' }).click()
    await desk.getByRole('button', { name: '办结', exact: true }).click()
    await expect.poll(() => caseOf(desk), poll).toMatchObject({ number: matter, state: '已办结' })
  })
  await stage.step('the guard sees it closed without reload', guard, async () => {
    await guard.getByText('此单已结束').waitFor()
    await guard.getByText('大堂筒灯已更换，亮灯正常').waitFor()
    await guard.getByRole('button', { name: '返回' }).click()
    await guard.getByRole('link', { name: /消息/ }).click()
    await guard.getByRole('article', { name: `${matter} 已办结` }).waitFor()
  })
}

/** The desk opens what was reported like a call, and hands it out. */
async function handedOut(stage: Stage, matter: string): Promise<string> {
  const desk = await stage.staff('desk', '客户接待员')
  let number = ''
  await stage.step('the desk reads the report', desk, async () => {
    await openCase(desk, matter)
    expect(await desk.getByText('员工').first().isVisible()).toBe(true)
  })
  await stage.step('hands it out', desk, async () => {
    await desk.getByRole('button', { name: '派办' }).click()
    await desk.getByRole('tab', { name: /1栋大堂/, selected: true }).waitFor()
    expect(await desk.getByRole('textbox', { name: /报修内容/ }).inputValue()).toBe('大堂两盏筒灯不亮，傍晚很暗')
    await desk.getByRole('textbox', { name: /维修要点/ }).fill('嵌入式筒灯 4 寸两只，带梯子')
    await choose(desk.getByRole('combobox', { name: /派给/ }), '李强')
  })
  await stage.step('handed out', desk, async () => {
    await desk.getByRole('button', { name: '派单', exact: true }).click()
    const done = desk.getByRole('tabpanel').filter({ hasText: `已登记 ${matter}` })
    await done.getByText(/BX-/).waitFor()
    number = /BX-[\d-]+/.exec(await done.innerText())![0]
  })
  return number
}

async function mended(stage: Stage, number: string): Promise<void> {
  const phone = await stage.staff('phone', '李强')
  await stage.step('the technician takes the slip', phone, async () => {
    await phone
      .getByRole('article', { name: new RegExp(number) })
      .getByRole('button', { name: '领单', exact: true })
      .click()
    await phone.getByRole('button', { name: '到场', exact: true }).waitFor()
    await phone.getByText('费用：公共维修资金').waitFor()
  })
  await stage.later(9)
  await stage.step('arrives', phone, async () => {
    await phone.getByRole('button', { name: '到场', exact: true }).click()
    await phone.getByRole('button', { name: '与报修内容一致' }).click()
  })
  await stage.step('checks and begins at once', phone, async () => {
    await phone.getByRole('button', { name: '已检查，马上维修' }).click()
    await phone.getByText('维修中').first().waitFor()
  })
  await stage.step('notes the materials', phone, async () => {
    await phone.getByRole('link', { name: '登记用料' }).click()
    await phone.getByLabel('材料 1 名称').fill('LED 筒灯')
    await phone.getByLabel('材料 1 规格').fill('4寸')
    await phone.getByLabel('材料 1 型号').fill('TD-12W')
    await phone.getByLabel('材料 1 数量').fill('2')
    await phone.getByLabel('材料 1 单价（元）').fill('26')
    await phone.getByRole('button', { name: '登记用料' }).click()
    await phone.getByRole('heading', { name: number }).waitFor()
  })
  await stage.later(25)
  await stage.step('finishes', phone, async () => {
    await phone.getByRole('button', { name: '已更换配件，试用正常' }).click()
    await photograph(phone.getByLabel('拍照：完工照片'), '筒灯已换')
    await phone.getByRole('button', { name: '完工', exact: true }).click()
    await phone.getByText('待签认').first().waitFor()
  })
}

/** The officer of the zone goes there, signs and rates (REP-10). */
async function confirmed(stage: Stage, number: string): Promise<void> {
  const officer = await stage.staff('phone', '孙磊')
  await stage.step('waits for the officer of the zone', officer, async () => {
    await officer
      .getByRole('article', { name: new RegExp(number) })
      .getByRole('button')
      .first()
      .click()
    await officer
      .getByRole('group', { name: /核实合格/ })
      .getByText('是', { exact: true })
      .click()
    await rate(officer, '满意')
    await photograph(officer.getByLabel('拍照：现场照片'), '亮灯正常')
    await sign(officer.getByRole('img', { name: '签名板' }))
  })
  await stage.step('confirmed', officer, async () => {
    await officer.getByRole('button', { name: '现场核实' }).click()
    await officer.getByText('待回访归档').first().waitFor()
  })
}
