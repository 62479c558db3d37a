import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import type { StaffName } from '../../../test/world.ts'
import { cases, links } from '../../kernel/case/case.contract.ts'
import { repairs } from './repair.contract.ts'

/** What waits for whom on the staff phone, over the door. */
let world: DoorWorld

beforeAll(async () => {
  world = await makeDoorWorld()
})
afterAll(() => world.closeAll())

async function mine(name: StaffName) {
  const browser = await world.browser(world.staff[name])
  return (await browser.call(repairs.mine, { params: { project: world.project } })).jobs
}

async function pool(name: StaffName) {
  const browser = await world.browser(world.staff[name])
  return (await browser.call(repairs.pool, { params: { project: world.project } })).jobs
}

async function register(more: Record<string, unknown> = {}) {
  const id = uuid()
  await world.act(world.staff.zhou, 'repair', id, 'register', {
    place: 'home',
    trade: 'water',
    content: '水龙头漏水',
    keyPoints: '冷水管',
    unitId: world.units['1-1-301'],
    personId: world.owners.wang.personId,
    ...more,
  })
  return id
}

const atHall = () => ({ place: 'public', placeId: world.places.hall, unitId: undefined, personId: undefined })

describe('my repairs', () => {
  it('shows the technician his job with address, appointment and deadline, and to nobody else', async () => {
    const id = await register()
    await world.act(world.staff.zhou, 'repair', id, 'decidePayer', { payer: 'company', reason: '保修' })
    const appointmentAt = '2026-03-11T10:00:00+08:00'
    await world.act(world.staff.zhou, 'repair', id, 'assign', { technicianId: world.staff.li.accountId, appointmentAt })
    expect((await mine('li')).find((job) => job.id === id)).toMatchObject({
      task: 'job',
      address: '1-1-301',
      zone: '一区',
      stateTitle: '已派单',
      appointmentAt: '2026-03-11T02:00:00.000Z',
      person: { name: '王小明', phone: null },
      clock: { title: '领单时限' },
    })
    expect((await mine('zhao')).map((job) => job.id)).not.toContain(id)
    await world.act(world.staff.li, 'repair', id, 'take')
    await world.act(world.staff.li, 'repair', id, 'callSecondMan', {
      accountId: world.staff.zhao.accountId,
      reason: '抬水箱',
    })
    expect((await mine('zhao')).find((job) => job.id === id)).toMatchObject({ task: 'second-man' })
  })

  it('keeps a job that a firm carries out with whoever looks after it; the firm’s link ends when the job is taken back', async () => {
    const { staff, project } = world
    const id = await register()
    const desk = await world.browser(staff.zhou)
    const anyone = await world.browser(null)
    const take = (key: string, token: string) =>
      anyone.send(links.act, { params: { token, action: key }, body: { form: {} } })
    await world.act(staff.zhou, 'repair', id, 'decidePayer', { payer: 'company', reason: '保修' })
    await world.act(staff.zhou, 'repair', id, 'outsource', {
      contractor: '顺达管道',
      contact: '老陈',
      reason: '要设备',
    })
    const params = { project, procedure: 'repair', id }
    const { url } = await desk.call(cases.makeLink, { params, body: { purpose: 'contractor', holderName: '顺达管道' } })
    const token = url.split('/').at(-1)!
    expect((await mine('zhou')).find((job) => job.id === id)).toMatchObject({ task: 'job' })
    await world.act(staff.chen, 'repair', id, 'handOver', { accountId: staff.zhao.accountId, reason: '周敏休假' })
    expect((await mine('zhao')).find((job) => job.id === id)).toMatchObject({ task: 'job' })
    expect((await take('take', token)).status).toBe(200)
    await world.act(staff.zhou, 'repair', id, 'reassign', { technicianId: staff.li.accountId, reason: '单位来不了' })
    expect((await take('take', token)).status).toBe(410)
    expect((await world.read('repair', id)).row).toMatchObject({
      technicianId: staff.li.accountId,
      contractor: null,
      contractorContact: null,
    })
  })

  it('puts an emergency first, for whoever may respond, until somebody has', async () => {
    const id = await register({ urgent: true, content: '爆管', trade: 'water' })
    expect((await mine('li'))[0]).toMatchObject({ id, task: 'respond', urgent: true })
    expect((await mine('shen'))[0]).toMatchObject({ id, task: 'respond' })
    expect((await mine('zhou')).map((job) => job.id)).not.toContain(id)
    await world.act(world.staff.shen, 'repair', id, 'respond')
    expect((await mine('li')).map((job) => job.id)).not.toContain(id)
  })

  it('REP-10 gives a finished public place to the officer of its zone only', async () => {
    const { zhou, li } = world.staff
    const id = await register(atHall())
    await world.act(zhou, 'repair', id, 'assign', { technicianId: li.accountId })
    await world.act(li, 'repair', id, 'take')
    await world.act(li, 'repair', id, 'arrive')
    await world.act(li, 'repair', id, 'check', { finding: '灯坏' })
    await world.act(li, 'repair', id, 'begin')
    await world.act(li, 'repair', id, 'finish', { workDone: '换灯', photos: [await world.picture()] })
    expect((await mine('sun')).find((job) => job.id === id)).toMatchObject({ task: 'confirm', address: '1栋大堂' })
    expect((await mine('he')).map((job) => job.id)).not.toContain(id)
  })
})

describe('the pool', () => {
  it('suggests by skill, and by the zone in which the technician works already', async () => {
    const water = await register(atHall())
    const door = await register({ ...atHall(), trade: 'door-window' })
    for (const id of [water, door]) await world.act(world.staff.zhou, 'repair', id, 'offer', {})
    const forZhao = await pool('zhao')
    expect(forZhao.find(({ id }) => id === door)).toMatchObject({ skilled: true, suggested: true })
    expect(forZhao.find(({ id }) => id === water)).toMatchObject({ skilled: false })
    expect(forZhao.findIndex(({ id }) => id === door)).toBeLessThan(forZhao.findIndex(({ id }) => id === water))
    await world.act(world.staff.zhao, 'repair', door, 'grab')
    expect(await pool('zhao')).toMatchObject([{ id: water, near: 1, suggested: true }])
  })

  it('is for technicians', async () => {
    const desk = await world.browser(world.staff.zhou)
    expect((await desk.send(repairs.pool, { params: { project: world.project } })).status).toBe(403)
  })
})
