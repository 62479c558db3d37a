import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Database, readProjects } from '../kernel/db/db.ts'

/**
 * One SHA-256 over everything that happened in these estates: cases, who did what to them and when, clocks with their
 * times and rungs, in the order of the cases' numbers. No id goes into it: ids are new in every run.
 */
export function digestOf(db: Database, projects: readonly number[]): Promise<string> {
  return readProjects(db, projects, async (tx) => {
    const hash = createHash('sha256')
    for (const lines of [cases, actions, clocks])
      for (const { line } of (await lines.execute(tx)).rows) hash.update(`${line}\n`)
    return hash.digest('hex')
  })
}

const cases = sql<{ line: string }>`
  select concat_ws('|', j.code, c.number, c.procedure, c.title, c.state, c.priority, c.last_seq, c.chase_count, p.number,
    u.code, s.code, h.login, ${seconds('c.opened_at')}, ${seconds('c.closed_at')}, ${seconds('c.next_due_at')}) as line
  from cases c join project j on j.id = c.project_id
  left join cases p on p.project_id = c.project_id and p.id = c.parent_id
  left join unit u on u.project_id = c.project_id and u.id = c.unit_id
  left join place s on s.project_id = c.project_id and s.id = c.place_id
  left join account h on h.id = c.holder_account
  order by j.code, c.number`

const actions = sql<{ line: string }>`
  select concat_ws('|', j.code, c.number, a.seq, a.action, a.from_state, a.to_state, a.actor_kind,
    coalesce(who.login, who.name, l.holder_name), ${seconds('a.at')}) as line
  from case_action a join cases c on c.project_id = a.project_id and c.id = a.case_id join project j on j.id = c.project_id
  left join account who on who.id = a.actor_id
  left join case_link l on l.project_id = a.project_id and l.id = a.actor_id
  order by j.code, c.number, a.seq`

const clocks = sql<{ line: string }>`
  select concat_ws('|', j.code, c.number, k.clock, k.status, k.next_level, ${seconds('k.started_at')}, ${seconds('k.due_at')},
    ${seconds('k.stopped_at')}, ${seconds('k.breached_at')}, ${seconds('k.acknowledged_at')},
    (select string_agg(v.level || '@' || ${seconds('v.fired_at')}, ',' order by v.level) from case_clock_level v
      where v.project_id = k.project_id and v.clock_id = k.id)) as line
  from case_clock k join cases c on c.project_id = k.project_id and c.id = k.case_id join project j on j.id = c.project_id
  order by j.code, c.number, k.started_seq, k.clock`

/** A point in time as a number, whatever the time zone of the connection; nothing for null. */
function seconds(column: string) {
  return sql.raw(`coalesce(extract(epoch from ${column})::text, '-')`)
}
