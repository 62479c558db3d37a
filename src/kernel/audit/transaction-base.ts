import pg from 'pg'

/** More transactions than a server can begin between two rounds of sealing: its own counter has 32 bits. */
const STEP = 2n ** 32n

/**
 * A database that was put back on another server goes on with transaction numbers above those of its blocks; without
 * this, new rows would count as sealed long ago. Run as the owner before anything is written.
 */
export async function settleTransactionBase(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ now: string; sealed: string }>(
      `select transaction_horizon()::text as now, coalesce(max(below_tx), 0)::text as sealed from audit_block`,
    )
    const [now, sealed] = [BigInt(rows[0]!.now), BigInt(rows[0]!.sealed)]
    if (now >= sealed) return
    const { rows: bases } = await client.query<{ base: string }>('select transaction_base()::text as base')
    const base = BigInt(bases[0]!.base) + (sealed - now) + STEP
    await client.query(`create or replace function transaction_base() returns bigint
      language sql immutable parallel safe as $$ select ${base}::bigint $$`)
  } finally {
    await client.end().catch(() => {})
  }
}
