import { sql } from 'kysely'
import type { Period } from '../../kernel/case/sheets.ts'
import type { Tx } from '../../kernel/db/db.ts'
import type { InfoLogData, LogRow } from './complaint.sheets.ts'

/** 工作信息记录本: every complaint and every suggestion of the period, with what became of it (CMP-31, CMP-37, CMP-46). */
export async function infoLogOf(tx: Tx, projectId: number, period: Period): Promise<InfoLogData> {
  const { rows } = await sql<LogRow>`
    select c.number, c.opened_at as at, coalesce(p.name, '') as customer,
      r.content as complaint, s.content as suggestion, coalesce(h.name, '') as post,
      case when r.replies > 0 then '已回复 ' || r.replies || ' 次' else s.measures end as follow_up,
      coalesce(r.result, s.result, s.decline_reason) as result,
      case when c.final then '已关闭' else '办理中' end as closed, coalesce(o.name, '') as recorder
    from cases c
    left join complaint_record r on r.project_id = c.project_id and r.case_id = c.id
    left join suggestion s on s.project_id = c.project_id and s.case_id = c.id
    left join person p on p.project_id = c.project_id and p.id = c.person_id
    left join account h on h.id = c.holder_account
    left join account o on o.id = c.opened_by_account
    where c.project_id = ${projectId} and c.procedure in ('complaint', 'suggestion')
      and c.opened_at >= ${period.since} and c.opened_at < ${period.until}
    order by c.opened_at, c.number`.execute(tx)
  return { from: period.from, to: period.to, rows }
}
