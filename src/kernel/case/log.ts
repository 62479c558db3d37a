import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { toReader } from '../text/reader.ts'
import type { LogLine } from './case.contract.ts'
import type { ActionDecl } from './procedure.ts'
import type { Reached } from './reach.ts'
import { hasRight } from './rights.ts'

/** A line recorded so much later than it happened was synced from a phone; then both times are shown. */
const LATE_MS = 60_000

interface LogRow {
  seq: number
  id: string
  action: string
  fromState: string | null
  toState: string
  actorKind: LogLine['by']['kind']
  actorId: string
  actorName: string | null
  at: Date
  recordedAt: Date
  form: Record<string, unknown>
  text: Record<string, unknown> | null
  erasedAt: Date | null
  hidden: string[]
  signed: boolean
}

/**
 * THE one reader of the log: case page, live view, print, search and export all read through it. Staff see every line,
 * its form only where `seenBy` lets them; owners and bearers of links see the lines that tell them something, as the
 * sentence of `tellOwner` with the words of `ownerReads`, and a form only where `seenBy` names them.
 */
export async function readLog(tx: Tx, reached: Reached): Promise<LogLine[]> {
  const { projectId, procedure, of, viewer } = reached
  const { rows } = await sql<LogRow>`
    select a.seq, a.id, a.action, a.from_state, a.to_state, a.actor_kind, a.actor_id, a.at, a.recorded_at, a.form,
      t.body as text, t.erased_at, coalesce(n.name, p.name, k.holder_name) as actor_name,
      array(select o.field from case_text_original o
        where o.project_id = a.project_id and o.case_id = a.case_id and o.seq = a.seq order by o.field) as hidden,
      exists (select from signature s where s.project_id = a.project_id and s.case_id = a.case_id and s.action_id = a.id) as signed
    from case_action a
    left join case_text t on t.project_id = a.project_id and t.case_id = a.case_id and t.seq = a.seq
    left join account n on n.id = a.actor_id and a.actor_kind in ('staff', 'owner')
    left join case_link k on k.project_id = a.project_id and k.id = a.actor_id and a.actor_kind = 'link'
    left join person p on p.project_id = k.project_id and p.id = k.person_id
    where a.project_id = ${projectId} and a.case_id = ${of.id}
    order by a.seq`.execute(tx)
  return rows.flatMap((row) => {
    const action = procedure.actions[row.action]
    if (viewer !== 'staff' && action?.tellOwner === undefined) return []
    return [lineFor(reached, row, action)]
  })
}

// biome-ignore lint/suspicious/noExplicitAny: actions of every room
type AnyAction = ActionDecl<any, string, any>

function lineFor(reached: Reached, row: LogRow, action: AnyAction | undefined): LogLine {
  const { procedure, viewer } = reached
  const late = Math.abs(row.recordedAt.getTime() - row.at.getTime()) > LATE_MS
  return {
    seq: row.seq,
    actionId: row.id,
    action: row.action,
    title: toReader(action?.title ?? row.action),
    by: byOf(row),
    at: row.at.toISOString(),
    recordedAt: late ? row.recordedAt.toISOString() : null,
    fromState: row.fromState,
    toState: row.toState,
    toStateTitle: toReader(procedure.stateTitles[row.toState] ?? row.toState),
    told: action?.tellOwner === undefined ? null : toReader(action.tellOwner),
    form: maySeeForm(reached, action)
      ? ({ ...row.form, ...row.text } as LogLine['form'])
      : saidToOwner(row, action, viewer),
    hidden: viewer === 'staff' && maySeeForm(reached, action) ? row.hidden : [],
    erased: row.erasedAt !== null,
    signed: row.signed && (viewer === 'staff' || action?.signedBy?.who === 'owner'),
  }
}

/** Of what somebody wrote, the words that were said to the owner. */
function saidToOwner({ text }: LogRow, action: AnyAction | undefined, viewer: Reached['viewer']): LogLine['form'] {
  const words = viewer === 'owner' && action?.ownerReads !== undefined ? text?.[action.ownerReads] : undefined
  return typeof words === 'string' ? { words } : null
}

/** Whether this reader sees what the form of an action said. */
export function maySeeLine(reached: Reached, action: string): boolean {
  return maySeeForm(reached, reached.procedure.actions[action])
}

/** Without `seenBy` the staff who may read the case may read the form; nobody else may unless he is named. */
function maySeeForm({ viewer, actor, facts, standing }: Reached, action: AnyAction | undefined): boolean {
  if (action?.seenBy === undefined) return viewer === 'staff'
  return hasRight(action.seenBy, actor, facts, standing)
}

const SYSTEM: Partial<Record<LogLine['by']['kind'], string>> = { clock: '时限', reaction: '系统' }

function byOf({ actorKind, actorId, actorName }: LogRow): LogLine['by'] {
  const system = SYSTEM[actorKind]
  if (system !== undefined) return { kind: actorKind, id: null, name: toReader(system) }
  return { kind: actorKind, id: actorKind === 'link' ? null : actorId, name: actorName ?? toReader('链接') }
}
