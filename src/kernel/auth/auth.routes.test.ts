import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, browserOf, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { serve } from '../../main.ts'
import { inCompany, inProject } from '../db/db.ts'
import { org } from '../org/org.contract.ts'
import { auth } from './auth.contract.ts'
import { Lockout } from './lockout.ts'
import { hashPassword } from './password.ts'
import { signIn as signInBy } from './sign-in.ts'

let world: DoorWorld
let nobody: Browser

const PASSWORD = '梅花香自苦寒来2026'

beforeAll(async () => {
  world = await makeDoorWorld()
  nobody = await world.browser(null)
  const hash = await hashPassword(PASSWORD)
  await inCompany(world.engine.db, (tx) =>
    sql`update account set password_hash = ${hash} where kind = 'staff'`.execute(tx),
  )
})
afterAll(() => world.closeAll())

/** The browser of whoever the answer signed in. */
function entered(reply: { headers: Record<string, unknown> }): Browser {
  const set = String(reply.headers['set-cookie'])
  return browserOf(world.app, set.slice(0, set.indexOf(';')))
}

const signIn = (login: string, password = PASSWORD, headers = {}) =>
  nobody.send(auth.signIn, { body: { login, password } }, headers)

describe('signing in by password', () => {
  it('answers who that is, and sets a cookie that scripts cannot read', async () => {
    const { status, body, reply } = await signIn('zhou')
    expect(status).toBe(200)
    expect(body).toMatchObject({ account: { name: '周敏', kind: 'staff' }, clock: 'manual', demo: false })
    expect(body.projects).toEqual([expect.objectContaining({ id: world.project, roles: ['receptionist'] })])
    const cookie = String(reply.headers['set-cookie'])
    for (const part of ['__Host-guanjia=', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/'])
      expect(cookie).toContain(part)
    expect(cookie).not.toContain('Domain')
    expect((await entered(reply).call(auth.me, {})).account.name).toBe('周敏')
  })

  it('keeps only a keyed hash of the token', async () => {
    const { reply } = await signIn('wu')
    const token = /guanjia=([^;]+)/.exec(String(reply.headers['set-cookie']))![1]!
    const rows = await world.database.asOwner('select * from session')
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  it('says the same for a wrong password, an unknown name and a disabled account', async () => {
    await inCompany(world.engine.db, (tx) =>
      sql`update account set disabled_at = now() where login = 'feng'`.execute(tx),
    )
    const answers = [await signIn('zhou', 'wrong password'), await signIn('nobody-here', 'wrong'), await signIn('feng')]
    for (const { status, reply } of answers) {
      expect(status).toBe(401)
      expect(reply.body).toBe(answers[0]!.reply.body)
    }
  })

  it('locks an account after five wrong tries, also against the right password, and an unknown name alike', async () => {
    for (const login of ['qian', 'no-such-name']) {
      for (let tries = 0; tries < 5; tries++) expect((await signIn(login, 'guess')).status).toBe(401)
      const { status, problem, reply } = await signIn(login)
      expect([status, problem.kind]).toEqual([429, 'too-many'])
      expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
    }
  })

  it('lets no more than five of many tries at once through, and takes back none that were wrong', async () => {
    const { db, secrets } = world.engine
    const from = { machineNow: new Date(), address: '10.1.0.1', agent: null, language: 'zh-CN' }
    const atOnce = async (lockout: () => Lockout, login: string) => {
      const given = { login, password: 'guess' }
      const tries = Array.from({ length: 20 }, () => signInBy(db, secrets, lockout(), given, from))
      const kinds = (await Promise.allSettled(tries)).map((one) => one.status === 'rejected' && one.reason.kind)
      return kinds.filter((kind) => kind === 'wrong-password').length
    }
    const one = new Lockout()
    expect(await atOnce(() => one, 'no-such-name-either')).toBe(5)
    // As many servers have it: what the database counts is all that they share.
    expect(await atOnce(() => new Lockout(), 'sun')).toBe(5)
    const [row] = await world.database.asOwner(`select failed_count from account where login = 'sun'`)
    expect(row!.failed_count).toBe(5)
  })

  it('a restart does not forgive a locked account', async () => {
    const locked = await world.database.asOwner(`select locked_until from account where login = 'qian'`)
    expect(locked[0]!.locked_until).not.toBeNull()
  })

  it('reaches no other project', async () => {
    const other = await entered((await signIn('stranger')).reply).call(auth.me, {})
    expect(other.projects.map(({ id }) => id)).toEqual([world.otherProject])
    const executive = await entered((await signIn('han')).reply).call(auth.me, {})
    expect(executive.projects.map(({ id }) => id).sort()).toEqual([world.project, world.otherProject].sort())
  })
})

describe('sessions', () => {
  it('are listed, ended one by one, and end at sign-out', async () => {
    const [first, second] = [entered((await signIn('zhao')).reply), entered((await signIn('zhao')).reply)]
    const { sessions } = await first.call(auth.sessions, {})
    expect(sessions.filter(({ current }) => current)).toHaveLength(1)
    const other = sessions.find(({ current }) => !current)!
    await first.call(auth.endSession, { params: { session: other.session } })
    expect((await second.send(auth.me, {})).status).toBe(401)
    await first.call(auth.signOut, {})
    expect((await first.send(auth.me, {})).status).toBe(401)
  })

  it("do not end somebody else's session", async () => {
    const victim = await world.browser(world.staff.he)
    const { sessions } = await victim.call(auth.sessions, {})
    const thief = await world.browser(world.staff.li)
    expect((await thief.send(auth.endSession, { params: { session: sessions[0]!.session } })).status).toBe(404)
    expect((await victim.send(auth.me, {})).status).toBe(200)
  })

  it('die with the account, and lose a right with the post, at the next request', async () => {
    const manager = await world.browser(world.staff.jiang)
    const guard = await world.browser(world.staff.shen)
    const params = { project: world.project }
    expect((await guard.send(org.staff, { params })).status).toBe(200)
    const { posts } = await manager.call(org.posts, { params })
    const post = posts.find(({ holdings }) =>
      holdings.some(({ accountId }) => accountId === world.staff.shen.accountId),
    )!
    world.time.advance(1000)
    await manager.call(org.endHolding, { params: { ...params, post: post.id, holding: post.holdings[0]!.id } })
    // No post is left: the project is out of reach, like one that does not exist.
    expect((await guard.send(org.staff, { params })).status).toBe(404)
    const officer = await world.browser(world.staff.he)
    await manager.call(org.disable, { params: { ...params, account: world.staff.he.accountId } })
    expect((await officer.send(auth.me, {})).status).toBe(401)
  })
})

describe('the password', () => {
  it('is changed with the old one; common ones are refused; other sessions end', async () => {
    const [here, there] = [entered((await signIn('li')).reply), entered((await signIn('li')).reply)]
    const change = (current: string, next: string) => here.send(auth.password, { body: { current, next } })
    expect((await change('wrong', '春眠不觉晓处处闻')).problem.fields[0].field).toBe('current')
    for (const common of ['12345678', 'password1', 'aaaaaaaa', 'qwerty123', 'admin888', 'woaini1314', '88888888']) {
      expect((await change(PASSWORD, common)).status).toBe(400)
    }
    expect((await change(PASSWORD, 'short')).status).toBe(400)
    expect((await change(PASSWORD, '春眠不觉晓处处闻')).status).toBe(200)
    expect((await here.send(auth.me, {})).status).toBe(200)
    expect((await there.send(auth.me, {})).status).toBe(401)
    expect((await signIn('li', '春眠不觉晓处处闻')).status).toBe(200)
  })
})

describe('owners', () => {
  it('sign in by a slip from the desk, once, within fifteen minutes', async () => {
    const desk = await world.browser(world.staff.zhou)
    const personId = uuid()
    await inProject(world.engine.db, world.project, (tx) =>
      sql`insert into person (project_id, id, name, name_key, made_at) values (${world.project}, ${personId}, '周迅', 'zx', ${world.time.now()})`.execute(
        tx,
      ),
    )
    const params = { project: world.project, person: personId }
    const slip = await desk.call(auth.slip, { params })
    expect(slip.qrSvg).toContain('<svg')
    const token = slip.url.split('#')[1]!
    const first = await nobody.send(auth.ownerSignIn, { body: { token } }, { 'accept-language': 'en-GB,en;q=0.9' })
    expect(first.body).toMatchObject({ account: { kind: 'owner', name: '周迅' }, persons: [{ person: personId }] })
    expect(first.body.account.language, 'a new account begins in the language of the phone').toBe('en')
    await entered(first.reply).call(auth.language, { body: { language: 'zh-TW' } })
    const { rows: spoken } = await inProject(world.engine.db, world.project, (tx) =>
      sql<{
        language: string
      }>`select language from person where project_id = ${world.project} and id = ${personId}`.execute(tx),
    )
    expect(spoken, 'what is sent to the person follows what his account chose').toEqual([{ language: 'zh-TW' }])
    expect((await nobody.send(auth.ownerSignIn, { body: { token } })).status).toBe(410)
    const second = await desk.call(auth.slip, { params })
    const again = await nobody.send(auth.ownerSignIn, { body: { token: second.url.split('#')[1]! } })
    expect(again.body.account.id).toBe(first.body.account.id)
    const late = await desk.call(auth.slip, { params })
    world.time.advance(16 * 60_000)
    expect((await nobody.send(auth.ownerSignIn, { body: { token: late.url.split('#')[1]! } })).status).toBe(410)
    expect((await nobody.send(auth.ownerSignIn, { body: { token: 'x'.repeat(43) } })).status).toBe(404)
  })

  it('a slip is for the desk to print, for residents of its own project', async () => {
    const person = world.owners.wang.personId
    const technician = await world.browser(world.staff.zhao)
    expect((await technician.send(auth.slip, { params: { project: world.project, person } })).status).toBe(403)
    const stranger = await world.browser(world.stranger)
    expect((await stranger.send(auth.slip, { params: { project: world.otherProject, person } })).status).toBe(404)
  })
})

describe('demo mode', () => {
  it('is not there outside demo mode', async () => {
    expect((await nobody.send(auth.demoPeople, {})).status).toBe(404)
    const body = { accountId: world.staff.zhou.accountId }
    expect((await nobody.send(auth.demoSignIn, { body })).status).toBe(404)
  })

  it('offers one person of each role of the demo project, and no others', async () => {
    const demo = await makeDoorWorld({ demo: true })
    try {
      await inCompany(demo.engine.db, (tx) => sql`update project set demo = true where code = 'cuihu'`.execute(tx))
      const visitor = browserOf(demo.app, '')
      const { people } = await visitor.call(auth.demoPeople, {})
      expect(people.filter(({ role }) => role === 'receptionist')).toHaveLength(1)
      expect(people.some(({ kind }) => kind === 'owner')).toBe(true)
      const [one] = people
      const { status, body } = await visitor.send(auth.demoSignIn, { body: { accountId: one!.accountId } })
      expect([status, body.account.id]).toEqual([200, one!.accountId])
      for (const { accountId } of [demo.stranger, demo.staff.han])
        expect((await visitor.send(auth.demoSignIn, { body: { accountId } })).status).toBe(404)
      const named = async () => (await visitor.call(auth.demoPeople, {})).people.map(({ accountId }) => accountId)
      const receptionist = people.find(({ role }) => role === 'receptionist')!.accountId
      await demo.database.asOwner(
        `insert into post_holding (id, post_id, account_id, kind, from_at)
         select gen_random_uuid(), id, $1, 'holder', '2020-01-01' from post where project_id = $2 limit 1`,
        [receptionist, demo.otherProject],
      )
      expect(await named(), 'who works in a real estate besides').not.toContain(receptionist)
      await inCompany(demo.engine.db, (tx) => sql`update project set demo = true`.execute(tx))
      expect(await named(), 'all estates are invented').toContain(demo.staff.han.accountId)
    } finally {
      await demo.closeAll()
    }
  })

  it('and the time door are refused beyond loopback, and behind a proxy on this machine', async () => {
    await expect(
      makeDoorWorld({ loopback: false, demo: true, manualTime: null, publicUrl: 'https://x.example' }),
    ).rejects.toThrow('演示模式')
    await expect(makeDoorWorld({ loopback: false, publicUrl: 'https://x.example' })).rejects.toThrow('手动时钟')
    await expect(makeDoorWorld({ loopback: false, manualTime: null, publicUrl: 'http://x.example' })).rejects.toThrow(
      'https',
    )
    const proxied = { behindProxy: true, publicUrl: 'https://x.example' }
    await expect(makeDoorWorld({ ...proxied, demo: true, manualTime: null })).rejects.toThrow('演示模式')
    await expect(makeDoorWorld(proxied)).rejects.toThrow('手动时钟')
    const start = { port: 0, host: '127.0.0.1', dataDir: '/dev/null/none', demo: false, log: false } as const
    const behindProxy = 'https://x.example'
    await expect(serve({ ...start, behindProxy, clock: 'system', demo: 'full' })).rejects.toThrow('请加 --no-demo')
    await expect(serve({ ...start, behindProxy, clock: 'manual' })).rejects.toThrow('请去掉 --clock manual')
    await expect(serve({ ...start, behindProxy: 'http://x.example', clock: 'system' })).rejects.toThrow('https://')
  })
})

describe('the time door', () => {
  it('moves business time', async () => {
    const before = world.time.now().getTime()
    const { now } = await nobody.call(auth.moveTime, { body: { advanceMs: 60_000 } })
    expect(new Date(now).getTime()).toBe(before + 60_000)
  })

  it('is not there with the system clock', async () => {
    const real = await makeDoorWorld({ manualTime: null })
    try {
      expect((await browserOf(real.app, '').send(auth.moveTime, { body: { advanceMs: 1 } })).status).toBe(404)
    } finally {
      await real.closeAll()
    }
  })
})
