import { z } from 'zod'
import { id, lines } from './fields.ts'
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
})

/**
 * Actions that every procedure has: a note, and what answers to a missed clock. `open` are all states that are not
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
  }
  return { note, recordBreach, acknowledge, delegate }
}
