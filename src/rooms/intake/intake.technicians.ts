import { sql } from 'kysely'
import { Refusal } from '../../kernel/case/refusal.ts'
import { businessDate, businessTime } from '../../kernel/clock/time.ts'
import type { Tx } from '../../kernel/db/db.ts'
import { trades } from '../repair/repair.public.ts'
import type { Saying, SuggestedTechnician } from './intake.contract.ts'

interface Asked {
  trade: keyof typeof trades
  unit?: string | undefined
  place?: string | undefined
  /** The appointment that is thought of. */
  at?: string | undefined
}

interface Row {
  accountId: string
  name: string
  skills: string[]
  onDuty: boolean
  load: number
  near: number
  clashAt: Date | null
}

/** An appointment takes about this long; two within it are a clash. */
const JOB_MINUTES = 30

/**
 * Technicians for a job, best first: skilled for the trade, free at the time, on duty, already in the zone, least in
 * hand. The receptionist decides; this only sorts, and says why.
 */
export async function suggestTechnicians(
  tx: Tx,
  projectId: number,
  asked: Asked,
  now: Date,
): Promise<SuggestedTechnician[]> {
  const zone = await zoneOf(tx, projectId, asked)
  const at = asked.at === undefined ? null : new Date(asked.at)
  const { rows } = await sql<Row>`
    with crew as (
      select distinct a.id, a.name, a.skills
      from post p
      join post_holding h on h.post_id = p.id and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})
      join account a on a.id = h.account_id and a.disabled_at is null
      where (p.project_id = ${projectId} or p.project_id is null) and p.role = 'technician' and p.closed_at is null
    ),
    hand as (
      select r.technician_id, c.zone_id, r.appointment_at
      from repair_order r
      join cases c on c.project_id = r.project_id and c.id = r.case_id and not c.final
      where r.project_id = ${projectId} and r.filed_at is null and r.technician_id in (select id from crew)
        and c.state in ('assigned', 'taken', 'on-site', 'reviewing', 'quoted', 'working')
    )
    select crew.id as account_id, crew.name, crew.skills,
      exists (select from on_duty d where d.project_id = ${projectId} and d.account_id = crew.id and d.task = 'engineering'
        and d.from_at <= ${at ?? now} and d.to_at > ${at ?? now}) as on_duty,
      (select count(*)::int from hand where hand.technician_id = crew.id) as load,
      (select count(*)::int from hand where hand.technician_id = crew.id and hand.zone_id = ${zone}::uuid) as near,
      (select min(hand.appointment_at) from hand where hand.technician_id = crew.id
        and hand.appointment_at > ${at}::timestamptz - make_interval(mins => ${JOB_MINUTES})
        and hand.appointment_at < ${at}::timestamptz + make_interval(mins => ${JOB_MINUTES})) as clash_at
    from crew`.execute(tx)
  return rows
    .map((row) => ({ row, skilled: isSkilled(row.skills, asked.trade) }))
    .toSorted((a, b) => worth(b) - worth(a) || a.row.name.localeCompare(b.row.name, 'zh-CN'))
    .slice(0, 200)
    .map(({ row, skilled }) => ({
      accountId: row.accountId,
      name: row.name,
      skilled,
      onDuty: row.onDuty,
      load: row.load,
      near: row.near,
      clash: row.clashAt !== null,
      reasons: reasonsOf(row, skilled, asked.trade),
    }))
}

/** Skill counts most, then a free hour, then duty; a zone he is in anyway saves a way, every job in hand costs. */
function worth({ row, skilled }: { row: Row; skilled: boolean }): number {
  return (
    Number(skilled) * 100 -
    Number(row.clashAt !== null) * 60 +
    Number(row.onDuty) * 20 +
    Math.min(row.near, 2) * 5 -
    row.load * 4
  )
}

function reasonsOf(row: Row, skilled: boolean, trade: keyof typeof trades): Saying[] {
  const reasons: Saying[] = [
    skilled
      ? { text: '会{trade}', args: { trade: trades[trade] } }
      : { text: '没有登记{trade}技能', args: { trade: trades[trade] } },
  ]
  if (row.clashAt) {
    reasons.push({
      text: '{time} 已有预约',
      args: { time: `${businessDate(row.clashAt).slice(5)} ${businessTime(row.clashAt)}` },
    })
  }
  if (row.onDuty) reasons.push({ text: '值班', args: {} })
  reasons.push(
    row.load === 0 ? { text: '手上没有单', args: {} } : { text: '手上 {count} 单', args: { count: row.load } },
  )
  if (row.near > 0) reasons.push({ text: '同片区 {count} 单', args: { count: row.near } })
  return reasons
}

/** Skills are written by hand: as the trade's key or as its Chinese name. */
function isSkilled(skills: readonly string[], trade: keyof typeof trades): boolean {
  return skills.includes(trade) || skills.includes(trades[trade])
}

async function zoneOf(tx: Tx, projectId: number, { unit, place }: Asked): Promise<string | null> {
  if (unit === undefined && place === undefined) return null
  const { rows } = await sql<{ zoneId: string }>`
    select zone_id from unit where project_id = ${projectId} and id = ${unit ?? null}::uuid
    union all select zone_id from place where project_id = ${projectId} and id = ${place ?? null}::uuid limit 1`.execute(
    tx,
  )
  const [found] = rows
  if (!found) throw new Refusal('not-found', '没有找到这个房号或公共部位')
  return found.zoneId
}
