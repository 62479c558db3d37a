import type { Page } from 'playwright-core'
import { Hand, type Stage } from './stage.ts'

export interface Taken {
  /** SQ-…, the matter. */
  matter: string
  /** BX-…, the repair slip. */
  number: string
}

/** A repair that the owner pays for, taken from the search box on: the everyday call. */
export async function takeRepair(
  stage: Stage,
  desk: Page,
  { flat, content, price = '上门检查', to = '李强' }: { flat: string; content: string; price?: string; to?: string },
): Promise<Taken & { hand: Hand }> {
  const hand = new Hand()
  let words = ''
  await stage.step(`a call from ${flat}`, desk, async () => {
    await callFrom(desk, flat)
    await hand.click(desk.getByRole('radiogroup', { name: '来电人' }).getByRole('radio').first())
    await hand.fill(desk.getByRole('textbox', { name: /报修内容/ }), content)
    await hand.fill(desk.getByRole('textbox', { name: /维修要点/ }), '两天了，请带工具')
    await hand.choose(desk.getByRole('combobox', { name: /讲明价格/ }), price)
    await hand.click(desk.getByRole('radio', { name: '已讲明，业主同意' }))
    await hand.choose(desk.getByRole('combobox', { name: /派给/ }), to)
  })
  await stage.step('dispatched', desk, async () => {
    await hand.click(desk.getByRole('button', { name: /^登记/ }))
    const done = desk.getByRole('tabpanel').filter({ hasText: /已登记 SQ-/ })
    await done.waitFor()
    words = await done.innerText()
  })
  return { matter: /SQ-[\d-]+/.exec(words)![0], number: /BX-[\d-]+/.exec(words)![0], hand }
}

/** From the search box to an open call about a flat, by keyboard alone. */
export async function callFrom(desk: Page, flat: string): Promise<void> {
  const search = desk.getByRole('combobox', { name: '搜索', exact: true })
  await search.fill(flat)
  await desk
    .getByRole('option', { name: new RegExp(flat) })
    .first()
    .waitFor()
  await search.press('Enter')
  await desk.getByRole('tab', { name: new RegExp(flat), selected: true }).waitFor()
  await desk
    .getByRole('tabpanel', { name: new RegExp(flat) })
    .getByRole('heading', { name: new RegExp(flat) })
    .waitFor()
}
