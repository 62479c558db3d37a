import { standingActions } from '../../kernel/case/standing.ts'
import { clocks as contactClocks } from './contact.clocks.ts'
import { procedure as contactProcedure, readers as contactReaders, open as slipOpen } from './contact.states.ts'
import { upward as contactUpward } from './contact.upward.ts'
import { work as contactWork } from './contact.work.ts'
import { membershipActions } from './groups/membership.ts'
import { answering } from './matter.answering.ts'
import { clocks } from './matter.clocks.ts'
import { helping } from './matter.helping.ts'
import { receiving } from './matter.receiving.ts'
import { open, procedure, readers } from './matter.states.ts'
import { upward } from './matter.upward.ts'

/** 诉求: what a person asks of the department, one number from first word to last answer. Handbook INT. */
export const matter = procedure({
  name: 'matter',
  title: '诉求',
  record: '《信息反馈记录表》',
  prefix: 'SQ',
  version: 2,
  table: 'intake_matter',
  stateTitles: {
    registered: '待判别',
    sorted: '待派办',
    dispatched: '办理中',
    concluded: '待答复',
    closed: '已办结',
    withdrawn: '已撤回',
  },
  initial: 'registered',
  final: ['closed', 'withdrawn'],
  abandoned: ['withdrawn'],
  flags: {},
  parent: true,
  readers,
  actions: {
    ...standingActions(open, readers),
    ...membershipActions,
    ...receiving,
    ...helping,
    ...upward,
    ...answering,
  },
  clocks,
})

/** 工作联系单: work that the desk gives to a department in writing, until its answer is back at the desk. */
export const contact = contactProcedure({
  name: 'contact',
  title: '工作联系单',
  record: '《工作联系单》',
  prefix: 'LX',
  version: 1,
  table: 'contact_slip',
  stateTitles: { issued: '待签收', received: '办理中', replied: '已回复', closed: '已归档' },
  initial: 'issued',
  final: ['closed'],
  flags: {},
  readers: contactReaders,
  actions: { ...standingActions(slipOpen, contactReaders), ...contactWork, ...contactUpward },
  clocks: contactClocks,
})
