import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { desk as frontDesk } from '../../rooms/intake/intake.contract.ts'
import { manners } from '../../rooms/intake/manners.row.ts'
import { businessDate } from '../clock/time.ts'
import { ownerHome } from '../owner/home.contract.ts'
import { person } from '../person/person.contract.ts'
import { property } from '../property/property.contract.ts'
import { search } from '../search/search.contract.ts'
import { cases, links } from './case.contract.ts'

let world: DoorWorld
let desk: Browser
let owner: Browser
let technician: Browser
let stranger: Browser

beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
  owner = await world.browser(world.owners.wang)
  technician = await world.browser(world.staff.li)
  stranger = await world.browser(world.stranger)
})
afterAll(() => world.closeAll())

const registerForm = () => ({
  place: 'home',
  trade: 'water',
  content: '厨房水槽漏水',
  keyPoints: '角阀处滴水，带扳手',
  unitId: world.units['1-1-301'],
  personId: world.owners.wang.personId,
})

async function newRepair(): Promise<string> {
  const id = uuid()
  const params = { project: world.project, procedure: 'repair', id, action: 'register' }
  await desk.call(cases.act, { params, body: { form: registerForm() } })
  return id
}

const ofRepair = (id: string, project = world.project) => ({ project, procedure: 'repair', id })

describe('acting on a case', () => {
  it('opens it, and a repeated key answers the same bytes', async () => {
    const id = uuid()
    const key = uuid()
    const input = { params: { ...ofRepair(id), action: 'register' }, body: { form: registerForm() }, key }
    const first = await desk.send(cases.act, input)
    const again = await desk.send(cases.act, input)
    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({ caseId: id, state: 'reported', seq: 1 })
    expect(again.reply.body).toBe(first.reply.body)
  })

  it('asks for an Idempotency-Key', async () => {
    const input = { params: { ...ofRepair(uuid()), action: 'register' }, body: { form: registerForm() } }
    const { status, problem } = await desk.send(cases.act, { ...input, key: 'no-uuid' })
    expect([status, problem.kind]).toEqual([400, 'bad-form'])
  })

  it('names the field that is wrong', async () => {
    const form = { ...registerForm(), trade: 'magic', surplus: 1 }
    const { status, problem } = await desk.send(cases.act, {
      params: { ...ofRepair(uuid()), action: 'register' },
      body: { form },
    })
    expect(status).toBe(400)
    expect(problem.fields.map(({ field }: { field: string }) => field).sort()).toEqual(['surplus', 'trade'])
  })

  it('tells an overtaken page the present state', async () => {
    const id = await newRepair()
    await desk.call(cases.act, {
      params: { ...ofRepair(id), action: 'note' },
      body: { form: { text: '业主下午在家' } },
    })
    const stale = await desk.send(cases.act, {
      params: { ...ofRepair(id), action: 'note' },
      body: { form: { text: '再记一笔' }, seenSeq: 1 },
    })
    expect([stale.status, stale.problem.kind]).toEqual([409, 'stale'])
    expect(stale.problem.state).toEqual({ state: 'reported', stateTitle: '待派单', lastSeq: 2 })
  })

  it('does not let the wrong role, nor a stranger, nor nobody', async () => {
    const id = await newRepair()
    const input = { params: { ...ofRepair(id), action: 'cancel' }, body: { form: { reason: '不修了' } } }
    expect((await technician.send(cases.act, input)).status).toBe(403)
    expect((await stranger.send(cases.act, input)).status).toBe(404)
    expect((await (await world.browser(null)).send(cases.act, input)).status).toBe(401)
    expect((await desk.call(cases.page, { params: ofRepair(id) })).case.state).toBe('reported')
  })
})

describe('the page of a case', () => {
  it('shows staff the record, the buttons, the clocks and the whole log', async () => {
    const id = await newRepair()
    await desk.call(cases.act, {
      params: { ...ofRepair(id), action: 'note' },
      body: { form: { text: '内部备注：业主很着急' } },
    })
    const page = await desk.call(cases.page, { params: ofRepair(id) })
    expect(page.viewer).toBe('staff')
    expect(page.case).toMatchObject({
      stateTitle: '待派单',
      unit: { code: '1-1-301' },
      person: { name: '王小明' },
      recordName: '《维修单》',
    })
    expect(page.record).toMatchObject({ content: '厨房水槽漏水', place: 'home', priceFen: null })
    expect(page.timeline.map(({ action, form }) => [action, form !== null])).toEqual([
      ['register', true],
      ['note', true],
    ])
    expect(page.clocks.find(({ status }) => status === 'open')?.dueAt).toEqual(expect.any(String))
    const assign = page.actions.find(({ action }) => action === 'assign')
    expect(assign).toMatchObject({ title: '派单', enabled: false, reason: expect.any(String) })
  })

  it('shows the owner sentences only, no form, and only the columns meant for him', async () => {
    const id = await newRepair()
    await desk.call(cases.act, { params: { ...ofRepair(id), action: 'note' }, body: { form: { text: '内部备注' } } })
    const { reply, body: page } = await owner.send(cases.page, { params: ofRepair(id) })
    expect(page.viewer).toBe('owner')
    expect(page.timeline.map(({ told, form }) => [told, form])).toEqual([['已为您登记报修', null]])
    expect(page.record).toHaveProperty('content')
    expect(page.record).not.toHaveProperty('keyPoints')
    expect(reply.body).not.toContain('内部备注')
  })

  it('is not there for another owner, another project, another procedure: each like a random id', async () => {
    const id = await newRepair()
    const random = await desk.send(cases.page, { params: ofRepair(uuid()) })
    const neighbour = await world.browser(world.owners.ma)
    const answers = await Promise.all([
      neighbour.send(cases.page, { params: ofRepair(id) }),
      stranger.send(cases.page, { params: ofRepair(id) }),
      stranger.send(cases.page, { params: ofRepair(id, world.otherProject) }),
      desk.send(cases.page, { params: { ...ofRepair(id), procedure: 'matter' } }),
      desk.send(cases.page, { params: ofRepair(id, 999) }),
      desk.send(cases.page, { params: ofRepair('not-an-id') }),
    ])
    expect(random.status).toBe(404)
    for (const { status, reply } of answers) expect([status, reply.body]).toEqual([404, random.reply.body])
  })

  it('explains a deadline step by step', async () => {
    const id = await newRepair()
    const page = await desk.call(cases.page, { params: ofRepair(id) })
    const [clock] = page.clocks
    const { steps } = await desk.call(cases.explain, { params: { ...ofRepair(id), clock: clock!.id } })
    expect(steps.at(0)?.text).toContain('起算')
    expect(steps.at(-1)?.at).toBe(clock!.dueAt)
    expect((await desk.send(cases.explain, { params: { ...ofRepair(id), clock: uuid() } })).status).toBe(404)
  })

  it('fills the slip, for paper too', async () => {
    const id = await newRepair()
    const { sheet, gaps } = await desk.call(cases.sheet, { params: { ...ofRepair(id), sheet: 'repair-slip' } })
    expect(JSON.stringify(sheet)).toContain('厨房水槽漏水')
    expect(gaps.length).toBeGreaterThan(0)
    const { reply } = await desk.send(cases.sheetPdf, { params: { ...ofRepair(id), sheet: 'repair-slip' } })
    expect([reply.statusCode, reply.headers['content-type'], reply.rawPayload.subarray(0, 5).toString()]).toEqual([
      200,
      'application/pdf',
      '%PDF-',
    ])
  })
})

describe('lists', () => {
  it('pages by key, newest first, without losing or doubling one', async () => {
    const made = new Set<string>()
    for (let index = 0; index < 5; index++) made.add(await newRepair())
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await desk.call(cases.list, {
        params: { project: world.project },
        query: { limit: 2, ...(after ? { after } : {}) },
      })
      seen.push(...page.rows.map(({ id }) => id))
      after = page.next ?? undefined
    } while (after)
    expect(new Set(seen).size).toBe(seen.length)
    for (const id of made) expect(seen).toContain(id)
  })

  it('filters, and refuses a cursor that no page gave', async () => {
    const params = { project: world.project }
    const none = await desk.call(cases.list, { params, query: { procedure: 'repair', open: false } })
    expect(none.rows).toEqual([])
    const unit = await desk.call(cases.list, { params, query: { unit: world.units['1-1-301'] } })
    expect(unit.rows.length).toBeGreaterThan(0)
    expect((await desk.send(cases.list, { params, query: { after: 'bm9uc2Vuc2U' } })).status).toBe(400)
    expect((await desk.send(cases.list, { params, query: { limit: 1000 } })).status).toBe(400)
  })

  it('shows owners their household and nobody else', async () => {
    await newRepair()
    const params = { project: world.project }
    const wife = await world.browser(world.owners.wangWife)
    const neighbour = await world.browser(world.owners.ma)
    expect((await owner.call(cases.list, { params })).rows.length).toBeGreaterThan(0)
    expect((await wife.call(cases.list, { params })).rows.length).toBeGreaterThan(0)
    expect((await neighbour.call(cases.list, { params })).rows).toEqual([])
  })

  it('hold nothing of a procedure whose pages the reader is not let in to: disputes are not for guards', async () => {
    const { project, units, owners } = world
    const params = { project }
    const guard = await world.browser(world.staff.shen)
    const open = (procedure: string, id: string, form: object) =>
      desk.call(cases.act, { params: { project, procedure, id, action: 'register' }, body: { form } })
    const [matter, dispute] = [uuid(), uuid()]
    const about = { content: '楼上半夜拖椅子', unitId: units['1-1-302']!, personId: owners.liu.personId }
    await open('matter', matter, { channel: 'phone', ...about })
    const more = { topic: 'noise', otherSide: '楼上住户', parentId: matter, ...about }
    const { number } = await open('dispute', dispute, more)
    const found = async (who: Browser) => {
      const context = { unit: units['1-1-302']! }
      return [
        (await who.call(cases.list, { params, query: { procedure: 'dispute' } })).rows,
        (await who.call(cases.list, { params })).rows,
        (await who.call(person.page, { params: { project, person: owners.liu.personId } })).openCases,
        (await who.call(person.cases, { params: { project, person: owners.liu.personId } })).rows,
        (await who.call(property.unit, { params: { project, unit: units['1-1-302']! } })).openCases,
        (await who.call(property.timeline, { params: { project, unit: units['1-1-302']! } })).rows,
        (await who.call(search.find, { params, body: { q: number } })).hits,
        (await who.call(cases.page, { params: { project, procedure: 'matter', id: matter } })).children,
        (await who.call(frontDesk.context, { params, query: context })).openCases,
      ].map((rows) => (rows as { id: string }[]).some(({ id }) => id === dispute))
    }
    expect((await guard.send(cases.page, { params: { project, procedure: 'dispute', id: dispute } })).status).toBe(404)
    expect(await found(guard)).toEqual(Array(9).fill(false))
    expect(await found(desk)).toEqual(Array(9).fill(true))
  })

  it('hold of checks of manners only what the reader holds himself', async () => {
    const { project, staff } = world
    const id = uuid()
    const chief = await world.browser(staff.chen)
    const failed = Object.fromEntries(Object.keys(manners).map((name) => [name, false]))
    await chief.call(cases.act, {
      params: { project, procedure: 'manners', id, action: 'inspect' },
      body: { form: { employeeId: staff.li.accountId, ...failed, words: '没有起身' } },
    })
    const listed = async (who: Browser, query = {}) =>
      (await who.call(cases.list, { params: { project }, query })).rows.some((row) => row.id === id)
    expect([await listed(technician), await listed(technician, { procedure: 'manners' }), await listed(chief)]).toEqual(
      Array(3).fill(true),
    )
    expect([await listed(desk), await listed(desk, { procedure: 'manners' })]).toEqual([false, false])
  })

  it('the inbox holds what I hold, what my role must do, and what climbed to me', async () => {
    const id = await newRepair()
    const params = { project: world.project }
    const atDesk = await desk.call(cases.inbox, { params })
    expect(atDesk.rows.find((row) => row.id === id)?.why).toBe('queue')
    expect((await technician.call(cases.inbox, { params })).rows.find((row) => row.id === id)).toBeUndefined()
    const due = atDesk.rows.map(({ nextDueAt }) => nextDueAt ?? '9999')
    expect(due).toEqual([...due].sort())
    expect((await owner.send(cases.inbox, { params })).status).toBe(403)
    const first = await desk.call(cases.inbox, { params, query: { limit: 1 } })
    const second = await desk.call(cases.inbox, { params, query: { limit: 1, after: first.next! } })
    expect(second.rows[0]!.id).not.toBe(first.rows[0]!.id)
    const chief = await world.browser(world.staff.chen)
    await world.pass(60 * 24)
    const climbed = await chief.call(cases.inbox, { params, query: { why: 'ladder' } })
    expect(climbed.rows.map((row) => row.why)).toContain('ladder')
  })
})

describe('a flat that changes hands', () => {
  it('its new owner finds nothing of what was opened for the flat before him', async () => {
    const { project, owners, units } = world
    const id = uuid()
    const { personId: _nobody, ...form } = { ...registerForm(), unitId: units['2-1-101'] }
    const params = { project, procedure: 'repair', id }
    await desk.call(cases.act, { params: { ...params, action: 'register' }, body: { form } })
    const ma = await world.browser(owners.ma)
    const finds = async () => [
      (await ma.send(cases.page, { params })).status,
      (await ma.call(cases.list, { params: { project } })).rows.some((row) => row.id === id),
      (await ma.call(ownerHome, {})).matters.some((matter) => matter.id === id),
    ]
    expect(await finds()).toEqual([200, true, true])
    await world.pass(60 * 24)
    const today = businessDate(world.time.now())
    await world.database.asOwner('update residence set from_on = $1 where person_id = $2', [today, owners.ma.personId])
    expect(await finds()).toEqual([404, false, false])
    const own = uuid()
    const later = { project, procedure: 'repair', id: own }
    await desk.call(cases.act, { params: { ...later, action: 'register' }, body: { form } })
    expect((await ma.send(cases.page, { params: later })).status).toBe(200)
    expect((await ma.call(cases.list, { params: { project } })).rows.map((row) => row.id)).toEqual([own])
  })
})

describe('a link without account', () => {
  const tokenOf = (url: string) => url.split('/').at(-1)!

  it('shows its one case as the owner is told, lets him act, and ends when it runs out', async () => {
    const id = await newRepair()
    const nobody = await world.browser(null)
    const made = await desk.call(cases.makeLink, { params: ofRepair(id), body: { purpose: 'owner' } })
    const token = tokenOf(made.url)
    const shown = await nobody.call(links.page, { params: { token } })
    expect(shown).toMatchObject({ purpose: 'owner', holderName: '王小明', page: { viewer: 'owner', case: { id } } })
    expect(shown.page.actions.map(({ action }) => action)).toContain('withdraw')
    const done = await nobody.call(links.act, {
      params: { token, action: 'withdraw' },
      body: { form: { reason: '自己修好了' } },
    })
    expect(done.state).toBe('cancelled')
    world.time.advance(15 * 24 * 3_600_000)
    const late = await nobody.send(links.page, { params: { token } })
    expect([late.status, late.problem.kind]).toEqual([410, 'expired'])
    expect(late.problem.contact).toEqual({ name: '翠湖花园', phone: null })
    await world.database.asOwner(`update project set service_phone = '0755-88886666' where id = $1`, [world.project])
    const told = await nobody.send(links.page, { params: { token } })
    expect(told.problem.contact.phone).toBe('0755-88886666')
    expect(told.problem.title).toContain('0755-88886666')
  })

  it('does not open for an unknown token, nor after it was revoked', async () => {
    const id = await newRepair()
    const nobody = await world.browser(null)
    const made = await desk.call(cases.makeLink, {
      params: ofRepair(id),
      body: { purpose: 'contractor', holderName: '快修公司' },
    })
    expect((await nobody.send(links.page, { params: { token: 'x'.repeat(43) } })).status).toBe(404)
    await desk.call(cases.revokeLink, { params: { ...ofRepair(id), link: made.linkId } })
    expect((await nobody.send(links.page, { params: { token: tokenOf(made.url) } })).status).toBe(410)
  })

  it('shows a contractor no prices told to the owner', async () => {
    const id = await newRepair()
    const nobody = await world.browser(null)
    const made = await desk.call(cases.makeLink, {
      params: ofRepair(id),
      body: { purpose: 'contractor', holderName: '快修公司' },
    })
    const { page } = await nobody.call(links.page, { params: { token: tokenOf(made.url) } })
    expect(page.viewer).toBe('contractor')
    expect(page.record).toHaveProperty('keyPoints')
    expect(page.record).not.toHaveProperty('priceFen')
  })
})
