import { AsyncLocalStorage } from 'node:async_hooks'

const barred = new AsyncLocalStorage<readonly string[]>()
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Runs `work` for somebody who is barred from these cases: every transaction within it finds nothing of them, by row
 * level security (policy not_barred), whatever the query asks. Throws for what is no id.
 */
export function barredFrom<T>(cases: readonly string[], work: () => T): T {
  // For everybody's sake, also on the way of somebody who is barred.
  if (cases.length === 0) return barred.exit(work)
  if (!cases.every((id) => ID.test(id))) throw new Error('not ids of cases')
  return barred.run(cases, work)
}

/** The statement that tells the transaction; empty for most people. */
export function barredSetting(): string {
  const cases = barred.getStore()
  return cases ? `; set local guanjia.barred = '${cases.join(',')}'` : ''
}
