import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { inCompany } from '../db/db.ts'
import { org } from '../org/org.contract.ts'
import { auth } from './auth.contract.ts'
import { hashPassword } from './password.ts'
import { totp } from './totp.contract.ts'

const PASSWORD = '春眠不觉晓处处闻啼鸟'

let world: DoorWorld
let nobody: Browser
let machineMs = Date.parse('2026-03-11T01:00:00Z')

beforeAll(async () => {
  vi.spyOn(Date, 'now').mockImplementation(() => machineMs)
  world = await makeDoorWorld()
  nobody = await world.browser(null)
  const passwordHash = await hashPassword(PASSWORD)
  await inCompany(world.engine.db, (tx) =>
    tx.updateTable('account').set({ passwordHash }).where('kind', '=', 'staff').execute(),
  )
})
afterAll(() => {
  vi.restoreAllMocks()
  return world.closeAll()
})
/** Each test in steps of its own. */
beforeEach(() => {
  machineMs += 10 * 60_000
})

const codeOf = (secret: string, at = machineMs) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at })
const signIn = (login: string, code?: string, password = PASSWORD) =>
  nobody.send(auth.signIn, { body: { login, password, ...(code === undefined ? {} : { totp: code }) } })

async function enrolled(who: 'zhou' | 'li' | 'wu' | 'he'): Promise<{ me: Browser; secret: string; codes: string[] }> {
  machineMs += 60_000
  const me = await world.browser(world.staff[who])
  const { secret } = await me.call(totp.begin, { body: { password: PASSWORD } })
  const { recoveryCodes } = await me.call(totp.confirm, { body: { code: codeOf(secret) } })
  machineMs += 60_000
  return { me, secret, codes: recoveryCodes }
}

const stored = (login: string) =>
  world.database.asOwner<{ sealed: Buffer | null; pending: Buffer | null }>(
    'select totp_sealed as sealed, totp_pending_sealed as pending from account where login = $1',
    [login],
  )
const changesOf = async (login: string) =>
  (
    await world.database.asOwner<{ what: string; by: string }>(
      `select c.what, b.login as by from sign_in_change c join account a on a.id = c.account_id
       join account b on b.id = c.by_account where a.login = $1 order by c.at, c.id`,
      [login],
    )
  ).map(({ what, by }) => `${what} by ${by}`)

describe('a one-time code', () => {
  it('counts once its first code is confirmed; the secret lies sealed', async () => {
    const me = await world.browser(world.staff.zhou)
    expect(await me.call(totp.state, {})).toEqual({ since: null, codesLeft: 0 })
    const stranger = await me.send(totp.begin, { body: { password: '不是这个密码' } })
    expect([stranger.status, stranger.problem.fields[0].field]).toEqual([400, 'password'])
    expect(await stored('zhou')).toEqual([{ sealed: null, pending: null }])
    const { secret, url, qrSvg } = await me.call(totp.begin, { body: { password: PASSWORD } })
    expect(url).toContain(`secret=${secret}`)
    expect(qrSvg).toContain('<svg')
    expect((await signIn('zhou')).status).toBe(200)
    const wrong = codeOf(secret) === '000000' ? '000001' : '000000'
    expect((await me.send(totp.confirm, { body: { code: wrong } })).problem).toMatchObject({
      status: 400,
      kind: 'bad-form',
    })
    const { recoveryCodes } = await me.call(totp.confirm, { body: { code: codeOf(secret) } })
    expect(new Set(recoveryCodes).size).toBe(10)
    expect((await me.call(totp.state, {})).codesLeft).toBe(10)
    const [row] = await stored('zhou')
    expect(row!.pending).toBeNull()
    expect(row!.sealed!.includes(secret)).toBe(false)
    const hashes = await world.database.asOwner<{ line: string }>('select c::text as line from recovery_code c')
    for (const code of recoveryCodes) expect(JSON.stringify(hashes)).not.toContain(code.replace('-', ''))
    expect((await me.send(totp.begin, { body: { password: PASSWORD } })).problem).toMatchObject({ kind: 'wrong-state' })
  })

  it('is asked for at sign-in, opens once, and not when it is old', async () => {
    const { secret } = await enrolled('li')
    expect((await signIn('li')).problem).toMatchObject({ status: 401, kind: 'totp', title: '请输入动态码' })
    expect((await signIn('li', codeOf(secret, machineMs - 120_000))).problem).toMatchObject({
      status: 401,
      title: '动态码不对',
    })
    const code = codeOf(secret)
    expect((await signIn('li', code)).status).toBe(200)
    expect((await signIn('li', code)).problem).toMatchObject({ status: 401, kind: 'totp' })
    machineMs += 60_000
    expect((await signIn('li', codeOf(secret))).status).toBe(200)
  })

  it('is not needed with a recovery code, each of which opens once', async () => {
    const { me, codes } = await enrolled('wu')
    expect((await signIn('wu', codes[0]!.toLowerCase().replace('-', ''))).status).toBe(200)
    expect((await signIn('wu', codes[0]!)).problem).toMatchObject({ status: 401, kind: 'totp' })
    expect((await me.call(totp.state, {})).codesLeft).toBe(9)
    expect((await me.send(totp.codes, { body: { password: '不是这个密码' } })).problem).toMatchObject({ status: 400 })
    const fresh = await me.call(totp.codes, { body: { password: PASSWORD } })
    expect((await signIn('wu', codes[1]!)).status).toBe(401)
    expect((await signIn('wu', fresh.recoveryCodes[0]!)).status).toBe(200)
    expect(await changesOf('wu')).toEqual([
      'totp-on by wu',
      'recovery-used by wu',
      'recovery-codes by wu',
      'recovery-used by wu',
    ])
  })

  it('goes off with the password, or by an administrator, who is on record and ends the sessions', async () => {
    const { me } = await enrolled('he')
    expect((await me.send(totp.off, { body: { password: '不是这个密码' } })).problem.fields[0].field).toBe('password')
    await me.call(totp.off, { body: { password: PASSWORD } })
    expect((await signIn('he')).status).toBe(200)
    const again = await enrolled('he')
    const params = { project: world.project, account: world.staff.he.accountId }
    expect((await again.me.send(org.resetTotp, { params })).status).toBe(403)
    await (await world.browser(world.staff.jiang)).call(org.resetTotp, { params })
    expect((await again.me.send(totp.state, {})).status).toBe(401)
    expect((await signIn('he')).status).toBe(200)
    expect(await changesOf('he')).toEqual(['totp-on by he', 'totp-off by he', 'totp-on by he', 'totp-reset by jiang'])
    expect(await stored('he')).toEqual([{ sealed: null, pending: null }])
  })

  it('is not for owners, who have no password', async () => {
    const owner = await world.browser(world.owners.wang)
    expect((await owner.send(totp.begin, { body: { password: PASSWORD } })).problem).toMatchObject({
      status: 422,
      kind: 'blocked',
    })
  })
})
