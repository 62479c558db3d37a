import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { endSessions, sessionsOf } from '../auth/session.store.ts'
import { rolesIn, type Session, staffActor } from '../auth/session.ts'
import { performMany } from '../case/perform-many.ts'
import { Refusal } from '../case/refusal.ts'
import { inProject, readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { handover } from './handover.contract.ts'
import { casesHeld, countHeld, postsOf, turnsAhead } from './handover.reads.ts'
import { ADMINS, bad, requireAdminLeft, requireOwnStaff, requireStaff } from './org.commands.ts'

/** Absence and leaving. Cases change hands by the standing action `handOver`, through the one door. */
export function handoverRoutes(app: FastifyInstance, { db, engine, time }: Doors): void {
  // Sessions live by machine time.
  const machineNow = () => new Date(Date.now())

  bind(app, handover.load, ({ project, params }) =>
    readProjects(db, [project], async (tx) => {
      await requireStaffToRead(tx, project, params.account)
      return {
        cases: await casesHeld(tx, engine.procedures, project, params.account),
        caseCount: await countHeld(tx, project, params.account),
        posts: await postsOf(tx, project, params.account, time.now()),
        turns: await turnsAhead(tx, project, params.account, time.now()),
      }
    }),
  )

  bind(app, handover.handOver, async ({ project, params, body, session, key }) => {
    const { toAccountId, reason } = body
    if (toAccountId === params.account) throw bad('toAccountId', '请选另一个人')
    const caseIds = [...new Set(body.caseIds)]
    const known = await readProjects(db, [project], async (tx) => {
      await requireStaffToRead(tx, project, params.account)
      const { rows } = await sql<{ id: string; procedure: string }>`
        select c.id, c.procedure from cases c
        where c.project_id = ${project} and c.id = any(${caseIds}::uuid[])
          and (c.holder_account = ${params.account} or exists (
            select from case_action d where d.project_id = c.project_id and d.actor_id = ${session.account.id}
              and d.key = ${key} || ':' || c.id))`.execute(tx)
      return new Map(rows.map(({ id, procedure }) => [id, procedure]))
    })
    const actor = staffActor(session, project)
    const form = { accountId: toAccountId, reason }
    const commands = caseIds.flatMap((caseId) => {
      const procedure = known.get(caseId)
      if (procedure === undefined) return []
      return [{ projectId: project, procedure, caseId, action: 'handOver', actor, form, key: `${key}:${caseId}` }]
    })
    const answers = commands.length > 0 ? await performMany(engine, commands) : []
    const refused = answers.flatMap((answer, index) =>
      answer instanceof Refusal ? [{ caseId: commands[index]!.caseId, text: reasonOf(answer) }] : [],
    )
    const gone = caseIds.filter((id) => !known.has(id)).map((caseId) => ({ caseId, text: '已经不在他手上' }))
    return { handed: answers.length - refused.length, refused: [...refused, ...gone] }
  })

  bind(app, handover.leave, async ({ project, params, session }) => {
    if (params.account === session.account.id) throw new Refusal('blocked', '不能给自己办离职')
    const now = time.now()
    await inProject(db, project, async (tx) => {
      await requireOwnStaff(tx, project, params.account, administeredBy(session), now)
      const held = await countHeld(tx, project, params.account)
      if (held > 0) throw new Refusal('blocked', '手上还有 {count} 件事项，请先移交', { values: { count: held } })
      await leave(tx, params.account, now)
      await endSessions(tx, params.account, {}, machineNow())
      await requireAdminLeft(tx, project, now)
    })
    return DONE
  })

  bind(app, handover.sessions, ({ project, params, session }) =>
    readProjects(db, [], async (tx) => {
      await requireOwnStaff(tx, project, params.account, administeredBy(session), time.now(), { lock: false })
      return { sessions: await sessionsOf(tx, params.account, machineNow()) }
    }),
  )

  bind(app, handover.endSession, async ({ project, params, session }) => {
    const only = Buffer.from(params.session, 'hex')
    if ((await end(project, params.account, session, { only })) === 0) throw new Refusal('not-found', '没有找到')
    return DONE
  })

  bind(app, handover.endSessions, async ({ project, params, session }) => ({
    ended: await end(project, params.account, session, { except: Buffer.from(session.hash, 'hex') }),
  }))

  function end(project: number, account: string, session: Session, which: { only?: Buffer; except?: Buffer }) {
    return inProject(db, project, async (tx) => {
      await requireOwnStaff(tx, project, account, administeredBy(session), time.now())
      return endSessions(tx, account, which, machineNow())
    })
  }
}

const administeredBy = (session: Session): number[] =>
  session.projects.filter((one) => rolesIn(session, one).some((role) => ADMINS.includes(role)))

const requireStaffToRead = (tx: Tx, project: number, account: string) =>
  requireStaff(tx, project, account, { lock: false })

/** Ends posts and turns of duty and shuts the account; what was, stays in the records. */
async function leave(tx: Tx, accountId: string, now: Date): Promise<void> {
  await sql`delete from post_holding where account_id = ${accountId} and from_at >= ${now}`.execute(tx)
  await sql`update post_holding set to_at = ${now}
    where account_id = ${accountId} and from_at < ${now} and (to_at is null or to_at > ${now})`.execute(tx)
  await sql`delete from on_duty where account_id = ${accountId} and from_at >= ${now}`.execute(tx)
  await sql`update on_duty set to_at = ${now} where account_id = ${accountId} and from_at < ${now} and to_at > ${now}`.execute(
    tx,
  )
  await sql`update account set disabled_at = coalesce(disabled_at, ${now}) where id = ${accountId}`.execute(tx)
}

/** What was refused, in words: what is wrong with a field where the refusal names one. */
function reasonOf({ message, fields, values }: Refusal): string {
  const text = fields?.[0]?.text ?? message
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
