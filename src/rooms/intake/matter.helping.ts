import { z } from 'zod'
import { files, flag, halfHour, id, lines, nothing } from '../../kernel/case/fields.ts'
import type { Facts } from '../../kernel/case/procedure.ts'
import { cut } from '../../kernel/case/title.ts'
import { noVisit } from './matter.anew.ts'
import { isVisitor, keptReason, majorReported, notEvasive, phraseChecks, toCustomer } from './matter.guards.ts'
import type { Matter } from './matter.row.ts'
import { act, open, voices } from './matter.states.ts'

/**
 * What a receiver does so that the customer need not run about: the responsible person comes to the visitor (INT-04),
 * a caller is put through or gives his words to be passed on (INT-04), somebody goes to the customer's home (INT-06).
 */

const isVisitorHere = {
  hides: true,
  check: (matter: Matter) => matter.channel === 'counter' || '来访的客户才请责任人前来会见',
} as const

const isCaller = {
  hides: true,
  check: (matter: Matter) => ['phone', 'hotline'].includes(matter.channel) || '来电才能转接或代记',
} as const

const hasBegun = (begun: (matter: Matter) => boolean, otherwise: string) =>
  ({ hides: true, check: (matter: Matter) => begun(matter) || otherwise }) as const

/** Somebody was sent to the customer's home and is not done yet. */
const isOnVisit = (matter: Matter) => matter.visitSentAt !== null && matter.visitDoneAt === null

export const helping = {
  callOver: act({
    title: '请责任人前来',
    hint: '请客户就座等候，由您联络责任人前来会见',
    from: open,
    to: 'same',
    by: voices,
    rules: ['INT-04'],
    form: z.strictObject({
      accountId: id('责任人', 'account'),
      seated: flag('已请客户就座等候'),
    }),
    when: [isVisitorHere],
    whenForm: [{ rules: ['INT-04'], check: (form) => form.seated || '先请客户就座等候' }],
    sets: (form, _matter, { at }) => ({ calledAccount: form.accountId, calledAt: at, cameAt: null }),
    notice: '{number} 客户在前台等候，请前来会见',
    tellOwner: '已请责任人前来与您见面',
  }),

  came: act({
    title: '责任人已到',
    from: open,
    to: 'same',
    by: ['staff'],
    rules: ['INT-04'],
    primary: true,
    form: nothing,
    when: [hasBegun((matter) => matter.calledAt !== null && matter.cameAt === null, '没有请责任人前来')],
    sets: (_form, matter, { at }) => ({ cameAt: at, handOvers: matter.handOvers + 1 }),
    tellOwner: '责任人已与您见面',
  }),

  transfer: act({
    title: '转接来电',
    hint: '超出职权的来电：把电话转给责任人，不请客户另打',
    from: open,
    to: 'same',
    by: voices,
    rules: ['INT-04'],
    form: z.strictObject({ accountId: id('转给', 'account') }),
    when: [isCaller],
    sets: (form, matter, { at }) => ({
      transferredAccount: form.accountId,
      transferredAt: at,
      handOvers: matter.handOvers + 1,
    }),
    notice: '{number} 客户来电已转给您：{title}',
    tellOwner: '您的来电已转给责任人',
  }),

  takeNote: act({
    title: '代为记录',
    hint: '责任人不在：经客户同意先记下来，接洽好后回复客户',
    from: open,
    to: 'same',
    by: voices,
    rules: ['INT-04'],
    form: z.strictObject({
      agreed: flag('客户同意代为记录'),
      accountId: id('要接洽的责任人', 'account'),
      words: lines('客户的话', 1000),
    }),
    when: [isCaller],
    whenForm: [{ rules: ['INT-04'], check: (form) => form.agreed || '客户同意才能代记；不同意的把电话转给责任人' }],
    sets: (form, matter, { at }) => ({
      noteAgreedAt: at,
      calledAccount: form.accountId,
      content: cut(`${matter.content}\n${form.words}`, 20_000),
    }),
    notice: '{number} 客户留言，请与前台接洽',
    tellOwner: '已记下您的话，接洽好后回复您',
  }),

  sendHome: act({
    title: '派人上门办理',
    hint: '替客户找到所需的同事，由他上门办理',
    from: open,
    to: 'same',
    by: voices,
    rules: ['INT-06'],
    form: z.strictObject({
      accountId: id('上门的同事', 'account'),
      appointmentAt: halfHour('约定上门时间').optional(),
      purpose: lines('上门办什么', 500),
    }),
    when: [
      {
        rules: ['INT-06'],
        check: (_matter, { case: of }) => of.unitId !== null || of.placeId !== null || '先补充要上门的房号',
      },
      hasBegun((matter) => !isOnVisit(matter), '已有同事上门，等他办完，或先取消上门'),
    ],
    sets: (form, matter, { at }) => ({
      ...noVisit,
      visitorAccount: form.accountId,
      visitSentAt: at,
      visitAppointedAt: form.appointmentAt ? new Date(form.appointmentAt) : null,
      handOvers: matter.handOvers + 1,
    }),
    notice: '请上门办理 {number}：{title}',
    tellOwner: '已派同事上门为您办理',
  }),

  cancelVisit: act({
    title: '取消上门',
    hint: '客户不要上门，或派去的同事去不了；要另派同事的，取消后再派',
    from: open,
    to: 'same',
    by: [...voices, 'service-supervisor'],
    rules: ['INT-06'],
    form: z.strictObject({ reason: lines('取消原因', 200) }),
    when: [hasBegun(isOnVisit, '没有派人上门')],
    sets: () => noVisit,
    tells: (matter) => [matter.visitorAccount],
    notice: '{number} 不用上门了：{title}',
    tellOwner: '上门已取消',
  }),

  arriveHome: act({
    title: '已到客户家',
    from: open,
    to: 'same',
    by: ['staff'],
    rules: ['INT-06'],
    primary: true,
    form: z.strictObject({ photos: files('到场照片').optional() }),
    when: [
      hasBegun((matter) => matter.visitSentAt !== null && matter.visitArrivedAt === null, '没有派人上门'),
      isVisitor,
    ],
    sets: (form, matter, { at }) => ({
      visitArrivedAt: at,
      photos: [...matter.photos, ...(form.photos ?? [])].slice(0, 30),
    }),
    tellOwner: '同事已到您家',
  }),

  finishVisit: act({
    title: '上门办完',
    hint: '在客户家办妥并当面答复的，即为答复客户',
    from: open,
    to: 'same',
    by: ['staff'],
    rules: ['INT-06'],
    primary: true,
    form: z.strictObject({
      result: toCustomer('办理结果', 2000),
      keptReason: keptReason('result'),
      told: flag('已当面答复客户'),
    }),
    when: [
      hasBegun(isOnVisit, '没有派人上门'),
      isVisitor,
      { rules: ['INT-06'], check: (matter) => matter.visitArrivedAt !== null || '先登记到达' },
    ],
    whenForm: [
      notEvasive('result'),
      { rules: ['INT-19'], check: (form, matter) => !form.told || majorReported.check(matter) },
    ],
    sets: (form, matter, facts) => ({
      visitDoneAt: facts.at,
      followedAt: facts.at,
      followUps: matter.followUps + 1,
      phraseChecks: phraseChecks(matter, facts, form.result, form.keptReason),
      ...(form.told ? toldAtHome(form.result, facts) : {}),
    }),
    notifies: ['first-responder'],
    notice: '{number} 已上门办完',
    tellOwner: '上门办理完毕',
  }),
}

function toldAtHome(answer: string, { at }: Pick<Facts, 'at'>): Partial<Matter> {
  return { answer, answeredAt: at, answerWay: 'visit', toldAt: at }
}
