import { type RawBuilder, sql } from 'kysely'
import type { CaseLine } from '../../../kernel/case/case.contract.ts'
import { lineOf, newestFirst, readLines } from '../../../kernel/case/lines.ts'
import type { Procedure } from '../../../kernel/case/procedure.ts'
import { Refusal } from '../../../kernel/case/refusal.ts'
import type { Tx } from '../../../kernel/db/db.ts'
import { prepared } from '../../../kernel/db/prepared.ts'
import { pageFrom, readCursor } from '../../../kernel/http/cursor.ts'
import { type GroupMember, headProcedures, type MatterGroup } from './groups.contract.ts'

type Procedures = Readonly<Record<string, Procedure>>
type Paged = { after?: string | undefined; limit: number }

/** Cases of a project by their ids, in the order of the ids; those that are not there are left out. */
export async function linesOf(
  tx: Tx,
  procedures: Procedures,
  project: number,
  ids: readonly string[],
): Promise<CaseLine[]> {
  if (ids.length === 0) return []
  const rows = await readLines(
    tx,
    sql`select c.* from cases c where c.project_id = ${project} and c.id = any (${ids}::uuid[])`,
    newestFirst,
  )
  const byId = new Map(rows.map((row) => [row.id, lineOf(procedures, row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** What can be the head of more matters: open work under these, and the heads they are handled by. */
export async function headsOf(
  tx: Tx,
  procedures: Procedures,
  project: number,
  matters: readonly string[],
): Promise<Map<string, CaseLine[]>> {
  const found = await prepared<{ matter: string; head: string }>(tx)`
    select m.case_id as matter, c.id as head from intake_matter m
      join cases c on c.project_id = m.project_id and c.id = m.head_id
      where m.project_id = ${project} and m.case_id = any (${matters}) and not c.final
    union all
    select c.parent_id, c.id from cases c
      where c.project_id = ${project} and c.parent_id = any (${matters}) and not c.final and c.procedure = any (${headProcedures})`
  const lines = await linesOf(tx, procedures, project, [...new Set(found.map(({ head }) => head))])
  const byId = new Map(lines.map((line) => [line.id, line]))
  const heads = new Map<string, CaseLine[]>()
  for (const { matter, head } of found) {
    const line = byId.get(head)
    if (line) heads.set(matter, [...(heads.get(matter) ?? []), line])
  }
  return heads
}

/** How many matters each head handles. */
export async function memberCounts(tx: Tx, project: number, heads: readonly string[]): Promise<Map<string, number>> {
  const rows = await prepared<{ headId: string; members: number }>(tx)`
    select head_id, count(*)::int as members from intake_matter
    where project_id = ${project} and head_id = any (${heads}) group by head_id`
  return new Map(rows.map(({ headId, members }) => [headId, members]))
}

interface Counts {
  members: number
  open: number
  unanswered: number
}

const counted = sql`count(*)::int as members, count(*) filter (where not c.final)::int as open,
  count(*) filter (where m.answered_at is null and not c.final)::int as unanswered`

/** Heads with members, the one that was joined last first. */
export async function readGroups(tx: Tx, procedures: Procedures, project: number, { after, limit }: Paged) {
  const cursor = readCursor(after, ['instant', 'uuid'])
  const behind = cursor
    ? sql`having (max(m.joined_at), m.head_id) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`
    : sql``
  const { rows } = await sql<Counts & { headId: string; joinedKey: string; joinedAt: Date }>`
    select m.head_id, max(m.joined_at) as joined_at, ${counted},
      to_char(max(m.joined_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as joined_key
    from intake_matter m join cases c on c.project_id = m.project_id and c.id = m.case_id
    where m.project_id = ${project} and m.head_id is not null
    group by m.head_id ${behind}
    order by max(m.joined_at) desc, m.head_id desc limit ${limit + 1}`.execute(tx)
  const page = pageFrom(rows, limit, (row) => [row.joinedKey, row.headId])
  const lines = await linesOf(
    tx,
    procedures,
    project,
    page.rows.map(({ headId }) => headId),
  )
  const byId = new Map(lines.map((line) => [line.id, line]))
  return {
    rows: page.rows.map(
      ({ headId, members, open, unanswered, joinedAt }): MatterGroup => ({
        head: byId.get(headId)!,
        members,
        open,
        unanswered,
        lastJoinedAt: joinedAt.toISOString(),
      }),
    ),
    next: page.next,
  }
}

/** A head, with or without members. Throws not-found for what cannot be one. */
export async function readGroup(tx: Tx, procedures: Procedures, project: number, headId: string) {
  const head = await headLine(tx, procedures, project, headId)
  const { rows } = await sql<Counts & { joinedAt: Date | null }>`
    select ${counted}, max(m.joined_at) as joined_at
    from intake_matter m join cases c on c.project_id = m.project_id and c.id = m.case_id
    where m.project_id = ${project} and m.head_id = ${headId}`.execute(tx)
  const { members, open, unanswered, joinedAt } = rows[0]!
  return { head, members, open, unanswered, lastJoinedAt: joinedAt?.toISOString() ?? null }
}

export async function headLine(tx: Tx, procedures: Procedures, project: number, headId: string): Promise<CaseLine> {
  const [head] = await linesOf(tx, procedures, project, [headId])
  if (!head || !headProcedures.includes(head.procedure)) throw new Refusal('not-found', '没有找到这件牵头事项')
  return head
}

/** The members in the order they joined. The first page begins with the matter that the head itself came from. */
export async function readMembers(
  tx: Tx,
  procedures: Procedures,
  project: number,
  headId: string,
  { after, limit }: Paged,
) {
  const head = await headLine(tx, procedures, project, headId)
  const cursor = readCursor(after, ['instant', 'uuid'])
  const behind = cursor ? sql`and (m.joined_at, m.case_id) > (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)` : sql``
  const joined = await membersWhere(
    tx,
    procedures,
    sql`m.project_id = ${project} and m.head_id = ${headId} ${behind}`,
    limit + 1,
  )
  const page = pageFrom(joined, limit, (row) => [row.joinedKey, row.case.id])
  const origin =
    cursor || head.parentId === null
      ? []
      : await membersWhere(tx, procedures, sql`m.project_id = ${project} and m.case_id = ${head.parentId}`, 1)
  const shown = ({ joinedKey: _key, ...row }: GroupMember & { joinedKey: string }): GroupMember => row
  return {
    rows: [...origin.map((row) => ({ ...shown(row), origin: true, joinedAt: null })), ...page.rows.map(shown)],
    next: page.next,
  }
}

async function membersWhere(tx: Tx, procedures: Procedures, where: RawBuilder<unknown>, most: number) {
  const order = sql`c.joined_at, c.id`
  const rows = await readLines<{ joinedAt: Date | null; answeredAt: Date | null; joinedKey: string }>(
    tx,
    sql`select c.*, m.joined_at, m.answered_at from intake_matter m
      join cases c on c.project_id = m.project_id and c.id = m.case_id
      where ${where} order by m.joined_at, m.case_id limit ${most}`,
    order,
    sql`, c.joined_at, c.answered_at, to_char(c.joined_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as joined_key`,
  )
  return rows.map((row) => ({
    case: lineOf(procedures, row),
    origin: false,
    joinedAt: row.joinedAt?.toISOString() ?? null,
    answeredAt: row.answeredAt?.toISOString() ?? null,
    joinedKey: row.joinedKey,
  }))
}

/** What a command upon several matters needs to know of each; those of another project are not there. */
export interface MatterRow {
  id: string
  number: string
  state: string
  headId: string | null
}

export function readMatters(tx: Tx, project: number, ids: readonly string[]): Promise<MatterRow[]> {
  return prepared<MatterRow>(tx)`
    select c.id, c.number, c.state, m.head_id from cases c
    join intake_matter m on m.project_id = c.project_id and m.case_id = c.id
    where c.project_id = ${project} and c.id = any (${ids})`
}

/** Members of a head that have not ended, with whether their owner reads on a phone of his own. */
export function openMembers(
  tx: Tx,
  project: number,
  head: string,
): Promise<{ id: string; number: string; hasAccount: boolean }[]> {
  return prepared<{ id: string; number: string; hasAccount: boolean }>(tx)`
    select c.id, c.number, exists (
      select from account_person o join account a on a.id = o.account_id
      where o.project_id = c.project_id and o.person_id = c.person_id and a.disabled_at is null) as has_account
    from intake_matter m join cases c on c.project_id = m.project_id and c.id = m.case_id
    where m.project_id = ${project} and m.head_id = ${head} and not c.final and m.answered_at is null
    order by m.joined_at, c.id`
}

/** The kind of matter that a head is worked on as. */
export async function kindOfHead(tx: Tx, project: number, head: CaseLine): Promise<string> {
  if (head.procedure !== 'contact') return head.procedure
  const [slip] = await prepared<{ kind: string }>(tx)`
    select kind from contact_slip where project_id = ${project} and case_id = ${head.id}`
  return slip!.kind
}

/**
 * Words by which one of these owners would know another: names, flats and numbers of the matters. An answer that goes to
 * all of them must have none.
 */
export async function telling(tx: Tx, project: number, ids: readonly string[]): Promise<string[]> {
  const rows = await prepared<{ word: string }>(tx)`
    select distinct word from cases c
    left join person p on p.project_id = c.project_id and p.id = c.person_id
    left join unit u on u.project_id = c.project_id and u.id = c.unit_id
    cross join lateral (values (p.name), (u.code), (c.number)) told (word)
    where c.project_id = ${project} and c.id = any (${ids}) and length(word) > 1`
  return rows.map(({ word }) => word)
}

/** The matters that open heads with members came from, each with its head. */
export async function readOrigins(tx: Tx, project: number): Promise<Map<string, string>> {
  const rows = await prepared<{ matter: string; head: string }>(tx)`
    select distinct h.parent_id as matter, h.id as head
    from intake_matter m join cases h on h.project_id = m.project_id and h.id = m.head_id
    where m.project_id = ${project} and m.head_id is not null and h.parent_id is not null and not h.final`
  return new Map(rows.map(({ matter, head }) => [matter, head]))
}

/** Sets of open matters that a person judged not to be one thing. */
export async function readDeclined(tx: Tx, project: number, since: Date): Promise<string[][]> {
  const rows = await prepared<{ caseIds: string[] }>(tx)`
    select case_ids from group_declined where project_id = ${project} and at >= ${since} order by at desc limit 2000`
  return rows.map(({ caseIds }) => caseIds)
}

export async function declineGroup(
  tx: Tx,
  project: number,
  declined: { id: string; caseIds: readonly string[]; by: string; at: Date },
): Promise<void> {
  await prepared(tx)`
    insert into group_declined (project_id, id, case_ids, by_account, at)
    values (${project}, ${declined.id}, ${declined.caseIds}, ${declined.by}, ${declined.at})`
}
