import { sql } from 'kysely'
import type { Tx } from '../../kernel/db/db.ts'
import type { channels } from './matter.row.ts'

export interface Span {
  since: Date
  until: Date
}

/**
 * What the records of a period say about INT-05 to INT-07: how many matters their receiver settled at once, how often a
 * matter went into other hands, by which way they came, and how many calls were answered in each hour of the day.
 */
export async function readEvidence(tx: Tx, projectId: number, { since, until }: Span) {
  const period = sql`c.project_id = ${projectId} and c.procedure = 'matter' and c.opened_at >= ${since} and c.opened_at < ${until}`
  const matters = sql`cases c join intake_matter m on m.project_id = c.project_id and m.case_id = c.id`
  const [totals, byChannel, byHour] = [
    await sql<{ matters: number; settled: number; handOvers: number; mostHandOvers: number; kept: number }>`
      select count(*)::int as matters, count(m.settled_at)::int as settled, coalesce(sum(m.hand_overs), 0)::int as hand_overs,
        coalesce(max(m.hand_overs), 0)::int as most_hand_overs,
        count(*) filter (where exists (
          select from jsonb_array_elements(m.phrase_checks) k where jsonb_array_length(k -> 'phrases') > 0))::int as kept
      from ${matters} where ${period}`.execute(tx),
    await sql<{ channel: keyof typeof channels; matters: number }>`
      select m.channel, count(*)::int as matters from ${matters} where ${period} group by m.channel order by 2 desc, 1`.execute(
      tx,
    ),
    await sql<{ hour: number; calls: number }>`
      select extract(hour from m.heard_at at time zone 'Asia/Shanghai')::int as hour, count(*)::int as calls
      from ${matters} where ${period} and m.channel in ('phone', 'hotline') group by 1`.execute(tx),
  ]
  const calls = new Map(byHour.rows.map(({ hour, calls }) => [hour, calls]))
  return {
    ...totals.rows[0]!,
    channels: byChannel.rows,
    /** 24 numbers, from midnight on. */
    callsByHour: Array.from({ length: 24 }, (_, hour) => calls.get(hour) ?? 0),
  }
}
