import { sql } from 'kysely'
import type { Procedure } from '../case/procedure.ts'
import { handOverToTechnicianForm } from '../case/standing.ts'
import type { Tx } from '../db/db.ts'
import { toReader } from '../text/reader.ts'
import type { DutyTask } from './duty.ts'

const MOST_SHOWN = 200

/** The open cases that somebody holds in a project, what runs out first on top. */
export async function casesHeld(
  tx: Tx,
  procedures: Readonly<Record<string, Procedure>>,
  projectId: number,
  accountId: string,
) {
  const { rows } = await sql<{
    caseId: string
    procedure: string
    number: string
    title: string
    state: string
    dueAt: Date | null
  }>`
    select id as case_id, procedure, number, title, state, next_due_at as due_at from cases
    where project_id = ${projectId} and holder_account = ${accountId} and not final
    order by next_due_at, id limit ${MOST_SHOWN}`.execute(tx)
  return rows.map(({ state, ...row }) => {
    const procedure = procedures[row.procedure]
    return {
      ...row,
      procedureTitle: procedure?.title ?? row.procedure,
      stateTitle: toReader(procedure?.stateTitles[state] ?? state),
      technician: procedure?.actions.handOver?.form === handOverToTechnicianForm,
    }
  })
}

/** How many open cases somebody holds in a project. */
export async function countHeld(tx: Tx, projectId: number, accountId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from cases
    where project_id = ${projectId} and holder_account = ${accountId} and not final`.execute(tx)
  return rows[0]!.count
}

/** The posts that somebody is in now, with who else is in them and which zones hang on them. */
export async function postsOf(tx: Tx, projectId: number, accountId: string, now: Date) {
  const { rows } = await sql<{ postId: string; title: string; others: string[]; zones: string[] }>`
    select p.id as post_id, p.title,
      array(select a.name from post_holding o join account a on a.id = o.account_id
        where o.post_id = p.id and o.account_id <> ${accountId} and o.from_at <= ${now}
          and (o.to_at is null or o.to_at > ${now}) and a.disabled_at is null order by a.name) as others,
      array(select z.name from zone z where z.project_id = ${projectId} and z.officer_post_id = p.id order by z.name) as zones
    from post_holding h join post p on p.id = h.post_id
    where h.account_id = ${accountId} and (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
      and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})
    order by p.title, p.id limit 100`.execute(tx)
  return rows
}

/** Turns of duty that somebody still has before him. */
export async function turnsAhead(tx: Tx, projectId: number, accountId: string, now: Date) {
  const { rows } = await sql<{ id: string; task: DutyTask; fromAt: Date; toAt: Date }>`
    select id, task, from_at, to_at from on_duty
    where project_id = ${projectId} and account_id = ${accountId} and to_at > ${now}
    order by from_at limit 200`.execute(tx)
  return rows
}
