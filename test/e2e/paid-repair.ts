import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { addDays, atBusinessTime, businessDate, MINUTE_MS } from '../../src/kernel/clock/time.ts'
import { root } from '../../src/kernel/root.ts'
import { pdfPages, squeeze } from '../pdf.ts'
import { caseOf, openCase, ownerOf, type Resident, signInSlip } from './console.ts'
import { Hand, photograph, poll, rate, type Stage, sign } from './stage.ts'

const flat = '1-1-401'
const material = { name: '陶瓷阀芯', specification: '35mm', model: 'FX-35', quantity: '2', price: '18.50' }
const labour = '20'
const told = '30.00'
const total = '87.00'
const invoice = '044001900111-20260001'

/** A paid repair from the ringing phone to the closed matter; at the first visit nobody is at home. */
export async function paidRepair(stage: Stage): Promise<void> {
  await stage.begin('paid-repair')
  const desk = await stage.staff('desk', '客户接待员')
  const { owner, number, matter } = await theCall(stage, desk)
  const home = await theOwnersPhone(stage, desk, owner, matter)
  const phone = await stage.staff('phone', '李强')
  const appointment = await nobodyAtHome(stage, phone, home, number, matter, owner)
  await theWork(stage, phone, number, appointment, owner)
  await theOwnerSigns(stage, home)
  await theMoney(stage, phone, number)
  await theEnd(stage, desk, number, matter)
  await whatTheOwnerSees(stage, home, matter)
  await theSlip(stage, desk, number, owner)
}

/** The desk takes the call: at most three clicks and six fields until the slip is dispatched. */
async function theCall(stage: Stage, desk: Page): Promise<{ owner: Resident; number: string; matter: string }> {
  const owner = await ownerOf(stage, desk, flat)
  await stage.step('the phone rings', desk, async () => {
    await desk.goto(`/desk#caller=${owner.phone}`)
    await desk.getByRole('tab', { name: new RegExp(owner.name) }).waitFor()
    await desk.getByRole('radio', { name: new RegExp(owner.name), checked: true }).waitFor()
  })
  const hand = new Hand()
  await stage.step('what the caller says', desk, async () => {
    await hand.fill(desk.getByRole('textbox', { name: /报修内容/ }), '厨房水龙头关不紧，一直滴水')
    await hand.fill(desk.getByRole('textbox', { name: /维修要点/ }), '冷水阀芯，约三天了，请带阀芯')
    await hand.choose(desk.getByRole('combobox', { name: /讲明价格/ }), '更换水龙头')
    await hand.click(desk.getByRole('radio', { name: '已讲明，业主同意' }))
    await hand.choose(desk.getByRole('combobox', { name: /派给/ }), '李强')
  })
  const taken = desk.getByRole('tabpanel', { name: new RegExp(owner.name) })
  await stage.step('dispatched', desk, async () => {
    await hand.click(desk.getByRole('button', { name: '登记并派单' }))
    await taken.getByText(/已登记 SQ-/).waitFor()
  })
  expect(hand.clicks, 'clicks from the ringing phone to the dispatched slip').toBeLessThanOrEqual(3)
  expect(hand.fields, 'fields from the ringing phone to the dispatched slip').toBeLessThanOrEqual(6)
  const matter = /SQ-[\d-]+/.exec(await taken.innerText())![0]
  const number = /BX-[\d-]+/.exec(await taken.innerText())![0]
  return { owner, number, matter }
}

/** The owner gets a one-time slip at the desk and signs in with it on his phone. */
async function theOwnersPhone(stage: Stage, desk: Page, owner: Resident, matter: string): Promise<Page> {
  const link = await signInSlip(stage, desk, owner)
  const home = await stage.device('phone')
  await stage.step('the owner signs in by the slip', home, async () => {
    await home.goto(link)
    await home.getByRole('heading', { name: '我的家' }).waitFor()
    await home.getByRole('link', { name: new RegExp(matter) }).waitFor()
    expect(new URL(home.url()).hash, 'the used secret stays in the address').toBe('')
  })
  return home
}

async function nobodyAtHome(
  stage: Stage,
  phone: Page,
  home: Page,
  number: string,
  matter: string,
  owner: Resident,
): Promise<Date> {
  await stage.step('the technician takes the slip', phone, async () => {
    await phone
      .getByRole('article', { name: new RegExp(number) })
      .getByRole('button', { name: '领单', exact: true })
      .click()
    await phone.getByRole('heading', { name: number }).waitFor()
  })
  await stage.step('he calls the owner', phone, async () => {
    await phone.getByRole('button', { name: `联系业主：${owner.name}` }).click()
    const call = phone.getByRole('link', { name: `拨打 ${owner.phone}` })
    expect(await call.getAttribute('href')).toBe(`tel:${owner.phone}`)
  })
  await stage.later(10)
  await stage.step('nobody at home', phone, async () => {
    await phone.getByRole('link', { name: '无人在家' }).click()
    await photograph(phone.getByLabel('拍照：门牌照片'), flat)
    await phone
      .getByRole('group', { name: /已电话联系业主/ })
      .getByText('是', { exact: true })
      .click()
    await phone.getByRole('button', { name: '敲门无人应答' }).click()
  })
  await stage.step('the clock waits for the owner', phone, async () => {
    await phone.getByRole('button', { name: '无人在家' }).click()
    await phone.getByText('等业主').first().waitFor()
  })
  const at = atBusinessTime(addDays(businessDate(stage.now), 1), '10:30')
  await stage.step('the owner is told', home, async () => {
    await home.getByRole('link', { name: new RegExp(matter) }).click()
    await home.getByRole('heading', { name: matter }).waitFor()
    await home.getByText('师傅到访时家中无人，请另约时间').waitFor()
  })
  await stage.step('the owner chooses a new time', home, async () => {
    await home.getByRole('link', { name: '约上门时间' }).click()
    await home.getByText('明天', { exact: true }).click()
    await home.getByText('10:30', { exact: true }).click()
    await home.getByRole('button', { name: '约这个时间' }).click()
    await home.getByText('已约定上门时间').waitFor()
  })
  await stage.step('the technician sees the new time without reload', phone, async () => {
    await phone.getByText('约 明天 10:30').waitFor()
  })
  return at
}

async function theWork(stage: Stage, phone: Page, number: string, appointment: Date, owner: Resident): Promise<void> {
  await stage.moveTo(new Date(appointment.getTime() + 4 * MINUTE_MS))
  await stage.step('he arrives', phone, async () => {
    await phone.getByRole('button', { name: '到场', exact: true }).click()
    await phone.getByText('已到场').first().waitFor()
  })
  await stage.step('he checks', phone, async () => {
    await phone.getByRole('button', { name: '配件老化损坏' }).click()
    await phone.getByRole('button', { name: '只记录检查' }).click()
    await phone.getByRole('button', { name: '马上维修' }).waitFor()
  })
  await stage.step('he quotes the materials', phone, async () => {
    await phone.getByRole('link', { name: '材料报价' }).click()
    await phone.getByLabel('材料 1 名称').fill(material.name)
    await phone.getByLabel('材料 1 规格').fill(material.specification)
    await phone.getByLabel('材料 1 型号').fill(material.model)
    await phone.getByLabel('材料 1 数量').fill(material.quantity)
    await phone.getByLabel('材料 1 单价（元）').fill(material.price)
    await phone.getByLabel('人工费（元）').fill(labour)
  })
  await stage.step('the quote waits for the owner', phone, async () => {
    await phone.getByRole('button', { name: '材料报价' }).click()
    await phone.getByRole('heading', { name: number }).waitFor()
    await phone.getByText(`¥${total}`).first().waitFor()
  })
  await stage.step('the owner verifies and signs', phone, async () => {
    expect(await phone.getByLabel('签名人姓名').inputValue()).toBe(owner.name)
    await sign(phone.getByRole('img', { name: '签名板' }))
  })
  await stage.step('the work begins', phone, async () => {
    await phone.getByRole('button', { name: '业主验证并同意' }).click()
    await phone.getByText('维修中').first().waitFor()
  })
  await stage.later(35)
  await stage.step('the work is done', phone, async () => {
    await phone.getByRole('button', { name: '已更换配件，试用正常' }).click()
    await photograph(phone.getByLabel('拍照：完工照片'), '已换阀芯')
    await phone.getByRole('button', { name: '完工', exact: true }).click()
    await phone.getByText('待签认').first().waitFor()
  })
}

async function theOwnerSigns(stage: Stage, home: Page): Promise<void> {
  await stage.step('the owner is asked to sign', home, async () => {
    await home.getByRole('link', { name: '请验收签字并评价' }).click()
    await home.getByText(`¥${total}`).first().waitFor()
  })
  await stage.step('the owner rates and signs', home, async () => {
    await rate(home, '很满意')
    await home.getByLabel('意见').fill('师傅很仔细')
    await sign(home.getByRole('img', { name: '签名板' }))
  })
  await stage.step('signed', home, async () => {
    await home.getByRole('button', { name: '签字确认' }).click()
    await home.getByText('您已签字确认并评价').waitFor()
  })
}

async function theMoney(stage: Stage, phone: Page, number: string): Promise<void> {
  await stage.step('the technician takes the charge', phone, async () => {
    // The name of the act stands on the page before it is done as well.
    await phone.getByText('待回访归档').waitFor()
    await phone.getByLabel('实收金额（元）').waitFor()
    expect(await phone.getByLabel('实收金额（元）').inputValue()).toBe(total)
    await phone.getByText('现金', { exact: true }).click()
  })
  await stage.step('the charge is taken', phone, async () => {
    await phone.getByRole('button', { name: '收费', exact: true }).click()
    await phone.getByLabel('实收金额（元）').waitFor({ state: 'detached' })
  })
  await stage.later(60)
  const cashier = await stage.staff('desk', '收费员')
  await stage.step('the cashier counts', cashier, async () => {
    await openCase(cashier, number)
    await cashier.getByRole('button', { name: '收费员入账' }).click()
    await cashier.getByLabel('点收金额').fill(total)
    await cashier.getByLabel('发票号码').fill(invoice)
  })
  await stage.step('and issues the invoice', cashier, async () => {
    await cashier.getByRole('button', { name: '确认收费员入账' }).click()
    await cashier.getByText(invoice).first().waitFor()
  })
  await stage.step('the invoice reaches the owner', phone, async () => {
    await phone.getByRole('button', { name: '发票送达' }).waitFor()
    await sign(phone.getByRole('img', { name: '签名板' }))
    await phone.getByRole('button', { name: '发票送达' }).click()
    await phone.getByRole('img', { name: '签名板' }).waitFor({ state: 'detached' })
  })
}

async function theEnd(stage: Stage, desk: Page, number: string, matter: string): Promise<void> {
  await stage.later(120)
  await stage.step('the receptionist calls back', desk, async () => {
    await openCase(desk, number)
    await desk.getByRole('button', { name: '回访', exact: true }).click()
    await desk.getByText('电话', { exact: true }).click()
    await desk.getByLabel('回访情况').fill('业主表示不再滴水，满意')
    await desk.getByRole('radiogroup', { name: '业主认可' }).getByText('是').click()
    await sign(desk.getByRole('img', { name: '在此签字' }))
  })
  await stage.step('called back', desk, async () => {
    await desk.getByRole('button', { name: '确认回访' }).click()
    await desk.getByRole('button', { name: '核对归档' }).waitFor()
  })
  await stage.step('the slip is filed', desk, async () => {
    await desk.getByRole('button', { name: '核对归档' }).click()
    await expect.poll(() => caseOf(desk), poll).toMatchObject({ number, state: '已归档' })
  })
  await stage.step('the matter is closed', desk, async () => {
    await desk.getByRole('link', { name: new RegExp(matter) }).click()
    await expect.poll(() => caseOf(desk), poll).toMatchObject({ number: matter, state: '已办结' })
  })
}

const everyStep = [
  '我们已收到您的诉求',
  '已为您登记报修',
  '已向您讲明收费项目与数额',
  '已派维修师傅',
  '维修师傅已领单',
  '师傅到访时家中无人，请另约时间',
  '已约定上门时间',
  '维修师傅已到场',
  '师傅已检查故障部位',
  '师傅已报材料和费用，请您核对',
  '您已验证材料并同意报价，师傅开始维修',
  '维修已完工，请您验收签字',
  '您已签字确认并评价',
  '已收您的维修费',
  '发票已送到您手中',
  '客服已回访',
  '报修已办结归档',
]

async function whatTheOwnerSees(stage: Stage, home: Page, matter: string): Promise<void> {
  await stage.step('the owner sees it done with every step', home, async () => {
    await home.getByRole('heading', { name: matter }).waitFor()
    await home.getByText('已办结', { exact: true }).first().waitFor()
    const told = await home.getByRole('list', { name: '经过' }).innerText()
    for (const step of everyStep) expect(told, `the owner is not told: ${step}`).toContain(step)
  })
  await stage.step('and who looked at his data', home, async () => {
    await home.getByRole('button', { name: '返回' }).click()
    await home.getByText('已办结').first().waitFor()
    await home.getByRole('link', { name: '我的资料与谁看过' }).click()
    await home.getByText('李强').first().waitFor()
    await home.getByText('周敏').first().waitFor()
  })
}

/** The paper: every field that the handbook names for 《维修单》, and what this story wrote into them. */
async function theSlip(stage: Stage, desk: Page, number: string, owner: Resident): Promise<void> {
  let pdf = new Uint8Array()
  await stage.step('the slip as it prints', desk, async () => {
    await openCase(desk, number)
    await desk.getByRole('button', { name: '打印单据' }).click()
    await desk.getByRole('menuitem', { name: '《维修单》' }).click()
    const link = desk.getByRole('link', { name: 'PDF' })
    await desk.getByRole('dialog').getByText('维修满意度评定', { exact: true }).waitFor()
    const bytes = await link.evaluate(async (a) =>
      Array.from(new Uint8Array(await (await fetch((a as unknown as { href: string }).href)).arrayBuffer())),
    )
    pdf = Uint8Array.from(bytes)
  })
  stage.keep('维修单.pdf', pdf)
  const text = (await pdfPages(pdf)).join('')
  const forms = parse(readFileSync(join(root, 'handbook', 'forms.yaml'), 'utf8')) as HandbookForm[]
  const fields = forms.find(({ id }) => id === 'repair-slip')!.fields
  expect(fields.length).toBeGreaterThan(30)
  for (const { name } of fields) expect(text, `《维修单》 lacks ${name}`).toContain(squeeze(name))
  const values = [
    number,
    flat,
    owner.name,
    '厨房水龙头关不紧，一直滴水',
    '冷水阀芯，约三天了，请带阀芯',
    '更换水龙头',
    told,
    '李强',
  ]
  const more = [material.name, material.specification, material.model, material.price, '37.00', total, invoice]
  for (const value of [...values, ...more, '业主表示不再滴水，满意', '周敏'])
    expect(text, `《维修单》 lacks ${value}`).toContain(squeeze(value))
}

interface HandbookForm {
  id: string
  fields: { name: string }[]
}
