import type { Effect, RoomEffects } from '../../kernel/case/engine.ts'
import { Refusal } from '../../kernel/case/refusal.ts'
import { accountsWith } from '../../kernel/case/relations.ts'
import { customerService } from './complaint.guards.ts'
import type { Complaint } from './complaint.row.ts'

/** The first class is called back by customer service (CMP-40): nobody else is asked to, only to be refused then. */
const askCustomerService: Effect = async (tx, { projectId, facts, row, form }) => {
  if ((row as Complaint).complaintClass !== '1') return
  const able = await accountsWith(tx, projectId, customerService, facts.case, facts.at)
  if (able.includes(form.accountId)) return
  const text = '一类投诉请委托客户服务人员回访'
  throw new Refusal('bad-form', text, { fields: [{ field: 'accountId', text }], rules: ['CMP-40'] })
}

/** What the acts of a complaint look up beside its row. */
export const complaintEffects: RoomEffects = { delegateCallBack: askCustomerService }
