import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Engine } from '../case/engine.ts'
import type { Priority, Procedure } from '../case/procedure.ts'
import { inCompany, inProject, type Tx } from '../db/db.ts'
import { DatabaseGone } from '../db/errors.ts'
import { currentPolicy, type Policy } from '../policy/policies.ts'
import { personDelivery, staffDelivery, wishesOf } from './choices.ts'
import { type Endpoint, endpointsOf, serving } from './endpoint.store.ts'
import { departure, type Hours } from './when.ts'
import type { DeliveryKind, NoticeKind, WayName } from './words.ts'

/**
 * Who is told of a fact, by which way and when: outbox rows become delivery rows, in one transaction, so that each fact
 * is decided once. Sending them is deliver.ts.
 */

const FACTS_AT_ONCE = 100
/** A statement takes 65,535 values. */
const ROWS_AT_ONCE = 1000
/** A fact that cannot be decided is tried again after 1, 2, 4 … minutes, an hour at most, and holds up nobody. */
const FIRST_RETRY_MS = 60_000
const LAST_RETRY_MS = 3_600_000

interface Fact {
  id: string
  kind: 'notice' | 'action'
  caseId: string | null
  seq: number | null
  notices: string[] | null
  at: Date
}

/** One telling to be written. */
interface Planned {
  endpointId: string
  way: WayName
  kind: DeliveryKind
  accountId?: string
  personId?: string
  caseId: string | null
  seq?: number
  noticeId?: string
  urgent: boolean
  dueAt: Date
  together: boolean
  toMasked?: string
  /** Why it is not sent at all; the case shows it. */
  skipped?: string
}

/** Decides on everything that has happened so far; answers how many facts. */
export async function planAll(engine: Engine): Promise<number> {
  let planned = 0
  for (const projectId of await projectsWithFacts(engine)) {
    for (let more = FACTS_AT_ONCE; more === FACTS_AT_ONCE; planned += more) more = await planProject(engine, projectId)
  }
  return planned
}

async function projectsWithFacts({ db, time }: Engine): Promise<number[]> {
  const { rows } = await inCompany(db, (tx) =>
    sql<{ projectId: number }>`
      select distinct project_id from outbox where retry_at is null or retry_at <= ${time.now()} order by 1`.execute(
      tx,
    ),
  )
  return rows.map(({ projectId }) => projectId)
}

async function planProject(engine: Engine, projectId: number): Promise<number> {
  const facts = await inCompany(engine.db, (tx) => waiting(tx, projectId, engine.time.now()))
  try {
    return await plan(engine, projectId, facts)
  } catch (error) {
    if (error instanceof DatabaseGone) throw error
    for (const fact of facts)
      await plan(engine, projectId, [fact]).catch((reason: unknown) => setAside(engine, projectId, fact, reason))
    return facts.length
  }
}

async function waiting(tx: Tx, projectId: number, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from outbox where project_id = ${projectId} and (retry_at is null or retry_at <= ${now})
    order by id limit ${FACTS_AT_ONCE}`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Takes facts out of the outbox and writes what comes of them; facts that another process has taken are left to it. */
function plan({ db, time, procedures }: Engine, projectId: number, ids: readonly string[]): Promise<number> {
  return inProject(db, projectId, async (tx) => {
    const { rows: facts } = await sql<Fact>`
      delete from outbox where project_id = ${projectId} and id in (
        select id from outbox where project_id = ${projectId} and id = any(${[...ids]}::uuid[]) for update skip locked)
      returning id, kind, case_id, seq, notices, at`.execute(tx)
    const now = time.now()
    const { body: policy } = await currentPolicy(tx, projectId, now)
    const endpoints = (await endpointsOf(tx, projectId)).filter(({ enabled }) => enabled)
    const setting = { tx, projectId, policy, endpoints, procedures, now }
    const rows = [...(await ofNotices(setting, facts)), ...(await ofActions(setting, facts))]
    await write(tx, projectId, rows, now)
    return ids.length
  })
}

interface Setting {
  tx: Tx
  projectId: number
  policy: Policy
  endpoints: readonly Endpoint[]
  procedures: Readonly<Record<string, Procedure>>
  now: Date
}

interface NoticeRow {
  id: string
  accountId: string
  caseId: string | null
  kind: NoticeKind
  level: number | null
  importId: string | null
  priority: Priority | null
  /** Somebody is barred from the case, who may sit in any group. */
  confidential: boolean
  barred: boolean
}

async function ofNotices(setting: Setting, facts: readonly Fact[]): Promise<Planned[]> {
  const { tx, projectId, policy, endpoints, now } = setting
  const ids = facts.flatMap(({ notices }) => notices ?? [])
  if (ids.length === 0) return []
  const { rows } = await sql<NoticeRow>`
    select n.id, n.account_id, n.case_id, n.kind, n.level, n.import_id, c.priority,
      exists (select from case_barred b where b.project_id = n.project_id and b.case_id = n.case_id) as confidential,
      exists (select from case_barred b where b.project_id = n.project_id and b.case_id = n.case_id and b.account_id = n.account_id) as barred
    from notice n left join cases c on c.project_id = n.project_id and c.id = n.case_id
    where n.project_id = ${projectId} and n.id = any(${ids}::uuid[]) order by n.id`.execute(tx)
  const staff = await staffDelivery(tx, [...new Set(rows.map(({ accountId }) => accountId))])
  const planned: Planned[] = []
  for (const row of rows) {
    const of = staff.get(row.accountId)
    if (!of || row.barred) continue
    const wishes = wishesOf(policy, of.choices)
    const urgent = isUrgent(row)
    const base = { ...factsOf(row), urgent, accountId: row.accountId, ...departure(now, urgent, wishes) }
    const email = serving(endpoints, 'email')
    if (email && of.email !== null && wishes.emailKinds.includes(row.kind))
      planned.push({ ...base, endpointId: email.id, way: 'email' })
    const sms = serving(endpoints, 'sms')
    if (sms && of.mobile !== null && wishes.smsKinds.includes(row.kind))
      planned.push({ ...base, endpointId: sms.id, way: 'sms' })
  }
  return [...planned, ...ofGroups(setting, facts, rows)]
}

const factsOf = ({ kind, caseId, id }: NoticeRow) => ({ kind, caseId, noticeId: id })

/** What may wake somebody: an emergency, and a deadline that climbs the ladder. Imported ones come by the hundred. */
const isUrgent = ({ kind, level, importId, priority }: NoticeRow): boolean =>
  kind === 'emergency' || priority === 'emergency' || (kind === 'clock' && (level ?? 0) > 0 && importId === null)

/** A group is told once of a fact, however many people were. */
function ofGroups({ endpoints, policy, now }: Setting, facts: readonly Fact[], rows: readonly NoticeRow[]): Planned[] {
  return facts.flatMap(({ notices }) => {
    const row = rows.find(({ id }) => notices?.includes(id))
    if (!row || row.confidential) return []
    const urgent = isUrgent(row)
    const hours = { ...policy.delivery, digest: 'none' as const }
    return endpoints
      .filter(({ settings }) => settings.way === 'wecom' && (settings.kinds as readonly string[]).includes(row.kind))
      .map(({ id }) => ({
        ...factsOf(row),
        ...departure(now, urgent, hours),
        endpointId: id,
        way: 'wecom' as const,
        urgent,
        // Twenty a minute is all a group takes: what waits goes in one message.
        together: true,
      }))
  })
}

interface ActionRow {
  caseId: string
  seq: number
  action: string
  byOwner: boolean
  procedure: string
  personId: string | null
  priority: Priority
}

async function ofActions(setting: Setting, facts: readonly Fact[]): Promise<Planned[]> {
  const { tx, projectId, endpoints, procedures, now } = setting
  const acts = facts.filter(({ kind }) => kind === 'action')
  if (acts.length === 0) return []
  const { rows } = await sql<ActionRow>`
    select a.case_id, a.seq, a.action, c.procedure, c.person_id, c.priority,
      (a.actor_kind = 'owner' or coalesce(k.purpose = 'owner', false)) as by_owner
    from unnest(${acts.map(({ caseId }) => caseId)}::uuid[], ${acts.map(({ seq }) => seq)}::int[]) as f (case_id, seq)
    join case_action a on a.project_id = ${projectId} and a.case_id = f.case_id and a.seq = f.seq
    join cases c on c.project_id = a.project_id and c.id = a.case_id
    left join case_link k on k.project_id = a.project_id and k.id = a.actor_id and a.actor_kind = 'link'
    order by a.at, a.seq`.execute(tx)
  const events = rows.flatMap(({ caseId, seq, procedure }) =>
    endpoints
      .filter(
        ({ settings }) =>
          settings.way === 'webhook' && (settings.procedures.length === 0 || settings.procedures.includes(procedure)),
      )
      .map(({ id }): Planned => {
        const base = { endpointId: id, way: 'webhook' as const, kind: 'event' as const }
        return { ...base, caseId, seq, urgent: false, dueAt: now, together: false }
      }),
  )
  const told = rows.filter(({ procedure, action, byOwner, personId }) => {
    const declared = procedures[procedure]
    return personId !== null && !byOwner && !declared?.aside && declared?.actions[action]?.tellOwner !== undefined
  })
  return [...events, ...(await ofOwners(setting, told))]
}

async function ofOwners(setting: Setting, rows: readonly ActionRow[]): Promise<Planned[]> {
  const { tx, projectId, policy, endpoints, now } = setting
  const sms = policy.delivery.ownerSms ? serving(endpoints, 'sms') : null
  const email = policy.delivery.ownerEmail ? serving(endpoints, 'email') : null
  if (rows.length === 0 || (!sms && !email)) return []
  const persons = await personDelivery(tx, projectId, [...new Set(rows.flatMap(({ personId }) => personId ?? []))])
  return rows.flatMap(({ caseId, seq, personId, priority }) => {
    const of = persons.get(personId ?? '')
    if (!of) return []
    const urgent = priority === 'emergency'
    const hours: Hours = { ...policy.delivery, digest: 'none' }
    const base = {
      kind: 'progress' as const,
      caseId,
      seq,
      personId: of.personId,
      urgent,
      ...departure(now, urgent, hours),
    }
    const planned: Planned[] = []
    if (sms) planned.push({ ...base, endpointId: sms.id, way: 'sms', ...bySms(of) })
    if (email && of.emailMasked !== null && of.byEmail)
      planned.push({ ...base, endpointId: email.id, way: 'email', toMasked: of.emailMasked, ...unlessAgreed(of) })
    return planned
  })
}

function bySms(of: { bySms: boolean; phoneMasked: string | null; consented: boolean }) {
  if (of.phoneMasked === null) return { skipped: '没有登记手机号' }
  if (!of.bySms) return { skipped: '业主选择不收短信' }
  return { toMasked: of.phoneMasked, ...unlessAgreed(of) }
}

const unlessAgreed = ({ consented }: { consented: boolean }) =>
  consented ? {} : { skipped: '业主还没有同意物业服务通知' }

async function write(tx: Tx, projectId: number, rows: readonly Planned[], now: Date): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map(({ skipped, ...row }) => ({
    projectId,
    id: uuid(),
    madeAt: now,
    sinceAt: now,
    ...row,
    ...(skipped === undefined ? {} : { status: 'skipped' as const, reason: skipped }),
  }))
  for (let from = 0; from < values.length; from += ROWS_AT_ONCE)
    await tx
      .insertInto('delivery')
      .values(values.slice(from, from + ROWS_AT_ONCE))
      .execute()
}

async function setAside({ db, time }: Engine, projectId: number, id: string, error: unknown): Promise<void> {
  if (error instanceof DatabaseGone) throw error
  await inCompany(db, (tx) =>
    sql`
      update outbox set tries = tries + 1, error = ${String(error).slice(0, 500)},
        retry_at = ${time.now()}::timestamptz + least(${FIRST_RETRY_MS} * 2 ^ least(tries, 10), ${LAST_RETRY_MS}) * interval '1 millisecond'
      where project_id = ${projectId} and id = ${id}`.execute(tx),
  )
}
