/** What other rooms may know of matters: their words. */
export { emergencies, kinds } from './matter.row.ts'
