import { standingActions } from '../../kernel/case/standing.ts'
import { answering } from './complaint.answering.ts'
import { clocks } from './complaint.clocks.ts'
import { handling } from './complaint.handling.ts'
import { reporting } from './complaint.reporting.ts'
import { act, open, procedure, readers } from './complaint.states.ts'
import { taking } from './complaint.taking.ts'

const standing = standingActions(open, readers)

/** As everywhere, and never to whom the complaint is about. Until it is handled, the record names who has it in hand. */
const handOver = act({
  ...standing.handOver,
  sets: (form, row, { case: of }) =>
    row.handledAt === null && row.handlerId === of.holderAccount ? { handlerId: form.accountId } : {},
  whenForm: [
    ...(standing.handOver.whenForm ?? []),
    { rules: ['CMP-06'], check: (form, row) => form.accountId !== row.accusedId || '被投诉人不能经手本件' },
  ],
})

/** 投诉: from the first angry word to the record that the enterprise department files. Handbook CMP. */
export const complaint = procedure({
  name: 'complaint',
  title: '投诉',
  record: '《业主投诉/建议处理记录表》',
  prefix: 'TS',
  version: 2,
  table: 'complaint_record',
  stateTitles: {
    registered: '待分类',
    classified: '待派发',
    issued: '待签收',
    verifying: '待查核',
    handling: '处理中',
    external: '外部办理中',
    handled: '待答复',
    answered: '待回访',
    'called-back': '待关闭',
    closed: '已关闭',
    withdrawn: '已撤回',
  },
  initial: 'registered',
  final: ['closed', 'withdrawn'],
  abandoned: ['withdrawn'],
  afterwards: ['archive', 'supervise'],
  flags: {},
  relations: {
    handler: (row, actor) => actor.kind === 'staff' && row.handlerId === actor.accountId,
    accused: (row, actor) => actor.kind === 'staff' && row.accusedId === actor.accountId,
  },
  readers,
  actions: { ...standing, handOver, ...taking, ...handling, ...reporting, ...answering },
  clocks,
})
