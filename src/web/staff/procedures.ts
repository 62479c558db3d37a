import type { Procedure } from '../../kernel/case/procedure.ts'
import { contact, matter } from '../../rooms/intake/intake.procedure.ts'
import { repair } from '../../rooms/repair/repair.procedure.ts'

/** The procedures whose forms the staff phone can fill in; loaded with the first case that somebody opens. */
export const procedures: Readonly<Record<string, Procedure>> = { repair, matter, contact }
