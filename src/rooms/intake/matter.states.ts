import { procedureOn } from '../../kernel/case/procedure.ts'
import type { Matter } from './matter.row.ts'

/** The states of a matter, and the sets of them that actions and clocks speak of. */
const states = ['registered', 'sorted', 'dispatched', 'concluded', 'closed', 'withdrawn'] as const

export const { act, procedure } = procedureOn<Matter>()(states)

export const open = ['registered', 'sorted', 'dispatched', 'concluded'] as const
export const sortedOn = ['sorted', 'dispatched', 'concluded'] as const
export const readers = ['staff'] as const

/** Who speaks for the department to a customer. */
export const voices = ['first-responder', 'receptionist', 'service-officer', 'butler', 'senior-butler'] as const

export type MatterState = (typeof states)[number]
