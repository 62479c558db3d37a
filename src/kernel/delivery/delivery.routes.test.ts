import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { startMailServer } from '../../../test/receivers.ts'
import { inProject } from '../db/db.ts'
import { noChoices } from './choices.ts'
import { deliveries } from './delivery.contract.ts'
import { type EmailSettings, endpoints, type Settings } from './endpoint.contract.ts'
import { planAll } from './plan.ts'

let w: DoorWorld
let manager: Browser
let executive: Browser
let technician: Browser
let owner: Browser
let mail: Awaited<ReturnType<typeof startMailServer>>
const hook: Settings = { way: 'webhook', url: 'https://erp.example/hook', procedures: [] }

beforeAll(async () => {
  ;[w, mail] = await Promise.all([makeDoorWorld(), startMailServer()])
  manager = await w.browser(w.staff.jiang)
  executive = await w.browser(w.staff.han)
  technician = await w.browser(w.staff.li)
  owner = await w.browser(w.owners.wang)
})
afterAll(() => Promise.all([mail.close(), w.closeAll()]))

const params = () => ({ project: w.project })
const mailServer = (more: Partial<EmailSettings> = {}): Settings => ({
  ...{ way: 'email', host: '127.0.0.1', port: mail.port, security: 'none', user: null },
  ...{ sender: 'service@anju.example', senderName: null },
  ...more,
})
const lines = async (who = manager) => (await who.call(endpoints.list, { params: params() })).endpoints

describe('ways out', () => {
  it('show no secret again but once; a webhook’s is made here', async () => {
    const body = { name: '财务系统', settings: hook, whole: false }
    const { id, secret } = await manager.call(endpoints.add, { params: params(), body })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
    const [line] = await lines()
    expect(line).toMatchObject({ id, hasSecret: true, enabled: true, mine: true, whole: false })
    expect(JSON.stringify(await lines())).not.toContain(secret!.slice(6))
    const { secret: next } = await manager.call(endpoints.rotate, { params: { ...params(), endpoint: id } })
    expect(next).not.toBe(secret)
    const [row] = await w.database.asOwner<{ text: string }>(
      'select delivery_endpoint::text as text from delivery_endpoint',
    )
    expect(row!.text).not.toContain(secret!.slice(6))
  })

  it('of the whole company are for whoever answers for all of it', async () => {
    const body = { name: '公司邮箱', settings: mailServer(), whole: true }
    expect((await manager.send(endpoints.add, { params: params(), body })).problem).toMatchObject({
      kind: 'wrong-role',
    })
    const { id } = await executive.call(endpoints.add, { params: params(), body })
    expect((await lines()).find((one) => one.id === id)).toMatchObject({ whole: true, mine: false })
    const target = { ...params(), endpoint: id }
    const change = { name: '公司邮箱', settings: mailServer(), enabled: false }
    expect((await manager.send(endpoints.change, { params: target, body: change })).status).toBe(403)
    expect((await manager.send(endpoints.remove, { params: target })).status).toBe(403)
    expect((await executive.send(endpoints.add, { params: params(), body })).problem.title).toBe(
      '已经有这种发送方式，请修改原来的',
    )
  })

  it('send a test message, or say what is wrong', async () => {
    const { id } = (await lines(executive)).find(({ way }) => way === 'email')!
    const target = { ...params(), endpoint: id }
    const test = (to?: string) =>
      executive.send(endpoints.test, { params: target, body: to === undefined ? {} : { to } })
    expect((await test('a@b.example')).body).toEqual({ sent: true, reason: null })
    expect(mail.mails[0]!.header('subject')).toBe('管家测试消息')
    expect((await test()).problem).toMatchObject({ status: 400, fields: [{ field: 'to' }] })
    const wrong = { name: '公司邮箱', settings: mailServer({ port: 9 }), enabled: true }
    await executive.call(endpoints.change, { params: target, body: wrong })
    expect((await test('a@b.example')).body).toEqual({ sent: false, reason: '对方拒绝连接，请核对地址和端口' })
  })

  it('ask for the secret again when it would go elsewhere', async () => {
    const settings = mailServerOf({ security: 'tls', user: 'service' })
    const add = (name: string, of: Settings) =>
      manager.call(endpoints.add, { params: params(), body: { name, settings: of, whole: false, secret: 'pw-2026' } })
    const { id } = await add('小区邮箱', settings)
    const change = (endpoint: string, to: Settings, secret?: string) =>
      manager.send(endpoints.change, {
        params: { ...params(), endpoint },
        body: { name: '小区邮箱', settings: to, enabled: true, ...(secret ? { secret } : {}) },
      })
    expect((await change(id, { ...settings, senderName: '翠湖花园' } as Settings)).status).toBe(200)
    for (const other of [{ host: 'evil.example' }, { port: 587 }, { security: 'starttls' }, { user: 'other' }]) {
      const { status, problem } = await change(id, { ...settings, ...other } as Settings)
      expect([other, status, problem.fields[0].field]).toEqual([other, 400, 'secret'])
    }
    const open = mailServerOf({ host: 'evil.example' })
    expect((await change(id, open)).status, 'nothing is sent to it').toBe(200)
    expect((await change(id, { ...open, security: 'tls', user: 'service' } as Settings)).status).toBe(400)
    expect((await change(id, { ...settings, host: 'smtp2.example' } as Settings, 'pw-2027')).status).toBe(200)
    const gateway = {
      way: 'sms',
      adapter: 'http',
      url: 'https://sms.example/{key}',
      okPath: null,
      okValue: null,
    } as const
    const sms = { ...gateway, sign: null, headers: [], body: '{"to":"{phone}","text":"{text}"}' }
    const { id: smsId } = await add('短信', sms)
    expect((await change(smsId, { ...sms, sign: '翠湖' })).status).toBe(200)
    for (const other of [
      { url: 'https://evil.example/{key}' },
      { headers: [{ name: 'x-key', value: '{key}' }] },
      { body: '{"to":"{phone}","text":"{text} {key}"}' },
    ])
      expect((await change(smsId, { ...sms, ...other })).problem.fields[0].field).toBe('secret')
    for (const endpoint of [id, smsId]) await manager.call(endpoints.remove, { params: { ...params(), endpoint } })
  })

  it.each<{ what: string; settings: Settings; secret?: string; field: string }>([
    { what: 'a password in the open', settings: mailServerOf({ user: 'u' }), secret: 'p', field: 'settings' },
    { what: 'a user without a password', settings: mailServerOf({ security: 'tls', user: 'u' }), field: 'secret' },
    { what: 'a robot without an address', settings: { way: 'wecom', kinds: ['clock'] }, field: 'secret' },
    {
      what: 'a robot without https',
      settings: { way: 'wecom', kinds: ['clock'] },
      secret: 'http://x/y',
      field: 'secret',
    },
    {
      what: 'a webhook without https',
      settings: { ...hook, url: 'http://erp.example' } as Settings,
      field: 'settings',
    },
  ])('that cannot work are refused when they are set up: $what', async ({ settings, secret, field }) => {
    const body = { name: '坏', settings, whole: false, ...(secret ? { secret } : {}) }
    const { status, problem } = await manager.send(endpoints.add, { params: params(), body })
    expect([status, problem.fields[0].field.split('.')[0]]).toEqual([400, field])
  })
})

function mailServerOf(more: Partial<EmailSettings>): Settings {
  const base = { way: 'email', host: 'smtp.example', port: 465, security: 'none', user: null } as const
  return { ...base, sender: 'a@b.example', senderName: null, ...more }
}

describe('what was told', () => {
  it('stands on the case for those who may read it, is paged, filtered and sent again', async () => {
    const id = uuid()
    const order = { place: 'public', trade: 'electric', content: '灯不亮', keyPoints: '无', placeId: w.places.hall }
    await w.act(w.staff.zhou, 'repair', id, 'register', order)
    await w.act(w.staff.zhou, 'repair', id, 'assign', { technicianId: w.staff.li.accountId })
    await planAll(w.engine)
    const ofCase = { params: { ...params(), procedure: 'repair', id } }
    const shown = await technician.call(deliveries.ofCase, ofCase)
    expect(shown.rows.map(({ way, status }) => [way, status])).toEqual([
      ['webhook', 'waiting'],
      ['webhook', 'waiting'],
    ])
    expect((await (await w.browser(w.stranger)).send(deliveries.ofCase, ofCase)).status).toBe(404)
    const first = await manager.call(deliveries.list, { params: params(), query: { limit: 1 } })
    const second = await manager.call(deliveries.list, { params: params(), query: { limit: 1, after: first.next! } })
    expect([...first.rows, ...second.rows].map((row) => row.id)).toEqual(shown.rows.map((row) => row.id))
    const { id: delivery } = shown.rows[0]!
    const again = { params: { ...params(), delivery } }
    expect((await manager.send(deliveries.retry, again)).status).toBe(409)
    await inProject(w.engine.db, w.project, (tx) =>
      sql`update delivery set status = 'dead', reason = '连接中断', attempts = 10 where id = ${delivery}`.execute(tx),
    )
    const dead = await manager.call(deliveries.list, { params: params(), query: { status: 'dead' } })
    expect(dead.rows).toMatchObject([{ id: delivery, reason: '连接中断', attempts: 10 }])
    expect((await technician.send(deliveries.retry, again)).status).toBe(403)
    expect((await manager.call(deliveries.retry, again)).retried).toBe(1)
    expect((await manager.call(deliveries.list, { params: params(), query: { status: 'dead' } })).rows).toEqual([])
  })
})

describe('how somebody wants to be told', () => {
  it('is his own, and the project’s settings until he chooses', async () => {
    const before = await technician.call(deliveries.mine, { params: params() })
    expect(before).toMatchObject({ email: null, choices: noChoices, standard: { quietFrom: '21:00', digest: 'none' } })
    const chosen = { ...noChoices, smsKinds: ['emergency' as const], quietFrom: '22:00', quietTo: '07:00' }
    const body = { email: 'li@anju.example', choices: chosen }
    await technician.call(deliveries.setMine, { params: params(), body })
    expect(await technician.call(deliveries.mine, { params: params() })).toMatchObject(body)
    expect(await manager.call(deliveries.mine, { params: params() })).toMatchObject({ email: null })
    const half = { email: null, choices: { ...noChoices, quietFrom: '22:00' } }
    expect((await technician.send(deliveries.setMine, { params: params(), body: half })).problem.fields).toEqual([
      { field: 'choices.quietTo', text: '请填写' },
    ])
  })

  it('of a resident is sealed, shown masked, and his alone', async () => {
    const { personId: person } = w.owners.wang
    const of = { params: { ...params(), person } }
    const none = { bySms: true, byEmail: true }
    expect((await owner.send(deliveries.setPerson, { ...of, body: none })).problem.fields[0].field).toBe('email')
    await owner.call(deliveries.setPerson, { ...of, body: { ...none, email: 'wangxm@mail.example' } })
    expect(await owner.call(deliveries.person, of)).toMatchObject({ byEmail: true, emailMasked: 'w***@mail.example' })
    const [row] = await w.database.asOwner<{ text: string }>(
      'select person_delivery::text as text from person_delivery',
    )
    expect(row!.text).not.toContain('wangxm')
    const other = await w.browser(w.owners.liu)
    expect((await other.send(deliveries.person, of)).status).toBe(404)
    await owner.call(deliveries.setPerson, { ...of, body: { bySms: false, byEmail: false, email: null } })
    expect(await owner.call(deliveries.person, of)).toMatchObject({ bySms: false, emailMasked: null })
  })
})
