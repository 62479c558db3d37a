import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tell } from '../../../test/steps.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { reads } from '../../server.ts'
import { inProject } from '../db/db.ts'
import { verifySignature } from '../signature/signature.ts'
import { purge } from './purge.ts'

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

    monthsPass(60)
    expect((await run(false)).signatures).toBeGreaterThan(0)
    expect(await check()).toEqual({ broken: [], erased: 'gone' })
    expect(await run(true)).toMatchObject({ originals: 0, cases: 0, signatures: 0, notices: 0 })
  })

  it('a resident who left long ago goes, unless something goes on or is owed', async () => {
    const { personId } = w.owners.ma
    await w.database.asOwner(`update residence set to_on = '2026-04-01' where person_id = $1`, [personId])
    await w.database.asOwner(`update residence set to_on = '2026-04-01' where person_id = $1`, [w.owners.liu.personId])
    const open = uuid()
    await w.act(w.staff.zhou, 'matter', open, 'register', {
      channel: 'phone',
      content: '门铃坏了',
      personId: w.owners.liu.personId,
    })
    expect(await run(false)).toMatchObject({ persons: 1 })
    const names = await w.database.asOwner<{ id: string; name: string }>('select id, name from person')
    expect(names.find(({ id }) => id === personId)?.name).toBe('已注销住户')
    expect(names.find(({ id }) => id === w.owners.liu.personId)?.name).toBe('刘洋')
  })
})
