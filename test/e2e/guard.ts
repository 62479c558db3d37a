import type { Page } from 'playwright-core'
import { v7 as uuid } from 'uuid'
import { expect } from 'vitest'
import { cases } from '../../src/kernel/case/case.contract.ts'
import { property } from '../../src/kernel/property/property.contract.ts'
import { search } from '../../src/kernel/search/search.contract.ts'
import type { Colleague } from './api.ts'
import type { Office, Opened } from './complaint-acts.ts'
import { openCase } from './console.ts'
import { callFrom } from './desk.ts'
import { choose, poll, type Stage } from './stage.ts'

const flat = '1-2-202'
const words = '晚上十点东门岗亭值班人员态度恶劣，还推了我一把'

/** A resident complains about a guard; to the guard the system shows nothing of it, wherever he looks (CMP-06). */
export async function guardComplainedAbout(stage: Stage, office: Office): Promise<void> {
  await stage.begin('guard')
  const [desk, phone] = [await stage.staff('desk', '客户接待员'), await stage.staff('phone', '秩序领班')]
  const guard = await office.who('秩序领班')
  await listen(phone)
  const it = await registered(stage, office, desk, guard.name)
  await (await office.who('周敏')).act(it.complaint, 'classify', { complaintClass: '1', party: 'own' })
  await interviewed(stage, office, desk, it)
  await findsNothing(stage, phone, guard, it)
  await hearsNothing(stage, office, phone, it)
}

async function registered(stage: Stage, office: Office, desk: Page, accused: string): Promise<Opened> {
  let numbers = ''
  await stage.step('the desk notes who is complained about', desk, async () => {
    await callFrom(desk, flat)
    await desk.getByRole('radiogroup', { name: '来电人' }).getByRole('radio').first().click()
    await desk.getByRole('radiogroup', { name: '类别' }).getByText('投诉', { exact: true }).click()
    await desk.getByRole('textbox', { name: /诉求内容/ }).fill(words)
    await desk.getByRole('combobox', { name: /服务项目/ }).fill('秩序维护')
    await choose(desk.getByRole('combobox', { name: /被投诉员工/ }), accused)
  })
  await stage.step('and opens the complaint', desk, async () => {
    await desk.getByRole('button', { name: /^登记/ }).click()
    const done = desk.getByRole('tabpanel').filter({ hasText: /已登记 SQ-/ })
    await done.waitFor()
    numbers = await done.innerText()
  })
  const reader = await office.who('周敏')
  const find = async (procedure: 'matter' | 'complaint', number: string) => {
    const { rows } = await reader.call(cases.list, {
      params: { project: reader.project },
      query: { procedure, q: number },
    })
    return { of: { procedure, id: rows[0]!.id, number }, unitId: rows[0]!.unit!.id }
  }
  const matter = await find('matter', /SQ-[\d-]+/.exec(numbers)![0])
  const complaint = await find('complaint', /TS-[\d-]+/.exec(numbers)![0])
  return { matter: matter.of, complaint: complaint.of, unitId: complaint.unitId } as Opened
}

/** What the complainant said stands on the case page for the heads, and not for the officer of the zone. */
async function interviewed(stage: Stage, office: Office, desk: Page, it: Opened): Promise<void> {
  const [reception, head] = [await office.who('周敏'), await office.who('陈曦')]
  const manager = await office.who('蒋文彬')
  const departmentId = await office.department('管理处')
  await reception.act(it.complaint, 'issue', { departmentId, handlerId: manager.me.account.id })
  const at = stage.now.getTime()
  await stage.later(40)
  await head.act(it.complaint, 'askComplainant', {
    startedAt: new Date(at + 5 * 60_000).toISOString(),
    endedAt: new Date(at + 20 * 60_000).toISOString(),
    words: '投诉人说当晚有两位邻居在场',
  })
  const read = async (title: string) =>
    (await office.page(title, it.complaint)).timeline.find(({ action }) => action === 'askComplainant')?.form ?? null
  expect(await read('陈曦'), 'the head of service reads the interview').toMatchObject({ words: /邻居/ })
  expect(await read('孙磊'), 'the officer of the zone does not').toBeNull()
  await stage.step('the desk reads that there was an interview, not what was said', desk, async () => {
    await openCase(desk, it.complaint.number)
    await desk.getByRole('region', { name: '经过' }).getByText('询问投诉人').waitFor()
    expect(await desk.getByText('两位邻居').count()).toBe(0)
  })
}

async function findsNothing(stage: Stage, phone: Page, guard: Colleague, it: Opened): Promise<void> {
  const { project } = guard
  for (const { number } of [it.complaint, it.matter]) {
    await stage.step(`the guard looks for ${number.slice(0, 2)}`, phone, async () => {
      await phone.goto('/staff/search')
      await phone.getByRole('searchbox', { name: '查找' }).fill(number)
      await phone.getByText(`没有找到“${number}”`).waitFor()
    })
    const found = await guard.call(search.find, { params: { project }, body: { q: number } })
    expect(found.hits, number).toEqual([])
  }
  await stage.step('looks at the flat', phone, async () => {
    await phone.goto(`/staff/about/unit/${it.unitId}`)
    await phone.getByRole('heading', { name: flat }).waitFor()
    await phone.getByRole('region', { name: '住户' }).waitFor()
    for (const { number } of [it.complaint, it.matter]) expect(await phone.getByText(number).count()).toBe(0)
    expect(await phone.getByText(words.slice(0, 6)).count()).toBe(0)
  })
  for (const of of [it.complaint, it.matter]) {
    const asked = { project, procedure: of.procedure }
    const known = await guard.send(cases.page, { params: { ...asked, id: of.id } })
    const random = await guard.send(cases.page, { params: { ...asked, id: uuid() } })
    expect(known.status).toBe(404)
    expect(known.body, 'as an id that nobody gave out').toEqual(random.body)
  }
  await stage.step('types the address of the case', phone, async () => {
    await phone.goto(`/staff/case/complaint/${it.complaint.id}`)
    await phone.getByText('没有找到，或不在您的管辖范围内').waitFor()
    expect(await phone.getByText(it.complaint.number).count()).toBe(0)
  })
  for (const why of ['mine', 'ladder', 'queue'] as const) {
    const { rows } = await guard.call(cases.inbox, { params: { project }, query: { why } })
    expect(rows.map(({ id }) => id)).not.toContain(it.complaint.id)
  }
  const listed = await guard.call(cases.list, { params: { project }, query: { unit: it.unitId } })
  const unit = await guard.call(property.unit, { params: { project, unit: it.unitId } })
  const shown = JSON.stringify([listed, unit])
  for (const { id, number } of [it.complaint, it.matter]) {
    expect(shown).not.toContain(id)
    expect(shown).not.toContain(number)
  }
}

/** Live updates name other complaints at once, and never this one. */
async function hearsNothing(stage: Stage, office: Office, phone: Page, it: Opened): Promise<void> {
  await stage.step('nothing in his messages', phone, async () => {
    await phone.goto('/staff/notices')
    await phone.getByRole('heading', { name: '消息' }).waitFor()
    await listen(phone)
    expect(await phone.getByText(it.complaint.number).count()).toBe(0)
  })
  await (await office.who('陈曦')).act(it.complaint, 'note', { text: '已约被投诉人的班长' })
  const other = await office.opened({ flat, owner: '周建国', content: '楼道堆物，请清理', serviceItem: '保洁' })
  const heard = () => phone.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.join('\n'))
  await expect.poll(heard, poll).toContain(other.complaint.id)
  expect(await heard(), 'live updates of the complaint about him').not.toContain(it.complaint.id)
}

/** Collects the live events of a page from now on. */
async function listen(phone: Page): Promise<void> {
  await phone.evaluate(
    () =>
      new Promise<void>((open) => {
        const heard: string[] = []
        Object.assign(globalThis, { heard })
        const events = new EventSource('/api/events')
        events.onmessage = ({ data }) => heard.push(String(data))
        events.onopen = () => open()
      }),
  )
}
