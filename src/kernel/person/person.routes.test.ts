import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { cases } from '../case/case.contract.ts'
import { property } from '../property/property.contract.ts'
import { person } from './person.contract.ts'

let world: DoorWorld
let desk: Browser
let supervisor: Browser
let technician: Browser
let owner: Browser

beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
  supervisor = await world.browser(world.staff.chen)
  technician = await world.browser(world.staff.li)
  owner = await world.browser(world.owners.wang)
})
afterAll(() => world.closeAll())

const ofPerson = (id: string) => ({ project: world.project, person: id })

/** A resident put on file through the door, with a phone. */
async function newPerson(name: string, phone: string, unit = '2-1-301'): Promise<string> {
  const id = uuid()
  const residence = { unitId: world.units[unit]!, relation: 'owner' as const, fromOn: '2026-01-01' }
  await desk.call(person.add, { params: { project: world.project }, body: { id, name, phone, residence } })
  return id
}

describe('a resident on file', () => {
  it('is shown with masked phones and ID number; neither stands in the database in the clear', async () => {
    const id = await newPerson('单雄信', '13612345678')
    await desk.call(person.recordIdNumber, { params: ofPerson(id), body: { idNumber: '11010519491231002x' } })
    const contact = { id: uuid(), name: '单母', relation: '母亲', phone: '010-62345678' }
    await desk.call(person.addContact, { params: ofPerson(id), body: contact })
    const { body: page, reply } = await technician.send(person.page, { params: ofPerson(id) })
    expect(page.phones).toEqual([{ id: expect.any(String), masked: '136****5678', label: '手机' }])
    expect(page.person.idNumber).toBe('110***********002X')
    expect(page.residences).toMatchObject([
      { unit: { code: '2-1-301' }, relation: 'owner', fromOn: '2026-01-01', toOn: null },
    ])
    expect(page.emergencyContacts[0]!.masked).not.toContain('62345')
    for (const secret of ['13612345678', '11010519491231002X']) {
      expect(reply.body).not.toContain(secret)
      const rows = await world.database.asOwner('select * from person, person_phone')
      expect(JSON.stringify(rows)).not.toContain(secret)
      expect(
        rows.some((row) => Object.values(row).some((value) => Buffer.isBuffer(value) && value.includes(secret))),
      ).toBe(false)
    }
  })

  it('is made once when it is sent twice', async () => {
    const id = uuid()
    const body = { id, name: '秦琼', phone: '13612345670' }
    await desk.call(person.add, { params: { project: world.project }, body })
    await desk.call(person.add, { params: { project: world.project }, body })
    expect((await desk.call(person.page, { params: ofPerson(id) })).phones).toHaveLength(1)
  })

  it('an ID number with a wrong check digit, a wrong phone, a day before the first are refused by field', async () => {
    const id = await newPerson('尉迟恭', '13612345671')
    const wrong = await desk.send(person.recordIdNumber, {
      params: ofPerson(id),
      body: { idNumber: '110105194912310021' },
    })
    expect([wrong.status, wrong.problem.fields[0].field]).toEqual([400, 'idNumber'])
    const phone = await desk.send(person.addPhone, { params: ofPerson(id), body: { id: uuid(), phone: '12345' } })
    expect([phone.status, phone.problem.fields[0].field]).toEqual([400, 'phone'])
    const [residence] = (await desk.call(person.page, { params: ofPerson(id) })).residences
    const end = await desk.send(person.moveOut, {
      params: { ...ofPerson(id), residence: residence!.id },
      body: { toOn: '2025-12-31' },
    })
    expect([end.status, end.problem.fields[0].field]).toEqual([400, 'toOn'])
  })

  it('who lived in a flat on a date is told by dates', async () => {
    const id = await newPerson('程咬金', '13612345672', '2-1-302')
    const [residence] = (await desk.call(person.page, { params: ofPerson(id) })).residences
    await desk.call(person.moveOut, {
      params: { ...ofPerson(id), residence: residence!.id },
      body: { toOn: '2026-02-01' },
    })
    const unit = { project: world.project, unit: world.units['2-1-302']! }
    const on = async (day: string) =>
      (await desk.call(property.unit, { params: unit, query: { on: day } })).residents.map((one) => one.person.name)
    expect(await on('2026-01-15')).toEqual(['程咬金'])
    expect(await on('2026-02-02')).toEqual([])
    expect((await desk.call(property.unit, { params: unit })).others.map((one) => one.person.name)).toEqual(['程咬金'])
  })

  it('only those who keep the file change it', async () => {
    const id = await newPerson('罗成', '13612345673')
    expect((await technician.send(person.rename, { params: ofPerson(id), body: { name: '罗士信' } })).status).toBe(403)
    expect((await owner.send(person.page, { params: ofPerson(id) })).status).toBe(403)
    expect((await supervisor.send(person.rename, { params: ofPerson(id), body: { name: '罗士信' } })).status).toBe(200)
  })
})

describe('showing a masked field', () => {
  const look = (browser: Browser, id: string, body: Record<string, unknown>) =>
    browser.send(person.reveal, { params: ofPerson(id), body: { kind: 'phone', purpose: '回电', ...body } as never })

  it('writes who looked, and for what, before it shows; the page and the owner see it', async () => {
    const id = await newPerson('徐茂公', '13612345674')
    expect((await look(desk, id, {})).body.value).toBe('13612345674')
    const page = await desk.call(person.page, { params: ofPerson(id) })
    expect(page.reveals).toMatchObject([{ by: '周敏', kind: 'phone', purpose: '回电' }])
  })

  it('leaves a row also when there was nothing to show is refused whole', async () => {
    const id = await newPerson('魏征', '13612345675')
    expect((await look(supervisor, id, { kind: 'emergency-contact' })).status).toBe(404)
    expect((await desk.call(person.page, { params: ofPerson(id) })).reveals).toEqual([])
  })

  it('the technician may call the person of a running case, and nobody else', async () => {
    const [id, other] = [await newPerson('王伯当', '13612345676'), await newPerson('谢映登', '13612345677')]
    const caseId = uuid()
    const form = {
      place: 'home',
      trade: 'water',
      content: '漏水',
      keyPoints: '角阀',
      unitId: world.units['2-1-301'],
      personId: id,
    }
    const params = { project: world.project, procedure: 'repair', id: caseId }
    await desk.call(cases.act, { params: { ...params, action: 'register' }, body: { form } })
    expect((await look(technician, id, {})).status).toBe(403)
    expect((await look(technician, id, { caseId })).body.value).toBe('13612345676')
    expect((await look(technician, other, { caseId })).status).toBe(404)
    expect((await look(technician, id, { caseId: uuid() })).status).toBe(404)
    expect((await look(technician, id, { caseId, kind: 'id-number' })).status).toBe(403)
    await desk.call(cases.act, { params: { ...params, action: 'cancel' }, body: { form: { reason: '误报' } } })
    expect((await look(technician, id, { caseId })).status).toBe(403)
  })

  it('an owner sees who looked at his data, with the post, and not at that of others', async () => {
    const wang = world.owners.wang.personId
    await desk.call(person.addPhone, { params: ofPerson(wang), body: { id: uuid(), phone: '13800138821' } })
    await look(desk, wang, { purpose: '核对预约' })
    const { reveals } = await owner.call(person.ownerReveals, {})
    expect(reveals).toMatchObject([{ by: '周敏（周敏）', kind: 'phone', purpose: '核对预约', caseNumber: null }])
    expect((await (await world.browser(world.owners.ma)).call(person.ownerReveals, {})).reveals).toEqual([])
  })

  it('has an end: who copies the file is stopped', async () => {
    const id = await newPerson('单冰冰', '13612345678')
    const he = await world.browser(world.staff.he)
    await world.database.asOwner(
      `insert into reveal (project_id, id, person_id, account_id, kind, purpose, at)
       select $1, gen_random_uuid(), $2, $3, 'phone', '批量', $4 from generate_series(1, 119)`,
      [world.project, id, world.staff.he.accountId, world.time.now()],
    )
    expect((await look(he, id, {})).status).toBe(200)
    const over = await look(he, id, {})
    expect([over.status, over.problem.kind]).toEqual([429, 'too-many'])
    world.time.advance(3_600_001)
    expect((await look(he, id, {})).status).toBe(200)
  })
})
