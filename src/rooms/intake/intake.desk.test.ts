import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'
import { performAll } from '../../kernel/case/perform-many.ts'
import { readProjects } from '../../kernel/db/db.ts'
import { readContext, readToday } from './intake.queries.ts'
import { commandsOf } from './intake.take.ts'
import { suggestTechnicians } from './intake.technicians.ts'
import { takeBody } from './take.contract.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

const call = (unitId: string, more: Record<string, unknown> = {}) => ({
  matterId: uuid(),
  register: { channel: 'phone', content: '厨房水龙头滴水', unitId },
  next: {
    as: 'repair',
    repairId: uuid(),
    repair: { place: 'home', trade: 'water', keyPoints: '冷水龙头，带阀芯' },
    payer: { payer: 'owner', reason: '保修期已过' },
    price: { items: [{ code: 'W-01', name: '更换水龙头', quantity: 1, amountFen: '3000' }], agreed: true },
    dispatch: { to: 'technician', technicianId: world.staff.li.accountId },
    ...more,
  },
})

const take = (body: unknown, key = uuid()) =>
  performAll(world.engine, commandsOf(world.project, world.staff.zhou, key, takeBody.parse(body)))

const stands = async (procedure: string, id: string) => (await world.read(procedure, id)).of

describe('taking a call', () => {
  it('INT-08 INT-14 registers, sorts, prices and hands out in one command', async () => {
    const body = call(world.units['1-1-301']!)
    await take(body)
    expect(await stands('matter', body.matterId)).toMatchObject({ state: 'dispatched', title: '厨房水龙头滴水' })
    const { of, row } = await world.read('repair', body.next.repairId)
    expect(of).toMatchObject({ state: 'assigned', parentId: body.matterId, holderAccount: world.staff.li.accountId })
    expect(row).toMatchObject({ payer: 'owner', priceFen: 3000n })
    expect(row.priceAgreedAt).not.toBeNull()
  })

  it('answers a repeated command as the first time, with one effect', async () => {
    const body = call(world.units['1-1-302']!)
    const key = uuid()
    const first = await take(body, key)
    expect(await take(body, key)).toEqual(first)
    expect((await stands('repair', body.next.repairId)).lastSeq).toBe(4)
  })

  it('REP-02 leaves nothing behind when one part is refused: a paid repair without a price', async () => {
    const body = call(world.units['2-1-101']!, { price: undefined })
    await expect(take(body)).rejects.toMatchObject({ kind: 'blocked', rules: ['REP-02'] })
    await expect(stands('matter', body.matterId)).rejects.toThrow()
    await expect(stands('repair', body.next.repairId)).rejects.toThrow()
  })

  it('REP-02 hands out nothing when the owner does not accept the price', async () => {
    const items = [{ code: 'W-01', name: '更换水龙头', quantity: 1, amountFen: '3000' }]
    const body = call(world.units['2-1-102']!, { price: { items, agreed: false } })
    await take(body)
    expect((await stands('repair', body.next.repairId)).state).toBe('cancelled')
  })

  it('INT-02 closes what was answered while the caller was on the line', async () => {
    const matterId = uuid()
    await take({
      matterId,
      register: { channel: 'phone', content: '押金怎么退' },
      next: { as: 'answer', sort: { kind: 'inquiry' }, answer: { answer: '带收据到前台', way: 'phone' } },
    })
    expect((await stands('matter', matterId)).state).toBe('closed')
  })

  it('CMP-01 CMP-33 a complaint is a case of its own under the matter, in the same command', async () => {
    const [matterId, complaintId] = [uuid(), uuid()]
    const body = {
      matterId,
      register: { channel: 'phone', content: '门岗没有人', unitId: world.units['1-1-301'] },
      next: { as: 'complaint', complaintId, complaint: { source: 'phone', serviceItem: '秩序维护' } },
    }
    await take(body)
    expect((await stands('matter', matterId)).state).toBe('dispatched')
    const { of, row } = await world.read('complaint', complaintId)
    expect(of).toMatchObject({ state: 'registered', parentId: matterId, unitId: world.units['1-1-301'] })
    expect(row).toMatchObject({ content: '门岗没有人', serviceItem: '秩序维护', heardById: world.staff.zhou.accountId })
  })

  it('CMP-13 nothing is registered when the complaint is refused: no apology to whom stands at the desk', async () => {
    const body = {
      matterId: uuid(),
      register: { channel: 'counter', content: '保洁态度差' },
      next: { as: 'complaint', complaintId: uuid(), complaint: { source: 'face', serviceItem: '保洁' } },
    }
    await expect(take(body)).rejects.toMatchObject({ kind: 'blocked', rules: ['CMP-13'] })
    await expect(stands('matter', body.matterId)).rejects.toThrow()
  })

  it('CMP-39 a post of a network brings its site and when it was found', async () => {
    const [matterId, complaintId] = [uuid(), uuid()]
    const found = world.time.now().toISOString()
    await take({
      matterId,
      register: { channel: 'network', content: '小区垃圾成堆', site: '业主论坛', foundAt: found },
      next: { as: 'complaint', complaintId, complaint: { source: 'network', serviceItem: '保洁' } },
    })
    expect((await world.read('complaint', complaintId)).row).toMatchObject({
      site: '业主论坛',
      foundAt: new Date(found),
    })
  })

  it('CMP-46 CMP-54 a suggestion and a dispute are cases of their own too', async () => {
    const ids = [uuid(), uuid(), uuid(), uuid()] as const
    const at = { channel: 'phone', unitId: world.units['1-1-301'] }
    await take({
      matterId: ids[0],
      register: { ...at, content: '加个长椅' },
      next: { as: 'suggestion', suggestionId: ids[1], suggestion: { kind: 'need' } },
    })
    await take({
      matterId: ids[2],
      register: { ...at, content: '楼上拍球' },
      next: { as: 'dispute', disputeId: ids[3], dispute: { topic: 'noise', otherSide: '楼上住户' } },
    })
    expect([(await stands('suggestion', ids[1])).parentId, (await stands('dispute', ids[3])).parentId]).toEqual([
      ids[0],
      ids[2],
    ])
    expect([(await stands('matter', ids[0])).state, (await stands('matter', ids[2])).state]).toEqual([
      'dispatched',
      'dispatched',
    ])
  })

  it('INT-14 gives a department a contact slip that hangs under the matter', async () => {
    const [matterId, contactId] = [uuid(), uuid()]
    await take({
      matterId,
      register: { channel: 'counter', content: '楼上装修扰民', unitId: world.units['1-1-301'] },
      next: {
        as: 'contact',
        contactId,
        contact: {
          kind: 'complaint',
          departmentId: world.departments.service,
          handlerId: world.staff.sun.accountId,
        },
      },
    })
    expect(await stands('contact', contactId)).toMatchObject({
      parentId: matterId,
      holderAccount: world.staff.sun.accountId,
      unitId: world.units['1-1-301'],
    })
  })

  it('pages those on duty for an emergency, although nobody knows where it is yet', async () => {
    const [matterId, repairId] = [uuid(), uuid()]
    await take({
      matterId,
      register: { channel: 'phone', content: '爆管跑水', emergency: 'burst-pipe' },
      next: {
        as: 'repair',
        repairId,
        repair: { place: 'public', trade: 'water', urgent: true },
        dispatch: { to: 'later' },
      },
    })
    expect((await stands('repair', repairId)).priority).toBe('emergency')
    const told = await world.notices(world.staff.li.accountId)
    expect(told.some(({ caseId }) => caseId === repairId)).toBe(true)
  })
})

describe('what stands beside a call', () => {
  const context = (asked: { unit?: string; person?: string; place?: string }) =>
    readProjects(world.engine.db, [world.project], (tx) =>
      readContext(tx, world.engine.procedures, world.project, world.staff.zhou, asked, world.time.now()),
    )

  it('shows masked residents, open cases and who should pay', async () => {
    const found = await context({ unit: world.units['1-1-301']! })
    expect(found.residents.map(({ person }) => person.name)).toEqual(['王小明', '林芳'])
    expect(found.payer).toEqual({ payer: 'owner', reason: '开发商保修期已于 2022-06-30 届满' })
    expect(found.openCases.map(({ procedure }) => procedure)).toContain('repair')
  })

  it('answers not-found for an id of nothing here', async () => {
    await expect(context({ unit: uuid() })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(context({ person: uuid() })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(context({ place: uuid() })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('puts the skilled technician first, and one with a clash behind him', async () => {
    const ask = (more: { at?: string } = {}) =>
      readProjects(world.engine.db, [world.project], (tx) =>
        suggestTechnicians(
          tx,
          world.project,
          { trade: 'electric', unit: world.units['1-1-301']!, ...more },
          world.time.now(),
        ),
      )
    const skilled = await ask()
    expect(skilled.map(({ name, skilled: can }) => [name, can])).toEqual([
      ['李强', true],
      ['赵勇', true],
    ])
    const at = '2026-03-12T10:00:00+08:00'
    const dispatch = { to: 'technician', technicianId: world.staff.li.accountId, appointmentAt: at }
    await take(call(world.units['2-1-301']!, { dispatch }))
    const [first, second] = await ask({ at })
    expect([first?.name, second?.name]).toEqual(['赵勇', '李强'])
    expect(second).toMatchObject({ clash: true })
    expect(second?.reasons).toContainEqual({ text: '{time} 已有预约', args: { time: '03-12 10:00' } })
  })

  it('counts the day and lists what runs out within the hour', async () => {
    const today = await readProjects(world.engine.db, [world.project], (tx) =>
      readToday(tx, world.engine.procedures, world.project, world.staff.zhou, world.time.now()),
    )
    expect(today.counts.emergencies).toBe(1)
    expect(today.counts.taken).toBeGreaterThanOrEqual(6)
    expect(today.risk.map(({ clock }) => clock)).toContain('紧急响应')
    expect(today.queue.length).toBeGreaterThan(0)
  })
})
