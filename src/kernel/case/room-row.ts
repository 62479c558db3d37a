import type { Tx } from '../db/db.ts'
import { run, textKept } from '../db/prepared.ts'
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
  return { ...(await readColumns(tx, procedure, projectId, caseId)), state }
}

/** The row as it stands in the table, without the state, which is a column of the case. */
export async function readColumns(
  tx: Tx,
  { table }: Procedure,
  projectId: number,
  caseId: string,
): Promise<RoomRow | undefined> {
  const text = `select * from "${table}" where project_id = $1 and case_id = $2`
  const [found] = await run<RoomRow>(tx, textKept(text), [projectId, caseId])
  return found
}

export async function insertRow(
  tx: Tx,
  { table }: Procedure,
  projectId: number,
  caseId: string,
  row: RoomRow,
  state: string,
): Promise<RoomRow> {
  const { names, values } = columnsOf({ projectId, caseId, ...row })
  const places = names.map((_, index) => `$${index + 1}`)
  const text = `insert into "${table}" (${names.join(', ')}) values (${places.join(', ')}) returning *`
  const [written] = await run<RoomRow>(tx, textKept(text), values)
  return { ...written, state }
}

export async function updateRow(
  tx: Tx,
  { table }: Procedure,
  projectId: number,
  caseId: string,
  changes: RoomRow,
): Promise<void> {
  const { names, values } = columnsOf(changes)
  if (names.length === 0) return
  const sets = names.map((name, index) => `${name} = $${index + 3}`)
  const text = `update "${table}" set ${sets.join(', ')} where project_id = $1 and case_id = $2`
  await run(tx, textKept(text), [projectId, caseId, ...values])
}

/** Names come from declarations, never from a request; there are as many statements as actions set different columns. */
function columnsOf(row: RoomRow): { names: string[]; values: unknown[] } {
  const set = Object.entries(row).filter(([name, value]) => name !== 'state' && value !== undefined)
  return {
    names: set.map(([name]) => `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`),
    values: set.map(([, value]) => (Array.isArray(value) ? JSON.stringify(value) : value)),
  }
}

/** The rows of many cases of one procedure, for lists and reports. */
export async function readRows(
  tx: Tx,
  { table }: Procedure,
  projectId: number,
  caseIds: readonly string[],
): Promise<Map<string, RoomRow>> {
  if (caseIds.length === 0) return new Map()
  const text = `select * from "${table}" where project_id = $1 and case_id = any ($2)`
  const rows = await run<RoomRow>(tx, textKept(text), [projectId, caseIds])
  return new Map(rows.map((row) => [row.caseId, row]))
}
