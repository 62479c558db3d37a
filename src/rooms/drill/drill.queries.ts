import { sql } from 'kysely'
import { Refusal } from '../../kernel/case/refusal.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { pageFrom, readCursor } from '../../kernel/http/cursor.ts'
import type { Flagged, LivedCall, LoggedAct } from './drill.score.ts'
import type { Recording } from './recording.ts'

/** A drill as it stands; it is over at `endsAt`, by itself or because somebody ended it. */
export interface Run {
  id: string
  recording: Recording
  trainee: string
  deskAccount: string
  deskName: string
  speed: number
  startedAt: Date
  endsAt: Date
}

/** A call with the words for its caller's place. */
export interface Call extends LivedCall {
  unit: string
  person: string
  place: string | null
  /** The number of its matter; null: none was registered. */
  number: string | null
}

const columns = sql`r.id, r.recording, r.trainee, r.desk_account, a.name as desk_name, r.speed, r.started_at,
  least(coalesce(r.ended_at, r.ends_at), r.ends_at) as ends_at`

/** Drills, newest first; of one desk only where `deskAccount` is told. */
export async function listRuns(
  tx: Tx,
  projectId: number,
  { after, limit, deskAccount }: { after?: string | undefined; limit: number; deskAccount: string | null },
) {
  const [at, id] = readCursor(after, ['instant', 'uuid']) ?? [null, null]
  const { rows } = await sql<Run & { sortedBy: string }>`
    select ${columns}, to_char(r.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sorted_by
    from drill_run r join account a on a.id = r.desk_account
    where r.project_id = ${projectId} and (${deskAccount}::uuid is null or r.desk_account = ${deskAccount})
      and (${at}::timestamptz is null or (r.started_at, r.id) < (${at}::timestamptz, ${id}::uuid))
    order by r.started_at desc, r.id desc limit ${limit + 1}`.execute(tx)
  return pageFrom(rows, limit, (row) => [row.sortedBy, row.id])
}

/** A drill of this project, and of this desk where one is told. Throws not-found. */
export async function readRun(tx: Tx, projectId: number, id: string, deskAccount: string | null): Promise<Run> {
  const { rows } = await sql<Run>`
    select ${columns} from drill_run r join account a on a.id = r.desk_account
    where r.project_id = ${projectId} and r.id = ${id}
      and (${deskAccount}::uuid is null or r.desk_account = ${deskAccount})`.execute(tx)
  if (!rows[0]) throw new Refusal('not-found', '没有找到这次演练')
  return rows[0]
}

/** The drill that goes on, at any desk of the project; null: none. */
export async function runningRun(tx: Tx, projectId: number, now: Date): Promise<Run | null> {
  const { rows } = await sql<Run>`
    select ${columns} from drill_run r join account a on a.id = r.desk_account
    where r.project_id = ${projectId} and r.ended_at is null and r.ends_at > ${now}`.execute(tx)
  return rows[0] ?? null
}

export async function callsOf(tx: Tx, projectId: number, runId: string): Promise<Call[]> {
  const { rows } = await sql<Call>`
    select d.nth, d.rings_at, d.rings_until, d.taken_at, d.matter_id, d.unit_id, d.person_id, d.place_id,
      u.code as unit, p.name as person, l.name as place, c.number
    from drill_call d
    join unit u on u.project_id = d.project_id and u.id = d.unit_id
    join person p on p.project_id = d.project_id and p.id = d.person_id
    left join place l on l.project_id = d.project_id and l.id = d.place_id
    left join cases c on c.project_id = d.project_id and c.id = d.matter_id
    where d.project_id = ${projectId} and d.run_id = ${runId} order by d.nth`.execute(tx)
  return rows
}

/** What was done upon the matters and the work under them, until then, oldest first. */
export async function actsOn(
  tx: Tx,
  projectId: number,
  matterIds: readonly string[],
  until: Date,
): Promise<LoggedAct[]> {
  const { rows } = await sql<LoggedAct>`
    select coalesce(c.parent_id, c.id) as matter_id, c.procedure, a.action, a.actor_kind = 'staff' as by_staff, a.at,
      a.form || coalesce(t.body, '{}') as form
    from cases c
    join case_action a on a.project_id = c.project_id and a.case_id = c.id
    left join case_text t on t.project_id = a.project_id and t.case_id = a.case_id and t.seq = a.seq
    where c.project_id = ${projectId} and (c.id = any(${matterIds}::uuid[]) or c.parent_id = any(${matterIds}::uuid[]))
      and a.at <= ${until}
    order by a.at, a.recorded_at, a.seq`.execute(tx)
  return rows
}

/** Evasive words that were kept in answers until then (INT-03). */
export async function flaggedIn(
  tx: Tx,
  projectId: number,
  matterIds: readonly string[],
  until: Date,
): Promise<Flagged[]> {
  const { rows } = await sql<Flagged>`
    select m.case_id as matter_id, array(select jsonb_array_elements_text(k->'phrases')) as phrases
    from intake_matter m, jsonb_array_elements(m.phrase_checks) k
    where m.project_id = ${projectId} and m.case_id = any(${matterIds}::uuid[])
      and (k->>'at')::timestamptz <= ${until} and jsonb_array_length(k->'phrases') > 0`.execute(tx)
  return rows
}

/** Receptionists of this estate, in the order in which they took up their posts. */
export async function desksOf(tx: Tx, projectId: number, now: Date): Promise<{ accountId: string; name: string }[]> {
  const { rows } = await sql<{ accountId: string; name: string }>`
    select a.id as account_id, a.name from post p
    join post_holding h on h.post_id = p.id and h.kind = 'holder' and h.from_at <= ${now}
      and (h.to_at is null or h.to_at > ${now})
    join account a on a.id = h.account_id and a.disabled_at is null
    where p.project_id = ${projectId} and p.role = 'receptionist'
    group by a.id, a.name order by min(h.from_at), a.id limit 100`.execute(tx)
  return rows
}
