import { lockCase } from '../../../kernel/case/case-row.ts'
import type { RoomEffects } from '../../../kernel/case/engine.ts'
import type { Facts } from '../../../kernel/case/procedure.ts'
import { Refusal } from '../../../kernel/case/refusal.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { prepared } from '../../../kernel/db/prepared.ts'
import { say } from '../../../kernel/text/translate.ts'
import { headProcedures, MOST_MEMBERS } from './groups.contract.ts'

/** What joining a group does beside moving the matter: the head is locked, so that it cannot end meanwhile, and looked at. */
export const membershipEffects: RoomEffects = {
  join: (tx, { projectId, facts, form }) => checkHead(tx, projectId, facts, form.headId),
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
