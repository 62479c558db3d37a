import type { FastifyInstance } from 'fastify'
import QRCode from 'qrcode'
import { z } from 'zod'
import { personsIn, postsIn, type Session, staffActor } from '../auth/session.ts'
import { HOUR_MS } from '../clock/time.ts'
import { inProject, readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { currentPolicy } from '../policy/policies.ts'
import { actOf, cases } from './case.contract.ts'
import type { SignatureInput } from './engine.ts'
import { explainClock } from './explain.ts'
import { linksOf, makeLink, revokeLink } from './link.ts'
import { readPage } from './page.ts'
import { performOver } from './perform-over.ts'
import type { Actor, Procedure } from './procedure.ts'
import { ownerActor, type Reached, reachCase } from './reach.ts'
import { listReader } from './readable.ts'
import { listCases, readInbox } from './reads.ts'
import { Refusal } from './refusal.ts'
import { printSheet, sheetOf } from './sheet-of.ts'

/** Reads of cases for people who are signed in, and the one door of actions for every procedure. */
export function caseRoutes(app: FastifyInstance, doors: Doors): void {
  const { db, engine, time, reads } = doors
  const { procedures } = engine

  bind(app, cases.list, ({ project, query, session }) =>
    readProjects(db, [project], (tx) =>
      listCases(tx, procedures, project, listReader(session, project), query, time.now()),
    ),
  )

  bind(app, cases.inbox, ({ project, query, session }) =>
    readProjects(db, [project], (tx) =>
      readInbox(tx, procedures, project, staffActor(session, project), query, time.now()),
    ),
  )

  /** Runs `read` on a case that the session may see, in one transaction. */
  const onCase = <T>(
    visit: { project: number; params: { procedure: string; id: string }; session: Session },
    read: (tx: Tx, reached: Reached) => Promise<T>,
  ): Promise<T> =>
    readProjects(db, [visit.project], async (tx) =>
      read(tx, await reachCase(tx, procedures, visit.project, visit.params, { session: visit.session }, time.now())),
    )

  bind(app, cases.page, (visit) =>
    onCase(visit, (tx, reached) => readPage(tx, procedures, reads[reached.procedure.name], reached, time.now())),
  )

  bind(app, cases.explain, (visit) =>
    onCase(visit, (tx, reached) => explainClock(tx, engine, reached, visit.params.clock)),
  )

  bind(app, cases.sheet, (visit) => onCase(visit, (tx, reached) => sheetOf(tx, doors, reached, visit.params.sheet)))

  bind(app, cases.sheetPdf, async (visit) => {
    const { bytes, name } = await printSheet(doors, (read) => onCase(visit, read), visit.params.sheet)
    return visit.reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(name)}.pdf`)
      .header('cache-control', 'no-store')
      .send(bytes)
  })

  bind(app, cases.makeLink, async (visit) => {
    const { project, body, session } = visit
    const { of } = await onCase(visit, async (_tx, reached) => reached)
    const personId = body.personId ?? (body.purpose === 'owner' ? of.personId : null)
    if (body.purpose === 'contractor' && body.holderName === undefined) {
      throw new Refusal('bad-form', '请填写外包单位', { fields: [{ field: 'holderName', text: '请填写外包单位' }] })
    }
    if (body.purpose === 'owner' && personId === null && body.holderName === undefined) {
      throw new Refusal('bad-form', '请选择链接给谁', {
        fields: [{ field: 'personId', text: '请选择业主，或填写姓名' }],
      })
    }
    const now = time.now()
    const made = await inProject(db, project, async (tx) => {
      if (body.personId !== undefined) await requirePerson(tx, project, body.personId)
      const { body: policy } = await currentPolicy(tx, project, now)
      const expiresAt = new Date(now.getTime() + policy.repair.linkHours * HOUR_MS)
      const link = await makeLink(tx, doors.secrets, {
        projectId: project,
        caseId: of.id,
        purpose: body.purpose,
        personId,
        holderName: body.holderName ?? null,
        accountId: session.account.id,
        at: now,
        expiresAt,
      })
      return { ...link, expiresAt }
    })
    const url = doors.settings.publicUrl + doors.settings.places.link(made.token)
    return {
      linkId: made.linkId,
      url,
      qrSvg: await QRCode.toString(url, { type: 'svg', margin: 1 }),
      expiresAt: made.expiresAt,
    }
  })

  bind(app, cases.links, (visit) =>
    onCase(visit, async (tx, { of }) => ({ links: await linksOf(tx, visit.project, of.id) })),
  )

  bind(app, cases.revokeLink, async (visit) => {
    const { of } = await onCase(visit, async (_tx, reached) => reached)
    const found = await inProject(db, visit.project, (tx) =>
      revokeLink(tx, visit.project, of.id, visit.params.link, time.now()),
    )
    if (!found) throw new Refusal('not-found', '没有找到')
    return DONE
  })

  for (const procedure of Object.values(procedures)) actionRoutes(app, doors, procedure)
}

/** One route for each action, so that the OpenAPI document shows each form. */
function actionRoutes(app: FastifyInstance, doors: Doors, procedure: Procedure): void {
  for (const [action, declared] of Object.entries(procedure.actions)) {
    // Nobody but the engine itself acts as clock or by reaction.
    if (declared.by.every((right) => right === 'clock' || right === 'reaction')) continue
    const title = `${procedure.title} · ${declared.title}`
    // perform() checks the form, so that it refuses alike from every side; here it is only documented.
    const contract = actOf(procedure.name, action, title, app.describing ? declared.form : z.unknown())
    bind(app, contract, async ({ project, params, body, session, key }) => {
      const actor = await actorOf(doors, project, procedure, params.id, body.form, session)
      return performOver(doors, {
        projectId: project,
        procedure: procedure.name,
        caseId: params.id,
        action,
        actor,
        key,
        form: body.form,
        ...(body.seenSeq === undefined ? {} : { seenSeq: body.seenSeq }),
        ...(body.signature === undefined ? {} : { signature: body.signature as SignatureInput }),
      })
    })
  }
}

/** As whom somebody acts on a case, or opens one for a flat of his. */
async function actorOf(
  doors: Doors,
  project: number,
  procedure: Procedure,
  caseId: string,
  form: unknown,
  session: Session,
): Promise<Actor> {
  if (postsIn(session, project).length > 0) return staffActor(session, project)
  const now = doors.time.now()
  const actor = await readProjects(doors.db, [project], async (tx) => {
    const found = await tx
      .selectFrom('cases')
      .select(['personId', 'unitId', 'openedAt'])
      .where('projectId', '=', project)
      .where('id', '=', caseId)
      .where('procedure', '=', procedure.name)
      .executeTakeFirst()
    return ownerActor(tx, project, found ?? (await openingFor(tx, project, form, session, now)), session, now)
  })
  if (!actor) throw new Refusal('not-found', '没有找到')
  return actor
}

const opening = z.object({ unitId: z.uuid().optional(), personId: z.uuid().optional() })

/** For whom a new case is opened: the person of the form when he is one of the owner's, and the flat of the form. */
async function openingFor(tx: Tx, project: number, form: unknown, session: Session, openedAt: Date) {
  const { unitId = null, personId } = opening.safeParse(form).data ?? {}
  const persons = personsIn(session, project)
  if (personId !== undefined && persons.includes(personId)) return { personId, unitId, openedAt }
  const lives = await tx
    .selectFrom('residence')
    .select('personId')
    .where('projectId', '=', project)
    .where('unitId', '=', unitId)
    .where('personId', 'in', persons)
    .orderBy('fromOn', 'desc')
    .executeTakeFirst()
  return lives ? { personId: lives.personId, unitId, openedAt } : null
}

async function requirePerson(tx: Tx, projectId: number, personId: string): Promise<void> {
  const found = await tx
    .selectFrom('person')
    .select('id')
    .where('projectId', '=', projectId)
    .where('id', '=', personId)
    .executeTakeFirst()
  if (!found)
    throw new Refusal('bad-form', '没有找到这位住户', { fields: [{ field: 'personId', text: '没有找到这位住户' }] })
}
