import type { FastifyInstance } from 'fastify'
import { personsIn, postsIn } from '../auth/session.ts'
import { readPage } from '../case/page.ts'
import { picturesOf } from '../case/pictures.ts'
import { reachCase } from '../case/reach.ts'
import { listCases } from '../case/reads.ts'
import { Refusal } from '../case/refusal.ts'
import { readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { file } from './file.contract.ts'
import { sendPicture, takePicture } from './picture.ts'

/** Uploads a minute of one session: a technician photographs a job, nobody sends hundreds. */
const UPLOADS_PER_MINUTE = 60
/** A picture belongs to one case, and to work and letters under it that name it again. */
const MOST_NAMING = 20

export function fileRoutes(app: FastifyInstance, doors: Doors): void {
  const { db, engine, time, reads } = doors

  bind(
    app,
    file.upload,
    async ({ project, session, request }) =>
      doors.files.store(project, { ...(await takePicture(request)), accountId: session.account.id }),
    { perMinute: Math.min(UPLOADS_PER_MINUTE, doors.settings.perMinute) },
  )

  bind(app, file.read, async ({ project, params, session, reply }) => {
    const staff = postsIn(session, project).length > 0
    const allowed = staff || (await ownersMay(project, params.file))
    if (!allowed) throw new Refusal('not-found', '没有找到')
    return sendPicture(reply, await doors.files.read(project, params.file))

    /** An owner sees the pictures he sent, and those that a page of his cases shows him. */
    async function ownersMay(projectId: number, fileId: string): Promise<boolean> {
      return readProjects(db, [projectId], async (tx) => {
        const own = await tx
          .selectFrom('file')
          .select('id')
          .where('projectId', '=', projectId)
          .where('id', '=', fileId)
          .where('madeByAccount', '=', session.account.id)
          .executeTakeFirst()
        if (own) return true
        const { procedures } = engine
        const reader = { kind: 'owner' as const, persons: personsIn(session, projectId) }
        const naming = { picture: fileId, limit: MOST_NAMING }
        const { rows } = await listCases(tx, procedures, projectId, reader, naming, time.now())
        for (const { id, procedure } of rows) {
          const reached = await reachCase(tx, procedures, projectId, { procedure, id }, { session }, time.now()).catch(
            () => null,
          )
          const page = reached && (await readPage(tx, procedures, reads[procedure], reached, time.now()))
          if (page && picturesOf(page).has(fileId)) return true
        }
        return false
      })
    }
  })
}
