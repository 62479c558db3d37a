import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, browserOf, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { buildServer } from '../../server.ts'
import { cases } from '../case/case.contract.ts'
import { property } from '../property/property.contract.ts'
import { search } from '../search/search.contract.ts'

/**
 * In production hot lists are written by their JSON schema instead of being parsed first: the text must be the same.
 */
let world: DoorWorld
let checked: Browser
let fast: Browser
let closeFast: () => Promise<void>

beforeAll(async () => {
  world = await makeDoorWorld()
  const settings = { ...world.doors.settings, checksAnswers: false }
  const app = await buildServer({ ...world.doors, settings })
  await app.ready()
  closeFast = async () => {
    await app.close()
  }
  checked = await world.browser(world.staff.zhou)
  fast = browserOf(app, checked.cookie)
  const params = { project: world.project, procedure: 'repair', action: 'register' }
  const home = {
    place: 'home',
    trade: 'water',
    content: '漏水 "急" \\ 换行\n',
    keyPoints: '角阀',
    unitId: world.units['1-1-301'],
    personId: world.owners.wang.personId,
  }
  const hall = { place: 'public', trade: 'electric', content: '灯不亮', keyPoints: '两盏', placeId: world.places.hall }
  for (const form of [home, hall]) await checked.call(cases.act, { params: { ...params, id: uuid() }, body: { form } })
})
afterAll(async () => {
  await closeFast()
  await world.closeAll()
})

it('hot lists read the same, written fast or checked', async () => {
  const params = { project: world.project }
  const unit = { ...params, unit: world.units['1-1-301']! }
  const asks = [
    (browser: Browser) => browser.send(cases.list, { params, query: { limit: 1 } }),
    (browser: Browser) => browser.send(cases.list, { params }),
    (browser: Browser) => browser.send(cases.inbox, { params }),
    (browser: Browser) => browser.send(property.units, { params }),
    (browser: Browser) => browser.send(property.unit, { params: unit }),
    (browser: Browser) => browser.send(property.timeline, { params: unit }),
    (browser: Browser) => browser.send(search.find, { params, body: { q: '301' } }),
    (browser: Browser) => browser.send(search.find, { params, body: { q: 'BX-2026' } }),
  ]
  for (const ask of asks) {
    const [one, other] = [await ask(checked), await ask(fast)]
    expect([one.status, other.status]).toEqual([200, 200])
    expect(JSON.stringify(one.body)).toContain('"id"')
    expect(other.body).toEqual(one.body)
  }
})
