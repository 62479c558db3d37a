import { Refusal } from '../case/refusal.ts'

/** Where a page ended, as an opaque word: the sort keys of its last row. */
export function cursorOf(keys: readonly (string | number | Date | null)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/** The keys of a cursor that a page gave; null at the start. Throws 400 for one that no page gave. */
export function readCursor(
  cursor: string | undefined,
  shape: readonly ('instant' | 'uuid' | 'text' | 'due')[],
): string[] | null {
  if (cursor === undefined) return null
  try {
    const keys = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown
    if (Array.isArray(keys) && keys.length === shape.length && keys.every((key, index) => fits(key, shape[index]!))) {
      return keys as string[]
    }
  } catch {
    // Not base64 or not JSON: the same answer as for a wrong shape.
  }
  throw new Refusal('bad-form', '翻页位置不对，请回到第一页', { fields: [{ field: 'after', text: '翻页位置不对' }] })
}

function fits(key: unknown, shape: 'instant' | 'uuid' | 'text' | 'due'): boolean {
  if (shape === 'due' && key === null) return true
  if (typeof key !== 'string' || key.length > 200 || key.includes('\u0000')) return false
  if (shape === 'uuid') return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key)
  // Microseconds are kept: two rows of one millisecond must not hide each other.
  if (shape === 'instant' || shape === 'due') return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}Z$/.test(key)
  return true
}

/** A page of at most `limit` rows out of the `limit + 1` that were read, with the cursor of the next one. */
export function pageFrom<Row>(
  rows: readonly Row[],
  limit: number,
  keysOf: (row: Row) => readonly (string | number | Date | null)[],
): { rows: Row[]; next: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next: rows.length > limit && last ? cursorOf(keysOf(last)) : null }
}
