import { shareBars } from '../../../kernel/case/barred.ts'
import { lockCase } from '../../../kernel/case/case-row.ts'
import type { Effect, RoomEffects } from '../../../kernel/case/engine.ts'
import type { Facts } from '../../../kernel/case/procedure.ts'
import { Refusal } from '../../../kernel/case/refusal.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { prepared } from '../../../kernel/db/prepared.ts'
import { say } from '../../../kernel/text/translate.ts'
import { headProcedures, MOST_MEMBERS } from './groups.contract.ts'

/** What joining a group does beside moving the matter: the head is locked, so that it cannot end meanwhile, and looked at. */
export const membershipEffects: RoomEffects = {
  join: async (tx, { projectId, facts, form }) => {
    await checkHead(tx, projectId, facts, form.headId)
    await shareBars(tx, projectId, form.headId, [facts.case.id])
  },
}

/**
 * What an act of another room that bars somebody from a case does besides: he is barred from what that case, or work
 * beside it, handles together with it, since all of it speaks of the same thing (CMP-06).
 */
export const barMembers: Effect = async (tx, { projectId, facts: { case: of } }) => {
  const groups = await prepared<{ headId: string; members: string[] }>(tx)`
    select m.head_id, array_agg(m.case_id) as members from cases c
    join intake_matter m on m.project_id = c.project_id and m.head_id = c.id
    where c.project_id = ${projectId}::int and (c.id = ${of.id}::uuid or c.parent_id = ${of.parentId}::uuid)
    group by m.head_id order by m.head_id`
  for (const { headId, members } of groups) await shareBars(tx, projectId, headId, members)
}

async function checkHead(tx: Tx, projectId: number, { case: matter }: Facts, headId: string): Promise<void> {
  const head = await lockCase(tx, projectId, headId)
  if (!head || !headProcedures.includes(head.procedure)) throw wrongHead('没有找到牵头事项')
  if (head.final) throw wrongHead('牵头事项已经办结，请另选一件')
  if (head.parentId === matter.id) throw wrongHead('这是本件自己派出的工作，不用并入')
  const [counted] = await prepared<{ members: number }>(tx)`
    select count(*)::int as members from intake_matter where project_id = ${projectId} and head_id = ${headId}`
  if (counted!.members > MOST_MEMBERS)
    throw wrongHead(say('一件牵头事项最多一并办理 {most} 件诉求，请另开一件', { most: MOST_MEMBERS }))
}

const wrongHead = (text: string) => new Refusal('bad-form', text, { fields: [{ field: 'headId', text }] })
