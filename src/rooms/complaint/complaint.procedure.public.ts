/** The procedures for other rooms, apart from the words: they bring all their forms with them. */
export { complaint } from './complaint.procedure.ts'
export { dispute } from './dispute.procedure.ts'
export { suggestion } from './suggestion.procedure.ts'
