import { sql } from 'kysely'
import type { Period } from '../../kernel/case/sheets.ts'
import type { Tx } from '../../kernel/db/db.ts'
import type { PriceItem, RepairOrder } from './repair.order.ts'
import type { RepairRegisterData } from './repair.sheets.ts'

interface Row extends Pick<RepairOrder, 'place' | 'content' | 'keyPoints' | 'payer' | 'appointmentAt'> {
  number: string
  openedAt: Date
  reporter: string | null
  at: string | null
  phone: string | null
  priceItems: PriceItem[]
  receiver: string | null
}

/** 《业主报修记录表》: every repair registered in the period, in the order of its numbers (INT-13, REP-03). */
export async function repairRegister(tx: Tx, projectId: number, period: Period): Promise<RepairRegisterData> {
  const { rows } = await sql<Row>`
    select c.number, c.opened_at, r.place, r.content, r.key_points, r.payer, r.appointment_at, r.price_items,
      p.name as reporter, coalesce(u.code, l.name) as at, a.name as receiver,
      (select phone_masked from person_phone f where f.project_id = c.project_id and f.person_id = c.person_id order by made_at, id limit 1) as phone
    from cases c join repair_order r on r.project_id = c.project_id and r.case_id = c.id
    left join person p on p.project_id = c.project_id and p.id = c.person_id
    left join unit u on u.project_id = c.project_id and u.id = c.unit_id
    left join place l on l.project_id = c.project_id and l.id = c.place_id
    left join account a on a.id = c.opened_by_account
    where c.project_id = ${projectId} and c.procedure = 'repair' and c.opened_at >= ${period.since} and c.opened_at < ${period.until}
    order by c.opened_at, c.number`.execute(tx)
  return {
    from: period.from,
    to: period.to,
    rows: rows.map((row) => ({
      number: row.number,
      reportedAt: row.openedAt,
      reporter: row.reporter ?? row.receiver ?? '',
      place: row.at ?? '',
      phone: row.phone,
      where: row.place,
      content: row.content,
      keyPoints: row.keyPoints,
      chargeable: row.payer === null ? null : row.payer === 'owner',
      charges:
        row.payer === 'owner'
          ? row.priceItems.map(({ name, quantity, amountFen }) => ({
              item: name,
              amountFen: BigInt(amountFen) * BigInt(quantity),
            }))
          : [],
      appointmentAt: row.appointmentAt,
      slipNumber: row.number,
      receiver: row.receiver ?? '',
    })),
  }
}
