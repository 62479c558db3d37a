import { procedureOn } from '../../kernel/case/procedure.ts'
import type { Complaint } from './complaint.row.ts'

/** The states of a complaint, and the sets of them that actions and clocks speak of. */
const states = [
  'registered',
  'classified',
  'issued',
  'verifying',
  'handling',
  'external',
  'handled',
  'answered',
  'called-back',
  'closed',
  'withdrawn',
] as const

export const { act, procedure } = procedureOn<Complaint>()(states)

/** Until somebody has said what comes of it. */
export const unhandled = ['registered', 'classified', 'issued', 'verifying', 'handling', 'external'] as const
export const afterHandling = ['handled', 'answered', 'called-back'] as const
export const open = [...unhandled, ...afterHandling] as const
export const readers = ['staff'] as const

export type ComplaintState = (typeof states)[number]
