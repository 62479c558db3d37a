import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { cases } from '../case/case.contract.ts'
import { ownerHome } from './home.contract.ts'

/** What an owner reads about his home, over the door. */
let world: DoorWorld

beforeAll(async () => {
  world = await makeDoorWorld()
})
afterAll(() => world.closeAll())

async function homeOf(name: 'wang' | 'wangWife' | 'liu') {
  const browser = await world.browser(world.owners[name])
  return browser.call(ownerHome, {})
}

/** Wang reports a dripping tap; the desk sorts it, the job is dispatched to Li for 10:00. */
async function dispatched() {
  const { staff, owners, units } = world
  const [matter, repair] = [uuid(), uuid()]
  const unitId = units['1-1-301']
  await world.act(owners.wang, 'matter', matter, 'register', {
    channel: 'owner-phone',
    content: '厨房水龙头漏水',
    unitId,
  })
  await world.act(staff.zhou, 'matter', matter, 'sort', { kind: 'repair' })
  await world.act(staff.zhou, 'repair', repair, 'register', {
    place: 'home',
    trade: 'water',
    content: '厨房水龙头漏水',
    keyPoints: '冷水管',
    unitId,
    personId: owners.wang.personId,
    parentId: matter,
  })
  await world.act(staff.zhou, 'repair', repair, 'decidePayer', { payer: 'company', reason: '保修内' })
  const appointmentAt = '2026-03-11T10:00:00+08:00'
  await world.act(staff.zhou, 'repair', repair, 'assign', { technicianId: staff.li.accountId, appointmentAt })
  return { matter, repair }
}

describe('the owner’s home', () => {
  it('tells the matter and the work under it as one story, with the promise and whom it names', async () => {
    const { matter, repair } = await dispatched()
    const { units, matters } = await homeOf('wang')
    expect(units).toMatchObject([{ code: '1-1-301', relation: 'owner' }])
    const told = matters.find(({ id }) => id === matter)!
    expect(told.stateTitle).toBe('已派单')
    expect(told.works).toMatchObject([{ id: repair, procedure: 'repair', holder: '李强' }])
    expect(told.steps.map(({ text }) => text)).toEqual([
      '我们已收到您的诉求',
      '已判别并安排办理',
      '已为您登记报修',
      '已派维修师傅',
      '已转给责任部门办理',
    ])
    expect(told.steps[0]).toMatchObject({ own: true, by: '王小明' })
    expect(told.promises[0]).toMatchObject({
      title: '师傅到场',
      why: '约定时间',
      from: '2026-03-11T02:00:00.000Z',
      dueAt: '2026-03-11T02:15:00.000Z',
      late: false,
    })
    expect(told.may.map(({ action }) => action)).toEqual(expect.arrayContaining(['chase', 'withdraw', 'appoint']))
  })

  it('never tells what is the staff’s own: who pays and why, notes, missed rungs', async () => {
    const { matter, repair } = await dispatched()
    await world.act(world.staff.zhou, 'repair', repair, 'note', { text: '业主脾气急' })
    const { matters } = await homeOf('wang')
    const told = JSON.stringify(matters.find(({ id }) => id === matter))
    expect(told).not.toContain('脾气')
    expect(told).not.toContain('保修内')
  })

  it('never names work that tells its owner nothing, such as a study of the complaint', async () => {
    const complaint = uuid()
    await world.act(world.staff.zhou, 'complaint', complaint, 'register', {
      source: 'phone',
      content: '门岗昨晚没有人',
      serviceItem: '秩序维护',
      unitId: world.units['1-1-301'],
      personId: world.owners.wang.personId,
    })
    await world.database.asOwner(
      `insert into cases (project_id, id, procedure, number, title, state, final, priority, parent_id, person_id, unit_id, last_seq,
         last_at, opened_at, procedure_version, policy_version)
       select project_id, gen_random_uuid(), 'study', 'AL-20260311-0001', title, 'due', false, priority, id, person_id, unit_id, 1,
         last_at, opened_at, 1, policy_version from cases where id = $1`,
      [complaint],
    )
    const { matters } = await homeOf('wang')
    expect(matters.find(({ id }) => id === complaint)).toMatchObject({ works: [], stateTitle: '待分类' })
    const owner = await world.browser(world.owners.wang)
    const { rows } = await owner.call(cases.list, { params: { project: world.project } })
    expect(rows.map(({ procedure }) => procedure)).not.toContain('study')
  })

  it('says why a promise stands still, and what waits for the owner', async () => {
    const { matter, repair } = await dispatched()
    const { li } = world.staff
    await world.act(li, 'repair', repair, 'take')
    await world.act(li, 'repair', repair, 'nobodyHome', { photos: [await world.picture()], called: true })
    const waiting = (await homeOf('wang')).matters.find(({ id }) => id === matter)!
    expect(waiting.promises.find(({ title }) => title === '师傅到场')).toMatchObject({
      dueAt: null,
      waitingFor: ['等业主'],
    })
    await world.act(li, 'repair', repair, 'arrive')
    await world.act(li, 'repair', repair, 'check', { finding: '垫圈老化' })
    await world.act(li, 'repair', repair, 'begin')
    await world.act(li, 'repair', repair, 'finish', { workDone: '换垫圈', photos: [await world.picture()] })
    const done = (await homeOf('wang')).matters.find(({ id }) => id === matter)!
    expect(done.todos).toMatchObject([{ caseId: repair, procedure: 'repair', action: 'sign' }])
  })

  it('is shared by the family of the flat, and by nobody else', async () => {
    const { matter } = await dispatched()
    const ids = async (name: 'wangWife' | 'liu') => (await homeOf(name)).matters.map(({ id }) => id)
    expect(await ids('wangWife')).toContain(matter)
    expect(await ids('liu')).not.toContain(matter)
  })

  it('is empty for staff, and closed to nobody’s browser', async () => {
    const staff = await world.browser(world.staff.zhou)
    expect(await staff.call(ownerHome, {})).toMatchObject({ units: [], matters: [] })
    const nobody = await world.browser(null)
    expect((await nobody.send(ownerHome, {})).status).toBe(401)
  })
})
