import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { auth } from '../auth/auth.contract.ts'
import { cases } from '../case/case.contract.ts'
import { inCompany } from '../db/db.ts'
import { notices } from './notice.contract.ts'

let world: DoorWorld
let desk: Browser
let technician: Browser
let url: string

beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
  technician = await world.browser(world.staff.li)
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(world.app.server.address() as AddressInfo).port}/api/events`
})
afterAll(() => world.closeAll())

/** A repair of the household of 1-1-301, assigned to the technician. */
async function assigned(): Promise<string> {
  const id = uuid()
  const params = { project: world.project, procedure: 'repair', id }
  const form = {
    place: 'public',
    trade: 'electric',
    content: '大堂灯不亮',
    keyPoints: '两盏',
    placeId: world.places.hall,
  }
  await desk.call(cases.act, { params: { ...params, action: 'register' }, body: { form } })
  await desk.call(cases.act, {
    params: { ...params, action: 'assign' },
    body: { form: { technicianId: world.staff.li.accountId } },
  })
  return id
}

describe('notices', () => {
  it('tell the new holder in a whole sentence, are counted, and read', async () => {
    const id = await assigned()
    const { rows } = await technician.call(notices.list, { query: { unread: true } })
    const line = rows.find((row) => row.case?.id === id)
    expect(line).toMatchObject({
      kind: 'assigned',
      project: world.project,
      readAt: null,
      case: { procedure: 'repair' },
    })
    expect(line!.text).toMatch(/BX-\d+-\d+/)
    expect(line!.text).not.toMatch(/[{}]/)
    const before = (await technician.call(notices.count, {})).unread
    expect(before).toBeGreaterThan(0)
    const params = { project: world.project }
    expect((await technician.call(notices.read, { params, body: { ids: [line!.id] } })).read).toBe(1)
    expect((await technician.call(notices.count, {})).unread).toBe(before - 1)
    const other = await assigned()
    expect((await technician.call(notices.read, { params, body: { caseId: id } })).read).toBe(0)
    expect((await technician.call(notices.read, { params, body: { caseId: other } })).read).toBeGreaterThan(0)
    await technician.call(notices.read, { params, body: {} })
    expect((await technician.call(notices.count, {})).unread).toBe(0)
  })

  it("are nobody else's to see or to mark", async () => {
    const id = await assigned()
    const { rows } = await technician.call(notices.list, {})
    const own = rows.find((row) => row.case?.id === id)!
    expect((await desk.call(notices.list, {})).rows.some((row) => row.id === own.id)).toBe(false)
    expect((await desk.call(notices.read, { params: { project: world.project }, body: { ids: [own.id] } })).read).toBe(
      0,
    )
  })

  it('page without losing one', async () => {
    for (let index = 0; index < 3; index++) await assigned()
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await technician.call(notices.list, { query: { limit: 2, ...(after ? { after } : {}) } })
      seen.push(...page.rows.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(5)
  })
})

describe('languages', () => {
  const params = () => ({ project: world.project, procedure: 'repair', id: uuid() })

  it('each reader is told in his own: titles, reasons, refusals and fields, by what his page shows', async () => {
    const id = await assigned()
    const page = { params: { project: world.project, procedure: 'repair', id } }
    const english = (await technician.send(cases.page, page, { 'accept-language': 'en' })).body
    expect(english.case).toMatchObject({ procedureTitle: 'Repair', stateTitle: 'Dispatched' })
    expect(english.actions.find(({ action }) => action === 'take')!.title).toBe('Accept job')
    expect(english.timeline.at(-1)).toMatchObject({ title: 'Dispatch', told: 'A technician was assigned' })
    expect((await technician.call(cases.page, page)).case.stateTitle).toBe('已派单')
    const refused = await desk.send(
      cases.act,
      { params: { ...params(), action: 'register' }, body: { form: { place: 'public', content: '灯' } } },
      { 'accept-language': 'en' },
    )
    expect(refused.problem).toMatchObject({ title: 'Some fields are missing or wrong' })
    expect(refused.problem.fields).toContainEqual({ field: 'trade', text: 'Please choose: Trade' })
    const late = await technician.send(
      cases.act,
      { params: { ...page.params, action: 'finish' }, body: { form: {} } },
      { 'accept-language': 'zh-TW' },
    )
    expect(late.problem.title).toMatch(/^[^\u7684]*表單|事項現在是/)
  })

  it('a notice is in the language of the account that reads it, once it has chosen one', async () => {
    await technician.call(auth.language, { body: { language: 'en' } })
    const id = await assigned()
    const line = (await technician.call(notices.list, {})).rows.find((row) => row.case?.id === id)!
    expect(line.text).toMatch(/^New job BX-\d+-\d+: /)
    expect((await technician.call(auth.me, {})).account.language).toBe('en')
    expect((await technician.send(auth.language, { body: { language: 'fr' as 'en' } })).status).toBe(400)
    await technician.call(auth.language, { body: { language: 'zh-CN' } })
  })
})

/** Reads the event stream of a browser; `events` grows as they come. */
async function listen(browser: Browser) {
  const stop = new AbortController()
  const response = await fetch(url, { headers: { cookie: browser.cookie }, signal: stop.signal })
  const events: Record<string, unknown>[] = []
  let ended = false
  const reading = (async () => {
    for await (const chunk of response.body!) {
      for (const line of Buffer.from(chunk).toString().split('\n')) {
        if (line.startsWith('data: ')) events.push(JSON.parse(line.slice(6)))
      }
    }
  })()
    .catch(() => {})
    .finally(() => {
      ended = true
    })
  return { status: response.status, events, isEnded: () => ended, stop: () => stop.abort(), reading }
}

describe('live updates', () => {
  it('name the case that changed, without content, to those who may read it', async () => {
    const [here, owner, stranger] = await Promise.all([
      listen(technician),
      listen(await world.browser(world.owners.ma)),
      listen(await world.browser(world.stranger)),
    ])
    const id = await assigned()
    await expect.poll(() => here.events).toContainEqual({ project: world.project, caseId: id, procedure: 'repair' })
    await expect.poll(() => here.events).toContainEqual({ notices: true })
    for (const event of here.events) expect(JSON.stringify(event)).not.toContain('大堂')
    expect(owner.events).toEqual([])
    expect(stranger.events).toEqual([])
    for (const one of [here, owner, stranger]) one.stop()
  })

  it('stop for somebody who was disabled, at the next event', async () => {
    const guard = await listen(await world.browser(world.staff.shen))
    await assigned()
    await expect.poll(() => guard.events.length).toBeGreaterThan(0)
    await inCompany(world.engine.db, (tx) =>
      sql`update account set disabled_at = now() where id = ${world.staff.shen.accountId}`.execute(tx),
    )
    const after = await assigned()
    await expect.poll(guard.isEnded).toBe(true)
    expect(guard.events.some(({ caseId }) => caseId === after)).toBe(false)
  })

  it('need somebody signed in', async () => {
    expect((await fetch(url)).status).toBe(401)
  })

  it('end first when the server stops, so that it can', async () => {
    const other = await makeDoorWorld()
    await other.app.listen({ port: 0, host: '127.0.0.1' })
    const address = `http://127.0.0.1:${(other.app.server.address() as AddressInfo).port}/api/events`
    const browser = await other.browser(other.staff.zhou)
    const response = await fetch(address, { headers: { cookie: browser.cookie } })
    const read = response.text()
    const started = performance.now()
    await other.app.close()
    expect(await read).toContain('hello')
    expect(performance.now() - started).toBeLessThan(2_000)
    await other.close()
  })
})
