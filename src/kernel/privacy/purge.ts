import { type RawBuilder, sql } from 'kysely'
import type { Engine } from '../case/engine.ts'
import type { RoomReads } from '../case/sheets.ts'
import { addMonths, atBusinessTime, businessDate, DAY_MS } from '../clock/time.ts'
import { inCompany, inProject, readProjects, type Tx } from '../db/db.ts'
import { dropForgotten } from '../import/run.store.ts'
import { currentPolicy } from '../policy/policies.ts'
import { dropSealed } from '../signature/sealed.ts'
import { erasePerson, holdsBack } from './erase.ts'
import { eraseCase } from './erase-case.ts'

/** What is kept longer than its time in one project, in figures; after a run, what was taken away. */
export interface Purged {
  /** Originals of numbers in free text, of cases closed long ago. */
  originals: number
  /** Cases whose words and pictures go. */
  cases: number
  /** Sealed signatures whose time as proof is over. */
  signatures: number
  /** Residents who left long ago, or never lived here, and to whom nothing goes on. */
  persons: number
  notices: number
  /** Pictures that were uploaded and never became part of anything. */
  files: number
  /** What was told outside the application, kept as long as notices. */
  deliveries: number
}

interface PurgeDoors {
  engine: Engine
  reads: Readonly<Record<string, RoomReads>>
  files: { forget(hashes: readonly Buffer[]): Promise<void> }
}

/** Rows of one transaction: small enough that nobody waits for the locks. */
const AT_ONCE = 50

/**
 * Takes away what is kept longer than the project's settings say. Each case and each person is one transaction, so a run
 * that is stopped goes on where it stood. `dryRun` counts and changes nothing.
 */
export async function purge(doors: PurgeDoors, projectId: number, dryRun: boolean): Promise<Purged> {
  const { engine } = doors
  const now = engine.time.now()
  const due = await readProjects(engine.db, [projectId], (tx) => overdue(tx, projectId, now))
  const purged = await readProjects(engine.db, [projectId], (tx) => countAll(tx, doors, projectId, due, now))
  if (dryRun) return purged
  await sweepRows(engine, projectId, (tx) =>
    sql`
    delete from case_text_original o where o.project_id = ${projectId} and (o.case_id, o.seq, o.field) in (
      select x.case_id, x.seq, x.field from (${due.originals}) x limit ${AT_ONCE * 20}) returning 1`.execute(tx),
  )
  await sweepRows(engine, projectId, (tx) =>
    sql`
    delete from notice n where n.project_id = ${projectId} and n.id in (
      select x.id from (${due.notices}) x limit ${AT_ONCE * 20}) returning 1`.execute(tx),
  )
  await sweepRows(engine, projectId, (tx) =>
    sql`
    delete from delivery d where d.project_id = ${projectId} and d.id in (
      select x.id from (${due.deliveries}) x limit ${AT_ONCE * 20}) returning 1`.execute(tx),
  )
  await eachId(
    engine,
    projectId,
    due.cases,
    async (tx, id) => {
      const { body } = await currentPolicy(tx, projectId, now)
      const keptUntil = addMonths(businessDate(now), body.privacy.signatureMonths)
      return (await eraseCase(tx, engine, projectId, id, { at: now, keptUntil })).pictures
    },
    doors,
  )
  await eachId(
    engine,
    projectId,
    due.persons,
    async (tx, id) => {
      if ((await holdsBack(tx, doors.reads, projectId, id, now)).length > 0) return []
      return (await erasePerson(tx, engine, projectId, id, now)).pictures
    },
    doors,
  )
  await sweepPictures(doors, projectId, async (tx) => {
    const { rows } = await sql<{ id: string }>`${due.signatures} limit ${AT_ONCE * 20}`.execute(tx)
    const ids = rows.map(({ id }) => id)
    return { many: ids.length, pictures: await dropSealed(tx, engine.secrets, projectId, ids) }
  })
  await sweepPictures(doors, projectId, async (tx) => {
    const { rows } = await sql<{ sha256: Buffer }>`
      delete from file f where f.project_id = ${projectId} and f.id in (
        select x.id from (${due.files}) x limit ${AT_ONCE * 20}) returning f.sha256`.execute(tx)
    return { many: rows.length, pictures: rows.map(({ sha256 }) => sha256) }
  })
  await inProject(engine.db, projectId, (tx) => dropForgotten(tx, projectId))
  return purged
}

/** Ended sessions with the addresses and browsers they came from; of the company, whose accounts sign in. Answers how many. */
export async function purgeSessions({ db }: Engine, machineNow: Date, dryRun: boolean): Promise<number> {
  const ended = sql`from session where revoked_at is not null or expires_at <= ${machineNow}`
  const { rows } = await inCompany(db, (tx) =>
    (dryRun ? sql`select 1 ${ended}` : sql`delete ${ended} returning 1`).execute(tx),
  )
  return rows.length
}

type Due = Record<keyof Purged, RawBuilder<unknown>>

/** Queries of what is overdue, each over the ids of its kind. */
async function overdue(tx: Tx, projectId: number, now: Date): Promise<Due> {
  const { body } = await currentPolicy(tx, projectId, now)
  const { privacy } = body
  const today = businessDate(now)
  const before = (months: number) => atBusinessTime(addMonths(today, -months), '00:00')
  const left = addMonths(today, -privacy.leftMonths)
  return {
    originals: sql`
      select o.case_id, o.seq, o.field from case_text_original o
      join cases c on c.project_id = o.project_id and c.id = o.case_id
      where o.project_id = ${projectId} and c.final and c.closed_at < ${before(privacy.originalMonths)}`,
    cases: sql`
      select c.id from cases c where c.project_id = ${projectId} and c.final and c.closed_at < ${before(privacy.textMonths)}
        and exists (select from case_text t where t.project_id = c.project_id and t.case_id = c.id and t.erased_at is null)`,
    signatures: sql`
      select t.signature_id as id from signature_text t
      where t.project_id = ${projectId} and t.sealed is not null and t.kept_until < ${today}`,
    persons: sql`
      select p.id from person p
      where p.project_id = ${projectId} and p.erased_at is null
        and not exists (select from residence r where r.project_id = p.project_id and r.person_id = p.id
          and (r.to_on is null or r.to_on >= ${left}))
        and not exists (select from cases c where c.project_id = p.project_id and c.person_id = p.id and not c.final)
        and (exists (select from residence r where r.project_id = p.project_id and r.person_id = p.id)
          or p.made_at < ${before(privacy.leftMonths)}
            and not exists (select from cases c where c.project_id = p.project_id and c.person_id = p.id
              and c.last_at >= ${before(privacy.leftMonths)}))`,
    notices: sql`
      select n.id from notice n where n.project_id = ${projectId} and n.made_at < ${before(privacy.noticeMonths)}`,
    files: sql`
      select f.id from file f where f.project_id = ${projectId} and f.attached_at is null
        and f.made_at < ${new Date(now.getTime() - privacy.unusedFileDays * DAY_MS)}`,
    deliveries: sql`
      select d.id from delivery d
      where d.project_id = ${projectId} and d.status <> 'waiting' and d.made_at < ${before(privacy.noticeMonths)}`,
  }
}

async function countAll(tx: Tx, { reads }: PurgeDoors, projectId: number, due: Due, now: Date): Promise<Purged> {
  const counts = {} as Purged
  for (const [kind, ids] of Object.entries(due) as [keyof Purged, RawBuilder<unknown>][]) {
    const { rows } = await sql<{ many: number }>`select count(*)::int as many from (${ids}) x`.execute(tx)
    counts[kind] = rows[0]!.many
  }
  // What is owed holds a person back, and only the rooms know it.
  const { rows } = await sql<{ id: string }>`${due.persons}`.execute(tx)
  for (const { id } of rows) if ((await holdsBack(tx, reads, projectId, id, now)).length > 0) counts.persons--
  return counts
}

/** The same statement until it finds nothing more. */
async function sweepRows(
  { db }: Engine,
  projectId: number,
  once: (tx: Tx) => Promise<{ rows: unknown[] }>,
): Promise<void> {
  while ((await inProject(db, projectId, once)).rows.length > 0);
}

/** The same work until it finds nothing more; the bytes of its pictures go when it is committed. */
async function sweepPictures(
  { engine, files }: PurgeDoors,
  projectId: number,
  once: (tx: Tx) => Promise<{ many: number; pictures: Buffer[] }>,
): Promise<void> {
  for (let more = true; more; ) {
    const { many, pictures } = await inProject(engine.db, projectId, once)
    await files.forget(pictures)
    more = many > 0
  }
}

/** One transaction for each id; the bytes of pictures go when it is committed. */
async function eachId(
  { db }: Engine,
  projectId: number,
  ids: RawBuilder<unknown>,
  act: (tx: Tx, id: string) => Promise<Buffer[]>,
  { files }: PurgeDoors,
): Promise<void> {
  const all = await readProjects(db, [projectId], async (tx) => (await sql<{ id: string }>`${ids}`.execute(tx)).rows)
  for (const { id } of all) await files.forget(await inProject(db, projectId, (tx) => act(tx, id)))
}
