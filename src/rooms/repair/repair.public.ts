/** What other rooms may know of repairs: the procedure, its words and the price rule. */
export { mustPay, type PriceItem, payers, trades } from './repair.order.ts'
export { repair } from './repair.procedure.ts'
