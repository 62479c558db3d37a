import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, browserOf, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { auth } from '../auth/auth.contract.ts'
import { inCompany } from '../db/db.ts'
import { handbook } from '../handbook/handbook.contract.ts'
import { policy } from '../policy/policy.contract.ts'
import { property } from '../property/property.contract.ts'
import { duty } from './duty.contract.ts'
import { org } from './org.contract.ts'

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

const PASSWORD = '桃花潭水深千尺不及'

describe('staff and posts', () => {
  it('a new post is made and held, and its holder can sign in and has its role', async () => {
    const [postId, accountId] = [uuid(), uuid()]
    const post = {
      id: postId,
      departmentId: world.departments.service,
      role: 'receptionist' as const,
      title: '前台三班',
    }
    await manager.call(org.addPost, { params, body: post })
    const body = { id: accountId, login: 'tang', name: '唐菲', password: PASSWORD, postId, skills: ['英语'] }
    await manager.call(org.addStaff, { params, body })
    await manager.call(org.addStaff, { params, body })
    const again = await manager.send(org.addStaff, { params, body: { ...body, id: uuid() } })
    expect([again.status, again.problem.fields[0].field]).toEqual([400, 'login'])
    const used = await manager.send(org.addStaff, { params, body: { ...body, login: 'tang2' } })
    expect([used.status, used.problem.fields[0].field]).toEqual([400, 'id'])
    world.time.advance(1000)
    const { reply, body: me } = await browserOf(world.app, '').send(auth.signIn, {
      body: { login: 'tang', password: PASSWORD },
    })
    expect(me.projects).toMatchObject([{ roles: ['receptionist'], titles: ['前台三班'] }])
    const cookie = String(reply.headers['set-cookie']).split(';')[0]!
    expect((await browserOf(world.app, cookie).send(org.staff, { params })).status).toBe(200)
    const { staff } = await desk.call(org.staff, { params, query: { role: 'receptionist' } })
    expect(staff.find((one) => one.accountId === accountId)).toMatchObject({
      name: '唐菲',
      skills: ['英语'],
      openCases: 0,
    })
    const { posts } = await desk.call(org.posts, { params })
    expect(posts.find(({ id }) => id === postId)?.holdings).toMatchObject([{ name: '唐菲', kind: 'holder' }])
  })

  it('a stand-in has the role from and to', async () => {
    const { posts } = await manager.call(org.posts, { params })
    const cashier = posts.find(({ role }) => role === 'cashier')!
    const guard = await world.browser(world.staff.shen)
    const roles = async () => (await guard.call(auth.me, {})).projects[0]!.roles
    const now = world.time.now().getTime()
    const body = {
      id: uuid(),
      accountId: world.staff.shen.accountId,
      kind: 'stand-in' as const,
      fromAt: new Date(now).toISOString(),
      toAt: new Date(now + 3_600_000).toISOString(),
    }
    await manager.call(org.hold, { params: { ...params, post: cashier.id }, body })
    expect(await roles()).toContain('cashier')
    world.time.advance(3_600_001)
    expect(await roles()).not.toContain('cashier')
  })

  it('only those who answer for staff change it', async () => {
    const body = { id: uuid(), departmentId: world.departments.service, role: 'manager' as const, title: '自封经理' }
    expect((await desk.send(org.addPost, { params, body })).status).toBe(403)
    expect((await desk.send(org.disable, { params: { ...params, account: world.staff.jiang.accountId } })).status).toBe(
      403,
    )
    const target = { params: { ...params, account: world.staff.jiang.accountId }, body: { next: PASSWORD } }
    expect((await desk.send(org.resetPassword, target)).status).toBe(403)
  })

  it('a manager cannot take over somebody who answers for other estates', async () => {
    const account = world.staff.han.accountId
    const reset = await manager.send(org.resetPassword, { params: { ...params, account }, body: { next: PASSWORD } })
    expect(reset.status).toBe(403)
    expect((await manager.send(org.disable, { params: { ...params, account } })).status).toBe(403)
    const phone = { params: { ...params, account }, body: { workPhone: '13900001111' } }
    expect((await manager.send(org.editStaff, phone)).status).toBe(403)
    const stranger = world.stranger.accountId
    expect((await manager.send(org.disable, { params: { ...params, account: stranger } })).status).toBe(404)
  })

  it('a password set by an administrator is on record, with who did it', async () => {
    const account = world.staff.wu.accountId
    await manager.call(org.resetPassword, { params: { ...params, account }, body: { next: PASSWORD } })
    await manager.call(org.editStaff, { params: { ...params, account }, body: { workPhone: '13900001111' } })
    const rows = await world.database.asOwner(
      `select what, by_account from sign_in_change where account_id = '${account}'`,
    )
    expect(rows).toEqual([{ what: 'password-reset', by_account: world.staff.jiang.accountId }])
  })

  it('a post of another project, or of all, is not the project’s to change', async () => {
    const { rows } = await inCompany(world.engine.db, (tx) =>
      sql<{ id: string }>`select id from post where project_id is null or project_id = ${world.otherProject}`.execute(
        tx,
      ),
    )
    for (const { id } of rows)
      expect((await manager.send(org.closePost, { params: { ...params, post: id } })).status).toBe(404)
  })

  it('the last one who can appoint people cannot be removed', async () => {
    expect(
      (await manager.send(org.disable, { params: { ...params, account: world.staff.jiang.accountId } })).problem.kind,
    ).toBe('blocked')
    const { posts } = await manager.call(org.posts, { params })
    for (const post of posts.filter(({ role }) => role === 'service-director')) {
      await manager.call(org.closePost, { params: { ...params, post: post.id } })
    }
    const own = posts.find(({ role }) => role === 'manager')!
    const { status, problem } = await manager.send(org.closePost, { params: { ...params, post: own.id } })
    expect([status, problem.kind]).toEqual([422, 'blocked'])
    expect((await manager.send(org.posts, { params })).status).toBe(200)
  })

  it('the on-duty list says who is on duty now', async () => {
    const now = world.time.now().getTime()
    const entry = uuid()
    const body = {
      id: entry,
      accountId: world.staff.zhou.accountId,
      task: 'front-desk' as const,
      fromAt: new Date(now - 1000).toISOString(),
      toAt: new Date(now + 3_600_000).toISOString(),
    }
    await manager.call(duty.put, { params, body })
    expect((await desk.call(duty.onDuty, { params })).onDuty.find(({ id }) => id === entry)).toMatchObject({
      name: '周敏',
      now: true,
    })
    expect((await desk.call(auth.me, {})).projects[0]!.onDuty).toEqual(['front-desk'])
    const backwards = await manager.send(duty.put, { params, body: { ...body, id: uuid(), toAt: body.fromAt } })
    expect([backwards.status, backwards.problem.fields[0].field]).toEqual([400, 'toAt'])
    await manager.call(duty.take, { params: { ...params, entry } })
    expect((await desk.call(auth.me, {})).projects[0]!.onDuty).toEqual([])
  })
})

describe('the settings of a project', () => {
  it('change by a new version; the old one stays; a page read before is refused', async () => {
    const first = await desk.call(policy.current, { params })
    const body = { ...first.body, office: { ...first.body.office, closesAt: '17:30' } }
    const change = { seenVersion: first.version, body, reason: '冬令时' }
    expect((await desk.send(policy.change, { params, body: change })).status).toBe(403)
    const second = await manager.call(policy.change, { params, body: change })
    expect(second.version).toBe(first.version + 1)
    expect((await desk.call(policy.current, { params })).body.office.closesAt).toBe('17:30')
    const old = await desk.call(policy.version, { params: { ...params, version: first.version } })
    expect(old.body.office.closesAt).toBe(first.body.office.closesAt)
    const stale = await manager.send(policy.change, { params, body: change })
    expect([stale.status, stale.problem.kind]).toEqual([409, 'stale'])
    expect((await desk.call(policy.versions, { params })).rows.map(({ version }) => version)).toEqual([
      second.version,
      first.version,
    ])
  })

  it('of two changes at once one wins', async () => {
    const { version, body: before } = await desk.call(policy.current, { params })
    const body = { ...before, office: { ...before.office, closesAt: '17:00' } }
    const change = { params, body: { seenVersion: version, body, reason: '并发' } }
    const answers = await Promise.all([manager.send(policy.change, change), manager.send(policy.change, change)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })
})

describe('the estate', () => {
  it('shows zones with their officer, buildings, units and places by page', async () => {
    const { zones } = await desk.call(property.zones, { params })
    expect(zones).toMatchObject([{ name: '一区', officer: { name: '孙磊' } }])
    expect((await desk.call(property.buildings, { params })).buildings.map(({ code }) => code)).toEqual(['1', '2'])
    const first = await desk.call(property.units, { params, query: { limit: 3 } })
    const second = await desk.call(property.units, { params, query: { limit: 100, after: first.next! } })
    const codes = [...first.rows, ...second.rows].map(({ code }) => code)
    expect(codes).toEqual([...codes].sort())
    expect(codes).toHaveLength(8)
    expect((await desk.call(property.places, { params, query: { q: '电梯' } })).rows.map(({ name }) => name)).toEqual([
      '1栋1号电梯',
    ])
  })

  it('shows an owner his home and its family, and no other', async () => {
    const unit = (code: string) => ({ ...params, unit: world.units[code]! })
    const owner = await world.browser(world.owners.wang)
    const home = await owner.call(property.unit, { params: unit('1-1-301') })
    expect(home.residents.map(({ person, phones }) => [person.name, phones])).toEqual([
      ['王小明', []],
      ['林芳', []],
    ])
    expect(home.unit).toMatchObject({ code: '1-1-301', officer: { name: '孙磊' }, underWarranty: false })
    expect((await owner.send(property.unit, { params: unit('1-1-302') })).status).toBe(404)
    expect((await owner.send(property.units, { params })).status).toBe(403)
  })
})

describe('the clause in the margin', () => {
  it('shows the rule, its figures and where the product keeps it', async () => {
    const clause = await desk.call(handbook.rule, { params: { rule: 'REP-04' } })
    expect(clause).toMatchObject({ id: 'REP-04', chapter: 'repair' })
    expect(clause.rule.length).toBeGreaterThan(10)
    expect(clause.keptBy.find(({ kind }) => kind === 'clock')?.whenMissed).toMatch(/→|到期/)
    expect((await desk.send(handbook.rule, { params: { rule: 'REP-99' } })).status).toBe(404)
  })
})
