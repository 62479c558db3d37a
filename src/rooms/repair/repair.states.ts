import { procedureOn } from '../../kernel/case/procedure.ts'
import type { RepairOrder } from './repair.order.ts'

/** The states of a repair order, and the sets of them that actions and clocks speak of. */
const states = [
  'reported',
  'pooled',
  'assigned',
  'taken',
  'on-site',
  'reviewing',
  'quoted',
  'working',
  'done',
  'signed',
  'correcting',
  'closed',
  'cancelled',
] as const

export const { act, procedure } = procedureOn<RepairOrder>()(states)

export const beforeWork = ['reported', 'pooled', 'assigned', 'taken', 'on-site', 'reviewing', 'quoted'] as const
export const onTheJob = ['assigned', 'taken', 'on-site', 'reviewing', 'quoted', 'working', 'done'] as const
export const open = [...beforeWork, 'working', 'done', 'signed', 'correcting'] as const
export const readers = ['staff'] as const

export type RepairState = (typeof states)[number]
