/** What other rooms may know of repairs: their words. The procedure is repair.procedure.public.ts. */
export { payers, trades } from './repair.order.ts'
