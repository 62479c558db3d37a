import type { FastifyInstance } from 'fastify'
import { personsIn, type Session } from '../auth/session.ts'
import { Refusal } from '../case/refusal.ts'
import { frameOf } from '../case/sheet-of.ts'
import { inProject, readProjects, type Tx } from '../db/db.ts'
import { barredFrom } from '../db/reader.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { requirePerson } from '../person/person.commands.ts'
import { findPerson } from '../person/person.reads.ts'
import { record, revealText } from '../person/reveal.ts'
import { fillSheet } from '../sheet/fill.ts'
import { sheetPdf } from '../sheet/pdf.ts'
import { askApproval, decideApproval, listApprovals } from './approval.ts'
import { consentsOf, recordConsent } from './consent.ts'
import { copySheet } from './copy.sheet.ts'
import { readCopy } from './copy.ts'
import { askForData, checkRequest, copyReady, listRequests } from './data-request.ts'
import { holdsBack } from './erase.ts'
import { privacy } from './privacy.contract.ts'

export function privacyRoutes(app: FastifyInstance, doors: Doors): void {
  const { db, engine, time, secrets, reads, changes, files } = doors
  const { procedures } = engine

  bind(app, privacy.revealText, ({ project, params, session, body }) =>
    inProject(db, project, (tx) =>
      revealText(
        { tx, secrets, procedures, session, now: time.now() },
        { projectId: project, procedure: params.procedure, caseId: params.id, ...body },
      ),
    ),
  )

  bind(app, privacy.approvals, ({ project, session }) =>
    readProjects(db, [project], (tx) => listApprovals(tx, project, session, time.now())),
  )

  bind(app, privacy.askApproval, async ({ project, params, session, body }) => {
    const asked = { ...body, projectId: project, personId: params.person, caseId: body.caseId ?? null }
    const { told, ...answer } = await inProject(db, project, (tx) =>
      askApproval(tx, procedures, session, asked, time.now()),
    )
    changes.tellAccounts(told)
    return { waitsUntil: answer.waitsUntil, heads: [...answer.heads] }
  })

  bind(app, privacy.decideApproval, async ({ project, params, session, body }) => {
    const decision = { projectId: project, id: params.approval, ...body }
    const { told, validUntil } = await inProject(db, project, (tx) => decideApproval(tx, session, decision, time.now()))
    changes.tellAccounts(told)
    return { validUntil }
  })

  bind(app, privacy.person, ({ project, params }) =>
    readProjects(db, [project], async (tx) => {
      if (!(await findPerson(tx, project, params.person))) throw new Refusal('not-found', '没有找到这位住户')
      return {
        consents: await consentsOf(tx, project, params.person),
        requests: await listRequests(tx, project, { personId: params.person }),
        holdsBack: await holdsBack(tx, reads, project, params.person, time.now()),
      }
    }),
  )

  bind(app, privacy.consent, async ({ project, params, session, body }) => {
    const consent = { ...body, projectId: project, personId: params.person, accountId: session.account.id }
    await inProject(db, project, async (tx) => {
      await requirePerson(tx, project, params.person)
      await recordConsent(tx, consent, time.now())
    })
    return DONE
  })

  const ask = async (wanted: Parameters<typeof askForData>[1]) => {
    const { dueOn, told } = await inProject(db, wanted.projectId, async (tx) => {
      await requirePerson(tx, wanted.projectId, wanted.personId)
      return askForData(tx, wanted, time.now())
    })
    changes.tellAccounts(told)
    return { dueOn }
  }

  bind(app, privacy.ask, ({ project, params, session, body }) =>
    ask({ ...body, projectId: project, personId: params.person, askedBy: session.account.id }),
  )

  bind(app, privacy.requests, async ({ project }) => ({
    requests: await readProjects(db, [project], (tx) => listRequests(tx, project, { waiting: true })),
  }))

  bind(app, privacy.check, async ({ project, params, session, body }) => {
    const decision = { projectId: project, id: params.request, ...body }
    // An erasure is of the whole person: also of what was said about whoever approves it, which he himself finds not.
    const { result, pictures, told } = await barredFrom([], () =>
      inProject(db, project, (tx) => checkRequest(tx, { engine, reads }, session, decision, time.now())),
    )
    await files.forget(pictures)
    changes.tellAccounts(told)
    return { result }
  })

  /** Data and sheet of one person; who fetches it is recorded by the caller. */
  const copyFor = async (tx: Tx, project: number, personId: string, fetchedBy: string) => {
    const data = await readCopy(tx, secrets, procedures, project, personId, time.now())
    const sheet = fillSheet(copySheet, data, await frameOf(tx, doors, project, fetchedBy, null))
    return { data, sheet }
  }

  bind(app, privacy.copy, ({ project, params, session }) =>
    inProject(db, project, async (tx) => {
      const personId = await copyReady(tx, project, params.request, time.now())
      const look = { projectId: project, kind: 'export', reason: 'request', purpose: '交给本人', caseId: null } as const
      await record({ tx, session, now: time.now() }, look, [personId], null)
      return copyFor(tx, project, personId, session.account.name)
    }),
  )

  bind(app, privacy.mine, ({ project, params, session }) =>
    readProjects(db, [project], async (tx) => {
      const personId = own(session, project, params.person)
      return {
        consents: await consentsOf(tx, project, personId),
        requests: (await listRequests(tx, project, { personId })).map((row) => ({
          ...row,
          askedBy: '',
          checkedBy: null,
        })),
      }
    }),
  )

  bind(app, privacy.myConsent, async ({ project, params, session, body }) => {
    const personId = own(session, project, params.person)
    const consent = { ...body, projectId: project, personId, way: 'phone' as const, accountId: session.account.id }
    await inProject(db, project, (tx) => recordConsent(tx, consent, time.now()))
    return DONE
  })

  bind(app, privacy.myAsk, ({ project, params, session, body }) =>
    ask({
      ...body,
      projectId: project,
      personId: own(session, project, params.person),
      way: 'phone',
      askedBy: session.account.id,
    }),
  )

  const myCopy = (project: number, person: string, request: string, session: Session) =>
    readProjects(db, [project], async (tx) => {
      const personId = own(session, project, person)
      if ((await copyReady(tx, project, request, time.now())) !== personId) throw new Refusal('not-found', '没有找到')
      return copyFor(tx, project, personId, session.account.name)
    })

  bind(app, privacy.myCopy, ({ project, params, session }) => myCopy(project, params.person, params.request, session))

  bind(app, privacy.myCopyPdf, async ({ project, params, session, reply }) => {
    const { sheet } = await myCopy(project, params.person, params.request, session)
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(sheet.title)}.pdf`)
      .header('cache-control', 'no-store')
      .send(await sheetPdf([sheet], new Map()))
  })
}

/** A person whom the session's account stands for. Throws 404 for anybody else. */
function own(session: Session, project: number, personId: string): string {
  if (!personsIn(session, project).includes(personId)) throw new Refusal('not-found', '没有找到')
  return personId
}
