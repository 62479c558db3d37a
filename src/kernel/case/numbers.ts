import { sql } from 'kysely'
import { type BusinessDate, businessDate } from '../clock/time.ts'
import { inProject } from '../db/db.ts'
import type { Engine } from './engine.ts'

/** Numbers taken from the database at once. A restart leaves the rest unused: gaps are allowed, doubles are not. */
const BLOCK = 10

interface Block {
  next: number
  last: number
}

const blocks = new WeakMap<object, Map<string, Promise<Block>>>()

/**
 * The next human number, such as BX-20261122-0007. Taken in its own short transaction before the act begins, so that
 * no act waits for another one's number.
 */
export async function nextNumber(engine: Engine, projectId: number, prefix: string, at: Date): Promise<string> {
  const date = businessDate(at)
  const key = `${projectId}:${prefix}:${date}`
  const own = blocks.get(engine.db) ?? new Map<string, Promise<Block>>()
  blocks.set(engine.db, own)
  for (;;) {
    const block = await (own.get(key) ?? refill(own, key, engine, projectId, prefix, date))
    if (block.next <= block.last) return written(prefix, date, block.next++)
    own.delete(key)
  }
}

function refill(
  own: Map<string, Promise<Block>>,
  key: string,
  engine: Engine,
  projectId: number,
  prefix: string,
  date: BusinessDate,
) {
  const filling = inProject(engine.db, projectId, async (tx) => {
    const { rows } = await sql<{ last: number }>`
      insert into case_counter (project_id, prefix, date, last) values (${projectId}, ${prefix}, ${date}, ${BLOCK})
      on conflict (project_id, prefix, date) do update set last = case_counter.last + ${BLOCK}
      returning last`.execute(tx)
    const last = rows[0]!.last
    return { next: last - BLOCK + 1, last }
  })
  own.set(key, filling)
  filling.catch(() => own.delete(key))
  return filling
}

const written = (prefix: string, date: BusinessDate, count: number) =>
  `${prefix}-${date.replaceAll('-', '')}-${String(count).padStart(4, '0')}`
