import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { cases } from '../../src/kernel/case/case.contract.ts'
import { type Colleague, colleague } from './api.ts'
import { poll, type Stage } from './stage.ts'

const axeScript = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** Where somebody looks, and what stands there once the page is complete. */
type Look = readonly [path: string, shows: string]

/** The main pages of the three faces, light and dark: axe finds nothing serious or critical on any of them. */
export async function accessible(stage: Stage): Promise<void> {
  await stage.begin('accessible')
  const manager = await colleague(stage.product.url, '管理处经理')
  const complaint = await newest(manager, 'complaint')
  const repair = await newest(manager, 'repair')
  const found: string[] = []
  const judge = (page: Page, looks: readonly Look[]) => judgeAll(stage, page, looks, found)

  await judge(await stage.staff('desk', '客户接待员'), [['/desk', '.today table a']])
  await judge(await stage.staff('desk', '管理处经理'), [
    ['/inbox', 'table a'],
    [`/cases/complaint/${complaint.id}`, '.clocks li'],
    ['/complaints', 'table a'],
    [`/units/${complaint.unit}`, 'table a'],
    ['/service', 'table a'],
    ['/org?tab=duty', '.duty-week'],
    ['/account', '.card form'],
  ])
  await judge(await stage.staff('phone', '李强'), [
    ['/staff/', 'article'],
    ['/staff/report', 'textarea'],
    [`/staff/case/repair/${repair.id}`, '.card'],
  ])
  await judge(await owner(stage), [
    ['/owner/', 'a.card'],
    ['/owner/report', 'textarea'],
    ['/owner/privacy/mine', '.card'],
  ])
  await judge(await stage.device('desk'), [['/', 'form']])
  await judge(await stage.device('phone'), [
    ['/staff/', 'form'],
    ['/owner/', '.links'],
  ])
  expect(found, found.join('\n')).toEqual([])
}

async function judgeAll(stage: Stage, page: Page, looks: readonly Look[], found: string[]): Promise<void> {
  await page.addInitScript({ path: axeScript })
  for (const [path, shows] of looks) {
    await stage.step(`axe looks at ${path.replaceAll('/', ' ')}`, page, async () => {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(path)
      await page.locator(shows).first().waitFor()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await expect.poll(() => shownIn(page), poll).toBe(colorScheme)
        await settled(page)
        for (const what of await troubles(page, colorScheme)) found.push(`${path} ${colorScheme}: ${what}`)
      }
    })
  }
}

/** Each face notes on the page in which light it is drawn. */
const shownIn = (page: Page) =>
  page.evaluate(() => document.documentElement.dataset.prefersColorScheme ?? document.documentElement.dataset.theme)

/** Colours that change slowly have arrived. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const changes = document.getAnimations().filter((animation) => animation instanceof CSSTransition)
    await Promise.allSettled(changes.map(({ finished }) => finished))
  })

/** What keeps somebody from using the page. By dark only colours are looked at again: the rest is the same. */
async function troubles(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  const { violations } = await page.evaluate(
    (only) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, {
        resultTypes: ['violations'],
        ...(only ? { runOnly: only } : {}),
      }),
    colorScheme === 'dark' ? ['color-contrast'] : null,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 5).map(({ html, any }) => `${id} ${html} ${any[0]?.message ?? ''}`))
}

async function newest(by: Colleague, procedure: string): Promise<{ id: string; unit: string }> {
  const query = { procedure, limit: 50 }
  const { rows } = await by.call(cases.list, { params: { project: by.project }, query })
  const found = rows.find(({ unit }) => unit !== null)!
  return { id: found.id, unit: found.unit!.id }
}

async function owner(stage: Stage): Promise<Page> {
  const phone = await stage.device('phone')
  await phone.goto('/owner/')
  await phone.getByRole('button', { name: /林晓雯/ }).click()
  await phone.locator('a.card').first().waitFor()
  return phone
}
