import type { FastifyInstance } from 'fastify'
import { listReader } from '../case/readable.ts'
import { readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { find } from './find.ts'
import { search } from './search.contract.ts'

export function searchRoutes(app: FastifyInstance, { db, engine, time, secrets }: Doors): void {
  bind(app, search.find, ({ project, body, session }) => {
    const { procedures } = engine
    const reader = listReader(session, project)
    const finding = { projectId: project, procedures, reader, now: time.now(), secrets }
    return readProjects(db, [project], (tx) => find(tx, finding, body.q, body.kind))
  })
}
