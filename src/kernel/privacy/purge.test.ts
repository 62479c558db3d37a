import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tell } from '../../../test/steps.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'
import { reads } from '../../server.ts'
import { inProject } from '../db/db.ts'
import { verifySignature } from '../signature/signature.ts'
import { purge, purgeSessions } from './purge.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w.close())

const run = (dryRun: boolean) => purge({ engine: w.engine, reads, files: w.files }, w.project, dryRun)
const monthsPass = (many: number) => w.time.advance(many * 31 * 86_400_000)

describe('what is kept longer than the settings say', () => {
  it('goes kind by kind when its time is over, and a dry run only counts', async () => {
    const say = tell(w)
    const job = await say.freeRepairSigned()
    const matter = uuid()
    const form = { channel: 'phone', content: '灯不亮，回电15912349876', unitId: w.units['1-1-302'] }
    await w.act(w.staff.zhou, 'matter', matter, 'register', form)
    await w.act(w.staff.zhou, 'matter', matter, 'withdraw', { reason: '误报' })
    await w.database.asOwner('update cases set final = true, closed_at = last_at where id = $1', [job.caseId])
    expect(await run(true)).toMatchObject({ originals: 0, cases: 0, signatures: 0, persons: 0, notices: 0 })

    monthsPass(7)
    expect(await run(true)).toMatchObject({ originals: 1, cases: 0 })
    expect(await run(true), 'counting changes nothing').toMatchObject({ originals: 1, cases: 0 })
    expect(await run(false)).toMatchObject({ originals: 1, cases: 0 })
    expect(await run(true)).toMatchObject({ originals: 0, cases: 0 })

    monthsPass(30)
    const { cases } = await run(false)
    expect(cases).toBeGreaterThanOrEqual(2)
    const [row] = await w.database.asOwner<{ content: string; title: string }>(
      `select m.content, c.title from intake_matter m join cases c on c.id = m.case_id where m.case_id = $1`,
      [matter],
    )
    expect(row).toEqual({ content: '（已应本人要求删除）', title: '（已应本人要求删除）' })
    const [signed] = await w.database.asOwner<{ id: string }>('select id from signature where case_id = $1', [
      job.caseId,
    ])
    const check = () =>
      inProject(w.engine.db, w.project, (tx) => verifySignature(tx, w.files, w.engine.secrets, w.project, signed!.id))
    expect(await check()).toEqual({ broken: [], erased: 'sealed' })
    const pictures = () =>
      w.database.asOwner<{ sha256: Buffer }>(`select sha256 from file where name = '签字' and made_at <= $1`, [START])
    const drawn = await pictures()
    expect(drawn).toHaveLength(1)
    expect(await w.files.bytesOf(drawn[0]!.sha256)).not.toBeNull()

    monthsPass(60)
    expect((await run(false)).signatures).toBeGreaterThan(0)
    expect(await check()).toEqual({ broken: [], erased: 'gone' })
    expect(await pictures(), 'the drawing goes with the form').toEqual([])
    expect(await w.files.bytesOf(drawn[0]!.sha256)).toBeNull()
    expect(await run(true)).toMatchObject({ originals: 0, cases: 0, signatures: 0, notices: 0 })
  })

  it('a picture that no form named goes after some days, its bytes too; one that a form named stays', async () => {
    const upload = async (background: string) => {
      const bytes = await sharp({ create: { width: 20, height: 20, channels: 3, background } })
        .png()
        .toBuffer()
      return (await w.files.store(w.project, { bytes, name: 'IMG.png', accountId: null })).id
    }
    const [stray, used] = [await upload('#123'), await upload('#456')]
    const job = await tell(w).home({ photos: [used] })
    const { bytes } = (await w.files.read(w.project, stray))!
    w.time.advance(6 * 86_400_000)
    expect(await run(true)).toMatchObject({ files: 0 })
    w.time.advance(2 * 86_400_000)
    expect(await run(false)).toMatchObject({ files: 1 })
    expect(await w.files.read(w.project, stray)).toBeNull()
    expect(await w.files.bytesOf(createHash('sha256').update(bytes).digest())).toBeNull()
    expect(await w.files.read(w.project, used)).not.toBeNull()
    expect((await job.row()).photos).toEqual([used])
  })

  it('sessions that have ended go with their addresses, those that go on stay', async () => {
    const { accountId } = w.staff.zhou
    const start = (hash: string, days: number, revoked: boolean) =>
      w.database.asOwner(
        `insert into session (token_hash, account_id, made_at, seen_at, expires_at, revoked_at, address, agent)
         values (sha256($1::text::bytea), $2, now(), now(), now() + make_interval(days => $3), case when $4 then now() end, '10.0.0.9', 'Phone')`,
        [hash, accountId, days, revoked],
      )
    await start('expired', -1, false)
    await start('signed out', 5, true)
    await start('goes on', 5, false)
    const sessions = () => w.database.asOwner('select from session where account_id = $1', [accountId])
    expect(await purgeSessions(w.engine, new Date(), true)).toBe(2)
    expect(await sessions()).toHaveLength(3)
    expect(await purgeSessions(w.engine, new Date(), false)).toBe(2)
    expect(await sessions()).toHaveLength(1)
  })

  it('a resident who left long ago goes, and one who never lived here, unless something goes on or is owed', async () => {
    const { personId } = w.owners.ma
    await w.database.asOwner(`update residence set to_on = '2026-04-01' where person_id = $1`, [personId])
    await w.database.asOwner(`update residence set to_on = '2026-04-01' where person_id = $1`, [w.owners.liu.personId])
    const [visitor, caller] = [uuid(), uuid()]
    const newcomer = (id: string, name: string, madeAt: Date) =>
      w.database.asOwner(`insert into person (project_id, id, name, name_key, made_at) values ($1, $2, $3, '', $4)`, [
        w.project,
        id,
        name,
        madeAt,
      ])
    await newcomer(visitor, '来访人', new Date(START))
    await newcomer(caller, '新登记的人', w.time.now())
    const open = uuid()
    await w.act(w.staff.zhou, 'matter', open, 'register', {
      channel: 'phone',
      content: '门铃坏了',
      personId: w.owners.liu.personId,
    })
    expect(await run(false)).toMatchObject({ persons: 2 })
    const names = await w.database.asOwner<{ id: string; name: string }>('select id, name from person')
    expect(names.find(({ id }) => id === personId)?.name).toBe('已注销住户')
    expect(names.find(({ id }) => id === w.owners.liu.personId)?.name).toBe('刘洋')
    expect(names.find(({ id }) => id === visitor)?.name).toBe('已注销住户')
    expect(names.find(({ id }) => id === caller)?.name).toBe('新登记的人')
  })
})
