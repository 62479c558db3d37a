import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { DB } from '../db/types.ts'
import type { Secrets } from '../secrets.ts'

export type Block = Selectable<DB['auditBlock']>

/** What the first block of a chain has before it. */
export const NO_HEAD = Buffer.alloc(32)

/** Tells keys apart without giving one away: the first bytes of a MAC of a fixed text. */
export function keyIdOf({ sealKey }: Pick<Secrets, 'sealKey'>): string {
  return createHmac('sha256', sealKey).update('guanjia seal key').digest('hex').slice(0, 16)
}

/** The seal of a block: a MAC over all that it says and over the head before it. */
export function headOf({ sealKey }: Pick<Secrets, 'sealKey'>, block: Omit<Block, 'head'>): Buffer {
  const { chain, number, fromTx, belowTx, sealedAt, keyId, previous, keys, hashes } = block
  const rows = createHash('sha256')
  // The lengths keep a key from running into the hash behind it.
  for (const [index, key] of keys.entries()) rows.update(`${Buffer.byteLength(key)}:${key}`).update(hashes[index]!)
  const said = ['guanjia audit block 1', chain, number, fromTx, belowTx, sealedAt.toISOString(), keyId, keys.length]
  return createHmac('sha256', sealKey).update(said.join('|')).update(previous).update(rows.digest()).digest()
}

export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
