import { loadCalendarDays } from '../../src/kernel/case/clocks.ts'
import type { Actor } from '../../src/kernel/case/procedure.ts'
import type { RoomRow } from '../../src/kernel/case/room-row.ts'
import { type Database, inCompany, readProjects } from '../../src/kernel/db/db.ts'
import { procedures } from '../../src/rooms.ts'
import { defaultsOf, wrongs } from '../walk-check.ts'
import type { World } from '../world.ts'

/** All that does not hold of the cases of a project: the log retold gives case and row, and the clocks are as declared. */
export async function foldWrongs(db: Database, project: number): Promise<string[]> {
  const calendarDays = await inCompany(db, loadCalendarDays)
  // What walk-check looks at of a world.
  const w = { project, database: { db }, engine: { db, procedures, calendarDays } } as unknown as World
  const defaults: Record<string, RoomRow> = {}
  for (const { table } of Object.values(procedures)) defaults[table] = await defaultsOf(w, table)
  const { zones, many } = await readProjects(db, [project], async (tx) => {
    const units = await tx.selectFrom('unit').select(['id', 'zoneId']).where('projectId', '=', project).execute()
    const places = await tx.selectFrom('place').select(['id', 'zoneId']).where('projectId', '=', project).execute()
    const opened = await tx
      .selectFrom('caseAction')
      .select('id')
      .where('projectId', '=', project)
      .where('seq', '=', 1)
      .execute()
    return { zones: new Map([...units, ...places].map(({ id, zoneId }) => [id, zoneId])), many: opened.length }
  })
  return wrongs(w, { defaults, zones, actorOf, many: () => many })
}

/** Only staff acts in a storm; names and posts are nothing that a log tells. */
function actorOf(kind: Actor['kind'], accountId: string): Actor {
  return kind === 'clock' || kind === 'reaction' ? { kind } : { kind: 'staff', accountId, name: '', roles: [] }
}
