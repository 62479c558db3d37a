import { sql } from 'kysely'
import { z } from 'zod'
import { type Database, inCompany } from '../db/db.ts'
import { COMPANY_CHAIN } from './sealed.ts'

/**
 * The end of each chain at one moment, to be kept elsewhere: whoever cuts off blocks at the end and lets the server
 * seal anew is found by a head that was taken before.
 */
export const headFile = z.strictObject({
  guanjia: z.literal('audit-heads-1'),
  takenAt: z.iso.datetime(),
  heads: z
    .array(
      z.strictObject({
        chain: z.int(),
        /** Null for the tables of the company. */
        project: z.string().nullable(),
        /** 0 while nothing is sealed. */
        number: z.string().regex(/^\d{1,18}$/),
        sealedAt: z.iso.datetime().nullable(),
        head: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(100_000),
})
export type HeadFile = z.infer<typeof headFile>
export type Head = HeadFile['heads'][number]

/** The heads of all chains, or of one. */
export async function takeHeads(db: Database, now: Date, chain: number | null = null): Promise<HeadFile> {
  const heads = await inCompany(db, async (tx) => {
    const { rows } = await sql<{
      chain: number
      project: string | null
      number: string
      sealedAt: Date | null
      head: string
    }>`
      select c.chain, c.project, coalesce(b.number, 0)::text as number, b.sealed_at,
        coalesce(encode(b.head, 'hex'), repeat('0', 64)) as head
      from (select ${COMPANY_CHAIN}::int as chain, null as project union all select id, name from project) c
      left join lateral (
        select number, sealed_at, head from audit_block b where b.chain = c.chain order by number desc limit 1) b on true
      where ${chain}::int is null or c.chain = ${chain} order by c.chain`.execute(tx)
    return rows.map((row) => ({ ...row, sealedAt: row.sealedAt?.toISOString() ?? null }))
  })
  return { guanjia: 'audit-heads-1', takenAt: now.toISOString(), heads }
}
