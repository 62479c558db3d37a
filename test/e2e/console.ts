import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { poll, type Stage } from './stage.ts'

/** A resident as the console shows him. */
export interface Resident {
  name: string
  /** The whole number, revealed for a purpose. */
  phone: string
  /** Address of the person's page. */
  path: string
}

/** Finds by the one search box, and opens the page (not a new call) of the first hit. */
export async function lookUp(desk: Page, what: string): Promise<void> {
  await desk.getByRole('combobox', { name: '搜索', exact: true }).fill(what)
  await desk
    .getByRole('option', { name: new RegExp(what) })
    .first()
    .waitFor()
  await desk.keyboard.press('Shift+Enter')
}

/** The owner of a flat, with the number that a purpose reveals. */
export async function ownerOf(stage: Stage, desk: Page, flat: string): Promise<Resident> {
  const found = { name: '', phone: '', path: '' }
  await stage.step(`the file of ${flat}`, desk, async () => {
    await lookUp(desk, flat)
    await desk.getByRole('heading', { level: 1, name: flat }).waitFor()
    const resident = desk
      .getByRole('region', { name: '住户', exact: true })
      .locator('> div')
      .filter({ hasText: '业主' })
      .first()
    const link = resident.getByRole('link').first()
    found.name = await link.innerText()
    found.path = (await link.getAttribute('href'))!
    await resident.getByRole('button', { name: /查看电话/ }).click()
    await desk.getByRole('combobox', { name: '用途', exact: true }).click()
    await desk.locator('.ant-select-item-option', { hasText: '其他' }).click()
    await desk.getByRole('textbox', { name: '查看用途' }).fill('回拨未接来电')
    await desk.getByRole('button', { name: '查看', exact: true }).click()
    const call = resident.locator('a[href^="tel:"]')
    await call.waitFor()
    found.phone = (await call.getAttribute('href'))!.slice('tel:'.length)
  })
  return found
}

/** The desk prints a one-time slip for a resident; answers the address in its QR code. */
export async function signInSlip(stage: Stage, desk: Page, { name, path }: Resident): Promise<string> {
  let link = ''
  await stage.step('a slip for the owner', desk, async () => {
    await desk.goto(path)
    await desk.getByRole('heading', { level: 1, name }).waitFor()
    await desk.getByRole('button', { name: '打印登录码' }).click()
    link = await desk.getByLabel('登录链接').inputValue()
  })
  await desk.keyboard.press('Escape')
  return link
}

/** Opens a case by its number. */
export async function openCase(desk: Page, number: string): Promise<void> {
  await desk.getByRole('combobox', { name: '搜索', exact: true }).fill(number)
  await desk.getByRole('option', { name: new RegExp(number) }).waitFor()
  await desk.keyboard.press('Enter')
  await expect.poll(() => caseOf(desk), poll).toMatchObject({ number })
}

/** Number and state of the case on the page. */
export async function caseOf(desk: Page): Promise<{ number: string; state: string }> {
  const head = desk.locator('.case-head')
  const [number, state] = await Promise.all([
    head
      .locator('h1 .number')
      .textContent({ timeout: 5_000 })
      .catch(() => ''),
    head
      .locator('.case-line .ant-tag')
      .first()
      .textContent({ timeout: 5_000 })
      .catch(() => ''),
  ])
  return { number: number ?? '', state: state ?? '' }
}
