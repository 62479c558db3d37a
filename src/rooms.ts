import type { Reaction, RoomEffects } from './kernel/case/engine.ts'
import type { Procedure } from './kernel/case/procedure.ts'
import { contact, matter } from './rooms/intake/intake.procedure.ts'
import { repair } from './rooms/repair/repair.procedure.ts'

/** The composition root: the list of rooms. Nothing of the kernel or of a room imports it. */
export const procedures: Readonly<Record<string, Procedure>> = { matter, contact, repair }

export const effects: Readonly<Record<string, RoomEffects>> = {}

/** Work that is dispatched, finished or reopened moves the matter above it; a chase reaches the work below. */
export const reactions: readonly Reaction[] = [
  {
    on: { procedure: 'repair', actions: ['assign', 'offer', 'outsource', 'respond', 'grab'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'dispatched' },
    form: (work) => ({ number: work.number }),
    rules: ['INT-08'],
  },
  {
    on: { procedure: 'contact', actions: ['issue'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'dispatched' },
    form: (work) => ({ number: work.number }),
    rules: ['INT-08'],
  },
  {
    on: { procedure: 'repair', actions: ['callBack'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'answer' },
    when: (order) => order.calledBackAt !== null,
    form: () => ({ answer: '回访时已告知维修结果', way: 'call-back' }),
    rules: ['INT-02'],
  },
  {
    on: { procedure: 'repair', actions: 'final' },
    upon: 'parent',
    does: { procedure: 'matter', action: 'conclude' },
    form: (work) => ({ number: work.number }),
    rules: ['INT-09'],
  },
  {
    on: { procedure: 'contact', actions: 'final' },
    upon: 'parent',
    does: { procedure: 'matter', action: 'conclude' },
    form: (work) => ({ number: work.number }),
    rules: ['INT-09'],
  },
  {
    on: { procedure: 'repair', actions: ['reopen'] },
    upon: 'parent',
    does: { procedure: 'matter', action: 'reopen' },
    form: (work) => ({ reason: `${work.number} 返修` }),
    rules: ['INT-09'],
  },
  {
    on: { procedure: 'matter', actions: ['fillIn'] },
    upon: 'children',
    does: { procedure: 'repair', action: 'locate' },
    when: (_matter, of) => of.unitId !== null || of.placeId !== null,
    form: ({ unitId, placeId, personId }) => ({
      ...(unitId ? { unitId } : {}),
      ...(placeId ? { placeId } : {}),
      ...(personId ? { personId } : {}),
    }),
  },
  {
    on: { procedure: 'matter', actions: ['chase'] },
    upon: 'children',
    does: { procedure: 'repair', action: 'heedChase' },
    form: (above, { policy }) => ({ count: above.chaseCount, raise: above.chaseCount >= policy.intake.chasesToRaise }),
    rules: ['INT-09'],
  },
  {
    on: { procedure: 'matter', actions: ['chase'] },
    upon: 'children',
    does: { procedure: 'contact', action: 'heedChase' },
    form: (above, { policy }) => ({ count: above.chaseCount, raise: above.chaseCount >= policy.intake.chasesToRaise }),
    rules: ['INT-09'],
  },
]
