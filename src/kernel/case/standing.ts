import { z } from 'zod'
import { halfHour, id, lines } from './fields.ts'
import type { ActionDecl, Right, Untyped } from './procedure.ts'

export const noteForm = z.strictObject({ text: lines('备注') })

/** The clock's own note of a rung climbed, written into the log by the sweep. */
export const breachForm = z.strictObject({ clock: z.string().max(40), level: z.int().min(0).max(20) })

/** Whose rung it is says by this that the missed clock has been seen; the ladder stops climbing. */
export const acknowledgeForm = z.strictObject({
  note: lines('处理意见', 500).optional(),
})

/** As acknowledge, and another member of staff is told to act. */
export const delegateForm = z.strictObject({
  accountId: id('转交给', 'account'),
  note: lines('处理意见', 500),
  until: halfHour('办结期限').optional(),
})

/** Somebody is absent or leaves: what he has in hand goes to somebody else. */
export const handOverForm = z.strictObject({
  accountId: id('移交给', 'account'),
  reason: lines('移交原因', 200),
})

/** As handOver, where only a technician can have the case in hand. */
export const handOverToTechnicianForm = z.strictObject({
  accountId: id('移交给', 'technician'),
  reason: lines('移交原因', 200),
})

/** Who may take work out of somebody's hand and give it to another. */
export const MAY_HAND_OVER = [
  'manager',
  'department-admin',
  'service-director',
  'service-supervisor',
  'engineering-supervisor',
] as const satisfies readonly Right[]

/**
 * Actions that every procedure has: a note, what answers to a missed clock, and the change of hands. `open` are all states that are not
 * final; `readers` may write notes.
 */
export function standingActions<State extends string>(open: readonly State[], readers: readonly Right[]) {
  type Standing<F extends z.ZodObject> = ActionDecl<Untyped, State, F>
  const note: Standing<typeof noteForm> = {
    title: '备注',
    from: open,
    to: 'same',
    by: readers,
    form: noteForm,
  }
  const recordBreach: Standing<typeof breachForm> = {
    title: '超时记录',
    from: open,
    to: 'same',
    by: ['clock'],
    form: breachForm,
  }
  const acknowledge: Standing<typeof acknowledgeForm> = {
    title: '我已知悉',
    hint: '停止逐级提醒，由您负责督办',
    from: open,
    to: 'same',
    by: ['ladder'],
    form: acknowledgeForm,
  }
  const delegate: Standing<typeof delegateForm> = {
    title: '转交督办',
    hint: '停止逐级提醒，交由他人督办',
    from: open,
    to: 'same',
    by: ['ladder'],
    form: delegateForm,
    whenForm: [
      {
        check: (form, _row, { at }) => form.until === undefined || new Date(form.until) > at || '办结期限须晚于现在',
      },
    ],
    notice: '{number} 转交您督办：{title}',
  }
  const handOver: Standing<typeof handOverForm> = {
    title: '移交',
    hint: '本人请假、调岗或离职时，把经办交给别人',
    from: open,
    to: 'same',
    by: MAY_HAND_OVER,
    form: handOverForm,
    when: [{ check: (_row, { case: of }) => of.holderAccount !== null || '还没有经办人，直接派单即可' }],
    whenForm: [{ check: (form, _row, { case: of }) => form.accountId !== of.holderAccount || '事项已经在这个人手上' }],
    setsCase: (form) => ({ holderAccount: form.accountId }),
  }
  return { note, recordBreach, acknowledge, delegate, handOver }
}
