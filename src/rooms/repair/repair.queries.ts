import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import type { Role } from '../../kernel/org/roles.ts'
import { toReader } from '../../kernel/text/reader.ts'
import type { JobTask } from './repair.contract.ts'
import { trades } from './repair.order.ts'
import { repair } from './repair.procedure.ts'

/** A list on a phone ends somewhere; whoever has more open jobs than this has another problem. */
const MOST_JOBS = 200

interface JobRow {
  id: string
  number: string
  title: string
  content: string
  keyPoints: string | null
  state: string
  place: 'home' | 'public'
  trade: string
  address: string | null
  zone: string | null
  urgent: boolean
  priority: 'normal' | 'high' | 'emergency'
  chaseCount: number
  personId: string | null
  personName: string | null
  phone: string | null
  holder: string | null
  payer: string | null
  appointmentAt: Date | null
  clock: string | null
  dueAt: Date | null
  flags: string[]
  lastSeq: number
  lastAt: Date
}

/** What of the project's repairs waits for this member of staff, emergencies first, then what runs out first. */
export async function myRepairs(
  tx: Tx,
  projectId: number,
  me: { accountId: string; roles: readonly Role[] },
  now: Date,
) {
  const any = (...roles: Role[]) => roles.some((role) => me.roles.includes(role))
  const { rows } = await sql<JobRow & { task: JobTask }>`
    with held as (
      -- A job that a firm carries out is in the hands of whoever looks after the firm, and names no technician.
      select id as case_id from cases
      where project_id = ${projectId} and holder_account = ${me.accountId} and procedure = 'repair' and not final
    ),
    waiting as (
      select c.id,
        case
          when r.urgent and r.responded_at is null and c.state in ('reported', 'pooled', 'assigned')
            and ${any('technician', 'team-leader', 'engineering-supervisor', 'guard')} then 'respond'
          when held.case_id is not null and c.state in ('assigned', 'taken', 'on-site', 'reviewing', 'quoted', 'working', 'done') then 'job'
          when r.second_man_id = ${me.accountId} and c.state in ('assigned', 'taken', 'on-site', 'reviewing', 'quoted', 'working') then 'second-man'
          when c.state = 'reviewing' and r.review_conclusion is null and ${any('team-leader', 'engineering-supervisor')} then 'review'
          when c.state = 'done' and r.place = 'public'
            and ${me.accountId} in (select a.account_id from post_accounts(z.officer_post_id, ${now}) a) then 'confirm'
          when held.case_id is not null and r.payer = 'owner' and r.charge_fen is null and c.state in ('signed', 'correcting') then 'charge'
          when r.charged_at is not null and r.counted_at is null and ${any('cashier')} then 'count'
          when held.case_id is not null and r.charged_at is not null and r.counted_at is null then 'hand-in'
          when held.case_id is not null and r.invoiced_at is not null and r.invoice_delivered_at is null then 'invoice'
        end as task
      from cases c
      join repair_order r on r.project_id = c.project_id and r.case_id = c.id
      left join zone z on z.project_id = c.project_id and z.id = c.zone_id
      left join held on held.case_id = c.id
      where c.project_id = ${projectId} and c.procedure = 'repair' and not c.final
    )
    select w.task, ${jobColumns}
    from waiting w ${jobJoins(projectId, sql`w.id`)}
    where w.task is not null
    order by w.task = 'respond' desc, coalesce(r.appointment_at, k.due_at, c.next_due_at) nulls last, c.opened_at, c.id
    limit ${MOST_JOBS}`.execute(tx)
  return rows.map((row) => ({ ...jobOf(row), task: row.task }))
}

/** What may be grabbed, best match first: skill counts more than the zone, both less than an emergency. */
export async function pooledRepairs(tx: Tx, projectId: number, accountId: string) {
  const { rows } = await sql<JobRow & { skills: string[]; near: number; load: number }>`
    with mine as (
      select c.zone_id from repair_order r
      join cases c on c.project_id = r.project_id and c.id = r.case_id and not c.final
      where r.project_id = ${projectId} and r.technician_id = ${accountId} and r.filed_at is null
        and c.state in ('assigned', 'taken', 'on-site', 'reviewing', 'quoted', 'working')
    )
    select ${jobColumns},
      (select a.skills from account a where a.id = ${accountId}) as skills,
      (select count(*)::int from mine where mine.zone_id = c.zone_id) as near,
      (select count(*)::int from mine) as load
    from cases w ${jobJoins(projectId, sql`w.id`)}
    where w.project_id = ${projectId} and w.procedure = 'repair' and w.state = 'pooled' and not w.final
    order by r.urgent desc, k.due_at nulls last, c.opened_at, c.id
    limit ${MOST_JOBS}`.execute(tx)
  const jobs = rows.map((row) => {
    const skilled = isSkilled(row.skills, row.trade)
    return { ...jobOf(row), skilled, near: row.near, suggested: skilled || row.near > 0 }
  })
  const worth = (job: (typeof jobs)[number]) =>
    Number(job.urgent) * 100 + Number(job.skilled) * 10 + Math.min(job.near, 9)
  return { jobs: jobs.toSorted((a, b) => worth(b) - worth(a)), load: rows[0]?.load ?? 0 }
}

/** Skills are written by hand: as the trade's key or as its Chinese name. */
function isSkilled(skills: readonly string[], trade: string): boolean {
  return skills.includes(trade) || skills.includes(trades[trade as keyof typeof trades] ?? trade)
}

const jobColumns = sql`c.id, c.number, c.title, r.content, r.key_points, c.state, r.place, r.trade, coalesce(u.code, p.name) as address,
  z.name as zone, r.urgent, c.priority, c.chase_count, h.id as person_id, h.name as person_name, f.phone_masked as phone,
  a.name as holder, r.payer, r.appointment_at, k.clock, k.due_at, c.flags, c.last_seq, c.last_at`

/** From the id of a case to everything its card shows. `k`: the open deadline that runs out first, paused ones last. */
const jobJoins = (projectId: number, caseId: ReturnType<typeof sql>) => sql`
  join cases c on c.project_id = ${projectId} and c.id = ${caseId}
  join repair_order r on r.project_id = ${projectId} and r.case_id = c.id
  left join unit u on u.project_id = ${projectId} and u.id = c.unit_id
  left join place p on p.project_id = ${projectId} and p.id = c.place_id
  left join zone z on z.project_id = ${projectId} and z.id = c.zone_id
  left join person h on h.project_id = ${projectId} and h.id = c.person_id
  left join account a on a.id = c.holder_account
  left join lateral (
    select phone_masked from person_phone where project_id = ${projectId} and person_id = c.person_id order by made_at, id limit 1
  ) f on true
  left join lateral (
    select clock, due_at from case_clock
    where project_id = ${projectId} and case_id = c.id and status = 'open' order by due_at nulls last limit 1
  ) k on true`

const clockTitles: Readonly<Record<string, { title: string }>> = repair.clocks
const flagTitles: Readonly<Record<string, string>> = repair.flags
const stateTitles: Readonly<Record<string, string>> = repair.stateTitles

function jobOf(row: JobRow) {
  const { personId, personName, phone, clock, dueAt, flags, state } = row
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    content: row.content,
    keyPoints: row.keyPoints,
    state,
    stateTitle: toReader(stateTitles[state] ?? state),
    place: row.place,
    trade: row.trade,
    address: row.address,
    zone: row.zone,
    urgent: row.urgent,
    priority: row.priority,
    chaseCount: row.chaseCount,
    person: personId === null || personName === null ? null : { id: personId, name: personName, phone },
    holder: row.holder,
    payer: row.payer,
    appointmentAt: row.appointmentAt,
    clock: clock === null ? null : { title: clockTitles[clock]?.title ?? clock, dueAt },
    waitingFor: flags.map((flag) => flagTitles[flag] ?? flag),
    lastSeq: row.lastSeq,
    lastAt: row.lastAt,
  }
}
