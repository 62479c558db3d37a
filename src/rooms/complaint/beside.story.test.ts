import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { refused } from '../../../test/refused.ts'
import { makeWorld, START, type World } from '../../../test/world.ts'
import type { Actor } from '../../kernel/case/procedure.ts'

/** What stands beside the complaint: suggestions and needs, and disputes between neighbours. */
let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w?.close())
beforeEach(() => w.time.set(START))

const clockOf = async (caseId: string, name: string) =>
  (await w.clocks(caseId)).filter(({ clock }) => clock === name).at(-1)

/** A matter of 王小明, sorted as `kind`: what is opened under it belongs to him. */
async function matter(kind: string): Promise<string> {
  const id = uuid()
  await w.act(w.staff.zhou, 'matter', id, 'register', {
    channel: 'phone',
    content: '楼下想加个长椅',
    personId: w.owners.wang.personId,
  })
  await w.act(w.staff.zhou, 'matter', id, 'sort', { kind })
  return id
}

describe('suggestions and needs', () => {
  const collect = async (more: Record<string, unknown> = {}, who: Actor = w.staff.zhou) => {
    const id = uuid()
    const form = { kind: 'suggestion', content: '中心花园加两把长椅', personId: w.owners.wang.personId, ...more }
    await w.act(who, 'suggestion', id, 'collect', form)
    return id
  }
  const act = (who: Actor, id: string, action: string, form: unknown = {}) => w.act(who, 'suggestion', id, action, form)
  const assigned = async (more: Record<string, unknown> = {}) => {
    const id = await collect(more)
    await act(w.staff.zhou, id, 'assign', { handlerId: w.staff.he.accountId })
    return id
  }
  const measures = { constructive: true, measures: '本月采购两把' }

  it('CMP-46 CMP-47 from the first word through measures to the call-back; the matter above ends with it', async () => {
    const above = await matter('suggestion')
    const id = await assigned({ parentId: above })
    expect((await w.read('matter', above)).of.state).toBe('dispatched')
    await act(w.staff.he, id, 'decide', measures)
    await act(w.staff.he, id, 'finish', { result: '长椅已装' })
    await act(w.staff.sun, id, 'callBack', { words: '谢谢' })
    await act(w.staff.zhou, id, 'close')
    const { of, row } = await w.read('matter', above)
    expect([of.state, row.answerWay]).toEqual(['closed', 'call-back'])
    expect((await w.read('suggestion', id)).row).toMatchObject({
      collectedBy: w.staff.zhou.accountId,
      handlerId: w.staff.he.accountId,
    })
  })
  it('CMP-46 a named person collects it and a post handles it', async () => {
    await expect(collect({}, w.staff.li)).rejects.toEqual(refused('wrong-role'))
    const id = await collect()
    await expect(act(w.staff.zhou, id, 'assign', {})).rejects.toEqual(refused('bad-form'))
    expect((await clockOf(id, 'assign'))?.dueAt).toEqual(new Date('2026-03-12T18:00:00+08:00'))
    await w.passTo('2026-03-12T18:31:00+08:00')
    expect(await w.climbed(w.staff.chen, id, 'assign')).not.toHaveLength(0)
  })
  it('CMP-46 CMP-48 what is not carried out in its time climbs, and it does not end without a result', async () => {
    const id = await assigned()
    await act(w.staff.he, id, 'decide', measures)
    await expect(act(w.staff.zhou, id, 'close')).rejects.toEqual(refused('wrong-state'))
    await expect(act(w.staff.he, id, 'finish', {})).rejects.toEqual(refused('bad-form'))
    expect((await clockOf(id, 'handle'))?.dueAt).toEqual(new Date('2026-03-20T18:00:00+08:00'))
    await w.passTo('2026-03-20T18:31:00+08:00')
    expect(await w.climbed(w.staff.chen, id, 'handle')).not.toHaveLength(0)
  })
  it('CMP-48 supervisor and senior butler ask for opinions themselves; a technician does not keep this book', async () => {
    for (const who of [w.staff.chen, w.staff.gao]) await collect({}, who)
    await expect(collect({}, w.staff.li)).rejects.toEqual(refused('wrong-role'))
  })
  it('CMP-47 a constructive one has measures and a call-back by somebody else', async () => {
    const id = await assigned()
    await expect(act(w.staff.he, id, 'decide', { constructive: true })).rejects.toEqual(refused('blocked', '处理措施'))
    await expect(act(w.staff.he, id, 'decide', { measures: '买' })).rejects.toEqual(refused('bad-form'))
    await act(w.staff.he, id, 'decide', measures)
    await act(w.staff.he, id, 'finish', { result: '长椅已装' })
    await expect(act(w.staff.zhou, id, 'close')).rejects.toEqual(refused('blocked', '回访'))
    await expect(act(w.staff.he, id, 'callBack', { words: '…' })).rejects.toEqual(refused('wrong-role'))
    expect((await clockOf(id, 'callBack'))?.dueAt).toEqual(w.at(3 * 24 * 60))
    await w.pass(3 * 24 * 60 + 31)
    expect(await w.climbed(w.staff.chen, id, 'callBack')).not.toHaveLength(0)
    await act(w.staff.zhou, id, 'callBack', { words: '谢谢' })
    await act(w.staff.zhou, id, 'close')
  })
  it('CMP-47 who took it over and carried it out does not call back; who gave it away may', async () => {
    const id = await assigned()
    await act(w.staff.jiang, id, 'handOver', { accountId: w.staff.sun.accountId, reason: '请假' })
    await act(w.staff.sun, id, 'decide', measures)
    await act(w.staff.sun, id, 'finish', { result: '长椅已装' })
    await act(w.staff.jiang, id, 'handOver', { accountId: w.staff.he.accountId, reason: '回岗' })
    await expect(act(w.staff.sun, id, 'callBack', { words: '…' })).rejects.toEqual(refused('wrong-role'))
    await act(w.staff.he, id, 'callBack', { words: '谢谢' })
  })
  it('what is not taken up is told with its reason, and can be taken up again', async () => {
    const id = await collect()
    await expect(act(w.staff.zhou, id, 'decline', { reason: '…' })).rejects.toEqual(refused('wrong-role'))
    await act(w.staff.chen, id, 'decline', { reason: '绿地规划所限' })
    const { collectedAt } = (await w.read('suggestion', id)).row
    await w.pass(60)
    await act(w.staff.chen, id, 'reopen', { reason: '规划已调整' })
    const { of, row } = await w.read('suggestion', id)
    expect([of.state, row.collectedAt, row.reopenedAt]).toEqual(['collected', collectedAt, w.time.now()])
  })
  it('CMP-46 taken up again after its end it takes the matter above along, and ends with it once more', async () => {
    const above = await matter('suggestion')
    const id = await assigned({ parentId: above })
    const carriedOut = async () => {
      await act(w.staff.he, id, 'decide', measures)
      await act(w.staff.he, id, 'finish', { result: '长椅已装' })
      await act(w.staff.sun, id, 'callBack', { words: '谢谢' })
      await act(w.staff.zhou, id, 'close')
    }
    await carriedOut()
    await act(w.staff.chen, id, 'reopen', { reason: '长椅松动' })
    expect((await w.read('matter', above)).of.state).toBe('dispatched')
    expect((await clockOf(above, 'dispatch'))?.status).not.toBe('open')
    await act(w.staff.zhou, id, 'assign', { handlerId: w.staff.he.accountId })
    await carriedOut()
    expect((await w.read('matter', above)).of.state).toBe('closed')
  })
})

describe('CMP-54 disputes between neighbours', () => {
  const register = async (more: Record<string, unknown> = {}, who: Actor = w.staff.zhou) => {
    const id = uuid()
    await w.act(who, 'dispute', id, 'register', {
      topic: 'noise',
      content: '楼上夜里拍球',
      otherSide: '1-1-302 住户',
      otherUnitId: w.units['1-1-302'],
      unitId: w.units['1-1-301'],
      personId: w.owners.wang.personId,
      ...more,
    })
    return id
  }
  const act = (who: Actor, id: string, action: string, form: unknown = {}) => w.act(who, 'dispute', id, action, form)
  const hear = (id: string, side: string) => act(w.staff.sun, id, 'hear', { side, words: '陈述' })
  const mediate = (id: string) =>
    act(w.staff.sun, id, 'mediate', { heldAt: w.time.now().toISOString(), course: '约定二十二点后不拍球' })

  it('CMP-54 a butler takes it up, hears both, mediates, and follows up what came of it; the matter above ends with it', async () => {
    const above = await matter('dispute')
    const id = await register({ parentId: above })
    expect((await w.read('matter', above)).of.state).toBe('dispatched')
    await act(w.staff.sun, id, 'takeUp')
    await expect(mediate(id)).rejects.toEqual(refused('blocked', '分别听取'))
    await hear(id, 'first')
    await expect(mediate(id)).rejects.toEqual(refused('blocked', '分别听取'))
    await hear(id, 'other')
    const settled = { outcome: 'settled', words: '双方同意' }
    await expect(act(w.staff.sun, id, 'conclude', settled)).rejects.toEqual(refused('blocked', '还没有调处过'))
    await expect(act(w.staff.sun, id, 'mediate', { heldAt: w.time.now().toISOString() })).rejects.toEqual(
      refused('bad-form'),
    )
    await mediate(id)
    await act(w.staff.sun, id, 'conclude', settled)
    await expect(act(w.staff.sun, id, 'close')).rejects.toEqual(refused('blocked', '先跟踪'))
    await act(w.staff.sun, id, 'track', { recurred: false, words: '一周来安静' })
    await act(w.staff.sun, id, 'close')
    expect((await w.read('matter', above)).of.state).toBe('closed')
  })
  it('CMP-54 the other side is named, and only butlers take it up', async () => {
    await expect(register({ otherSide: undefined })).rejects.toEqual(refused('bad-form'))
    await expect(register({ otherUnitId: w.units['1-1-301'] })).rejects.toEqual(refused('blocked', '同一户'))
    const id = await register()
    await expect(act(w.staff.zhou, id, 'takeUp')).rejects.toEqual(refused('wrong-role'))
  })
  it('CMP-54 nobody comes, nobody mediates, nobody follows up: each climbs', async () => {
    const id = await register()
    expect((await clockOf(id, 'takeUp'))?.dueAt).toEqual(w.at(240))
    await w.pass(240 + 31)
    expect(await w.climbed(w.staff.chen, id, 'takeUp')).toHaveLength(1)
    await act(w.staff.sun, id, 'takeUp')
    await w.pass(7 * 24 * 60)
    expect((await clockOf(id, 'mediate'))?.nextLevel).toBeGreaterThan(1)
    await hear(id, 'first')
    await hear(id, 'other')
    await mediate(id)
    await act(w.staff.sun, id, 'conclude', { outcome: 'unsettled', words: '各执一词' })
    expect((await clockOf(id, 'track'))?.dueAt).toEqual(w.at(7 * 24 * 60))
    await w.pass(7 * 24 * 60 + 31)
    expect((await clockOf(id, 'track'))?.nextLevel).toBe(2)
  })
  it('CMP-54 what happens again is mediated again', async () => {
    const id = await register()
    await act(w.staff.sun, id, 'takeUp')
    await hear(id, 'first')
    await hear(id, 'other')
    await mediate(id)
    await act(w.staff.sun, id, 'conclude', { outcome: 'settled', words: '双方同意' })
    await act(w.staff.sun, id, 'track', { recurred: true, words: '昨晚又拍' })
    expect((await w.read('dispute', id)).of.state).toBe('mediating')
    const settled = { outcome: 'settled', words: '再次同意' }
    await expect(act(w.staff.sun, id, 'conclude', settled)).rejects.toEqual(refused('blocked', '还没有调处过'))
    await mediate(id)
    await act(w.staff.sun, id, 'conclude', settled)
    await expect(act(w.staff.sun, id, 'close')).rejects.toEqual(refused('blocked', '先跟踪'))
    await w.pass(60)
    await act(w.staff.sun, id, 'track', { recurred: false, words: '安静' })
    await act(w.staff.sun, id, 'close')
  })
  it('CMP-54 reopened, both are heard, it is mediated and followed up anew, in a time of its own', async () => {
    const id = await register()
    const settled = { outcome: 'settled', words: '双方同意' }
    await act(w.staff.sun, id, 'takeUp')
    for (const side of ['first', 'other']) await hear(id, side)
    await mediate(id)
    await act(w.staff.sun, id, 'conclude', settled)
    await act(w.staff.sun, id, 'track', { recurred: false, words: '安静' })
    await act(w.staff.sun, id, 'close')
    const { registeredAt } = (await w.read('dispute', id)).row
    await w.pass(20 * 24 * 60)
    await act(w.staff.chen, id, 'reopen', { reason: '又拍球' })
    expect((await w.read('dispute', id)).row).toMatchObject({ registeredAt, reopenedAt: w.time.now() })
    await act(w.staff.sun, id, 'takeUp')
    expect((await clockOf(id, 'mediate'))?.dueAt).toEqual(w.at(7 * 24 * 60))
    await expect(mediate(id)).rejects.toEqual(refused('blocked', '分别听取'))
    await expect(act(w.staff.sun, id, 'conclude', settled)).rejects.toEqual(refused('blocked', '还没有调处过'))
    for (const side of ['first', 'other']) await hear(id, side)
    await mediate(id)
    await act(w.staff.sun, id, 'conclude', settled)
    await expect(act(w.staff.sun, id, 'close')).rejects.toEqual(refused('blocked', '先跟踪'))
  })
  it('CMP-54 taken up again after its end it takes the matter above along, and ends with it once more', async () => {
    const above = await matter('dispute')
    const id = await register({ parentId: above })
    const settled = async () => {
      await act(w.staff.sun, id, 'takeUp')
      await hear(id, 'first')
      await hear(id, 'other')
      await mediate(id)
      await act(w.staff.sun, id, 'conclude', { outcome: 'settled', words: '双方同意' })
      await act(w.staff.sun, id, 'track', { recurred: false, words: '一周来安静' })
      await act(w.staff.sun, id, 'close')
    }
    await settled()
    await act(w.staff.zhou, id, 'reopen', { reason: '昨晚又拍' })
    expect((await w.read('matter', above)).of.state).toBe('dispatched')
    expect((await clockOf(above, 'dispatch'))?.status).not.toBe('open')
    await settled()
    expect((await w.read('matter', above)).of.state).toBe('closed')
  })
})
