import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Refusal } from '../case/refusal.ts'
import { addDays, atBusinessTime, type BusinessDate, businessDate, weekdayOf } from '../clock/time.ts'
import { inCompany, readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { currentPolicy } from '../policy/policies.ts'
import { duty } from './duty.contract.ts'
import { copyTurns, countTurns, listOnDuty, putTurn, takeTurn, turnsBetween } from './duty.store.ts'
import { gapsOf } from './duty.ts'
import { requireStaff } from './org.commands.ts'

/** The on-duty list (INT-07: the 24-hour line is answered day and night). */
export function dutyRoutes(app: FastifyInstance, { db, time }: Doors): void {
  bind(app, duty.onDuty, async ({ project }) => ({
    onDuty: await readProjects(db, [], (tx) => listOnDuty(tx, project, time.now())),
  }))

  bind(app, duty.week, async ({ project, query }) => {
    const now = time.now()
    const [fromOn, toOn] = weekOf(query.on ?? businessDate(now))
    const [fromAt, toAt] = [atBusinessTime(fromOn, '00:00'), atBusinessTime(toOn, '24:00')]
    const before = atBusinessTime(addDays(fromOn, -7), '00:00')
    return readProjects(db, [project], async (tx) => {
      const { body } = await currentPolicy(tx, project, now)
      const entries = await turnsBetween(tx, project, fromAt, toAt, now)
      const { rows } = await sql<{ servicePhone: string | null }>`
        select coalesce(p.service_phone, c.service_phone) as service_phone
        from project p left join company c on true where p.id = ${project}`.execute(tx)
      const { shifts, watched } = body.duty
      return {
        ...{ fromOn, toOn, entries, shifts, watched },
        gaps: gapsOf(entries, watched, now > fromAt ? now : fromAt, toAt),
        servicePhone: rows[0]?.servicePhone ?? null,
        lastWeek: await countTurns(tx, project, before, fromAt),
      }
    })
  })

  bind(app, duty.put, async ({ project, body, session }) => {
    const { id, accountId, task } = body
    const [fromAt, toAt] = [new Date(body.fromAt), new Date(body.toAt)]
    await inCompany(db, async (tx) => {
      await requireStaff(tx, project, accountId)
      const made = { madeBy: session.account.id, madeAt: time.now() }
      await putTurn(tx, project, { id, accountId, task, fromAt, toAt, ...made })
    })
    return DONE
  })

  bind(app, duty.take, async ({ project, params }) => {
    if (!(await inCompany(db, (tx) => takeTurn(tx, project, params.entry)))) throw new Refusal('not-found', '没有找到')
    return DONE
  })

  bind(app, duty.copyWeek, async ({ project, body, session }) => {
    const fromAt = atBusinessTime(weekOf(body.on)[0], '00:00')
    const made = { madeBy: session.account.id, madeAt: time.now() }
    return inCompany(db, (tx) => copyTurns(tx, project, fromAt, made))
  })
}

/** Monday and Sunday of the week of a day. */
function weekOf(on: BusinessDate): [BusinessDate, BusinessDate] {
  const monday = addDays(on, 1 - weekdayOf(on))
  return [monday, addDays(monday, 6)]
}
