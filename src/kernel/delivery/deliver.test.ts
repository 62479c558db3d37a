import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Webhook } from 'standardwebhooks'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answering, type Received, startMailServer, startReceiver } from '../../../test/receivers.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'
import { type ManualTime, manualTime } from '../clock/time.ts'
import { inCompany, inProject, readProjects } from '../db/db.ts'
import { markRead } from '../notice/notice.reads.ts'
import { phoneTokens, sealField } from '../person/vault.ts'
import { recordConsent } from '../privacy/consent.ts'
import { choosePerson, chooseStaff, noChoices } from './choices.ts'
import { LEASE_MS } from './claim.ts'
import { Deliverer } from './deliver.ts'
import type { Choices, DeliveryLine } from './delivery.contract.ts'
import { listDeliveries, retryDead } from './delivery.reads.ts'
import type { Settings } from './endpoint.contract.ts'
import { addEndpoint, newSecret, rotateSecret, sealSecret } from './endpoint.store.ts'
import { Outside } from './outside.ts'
import { planAll } from './plan.ts'
import { allWays } from './ways/ways.ts'

let w: World
let receiver: Awaited<ReturnType<typeof startReceiver>>
let mail: Awaited<ReturnType<typeof startMailServer>>
let machine: ManualTime
let deliverer: Deliverer
const dataDir = mkdtempSync(join(tmpdir(), 'guanjia-deliver-'))
const url = 'http://guanjia.test'

beforeAll(async () => {
  ;[w, receiver, mail] = await Promise.all([makeWorld(), startReceiver(), startMailServer()])
  machine = manualTime(new Date())
  deliverer = new Deliverer({
    engine: w.engine,
    ways: allWays({ outside: new Outside({ loopback: true }), publicUrl: url, dataDir }),
    publicUrl: url,
    pathOfCase: (procedure, id) => `/cases/${procedure}/${id}`,
    machine,
    random: () => 0,
  })
})
afterAll(async () => {
  await Promise.all([receiver.close(), mail.close(), w.close()])
  rmSync(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  w.time.set(START)
  machine.advance(120_000)
  await inProject(w.engine.db, w.project, async (tx) => {
    await sql`delete from delivery where project_id = ${w.project}`.execute(tx)
    await sql`delete from outbox`.execute(tx)
    await sql`delete from notice where kind = 'way'`.execute(tx)
    await sql`update delivery_endpoint set enabled = false, removed_at = now()`.execute(tx)
    await sql`update account_delivery set email = null, choices = ${JSON.stringify(noChoices)}::jsonb`.execute(tx)
    await sql`update account set work_phone = null`.execute(tx)
  })
  mail.mails.length = 0
  receiver.received.length = 0
  receiver.answers(() => ({ status: 200, body: '{"errcode":0}' }))
})

/** Sets up a way out as its page does. */
async function endpoint(settings: Settings, secret: string | null = null): Promise<string> {
  const id = uuid()
  const of = {
    id,
    projectId: w.project,
    secretSealed: secret === null ? null : sealSecret(w.engine.secrets, id, secret),
  }
  const words = { name: settings.way, settings, accountId: w.staff.jiang.accountId, at: w.time.now() }
  await inCompany(w.engine.db, (tx) => addEndpoint(tx, of, words))
  return id
}

const mailServer = (more = {}): Settings => ({
  ...{ way: 'email', host: '127.0.0.1', port: mail.port, security: 'none', user: null },
  ...{ sender: 'service@anju.example', senderName: '安居物业' },
  ...more,
})
const hook = (procedures: string[] = []): Settings => ({ way: 'webhook', url: `${receiver.url}/hook`, procedures })

const chooses = (who: keyof World['staff'], email: string | null, chosen: Partial<Choices> = {}) =>
  inCompany(w.engine.db, (tx) =>
    chooseStaff(tx, { accountId: w.staff[who].accountId, email, choices: { ...noChoices, ...chosen } }, w.time.now()),
  )

const content = '卧室空调柜机滴水，家有孕妇张女士'
/** A repair in the hall, handed to 李强. */
async function assigned(form = {}): Promise<string> {
  const id = uuid()
  const order = { place: 'public', trade: 'electric', content, keyPoints: '两盏', placeId: w.places.hall, ...form }
  await w.act(w.staff.zhou, 'repair', id, 'register', order)
  if (order.place === 'home')
    await w.act(w.staff.zhou, 'repair', id, 'decidePayer', { payer: 'company', reason: '公司承诺免费' })
  await w.act(w.staff.zhou, 'repair', id, 'assign', { technicianId: w.staff.li.accountId })
  return id
}

const rows = (wanted: { status?: DeliveryLine['status']; caseId?: string } = {}) =>
  readProjects(w.engine.db, [w.project], (tx) => listDeliveries(tx, w.project, { limit: 100, ...wanted })).then(
    (page) => page.rows,
  )
/** Rounds until nothing moves any more. */
async function settle() {
  const sum = { sent: 0, failed: 0 }
  for (;;) {
    const round = await deliverer.round()
    sum.sent += round.sent
    sum.failed += round.failed
    if (round.planned + round.sent + round.failed === 0) return sum
  }
}

describe('an act that somebody is told of', () => {
  it('is written down with it, and nothing while there is no way out', async () => {
    await assigned()
    const facts = () => inCompany(w.engine.db, async (tx) => (await sql`select from outbox`.execute(tx)).rows.length)
    expect(await facts()).toBe(0)
    await endpoint(hook())
    await assigned()
    expect(await facts()).toBeGreaterThan(1)
    await w.act(w.staff.li, 'repair', uuid(), 'take').catch(() => {})
    expect(await settle()).toMatchObject({ failed: 0 })
    expect(await facts()).toBe(0)
  })

  it('comes by e-mail once, in a whole sentence, with a link and an id that stays', async () => {
    await endpoint(mailServer())
    await chooses('li', 'liqiang@anju.example')
    const id = await assigned()
    await settle()
    expect(await settle()).toEqual({ sent: 0, failed: 0 })
    expect(mail.mails.length).toBe(1)
    const [got] = mail.mails
    expect([got!.from, got!.to]).toEqual(['service@anju.example', ['liqiang@anju.example']])
    expect(got!.header('subject')).toMatch(/^\[翠湖花园\] .*BX-/)
    expect(got!.header('from')).toContain('安居物业')
    expect(got!.header('auto-submitted')).toBe('auto-generated')
    expect(got!.text).toContain(`${url}/cases/repair/${id}`)
    expect(got!.text).not.toMatch(/[{}]/)
    // Outside the application a case has no title.
    expect(got!.raw + got!.header('subject') + got!.text).not.toContain('张女士')
    const [row] = await rows({ caseId: id })
    expect(row).toMatchObject({ way: 'email', status: 'sent', to: '李强', toMasked: 'l***@anju.example', attempts: 1 })
    expect(got!.header('message-id')).toBe(`<${row!.id}@guanjia.test>`)
  })

  it('is not told to somebody who has left or is barred meanwhile', async () => {
    await endpoint(mailServer())
    await chooses('li', 'liqiang@anju.example', { digest: 'hourly' })
    const id = await assigned()
    await settle()
    await inCompany(w.engine.db, (tx) =>
      sql`insert into case_barred (project_id, case_id, account_id, at) values (${w.project}, ${id}, ${w.staff.li.accountId}, now())`.execute(
        tx,
      ),
    )
    await w.passTo('2026-03-11T10:00:00+08:00')
    await settle()
    expect(mail.mails).toEqual([])
    expect(
      (await rows()).filter(({ kind }) => kind === 'assigned').map(({ status, reason }) => [status, reason]),
    ).toEqual([['skipped', '须回避该事项']])
  })
})

describe('quiet hours and digests', () => {
  it('hold back what can wait and send it together in the morning; an emergency and the ladder come at once', async () => {
    await endpoint(mailServer())
    await chooses('li', 'liqiang@anju.example')
    w.time.set('2026-03-11T22:00:00+08:00')
    await assigned()
    await assigned()
    await settle()
    expect(mail.mails).toEqual([])
    await assigned({ urgent: true })
    await settle()
    // He is on duty, and it is his.
    expect(mail.mails.map((one) => one.header('subject')).sort()).toEqual([
      expect.stringMatching(/新派单 BX-/),
      expect.stringMatching(/紧急报修 BX-/),
    ])
    w.time.set('2026-03-12T07:59:00+08:00')
    await settle()
    expect(mail.mails.length).toBe(2)
    w.time.set('2026-03-12T08:00:00+08:00')
    await settle()
    expect(mail.mails.length).toBe(3)
    expect(mail.mails[2]!.header('subject')).toBe('[翠湖花园] 2 条提醒')
    expect(mail.mails[2]!.text.match(/BX-\d+-\d+/g)?.length).toBe(2)
  })

  it('the ladder wakes whom it reaches', async () => {
    await endpoint(mailServer())
    await chooses('chen', 'chenxi@anju.example')
    await chooses('qian', 'qianhai@anju.example')
    await chooses('zheng', 'zhenggang@anju.example')
    w.time.set('2026-03-11T22:00:00+08:00')
    await assigned()
    await w.pass(60)
    await w.pass(60)
    await settle()
    expect(mail.mails.length).toBeGreaterThan(0)
    for (const one of mail.mails) expect(one.text).toContain('请督办')
  })

  it('a daily digest gathers a day, and what one does not want does not come', async () => {
    await endpoint(mailServer())
    await chooses('li', 'liqiang@anju.example', { digest: 'daily' })
    await assigned()
    w.time.advance(3_600_000)
    await assigned()
    await settle()
    w.time.set('2026-03-12T08:30:00+08:00')
    await settle()
    expect(mail.mails.map((one) => one.header('subject'))).toEqual(['[翠湖花园] 2 条提醒'])
    await chooses('li', 'liqiang@anju.example', { emailKinds: ['emergency'] })
    await assigned()
    expect(await settle()).toEqual({ sent: 0, failed: 0 })
  })
})

describe('a webhook', () => {
  it('is signed as Standard Webhooks says, and holds nobody’s name, number, flat or words', async () => {
    const secret = newSecret()
    await endpoint(hook(), secret)
    const where = { unitId: w.units['1-1-301'], personId: w.owners.wang.personId }
    await assigned({ place: 'home', placeId: undefined, ...where })
    await settle()
    expect(receiver.received.length).toBe(3)
    for (const { headers, body } of receiver.received) {
      const event = new Webhook(secret).verify(body, headers) as { type: string; data: Record<string, unknown> }
      expect(event).toMatchObject({ type: 'case.action', data: { project: 'cuihu', procedure: 'repair' } })
      expect(Object.keys(event.data).sort()).toEqual(
        ['action', 'actorKind', 'caseId', 'fromState', 'number', 'procedure', 'project', 'seq', 'toState'].sort(),
      )
      for (const word of ['王小明', '李强', '周敏', '1-1-301', content, '138', where.personId, where.unitId!])
        expect(body).not.toContain(word)
      expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow()
    }
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(3)
  })

  it('whose secret is being changed is signed with both', async () => {
    const [before, after] = [newSecret(), newSecret()]
    const id = await endpoint(hook(['repair']), before)
    const by = { accountId: w.staff.jiang.accountId, at: w.time.now() }
    await inCompany(w.engine.db, (tx) =>
      rotateSecret(tx, { id, secretSealed: sealSecret(w.engine.secrets, id, after) }, by),
    )
    await assigned()
    await settle()
    const { headers, body } = receiver.received[0]!
    for (const secret of [before, after]) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow()
    w.time.advance(25 * 3_600_000)
    await assigned()
    await settle()
    const later = receiver.received.at(-1)!
    expect(() => new Webhook(after).verify(later.body, later.headers)).not.toThrow()
    expect(() => new Webhook(before).verify(later.body, later.headers)).toThrow()
  })

  it('is sent again over three days under one id, then given up, and sent again when somebody asks', async () => {
    const secret = newSecret()
    const id = await endpoint(hook(), secret)
    const waits = await failuresOf(() => ({ status: 500 }))
    const minutes = [5 / 60, 5, 30, 120, 300, 600, 840, 1200, 1440]
    expect(waits.map((ms) => ms / 60_000)).toEqual(minutes)
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(await rows()).toMatchObject([{ status: 'dead', reason: '对方应答 500', attempts: 10 }])
    receiver.answers(() => ({ status: 204 }))
    await inProject(w.engine.db, w.project, (tx) => retryDead(tx, w.project, { endpointId: id }, w.time.now()))
    expect(await settle()).toEqual({ sent: 1, failed: 0 })
    expect(await rows()).toMatchObject([{ status: 'sent', reason: null }])
  })

  it.each<{ what: string; answer: Answering; status: string; reason: string; waitMs: number; enabled?: boolean }>([
    {
      what: 'asks to wait',
      answer: { status: 429, headers: { 'retry-after': '600' } },
      status: 'waiting',
      reason: '对方应答 429',
      waitMs: 600_000,
    },
    {
      what: 'redirects',
      answer: { status: 301, headers: { location: '/x' } },
      status: 'waiting',
      reason: '对方要求跳转（301），为安全起见不跟随',
      waitMs: 5_000,
    },
    {
      what: 'is gone',
      answer: { status: 410 },
      status: 'dead',
      reason: '对方已停止接收（410），已停用',
      waitMs: 0,
      enabled: false,
    },
  ])('that $what is taken at its word', async ({ answer, status, reason, waitMs, enabled = true }) => {
    const id = await endpoint(hook(), newSecret())
    receiver.answers(() => answer)
    await assigned()
    await settle()
    const [row] = (await rows()).filter(({ attempts }) => attempts > 0)
    expect([row!.status, row!.reason, row!.dueAt.getTime() - w.time.now().getTime()]).toEqual([status, reason, waitMs])
    const { rows: found } = await inCompany(w.engine.db, (tx) =>
      sql<{ enabled: boolean }>`select enabled from delivery_endpoint where id = ${id}`.execute(tx),
    )
    expect(found[0]!.enabled).toBe(enabled)
  })
})

describe('a way out that fails', () => {
  it('is told to who keeps it: when it is broken, and when something is given up; once until it is read', async () => {
    const id = await endpoint(hook(), newSecret())
    await failuresOf(() => ({ status: 500 }))
    const broken = {
      text: '「{name}」一再发送失败：{reason}',
      args: { endpoint: id, name: 'webhook', reason: '对方应答 500' },
    }
    const givenUp = { ...broken, text: '「{name}」有消息没有送到，不再重试：{reason}' }
    expect(await alarms()).toMatchObject([broken, givenUp])
    const again = async () => {
      await inProject(w.engine.db, w.project, (tx) => retryDead(tx, w.project, { endpointId: id }, w.time.now()))
      while ((await rows({ status: 'waiting' })).length > 0) {
        await settle()
        w.time.advance(25 * 3_600_000)
      }
    }
    await again()
    expect(await alarms()).toHaveLength(2)
    await inProject(w.engine.db, w.project, (tx) => markRead(tx, w.project, w.staff.jiang.accountId, {}, w.time.now()))
    await again()
    expect(await alarms()).toMatchObject([broken, givenUp, givenUp])
  })

  it('that is switched off by the other side is told as that', async () => {
    await endpoint(hook(), newSecret())
    receiver.answers(() => ({ status: 410 }))
    await assigned()
    await settle()
    const reason = '对方已停止接收（410），已停用'
    expect(await alarms()).toMatchObject([{ text: '「{name}」停用了：{reason}', args: { reason } }])
  })

  it('is no reason for a word where one message alone could not go', async () => {
    await endpoint(hook(), newSecret())
    receiver.answers(() => ({ status: 503 }))
    await assigned()
    await settle()
    expect(await alarms()).toEqual([])
  })
})

/** What the manager's inbox says of ways out, in the order in which it came. */
const alarms = () =>
  readProjects(w.engine.db, [w.project], (tx) =>
    sql<{ text: string; args: unknown }>`select text, args from notice
      where kind = 'way' and account_id = ${w.staff.jiang.accountId} order by made_at, text`.execute(tx),
  ).then((found) => found.rows)

/** One event tells the story. */
const onlyOneEvent = () =>
  inCompany(w.engine.db, (tx) => sql`delete from outbox where seq is null or seq > 1`.execute(tx))

/** Sends one event until it is given up; answers the waits between the tries. */
async function failuresOf(answer: (request: Received) => Answering): Promise<number[]> {
  receiver.answers(answer)
  await assigned()
  await onlyOneEvent()
  await deliverer.round()
  const waits: number[] = []
  for (;;) {
    const [row] = await rows({ status: 'waiting' })
    if (!row) return waits
    waits.push(row.dueAt.getTime() - w.time.now().getTime())
    w.time.set(row.dueAt)
    await settle()
  }
}

describe('at least once', () => {
  it('a process that is killed while it sends is followed by another within 70 s, with the same id', async () => {
    await endpoint(hook(), newSecret())
    await assigned()
    await onlyOneEvent()
    expect(await planAll(w.engine)).toBe(1)
    receiver.answers(() => 'hang')
    const dataKey = w.engine.secrets.dataKey.current.key.toString('hex')
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/deliver-child.ts', w.database.url, w.time.now().toISOString(), dataKey],
      { stdio: 'inherit' },
    )
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(1)
    child.kill('SIGKILL')
    await once(child, 'exit')
    receiver.answers(() => ({ status: 200 }))
    machine.set(new Date())
    expect(await settle()).toEqual({ sent: 0, failed: 0 })
    expect(LEASE_MS).toBeLessThanOrEqual(60_000)
    machine.advance(LEASE_MS + 1_000)
    expect(await settle()).toEqual({ sent: 1, failed: 0 })
    const [first, second] = receiver.received
    expect([second!.headers['webhook-id'], second!.body]).toEqual([first!.headers['webhook-id'], first!.body])
  }, 60_000)

  it('one way out that fails, or a fact that nobody understands, holds up no other', async () => {
    await endpoint(mailServer({ port: 9 }))
    await endpoint(hook(), newSecret())
    await chooses('li', 'liqiang@anju.example')
    await inCompany(w.engine.db, (tx) =>
      sql`insert into outbox (project_id, id, kind, case_id, seq, at) values (${w.project}, ${uuid()}, 'action', null, null, now()),
        (${w.project}, ${uuid()}, 'notice', null, null, now())`.execute(tx),
    )
    for (let count = 0; count < 3; count++) await assigned()
    await settle()
    expect(receiver.received.length).toBe(6)
    const failed = (await rows()).filter(({ way }) => way === 'email')
    expect(failed.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting'])
    // The mail server was asked once or twice, not three times: it rests.
    expect(failed.filter(({ attempts }) => attempts > 0).length).toBeLessThan(3)
  })
})

describe('a mail server that is set up wrong', () => {
  it.each([
    { what: 'the port', more: { port: 9 }, secret: null, reason: '对方拒绝连接，请核对地址和端口' },
    { what: 'the password', more: { user: '管家' }, secret: 'wrong', reason: '邮件服务器不接受用户名或密码' },
    {
      what: 'the encryption',
      more: { security: 'starttls' },
      secret: null,
      reason: '加密连接没有建立，请核对端口和加密方式',
    },
    { what: 'the name', more: { host: 'smtp.nowhere.invalid' }, secret: null, reason: '找不到这个主机名，请核对网址' },
  ])('says so: $what', async ({ more, secret, reason }) => {
    await endpoint(mailServer(more), secret)
    await chooses('li', 'liqiang@anju.example')
    await assigned()
    await settle()
    expect(await rows()).toMatchObject([{ status: 'waiting', reason }])
  })

  it('takes the right password; an address that does not exist is given up at once, alone', async () => {
    await endpoint(mailServer({ user: '管家' }), 'right')
    await chooses('li', 'nobody@anju.example')
    await chooses('zhao', 'zhaoyong@anju.example')
    await assigned()
    await settle()
    expect(await rows()).toMatchObject([{ status: 'dead', reason: '收件地址不存在或拒收', attempts: 1 }])
    const id = uuid()
    await w.act(w.staff.zhou, 'repair', id, 'register', {
      place: 'public',
      trade: 'electric',
      content,
      keyPoints: '无',
      placeId: w.places.hall,
    })
    await w.act(w.staff.zhou, 'repair', id, 'assign', { technicianId: w.staff.zhao.accountId })
    await settle()
    expect(mail.mails.map(({ to }) => to)).toEqual([['zhaoyong@anju.example']])
  })
})

describe('a group robot', () => {
  const robot: Settings = { way: 'wecom', kinds: ['assigned', 'clock', 'emergency'] }
  const said = () => receiver.received.map(({ body }) => JSON.parse(body).markdown.content as string)

  it('says numbers and kinds, no names and no words of residents, and at most 20 things a minute', async () => {
    await endpoint(robot, `${receiver.url}/robot?key=abc`)
    for (let count = 0; count < 3; count++) await assigned()
    await settle()
    expect(said().length).toBe(1)
    expect(said()[0]).toMatch(
      /^\*\*翠湖花园\*\*(\n> \[[^\]]*BX-[^\]]+\]\(http:\/\/guanjia\.test\/cases\/repair\/[-0-9a-f]+\)){3}$/,
    )
    expect(said()[0]).not.toContain('空调')
    for (let count = 0; count < 25; count++) {
      await assigned()
      await settle()
    }
    expect(said().length).toBe(20)
    machine.advance(61_000)
    await settle()
    expect(said().length).toBe(21)
    expect(said().at(-1)!.match(/BX-/g)?.length).toBe(6)
    expect(await rows({ status: 'waiting' })).toEqual([])
  })

  it('tells nothing of a case that somebody must not know of', async () => {
    await endpoint(robot, `${receiver.url}/robot`)
    const id = await assigned()
    await inCompany(w.engine.db, (tx) =>
      sql`insert into case_barred (project_id, case_id, account_id, at) values (${w.project}, ${id}, ${w.staff.shen.accountId}, now())`.execute(
        tx,
      ),
    )
    expect(await settle()).toEqual({ sent: 0, failed: 0 })
  })

  it('tells nothing of it either when it waited already', async () => {
    await endpoint(robot, `${receiver.url}/robot`)
    const [open, closed] = [await assigned(), await assigned()]
    await planAll(w.engine)
    await inCompany(w.engine.db, (tx) =>
      sql`insert into case_barred (project_id, case_id, account_id, at) values (${w.project}, ${closed}, ${w.staff.shen.accountId}, now())`.execute(
        tx,
      ),
    )
    await settle()
    expect(said()).toHaveLength(1)
    expect([said()[0]!.includes(open), said()[0]!.includes(closed)]).toEqual([true, false])
    expect(await rows({ caseId: closed })).toMatchObject([{ status: 'skipped', reason: '须回避该事项' }])
  })

  it.each([
    ['{"errcode":45009}', '企业微信限制每分钟 20 条，稍后再发'],
    ['{"errcode":93000,"errmsg":"invalid webhook url"}', '群机器人已被移除，或地址不对'],
    ['<html>', '企业微信不接受（?）'],
  ])('that answers %s is tried again later', async (body, reason) => {
    await endpoint(robot, `${receiver.url}/robot`)
    receiver.answers(() => ({ status: 200, body }))
    await assigned()
    await settle()
    expect(await rows()).toMatchObject([{ status: 'waiting', reason }])
  })
})

describe('text messages', () => {
  const gateway = (more = {}): Settings => ({
    ...{ way: 'sms', adapter: 'http', url: `${receiver.url}/sms?u=1` },
    headers: [{ name: 'x-api-key', value: 'Bearer {key}' }],
    body: '{"to":"{phone}","params":{"text":"{text}"},"ref":"{id}"}',
    ...{ okPath: 'result.code', okValue: '0', sign: '安居物业' },
    ...more,
  })
  const staffPhone = () =>
    inCompany(w.engine.db, (tx) =>
      sql`update account set work_phone = '13600136001' where id = ${w.staff.li.accountId}`.execute(tx),
    )

  it('fill the template of the gateway, and nothing breaks out of it', async () => {
    await endpoint(gateway({ sign: '安"居\\' }), 'k-1')
    await staffPhone()
    await chooses('li', null, { smsKinds: ['assigned'] })
    receiver.answers(() => ({ status: 200, body: '{"result":{"code":0}}' }))
    const id = await assigned()
    await settle()
    const [got] = receiver.received
    const sent = JSON.parse(got!.body)
    expect([got!.headers['x-api-key'], sent.to]).toEqual(['Bearer k-1', '13600136001'])
    expect(sent.params.text).toMatch(/^【安"居\\】.*BX-\S+报修/)
    expect(sent.params.text).not.toContain('空调')
    expect(await rows({ caseId: id })).toMatchObject([{ way: 'sms', status: 'sent', toMasked: '136****6001' }])
    expect(sent.ref).toBe((await rows())[0]!.id)
  })

  it('that the gateway does not take are tried again with its reason', async () => {
    await endpoint(gateway(), 'k-1')
    await staffPhone()
    await chooses('li', null, { smsKinds: ['assigned'] })
    receiver.answers(() => ({ status: 200, body: '{"result":{"code":"QUOTA"}}' }))
    await assigned()
    await settle()
    expect(await rows()).toMatchObject([{ status: 'waiting', reason: '短信平台没有接受（QUOTA）' }])
  })

  it('tell a resident of his own matter where he agreed, and say on the case why not where he did not', async () => {
    await endpoint({ way: 'sms', adapter: 'file', sign: '安居物业' })
    const { personId, accountId } = w.owners.wang
    const of = { unitId: w.units['1-1-301'], personId, place: 'home', placeId: undefined }
    const reasons = async () => {
      const id = await assigned(of)
      await settle()
      const found = (await rows({ caseId: id })).filter(({ kind }) => kind === 'progress')
      expect(found.length).toBeGreaterThan(0)
      return [...new Set(found.map(({ status, reason }) => reason ?? status))]
    }
    expect(await reasons()).toEqual(['没有登记手机号'])
    await phoneOf(personId, '13800138821')
    expect(await reasons()).toEqual(['业主还没有同意物业服务通知'])
    const consent = {
      projectId: w.project,
      personId,
      purpose: 'services',
      version: 1,
      given: true,
      way: 'phone',
      accountId,
    } as const
    await inProject(w.engine.db, w.project, (tx) => recordConsent(tx, { ...consent, id: uuid() }, w.time.now()))
    expect(await reasons()).toEqual(['sent'])
    const lines = readFileSync(join(dataDir, 'sms-drill.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines[0]).toMatchObject({
      to: '138****8821',
      text: expect.stringMatching(/^【安居物业】您的事项 BX-\S+：\S+/),
    })
    await inProject(w.engine.db, w.project, (tx) =>
      choosePerson(
        tx,
        w.engine.secrets,
        w.project,
        { personId, bySms: false, byEmail: false, email: undefined },
        w.time.now(),
      ),
    )
    expect(await reasons()).toEqual(['业主选择不收短信'])
  })
})

async function phoneOf(personId: string, phone: string): Promise<void> {
  const id = uuid()
  const { secrets } = w.engine
  const sealed = sealField(secrets, { table: 'person_phone', record: id, field: 'phone' }, phone)
  const { whole, tail } = phoneTokens(secrets)
  await inProject(w.engine.db, w.project, (tx) =>
    sql`insert into person_phone (project_id, id, person_id, phone_sealed, phone_masked, phone_token, tail_token, made_at)
      values (${w.project}, ${id}, ${personId}, ${sealed}, '138****8821', ${whole(phone)}, ${tail(phone)}, ${w.time.now()})`.execute(
      tx,
    ),
  )
}
