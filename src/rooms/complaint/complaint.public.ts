/** What other rooms may know of complaints and of what stands beside them: their words. */
export { disputeTopics, suggestionKinds } from './beside.row.ts'
export { classes, type Source, sources } from './complaint.row.ts'
