import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { staffActor } from '../../kernel/auth/session.ts'
import { performAll } from '../../kernel/case/perform-many.ts'
import { listReader } from '../../kernel/case/readable.ts'
import { Refusal } from '../../kernel/case/refusal.ts'
import { addDays, atBusinessTime, type BusinessDate, daysBetween } from '../../kernel/clock/time.ts'
import { readProjects } from '../../kernel/db/db.ts'
import { bind } from '../../kernel/http/bind.ts'
import type { Doors } from '../../kernel/http/doors.ts'
import { desk } from './intake.contract.ts'
import { readEvidence } from './intake.evidence.ts'
import { readContext, readToday } from './intake.queries.ts'
import { commandsOf } from './intake.take.ts'
import { suggestTechnicians } from './intake.technicians.ts'
import { deskTake, type takeBody } from './take.contract.ts'

/** Evidence is asked for a year at most. */
const MOST_DAYS = 366

/** The front desk: one command that takes a call, and what the desk looks at. */
export function intakeRoutes(app: FastifyInstance, { db, engine, time }: Doors): void {
  bind(app, deskTake, async ({ project, session, key, body }) => {
    const actor = staffActor(session, project)
    const parts = await performAll(engine, commandsOf(project, actor, key, body))
    const last = (caseId: string) => parts.findLast((part) => part.caseId === caseId)
    const workId = workOf(body.next)
    return { matter: last(body.matterId)!, work: workId === null ? null : (last(workId) ?? null), parts }
  })

  bind(app, desk.evidence, ({ project, query }) => {
    const period = periodOf(query)
    return readProjects(db, [project], (tx) => readEvidence(tx, project, period))
  })

  bind(app, desk.context, async ({ project, query, session }) => {
    const now = time.now()
    const reader = listReader(session, project)
    return readProjects(db, [project], (tx) => readContext(tx, engine.procedures, project, reader, query, now))
  })

  bind(app, desk.technicians, async ({ project, query }) => {
    const now = time.now()
    return {
      technicians: await readProjects(db, [project], (tx) => suggestTechnicians(tx, project, query, now)),
    }
  })

  bind(app, desk.today, async ({ project, session }) => {
    const now = time.now()
    const reader = listReader(session, project)
    const today = await readProjects(db, [project], (tx) => readToday(tx, engine.procedures, project, reader, now))
    return { ...today, now: now.toISOString() }
  })
}

/** The case that was opened under the matter; null where none was. */
function workOf(next: z.output<typeof takeBody>['next']): string | null {
  switch (next.as) {
    case 'repair':
      return next.repairId
    case 'contact':
      return next.contactId
    case 'complaint':
      return next.complaintId
    case 'suggestion':
      return next.suggestionId
    case 'dispute':
      return next.disputeId
    default:
      return null
  }
}

/** Business days, both included, as instants. Throws bad-form for a period that ends before it begins or is too long. */
function periodOf({ from, to }: { from: BusinessDate; to: BusinessDate }): { since: Date; until: Date } {
  const days = daysBetween(from, to)
  if (days < 0 || days >= MOST_DAYS) {
    const text = '请选不超过一年的时段'
    throw new Refusal('bad-form', text, { fields: [{ field: 'to', text }] })
  }
  return { since: atBusinessTime(from, '00:00'), until: atBusinessTime(addDays(to, 1), '00:00') }
}
