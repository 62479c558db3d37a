import { sql } from 'kysely'
import type { Procedure } from '../kernel/case/procedure.ts'
import { type Database, readProjects } from '../kernel/db/db.ts'
import { kinds, type MatterKind } from '../rooms/intake/matter.row.ts'

/** What a simulated time was like, in figures. */
export interface Summary {
  /** Matters by kind; null: nobody has sorted them yet. */
  matters: { kind: MatterKind | null; count: number; open: number }[]
  cases: { procedure: string; count: number; open: number }[]
  acts: { people: number; clocks: number; reactions: number }
  /** Clocks that ended in time, that ended late or are late by now, and that still run. */
  clocks: { kept: number; broken: number; running: number }
  /** Rungs of ladders that somebody was told at, and the clocks that somebody has acknowledged. */
  ladders: { rungs: number; acknowledged: number }
  /** Calls back after repairs, complaints and suggestions; those that found the work wanting. */
  callBacks: { done: number; failed: number }
  ratings: { stars: number; count: number }[]
  chases: number
  /** Matters that were handled together with others. */
  joined: number
  duties: { done: number; missed: number; waiting: number }
}

/** Counts an estate as it stands at `now`. */
export function summarise(db: Database, project: number, now: Date): Promise<Summary> {
  return readProjects(db, [project], async (tx) => {
    const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(tx)).rows
    const one = async <T>(query: ReturnType<typeof sql<T>>) => (await rows(query))[0]!
    return {
      matters: await rows(sql<Summary['matters'][number]>`
        select m.kind, count(*)::int as count, (count(*) filter (where not c.final))::int as open
        from intake_matter m join cases c on c.project_id = m.project_id and c.id = m.case_id group by 1 order by 2 desc, 1`),
      cases: await rows(sql<Summary['cases'][number]>`
        select procedure, count(*)::int as count, (count(*) filter (where not final))::int as open
        from cases group by 1 order by 2 desc, 1`),
      acts: await one(sql<Summary['acts']>`
        select (count(*) filter (where actor_kind in ('staff', 'owner', 'link')))::int as people,
          (count(*) filter (where actor_kind = 'clock'))::int as clocks,
          (count(*) filter (where actor_kind = 'reaction'))::int as reactions from case_action`),
      clocks: await one(sql<Summary['clocks']>`
        select (count(*) filter (where status = 'met'))::int as kept,
          (count(*) filter (where status = 'late' or (status = 'open' and due_at <= ${now})))::int as broken,
          (count(*) filter (where status = 'open' and (due_at is null or due_at > ${now})))::int as running from case_clock`),
      ladders: await one(sql<Summary['ladders']>`
        select (select count(*) from case_clock_level where level > 0)::int as rungs,
          (select count(*) from case_clock where acknowledged_at is not null)::int as acknowledged`),
      callBacks: await one(sql<Summary['callBacks']>`
        select count(*)::int as done,
          (count(*) filter (where form->>'passed' = 'false' or form->>'effective' = 'false'))::int as failed
        from case_action where action = 'callBack'`),
      ratings: await rows(sql<Summary['ratings'][number]>`
        select rating as stars, count(*)::int as count from repair_order where rating is not null group by 1 order by 1 desc`),
      chases: (await one(sql<{ n: number }>`select count(*)::int as n from case_action where action = 'chase'`)).n,
      joined: (await one(sql<{ n: number }>`select count(*)::int as n from case_action where action = 'join'`)).n,
      duties: await one(sql<Summary['duties']>`
        with turn as (
          select d.due_at, (select min(a.at) from case_action a where a.project_id = d.project_id and a.case_id = d.case_id
            and (a.action like 'submit%' or a.action = 'publish')) as done_at from duty_occurrence d)
        select (count(*) filter (where done_at <= due_at))::int as done,
          (count(*) filter (where due_at <= ${now} and (done_at is null or done_at > due_at)))::int as missed,
          (count(*) filter (where due_at > ${now} and done_at is null))::int as waiting from turn`),
    }
  })
}

/** The summary in lines for the terminal. */
export function linesOf(summary: Summary, procedures: Readonly<Record<string, Procedure>>): string[] {
  const { matters, cases, acts, clocks, ladders, callBacks, ratings, duties } = summary
  const total = (list: readonly { count: number }[]) => list.reduce((sum, { count }) => sum + count, 0)
  const listed = (list: readonly { name: string; count: number; open: number }[]) =>
    list.map(({ name, count, open }) => `${name} ${count}${open > 0 ? `（未结 ${open}）` : ''}`).join('、')
  const stars = ratings.reduce((sum, { stars, count }) => sum + stars * count, 0) / Math.max(1, total(ratings))
  const kept = clocks.kept + clocks.broken
  return [
    `诉求 ${total(matters)} 件：${listed(matters.map((row) => ({ ...row, name: row.kind ? kinds[row.kind] : '待判别' })))}`,
    `事项 ${total(cases)} 件：${listed(cases.map((row) => ({ ...row, name: procedures[row.procedure]?.title ?? row.procedure })))}`,
    `操作：人 ${acts.people} 次，时限 ${acts.clocks} 次，联动 ${acts.reactions} 次；催单 ${summary.chases} 次，并入群诉 ${summary.joined} 件`,
    `时限：按时 ${clocks.kept}，超时 ${clocks.broken}（按时率 ${percent(clocks.kept, kept)}），正在计时 ${clocks.running}`,
    `逐级上报：${ladders.rungs} 级，已知悉 ${ladders.acknowledged} 次`,
    `回访：${callBacks.done} 次，不满意 ${callBacks.failed} 次`,
    `评分：平均 ${stars.toFixed(2)}（${ratings.map(({ stars, count }) => `${stars} 星 ${count}`).join('、') || '无'}）`,
    `定期工作：完成 ${duties.done}，逾期 ${duties.missed}，待办 ${duties.waiting}`,
  ]
}

const percent = (part: number, of: number) => (of === 0 ? '—' : `${((100 * part) / of).toFixed(1)} %`)
