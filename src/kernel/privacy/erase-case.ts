import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Engine } from '../case/engine.ts'
import { fold, type LoggedAction, type Origin } from '../case/fold.ts'
import { idsIn } from '../case/names.ts'
import type { Actor, CaseRecord } from '../case/procedure.ts'
import { findCase } from '../case/reach.ts'
import { type RoomRow, readColumns, updateRow } from '../case/room-row.ts'
import type { BusinessDate } from '../clock/time.ts'
import { json, type Tx } from '../db/db.ts'
import { policyAt } from '../policy/policies.ts'
import { canonicalJson } from '../signature/canonical.ts'
import { sealSignatures } from '../signature/sealed.ts'
import { ERASED_TEXT } from './words.ts'

export interface ErasedCase {
  texts: number
  signatures: number
  /** Hashes of pictures whose rows are gone; their bytes go when nothing else uses them. */
  pictures: Buffer[]
}

/**
 * Erases what people wrote and photographed in one case. The log stays: who did what when, figures, and the hash of each
 * text. Row and title are told anew from the log with its texts taken out, so they stay what the log says.
 */
export async function eraseCase(
  tx: Tx,
  engine: Engine,
  projectId: number,
  caseId: string,
  { at, keptUntil }: { at: Date; keptUntil: BusinessDate },
): Promise<ErasedCase> {
  const of = await findCase(tx, projectId, caseId)
  const procedure = of && engine.procedures[of.procedure]
  if (!of || !procedure) return { texts: 0, signatures: 0, pictures: [] }
  await sql`select from cases where project_id = ${projectId} and id = ${caseId} for update`.execute(tx)
  const log = await readLines(tx, projectId, of)
  const { projectId: _project, caseId: _case, ...row } = (await readColumns(tx, procedure, projectId, caseId)) ?? {}
  const signatures = await sealSignatures(tx, engine.secrets, projectId, caseId, { at, keptUntil })
  const { firstResponderAccount, id, number, parentId, procedureVersion, policyVersion } = of
  const origin: Origin = {
    case: { id, number, parentId, firstResponderAccount, procedureVersion, policyVersion },
    policy: await policyAt(tx, projectId, policyVersion),
    defaults: row as RoomRow,
    zoneOf: () => of.zoneId,
  }
  const before = fold(procedure, log.map(told), origin)
  const after = fold(procedure, log.map(withoutText).map(told), origin)
  const changed = Object.entries(after.row).filter(([name, value]) => differs(value, before.row[name]))
  await updateRow(tx, procedure, projectId, caseId, Object.fromEntries(changed))
  if (after.case.title !== before.case.title) await retitle(tx, projectId, caseId, after.case.title)
  // Append-only and sealed: an erased text without it was tampered with.
  await sql`insert into case_erased (project_id, id, case_id, at) values (${projectId}, ${uuid()}, ${caseId}, ${at})`.execute(
    tx,
  )
  const texts = await eraseTexts(tx, projectId, caseId, log, at)
  return { texts, signatures, pictures: await dropPictures(tx, projectId, log) }
}

interface Line {
  seq: number
  action: string
  at: Date
  actor: Actor
  form: Record<string, unknown>
  text: Record<string, unknown> | null
}

async function readLines(tx: Tx, projectId: number, of: CaseRecord): Promise<Line[]> {
  const { rows } = await sql<Omit<Line, 'actor'> & { actorKind: Actor['kind']; actorId: string }>`
    select a.seq, a.action, a.at, a.actor_kind, a.actor_id, a.form, t.body as text
    from case_action a left join case_text t on t.project_id = a.project_id and t.case_id = a.case_id and t.seq = a.seq
    where a.project_id = ${projectId} and a.case_id = ${of.id} order by a.seq`.execute(tx)
  return rows.map(({ actorKind, actorId, ...line }) => ({
    ...line,
    actor: { kind: actorKind, accountId: actorId, personId: of.personId, name: '', roles: [] } as unknown as Actor,
  }))
}

const told = ({ text, ...line }: Line): LoggedAction => ({ ...line, form: { ...line.form, ...text } })
const withoutText = (line: Line): Line => ({ ...line, text: line.text && (erased(line.text) as Line['text']) })
const differs = (a: unknown, b: unknown) => canonicalJson(a ?? null) !== canonicalJson(b ?? null)

/** The same value with every text replaced. */
function erased(value: unknown): unknown {
  if (typeof value === 'string') return ERASED_TEXT
  if (Array.isArray(value)) return value.map(erased)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, erased(inner)]))
}

async function retitle(tx: Tx, projectId: number, caseId: string, title: string): Promise<void> {
  await sql`update cases set title = ${title} where project_id = ${projectId} and id = ${caseId}`.execute(tx)
  await sql`update notice set args = args || ${json({ title })}
    where project_id = ${projectId} and case_id = ${caseId} and args ? 'title'`.execute(tx)
}

async function eraseTexts(tx: Tx, projectId: number, caseId: string, log: readonly Line[], at: Date): Promise<number> {
  // Its hash stays, so that the same file brings the same message not once more.
  await sql`update case_original set sealed = '' where project_id = ${projectId} and case_id = ${caseId}`.execute(tx)
  await sql`delete from case_text_original where project_id = ${projectId} and case_id = ${caseId}`.execute(tx)
  await sql`
    update case_link set holder_name = null, revoked_at = coalesce(revoked_at, ${at})
    where project_id = ${projectId} and case_id = ${caseId}`.execute(tx)
  const withText = log.filter(({ text }) => text !== null)
  for (const { seq, text } of withText)
    await sql`
      update case_text set body = ${json(erased(text))}, erased_at = coalesce(erased_at, ${at})
      where project_id = ${projectId} and case_id = ${caseId} and seq = ${seq}`.execute(tx)
  return withText.length
}

/** Pictures that the forms of this case name. Those of signatures that are still in sight elsewhere stay. */
async function dropPictures(tx: Tx, projectId: number, log: readonly Line[]): Promise<Buffer[]> {
  const named = [...new Set(log.flatMap(({ form }) => idsIn(form)))]
  const { rows } = await sql<{ sha256: Buffer }>`
    delete from file f where f.project_id = ${projectId} and f.id = any (${named}::uuid[])
      and not exists (select from signature_text t where t.project_id = f.project_id and t.image_file_id = f.id)
    returning f.sha256`.execute(tx)
  return rows.map(({ sha256 }) => sha256)
}
