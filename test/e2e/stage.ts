import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { expect } from 'vitest'
import { addDays, atBusinessTime, businessDate, MINUTE_MS } from '../../src/kernel/clock/time.ts'
import { root } from '../../src/kernel/root.ts'
import { device, openBrowser, type RunningProduct, startProduct } from './browser.ts'

/** Where the pictures go; not committed. Of every step with GUANJIA_PICTURES=1, else only of what failed: taking them takes time. */
const pictures = join(root, 'test-results', 'e2e')
const WITH_PICTURES = Boolean(process.env.GUANJIA_PICTURES)

/** One product, one browser, one business clock; the stories follow one another on it. */
export class Stage {
  readonly product: RunningProduct
  readonly #browser: Browser
  #now: Date
  #steps = 0
  #story = ''

  private constructor(product: RunningProduct, browser: Browser) {
    this.product = product
    this.#browser = browser
    this.#now = atBusinessTime(addDays(businessDate(new Date()), 1), '09:00')
  }

  /** Starts everything; business time is the next morning at nine, whenever the tests run. */
  static async open(): Promise<Stage> {
    const [product, browser] = await Promise.all([startProduct(), openBrowser()])
    const stage = new Stage(product, browser)
    await product.setTime(stage.#now)
    return stage
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await this.product.stop()
  }

  /** Begins a story: nobody is signed in anywhere. */
  async begin(story: string): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()))
    this.#story = story
    this.#steps = 0
    rmSync(join(pictures, story), { recursive: true, force: true })
    mkdirSync(join(pictures, story), { recursive: true })
  }

  get now(): Date {
    return this.#now
  }

  /** The time door, and the pages that are open read the time again when they are next looked at. */
  async moveTo(at: Date): Promise<void> {
    expect(at.getTime(), 'business time only moves forward').toBeGreaterThan(this.#now.getTime())
    this.#now = at
    await this.product.setTime(at)
  }

  later = (minutes: number): Promise<void> => this.moveTo(new Date(this.#now.getTime() + minutes * MINUTE_MS))

  /** A new phone or desk that nobody is signed in on. */
  async device(kind: 'phone' | 'desk'): Promise<Page> {
    const { page } = await device(this.#browser, this.product.url, kind)
    page.setDefaultTimeout(30_000)
    return page
  }

  /** Somebody of the staff, at a desk or with a phone, by the one-click sign-in. */
  async staff(kind: 'phone' | 'desk', name: string): Promise<Page> {
    const page = await this.device(kind)
    await this.step(`${name} signs in`, page, async () => {
      await page.goto(kind === 'phone' ? '/staff/' : '/')
      await page
        .getByRole('button', { name: new RegExp(name) })
        .first()
        .click()
      await page.getByRole('navigation').first().waitFor()
    })
    return page
  }

  /** Keeps something of the story beside its pictures. */
  keep(name: string, bytes: Uint8Array): void {
    writeFileSync(join(pictures, this.#story, name), bytes)
  }

  /** One step of the story: a picture when it is done and pictures are wished for, and when it fails what the page shows in words too. */
  async step(title: string, page: Page, act: () => Promise<void>): Promise<void> {
    const file = `${String(++this.#steps).padStart(2, '0')} ${title}`.replaceAll(/[ /]/g, '-')
    try {
      await act()
      if (WITH_PICTURES) await page.screenshot({ path: join(pictures, this.#story, `${file}.png`) })
    } catch (error) {
      const shown = await page
        .locator('body')
        .ariaSnapshot()
        .catch(() => '(the page is gone)')
      await page.screenshot({ path: join(pictures, this.#story, `${file}-FAILED.png`), fullPage: true }).catch(() => {})
      const log = this.product.log.slice(-5).join('\n')
      throw new Error(`${this.#story}: ${title}\n${(error as Error).message}\n\n${page.url()}\n${shown}\n\n${log}`, {
        cause: error,
      })
    }
  }
}

/** Counts what a person does: clicks, and fields that are filled in or chosen from. */
export class Hand {
  clicks = 0
  fields = 0

  async click(target: Locator): Promise<void> {
    this.clicks++
    await target.click()
  }

  async fill(field: Locator, text: string): Promise<void> {
    this.fields++
    await field.fill(text)
  }

  /** Types a part of an option's name and takes it with Enter. */
  async choose(field: Locator, text: string): Promise<void> {
    this.fields++
    await choose(field, text)
  }
}

/** Types into a list of choices until the option is there, and takes it with Enter. */
export async function choose(field: Locator, text: string): Promise<void> {
  await field.fill(text)
  await field.page().locator('.ant-select-item-option', { hasText: text }).first().waitFor()
  await field.press('Enter')
}

/** Signs on the glass, in two strokes. */
export async function sign(pad: Locator): Promise<void> {
  await pad.scrollIntoViewIfNeeded()
  const box = (await pad.boundingBox())!
  const { mouse } = pad.page()
  for (const [from, to] of [
    [0.2, 0.5],
    [0.45, 0.85],
  ] as const) {
    await mouse.move(box.x + box.width * from, box.y + box.height * 0.3)
    await mouse.down()
    for (let at = 1; at <= 8; at++) {
      const x = from + ((to - from) * at) / 8
      await mouse.move(box.x + box.width * x, box.y + box.height * (at % 2 ? 0.75 : 0.3))
    }
    await mouse.up()
  }
}

/** Takes a picture with the camera of a phone. */
export async function photograph(field: Locator, words: string): Promise<void> {
  const buffer = await photo(words)
  const before = await field
    .page()
    .getByRole('button', { name: /删除照片/ })
    .count()
  await field.setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer })
  await expect
    .poll(
      () =>
        field
          .page()
          .getByRole('button', { name: /删除照片/ })
          .count(),
      poll,
    )
    .toBe(before + 1)
}

/** A JPEG of a door, with words on it. */
export function photo(words: string): Promise<Buffer<ArrayBuffer>> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720"><rect width="960" height="720" fill="#7f8f9c"/><rect x="260" y="90" width="440" height="630" fill="#5d4636"/><circle cx="640" cy="420" r="22" fill="#d9c27a"/><text x="480" y="260" font-size="72" text-anchor="middle" fill="#f4efe6">${words}</text></svg>`
  return sharp(Buffer.from(drawing)).jpeg().toBuffer() as Promise<Buffer<ArrayBuffer>>
}

/** How patiently something is waited for; machines are shared. */
export const poll = { timeout: 30_000, interval: 150 }

/** Chooses a grade of satisfaction. */
export async function rate(phone: Page, grade: string): Promise<void> {
  const radio = phone.getByRole('radio', { name: grade, exact: true })
  await phone.locator('label').filter({ has: radio }).click()
}
