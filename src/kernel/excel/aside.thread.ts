import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { type FieldTrouble, Refusal, type RefusalKind } from '../case/refusal.ts'
import { type RawRow, rowsOf, type SheetParts } from './read.ts'

/** The thread of `readSheetAside`: parses one sheet and hands its rows over, a few pieces ahead of whoever takes them. */

/** What the thread tells: rows, or why there are no more. */
export interface RowsAside {
  rows: RawRow[]
  last: boolean
  refused: { kind: RefusalKind; text: string; fields: readonly FieldTrouble[] } | null
}

const AT_ONCE = 1000
/** Pieces that lie ready at most, so that a slow taker does not fill the memory. */
const MOST_AHEAD = 3

const port = parentPort!
let ahead = 0
port.on('message', () => {
  ahead--
})

async function handOver(rows: RawRow[], last: boolean): Promise<void> {
  port.postMessage({ rows, last, refused: null } satisfies RowsAside)
  ahead++
  while (!last && ahead >= MOST_AHEAD) await once(port, 'message')
}

try {
  let rows: RawRow[] = []
  for await (const row of rowsOf(workerData as SheetParts)) {
    rows.push(row)
    if (rows.length < AT_ONCE) continue
    await handOver(rows, false)
    rows = []
  }
  await handOver(rows, true)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  const { kind, message, fields } = error
  port.postMessage({ rows: [], last: true, refused: { kind, text: message, fields } } satisfies RowsAside)
}
