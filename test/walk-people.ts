import { sql } from 'kysely'
import type { Actor, CaseRecord } from '../src/kernel/case/procedure.ts'
import type { RoomRow } from '../src/kernel/case/room-row.ts'
import { readProjects } from '../src/kernel/db/db.ts'
import { defaultsOf, type Known, type Onlooker } from './walk-check.ts'
import type { FormGround } from './walk-draw.ts'
import type { World } from './world.ts'

/** Who and what there is in the world of a walk. */

/** A walk that went wrong, with the steps told as sentences. */
export class WentWrong extends Error {}

/** Everything a walk needs of its world, looked up once. */
export interface Ground {
  w: World
  ids: FormGround['ids']
  known: Known
  linkIds: { owner: string; contractor: string; other: string }
  /** How often which action was performed and each kind of refusal met, over all walks. */
  seen: Map<string, number>
}

export async function groundOf(w: World): Promise<Ground> {
  const staff = Object.values(w.staff).map(({ accountId }) => accountId)
  const owners = Object.values(w.owners)
  const pictures = [await w.picture(), await w.picture(), await w.picture()]
  const zones = await readProjects(w.database.db, [w.project], async (tx) => {
    const { rows } = await sql<{ id: string; zone: string }>`
      select id, zone_id as zone from unit where project_id = ${w.project}
      union all select id, zone_id from place where project_id = ${w.project}`.execute(tx)
    return new Map(rows.map(({ id, zone }) => [id, zone]))
  })
  const defaults: Record<string, RoomRow> = {}
  for (const { table } of Object.values(w.engine.procedures)) defaults[table] = await defaultsOf(w, table)
  const linkIds = {
    owner: '00000000-0000-7000-8000-00000000aaa1',
    contractor: '00000000-0000-7000-8000-00000000aaa2',
    other: '00000000-0000-7000-8000-00000000aaa3',
  }
  return {
    w,
    linkIds,
    seen: new Map(),
    ids: {
      technician: [w.staff.li.accountId, w.staff.zhao.accountId],
      account: staff,
      head: [w.staff.zheng.accountId, w.staff.wei.accountId],
      department: Object.values(w.departments),
      unit: Object.values(w.units),
      place: Object.values(w.places),
      person: owners.map(({ personId }) => personId),
      files: pictures,
    },
    known: { defaults, zones, many: () => 0, actorOf: (kind, id) => actorOf(w, linkIds, kind, id) },
  }
}

function actorOf(w: World, linkIds: Ground['linkIds'], kind: Actor['kind'], id: string): Actor {
  if (kind === 'clock' || kind === 'reaction') return { kind }
  if (kind === 'link') {
    const purpose = id === linkIds.contractor ? 'contractor' : 'owner'
    return { kind, linkId: id, purpose, caseId: '', personId: null, name: '链接' }
  }
  const known = [...Object.values(w.staff), ...Object.values(w.owners), w.stranger]
  const found = known.find(({ accountId }) => accountId === id)
  if (!found) throw new WentWrong(`nobody has the account ${id}`)
  return found
}

/** Everybody who may turn up: the staff, owners and tenants, bearers of links, strangers, clocks and reactions. */
export function people({ w, linkIds }: Ground, caseId: string): Actor[] {
  const link = { kind: 'link' as const, personId: null, name: '链接' }
  return [
    ...Object.values(w.staff),
    ...Object.values(w.owners),
    { ...link, linkId: linkIds.owner, purpose: 'owner', caseId },
    { ...link, linkId: linkIds.contractor, purpose: 'contractor', caseId },
    { ...link, linkId: linkIds.other, purpose: 'owner', caseId: linkIds.other },
    { ...w.stranger, roles: [] },
    { kind: 'clock' },
    { kind: 'reaction' },
  ]
}

/** Who looks at a case in the end, and who of them should find it. */
export function onlookers({ w, linkIds }: Ground, caseId: string): Onlooker[] {
  const { owners, units } = w
  const flat = units['1-1-301']
  const wangs = [owners.wang.personId, owners.wangWife.personId]
  const ofWangs = (me: string, { personId, unitId }: CaseRecord) =>
    personId === me || (unitId === flat && (personId === null || wangs.includes(personId)))
  const signedIn = (account: Actor & { accountId: string; name: string }, more: object): Onlooker['reader'] => ({
    session: {
      hash: '',
      account: {
        id: account.accountId,
        kind: account.kind === 'owner' ? 'owner' : 'staff',
        name: account.name,
        language: 'zh-CN',
      },
      posts: [],
      persons: [],
      projects: [w.project],
      barred: [],
      ...more,
    },
  })
  const living = (owner: keyof World['owners']) =>
    signedIn(owners[owner], { persons: [{ project: w.project, person: owners[owner].personId }] })
  const post = (project: number) => ({ posts: [{ project, role: 'receptionist', title: '前台' }] })
  const atTheDesk = ({ procedure, holderAccount }: CaseRecord) => {
    const { readers } = w.engine.procedures[procedure]!
    const held = readers.includes('assignee') && holderAccount === w.staff.zhou.accountId
    return held || readers.includes('staff') || readers.includes('receptionist')
  }
  const link = { kind: 'link' as const, personId: null, name: '链接' }
  return [
    { name: '周敏', kind: 'staff', reader: signedIn(w.staff.zhou, post(w.project)), reaches: atTheDesk },
    { name: '外区前台', kind: 'staff', reader: signedIn(w.stranger, post(w.otherProject)), reaches: () => false },
    { name: '王小明', kind: 'owner', reader: living('wang'), reaches: (of) => ofWangs(owners.wang.personId, of) },
    { name: '林芳', kind: 'owner', reader: living('wangWife'), reaches: (of) => ofWangs(owners.wangWife.personId, of) },
    { name: '刘洋', kind: 'owner', reader: living('liu'), reaches: ({ personId }) => personId === owners.liu.personId },
    {
      name: '业主链接',
      kind: 'owner',
      reader: { link: { ...link, linkId: linkIds.owner, purpose: 'owner', caseId } },
      reaches: () => true,
    },
    {
      name: '外包链接',
      kind: 'contractor',
      reader: { link: { ...link, linkId: linkIds.contractor, purpose: 'contractor', caseId } },
      reaches: () => true,
    },
    {
      name: '别件链接',
      kind: 'owner',
      reader: { link: { ...link, linkId: linkIds.other, purpose: 'owner', caseId: linkIds.other } },
      reaches: () => false,
    },
  ]
}
