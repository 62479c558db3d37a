import type { FastifyInstance } from 'fastify'
import { readProjects, type Tx } from '../db/db.ts'
import { sendPicture, takePicture } from '../file/picture.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { links } from './case.contract.ts'
import type { SignatureInput } from './engine.ts'
import { linkOf, type OpenLink } from './link.ts'
import { readPage } from './page.ts'
import { performOver } from './perform-over.ts'
import { picturesOf } from './pictures.ts'
import { type Reached, reachCase } from './reach.ts'
import { Refusal } from './refusal.ts'
import { sheetOf } from './sheet-of.ts'

/** Tries a minute from one address at the door of links, whose secret stands in the path. */
const TRIES_PER_MINUTE = 120

/** The case page of somebody without an account. Every request looks the link up again, so that revoking it ends it. */
export function linkRoutes(app: FastifyInstance, doors: Doors): void {
  const { db, engine, time, secrets, reads } = doors
  const { procedures } = engine
  const limit = { perMinute: Math.min(TRIES_PER_MINUTE, doors.settings.perMinute) }

  const open = (token: string) => linkOf(db, secrets, token, time.now())
  const onCase = <T>({ projectId, actor }: OpenLink, read: (tx: Tx, reached: Reached) => Promise<T>): Promise<T> =>
    readProjects(db, [projectId], async (tx) =>
      read(
        tx,
        await reachCase(tx, procedures, projectId, { procedure: null, id: actor.caseId }, { link: actor }, time.now()),
      ),
    )

  bind(
    app,
    links.page,
    async ({ params, reply }) => {
      const link = await open(params.token)
      reply.header('cache-control', 'no-store')
      const page = await onCase(link, (tx, reached) =>
        readPage(tx, procedures, reads[reached.procedure.name], reached, time.now()),
      )
      const { project, holderName, expiresAt, actor } = link
      return { purpose: actor.purpose, project, holderName, expiresAt, page }
    },
    limit,
  )

  bind(
    app,
    links.act,
    async ({ params, body, key }) => {
      const { projectId, actor } = await open(params.token)
      const { of } = await onCase({ projectId, actor } as OpenLink, async (_tx, reached) => reached)
      return performOver(doors, {
        projectId,
        procedure: of.procedure,
        caseId: of.id,
        action: params.action,
        actor,
        key,
        form: body.form,
        ...(body.seenSeq === undefined ? {} : { seenSeq: body.seenSeq }),
        ...(body.signature === undefined ? {} : { signature: body.signature as SignatureInput }),
      })
    },
    limit,
  )

  bind(
    app,
    links.upload,
    async ({ params, request }) => {
      const { projectId } = await open(params.token)
      const { id } = await doors.files.store(projectId, { ...(await takePicture(request)), accountId: null })
      return { id }
    },
    limit,
  )

  bind(app, links.file, async ({ params, reply }) => {
    const link = await open(params.token)
    const page = await onCase(link, (tx, reached) =>
      readPage(tx, procedures, reads[reached.procedure.name], reached, time.now()),
    )
    // Only what this page shows: a link opens one case, not the project's files.
    if (!picturesOf(page).has(params.file)) throw new Refusal('not-found', '没有找到')
    return sendPicture(reply, await doors.files.read(link.projectId, params.file))
  })

  bind(
    app,
    links.sheet,
    async ({ params }) => onCase(await open(params.token), (tx, reached) => sheetOf(tx, doors, reached, params.sheet)),
    limit,
  )
}
