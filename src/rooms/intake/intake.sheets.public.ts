/** The slip on paper for other rooms: a complaint is handed to its department by the same form. */
export { type WorkContactSlipData, workContactSlip } from './intake.sheets.ts'
