import { type Database, readProjects, type Tx } from '../../../kernel/db/db.ts'
import { prepared } from '../../../kernel/db/prepared.ts'
import { barredFrom } from '../../../kernel/db/reader.ts'
import type { Doors } from '../../../kernel/http/doors.ts'
import { currentPolicy } from '../../../kernel/policy/policies.ts'
import { MatterIndex } from './matter-index.ts'

/** Of how many projects the index is kept; the one not asked for longest is made anew when it is asked for. */
const MOST_PROJECTS = 8
/** The newest open matters of a project that are compared. */
const MOST_OPEN = 10_000
/** Texts read at once. */
const A_READ = 500

/**
 * The indexes of open matters, by project. What has changed since the last look is read at the next one, from the
 * database, so that several processes agree and nothing has to be told.
 */
export class MatterIndexes {
  private readonly kept = new Map<number, MatterIndex>()
  private readonly running = new Map<number, Promise<MatterIndex>>()
  private readonly db: Database
  private readonly now: () => Date

  constructor({ db, time }: Pick<Doors, 'db' | 'time'>) {
    this.db = db
    this.now = () => time.now()
  }

  /** The index of a project as it stands now. Looks at the same time share one reading. */
  async of(project: number): Promise<MatterIndex> {
    const running = this.running.get(project)
    // One that is under way may have read before what the asker has just done: wait for it, then look again.
    if (running) await running.catch(() => {})
    // Nobody's own bars: the index is everybody's, and what is shown of it is read again under the reader's.
    const mine =
      this.running.get(project) ??
      barredFrom([], () => this.refresh(project)).finally(() => this.running.delete(project))
    this.running.set(project, mine)
    return mine
  }

  private async refresh(project: number): Promise<MatterIndex> {
    return readProjects(this.db, [project], async (tx) => {
      const index = this.kept.get(project) ?? new MatterIndex(await nameOf(tx, project))
      this.keep(project, index)
      await update(tx, project, index, this.now())
      return index
    })
  }

  private keep(project: number, index: MatterIndex): void {
    this.kept.delete(project)
    this.kept.set(project, index)
    const [oldest] = this.kept.keys()
    if (this.kept.size > MOST_PROJECTS) this.kept.delete(oldest!)
  }
}

async function nameOf(tx: Tx, project: number): Promise<string> {
  const [found] = await prepared<{ name: string }>(tx)`select name from project where id = ${project}`
  return found?.name ?? ''
}

async function update(tx: Tx, project: number, index: MatterIndex, now: Date): Promise<void> {
  const { body } = await currentPolicy(tx, project, now)
  const since = new Date(now.getTime() - body.intake.groupWithinDays * 86_400_000)
  // Between two keys of somebody typing mostly nothing has changed: one number says so, instead of thousands of rows.
  const [found] = await prepared<{ mark: string }>(tx)`
    select count(*) || ' ' || coalesce(bit_xor(hashtextextended(id::text, last_seq)), 0) as mark from (
      select id, last_seq from cases
      where project_id = ${project} and procedure = 'matter' and not final and opened_at >= ${since}
      order by opened_at desc limit ${MOST_OPEN}) open`
  if (found!.mark === index.mark) return
  const open = await prepared<{ id: string; lastSeq: number }>(tx)`
    select id, last_seq from cases
    where project_id = ${project} and procedure = 'matter' and not final and opened_at >= ${since}
    order by opened_at desc limit ${MOST_OPEN}`
  const there = new Set(open.map(({ id }) => id))
  for (const id of [...index.entries.keys()]) if (!there.has(id)) index.remove(id)
  const changed = open.filter(({ id, lastSeq }) => index.entries.get(id)?.lastSeq !== lastSeq).map(({ id }) => id)
  for (let from = 0; from < changed.length; from += A_READ) {
    for (const row of await readSaid(tx, project, changed.slice(from, from + A_READ))) index.put(row)
    await new Promise((resume) => setImmediate(resume))
  }
  // What was written between the two reads has another mark, and is read at the next look.
  index.mark = found!.mark
}

interface SaidRow {
  id: string
  lastSeq: number
  headId: string | null
  text: string
  at: Date
  unitId: string | null
  placeId: string | null
  buildingCode: string | null
  estate: string | null
}

function readSaid(tx: Tx, project: number, ids: readonly string[]): Promise<SaidRow[]> {
  return prepared<SaidRow>(tx)`
    select c.id, c.last_seq, m.head_id, left(m.content, 1200) as text, c.opened_at as at, c.unit_id, c.place_id,
      coalesce(ub.code, pb.code) as building_code, m.estate_as_written as estate
    from cases c
    join intake_matter m on m.project_id = c.project_id and m.case_id = c.id
    left join unit u on u.project_id = c.project_id and u.id = c.unit_id
    left join building ub on ub.project_id = u.project_id and ub.id = u.building_id
    left join place l on l.project_id = c.project_id and l.id = c.place_id
    left join building pb on pb.project_id = l.project_id and pb.id = l.building_id
    where c.project_id = ${project} and c.id = any (${ids})`
}

/** The building of a unit or a public place that a call is about. */
export async function buildingOf(
  tx: Tx,
  project: number,
  { unit, place }: { unit?: string | undefined; place?: string | undefined },
): Promise<string | null> {
  const [found] = await prepared<{ code: string }>(tx)`
    select b.code from unit u join building b on b.project_id = u.project_id and b.id = u.building_id
      where u.project_id = ${project} and u.id = ${unit ?? null}
    union all
    select b.code from place l join building b on b.project_id = l.project_id and b.id = l.building_id
      where l.project_id = ${project} and l.id = ${place ?? null}
    limit 1`
  return found?.code ?? null
}
