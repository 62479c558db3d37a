import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { personsIn, type Session } from '../auth/session.ts'
import { reachCase } from '../case/reach.ts'
import { Refusal } from '../case/refusal.ts'
import { inCompany, inProject, readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { currentPolicy } from '../policy/policies.ts'
import { choosePerson, chooseStaff, noChoices, personDelivery, staffDelivery, wishesOf } from './choices.ts'
import { deliveries } from './delivery.contract.ts'
import { listDeliveries, retryDead } from './delivery.reads.ts'
import { endpointsOf } from './endpoint.store.ts'
import type { WayName } from './words.ts'

/** What was told outside the application, and how people want to be told. */
export function deliveryRoutes(app: FastifyInstance, { db, engine, time, secrets }: Doors): void {
  bind(app, deliveries.list, ({ project, query }) =>
    readProjects(db, [project], (tx) => listDeliveries(tx, project, query)),
  )

  bind(app, deliveries.retry, ({ project, params }) =>
    inProject(db, project, async (tx) => {
      const { rows } = await sql<{ status: string }>`
        select status from delivery where project_id = ${project} and id = ${params.delivery}`.execute(tx)
      if (!rows[0]) throw new Refusal('not-found', '没有找到')
      if (rows[0].status !== 'dead') throw new Refusal('wrong-state', '只有发送失败的可以重发')
      return { retried: await retryDead(tx, project, { id: params.delivery }, time.now()) }
    }),
  )

  bind(app, deliveries.ofCase, ({ project, params, query, session }) =>
    readProjects(db, [project], async (tx) => {
      const { of } = await reachCase(tx, engine.procedures, project, params, { session }, time.now())
      return listDeliveries(tx, project, { ...query, caseId: of.id })
    }),
  )

  bind(app, deliveries.mine, ({ project, session }) =>
    readProjects(db, [project], async (tx) => {
      const own = (await staffDelivery(tx, [session.account.id])).get(session.account.id)
      const { body } = await currentPolicy(tx, project, time.now())
      const { emailKinds, smsKinds, ...hours } = wishesOf(body, noChoices)
      return {
        email: own?.email ?? null,
        mobile: own?.mobile ?? null,
        choices: own?.choices ?? noChoices,
        standard: { ...hours, emailKinds: [...emailKinds], smsKinds: [...smsKinds] },
        ways: await waysOf(tx, project),
      }
    }),
  )

  bind(app, deliveries.setMine, async ({ session, body }) => {
    const { quietFrom, quietTo } = body.choices
    if ((quietFrom === null) !== (quietTo === null))
      throw new Refusal('bad-form', '免打扰的开始和结束要一起填', {
        fields: [{ field: quietFrom === null ? 'choices.quietFrom' : 'choices.quietTo', text: '请填写' }],
      })
    await inCompany(db, (tx) => chooseStaff(tx, { ...body, accountId: session.account.id }, time.now()))
    return DONE
  })

  bind(app, deliveries.person, ({ project, params, session }) =>
    readProjects(db, [project], async (tx) => {
      const personId = own(session, project, params.person)
      const of = (await personDelivery(tx, project, [personId])).get(personId)
      if (!of) throw new Refusal('not-found', '没有找到')
      const { bySms, byEmail, emailMasked, phoneMasked, consented } = of
      return { bySms, byEmail, emailMasked, phoneMasked, consented, ways: await ownerWays(tx, project, time.now()) }
    }),
  )

  bind(app, deliveries.setPerson, async ({ project, params, session, body }) => {
    const { bySms, byEmail, email } = body
    const personId = own(session, project, params.person)
    await inProject(db, project, async (tx) => {
      await choosePerson(tx, secrets, project, { personId, bySms, byEmail, email }, time.now())
      const of = (await personDelivery(tx, project, [personId])).get(personId)
      if (byEmail && of?.emailMasked === null)
        throw new Refusal('bad-form', '请先填写邮箱', { fields: [{ field: 'email', text: '请填写邮箱地址' }] })
    })
    return DONE
  })
}

async function waysOf(tx: Tx, project: number): Promise<WayName[]> {
  const found = (await endpointsOf(tx, project)).filter(({ enabled }) => enabled)
  return [...new Set(found.map(({ way }) => way))]
}

async function ownerWays(tx: Tx, project: number, at: Date): Promise<WayName[]> {
  const { body } = await currentPolicy(tx, project, at)
  const told: Partial<Record<WayName, boolean>> = { sms: body.delivery.ownerSms, email: body.delivery.ownerEmail }
  return (await waysOf(tx, project)).filter((way) => told[way])
}

/** A person whom the session's account stands for. Throws 404 for anybody else. */
function own(session: Session, project: number, personId: string): string {
  if (!personsIn(session, project).includes(personId)) throw new Refusal('not-found', '没有找到')
  return personId
}
