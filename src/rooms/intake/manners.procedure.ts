import { z } from 'zod'
import { caseNumber, flag, id, lines, rating } from '../../kernel/case/fields.ts'
import { type ClockDecl, procedureOn } from '../../kernel/case/procedure.ts'
import { standingActions } from '../../kernel/case/standing.ts'
import { say } from '../../kernel/text/translate.ts'
import { failedOf, type MannersCheck, manners } from './manners.row.ts'

/**
 * 礼仪检查: how customers are received (INT-10), as the customer rates it and as an inspector sees it. What was not as
 * it should be is talked over with whoever received the customer, and that is on record too.
 */
const states = ['to-mend', 'ended'] as const
const open = ['to-mend'] as const
const readers = ['service-supervisor', 'service-director', 'manager', 'quality-dept', 'assignee'] as const

const { act, procedure } = procedureOn<MannersCheck>()(states)

/** An answer of 1 or 2 of 5 is a complaint about the reception. */
const POOR = 2

const clocks = {
  mend: {
    title: '礼仪问题改进时限',
    runsIn: ['to-mend'],
    limit: (row, { policy }) => ({
      from: row.checkedAt,
      why: '评价或抽查',
      within: { hours: policy.intake.mannersMendHours },
    }),
    onExpiry: 'recordBreach',
    ladder: ['service-supervisor', 'manager'],
    rules: ['INT-10'],
  },
} as const satisfies Record<string, ClockDecl<MannersCheck, (typeof states)[number], string>>

/** One question for each item of manner, kept or not. */
const items = Object.fromEntries(
  Object.entries(manners).map(([name, title]) => [name, flag(title, name === 'knows' ? { rules: ['CMP-29'] } : {})]),
) as {
  [Name in keyof typeof manners]: ReturnType<typeof flag>
}

export const mannersCheck = procedure({
  name: 'manners',
  title: '接待评价与礼仪抽查',
  record: '礼仪抽查记录',
  prefix: 'LY',
  version: 1,
  table: 'manners_check',
  stateTitles: { 'to-mend': '待改进', ended: '已办结' },
  initial: 'to-mend',
  final: ['ended'],
  flags: {},
  aside: true,
  readers,
  actions: {
    ...standingActions(open, readers),

    rate: act({
      title: '评价接待',
      from: 'new',
      to: {
        oneOf: ['to-mend', 'ended'],
        pick: (form) => (form.rating <= POOR || form.evaded ? 'to-mend' : 'ended'),
      },
      by: ['owner', 'service-officer', 'butler', 'service-supervisor'],
      rules: ['INT-10', 'INT-03'],
      form: z.strictObject({
        /** None: he was received without anything being registered. */
        matterNumber: caseNumber('诉求编号', 'SQ').optional(),
        rating: rating('接待礼仪', { rules: ['INT-10'] }),
        evaded: flag('接待时被推来推去，或被说“不知道、去找别人”'),
        words: lines('想说的话', 500).optional(),
      }),
      sets: (form, _row, { at }) => ({
        source: 'customer',
        matterNumber: form.matterNumber ?? null,
        rating: form.rating,
        evaded: form.evaded,
        words: form.words ?? null,
        checkedAt: at,
      }),
      setsCase: (form, _row, { actor }) => ({
        title: form.matterNumber ? say('{matterNumber} 接待评价', { matterNumber: form.matterNumber }) : '接待评价',
        personId: actor.kind === 'owner' ? actor.personId : null,
      }),
      notifies: ['service-supervisor'],
      notice: '{number} {title}',
      tellOwner: '谢谢您的评价',
    }),

    inspect: act({
      title: '礼仪抽查',
      from: 'new',
      to: { oneOf: ['to-mend', 'ended'], pick: (form) => (failedOf(form).length > 0 ? 'to-mend' : 'ended') },
      by: ['service-supervisor', 'service-director', 'manager', 'quality-dept'],
      byRules: ['INT-10'],
      rules: ['INT-10'],
      form: z.strictObject({
        employeeId: id('被抽查的同事', 'account'),
        ...items,
        words: lines('抽查情况', 500),
      }),
      whenForm: [
        {
          rules: ['INT-10'],
          check: (form, _row, { actor }) =>
            actor.kind !== 'staff' || actor.accountId !== form.employeeId || '不能抽查自己',
        },
      ],
      sets: (form, _row, { at }) => ({
        source: 'inspector',
        employeeAccount: form.employeeId,
        failed: failedOf(form),
        words: form.words,
        checkedAt: at,
      }),
      setsCase: (form) => ({ title: '礼仪抽查', holderAccount: form.employeeId }),
      notice: '{number} 礼仪抽查，请查看',
    }),

    mend: act({
      title: '已面谈改进',
      hint: '与接待人谈过，写明怎么改',
      from: open,
      to: 'ended',
      by: ['service-supervisor', 'service-director', 'manager'],
      rules: ['INT-10'],
      primary: true,
      form: z.strictObject({ mending: lines('怎么改', 500) }),
      sets: (form, _row, { at }) => ({ mendedAt: at, mending: form.mending }),
      notifies: ['assignee'],
      notice: '{number} 礼仪问题已面谈',
    }),
  },
  clocks,
})
