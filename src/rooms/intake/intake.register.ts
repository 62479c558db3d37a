import { sql } from 'kysely'
import type { Period } from '../../kernel/case/sheets.ts'
import type { Tx } from '../../kernel/db/db.ts'
import type { FeedbackRegisterData, FeedbackRow } from './intake.sheets.ts'
import { registers } from './matter.row.ts'

/** 《信息反馈记录表》: every matter of the period that was sorted into this register (INT-13). */
export async function feedbackRegister(tx: Tx, projectId: number, period: Period): Promise<FeedbackRegisterData> {
  const { rows } = await sql<FeedbackRow>`
    select c.number, m.content as feedback, coalesce(p.name, a.name, '') as reporter, m.heard_at as reported_at,
      (select string_agg(w.number || ' ' || w.title, '；' order by w.number) from cases w
        where w.project_id = c.project_id and w.parent_id = c.id) as matter,
      m.answer as outcome, coalesce(s.name, a.name, '') as registered_by
    from cases c join intake_matter m on m.project_id = c.project_id and m.case_id = c.id
    left join person p on p.project_id = c.project_id and p.id = c.person_id
    left join account a on a.id = c.opened_by_account
    left join account s on s.id = m.sorted_by
    where c.project_id = ${projectId} and c.procedure = 'matter' and m.register = ${registers.feedback}
      and c.opened_at >= ${period.since} and c.opened_at < ${period.until}
    order by c.opened_at, c.number`.execute(tx)
  return { from: period.from, to: period.to, rows }
}
