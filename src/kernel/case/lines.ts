import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { composed } from '../db/prepared.ts'
import { toReader } from '../text/reader.ts'
import type { CaseLine } from './case.contract.ts'
import type { Procedure } from './procedure.ts'

type Procedures = Readonly<Record<string, Procedure>>

/** A case with the names that a list shows. */
export interface LineRow {
  id: string
  procedure: string
  number: string
  title: string
  state: string
  final: boolean
  priority: 'normal' | 'high' | 'emergency'
  unitId: string | null
  unitCode: string | null
  placeId: string | null
  placeName: string | null
  personId: string | null
  personName: string | null
  holderAccount: string | null
  holderName: string | null
  parentId: string | null
  chaseCount: number
  flags: string[]
  lastSeq: number
  nextDueAt: Date | null
  openedAt: Date
  lastAt: Date
  closedAt: Date | null
  /** Sort keys with microseconds, as text. */
  openedKey: string
  dueKey: string | null
}

/**
 * Puts the names to cases that a subquery has chosen (at most a page of them), in the given order.
 * The subquery yields whole rows of `cases`. Names are looked up row by row: a page has few rows, and a join whose size the
 * planner guesses wrong reads a whole table.
 */
export function readLines<More = unknown>(
  tx: Tx,
  chosen: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  more: RawBuilder<unknown> = sql``,
): Promise<(LineRow & More)[]> {
  return composed<LineRow & More>(
    tx,
    sql`
    select c.id, c.procedure, c.number, c.title, c.state, c.final, c.priority, c.parent_id, c.chase_count, c.flags, c.last_seq,
      c.next_due_at, c.opened_at, c.last_at, c.closed_at, c.unit_id, c.place_id, c.person_id, c.holder_account,
      (select u.code from unit u where u.project_id = c.project_id and u.id = c.unit_id) as unit_code,
      (select l.name from place l where l.project_id = c.project_id and l.id = c.place_id) as place_name,
      (select p.name from person p where p.project_id = c.project_id and p.id = c.person_id) as person_name,
      (select h.name from account h where h.id = c.holder_account) as holder_name,
      to_char(c.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as opened_key,
      to_char(c.next_due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as due_key ${more}
    from (${chosen}) c
    order by ${order}`,
  )
}

export const newestFirst = sql`c.opened_at desc, c.id desc`
export const soonestFirst = sql`c.next_due_at asc nulls last, c.id`

/** The line as the contract gives it. */
export function lineOf(procedures: Procedures, row: LineRow): CaseLine {
  const procedure = procedures[row.procedure]
  return {
    id: row.id,
    procedure: row.procedure,
    procedureTitle: toReader(procedure?.title ?? row.procedure),
    number: row.number,
    title: row.title,
    state: row.state,
    stateTitle: toReader(procedure?.stateTitles[row.state] ?? row.state),
    final: row.final,
    priority: row.priority,
    unit: row.unitId === null ? null : { id: row.unitId, code: row.unitCode ?? '' },
    place: row.placeId === null ? null : { id: row.placeId, name: row.placeName ?? '' },
    person: row.personId === null ? null : { id: row.personId, name: row.personName ?? '' },
    holder: row.holderAccount === null ? null : { id: row.holderAccount, name: row.holderName ?? '' },
    parentId: row.parentId,
    chaseCount: row.chaseCount,
    flags: row.flags.map((flag) => ({ flag, title: toReader(procedure?.flags[flag] ?? flag) })),
    lastSeq: row.lastSeq,
    nextDueAt: iso(row.nextDueAt),
    openedAt: row.openedAt.toISOString(),
    lastAt: row.lastAt.toISOString(),
    closedAt: iso(row.closedAt),
  }
}

export const iso = (at: Date | null): string | null => at?.toISOString() ?? null
