import { z } from 'zod'
import { id, lines } from '../../kernel/case/fields.ts'
import { act } from './contact.states.ts'
import type { ContactSlip } from './matter.row.ts'

const isSuperior = {
  check: (slip: ContactSlip, { actor }: { actor: { kind: string; accountId?: string } }) =>
    actor.accountId === slip.superiorAccount || '由被请示的上级批示',
} as const

/** INT-17: what the handler cannot decide himself goes to his superior within two hours. */
export const upward = {
  consult: act({
    title: '请示上级',
    hint: '自己处理不了的，得到信息后2小时内上报',
    from: ['received'],
    to: 'same',
    by: ['assignee'],
    rules: ['INT-17'],
    form: z.strictObject({ accountId: id('上级', 'account'), question: lines('请示内容', 1000) }),
    when: [
      {
        hides: true,
        check: (slip) => slip.consultedAt === null || slip.consultAnsweredAt !== null || '已请示，等上级批示',
      },
    ],
    whenForm: [
      { check: (form, _slip, { case: of }) => form.accountId !== of.holderAccount || '请示的是上级，不是自己' },
    ],
    sets: (form, slip, { at }) => ({
      needsSuperior: true,
      // The first report is the one that the two hours are about.
      consultedAt: slip.consultedAt ?? at,
      superiorAccount: form.accountId,
      question: form.question,
      consultAnsweredAt: null,
      consultAnswer: null,
    }),
    notice: '请批示 {number}：{title}',
  }),

  answerConsult: act({
    title: '批示',
    from: ['received'],
    to: 'same',
    by: ['staff'],
    rules: ['INT-17'],
    primary: true,
    form: z.strictObject({ opinion: lines('批示意见', 1000) }),
    when: [
      {
        hides: true,
        check: (slip) => (slip.consultedAt !== null && slip.consultAnsweredAt === null) || '没有要批示的',
      },
      isSuperior,
    ],
    sets: (form, _slip, { at }) => ({ consultAnsweredAt: at, consultAnswer: form.opinion }),
    notifies: ['assignee'],
    notice: '{number} 上级已批示',
  }),
}
