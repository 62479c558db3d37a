import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { audit } from './audit.contract.ts'
import { takeHeads } from './head.ts'
import { lastBlock } from './seal.ts'
import { rowsOf } from './sealed.ts'

const MOST_COUNTED = 1_001

export function auditRoutes(app: FastifyInstance, { db, time }: Pick<Doors, 'db' | 'time'>): void {
  bind(app, audit.state, async ({ project }) => {
    const now = time.now()
    const [head] = (await takeHeads(db, now, project)).heads
    return readProjects(db, [project], async (tx) => ({
      head: head && head.number !== '0' ? head : null,
      takenAt: now,
      unsealed: await countUnsealed(tx, project),
      lastCheck: await lastCheck(tx, project),
    }))
  })
}

async function countUnsealed(tx: Tx, project: number): Promise<number> {
  const from = (await lastBlock(tx, project))?.belowTx ?? 0n
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from (${sql.raw(rowsOf(project, `t.written_tx >= ${from}`))}) t limit ${MOST_COUNTED}) t`.execute(tx)
  return rows[0]!.count
}

async function lastCheck(tx: Tx, project: number) {
  const found = await tx
    .selectFrom('auditCheck')
    .select(['checkedAt', 'rowCount', 'faultCount'])
    .where('chain', '=', project)
    .orderBy('checkedAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found ? { checkedAt: found.checkedAt, rows: String(found.rowCount), faults: String(found.faultCount) } : null
}
