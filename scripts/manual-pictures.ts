import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { root } from '../src/kernel/root.ts'
import { device, openBrowser, type RunningProduct, startProduct } from '../test/e2e/browser.ts'

/**
 * `node --import tsx scripts/manual-pictures.ts [NAME …]` takes the pictures of the manual in a real browser, from the
 * small demo estate in Chinese, into docs/manual/pictures; with names only those.
 */

const MOST_BYTES = 100 * 1024
const only = process.argv.slice(2)

const product = await startProduct()
const browser = await openBrowser()
const taken: string[] = []
const failed: string[] = []
try {
  for (const [names, take] of plan()) {
    if (only.length > 0 && !names.some((name) => only.includes(name))) continue
    try {
      await take()
    } catch (error) {
      failed.push(`${names.join(' ')}: ${(error as Error).message}\n${product.log.slice(-3).join('\n')}`)
    }
    await Promise.all(browser.contexts().map((context) => context.close()))
  }
} finally {
  await browser.close()
  await product.stop()
}
console.log(`${taken.length} pictures`)
for (const line of failed) console.error(line)
if (failed.length > 0) process.exitCode = 1

/** Which pictures are taken together, and how. */
function plan(): [string[], () => Promise<void>][] {
  const consolePages: [string, Record<string, string>][] = [
    ['客服主管', { inbox: '/inbox', complaints: '/complaints' }],
    ['客户接待员', { groups: '/groups', registers: '/registers' }],
    [
      '管理处经理',
      {
        'complaint-figures': '/complaint-figures',
        import: '/imports',
        settings: '/settings',
        calendar: '/calendar',
        duty: '/org?tab=duty',
        roles: '/org?tab=roles',
      },
    ],
  ]
  return [
    [['sign-in'], signInPage],
    ...consolePages.map(([role, ofRole]): [string[], () => Promise<void>] => [
      Object.keys(ofRole),
      async () => {
        const page = await signedIn(browser, product, 'desk', role)
        for (const [name, path] of Object.entries(ofRole)) {
          await page.goto(path)
          await page.locator('main h1').first().waitFor()
          await keep(page, name)
        }
      },
    ]),
    [['desk', 'search', 'desk-call', 'emergency'], atTheDesk],
    [['unit', 'reveal'], aFlat],
    [['privacy'], aRequest],
    [['repair', 'case', 'explain', 'sheet', 'link'], aRepair],
    [['staff-work', 'staff-job'], aTechnician],
    [['staff-report'], aGuard],
    [['staff-climbed'], whatClimbed],
    [['owner-home', 'owner-matter', 'owner-report', 'owner-data'], anOwner],
  ]
}

async function signInPage(): Promise<void> {
  const { page } = await device(browser, product.url, 'desk')
  await page.goto('/')
  await page.getByRole('button').nth(3).waitFor()
  await keep(page, 'sign-in')
}

async function atTheDesk(): Promise<void> {
  const page = await signedIn(browser, product, 'desk', '客户接待员')
  await keep(page, 'desk')
  const search = page.getByRole('combobox', { name: '搜索', exact: true })
  await search.fill('1-2')
  await page.getByRole('option').first().waitFor()
  await keep(page, 'search')
  await search.fill('1-2-101')
  await page
    .getByRole('option', { name: /1-2-101/ })
    .first()
    .waitFor()
  await search.press('Enter')
  await page.getByRole('tab', { name: /1-2-101/, selected: true }).waitFor()
  await page.getByRole('textbox', { name: /报修内容/ }).fill('厨房水槽下面漏水，接了个盆')
  await page.getByRole('textbox', { name: /维修要点/ }).fill('两天了，水不大，带软管和生料带')
  await keep(page, 'desk-call')
  await page.getByRole('button', { name: /爆管跑水/ }).click()
  await page.getByText('请对客户说').waitFor()
  await keep(page, 'emergency')
}

async function aFlat(): Promise<void> {
  const page = await signedIn(browser, product, 'desk', '客户接待员')
  await page.goto('/units')
  await page.getByRole('link', { name: /^1-1-/ }).first().click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await keep(page, 'unit')
  await page
    .getByRole('region', { name: '住户', exact: true })
    .getByRole('button', { name: /查看电话/ })
    .first()
    .click()
  await page.getByRole('textbox', { name: '查看用途' }).waitFor()
  await keep(page, 'reveal')
}

/** Somebody asks for the list of a family; the manager has the request before him. */
async function aRequest(): Promise<void> {
  const page = await signedIn(browser, product, 'desk', '客户接待员')
  await page.goto('/units')
  await page.getByRole('link', { name: /^1-1-/ }).first().click()
  await page.getByRole('region', { name: '住户', exact: true }).getByRole('link').first().click()
  await page.getByRole('button', { name: '查看全家名单' }).click()
  await page.getByRole('combobox', { name: '用途', exact: true }).click()
  await page.locator('.ant-select-item-option', { hasText: '交接核对' }).click()
  await page.getByRole('textbox', { name: '查看用途' }).fill('补办门禁卡，核对家人')
  await page.getByRole('button', { name: '查看', exact: true }).click()
  await page.getByRole('button', { name: '请负责人批准' }).click()
  await page.getByText(/批准后自动显示/).waitFor()
  const manager = await signedIn(browser, product, 'desk', '管理处经理')
  await manager.goto('/privacy')
  await manager.getByRole('button', { name: '批准', exact: true }).waitFor()
  await keep(manager, 'privacy')
}

async function aRepair(): Promise<void> {
  const page = await signedIn(browser, product, 'desk', '客户接待员')
  await page.goto('/cases?procedure=matter')
  await page.getByRole('link', { name: /^SQ-/ }).first().click()
  await page.getByRole('heading', { name: '时限' }).first().waitFor()
  await keep(page, 'case')
  await page.getByRole('button', { name: '这个时限怎么来的' }).first().click()
  await page.getByRole('dialog').waitFor()
  await keep(page, 'explain')
  await page.goto('/cases?procedure=repair&state=taken,on-site,working,signed')
  await page.getByRole('link', { name: /^BX-/ }).first().click()
  await page.getByRole('heading', { name: '时限' }).first().waitFor()
  await keep(page, 'repair')
  await page.getByRole('button', { name: '打印单据' }).click()
  await page.getByRole('menuitem', { name: /维修单/ }).click()
  await page.getByRole('dialog', { name: '单据' }).waitFor()
  await keep(page, 'sheet')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '事项链接' }).click()
  const dialog = page.getByRole('dialog', { name: '事项链接' })
  await dialog.getByRole('button', { name: '生成链接' }).click()
  const link = await dialog.getByLabel('链接', { exact: true }).inputValue()
  const { page: phone } = await device(browser, product.url, 'phone')
  await phone.goto(new URL(link).pathname)
  await phone.getByText(/此链接仅供本事项使用/).waitFor()
  await keep(phone, 'link')
}

async function aTechnician(): Promise<void> {
  const page = await signedIn(browser, product, 'phone', '维修工')
  await keep(page, 'staff-work')
  await page
    .getByRole('button', { name: /^打开 BX-/ })
    .last()
    .click()
  await page.getByText('经过').first().waitFor()
  await keep(page, 'staff-job')
}

async function aGuard(): Promise<void> {
  const page = await signedIn(browser, product, 'phone', '沈涛')
  await page.goto('/staff/report')
  await keep(page, 'staff-report')
}

async function whatClimbed(): Promise<void> {
  const page = await signedIn(browser, product, 'phone', '客服主管')
  await page.goto('/staff/climbed')
  await keep(page, 'staff-climbed')
}

async function anOwner(): Promise<void> {
  const page = await signedIn(browser, product, 'phone', '林晓雯', '/owner/')
  await keep(page, 'owner-home')
  // Not the first cards, which ask for a signature.
  const matters = page.locator('a[href*="/owner/matter/"]')
  const paths = await matters.evaluateAll((links) =>
    links.map((link) => new URL((link as HTMLAnchorElement).href).pathname),
  )
  await page.goto(paths.find((path) => /^\/owner\/matter\/[^/]+$/.test(path))!)
  await page.getByText('经过').first().waitFor()
  await keep(page, 'owner-matter')
  await page.goto('/owner/report')
  await keep(page, 'owner-report')
  await page.goto('/owner/privacy')
  await keep(page, 'owner-data')
}

/** Signs in by the demo's buttons as whoever has this name or post. */
async function signedIn(
  on: Browser,
  { url }: RunningProduct,
  kind: 'phone' | 'desk',
  who: string,
  path = kind === 'phone' ? '/staff/' : '/',
): Promise<Page> {
  const { page } = await device(on, url, kind)
  page.setDefaultTimeout(40_000)
  await page.goto(path)
  await page
    .getByRole('button', { name: new RegExp(who) })
    .first()
    .click()
  await page.getByLabel('用户名').waitFor({ state: 'detached' })
  await page.getByRole('navigation').first().waitFor()
  return page
}

/** A picture of what is in the window, as small as it must be. */
async function keep(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {})
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' })
  await page.waitForTimeout(600)
  const shot = await page.screenshot({ animations: 'disabled' })
  const folder = join(root, 'docs', 'manual', 'pictures')
  mkdirSync(folder, { recursive: true })
  for (const quality of [82, 70, 55, 40]) {
    const picture = await sharp(shot).webp({ quality }).toBuffer()
    if (picture.length > MOST_BYTES && quality > 40) continue
    writeFileSync(join(folder, `${name}.webp`), picture)
    break
  }
  taken.push(name)
}
