import type { FastifyInstance } from 'fastify'
import { Refusal } from '../../kernel/case/refusal.ts'
import { daysBetween } from '../../kernel/clock/time.ts'
import { readProjects } from '../../kernel/db/db.ts'
import { bind } from '../../kernel/http/bind.ts'
import type { Doors } from '../../kernel/http/doors.ts'
import { currentPolicy } from '../../kernel/policy/policies.ts'
import { complaints } from './complaint.contract.ts'
import { complaint } from './complaint.procedure.ts'
import { complaintsToday, openComplaints } from './complaint.queries.ts'
import { complaintFigures } from './figures.queries.ts'

/** Figures are asked for a year at most. */
const MOST_DAYS = 366

/** What the complaint room reads; its commands are the case actions. */
export function complaintRoutes(app: FastifyInstance, { db, engine, time }: Doors): void {
  bind(app, complaints.open, ({ project, session, query }) => {
    const now = time.now()
    return readProjects(db, [project], (tx) =>
      openComplaints(tx, engine.procedures, project, session.account.id, query, now),
    )
  })

  bind(app, complaints.today, ({ project }) => {
    const now = time.now()
    return readProjects(db, [project], (tx) => complaintsToday(tx, complaint, project, now))
  })

  bind(app, complaints.figures, ({ project, query }) => {
    const now = time.now()
    const days = daysBetween(query.from, query.to)
    if (days < 0 || days >= MOST_DAYS) {
      const text = '请选不超过一年的时段'
      throw new Refusal('bad-form', text, { fields: [{ field: 'to', text }] })
    }
    return readProjects(db, [project], async (tx) => {
      const { body } = await currentPolicy(tx, project, now)
      return complaintFigures(tx, complaint, project, query, body, now)
    })
  })
}
