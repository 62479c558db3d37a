import { z } from 'zod'
import { choice, id, lines } from '../../../kernel/case/fields.ts'
import type { ActionDecl, Guard } from '../../../kernel/case/procedure.ts'
import { owedAnew } from '../matter.anew.ts'
import { keptReason, notEvasive, phraseChecks, toCustomer } from '../matter.guards.ts'
import type { Matter, Membership } from '../matter.row.ts'

/** The columns of a matter that is handled alone. */
export const alone: Membership = { headId: null, joinedAt: null, headDoneAt: null, interimAt: null }

/**
 * Alone again after having been handled with others: it waits to be handed out and followed on its own, and the time to
 * do so begins now; the answer counts from the last word that he was told. Who was answered already is owed another
 * answer, to what is his own.
 */
const aloneAgain = ({ interimAt, promisedFrom, answeredAt }: Matter, at: Date) => ({
  ...alone,
  promisedFrom: answeredAt ?? interimAt ?? promisedFrom,
  answer: null,
  answeredAt: null,
  answerWay: null,
  sortedAt: at,
  dispatchedAt: null,
  followedAt: null,
  concludedAt: null,
})

/** A matter ends after the head it is handled by. */
export const headDone: Guard<Matter> = {
  rules: ['INT-09'],
  check: (matter) => matter.headId === null || matter.headDoneAt !== null || '一并办理的牵头事项还没有办结，请继续跟进',
}

const isMember: Guard<Matter> = { check: (matter) => matter.headId !== null || '本件没有与其他诉求一并办理' }

type State = 'sorted' | 'dispatched' | 'concluded' | 'closed'

const act = <Form extends z.ZodObject>(action: ActionDecl<Matter, State, Form>) => action

/** What can happen to a matter as a member of a group; part of the procedure of matters. */
export const membershipActions = {
  join: act({
    title: '并入群诉',
    hint: '几位业主反映同一件事：由一件牵头事项一并办理，逐户答复',
    from: ['sorted', 'dispatched'],
    to: 'dispatched',
    by: ['receptionist', 'service-officer', 'service-supervisor'],
    form: z.strictObject({
      /** That it is open and may be a head is looked at by the effect, under its lock. */
      headId: id('牵头事项', 'work'),
      reason: lines('并入原因', 200).optional(),
    }),
    when: [
      { check: (matter) => matter.headId === null || '本件已经与其他诉求一并办理' },
      {
        check: (_matter, { children }) =>
          children.open === 0 || '本件自己派出的工作还在办理，请先办结或取消，以免两处重复办理',
      },
    ],
    sets: (form, matter, { at }) => ({
      headId: form.headId,
      joinedAt: at,
      headDoneAt: null,
      dispatchedAt: matter.dispatchedAt ?? at,
      concludedAt: null,
    }),
    tellOwner: '与多位业主反映的问题一并处理，处理结果会单独答复您',
  }),

  leave: act({
    title: '退出群诉',
    hint: '不是同一件事，或业主要求单独处理：本件另行派办',
    from: ['dispatched', 'concluded'],
    to: 'sorted',
    by: ['receptionist', 'service-officer', 'service-supervisor'],
    form: z.strictObject({ reason: lines('退出原因', 200) }),
    when: [
      isMember,
      { check: (_matter, { children }) => children.open === 0 || '派出的工作还没有办结，请先办结或取消' },
    ],
    sets: (_form, matter, { at }) => aloneAgain(matter, at),
    tellOwner: '您的诉求改为单独处理',
  }),

  interim: act({
    title: '群诉进度回复',
    hint: '告诉客户一并办理到哪一步；结果出来后再答复',
    from: ['dispatched'],
    to: 'same',
    by: ['receptionist', 'service-officer', 'service-supervisor'],
    rules: ['CMP-36'],
    form: z.strictObject({
      words: toCustomer('回复内容', 1000),
      keptReason: keptReason('words'),
      way: choice('告知方式', { app: '业主手机', phone: '电话', counter: '当面', visit: '上门', letter: '书面' }),
    }),
    when: [{ ...isMember, hides: true }],
    whenForm: [notEvasive('words')],
    sets: (form, matter, facts) => ({
      interimAt: facts.at,
      toldAt: facts.at,
      phraseChecks: phraseChecks(matter, facts, form.words, form.keptReason),
    }),
    tellOwner: '已告知您办理进度',
    ownerReads: 'words',
  }),

  headDone: act({
    title: '牵头事项已办结',
    from: ['dispatched'],
    to: 'same',
    by: ['reaction'],
    form: z.strictObject({ number: z.string().max(40) }),
    when: [isMember],
    sets: (_form, _matter, { at }) => ({ headDoneAt: at }),
  }),

  headLost: act({
    title: '牵头事项已取消',
    from: ['dispatched', 'concluded'],
    to: 'sorted',
    by: ['reaction'],
    form: z.strictObject({ number: z.string().max(40) }),
    when: [isMember],
    sets: (_form, matter, { at }) => aloneAgain(matter, at),
    notifies: ['first-responder'],
    notice: '{number} 一并办理的牵头事项已取消，请另行派办',
    tellOwner: '您的诉求改为单独处理',
  }),

  headReopened: act({
    title: '牵头事项重新办理',
    from: ['dispatched', 'concluded', 'closed'],
    to: 'dispatched',
    by: ['reaction'],
    form: z.strictObject({ number: z.string().max(40) }),
    when: [isMember],
    // As when a matter is reopened, but the head has it in hand already.
    sets: (_form, matter, { at }) => ({
      ...owedAnew(matter, at),
      dispatchedAt: at,
      headDoneAt: null,
      interimAt: null,
    }),
    tellOwner: '一并处理的问题又出现，已重新办理',
  }),
} as const
