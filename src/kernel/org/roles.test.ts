import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DoorWorld, makeDoorWorld } from '../../../test/doors.ts'
import type { AnswerOf } from '../http/contract.ts'
import { doorNames } from './door-names.ts'
import { areasOf } from './roles.areas.ts'
import { roleContract } from './roles.contract.ts'
import { type Role, roleNames } from './roles.ts'

let world: DoorWorld
let seen: AnswerOf<typeof roleContract>
beforeAll(async () => {
  world = await makeDoorWorld()
  const desk = await world.browser(world.staff.zhou)
  seen = await desk.call(roleContract, { params: { project: world.project } })
})
afterAll(() => world.closeAll())

const act = (area: string, name: string) =>
  seen.areas.find((one) => one.area === area)!.acts.find((one) => one.name === name)!

it('every door that asks for a role has a Chinese name, and no name is of a door that is gone', () => {
  const asking = world.app.contracts
    .filter(({ may }) => may.some((right: string) => (roleNames as string[]).includes(right)))
    .map(({ method, path }) => `${method} ${path}`)
  expect(asking.filter((door) => !(door in doorNames))).toEqual([])
  expect(Object.keys(doorNames).filter((door) => !asking.includes(door))).toEqual([])
})

it('the matrix says what the declarations say', () => {
  for (const procedure of Object.values(world.engine.procedures)) {
    for (const [name, { by, title }] of Object.entries(procedure.actions)) {
      if (by.every((right) => right === 'clock' || right === 'reaction')) continue
      const shown = act(procedure.name, name)
      const all = by.includes('staff')
      expect([shown.title, shown.roles]).toEqual([title, roleNames.filter((role) => all || by.includes(role))])
    }
  }
  expect(act('人员岗位', 'POST /api/projects/:project/posts').roles).toEqual(
    roleNames.filter((role) => ['manager', 'department-admin', 'service-director'].includes(role)),
  )
})

it('a right taken away in a declaration is gone from the matrix', () => {
  const repair = world.engine.procedures.repair!
  const by = (role: Role) => areasOf({ repair }, [])[0]!.acts.filter(({ roles }) => roles.includes(role)).length
  const before = by('cashier')
  const weaker = {
    ...repair,
    actions: { ...repair.actions, countCharge: { ...repair.actions.countCharge!, by: ['manager' as const] } },
  }
  const after = areasOf({ repair: weaker }, [])[0]!.acts.filter(({ roles }) => roles.includes('cashier')).length
  expect(after).toBe(before - 1)
})

it('says who has each role', () => {
  const of = (role: Role) => seen.roles.find((one) => one.role === role)!
  expect(of('receptionist')).toEqual({ role: 'receptionist', posts: 2, people: ['吴倩', '周敏'], answeredBy: [] })
  expect(of('department-admin')).toEqual({ role: 'department-admin', posts: 0, people: [], answeredBy: [] })
})
