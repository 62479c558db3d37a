import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import type { StaffName } from '../../../test/world.ts'
import { auth } from '../auth/auth.contract.ts'
import { inCompany } from '../db/db.ts'
import { duty } from './duty.contract.ts'
import { handover } from './handover.contract.ts'
import { org } from './org.contract.ts'

const HOUR = 3_600_000
let world: DoorWorld
let manager: Browser
let desk: Browser
let executive: Browser
let params: { project: number }

beforeAll(async () => {
  world = await makeDoorWorld()
  manager = await world.browser(world.staff.jiang)
  desk = await world.browser(world.staff.zhou)
  executive = await world.browser(world.staff.han)
  params = { project: world.project }
})
afterAll(() => world.closeAll())

const postOf = async (role: string) =>
  (await manager.call(org.posts, { params })).posts.find((post) => post.role === role)!
const field = ({ status, problem }: { status: number; problem: { fields: { field: string }[] } }) => [
  status,
  problem.fields[0]?.field,
]
const inAnHour = () => new Date(world.time.now().getTime() + HOUR).toISOString()
const standIn = (who: StaffName, more = {}) => ({
  ...{ id: uuid(), accountId: world.staff[who].accountId, toAt: inAnHour(), reason: '年假' },
  ...more,
})

describe('departments', () => {
  it('are the whole company’s: a manager of one estate may not change them, whoever answers for all may', async () => {
    const body = { id: uuid(), code: 'repairs', name: '维修班', parentId: world.departments.engineering }
    const refused = await manager.send(org.addDepartment, { params, body })
    expect([refused.status, refused.problem.kind]).toEqual([403, 'wrong-role'])
    expect((await desk.send(org.addDepartment, { params, body })).status).toBe(403)
    await executive.call(org.addDepartment, { params, body })
    await executive.call(org.addDepartment, { params, body })
    expect(field(await executive.send(org.addDepartment, { params, body: { ...body, id: uuid() } }))).toEqual([
      400,
      'code',
    ])
    const seen = await desk.call(org.departments, { params })
    expect(seen.changes).toBe(false)
    expect(seen.departments.find(({ id }) => id === body.id)).toMatchObject({ name: '维修班', parentId: body.parentId })
    expect((await executive.call(org.departments, { params })).changes).toBe(true)
  })

  it('form a tree without circles, and close only when nothing is in them', async () => {
    const { departments } = await desk.call(org.departments, { params })
    const child = departments.find(({ code }) => code === 'repairs')!
    const at = (department: string) => ({ params: { ...params, department } })
    const circle = await executive.send(org.editDepartment, {
      ...at(world.departments.engineering),
      body: { parentId: child.id },
    })
    expect(field(circle)).toEqual([400, 'parentId'])
    const full = await executive.send(org.closeDepartment, at(world.departments.engineering))
    expect([full.status, full.problem.kind]).toEqual([422, 'blocked'])
    expect((await executive.send(org.closeDepartment, at(uuid()))).status).toBe(404)
    await executive.call(org.closeDepartment, at(child.id))
    expect((await desk.call(org.departments, { params })).departments.map(({ id }) => id)).not.toContain(child.id)
  })

  it('have one head in a project', async () => {
    const [supervisor, leader] = [await postOf('engineering-supervisor'), await postOf('team-leader')]
    const head = async () =>
      (await desk.call(org.departments, { params })).departments.find(({ id }) => id === world.departments.engineering)!
        .head
    await manager.call(org.editPost, { params: { ...params, post: leader.id }, body: { heads: true } })
    expect((await head())?.names).toEqual(['钱海'])
    await manager.call(org.editPost, { params: { ...params, post: supervisor.id }, body: { heads: true } })
    expect((await head())?.names).toEqual(['郑刚'])
  })
})

describe('a post', () => {
  it('takes zones and a superior; a circle and a zone of others are refused', async () => {
    const [officer, supervisor] = [await postOf('service-officer'), await postOf('service-supervisor')]
    const edit = (post: string, body: object) => manager.send(org.editPost, { params: { ...params, post }, body })
    expect((await edit(officer.id, { superiorPostId: supervisor.id })).status).toBe(200)
    expect(field(await edit(supervisor.id, { superiorPostId: officer.id }))).toEqual([400, 'superiorPostId'])
    expect(field(await edit(supervisor.id, { superiorPostId: supervisor.id }))).toEqual([400, 'superiorPostId'])
    expect(field(await edit(officer.id, { zoneIds: [uuid()] }))).toEqual([400, 'zoneIds'])
    const held = (await manager.call(org.posts, { params })).posts.find(({ zones }) => zones.length > 0)!
    expect((await edit(held.id, { zoneIds: [] })).status).toBe(200)
    expect((await postOf('service-officer')).zones).toEqual([])
    expect((await edit(held.id, { zoneIds: held.zones.map(({ id }) => id) })).status).toBe(200)
    expect((await edit(uuid(), { title: '没有' })).status).toBe(404)
    expect((await desk.send(org.editPost, { params: { ...params, post: officer.id }, body: {} })).status).toBe(403)
  })

  it('that nobody holds is answered for by its superior, who then has its role', async () => {
    const [cashier, supervisor] = [await postOf('cashier'), await postOf('service-supervisor')]
    const at = { params: { ...params, post: cashier.id } }
    await manager.call(org.editPost, { ...at, body: { superiorPostId: supervisor.id } })
    const chen = await world.browser(world.staff.chen)
    const roles = async () => (await chen.call(auth.me, {})).projects[0]!.roles
    expect(await roles()).toEqual(['service-supervisor'])
    await manager.call(org.endHolding, { params: { ...at.params, holding: cashier.holdings[0]!.id } })
    expect(await roles()).toEqual(['service-supervisor', 'cashier'])
    expect((await postOf('cashier')).answeredBy).toMatchObject([{ name: '陈曦' }])
    const body = { ...standIn('feng'), kind: 'stand-in' as const }
    await manager.call(org.hold, { ...at, body })
    expect(await roles()).toEqual(['service-supervisor'])
    expect((await postOf('cashier')).answeredBy).toEqual([])
  })
})

describe('a stand-in', () => {
  it('is named by whoever holds the post, with who named him and why; not by others, and not for ever', async () => {
    const chen = await world.browser(world.staff.chen)
    const he = await world.browser(world.staff.he)
    const post = (await postOf('service-supervisor')).id
    const at = { params: { ...params, post } }
    expect((await desk.send(org.standIn, { ...at, body: standIn('he') })).status).toBe(404)
    expect(field(await chen.send(org.standIn, { ...at, body: standIn('chen') }))).toEqual([400, 'accountId'])
    const past = standIn('he', { toAt: new Date(world.time.now().getTime() - 1).toISOString() })
    expect(field(await chen.send(org.standIn, { ...at, body: past }))).toEqual([400, 'toAt'])
    expect((await chen.send(org.standIn, { ...at, body: standIn('he', { reason: '' }) })).status).toBe(400)
    const stranger = standIn('he', { accountId: world.stranger.accountId })
    expect((await chen.send(org.standIn, { ...at, body: stranger })).status).toBe(404)
    const body = standIn('he')
    await chen.call(org.standIn, { ...at, body })
    await chen.call(org.standIn, { ...at, body })
    expect(field(await chen.send(org.standIn, { ...at, body: standIn('he') }))).toEqual([400, 'accountId'])
    const roles = async () => (await he.call(auth.me, {})).projects[0]!.roles
    expect(await roles()).toContain('service-supervisor')
    const { holdings } = await postOf('service-supervisor')
    expect(holdings).toMatchObject([
      { name: '陈曦' },
      { name: '何静', kind: 'stand-in', reason: '年假', givenBy: '陈曦' },
    ])
    const end = { params: { ...at.params, holding: body.id } }
    expect((await desk.send(org.endStandIn, end)).status).toBe(404)
    await he.call(org.endStandIn, end)
    expect(await roles()).not.toContain('service-supervisor')
  })
})

describe('the week of duty', () => {
  const [monday, sunday] = ['2026-03-16', '2026-03-22']
  const turn = (who: StaffName, task: 'front-desk' | 'engineering', from: string, to: string) => ({
    ...{ id: uuid(), accountId: world.staff[who].accountId, task },
    ...{ fromAt: `${from}:00+08:00`, toAt: `${to}:00+08:00` },
  })

  it('INT-07 shows when nobody answers the 24-hour line', async () => {
    const week = () => desk.call(duty.week, { params, query: { on: '2026-03-18' } })
    const lines = async () => (await week()).gaps.filter(({ task }) => task === 'front-desk')
    expect(await lines()).toEqual([
      { task: 'front-desk', fromAt: '2026-03-15T16:00:00.000Z', toAt: '2026-03-22T16:00:00.000Z' },
    ])
    const body = turn('zhou', 'front-desk', `${monday}T00:00`, `${monday}T20:00`)
    await manager.call(duty.put, { params, body })
    await manager.call(duty.put, { params, body: turn('wu', 'front-desk', `${monday}T19:00`, '2026-03-17T08:00') })
    expect((await lines())[0]!.fromAt).toBe('2026-03-17T00:00:00.000Z')
    const seen = await week()
    expect([seen.fromOn, seen.toOn, seen.entries.filter(({ name }) => name === '周敏')]).toMatchObject([
      monday,
      sunday,
      [{ task: 'front-desk', madeBy: '蒋宏' }],
    ])
  })

  it('refuses turns that are none, and who may not draw it up', async () => {
    const put = (body: object, who = manager) => who.send(duty.put, { params, body: body as never })
    const twice = turn('zhou', 'front-desk', `${monday}T10:00`, `${monday}T12:00`)
    expect(field(await put(twice))).toEqual([400, 'fromAt'])
    expect(field(await put(turn('wu', 'engineering', `${monday}T10:00`, '2026-03-20T12:00')))).toEqual([400, 'toAt'])
    expect((await put({ ...twice, accountId: world.stranger.accountId })).status).toBe(404)
    expect((await put(twice, desk)).status).toBe(403)
    expect((await desk.send(duty.copyWeek, { params, body: { on: monday } })).status).toBe(403)
    expect((await desk.send(duty.week, { params, query: { on: '2026-02-30' } })).status).toBe(400)
  })

  it('is copied from the week before, once, and without who has left', async () => {
    await world.database.asOwner('update account set disabled_at = now() where id = $1', [world.staff.wu.accountId])
    const copy = () => manager.call(duty.copyWeek, { params, body: { on: '2026-03-27' } })
    expect(await copy()).toEqual({ copied: 1, leftOut: ['吴倩'] })
    expect(await copy()).toEqual({ copied: 0, leftOut: ['吴倩'] })
    const { entries } = await desk.call(duty.week, { params, query: { on: '2026-03-27' } })
    expect(entries.filter(({ task }) => task === 'front-desk')).toMatchObject([
      { name: '周敏', fromAt: '2026-03-22T16:00:00.000Z', toAt: '2026-03-23T12:00:00.000Z' },
    ])
    await world.database.asOwner('update account set disabled_at = null where id = $1', [world.staff.wu.accountId])
  })
})

describe('absence and leaving', () => {
  const job = async () => {
    const [id, { units, owners, staff }] = [uuid(), world]
    const where = { unitId: units['1-1-301'], personId: owners.wang.personId }
    const order = { place: 'home', trade: 'water', content: '漏水', keyPoints: '角阀', ...where }
    await world.act(staff.zhou, 'repair', id, 'register', order)
    await world.act(staff.zhou, 'repair', id, 'decidePayer', { payer: 'company', reason: '公司承诺' })
    await world.act(staff.zhou, 'repair', id, 'assign', { technicianId: staff.li.accountId })
    return id
  }
  const of = (who: StaffName) => ({ ...params, account: world.staff[who].accountId })
  const hand = (caseIds: string[], to: StaffName, who = manager, key = uuid()) =>
    who.send(handover.handOver, {
      params: of('li'),
      key,
      body: { toAccountId: world.staff[to].accountId, caseIds, reason: '离职' },
    })

  it('shows what somebody has in hand, and hands it over through the one door', async () => {
    const [first, second] = [await job(), await job()]
    const load = await manager.call(handover.load, { params: of('li') })
    expect(load.cases.map(({ caseId }) => caseId).sort()).toEqual([first, second].sort())
    expect(load).toMatchObject({ caseCount: 2, posts: [{ title: '李强' }], turns: [{ task: 'engineering' }] })
    expect((await desk.send(handover.load, { params: of('li') })).status).toBe(403)
    expect((await hand([first], 'zhao', desk)).status).toBe(403)
    expect(field(await hand([first], 'li'))).toEqual([400, 'toAccountId'])
    const guard = await hand([first], 'shen')
    expect(guard.body).toMatchObject({ handed: 0, refused: [{ caseId: first }] })
    const key = uuid()
    const done = await hand([first, second, uuid()], 'zhao', manager, key)
    expect(done.body).toMatchObject({ handed: 2, refused: [{ text: '已经不在他手上' }] })
    expect((await hand([first, second], 'zhao', manager, key)).body).toEqual({ handed: 2, refused: [] })
    const { of: record, row } = await world.read('repair', first)
    expect([record.holderAccount, row.technicianId]).toEqual(Array(2).fill(world.staff.zhao.accountId))
    expect(await world.notices(world.staff.zhao.accountId)).not.toEqual([])
  })

  it('nobody leaves with open cases; afterwards posts, turns and sign-ins have ended', async () => {
    const id = await job()
    const li = await world.browser(world.staff.li)
    const held = await manager.send(handover.leave, { params: of('li') })
    expect([held.status, held.problem.kind, held.problem.title]).toEqual([
      422,
      'blocked',
      '手上还有 1 件事项，请先移交',
    ])
    await hand([id], 'zhao')
    expect((await desk.send(handover.leave, { params: of('li') })).status).toBe(403)
    expect((await manager.send(handover.leave, { params: of('jiang') })).status).toBe(422)
    await manager.call(handover.leave, { params: of('li') })
    expect((await li.send(auth.me, {})).status).toBe(401)
    const { rows } = await inCompany(world.engine.db, (tx) =>
      sql`select from on_duty where account_id = ${world.staff.li.accountId} and to_at > ${world.time.now()}`.execute(
        tx,
      ),
    )
    expect(rows).toEqual([])
  })

  it('an administrator sees where somebody is signed in and ends it; not of who answers for other estates', async () => {
    const shen = await world.browser(world.staff.shen)
    const { sessions } = await manager.call(handover.sessions, { params: of('shen') })
    expect(sessions).toMatchObject([{ agent: 'test' }])
    expect((await desk.send(handover.sessions, { params: of('shen') })).status).toBe(403)
    expect((await manager.send(handover.sessions, { params: of('han') })).status).toBe(403)
    const one = { ...of('shen'), session: sessions[0]!.session }
    expect((await manager.send(handover.endSession, { params: { ...one, session: 'f'.repeat(64) } })).status).toBe(404)
    await manager.call(handover.endSession, { params: one })
    expect((await shen.send(auth.me, {})).status).toBe(401)
    await world.browser(world.staff.shen)
    expect(await manager.call(handover.endSessions, { params: of('shen') })).toEqual({ ended: 1 })
  })
})
