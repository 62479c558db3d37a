/** What pages of other rooms may ask the desk. */
export { desk } from './intake.contract.ts'
export { channels } from './matter.row.ts'
