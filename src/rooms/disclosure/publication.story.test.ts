import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refused } from '../../../test/refused.ts'
import { makeWorld, type World } from '../../../test/world.ts'
import { readProjects } from '../../kernel/db/db.ts'
import { readStanding } from './disclosure.routes.ts'

/** 公示 told through perform(): the line that is answered day and night, and whatever else customers must find. */
let w: World
let photo: string
beforeAll(async () => {
  w = await makeWorld()
  photo = await w.picture()
})
afterAll(() => w?.close())

const DAY = 24 * 60
const line = () => ({
  kind: 'service-line',
  content: '24小时服务电话，全天有人接听',
  phone: '0571-88001234',
  places: '各栋大堂、小区南门',
  photos: [photo],
})
const does = (who: Parameters<World['act']>[0], id: string, action: string, form: unknown = {}) =>
  w.act(who, 'publication', id, action, form)
const posted = async (form: object = line()) => {
  const id = uuid()
  await does(w.staff.zhou, id, 'post', form)
  return id
}
const read = (id: string) => w.read('publication', id)
const clock = async (id: string, name: string) => (await w.clocks(id)).filter((one) => one.clock === name).at(-1)
const climbedTo = async (who: { accountId: string }, id: string) =>
  (await w.notices(who.accountId)).filter(({ kind, caseId }) => kind === 'clock' && caseId === id).length
const standing = () => readProjects(w.engine.db, [w.project], (tx) => readStanding(tx, w.project))

describe('INT-07 the line that is answered day and night is made public', () => {
  it('INT-07 what must hang and does not is named, until it is posted', async () => {
    expect((await standing()).missing.map(({ kind, rule }) => [kind, rule])).toEqual([
      ['service-line', 'INT-07'],
      ['contact-ways', 'INT-06'],
      ['complaint-channels', 'CMP-30'],
    ])
    const id = await posted()
    const now = await standing()
    expect(now.missing.map(({ kind }) => kind)).toEqual(['contact-ways', 'complaint-channels'])
    expect(now.current).toContainEqual(
      expect.objectContaining({ id, phone: '0571-88001234', places: '各栋大堂、小区南门', postedBy: '周敏' }),
    )
    expect((await read(id)).of.title).toBe('24小时服务电话 0571-88001234')
  })

  it('CMP-30 the ways to complain hang where and when is on record, or are named as missing', async () => {
    const channels = { ...line(), kind: 'complaint-channels', content: '前台、服务热线、意见箱、业主端' }
    const id = await posted(channels)
    const now = await standing()
    expect(now.missing.map(({ rule }) => rule)).not.toContain('CMP-30')
    expect(now.current).toContainEqual(
      expect.objectContaining({ id, kind: 'complaint-channels', places: '各栋大堂、小区南门' }),
    )
  })

  it('INT-07 with its number, its place and a picture of it, by somebody of the department', async () => {
    await expect(posted({ ...line(), phone: undefined })).rejects.toEqual(refused('blocked', '号码', ['INT-07']))
    await expect(posted({ ...line(), phone: '打给老王' })).rejects.toEqual(refused('bad-form'))
    await expect(posted({ ...line(), photos: [] })).rejects.toEqual(refused('bad-form'))
    await expect(does(w.staff.li, uuid(), 'post', line())).rejects.toEqual(refused('wrong-role'))
  })

  it('INT-07 is looked at again within 30 days, or it climbs', async () => {
    const id = await posted()
    expect((await clock(id, 'recheck'))?.dueAt).toEqual(w.at(30 * DAY))
    await w.pass(20 * DAY)
    await does(w.staff.zhou, id, 'check', { photos: [photo] })
    expect((await clock(id, 'recheck'))?.dueAt).toEqual(w.at(30 * DAY))
    await w.pass(30 * DAY + 1)
    expect((await clock(id, 'recheck'))?.breachedAt).not.toBeNull()
    expect(await climbedTo(w.staff.chen, id)).toBe(0)
    await w.pass(30)
    expect(await climbedTo(w.staff.chen, id)).toBe(1)
  })

  it('INT-07 a line whose publication is gone is posted again within a day, or it climbs', async () => {
    const id = await posted()
    await does(w.staff.zhou, id, 'takeDown', { reason: '公告栏被拆' })
    expect((await read(id)).of.state).toBe('missing')
    expect((await clock(id, 'repost'))?.dueAt).toEqual(w.at(DAY))
    await w.pass(DAY + 1)
    expect((await clock(id, 'repost'))?.breachedAt).not.toBeNull()
    const before = await climbedTo(w.staff.chen, id)
    await w.pass(30)
    expect(await climbedTo(w.staff.chen, id)).toBe(before + 1)
    const { kind: _kind, ...again } = line()
    await expect(does(w.staff.zhou, id, 'renew', { ...again, phone: undefined })).rejects.toEqual(
      refused('blocked', '号码', ['INT-07']),
    )
    await does(w.staff.zhou, id, 'renew', { ...again, places: '小区北门' })
    expect(await read(id)).toMatchObject({
      of: { state: 'posted' },
      row: { renewed: 1, missingSince: null, places: '小区北门', postedAt: w.time.now() },
    })
  })

  it('INT-07 one of two may go; what need not hang ends when it is taken down', async () => {
    const [first, second] = [await posted(), await posted()]
    const { number } = (await read(second)).of
    await does(w.staff.zhou, first, 'takeDown', { reason: '换新', stillHangs: number })
    expect((await read(first)).of.state).toBe('ended')
    const notice = await posted({ ...line(), kind: 'notice', phone: undefined })
    await does(w.staff.zhou, notice, 'takeDown', { reason: '通知期满' })
    expect((await read(notice)).of.state).toBe('ended')
  })

  it('INT-07 only the manager may leave a required one unposted', async () => {
    const id = await posted()
    await does(w.staff.zhou, id, 'takeDown', { reason: '大堂装修' })
    await expect(does(w.staff.zhou, id, 'giveUp', { reason: '不贴了' })).rejects.toEqual(refused('wrong-role'))
    await does(w.staff.jiang, id, 'giveUp', { reason: '并入北门一处' })
    expect((await read(id)).of.state).toBe('ended')
  })
})
