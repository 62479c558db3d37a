import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { cases } from '../case/case.contract.ts'
import { notices } from '../notice/notice.contract.ts'
import { person } from '../person/person.contract.ts'
import { privacy } from './privacy.contract.ts'

const ID_NUMBER = '11010519491231002X'

let world: DoorWorld
let desk: Browser
let director: Browser
let manager: Browser
let technician: Browser
let owner: Browser
let personId: string
beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
  director = await world.browser(world.staff.wei)
  manager = await world.browser(world.staff.jiang)
  technician = await world.browser(world.staff.li)
  owner = await world.browser(world.owners.wang)
  personId = world.owners.wang.personId
  await desk.call(person.recordIdNumber, { params: of(), body: { idNumber: ID_NUMBER } })
  await desk.call(person.addPhone, { params: of(), body: { id: uuid(), phone: '13800138821' } })
})
afterAll(() => world.closeAll())

const of = () => ({ project: world.project, person: personId })
const look = (who: Browser, kind: 'id-number' | 'bank-account' | 'family' = 'id-number') =>
  who.send(person.reveal, { params: of(), body: { kind, reason: 'legal', purpose: '核对委托书' } })
const ask = async (who = desk, kind: 'id-number' | 'bank-account' | 'family' = 'id-number') => {
  const id = uuid()
  await who.call(privacy.askApproval, {
    params: of(),
    body: { id, kind, reason: 'legal', purpose: '核对委托书' },
  })
  return { project: world.project, approval: id }
}
const decide = (who: Browser, params: { project: number; approval: string }, approve: boolean) =>
  who.send(privacy.decideApproval, { params, body: { approve } })
const looksOfPerson = async () => (await desk.call(person.page, { params: of() })).reveals.length

describe('a sensitive field', () => {
  it('is shown only while the approval of the department head is valid, and each look leaves its row', async () => {
    const before = await looksOfPerson()
    expect((await look(desk)).problem).toMatchObject({ status: 403, kind: 'needs-approval' })
    const asked = await ask()
    expect((await look(desk)).status).toBe(403)
    expect((await decide(director, asked, true)).status).toBe(200)
    expect((await look(desk)).body.value).toBe(ID_NUMBER)
    expect((await look(desk)).body.value).toBe(ID_NUMBER)
    expect(await looksOfPerson()).toBe(before + 2)
    // Whoever did not ask has no approval, the head himself neither; nor does it open another field.
    for (const other of [director, manager, await world.browser(world.staff.wu)])
      expect((await look(other)).problem.kind).toBe('needs-approval')
    expect((await look(desk, 'family')).problem.kind).toBe('needs-approval')
    world.time.advance(10 * 60_000)
    expect((await look(desk)).problem.kind).toBe('needs-approval')
    expect(await looksOfPerson()).toBe(before + 2)
  })

  it('is not shown when the head declines, and neither when nobody answers in time', async () => {
    const declined = await ask()
    await decide(director, declined, false)
    expect((await look(desk)).status).toBe(403)
    const forgotten = await ask()
    world.time.advance(15 * 60_000)
    expect((await decide(director, forgotten, true)).problem.kind).toBe('wrong-state')
    expect((await look(desk)).status).toBe(403)
  })

  it('is decided once, by the head of the department or the manager, and never by oneself', async () => {
    const asked = await ask()
    for (const other of [desk, technician, await world.browser(world.staff.zheng), await world.browser(world.stranger)])
      expect((await decide(other, asked, true)).status).toBe(404)
    expect((await decide(manager, asked, false)).status).toBe(200)
    expect((await decide(director, asked, true)).problem.kind).toBe('wrong-state')
    const own = await ask(director)
    expect((await decide(director, own, true)).status).toBe(404)
    expect((await decide(manager, own, true)).status).toBe(200)
    expect((await look(director)).body.value).toBe(ID_NUMBER)
  })

  it('is asked for once: the same question again is the same request, and the head is told once', async () => {
    const told = async () =>
      (await director.call(notices.list, { query: { limit: 100 } })).rows.filter(({ kind }) => kind === 'privacy')
        .length
    const before = await told()
    await ask(await world.browser(world.staff.sun))
    await ask(await world.browser(world.staff.sun))
    expect(await told()).toBe(before + 1)
    const { toDecide } = await director.call(privacy.approvals, { params: { project: world.project } })
    expect(toDecide.filter(({ asker }) => asker.name === '孙磊')).toMatchObject([
      { kind: 'id-number', reason: 'legal', purpose: '核对委托书', person: { name: '王小明' } },
    ])
    expect((await desk.call(privacy.approvals, { params: { project: world.project } })).toDecide).toEqual([])
  })

  it('reaches the open pages of the head at once', async () => {
    const heard: string[][] = []
    const stop = world.doors.changes.listen((_changes, accounts) => heard.push([...accounts]))
    const asked = await ask()
    await decide(director, asked, true)
    stop()
    expect(heard).toEqual([[world.staff.wei.accountId], [world.staff.zhou.accountId]])
  })

  it('the family list leaves a row with each of the family', async () => {
    await decide(director, await ask(desk, 'family'), true)
    const shown = (await look(desk, 'family')).body.value.split('\n')
    expect(shown).toEqual(['1-1-301 业主 王小明 13800138821', '1-1-301 家人 林芳'])
    const wife = await (await world.browser(world.owners.wangWife)).call(person.ownerReveals, {})
    expect(wife.reveals).toMatchObject([{ by: '周敏（周敏）', kind: 'family', reason: 'legal', purpose: '核对委托书' }])
    expect((await owner.call(person.ownerReveals, {})).reveals[0]).toMatchObject({ kind: 'family' })
  })

  it('an account is kept sealed like an ID number', async () => {
    const body = { id: uuid(), account: '6222 0212 3456 7890 123', label: '工商银行' }
    const { masked } = await desk.call(person.addAccount, { params: of(), body })
    expect(masked).toBe('***************0123')
    await decide(director, await ask(desk, 'bank-account'), true)
    expect((await look(desk, 'bank-account')).body.value).toBe('6222021234567890123')
  })

  it('a technician cannot even ask', async () => {
    const body = { id: uuid(), kind: 'id-number' as const, reason: 'case' as const, purpose: '上门' }
    expect((await technician.send(privacy.askApproval, { params: of(), body })).status).toBe(403)
  })
})

describe('what was written in a case', () => {
  const register = async (content: string) => {
    const id = uuid()
    const form = { channel: 'phone', content, unitId: world.units['1-1-301'], personId }
    const params = { project: world.project, procedure: 'matter', id }
    await desk.call(cases.act, { params: { ...params, action: 'register' }, body: { form } })
    return params
  }
  const original = (who: Browser, params: { project: number; procedure: string; id: string }) =>
    who.send(privacy.revealText, { params, body: { seq: 1, field: 'content', purpose: '回电' } })

  it('is kept with its numbers masked; the original is shown for a purpose and leaves a row', async () => {
    const params = await register('楼下粤B12345漏油，联系13912345678，证件11010519491231002X')
    const page = await desk.call(cases.page, { params })
    const kept = '楼下粤B***45漏油，联系139****5678，证件110***********002X'
    expect(page.case.title).toBe(kept.slice(0, 40))
    expect(page.record?.content).toBe(kept)
    expect(page.timeline[0]).toMatchObject({ form: { content: kept }, hidden: ['content'] })
    const before = await looksOfPerson()
    expect((await original(technician, params)).body.value).toBe(
      '楼下粤B12345漏油，联系13912345678，证件110***********002X',
    )
    expect(await looksOfPerson()).toBe(before + 1)
    await decide(director, await ask(), true)
    expect((await original(desk, params)).body.value).toContain('11010519491231002X')
  })

  it('shows ID numbers and accounts each after its own approval only, which the look names', async () => {
    const wu = await world.browser(world.staff.wu)
    const params = await register('证件11010519491231002X，退款到6222021234567890123')
    const looked = async () => (await original(wu, params)).body.value
    const named = () =>
      world.database.asOwner<{ requestId: string | null }>(
        `select request_id as "requestId" from reveal where case_id = $1 and account_id = $2 order by id`,
        [params.id, world.staff.wu.accountId],
      )
    const account = await ask(wu, 'bank-account')
    await decide(director, account, true)
    expect(await looked()).toBe('证件110***********002X，退款到6222021234567890123')
    expect(await named()).toEqual([{ requestId: account.approval }])
    const number = await ask(wu)
    await decide(director, number, true)
    expect(await looked()).toBe('证件11010519491231002X，退款到6222021234567890123')
    const [, ...both] = await named()
    expect(both.map(({ requestId }) => requestId).sort()).toEqual([account.approval, number.approval].sort())
    world.time.advance(10 * 60_000)
    expect(await looked()).toBe('证件110***********002X，退款到***************0123')
    expect((await named()).at(-1)).toEqual({ requestId: null })
  })

  it('shows nothing to an owner, to a stranger, and where nothing was masked', async () => {
    const params = await register('客厅灯不亮')
    expect((await original(desk, params)).status).toBe(404)
    expect((await original(owner, params)).status).toBe(403)
    expect((await original(await world.browser(world.stranger), params)).status).toBe(404)
    const body = { seq: 99, field: 'content', purpose: '回电' }
    expect((await desk.send(privacy.revealText, { params, body })).status).toBe(404)
  })
})
