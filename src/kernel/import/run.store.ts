import { sql } from 'kysely'
import { type Database, inCompany, inProject, json, type Tx } from '../db/db.ts'
import { pageFrom, readCursor } from '../http/cursor.ts'
import type { Outcome, StagedRow, Trouble } from './kind.ts'

/** Where a file stands: being read, refused with a report, ready to be applied, being applied, done, or broken off. */
export type RunState = 'checking' | 'refused' | 'checked' | 'applying' | 'applied' | 'failed'

export interface Run {
  id: string
  kind: string
  state: RunState
  fileName: string
  fileBytes: number
  madeByAccount: string
  madeBy: string
  madeAt: Date
  beatAt: Date
  phase: string
  doneRows: number
  totalRows: number | null
  stagedRows: number
  troubleCount: number
  outcome: Outcome | null
  failure: string | null
  finishedAt: Date | null
}

/** Work without a sign of life for so long was broken off: the server was stopped, or the machine. */
export const SILENT_MS = 60_000
/** What was checked and never applied is not kept longer: it holds residents' data. Own choice. */
export const KEPT_MS = 24 * 3_600_000
/** Troubles that are kept of one file; who has more mends these first. */
export const MOST_TROUBLES = 10_000

export interface NewRun {
  id: string
  kind: string
  fileName: string
  sha256: Buffer
  bytes: number
  accountId: string
  at: Date
}

export async function insertRun(tx: Tx, projectId: number, run: NewRun): Promise<void> {
  await sql`
    insert into import_run (project_id, id, kind, state, file_name, file_sha256, file_bytes, made_by_account, made_at, beat_at, phase)
    values (${projectId}, ${run.id}, ${run.kind}, 'checking', ${run.fileName}, ${run.sha256}, ${run.bytes},
      ${run.accountId}, ${run.at}, ${new Date()}, '读取')`.execute(tx)
}

/** Staged rows of files that were checked or half applied and left lying go; so do those of checks that were broken off. */
export async function dropForgotten(tx: Tx, projectId: number): Promise<void> {
  const now = Date.now()
  await sql`
    with forgotten as (
      update import_run set state = 'failed', finished_at = beat_at,
        failure = case state when 'checking' then '检查中断' else '检查后一天没有导入，暂存的内容已清除' end
      where project_id = ${projectId} and (state in ('checked', 'applying') and beat_at < ${new Date(now - KEPT_MS)}
        or state = 'checking' and beat_at < ${new Date(now - SILENT_MS)})
      returning id)
    delete from import_row r using forgotten f where r.project_id = ${projectId} and r.import_id = f.id`.execute(tx)
}

/** The same in all projects. */
export async function dropForgottenAll(db: Database): Promise<void> {
  const projects = await inCompany(
    db,
    async (tx) => (await sql<{ id: number }>`select id from project`.execute(tx)).rows,
  )
  for (const { id } of projects) await inProject(db, id, (tx) => dropForgotten(tx, id))
}

const runColumns = sql`r.id, r.kind, r.state, r.file_name, r.file_bytes, r.made_by_account, a.name as made_by, r.made_at,
  r.beat_at, r.phase, r.done_rows, r.total_rows, r.staged_rows, r.trouble_count, r.outcome, r.failure, r.finished_at`

/** One run; null when the project has none with this id. */
export async function findRun(tx: Tx, projectId: number, importId: string): Promise<Run | null> {
  const { rows } = await sql<Run>`
    select ${runColumns} from import_run r join account a on a.id = r.made_by_account
    where r.project_id = ${projectId} and r.id = ${importId}`.execute(tx)
  return rows[0] ?? null
}

/** Runs of the kinds that the reader may import, newest first. */
export async function listRuns(
  tx: Tx,
  projectId: number,
  kinds: readonly string[],
  { after: cursor, limit }: { after?: string | undefined; limit: number },
) {
  const after = readCursor(cursor, ['instant', 'uuid'])
  const { rows } = await sql<Run & { madeKey: string }>`
    select ${runColumns}, to_char(r.made_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as made_key
    from import_run r join account a on a.id = r.made_by_account
    where r.project_id = ${projectId} and r.kind = any(${[...kinds]})
      and (${after === null}::boolean or (r.made_at, r.id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by r.made_at desc, r.id desc limit ${limit + 1}`.execute(tx)
  const page = pageFrom(rows, limit, ({ madeKey, id }) => [madeKey, id])
  return { rows: page.rows.map(({ madeKey: _key, ...run }) => run), next: page.next }
}

/** Tells how far a run is. */
export async function beat(
  tx: Tx,
  projectId: number,
  importId: string,
  { phase, done, total }: { phase: string; done: number; total: number | null },
): Promise<void> {
  await sql`update import_run set phase = ${phase}, done_rows = ${done}, total_rows = ${total}, beat_at = ${new Date()}
    where project_id = ${projectId} and id = ${importId}`.execute(tx)
}

export async function stageRows(
  tx: Tx,
  projectId: number,
  importId: string,
  rows: readonly StagedRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into import_row (project_id, import_id, row, cells)
    select ${projectId}::int, ${importId}::uuid, row, cells
    from json_to_recordset(${JSON.stringify(rows)}) as given (row integer, cells text[])`.execute(tx)
}

export async function addTroubles(
  tx: Tx,
  projectId: number,
  importId: string,
  first: number,
  troubles: readonly Trouble[],
): Promise<void> {
  if (troubles.length === 0) return
  const rows = troubles.map((trouble, index) => ({ nth: first + index + 1, ...trouble }))
  await sql`insert into import_trouble (project_id, import_id, nth, row, column_title, wrong, mend)
    select ${projectId}::int, ${importId}::uuid, nth, row, "column", wrong, mend
    from json_to_recordset(${JSON.stringify(rows)}) as given (nth integer, row integer, "column" text, wrong text, mend text)`.execute(
    tx,
  )
}

/** The report of a file, by row. */
export async function listTroubles(
  tx: Tx,
  projectId: number,
  importId: string,
  { after: cursor, limit }: { after?: string | undefined; limit: number },
) {
  const [nth = '0'] = readCursor(cursor, ['text']) ?? []
  const behind = /^\d{1,6}$/.test(nth) ? Number(nth) : 0
  const { rows } = await sql<Trouble & { nth: number }>`
    select nth, row, column_title as "column", wrong, mend from import_trouble
    where project_id = ${projectId} and import_id = ${importId} and nth > ${behind}
    order by nth limit ${limit + 1}`.execute(tx)
  return pageFrom(rows, limit, ({ nth }) => [String(nth)])
}

/** The check is over. A file with troubles leaves nothing but its report. */
export async function endCheck(
  tx: Tx,
  projectId: number,
  importId: string,
  { staged, troubles, total }: { staged: number; troubles: number; total: number },
): Promise<void> {
  if (troubles > 0)
    await sql`delete from import_row where project_id = ${projectId} and import_id = ${importId}`.execute(tx)
  await sql`update import_run set state = ${troubles > 0 ? 'refused' : 'checked'}, staged_rows = ${staged},
      trouble_count = ${troubles}, done_rows = ${total}, total_rows = ${total}, beat_at = ${new Date()}, phase = '检查完成'
    where project_id = ${projectId} and id = ${importId}`.execute(tx)
}

/** Takes a checked run to be applied; also one whose application was broken off. False when it is not to be applied now. */
export async function claimRun(tx: Tx, projectId: number, importId: string): Promise<boolean> {
  const now = Date.now()
  const { rows } = await sql`
    update import_run set state = 'applying', failure = null, phase = '导入', done_rows = 0, beat_at = ${new Date(now)}
    where project_id = ${projectId} and id = ${importId} and staged_rows > 0 and (state = 'checked'
        or state = 'applying' and beat_at < ${new Date(now - SILENT_MS)})
      and (select count(*) from import_row where project_id = ${projectId} and import_id = ${importId}) = staged_rows
    returning id`.execute(tx)
  return rows.length > 0
}

export async function endRun(tx: Tx, projectId: number, importId: string, outcome: Outcome, at: Date): Promise<void> {
  await sql`delete from import_row where project_id = ${projectId} and import_id = ${importId}`.execute(tx)
  await sql`update import_run set state = 'applied', outcome = ${json(outcome)}, finished_at = ${at}, beat_at = ${new Date()},
      phase = '完成', done_rows = coalesce(total_rows, staged_rows)
    where project_id = ${projectId} and id = ${importId}`.execute(tx)
}

/** `again`: what was staged stands, and it may be applied once more. */
export async function failRun(
  tx: Tx,
  projectId: number,
  importId: string,
  { failure, again, at }: { failure: string; again: boolean; at: Date },
): Promise<void> {
  if (!again) await sql`delete from import_row where project_id = ${projectId} and import_id = ${importId}`.execute(tx)
  await sql`update import_run set state = ${again ? 'checked' : 'failed'}, failure = ${failure.slice(0, 500)},
      finished_at = ${again ? null : at}, beat_at = ${new Date()}
    where project_id = ${projectId} and id = ${importId}`.execute(tx)
}
