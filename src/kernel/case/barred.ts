import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import type { CaseRecord } from './procedure.ts'

/**
 * Bars accounts from a case, from the one above it and from those beside and below it; what they were told of them is
 * taken from their inboxes. From their next request on they find nothing (db/reader.ts).
 */
export async function bar(
  tx: Tx,
  projectId: number,
  of: CaseRecord,
  accounts: readonly string[],
  at: Date,
): Promise<void> {
  await prepared(tx)`
    with family as (
      select id from cases
      where project_id = ${projectId}::int and (id = ${of.id}::uuid or id = ${of.parentId}::uuid
        or parent_id = ${of.parentId}::uuid or parent_id = ${of.id}::uuid)),
    untold as (
      delete from notice n using family f
      where n.project_id = ${projectId}::int and n.case_id = f.id and n.account_id = any (${[...accounts]}::uuid[]))
    insert into case_barred (project_id, case_id, account_id, at)
    select ${projectId}::int, f.id, account, ${at}::timestamptz from family f cross join unnest(${[...accounts]}::uuid[]) account
    on conflict do nothing`
}

/** Whoever is barred from the case above is barred from what is opened under it. */
export async function inheritBars(tx: Tx, projectId: number, caseId: string, parentId: string): Promise<void> {
  await prepared(tx)`
    insert into case_barred (project_id, case_id, account_id, at)
    select project_id, ${caseId}::uuid, account_id, at from case_barred
    where project_id = ${projectId}::int and case_id = ${parentId}::uuid on conflict do nothing`
}

/**
 * Whoever is barred from one case is barred from these and from the work below them: they belong to it by a bond that a
 * room keeps. What he was told of them is taken from his inbox.
 */
export async function shareBars(tx: Tx, projectId: number, fromId: string, caseIds: readonly string[]): Promise<void> {
  await prepared(tx)`
    with shut as (
      select b.account_id, b.at, c.id as case_id from case_barred b
      join cases c on c.project_id = b.project_id
        and (c.id = any (${[...caseIds]}::uuid[]) or c.parent_id = any (${[...caseIds]}::uuid[]))
      where b.project_id = ${projectId}::int and b.case_id = ${fromId}::uuid),
    untold as (
      delete from notice n using shut s
      where n.project_id = ${projectId}::int and n.case_id = s.case_id and n.account_id = s.account_id)
    insert into case_barred (project_id, case_id, account_id, at)
    select ${projectId}::int, case_id, account_id, at from shut
    on conflict do nothing`
}
