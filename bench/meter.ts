import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'

/** A kernel tick of /proc, in milliseconds. Linux has used 100 a second on every platform Node runs on. */
const TICK_MS = 10

/** Processor milliseconds that a database and its backends have used; null where there is no /proc. */
export function databaseCpuMs(postmaster: number): number | null {
  try {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    let ticks = 0
    for (const pid of all) {
      const stat = statOf(pid)
      if (!stat) continue
      if (Number(pid) === postmaster) ticks += stat.own + stat.reaped
      else if (stat.parent === postmaster) ticks += stat.own
    }
    return ticks * TICK_MS
  } catch {
    return null
  }
}

/** Processor milliseconds of this process. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Processor milliseconds of one process; null where there is no /proc. */
export function processCpuMs(pid: number): number | null {
  const stat = statOf(String(pid))
  return stat && stat.own * TICK_MS
}

function statOf(pid: string): { parent: number; own: number; reaped: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold spaces; after it: state, parent, … utime(14) stime(15) cutime(16) cstime(17).
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    return { parent: fields[1]!, own: fields[11]! + fields[12]!, reaped: fields[13]! + fields[14]! }
  } catch {
    return null
  }
}

/**
 * Rows written per table since the database began: inserted and updated. A session tells its figures when it ends, so
 * this waits until all others have.
 */
export async function writtenRows(superPool: Pool): Promise<Record<string, number>> {
  for (let others = 1; others > 0; ) {
    const { rows } = await superPool.query<{ count: number }>(
      `select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    others = rows[0]!.count
    if (others > 0) await sleep(20)
  }
  // This session does not end: what it wrote itself, to make things due, would be told up to a second later.
  await superPool.query('select pg_stat_force_next_flush()')
  const { rows } = await superPool.query<{ name: string; rows: string }>(
    'select relname as name, (n_tup_ins + n_tup_upd) as rows from pg_stat_user_tables order by 1',
  )
  return Object.fromEntries(rows.map((row) => [row.name, Number(row.rows)]))
}

export function difference(after: Record<string, number>, before: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  )
}
