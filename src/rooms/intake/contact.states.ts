import { procedureOn } from '../../kernel/case/procedure.ts'
import type { ContactSlip } from './matter.row.ts'

/** The states of a contact slip. */
const states = ['issued', 'received', 'replied', 'closed'] as const

export const { act, procedure } = procedureOn<ContactSlip>()(states)

export const open = ['issued', 'received', 'replied'] as const
export const readers = ['staff'] as const

export type ContactState = (typeof states)[number]
