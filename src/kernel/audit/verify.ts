import { sql } from 'kysely'
import { type Database, inCompany, readProjects, type Tx } from '../db/db.ts'
import type { Secrets } from '../secrets.ts'
import { type Block, headOf, keyIdOf, NO_HEAD, sameBytes } from './block.ts'
import type { Fault } from './fault.ts'
import type { Head } from './head.ts'
import { COMPANY_CHAIN, FIXED_TEXTS, rowsOf } from './sealed.ts'
import { checkTexts } from './texts.ts'

/** What was looked at in one chain. */
export interface Checked {
  chain: number
  blocks: number
  /** Sealed rows compared with the tables. */
  rows: number
  texts: number
  faults: number
  /** Rows that are not sealed yet. They are not protected. */
  unsealed: number
  last: { number: bigint; sealedAt: Date } | null
}

/** Rows are compared in batches of about so many, so that memory stays the same however long the chain is. */
const ROWS_AT_ONCE = 50_000
const BLOCKS_AT_ONCE = 8
const STATEMENT_TIMEOUT_MS = 600_000

/**
 * Checks one chain against its seals and the tables against the chain, at one moment and with nothing written. Each
 * fault is told as it is found. `exported`: a head that was taken out earlier, which the chain must still contain.
 */
export function verifyChain(
  db: Database,
  secrets: Pick<Secrets, 'sealKey'>,
  chain: number,
  onFault: (fault: Fault) => void,
  exported: Head | null = null,
): Promise<Checked> {
  return readChain(db, chain, async (tx) => {
    await sql`select ${sql.raw(FIXED_TEXTS)}`.execute(tx)
    const done: Checked = { chain, blocks: 0, rows: 0, texts: 0, faults: 0, unsealed: 0, last: null }
    const tell = (fault: Fault) => {
      done.faults++
      onFault(fault)
    }
    if (exported) await checkHead(tx, chain, exported, tell)
    const walk = new Walk(secrets, tell)
    let batch: Batch = { from: 0n, below: 0n, first: 1n, last: 0n, rows: 0 }
    for (;;) {
      const blocks = await nextBlocks(tx, chain, walk.number)
      for (const block of blocks) {
        // Blocks of one range go together: their rows cannot be told apart by the range.
        if (batch.rows >= ROWS_AT_ONCE && block.fromTx >= batch.below) {
          await compare(tx, chain, batch, tell)
          batch = { from: batch.below, below: batch.below, first: batch.last + 1n, last: batch.last, rows: 0 }
        }
        walk.check(block)
        if (block.belowTx > batch.below) batch.below = block.belowTx
        batch.last = block.number
        batch.rows += block.keys.length
        done.blocks++
        done.rows += block.keys.length
        done.last = { number: block.number, sealedAt: block.sealedAt }
      }
      if (blocks.length === 0) break
    }
    await compare(tx, chain, batch, tell)
    done.unsealed = await countUnsealed(tx, chain, batch.below)
    if (chain !== COMPANY_CHAIN) done.texts = await checkTexts(tx, chain, tell)
    return done
  })
}

/** Blocks whose rows are compared together: those from `first` to `last`, of transactions from `from` to below `below`. */
interface Batch {
  from: bigint
  below: bigint
  first: bigint
  last: bigint
  rows: number
}

/** The chain itself, block by block. */
class Walk {
  number = 0n
  #previous: Buffer = NO_HEAD
  #belowTx = 0n
  #range: bigint | null = null
  #otherKey: string | null = null
  readonly #keyId: string
  readonly #secrets: Pick<Secrets, 'sealKey'>
  readonly #tell: (fault: Fault) => void

  constructor(secrets: Pick<Secrets, 'sealKey'>, tell: (fault: Fault) => void) {
    this.#secrets = secrets
    this.#keyId = keyIdOf(secrets)
    this.#tell = tell
  }

  check(block: Block): void {
    const { number, fromTx, belowTx, previous, head, keyId } = block
    for (let gone = this.number + 1n; gone < number; gone++) this.#tell({ kind: 'block-missing', number: gone })
    if (number === this.number + 1n) {
      const follows = fromTx === this.#belowTx || (fromTx === this.#range && belowTx === this.#belowTx)
      if (!follows || !sameBytes(previous, this.#previous)) this.#tell({ kind: 'block-unlinked', number })
    }
    if (keyId !== this.#keyId) {
      // Said once: with the wrong key it holds for every block.
      if (keyId !== this.#otherKey) this.#tell({ kind: 'other-key', number, keyId })
      this.#otherKey = keyId
    } else if (!sameBytes(head, headOf(this.#secrets, block))) this.#tell({ kind: 'block-forged', number })
    this.number = number
    this.#previous = head
    this.#belowTx = belowTx
    this.#range = fromTx
  }
}

async function checkHead(tx: Tx, chain: number, exported: Head, tell: (fault: Fault) => void): Promise<void> {
  const number = BigInt(exported.number)
  if (number === 0n) return
  const found = await tx
    .selectFrom('auditBlock')
    .select('head')
    .where('chain', '=', chain)
    .where('number', '=', number)
    .executeTakeFirst()
  if (found?.head.toString('hex') !== exported.head) tell({ kind: 'head-gone', number })
}

function nextBlocks(tx: Tx, chain: number, after: bigint): Promise<Block[]> {
  return tx
    .selectFrom('auditBlock')
    .selectAll()
    .where('chain', '=', chain)
    .where('number', '>', after)
    .orderBy('number')
    .limit(BLOCKS_AT_ONCE)
    .execute()
}

/**
 * The rows of the blocks beside the rows of the tables, both ways: what was sealed must be there unchanged, and nothing
 * else may stand among it. One statement, inside the database; only what differs comes out.
 */
async function compare(tx: Tx, chain: number, batch: Batch, tell: (fault: Fault) => void): Promise<void> {
  const { from, below, first, last } = batch
  if (below <= from && first > last) return
  const { rows } = await sql<{ key: string; sealed: boolean; there: boolean; other: string | null }>`
    with sealed as (
      select u.key, u.hash from audit_block b, unnest(b.keys, b.hashes) u(key, hash)
      where b.chain = ${chain} and b.number between ${first} and ${last}
    ), there as (
      ${sql.raw(rowsOf(chain, `t.written_tx >= ${from} and t.written_tx < ${below}`))}
    ), differs as materialized (
      select key, s.hash as sealed, t.hash as there from sealed s full join there t using (key)
      where s.hash is distinct from t.hash
    )
    select distinct on (d.key) d.key, d.sealed is not null as sealed, d.there is not null as there, o.key as other
    from differs d left join differs o on o.sealed = d.there and o.there = d.sealed and o.key <> d.key
    order by d.key, o.key`.execute(tx)
  for (const { key, sealed, there, other } of rows) {
    if (!there) tell({ kind: 'missing', key })
    else if (!sealed) tell({ kind: 'added', key })
    else tell(other === null ? { kind: 'altered', key } : { kind: 'swapped', key, with: other })
  }
}

async function countUnsealed(tx: Tx, chain: number, below: bigint): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${sql.raw(rowsOf(chain, `t.written_tx >= ${below}`))}) t`.execute(tx)
  return rows[0]!.count
}

/** Reads what belongs to a chain, at one moment. */
export function readChain<T>(db: Database, chain: number, fn: (tx: Tx) => Promise<T>): Promise<T> {
  const limits = { statementTimeoutMs: STATEMENT_TIMEOUT_MS }
  if (chain === COMPANY_CHAIN) return readProjects(db, [], fn, limits)
  return readProjects(db, [chain], fn, limits)
}

/** Keeps what a check found, for the page: append-only, and sealed with the company's tables. */
export async function noteCheck(db: Database, id: string, checked: Checked, now: Date): Promise<void> {
  const { chain, rows, faults, last } = checked
  await inCompany(db, (tx) =>
    tx
      .insertInto('auditCheck')
      .values({
        id,
        chain,
        checkedAt: now,
        number: last?.number ?? 0n,
        rowCount: BigInt(rows),
        faultCount: BigInt(faults),
      })
      .execute(),
  )
}
