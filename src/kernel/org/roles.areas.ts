import { rulesOf } from '../case/allowed.ts'
import type { Procedure, Relation, Right } from '../case/procedure.ts'
import type { AnyContract } from '../http/contract.ts'
import { toReader } from '../text/reader.ts'
import { doorNames } from './door-names.ts'
import { type Role, roleNames } from './roles.ts'

export interface Act {
  name: string
  title: string
  rules: string[]
  roles: Role[]
  relations: string[]
}

export interface Area {
  area: string
  title: string
  acts: Act[]
}

/** How somebody may stand to a case, in words. */
const relationTitles: Readonly<Record<Relation, string>> = {
  staff: '全体员工',
  assignee: '经办人',
  'first-responder': '首问责任人',
  owner: '业主',
  'zone-officer': '片区客户服务员',
  contractor: '外包单位',
  'on-duty': '当班人员',
  ladder: '收到逐级提醒的人',
  clock: '到期自动',
  reaction: '随关联事项自动',
}

/**
 * What each role may do, from the declarations that the doors themselves obey: a right changed there shows here. Acts
 * that only clocks and other cases perform are left out: nobody needs a right for them.
 */
export function areasOf(procedures: Readonly<Record<string, Procedure>>, contracts: readonly AnyContract[]): Area[] {
  const cases = Object.values(procedures).map((procedure) => ({
    area: procedure.name,
    title: toReader(procedure.title),
    acts: Object.entries(procedure.actions)
      .filter(([, action]) => action.by.some((right) => right !== 'clock' && right !== 'reaction'))
      .map(([name, action]) => ({ name, title: toReader(action.title), rules: rulesOf(action), ...split(action.by) })),
  }))
  return [...cases, ...doorAreas(contracts)]
}

/** Doors that ask for a role, by their subject. */
function doorAreas(contracts: readonly AnyContract[]): Area[] {
  const areas = new Map<string, Area>()
  for (const contract of contracts) {
    const rights = contract.may as readonly Right[]
    if (!rights.some((right) => isRole(right))) continue
    const key = `${contract.method} ${contract.path}`
    const { area, title } = doorNames[key] ?? { area: '其他', title: contract.title }
    const found = areas.get(area) ?? { area, title: toReader(area), acts: [] }
    areas.set(area, found)
    found.acts.push({ name: key, title: toReader(title), rules: [], ...split(rights) })
  }
  return [...areas.values()]
}

function split(rights: readonly Right[]): { roles: Role[]; relations: string[] } {
  const all = rights.includes('staff')
  return {
    roles: roleNames.filter((role) => all || rights.includes(role)),
    relations: rights.flatMap((right) => (isRole(right) || right === 'staff' ? [] : [toReader(relationTitles[right])])),
  }
}

const isRole = (right: Right): right is Role => (roleNames as readonly string[]).includes(right)
