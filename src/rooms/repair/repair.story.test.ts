import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeWorld, type World } from '../../../test/world.ts'

let w: World
beforeAll(async () => {
  w = await makeWorld()
})
afterAll(() => w?.close())

it('smoke', async () => {
  const id = uuid()
  const m = uuid()
  await w.act(w.staff.zhou, 'matter', m, 'register', { channel: 'phone', content: '厨房水龙头漏水', unitId: w.units['1-1-301'], personId: w.owners.wang.personId })
  await w.act(w.staff.zhou, 'matter', m, 'sort', { kind: 'repair' })
  const out = await w.act(w.staff.zhou, 'repair', id, 'register', { place: 'home', trade: 'water', content: '厨房水龙头漏水', keyPoints: '冷水阀滴水', unitId: w.units['1-1-301'], personId: w.owners.wang.personId, parentId: m })
  await w.act(w.staff.zhou, 'repair', id, 'decidePayer', { payer: 'owner', reason: '过保' })
  await w.act(w.staff.zhou, 'repair', id, 'tellPrice', { items: [{ code: 'W-01', name: '更换水龙头', quantity: 1, amountFen: '3000' }], agreed: true })
  await w.act(w.staff.zhou, 'repair', id, 'assign', { technicianId: w.staff.li.accountId })
  console.log(out, (await w.read('matter', m)).of, await w.clocks(id), await w.clocks(m), await w.notices(w.staff.li.accountId))
  await w.pass(40)
  console.log(await w.clocks(id), await w.notices(w.staff.qian.accountId))
})
