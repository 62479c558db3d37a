import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Refusal } from '../case/refusal.ts'
import type { RowsAside } from './aside.thread.ts'
import { findSheet, type RawRow, readSheet, type Sheet, type SheetParts } from './read.ts'
import { unreadable } from './zip.ts'

/** Smaller files are read where they are asked for: a thread takes longer to begin than they to be read. Some 20,000 rows. */
const ASIDE_FROM_BYTES = 1024 * 1024

/**
 * `readSheet`, with large files parsed by a thread of their own: whoever takes the rows works on a second processor
 * meanwhile, and the server goes on answering.
 */
export async function readSheetAside(
  file: Buffer,
  wanted: (name: string) => boolean,
  asideFromBytes = ASIDE_FROM_BYTES,
): Promise<Sheet> {
  if (file.length < asideFromBytes) return readSheet(file, wanted)
  const { name, parts } = await findSheet(file, wanted)
  return { name, rows: rowsFrom(parts) }
}

/** In dist/ the thread lies beside this file. From source it is a module of TypeScript, which a thread has to be taught first. */
function threadOf(parts: SheetParts): Worker {
  const source = import.meta.url.endsWith('.ts')
  const module = new URL(source ? 'aside.thread.ts' : 'aside.thread.mjs', import.meta.url)
  if (!source) return new Worker(module, { workerData: parts })
  const taught = `import('tsx/esm/api').then(({ register }) => { register(); return import('${module.href}') })`
  return new Worker(taught, { eval: true, workerData: parts })
}

async function* rowsFrom(parts: SheetParts): AsyncGenerator<RawRow> {
  const thread = threadOf(parts)
  try {
    for await (const [told] of on(thread, 'message', { close: ['exit'] }) as AsyncIterable<[RowsAside]>) {
      if (told.refused) throw new Refusal(told.refused.kind, told.refused.text, { fields: told.refused.fields })
      // The next rows are parsed while these are used.
      thread.postMessage('more')
      yield* told.rows
      if (told.last) return
    }
    throw unreadable()
  } finally {
    await thread.terminate()
  }
}
