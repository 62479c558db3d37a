import { sql } from 'kysely'
import { json, type Tx } from '../db/db.ts'
import type { Procedure, Untyped } from './procedure.ts'

/**
 * The one typed row that a room keeps per case: a projection, written from what actions declare (`sets`).
 * Rows travel in camelCase; arrays are jsonb.
 */
export type RoomRow = Record<string, Untyped>

export async function readRow(
  tx: Tx,
  procedure: Procedure,
  projectId: number,
  caseId: string,
  state: string,
): Promise<RoomRow> {
  const found = await tx
    .selectFrom(procedure.table as 'repairOrder')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('caseId', '=', caseId)
    .executeTakeFirst()
  return { ...found, state }
}

export async function insertRow(
  tx: Tx,
  procedure: Procedure,
  projectId: number,
  caseId: string,
  row: RoomRow,
  state: string,
): Promise<RoomRow> {
  const written = await tx
    .insertInto(procedure.table as 'repairOrder')
    .values({ projectId, caseId, ...columns(row) } as never)
    .returningAll()
    .executeTakeFirstOrThrow()
  return { ...written, state }
}

export async function updateRow(
  tx: Tx,
  procedure: Procedure,
  projectId: number,
  caseId: string,
  changes: RoomRow,
): Promise<void> {
  const set = columns(changes)
  if (Object.keys(set).length === 0) return
  await tx
    .updateTable(procedure.table as 'repairOrder')
    .set(set as never)
    .where('projectId', '=', projectId)
    .where('caseId', '=', caseId)
    .execute()
}

function columns(row: RoomRow): RoomRow {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name, value]) => name !== 'state' && value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? json(value) : value]),
  )
}

/** The rows of many cases of one procedure, for lists and reports. */
export async function readRows(
  tx: Tx,
  procedure: Procedure,
  projectId: number,
  caseIds: readonly string[],
): Promise<Map<string, RoomRow>> {
  if (caseIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom(procedure.table as 'repairOrder')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('caseId', '=', sql<string>`any (${caseIds})`)
    .execute()
  return new Map(rows.map((row) => [row.caseId, row]))
}
