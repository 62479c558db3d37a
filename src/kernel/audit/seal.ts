import { sql } from 'kysely'
import { type Database, inCompany, inProject, readProjects, type Tx } from '../db/db.ts'
import type { Secrets } from '../secrets.ts'
import { type Block, headOf, keyIdOf, NO_HEAD } from './block.ts'
import { COMPANY_CHAIN, FIXED_TEXTS, rowsOf, tablesOf } from './sealed.ts'

/** What a round of sealing did. */
export interface Sealed {
  blocks: number
  rows: number
}

/** Rows of one block: about a megabyte. */
export const ROWS_PER_BLOCK = 10_000
// Any constant does; with the chain it keeps two sealers from sealing the same rows.
const LOCK_CLASS = 740_592
/** The first round of an old installation reads everything; a round of a second reads what a second wrote. */
const STATEMENT_TIMEOUT_MS = 300_000

/**
 * Seals what was committed since the last round, chain by chain. Safe at any moment and in any number of processes:
 * one chain is sealed in one transaction by whoever takes its lock, the others pass on.
 */
export async function sealAll(
  db: Database,
  secrets: Pick<Secrets, 'sealKey'>,
  now: Date,
  signal?: AbortSignal,
): Promise<Sealed> {
  const done = { blocks: 0, rows: 0 }
  for (const chain of await chainsToSeal(db)) {
    if (signal?.aborted) break
    const { blocks, rows } = await sealChain(db, secrets, chain, now)
    done.blocks += blocks
    done.rows += rows
  }
  return done
}

/**
 * Seals one chain up to the horizon: every row of a transaction that has ended, and none of one that runs. Rows whose
 * transaction is still open are sealed in the round after its end, whenever that is.
 */
export function sealChain(db: Database, secrets: Pick<Secrets, 'sealKey'>, chain: number, now: Date): Promise<Sealed> {
  return inChain(db, chain, async (tx) => {
    const none = { blocks: 0, rows: 0 }
    const { rows: locks } = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(${LOCK_CLASS}, ${chain}) as mine, ${sql.raw(FIXED_TEXTS)}`.execute(tx)
    if (!locks[0]?.mine) return none
    const last = await lastBlock(tx, chain)
    const { rows: horizons } = await sql<{ belowTx: bigint }>`select transaction_horizon() as below_tx`.execute(tx)
    const fromTx = last?.belowTx ?? 0n
    const { belowTx } = horizons[0]!
    if (belowTx <= fromTx) return none
    const range = `t.written_tx >= ${fromTx} and t.written_tx < ${belowTx}`
    await sql`declare to_seal no scroll cursor for ${sql.raw(rowsOf(chain, range))}`.execute(tx)
    let [number, previous] = [last?.number ?? 0n, last?.head ?? NO_HEAD]
    const done = { ...none }
    for (;;) {
      const { rows } = await sql<{ key: string; hash: Buffer }>`
        fetch ${sql.raw(String(ROWS_PER_BLOCK))} from to_seal`.execute(tx)
      if (rows.length === 0) return done
      number++
      const keys = rows.map(({ key }) => key)
      const hashes = rows.map(({ hash }) => hash)
      const keyId = keyIdOf(secrets)
      const block: Omit<Block, 'head'> = {
        chain,
        number,
        fromTx,
        belowTx,
        sealedAt: now,
        keyId,
        previous,
        keys,
        hashes,
      }
      const head = headOf(secrets, block)
      await tx
        .insertInto('auditBlock')
        .values({ ...block, head })
        .execute()
      previous = head
      done.blocks++
      done.rows += rows.length
    }
  })
}

/** The end of a chain, without its rows. */
export async function lastBlock(
  tx: Tx,
  chain: number,
): Promise<Pick<Block, 'number' | 'head' | 'belowTx' | 'sealedAt' | 'keyId'> | null> {
  const found = await tx
    .selectFrom('auditBlock')
    .select(['number', 'head', 'belowTx', 'sealedAt', 'keyId'])
    .where('chain', '=', chain)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found ?? null
}

/** A transaction that reaches the rows of a chain. */
function inChain<T>(db: Database, chain: number, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const limits = { statementTimeoutMs: STATEMENT_TIMEOUT_MS }
  return chain === COMPANY_CHAIN ? inCompany(db, fn, limits) : inProject(db, chain, fn, limits)
}

/** Chains with rows of ended transactions behind their last block. */
async function chainsToSeal(db: Database): Promise<number[]> {
  const projects = await inCompany(db, async (tx) => {
    const { rows } = await sql<{ id: number }>`select id from project order by id`.execute(tx)
    return rows.map(({ id }) => id)
  })
  return readProjects(db, projects, async (tx) => {
    const { rows } = await sql<{ chain: number }>`
      select c.chain from (select ${COMPANY_CHAIN}::int as chain union all select id from project) c
      left join lateral (
        select below_tx from audit_block b where b.chain = c.chain order by b.number desc limit 1) l on true
      where ${sql.raw(newRows(COMPANY_CHAIN))} or ${sql.raw(newRows(1))}
      order by 1`.execute(tx)
    return rows.map(({ chain }) => chain)
  })
}

function newRows(chain: number): string {
  const company = chain === COMPANY_CHAIN
  const exists = tablesOf(chain).map(
    ({ table }) => `exists (select from "${table}" t where ${company ? '' : 't.project_id = c.chain and '}
      t.written_tx >= coalesce(l.below_tx, 0) and t.written_tx < transaction_horizon())`,
  )
  return `(c.chain ${company ? '=' : '<>'} ${COMPANY_CHAIN} and (${exists.join(' or ')}))`
}
