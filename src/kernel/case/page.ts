import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { plain } from '../http/json.ts'
import { ERASED_NAME } from '../privacy/words.ts'
import { toReader } from '../text/reader.ts'
import { allowedActions } from './allowed.ts'
import type { CasePage, ClockLine, LogLine } from './case.contract.ts'
import { iso, lineOf, newestFirst, readLines } from './lines.ts'
import { readLog } from './log.ts'
import { idsIn, readNames } from './names.ts'
import type { Procedure } from './procedure.ts'
import type { Reached } from './reach.ts'
import { tellsOwner } from './reach.ts'
import { readableBy } from './readable.ts'
import type { RoomReads } from './sheets.ts'

type Procedures = Readonly<Record<string, Procedure>>

/** The whole page of a case, for the reader who reached it. */
export async function readPage(
  tx: Tx,
  procedures: Procedures,
  reads: RoomReads | undefined,
  reached: Reached,
  now: Date,
): Promise<CasePage> {
  const { procedure, of, row, facts, standing, viewer } = reached
  const staff = viewer === 'staff'
  const related = await relatedLines(tx, procedures, reached)
  const timeline = await readLog(tx, reached)
  const record = recordFor(reached, reads)
  const [line] = related.filter(({ id }) => id === of.id)
  return {
    viewer,
    case: {
      ...line!,
      recordName: toReader(procedure.record),
      ...(await peopleOf(tx, reached)),
      procedureVersion: of.procedureVersion,
      policyVersion: of.policyVersion,
    },
    record,
    actions: allowedActions(procedure, row, facts, standing).map((action) => ({ ...action, rules: [...action.rules] })),
    clocks: (await readClocks(tx, reached)).filter(({ promise }) => staff || promise !== null),
    timeline,
    flags: await readFlags(tx, reached),
    parent: related.find(({ id }) => id === of.parentId) ?? null,
    children: related.filter(({ parentId }) => parentId === of.id),
    signatures: await readSignatures(tx, reached, timeline),
    sheets: (reads?.sheets ?? [])
      .filter(({ forOwner }) => staff || forOwner)
      .map(({ sheet }) => ({ sheet: sheet.id, name: toReader(sheet.name) })),
    names: await readNames(tx, reached.projectId, idsIn([record, ...timeline.map(({ form }) => form)]), staff),
    now: now.toISOString(),
  }
}

/**
 * The case itself, its parent and its children as far as the reader may see those. People outside see parent and children
 * only where those tell them something.
 */
async function relatedLines(tx: Tx, procedures: Procedures, { projectId, of, viewer, actor }: Reached) {
  const within =
    actor.kind === 'staff' ? readableBy(procedures, actor) : [sql`c.person_id is not distinct from ${of.personId}`]
  const shown = within.length === 0 ? sql`` : sql`and (c.id = ${of.id} or (${sql.join(within, sql` and `)}))`
  const rows = await readLines(
    tx,
    sql`select c.* from cases c where c.project_id = ${projectId}
      and (c.id = ${of.id} or c.id = ${of.parentId} or c.parent_id = ${of.id}) ${shown} order by c.opened_at desc limit 200`,
    newestFirst,
  )
  return rows
    .filter(
      (row) => row.id === of.id || viewer === 'staff' || (viewer === 'owner' && tellsOwner(procedures[row.procedure]!)),
    )
    .map((row) => lineOf(procedures, row))
}

/** The room's row in JSON. Staff see it whole; others the columns that the room names for them (none named: none). */
function recordFor({ row, viewer }: Reached, reads: RoomReads | undefined): CasePage['record'] {
  const { projectId: _project, caseId, state: _state, ...columns } = row
  if (caseId === undefined) return null
  const record = plain(columns) as NonNullable<CasePage['record']>
  if (viewer === 'staff') return record
  const shown = new Set(viewer === 'owner' ? reads?.ownerColumns : reads?.contractorColumns)
  return Object.fromEntries(Object.entries(record).filter(([name]) => shown.has(name)))
}

async function peopleOf(
  tx: Tx,
  { projectId, of, viewer }: Reached,
): Promise<Pick<CasePage['case'], 'zone' | 'firstResponder' | 'openedBy'>> {
  type Named = { id: string; name: string } | null
  const { rows } = await sql<{ zone: Named; firstResponder: Named; openedBy: Named }>`
    select
      (select json_build_object('id', z.id, 'name', z.name) from zone z where z.project_id = ${projectId} and z.id = ${of.zoneId}) as zone,
      (select json_build_object('id', a.id, 'name', a.name) from account a where a.id = ${of.firstResponderAccount}) as first_responder,
      (select json_build_object('id', a.id, 'name', a.name) from account a where a.id = ${of.openedByAccount}) as opened_by`.execute(
    tx,
  )
  const [people] = rows
  const { zone = null, firstResponder = null, openedBy = null } = people ?? {}
  return { zone, firstResponder, openedBy: viewer === 'contractor' ? null : openedBy }
}

interface ClockRow {
  id: string
  clock: string
  status: ClockLine['status']
  startedAt: Date
  dueAt: Date | null
  stoppedAt: Date | null
  breachedAt: Date | null
  acknowledgedAt: Date | null
  acknowledgedBy: string | null
  told: { name: string; at: string }[]
}

/** Clocks of a case: running ones first, then those that have stopped, the latest first. */
export async function readClocks(tx: Tx, { projectId, procedure, of, viewer }: Reached): Promise<ClockLine[]> {
  const { rows } = await sql<ClockRow>`
    select k.id, k.clock, k.status, k.started_at, k.due_at, k.stopped_at, k.breached_at, k.acknowledged_at, a.name as acknowledged_by,
      (select coalesce(json_agg(json_build_object('name', n.name, 'at', to_char(v.fired_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          order by v.level, n.name), '[]')
        from case_clock_level v join account n on n.id = any(v.told_account)
        where v.project_id = k.project_id and v.clock_id = k.id) as told
    from case_clock k left join account a on a.id = k.acknowledged_by
    where k.project_id = ${projectId} and k.case_id = ${of.id}
    order by k.status = 'open' desc, k.started_at desc, k.id`.execute(tx)
  return rows.flatMap((row): ClockLine[] => {
    const declared = procedure.clocks[row.clock]
    if (!declared || declared.fact) return []
    const pausedBy = (declared.pausedBy ?? [])
      .filter((flag) => of.flags.includes(flag))
      .map((flag) => toReader(procedure.flags[flag] ?? flag))
    const paused = row.status === 'open' && row.dueAt === null
    const staff = viewer === 'staff'
    return [
      {
        id: row.id,
        clock: row.clock,
        title: toReader(declared.title),
        status: row.status,
        startedAt: row.startedAt.toISOString(),
        dueAt: iso(row.dueAt),
        paused,
        pausedBy: paused ? pausedBy : [],
        promise: declared.promise === undefined ? null : toReader(declared.promise),
        stoppedAt: iso(row.stoppedAt),
        breachedAt: iso(row.breachedAt),
        acknowledgedAt: staff ? iso(row.acknowledgedAt) : null,
        acknowledgedBy: staff ? row.acknowledgedBy : null,
        told: staff ? row.told : [],
        rules: [...declared.rules],
      },
    ]
  })
}

async function readFlags(tx: Tx, { projectId, procedure, of }: Reached): Promise<CasePage['flags']> {
  const { rows } = await sql<{ flag: string; reason: string; raisedAt: Date; loweredAt: Date | null }>`
    select flag, reason, raised_at, lowered_at from case_flag
    where project_id = ${projectId} and case_id = ${of.id} order by raised_seq desc`.execute(tx)
  return rows.map((row) => ({
    flag: row.flag,
    title: toReader(procedure.flags[row.flag] ?? row.flag),
    reason: row.reason,
    raisedAt: row.raisedAt.toISOString(),
    loweredAt: iso(row.loweredAt),
  }))
}

/** Signatures of the acts that this reader sees; people outside see the owner's own. */
async function readSignatures(
  tx: Tx,
  { projectId, of }: Reached,
  timeline: readonly LogLine[],
): Promise<CasePage['signatures']> {
  const seen = timeline.filter(({ signed }) => signed).map(({ actionId }) => actionId)
  if (seen.length === 0) return []
  const { rows } = await sql<Omit<CasePage['signatures'][number], 'signedAt'> & { signedAt: Date }>`
    select s.id, s.action_id, s.form_name as sheet, coalesce(t.signer_name, ${ERASED_NAME}) as signer_name, s.relation, s.way,
      s.signed_at, t.image_file_id
    from signature s left join signature_text t on t.project_id = s.project_id and t.signature_id = s.id
    where s.project_id = ${projectId} and s.case_id = ${of.id} and s.action_id = any(${seen}::uuid[])
    order by s.signed_at, s.id`.execute(tx)
  return rows.map((row) => ({ ...row, signedAt: row.signedAt.toISOString() }))
}
