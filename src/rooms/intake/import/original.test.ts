import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, type DoorWorld, makeDoorWorld } from '../../../../test/doors.ts'
import { inProject } from '../../../kernel/db/db.ts'
import { applyImport, beginImport, checkFile } from '../../../kernel/import/run.ts'
import { erasePerson } from '../../../kernel/privacy/erase.ts'
import { matterIdOf, messages } from './messages.ts'
import { original } from './original.contract.ts'

/** Each message as it stands in the file, blanks and line ends included. */
const written = {
  plain: '{ "id": "a1",\r\n  "subject":"路灯", "text" : "三号楼前路灯不亮 😟，电话 13800138829" }',
  numbered: '{"id":"a2","text":"请退押金，身份证 11010519491231002X"}',
}

let world: DoorWorld
let desk: Browser
let manager: Browser

beforeAll(async () => {
  world = await makeDoorWorld()
  const { engine, project, staff } = world
  desk = await world.browser(staff.zhou)
  manager = await world.browser(staff.jiang)
  const bytes = Buffer.from(`[${written.plain},\n${written.numbered}]`)
  const kind = messages(engine)
  const file = { projectId: project, bytes, name: '来信.json', accountId: staff.jiang.accountId }
  const importId = await beginImport(engine, kind, file)
  await checkFile(engine, kind, { projectId: project, importId, bytes })
  await applyImport(engine, kind, { projectId: project, importId, actor: staff.jiang })
})
afterAll(() => world.closeAll())

const looked = { reason: 'case', purpose: '核对来信' } as const
const open = (who: Browser, id: string) =>
  who.send(original, { params: { project: world.project, matter: matterIdOf(world.project, id) }, body: looked })
const looks = () =>
  world.database.asOwner<{ account_id: string; purpose: string }>(
    `select account_id, purpose from reveal where kind = 'original'`,
  )

it('is handed out byte for byte as a download, and each look is on record', async () => {
  const { status, reply } = await open(desk, 'a1')
  expect(status).toBe(200)
  expect(reply.rawPayload.equals(Buffer.from(written.plain))).toBe(true)
  expect(reply.headers['content-disposition']).toMatch(/^attachment; filename="SQ-[\d-]+\.json"$/)
  expect(reply.headers['content-type']).toBe('application/octet-stream')
  expect(await looks()).toEqual([{ account_id: world.staff.zhou.accountId, purpose: '核对来信' }])
})

it('with an ID number in it: not without an approval, where it is nobody’s by those who could approve', async () => {
  const before = await looks()
  expect((await open(desk, 'a2')).problem).toMatchObject({ status: 403, kind: 'needs-approval' })
  expect(await looks()).toEqual(before)
  expect((await open(manager, 'a2')).reply.rawPayload.toString()).toBe(written.numbered)
  expect((await looks()).length).toBe(before.length + 1)
})

it('is not for a guard, and a matter that came by telephone has none', async () => {
  expect((await open(await world.browser(world.staff.shen), 'a1')).status).toBe(403)
  expect((await open(desk, 'nobody')).status).toBe(404)
})

it('is gone, with the number of another register, when its person is erased', async () => {
  const { engine, project, owners, staff, time } = world
  const { personId } = owners.ma
  await world.act(staff.zhou, 'matter', matterIdOf(project, 'a1'), 'fillIn', { content: '是马超来的信', personId })
  await inProject(engine.db, project, async (tx) => {
    await sql`update person set outside_no = 'K-77' where project_id = ${project} and id = ${personId}`.execute(tx)
    await erasePerson(tx, engine, project, personId, time.now())
  })
  const kept = await world.database.asOwner(
    `select p.outside_no, length(o.sealed) as bytes from person p
     join cases c on c.person_id = p.id join case_original o on o.case_id = c.id where p.id = $1`,
    [personId],
  )
  expect(kept).toEqual([{ outside_no: null, bytes: 0 }])
  expect((await open(desk, 'a1')).status).toBe(404)
})
