import { handOverToTechnicianForm, standingActions } from '../../kernel/case/standing.ts'
import { clocks } from './repair.clocks.ts'
import { closing } from './repair.closing.ts'
import { reporting } from './repair.reporting.ts'
import { act, open, procedure, readers } from './repair.states.ts'
import { work } from './repair.work.ts'

const standing = standingActions(open, readers)

/** 报修: from a reported fault to a job that the owner has signed off and the desk has called back. Handbook REP. */
export const repair = procedure({
  name: 'repair',
  title: '报修',
  record: '《维修单》',
  prefix: 'BX',
  version: 2,
  table: 'repair_order',
  stateTitles: {
    reported: '待派单',
    pooled: '待抢单',
    assigned: '已派单',
    taken: '已领单',
    'on-site': '已到场',
    reviewing: '评审中',
    quoted: '待业主同意',
    working: '维修中',
    done: '待签认',
    signed: '待回访归档',
    correcting: '整改中',
    closed: '已归档',
    cancelled: '已取消',
  },
  initial: 'reported',
  final: ['closed', 'cancelled'],
  abandoned: ['cancelled'],
  flags: { 'waiting-owner': '等业主', 'waiting-parts': '等材料' },
  relations: {
    repairer: (order, actor) =>
      actor.kind === 'staff' && (order.technicianId === actor.accountId || order.secondManId === actor.accountId),
  },
  readers,
  actions: {
    ...standing,
    // A job is in a technician's hand, and the order names him.
    handOver: act({
      ...standing.handOver,
      form: handOverToTechnicianForm,
      sets: (form, order, { case: of }) =>
        order.technicianId === of.holderAccount ? { technicianId: form.accountId } : {},
    }),
    ...reporting,
    ...work,
    ...closing,
  },
  clocks,
})
