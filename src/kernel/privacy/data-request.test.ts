import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { tell } from '../../../test/steps.ts'
import { cases } from '../case/case.contract.ts'
import { deliveries } from '../delivery/delivery.contract.ts'
import { person } from '../person/person.contract.ts'
import { signatures } from '../signature/signature.contract.ts'
import { currentVersion } from './consents.ts'
import { privacy } from './privacy.contract.ts'

let world: DoorWorld
let desk: Browser
let supervisor: Browser
let manager: Browser
beforeAll(async () => {
  world = await makeDoorWorld()
  desk = await world.browser(world.staff.zhou)
  supervisor = await world.browser(world.staff.chen)
  manager = await world.browser(world.staff.jiang)
})
afterAll(() => world.closeAll())

const of = (name: keyof DoorWorld['owners']) => ({ project: world.project, person: world.owners[name].personId })

describe('consent', () => {
  it('is given and withdrawn by purpose and version; the last word counts', async () => {
    const owner = await world.browser(world.owners.liu)
    const say = (given: boolean, version = currentVersion('marketing')) =>
      owner.send(privacy.myConsent, {
        params: of('liu'),
        body: { id: uuid(), purpose: 'marketing', version, given },
      })
    const stands = async () =>
      (await desk.call(privacy.person, { params: of('liu') })).consents.find(({ purpose }) => purpose === 'marketing')
    expect((await stands())?.answer).toBeNull()
    await say(true)
    expect((await stands())?.answer).toMatchObject({ given: true, version: 1, way: 'phone' })
    world.time.advance(60_000)
    await say(false)
    expect((await stands())?.answer).toMatchObject({ given: false })
    expect((await say(true, 99)).problem.kind).toBe('stale')
    await expect(
      world.engine.db.pool.query('delete from consent'),
      'nobody rewrites what was agreed to',
    ).rejects.toThrow()
  })

  it('is one’s own: nobody answers for another', async () => {
    const body = { id: uuid(), purpose: 'marketing' as const, version: 1, given: true }
    const owner = await world.browser(world.owners.liu)
    expect((await owner.send(privacy.myConsent, { params: of('ma'), body })).status).toBe(404)
    expect((await owner.send(privacy.mine, { params: of('ma') })).status).toBe(404)
  })
})

describe('a copy of the own data', () => {
  it('is checked by a second person, holds everything in the clear, and can be fetched for some days', async () => {
    const owner = await world.browser(world.owners.liu)
    await desk.call(person.addPhone, { params: of('liu'), body: { id: uuid(), phone: '13900139001' } })
    await desk.call(person.recordIdNumber, { params: of('liu'), body: { idNumber: '11010519491231002X' } })
    const email = 'liuyang@mail.example'
    await owner.call(deliveries.setPerson, { params: of('liu'), body: { bySms: false, byEmail: true, email } })
    const id = uuid()
    await owner.call(privacy.myAsk, { params: of('liu'), body: { id, kind: 'export' } })
    const params = { ...of('liu'), request: id }
    const of1 = { project: world.project, request: id }
    expect((await owner.send(privacy.myCopy, { params })).status).toBe(404)
    expect((await desk.send(privacy.check, { params: of1, body: { approve: true } })).status).toBe(403)
    await supervisor.call(privacy.check, { params: of1, body: { approve: true } })
    const { data } = await owner.call(privacy.myCopy, { params })
    expect(data).toMatchObject({ name: '刘洋', phones: ['13900139001'], idNumber: '11010519491231002X', email })
    const pdf = await owner.send(privacy.myCopyPdf, { params })
    expect(pdf.reply.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await (await world.browser(world.owners.ma)).send(privacy.myCopy, { params })).status).toBe(404)
    const before = (await desk.call(person.page, { params: of('liu') })).reveals.length
    await desk.call(privacy.copy, { params: of1 })
    const { reveals } = await desk.call(person.page, { params: of('liu') })
    expect(reveals).toHaveLength(before + 1)
    expect(reveals[0]).toMatchObject({ kind: 'export', reason: 'request' })
    world.time.advance(7 * 86_400_000)
    expect((await owner.send(privacy.myCopy, { params })).status).toBe(410)
  })

  it('asked at the desk, whoever wrote it down does not check it', async () => {
    const id = uuid()
    await supervisor.call(privacy.ask, { params: of('liu'), body: { id, kind: 'export', way: 'counter' } })
    const again = { id: uuid(), kind: 'export' as const, way: 'counter' as const }
    await manager.call(privacy.ask, { params: of('liu'), body: again })
    const { requests } = await desk.call(privacy.person, { params: of('liu') })
    expect(
      requests.filter(({ checkedAt }) => checkedAt === null),
      'asked twice it is one wish',
    ).toHaveLength(1)
    const params = { project: world.project, request: id }
    expect((await supervisor.send(privacy.check, { params, body: { approve: true } })).problem.kind).toBe('wrong-role')
    await manager.call(privacy.check, { params, body: { approve: false, answer: '证件不符' } })
    expect((await supervisor.send(privacy.copy, { params })).status).toBe(404)
  })
})

describe('erasure', () => {
  it('waits for what goes on; then person and words are gone, the log and what was signed still prove', async () => {
    const say = tell(world)
    const wang = world.owners.wang
    const owner = await world.browser(wang)
    await desk.call(person.addPhone, { params: of('wang'), body: { id: uuid(), phone: '13800138821' } })
    const contact = { id: uuid(), name: '王建国', relation: '父亲', phone: '13700137720' }
    await desk.call(person.addContact, { params: of('wang'), body: contact })
    const job = await say.freeRepairSigned()
    const declined = uuid()
    await desk.call(privacy.ask, { params: of('wang'), body: { id: declined, kind: 'export', way: 'counter' } })
    await supervisor.call(privacy.check, {
      params: { project: world.project, request: declined },
      body: { approve: false, answer: '王小明没有带证件' },
    })
    const id = uuid()
    await desk.call(privacy.ask, { params: of('wang'), body: { id, kind: 'erase', way: 'counter' } })
    const params = { project: world.project, request: id }
    const approve = () => supervisor.send(privacy.check, { params, body: { approve: true } })
    const held = await approve()
    expect([held.status, held.problem.title]).toEqual([422, expect.stringMatching(/在住：1-1-301.*没有办结/)])

    await finishAll(wang.personId)
    const { residences } = await desk.call(person.page, { params: of('wang') })
    for (const { id: residence } of residences)
      await desk.call(person.moveOut, { params: { ...of('wang'), residence }, body: { toOn: '2026-03-10' } })
    const [signed] = await world.database.asOwner<{ id: string }>('select id from signature where case_id = $1', [
      job.caseId,
    ])
    const log = () => world.database.asOwner('select * from case_action where case_id = $1 order by seq', [job.caseId])
    const before = await log()
    const { result } = await supervisor.call(privacy.check, {
      params,
      body: { approve: true, answer: '王小明本人到场' },
    })
    expect(result).toMatchObject({ phones: 1, contacts: 1, accounts: 1, signatures: expect.any(Number) })
    expect(result!.texts).toBeGreaterThan(0)
    expect(await log(), 'the log is untouched').toEqual(before)
    const check = await desk.call(signatures.verify, { params: { project: world.project, signature: signed!.id } })
    expect(check).toEqual({ intact: true, broken: [], erased: 'sealed' })
    expect((await owner.send(privacy.mine, { params: of('wang') })).status, 'signed out').toBe(401)
    const sessions = world.database.asOwner('select from session where account_id = $1', [wang.accountId])
    expect(await sessions, 'where he signed in from is nobody’s to know').toEqual([])
    expect(
      (await desk.send(person.reveal, { params: of('wang'), body: { kind: 'phone', purpose: '回电' } })).status,
    ).toBe(404)
    const page = await desk.call(cases.page, {
      params: { project: world.project, procedure: 'repair', id: job.caseId },
    })
    expect(page.case.person?.name).toBe('已注销住户')
    expect(page.timeline.filter(({ erased }) => erased).length).toBeGreaterThan(0)
    expect(JSON.stringify(page)).not.toMatch(/王小明|水龙头/)
    const all = await world.database.asOwner<{ row: string }>(everyRow(await tables()))
    const left = all.filter(({ row }) => /王小明|王建国|13800138821|13700137720/.test(row))
    expect(left).toEqual([])
  })

  it('takes along what was said about whoever approves it, though he finds nothing of it', async () => {
    const ma = world.owners.ma
    const caseId = await tell(world).matter({
      content: '主管态度恶劣',
      personId: ma.personId,
      unitId: world.units['2-1-101'],
    })
    await world.database.asOwner(
      `insert into case_barred (project_id, case_id, account_id, at) values ($1, $2, $3, now())`,
      [world.project, caseId, world.staff.chen.accountId],
    )
    await world.database.asOwner(`update residence set to_on = '2026-03-01' where person_id = $1`, [ma.personId])
    const page = { params: { project: world.project, procedure: 'matter', id: caseId } }
    expect((await supervisor.send(cases.page, page)).status).toBe(404)
    const id = uuid()
    await desk.call(privacy.ask, { params: of('ma'), body: { id, kind: 'erase', way: 'counter' } })
    const approve = () =>
      supervisor.send(privacy.check, { params: { project: world.project, request: id }, body: { approve: true } })
    expect((await approve()).problem.title).toMatch(/1 件事项没有办结/)
    await finishAll(ma.personId)
    expect((await approve()).body.result).toMatchObject({ cases: 1, texts: 1 })
    const left = await world.database.asOwner('select from case_text where case_id = $1 and body::text like $2', [
      caseId,
      '%恶劣%',
    ])
    expect(left).toEqual([])
  })

  /** Brings the cases of a person to their end by cancelling what is open, as the owner of the tables. */
  async function finishAll(personId: string): Promise<void> {
    await world.database.asOwner(`update cases set final = true where person_id = $1`, [personId])
  }
  const tables = async () =>
    (
      await world.database.asOwner<{ name: string }>(
        `select quote_ident(relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
      )
    ).map(({ name }) => name)
  const everyRow = (names: readonly string[]) =>
    names.map((name) => `select '${name} ' || t::text as row from ${name} t`).join(' union all ')
})
