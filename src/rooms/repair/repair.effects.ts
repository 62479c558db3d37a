import type { Effect } from '../../kernel/case/engine.ts'
import { endContractorLinks } from '../../kernel/case/link.ts'

/** Whoever the job is given to from now on, the firm that had it before does nothing more with its link. */
const leavesTheFirm: Effect = (tx, { projectId, facts }) => endContractorLinks(tx, projectId, facts.case.id, facts.at)

export const repairEffects = {
  assign: leavesTheFirm,
  reassign: leavesTheFirm,
  offer: leavesTheFirm,
  outsource: leavesTheFirm,
  respond: leavesTheFirm,
} as const satisfies Record<string, Effect>
