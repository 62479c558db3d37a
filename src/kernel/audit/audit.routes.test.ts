import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import { tell } from '../../../test/steps.ts'
import { audit } from './audit.contract.ts'
import { headFile } from './head.ts'
import { sealAll } from './seal.ts'
import { noteCheck, verifyChain } from './verify.ts'

let world: DoorWorld
beforeAll(async () => {
  world = await makeDoorWorld()
})
afterAll(() => world.closeAll())

describe('the line in the settings', () => {
  it('tells the manager how far the log is sealed and what was found, and gives the head as verify reads it', async () => {
    const manager = await world.browser(world.staff.jiang)
    const look = () => manager.call(audit.state, { params: { project: world.project } })
    await tell(world).matter()
    expect(await look()).toMatchObject({ head: null, lastCheck: null })
    expect((await look()).unsealed).toBeGreaterThan(0)
    const { db, secrets } = world.engine
    const waiting = async () => {
      await sealAll(db, secrets, world.time.now())
      return (await look()).unsealed
    }
    await expect.poll(waiting, { timeout: 20_000 }).toBe(0)
    const checked = await verifyChain(db, secrets, world.project, () => {})
    await noteCheck(db, '00000000-0000-7000-8000-000000000001', checked, world.time.now())
    const { head, takenAt, lastCheck } = await look()
    expect(lastCheck).toMatchObject({ rows: String(checked.rows), faults: '0' })
    const taken = headFile.parse({ guanjia: 'audit-heads-1', takenAt, heads: [head] }).heads[0]!
    const faults: unknown[] = []
    await verifyChain(db, secrets, world.project, (fault) => faults.push(fault), taken)
    expect(faults).toEqual([])
  })

  it('is not for everybody', async () => {
    const desk = await world.browser(world.staff.zhou)
    expect((await desk.send(audit.state, { params: { project: world.project } })).status).toBe(403)
  })
})
