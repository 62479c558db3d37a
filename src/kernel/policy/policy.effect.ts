import { sql } from 'kysely'
import type { CaseRecord, Procedure } from '../case/procedure.ts'
import { type RoomRow, readRows } from '../case/room-row.ts'
import type { Tx } from '../db/db.ts'
import type { Policy } from './policy.ts'

/** Open deadlines of one kind that keep the figure of the settings their case was opened under. */
export interface KeptClocks {
  procedure: string
  procedureTitle: string
  clock: string
  open: number
}

/** Cases that are looked at to learn which settings a deadline rests on. */
const SAMPLE = 20

/**
 * Which open deadlines rest on settings that change, and so keep the old figure: settings do not move open deadlines.
 * Found by asking each declaration for its limit and watching which settings it reads.
 */
export async function clocksResting(
  tx: Tx,
  procedures: Readonly<Record<string, Procedure>>,
  projectId: number,
  policy: Policy,
  changed: readonly string[],
): Promise<KeptClocks[]> {
  const { rows } = await sql<{ procedure: string; clock: string; open: number; byDay: boolean; cases: string[] }>`
    select c.procedure, k.clock, count(*)::int as open,
      bool_or(k.basis -> 'within' ? 'workingDays' or k.basis -> 'within' ? 'sameDay') as by_day,
      (array_agg(k.case_id order by k.started_at desc))[1:${sql.raw(String(SAMPLE))}] as cases
    from case_clock k join cases c on c.project_id = k.project_id and c.id = k.case_id
    where k.project_id = ${projectId} and k.status = 'open'
    group by c.procedure, k.clock order by c.procedure, k.clock limit 500`.execute(tx)
  const kept: KeptClocks[] = []
  for (const { procedure: name, clock, open, byDay, cases } of rows) {
    const procedure = procedures[name]
    if (!procedure?.clocks[clock]) continue
    const read = await settingsRead(tx, procedure, clock, projectId, cases, policy)
    // Every ladder climbs by the same step, and working days are those of the office hours.
    read.add('clocks.ladderStepMinutes')
    if (byDay) read.add('office').add('clocks.sameDayAfterClosing')
    if (changed.some((path) => read.has(path) || read.has(path.split('.')[0]!)))
      kept.push({ procedure: name, procedureTitle: procedure.title, clock: procedure.clocks[clock].title, open })
  }
  return kept
}

async function settingsRead(
  tx: Tx,
  procedure: Procedure,
  clock: string,
  projectId: number,
  caseIds: readonly string[],
  policy: Policy,
): Promise<Set<string>> {
  const read = new Set<string>()
  const watched = watching(policy, '', read)
  const found = (await tx
    .selectFrom('cases')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', 'in', [...caseIds])
    .execute()) as unknown as CaseRecord[]
  const rows = await readRows(tx, procedure, projectId, [...caseIds])
  const declared = procedure.clocks[clock]!
  for (const of of found) {
    const row = { ...rows.get(of.id), state: of.state } as RoomRow
    declared.limit(row, { case: of, policy: watched })
  }
  return read
}

/** The same settings, telling which of them are read. */
function watching<T extends object>(value: T, path: string, read: Set<string>): T {
  return new Proxy(value, {
    get: (target, key) => {
      const found = Reflect.get(target, key) as unknown
      if (typeof key !== 'string') return found
      const here = path === '' ? key : `${path}.${key}`
      if (typeof found === 'object' && found !== null && !Array.isArray(found)) return watching(found, here, read)
      read.add(here)
      return found
    },
  })
}
