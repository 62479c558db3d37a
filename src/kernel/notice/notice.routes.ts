import type { FastifyInstance } from 'fastify'
import { inProject, readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { liveOf } from './live.ts'
import { notices } from './notice.contract.ts'
import { countUnread, listNotices, markRead } from './notice.reads.ts'

/** Answers how many pages listen to live updates. */
export function noticeRoutes(app: FastifyInstance, doors: Doors): () => number {
  const { db, time } = doors
  const live = liveOf(app, doors)

  bind(app, notices.list, ({ session, query }) =>
    readProjects(db, session.projects, (tx) => listNotices(tx, session.account.id, session.projects, query)),
  )

  bind(app, notices.count, async ({ session }) => ({
    unread: await readProjects(db, session.projects, (tx) => countUnread(tx, session.account.id, session.projects)),
  }))

  bind(app, notices.read, async ({ project, session, body }) => ({
    read: await inProject(db, project, (tx) => markRead(tx, project, session.account.id, body, time.now())),
  }))

  bind(app, notices.events, async ({ request, reply, session }) => {
    live.open(request, reply, session)
    return reply
  })

  return () => live.size
}
