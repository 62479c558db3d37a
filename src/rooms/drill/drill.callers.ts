import { sql } from 'kysely'
import { Refusal } from '../../kernel/case/refusal.ts'
import { businessDate } from '../../kernel/clock/time.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { say } from '../../kernel/text/translate.ts'
import type { Recording } from './recording.ts'

export interface Caller {
  unitId: string
  personId: string
  placeId: string | null
}

/**
 * Who makes the calls of a recording: for each a flat in which somebody lives and of which nothing is open, those first
 * that have not rung in a drill yet; who rings again is the same. Throws Refusal when the estate has not enough of them,
 * or no place of a wanted name.
 */
export async function callersOf(tx: Tx, projectId: number, { calls }: Recording, now: Date): Promise<Caller[]> {
  const homes = await freeHomes(tx, projectId, calls.length, now)
  if (homes.length < calls.filter(({ again }) => again === undefined).length)
    throw new Refusal('blocked', '演练小区里没有未办结事项的住户不够了：请换一个空的数据文件夹')
  const callers: Caller[] = []
  for (const [index, { again, place }] of calls.entries()) {
    const same = again === undefined ? undefined : callers[again - 1]
    const home = same ?? homes.shift()!
    callers.push({ ...home, placeId: place ? await placeNamed(tx, projectId, place, home.unitId, index) : null })
  }
  return callers
}

/** Owners who live at home with nothing open there. */
async function freeHomes(tx: Tx, projectId: number, many: number, now: Date): Promise<Omit<Caller, 'placeId'>[]> {
  const today = businessDate(now)
  const { rows } = await sql<Omit<Caller, 'placeId'>>`
    select u.id as unit_id, (array_agg(r.person_id order by r.relation = 'owner' desc, r.from_on, r.person_id))[1] as person_id
    from unit u join residence r on r.project_id = u.project_id and r.unit_id = u.id
      and r.from_on <= ${today} and (r.to_on is null or r.to_on >= ${today})
    where u.project_id = ${projectId} and u.kind = 'flat'
      and not exists (select from cases c where c.project_id = u.project_id and c.unit_id = u.id and not c.final)
    group by u.id, u.code
    order by (select count(*) from drill_call d where d.project_id = ${projectId} and d.unit_id = u.id), md5(u.id::text)
    limit ${many}`.execute(tx)
  return rows
}

/** A place of this name, in the caller's own building where it has one. */
async function placeNamed(tx: Tx, projectId: number, name: string, unitId: string, index: number): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select p.id from place p where p.project_id = ${projectId} and strpos(p.name, ${name}) > 0
    order by p.building_id is not distinct from (select building_id from unit where project_id = ${projectId} and id = ${unitId}) desc,
      p.code limit 1`.execute(tx)
  if (!rows[0])
    throw new Refusal('blocked', say('第 {nth} 个来电：小区没有名称里有“{name}”的公共部位', { nth: index + 1, name }))
  return rows[0].id
}
