import { sql } from 'kysely'
import { json, type Tx } from '../db/db.ts'
import type { CalendarDay } from './calendar.ts'

/** The rows behind the calendar: the table `calendar_day`, and `calendar_change`, which tells who changed it. */

export interface DayRow extends CalendarDay {
  source: 'national' | 'company'
}

/** The rows of a stretch of days, in order; where both stand on a day, the company's first. */
export async function dayRows(tx: Tx, fromOn: string, toOn: string): Promise<DayRow[]> {
  const { rows } = await sql<DayRow>`
    select date, kind, name, source from calendar_day where date between ${fromOn} and ${toOn}
    order by date, source`.execute(tx)
  return rows
}

/** The days that count: the company's own go before what the state has announced. */
export async function effectiveDays(tx: Tx): Promise<CalendarDay[]> {
  const { rows } = await sql<CalendarDay>`
    select distinct on (date) date, kind, name from calendar_day order by date, source`.execute(tx)
  return rows
}

export interface DayChange {
  id: string
  fromOn: string
  toOn: string
  source: 'national' | 'company'
  /** null: the entry is taken away. */
  kind: 'holiday' | 'workday' | null
  name: string
  reason: string
  accountId: string
  at: Date
}

/** Writes a change and who made it. False when this change has been written before. */
export async function writeDays(tx: Tx, change: DayChange): Promise<boolean> {
  const { id, fromOn, toOn, source, kind, name, reason, accountId, at } = change
  const before = (await dayRows(tx, fromOn, toOn)).filter((row) => row.source === source)
  const { rows } = await sql`
    insert into calendar_change (id, from_on, to_on, source, kind, name, before, reason, account_id, at)
    values (${id}, ${fromOn}, ${toOn}, ${source}, ${kind}, ${name}, ${json(before)}, ${reason}, ${accountId}, ${at})
    on conflict (id) do nothing returning id`.execute(tx)
  if (rows.length === 0) return false
  await setDays(tx, change)
  return true
}

/** Sets or clears the days themselves. */
export async function setDays(
  tx: Tx,
  { fromOn, toOn, source, kind, name }: Pick<DayChange, 'fromOn' | 'toOn' | 'source' | 'kind' | 'name'>,
): Promise<void> {
  await sql`delete from calendar_day where date between ${fromOn} and ${toOn} and source = ${source}`.execute(tx)
  if (kind === null) return
  await sql`
    insert into calendar_day (date, kind, name, source)
    select d::date, ${kind}, ${name}, ${source} from generate_series(${fromOn}::date, ${toOn}::date, '1 day') d`.execute(
    tx,
  )
}

/** Notes how many deadlines a change has moved, for all changes that were waiting for it. */
export async function noteMoved(tx: Tx, movedClocks: number, at: Date): Promise<void> {
  await sql`update calendar_change set moved_clocks = ${movedClocks}, moved_at = ${at} where moved_at is null`.execute(
    tx,
  )
}

/** Whether a change has been written whose deadlines were not moved: the server stopped in between. */
export async function movesAreOwed(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from calendar_change where moved_at is null limit 1`.execute(tx)
  return rows.length > 0
}

export interface ChangeLine extends Omit<DayChange, 'accountId'> {
  by: string
  movedClocks: number | null
}

/** Changes before one, newest first. */
export async function dayChanges(tx: Tx, after: { at: Date; id: string } | null, limit: number): Promise<ChangeLine[]> {
  const { rows } = await sql<ChangeLine>`
    select c.id, c.from_on, c.to_on, c.source, c.kind, c.name, c.reason, a.name as by, c.at, c.moved_clocks
    from calendar_change c join account a on a.id = c.account_id
    where ${after === null} or (c.at, c.id) < (${after?.at ?? null}, ${after?.id ?? null}::uuid)
    order by c.at desc, c.id desc limit ${limit}`.execute(tx)
  return rows
}
