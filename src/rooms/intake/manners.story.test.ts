import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refused } from '../../../test/refused.ts'
import { makeWorld, type World } from '../../../test/world.ts'

/** How customers are received: rated by themselves, watched by an inspector. */
let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w?.close())

const does = (who: Parameters<World['act']>[0], id: string, action: string, form: unknown = {}) =>
  w.act(who, 'manners', id, action, form)
const read = (id: string) => w.read('manners', id)
const rated = async (form: object, who: Parameters<World['act']>[0] = w.owners.wang) => {
  const id = uuid()
  await does(who, id, 'rate', { matterNumber: 'SQ-20260311-0001', evaded: false, ...form })
  return id
}
const allKept = {
  dress: true,
  greeting: true,
  listening: true,
  noting: true,
  standpoint: true,
  farewell: true,
  knows: true,
}
const inspected = async (form: object = {}, who: Parameters<World['act']>[0] = w.staff.chen) => {
  const id = uuid()
  await does(who, id, 'inspect', { employeeId: w.staff.zhou.accountId, words: '上午十点前台', ...allKept, ...form })
  return id
}
const clock = async (id: string) => (await w.clocks(id)).at(-1)

it('INT-10 a rating names its matter by the number alone, or none: what stands there is told to everybody', async () => {
  for (const matterNumber of ['13800138829', '请打13800138829', 'SQ-2026', 'BX-20260311-0001'])
    await expect(rated({ matterNumber, rating: 5 })).rejects.toEqual(refused('bad-form'))
  const id = await rated({ matterNumber: undefined, rating: 5 })
  expect((await read(id)).of.title).toBe('接待评价')
  expect((await read(id)).row.matterNumber).toBeNull()
})

describe('CMP-29 knowing how complaints are handled', () => {
  it('CMP-29 is asked about in every spot check; who does not know is talked to', async () => {
    await expect(inspected({ knows: undefined })).rejects.toEqual(refused('bad-form'))
    const id = await inspected({ knows: false })
    expect(await read(id)).toMatchObject({ of: { state: 'to-mend' }, row: { failed: ['knows'] } })
  })
})

describe('INT-10 manners', () => {
  it('INT-10 the customer rates how he was received; a good rating ends there', async () => {
    const id = await rated({ rating: 5 })
    expect(await read(id)).toMatchObject({
      of: { state: 'ended', final: true, closedAt: w.time.now(), personId: w.owners.wang.personId },
      row: { source: 'customer', rating: 5, evaded: false, checkedAt: w.time.now() },
    })
    await expect(rated({})).rejects.toEqual(refused('bad-form'))
    await expect(rated({ rating: 6 })).rejects.toEqual(refused('bad-form'))
  })

  it('INT-10 a poor rating, and INT-03 one who was sent about, are talked over', async () => {
    for (const form of [{ rating: 2 }, { rating: 5, evaded: true }]) {
      const id = await rated(form)
      expect((await read(id)).of.state).toBe('to-mend')
      expect(await w.notices(w.staff.chen.accountId)).toContainEqual(expect.objectContaining({ caseId: id }))
      await expect(does(w.staff.zhou, id, 'mend', { mending: '改' })).rejects.toEqual(refused('wrong-role'))
      await does(w.staff.chen, id, 'mend', { mending: '已面谈，先倾听再安排' })
      expect(await read(id)).toMatchObject({ of: { state: 'ended' }, row: { mendedAt: w.time.now() } })
    }
  })

  it('INT-10 an inspector notes each item, kept or not; nobody inspects himself', async () => {
    const kept = await inspected()
    expect(await read(kept)).toMatchObject({ of: { state: 'ended' }, row: { source: 'inspector', failed: [] } })
    const failing = await inspected({ greeting: false, noting: false })
    expect(await read(failing)).toMatchObject({ of: { state: 'to-mend' }, row: { failed: ['greeting', 'noting'] } })
    expect(await w.notices(w.staff.zhou.accountId)).toContainEqual(expect.objectContaining({ caseId: failing }))
    await expect(inspected({ employeeId: w.staff.chen.accountId })).rejects.toEqual(
      refused('blocked', '不能抽查自己', ['INT-10']),
    )
    await expect(inspected({}, w.staff.wu)).rejects.toEqual(refused('wrong-role'))
    await does(w.staff.chen, failing, 'mend', { mending: '当场纠正' })
  })

  it('INT-10 what is not talked over within three days climbs', async () => {
    const id = await inspected({ dress: false })
    expect((await clock(id))?.dueAt).toEqual(w.at(72 * 60))
    await w.pass(72 * 60 + 1)
    expect((await clock(id))?.breachedAt).not.toBeNull()
    await w.pass(30)
    expect(
      (await w.notices(w.staff.chen.accountId)).filter(({ caseId, kind }) => caseId === id && kind === 'clock'),
    ).toHaveLength(1)
  })
})
