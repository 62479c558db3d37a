import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { makeWorld } from '../../../test/world.ts'
import { readProjects } from '../db/db.ts'
import { policyAt } from './policies.ts'
import { policy } from './policy.contract.ts'
import { at, policySections } from './policy.fields.ts'
import { defaultPolicy, type Policy } from './policy.ts'

let world: DoorWorld
let manager: Browser
let desk: Browser
let params: { project: number }

beforeAll(async () => {
  world = await makeDoorWorld()
  manager = await world.browser(world.staff.jiang)
  desk = await world.browser(world.staff.zhou)
  params = { project: world.project }
})
afterAll(() => world.closeAll())

const current = () => desk.call(policy.current, { params })
const withArrival = (body: Policy, arriveWithinMinutes: number): Policy => ({
  ...body,
  repair: { ...body.repair, arriveWithinMinutes },
})

describe('the settings, field by field', () => {
  const fields = policySections().flatMap(({ fields: found }) => found)

  it('have a Chinese title for each section and a label for each setting', () => {
    const nameless = [
      ...policySections()
        .filter(({ title }) => !/[\u4e00-\u9fff]/.test(title))
        .map(({ name }) => name),
      ...fields.filter(({ label }) => !/[\u4e00-\u9fff]/.test(label)).map(({ path }) => path),
    ]
    expect(nameless).toEqual([])
  })

  it('say of each figure its unit and bounds, and of each whether it is the handbook’s or the project’s own', () => {
    const arrive = fields.find(({ path }) => path === 'repair.arriveWithinMinutes')
    expect(arrive).toMatchObject({
      label: '约定时间后到场',
      unit: '分钟',
      own: false,
      rules: ['REP-04'],
      least: 1,
      standard: 15,
    })
    expect(fields.find(({ path }) => path === 'repair.quoteReplyHours')).toMatchObject({ label: '报价有效', own: true })
    expect(fields.find(({ path }) => path === 'office.opensAt')).toMatchObject({ kind: 'time', own: true })
    const bare = fields.filter(({ kind, least, most }) => kind === 'number' && (least === null || most === null))
    expect(bare.map(({ path }) => path)).toEqual([])
    for (const { path, standard } of fields) expect(at(defaultPolicy, path)).toEqual(standard)
  })
})

describe('a change', () => {
  it('is previewed: what differs, and how many open deadlines keep the old figure', async () => {
    const { staff, units, owners } = world
    const id = uuid()
    const where = { unitId: units['1-1-301'], personId: owners.wang.personId }
    const order = { place: 'home', trade: 'water', content: '漏水', keyPoints: '角阀', ...where }
    await world.act(staff.zhou, 'repair', id, 'register', order)
    const { body } = await current()
    const later = { ...body, repair: { ...body.repair, dispatchWithinMinutes: 45 } }
    const seen = await manager.call(policy.preview, { params, body: { body: later } })
    expect(seen.changes).toEqual([{ path: 'repair.dispatchWithinMinutes', before: 30, after: 45 }])
    expect(seen.keeping).toMatchObject([{ procedure: 'repair', procedureTitle: '报修', open: 1 }])
    const other = await manager.call(policy.preview, { params, body: { body: withArrival(body, 20) } })
    expect(other.keeping).toEqual([])
    const step = { ...body, clocks: { ...body.clocks, ladderStepMinutes: 45 } }
    const all = await manager.call(policy.preview, { params, body: { body: step } })
    expect(all.keeping.length).toBeGreaterThan(0)
    expect((await desk.send(policy.preview, { params, body: { body: later } })).status).toBe(403)
    expect((await world.clocks(id)).find(({ clock }) => clock === 'dispatch')?.dueAt).toEqual(
      new Date('2026-03-11T09:30:00+08:00'),
    )
  })

  it('is in the history with who changed what', async () => {
    const { version, body } = await current()
    const change = { seenVersion: version, body: withArrival(body, 20), reason: '冬季路滑' }
    await manager.call(policy.change, { params, body: change })
    const { rows, next } = await desk.call(policy.versions, { params, query: { limit: 1 } })
    expect(rows).toMatchObject([
      {
        ...{ version: version + 1, reason: '冬季路滑', madeBy: '蒋宏' },
        changes: [{ path: 'repair.arriveWithinMinutes', before: 15, after: 20 }],
      },
    ])
    const first = await desk.call(policy.versions, { params, query: { limit: 1, after: next! } })
    expect(first).toMatchObject({ rows: [{ version, changes: [] }], next: null })
  })

  it('that changes nothing is refused', async () => {
    const { version, body } = await current()
    const { status, problem } = await manager.send(policy.change, {
      params,
      body: { seenVersion: version, body, reason: '没改' },
    })
    expect([status, problem.title]).toEqual([400, '没有改动任何设置'])
  })

  it('can be announced: it stands as the coming one, and none may slip in before it', async () => {
    const { version, body } = await current()
    const effectiveAt = '2026-04-01T00:00:00+08:00'
    const coming = { seenVersion: version, body: withArrival(body, 25), reason: '四月起', effectiveAt }
    await manager.call(policy.change, { params, body: coming })
    const seen = await current()
    expect([seen.version, seen.coming?.version, seen.coming?.body.repair.arriveWithinMinutes]).toEqual([
      version,
      version + 1,
      25,
    ])
    const now = { seenVersion: version + 1, body: withArrival(body, 30), reason: '马上' }
    const early = await manager.send(policy.change, { params, body: now })
    expect([early.status, early.problem.fields[0].field]).toEqual([400, 'effectiveAt'])
    // Withdrawn: the same day brings back what is in force.
    await manager.call(policy.change, { params, body: { ...now, body, reason: '撤回', effectiveAt } })
    world.time.set('2026-04-02T09:00:00+08:00')
    const after = await current()
    expect([after.version, after.coming, after.body.repair.arriveWithinMinutes]).toEqual([version + 2, null, 20])
  })

  it.each([
    [{ repair: { arriveWithinMinutes: 0 } }, 'body.repair.arriveWithinMinutes', '至少 1 分钟'],
    [{ repair: { arriveWithinMinutes: 1.5 } }, 'body.repair.arriveWithinMinutes', '须是整数分钟'],
    [{ repair: { callBackHours: 9999 } }, 'body.repair.callBackHours', '最多 1440 小时（60 天）'],
    [{ office: { opensAt: '8点' } }, 'body.office.opensAt', '时间须写成 08:30 这样'],
    [{ office: { opensAt: '19:00' } }, 'body.office.opensAt', '上班、午休开始、午休结束、下班须按时间先后'],
    [{ duty: { shifts: [{ name: '', from: '08:00', to: '20:00' }] } }, 'body.duty.shifts.0.name', '请填写班次名称'],
    [{ office: { tea: true } }, 'body.office.tea', '没有这一栏'],
  ])('refuses %o in Chinese, naming the field', async (wrong, field, text) => {
    const { version, body } = await current()
    const [[section, values]] = Object.entries(wrong) as [[keyof Policy, object]]
    const bad = { ...body, [section]: { ...(body[section] as object), ...values } } as Policy
    const { status, problem } = await manager.send(policy.change, {
      params,
      body: { seenVersion: version, body: bad, reason: '试' },
    })
    expect(status).toBe(400)
    expect(problem.fields).toContainEqual({ field, text })
  })
})

it('two databases in one process do not read each other’s settings', async () => {
  const other = await makeWorld({ policy: { repair: { ...defaultPolicy.repair, arriveWithinMinutes: 99 } } })
  try {
    const read = (from: { engine: DoorWorld['engine']; project: number }) =>
      readProjects(from.engine.db, [from.project], (tx) => policyAt(tx, from.project, 1))
    expect((await read(world)).repair.arriveWithinMinutes).toBe(15)
    expect((await read(other)).repair.arriveWithinMinutes).toBe(99)
  } finally {
    await other.close()
  }
})
