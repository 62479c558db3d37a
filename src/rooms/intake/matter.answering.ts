import { z } from 'zod'
import { choice, instant, lines, nothing } from '../../kernel/case/fields.ts'
import { alone, headDone } from './groups/membership.ts'
import { owedAnew } from './matter.anew.ts'
import {
  answered,
  answerHours,
  coordinated,
  keptReason,
  majorReported,
  notEvasive,
  phraseChecks,
  toCustomer,
  visited,
  workDone,
} from './matter.guards.ts'
import type { Matter } from './matter.row.ts'
import { act, open, sortedOn, voices } from './matter.states.ts'

const ways = {
  phone: '电话',
  counter: '当面',
  visit: '上门',
  app: '业主手机',
  letter: '书面',
  'call-back': '回访',
} as const

/** What a matter owes besides the work under it before it ends, whether a person or the end of the work closes it. */
const through = [answered, visited, coordinated, majorReported] as const
const isThrough = (matter: Matter) => through.every(({ check }) => check(matter) === true)

/** How a matter is followed, answered and brought to its end. */
export const answering = {
  followUp: act({
    title: '跟进',
    hint: '问办理进度，记下结果',
    from: ['dispatched'],
    to: 'same',
    by: ['first-responder', 'receptionist', 'service-supervisor'],
    rules: ['INT-09'],
    form: z.strictObject({ progress: lines('办理进度', 1000) }),
    sets: (_form, matter, { at }) => ({ followedAt: at, followUps: matter.followUps + 1 }),
  }),

  tellProgress: act({
    title: '告知进度',
    hint: '把进度告诉客户；客户同意后，答复时限重新起算',
    from: sortedOn,
    to: 'same',
    by: voices,
    rules: ['INT-09'],
    form: z.strictObject({
      progress: toCustomer('告知内容', 1000),
      keptReason: keptReason('progress'),
      accepted: z.boolean().meta({ label: '客户同意新的答复时间' }),
    }),
    whenForm: [notEvasive('progress')],
    sets: (form, matter, facts) => ({
      followedAt: facts.at,
      toldAt: facts.at,
      followUps: matter.followUps + 1,
      phraseChecks: phraseChecks(matter, facts, form.progress, form.keptReason),
      ...(form.accepted ? { promisedFrom: facts.at } : {}),
    }),
    tellOwner: '已告知您办理进度',
    ownerReads: 'progress',
  }),

  /** The owner asked for a day beyond the time of the answer: he cannot be told a result before it (INT-18). */
  awaitAppointment: act({
    title: '客户约定时间',
    from: ['sorted', 'dispatched', 'concluded'],
    to: 'same',
    by: ['reaction'],
    rules: ['INT-18'],
    form: z.strictObject({ number: z.string().max(40), appointmentAt: instant('约定时间') }),
    sets: (form, matter, { policy }) => {
      const appointmentAt = new Date(form.appointmentAt)
      const due = matter.promisedFrom.getTime() + answerHours(matter, policy) * 3_600_000
      return appointmentAt.getTime() > due ? { appointmentAt, promisedFrom: appointmentAt } : { appointmentAt }
    },
  }),

  chase: act({
    title: '催单',
    hint: '客户再来问：并入本件，不另开新件',
    from: open,
    to: 'same',
    by: ['staff', 'owner'],
    rules: ['INT-09'],
    form: z.strictObject({ words: lines('客户怎么说', 500).optional() }),
    setsCase: (_form, _matter, { case: of, policy }) => ({
      chaseCount: of.chaseCount + 1,
      ...(of.chaseCount + 1 >= policy.intake.chasesToRaise && of.priority === 'normal'
        ? { priority: 'high' as const }
        : {}),
    }),
    notifies: ['assignee'],
    notice: '{number} 客户催单',
    tellOwner: '已收到您的催促，并提醒了办理人',
  }),

  answer: act({
    title: '答复客户',
    hint: '把结果明确告诉客户',
    from: sortedOn,
    to: 'same',
    by: [...voices, 'reaction'],
    rules: ['INT-02', 'INT-18'],
    primary: true,
    form: z.strictObject({
      answer: toCustomer('答复内容', 2000, ['INT-02']),
      keptReason: keptReason('answer'),
      way: choice('答复方式', ways),
    }),
    when: [majorReported],
    whenForm: [notEvasive('answer')],
    sets: (form, matter, facts) => ({
      answer: form.answer,
      answeredAt: facts.at,
      toldAt: facts.at,
      answerWay: form.way,
      phraseChecks: phraseChecks(matter, facts, form.answer, form.keptReason),
    }),
    tellOwner: '我们已答复您',
  }),

  settle: act({
    title: '当场办结',
    hint: '受理人自己办妥并答复客户，不转手',
    from: ['sorted'],
    to: 'closed',
    by: ['first-responder', 'receptionist'],
    rules: ['INT-05'],
    form: z.strictObject({
      answer: toCustomer('办理结果和答复', 2000, ['INT-02']),
      keptReason: keptReason('answer'),
      way: choice('答复方式', ways),
    }),
    when: [
      {
        hides: true,
        rules: ['INT-05'],
        check: (matter, { children }) => (children.total === 0 && matter.handOvers === 0) || '已转手办理，不算当场办结',
      },
      majorReported,
      coordinated,
    ],
    whenForm: [notEvasive('answer')],
    sets: (form, matter, facts) => ({
      answer: form.answer,
      answeredAt: facts.at,
      toldAt: facts.at,
      answerWay: form.way,
      settledAt: facts.at,
      phraseChecks: phraseChecks(matter, facts, form.answer, form.keptReason),
    }),
    tellOwner: '已当场为您办结',
  }),

  conclude: act({
    title: '工作办结',
    from: ['dispatched'],
    to: { oneOf: ['concluded', 'closed'], pick: (_form, matter) => (isThrough(matter) ? 'closed' : 'concluded') },
    by: ['reaction'],
    rules: ['INT-09'],
    form: z.strictObject({ number: z.string().max(40) }),
    when: [workDone, headDone],
    sets: (_form, _matter, { at }) => ({ concludedAt: at }),
    notifies: ['first-responder'],
    notice: '{number} 工作已办结',
    tellOwner: '派出的工作已办结',
  }),

  close: act({
    title: '办结',
    from: sortedOn,
    to: 'closed',
    by: ['first-responder', 'receptionist'],
    byRules: ['INT-01'],
    rules: ['INT-09'],
    form: nothing,
    when: [workDone, headDone, ...through],
    notifies: ['first-responder'],
    notice: '{number} 已办结',
    tellOwner: '诉求已办结',
  }),

  withdraw: act({
    title: '撤回',
    from: ['registered', 'sorted', 'concluded'],
    to: 'withdrawn',
    by: ['owner', 'receptionist'],
    form: z.strictObject({ reason: lines('撤回原因', 200) }),
    when: [{ check: (_matter, { children }) => children.open === 0 || '派出的工作还在办理，请先取消派出的工作' }],
    sets: (form) => ({ withdrawReason: form.reason }),
    tellOwner: '诉求已撤回',
  }),

  reopen: act({
    title: '重开',
    from: ['closed', 'withdrawn'],
    to: { oneOf: ['registered', 'sorted'], pick: (_form, matter) => (matter.sortedAt ? 'sorted' : 'registered') },
    by: ['receptionist', 'reaction'],
    rules: ['INT-09'],
    form: z.strictObject({ reason: lines('重开原因', 500) }),
    sets: (_form, matter, { at }) => begunAnew(matter, at),
    tellOwner: '诉求已重新办理',
  }),
}

/** Time begins anew, and with it the way from the register on. */
function begunAnew(matter: Matter, at: Date): Partial<Matter> {
  return {
    ...owedAnew(matter, at),
    registeredAt: matter.sortedAt ? matter.registeredAt : at,
    sortedAt: matter.sortedAt && at,
    ...alone,
  }
}
