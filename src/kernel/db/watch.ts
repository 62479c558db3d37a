/** What is noted of a database while it is used. */
export interface Watch {
  /** Transactions that ran again because they lost a race. */
  retried: number
  /** A statement that takes longer is told of. */
  slowMs: number
  /** Told what a slow statement does to which tables. Must not throw. */
  onSlow: (statement: string, milliseconds: number) => void
}

const SLOW_MS = 500
const MOST_TABLES = 4

export const newWatch = (): Watch => ({ retried: 0, slowMs: SLOW_MS, onSlow: () => {} })

/** Looks at how long a statement took. Its text comes from the code, values are never looked at. */
export function noteTime({ slowMs, onSlow }: Watch, text: string, milliseconds: number): void {
  if (milliseconds >= slowMs) onSlow(statementName(text), milliseconds)
}

/** `select cases, case_clock`: what a statement does, and to which tables or functions. */
export function statementName(text: string): string {
  const [, verb = 'statement'] = /^\s*([a-z]+)/i.exec(text) ?? []
  const found = [...text.matchAll(/\b(?:from|into|update|join)\s+"?([a-z_][a-z0-9_]*)/gi)].map(([, name]) => name!)
  const names = [...new Set(found)].filter((name) => name !== 'select' && name !== 'set' && name !== 'lateral')
  return [verb.toLowerCase(), names.slice(0, MOST_TABLES).join(', ')].join(' ').trim()
}
