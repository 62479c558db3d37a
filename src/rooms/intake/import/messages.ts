import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { v7 as uuid, v5 as uuidOf } from 'uuid'
import type { Command, Engine } from '../../../kernel/case/engine.ts'
import { performMany } from '../../../kernel/case/perform-many.ts'
import { Refusal } from '../../../kernel/case/refusal.ts'
import { cut } from '../../../kernel/case/title.ts'
import { inProject, readProjects, type Tx } from '../../../kernel/db/db.ts'
import { barredFrom } from '../../../kernel/db/reader.ts'
import type { Applying, ImportKind, Outcome, Piece } from '../../../kernel/import/kind.ts'
import { openField, sealField } from '../../../kernel/person/vault.ts'
import type { Secrets } from '../../../kernel/secrets.ts'
import { say } from '../../../kernel/text/translate.ts'
import { estateIn } from './estate.ts'
import { type Message, MOST_BYTES, readMessageFile } from './message-file.ts'
import { originalPlace } from './original.ts'

/** Matters registered by one transaction. */
const AT_ONCE = 500
/** What the register's form holds of a text; the whole stays in the original. */
const MOST_CONTENT = 5000
/** Any uuid: the name space of the ids that matters of messages get. */
const MESSAGES = '5b6ce4d2-8f5a-4a51-9a35-3a1d6ae0f3b7'

/**
 * 来信: a file of messages. Each becomes a matter by the ordinary door, with its original kept sealed beside it. The id of
 * the matter follows from the message's own: however often a file is applied, broken off or changed, a message is one
 * matter.
 */
export function messages(engine: Engine): ImportKind {
  return {
    name: 'messages',
    title: '来信',
    accepts: '.json',
    may: ['manager', 'service-director', 'service-supervisor', 'receptionist'],
    mostBytes: MOST_BYTES,
    sealed: [{ cell: 2, record: 1, table: 'import_row', field: 'message' }],
    read: readPieces,
    check: async () => [],
    // A message is one matter, also where whoever imports it is barred from that matter: nothing of it is shown here.
    apply: (work) => barredFrom([], () => applyMessages(engine, work)),
    template: null,
  }
}

async function* readPieces(bytes: Buffer, { secrets }: { secrets: Secrets }): AsyncGenerator<Piece> {
  const { messages, troubles } = readMessageFile(bytes)
  const total = messages.length + troubles.length
  if (troubles.length > 0) {
    yield { rows: [], troubles, done: total, total }
    return
  }
  for (let from = 0; from < messages.length; from += AT_ONCE) {
    const rows = messages.slice(from, from + AT_ONCE).map((message) => {
      const seal = uuid()
      const sealed = sealField(secrets, stagedPlace(seal), JSON.stringify(message)).toString('hex')
      return { row: message.row, cells: [seal, sealed, sha256(message.original).toString('hex')] }
    })
    yield { rows, troubles: [], done: Math.min(total, from + AT_ONCE), total }
  }
}

const stagedPlace = (record: string) => ({ table: 'import_row', record, field: 'message' }) as const
const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** The id of the matter that a message becomes. */
export const matterIdOf = (projectId: number, messageId: string) => uuidOf(`${projectId}:${messageId}`, MESSAGES)

interface Staged {
  row: number
  caseId: string
  message: Message
  hash: Buffer
}

async function applyMessages(engine: Engine, work: Applying): Promise<Outcome> {
  const { projectId } = work
  const outcome = { added: 0, changed: 0, unchanged: 0, odd: 0, long: 0 }
  const total = await readProjects(work.db, [projectId], (tx) => countRows(tx, work))
  let done = 0
  for (let after = 0; ; ) {
    const staged = await readProjects(work.db, [projectId], (tx) => stagedAfter(tx, work, after))
    const last = staged.at(-1)
    if (!last) break
    const known = await readProjects(work.db, [projectId], (tx) => registered(tx, projectId, staged))
    const fresh = staged.filter(({ caseId }) => !known.has(caseId))
    for (const one of staged) {
      const before = known.get(one.caseId)
      if (before && !before.equals(one.hash)) outcome.changed++
      else if (before) outcome.unchanged++
    }
    outcome.odd += fresh.filter(({ message }) => message.oddTime).length
    outcome.long += fresh.filter(({ message }) => contentOf(message).length > MOST_CONTENT).length
    outcome.added += await register(engine, work, fresh)
    after = last.row
    done += staged.length
    await work.onProgress('登记', done, total)
  }
  const told = await inProject(work.db, projectId, (tx) => tellDesk(tx, work))
  const notes = [
    ...(told > 0 ? [say('已告知前台：{count} 件待判别', { count: told })] : []),
    ...(outcome.changed > 0
      ? [say('{count} 条的编号已登记过，但内容与当时不同：原登记不改，请人工核对', { count: outcome.changed })]
      : []),
    ...(outcome.odd > 0 ? [say('{count} 条的时间看不准，来信时间留空，原文照存', { count: outcome.odd })] : []),
    ...(outcome.long > 0
      ? [
          say('{count} 条超过 {most} 字，诉求内容只列前面部分，全文在原件里', {
            count: outcome.long,
            most: MOST_CONTENT,
          }),
        ]
      : []),
  ]
  return { added: outcome.added, changed: 0, unchanged: outcome.unchanged + outcome.changed, notes }
}

async function countRows(tx: Tx, { projectId, importId }: Applying): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from import_row where project_id = ${projectId} and import_id = ${importId}`.execute(
    tx,
  )
  return rows[0]!.count
}

async function stagedAfter(tx: Tx, { projectId, importId, secrets }: Applying, after: number): Promise<Staged[]> {
  const { rows } = await sql<{ row: number; seal: string; sealed: Buffer; hash: Buffer }>`
    select row, cells[1] as seal, decode(cells[2], 'hex') as sealed, decode(cells[3], 'hex') as hash from import_row
    where project_id = ${projectId} and import_id = ${importId} and row > ${after} order by row limit ${AT_ONCE}`.execute(
    tx,
  )
  return rows.map(({ row, seal, sealed, hash }) => {
    const read = JSON.parse(openField(secrets, stagedPlace(seal), sealed)) as Message & { writtenAt: string | null }
    const message = { ...read, writtenAt: read.writtenAt === null ? null : new Date(read.writtenAt) }
    return { row, caseId: matterIdOf(projectId, message.id), message, hash }
  })
}

/** Which of them are matters already, with the hash of what each was made of. */
async function registered(tx: Tx, projectId: number, staged: readonly Staged[]): Promise<Map<string, Buffer>> {
  const { rows } = await sql<{ id: string; hash: Buffer }>`
    select c.id, o.sha256 as hash from cases c join case_original o on o.project_id = c.project_id and o.case_id = c.id
    where c.project_id = ${projectId} and c.id = any(${staged.map(({ caseId }) => caseId)}::uuid[])`.execute(tx)
  return new Map(rows.map(({ id, hash }) => [id, hash]))
}

/** Originals first, then the matters: broken off in between, the next try finds no matter and writes both again. */
async function register(engine: Engine, work: Applying, fresh: readonly Staged[]): Promise<number> {
  if (fresh.length === 0) return 0
  const { projectId, importId, actor } = work
  await inProject(work.db, projectId, (tx) => keepOriginals(tx, work, fresh))
  const commands = fresh.map(({ caseId, message }): Command => {
    const estate = estateIn(message.subject, message.text)
    const form = {
      channel: 'file',
      content: shortened(contentOf(message)),
      sourceRef: message.id,
      ...(message.writtenAt ? { writtenAtClaimed: message.writtenAt.toISOString() } : {}),
      ...(estate ? { estateAsWritten: estate } : {}),
    }
    return { projectId, procedure: 'matter', caseId, action: 'register', actor, key: `import:${caseId}`, form }
  })
  const answers = await performMany(engine, commands)
  const refused = answers.findIndex((answer) => answer instanceof Refusal && answer.kind !== 'key-reused')
  if (refused >= 0) {
    const { message, fields } = answers[refused] as Refusal
    const why = fields[0]?.text ?? message
    throw new Refusal(
      'blocked',
      say('第 {row} 条没有登记：{why}（{run}）', { row: fresh[refused]!.row, why, run: importId.slice(0, 8) }),
    )
  }
  return answers.filter((answer) => !(answer instanceof Refusal)).length
}

async function keepOriginals(
  tx: Tx,
  { projectId, importId, secrets }: Applying,
  fresh: readonly Staged[],
): Promise<void> {
  const sealed = fresh.map(({ caseId, message }) => sealField(secrets, originalPlace(caseId), message.original))
  await sql`
    insert into case_original as o (project_id, case_id, import_id, sealed, sha256)
    select ${projectId}::int, n.case_id, ${importId}::uuid, n.sealed, n.hash
    from unnest(${fresh.map(({ caseId }) => caseId)}::uuid[], ${sealed}::bytea[], ${fresh.map(({ hash }) => hash)}::bytea[])
      as n (case_id, sealed, hash)
    on conflict (project_id, case_id) do update
      set import_id = excluded.import_id, sealed = excluded.sealed, sha256 = excluded.sha256
      where not exists (select from cases c where c.project_id = o.project_id and c.id = o.case_id)`.execute(tx)
}

/** The subject is the first line, which lists show; a text that repeats it does not say it twice. */
function contentOf({ subject, text }: Message): string {
  const head = subject.trim()
  const body = text.trim()
  return head === '' || body.startsWith(head) ? body : body === '' ? head : `${head}\n${body}`
}

const MORE = '\n……（来信较长，全文见原件）'
const shortened = (content: string) =>
  content.length <= MOST_CONTENT ? content : cut(content, MOST_CONTENT - MORE.length) + MORE

/**
 * One line to each receptionist for all matters of imports that the desk was not yet told of, those of a broken-off
 * run included. Answers how many.
 */
async function tellDesk(tx: Tx, { projectId, importId, at }: Applying): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with untold as (
      update import_run r set told_at = ${at}
      where r.project_id = ${projectId} and r.kind = 'messages' and r.told_at is null
        and (r.id = ${importId} or r.state in ('applying', 'failed', 'checked'))
        and exists (select from case_original o where o.project_id = r.project_id and o.import_id = r.id)
      returning r.id)
    select count(*)::int as count from untold u
    join case_original o on o.project_id = ${projectId} and o.import_id = u.id
    join cases c on c.project_id = o.project_id and c.id = o.case_id`.execute(tx)
  const count = rows[0]!.count
  if (count === 0) return 0
  await sql`
    insert into notice (project_id, id, account_id, kind, text, args, made_at)
    select distinct on (h.account_id) ${projectId}::int, gen_random_uuid(), h.account_id, 'told',
      '导入 {count} 件诉求，待判别', jsonb_build_object('count', ${count}::int), ${at}::timestamptz
    from post p join post_holding h on h.post_id = p.id join account a on a.id = h.account_id
    where p.role = 'receptionist' and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
      and h.from_at <= ${at} and (h.to_at is null or h.to_at > ${at}) and a.disabled_at is null`.execute(tx)
  return count
}
