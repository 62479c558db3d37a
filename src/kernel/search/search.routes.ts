import type { FastifyInstance } from 'fastify'
import { readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { find } from './find.ts'
import { search } from './search.contract.ts'

export function searchRoutes(app: FastifyInstance, { db, engine, time, secrets }: Doors): void {
  bind(app, search.find, ({ project, body }) => {
    const finding = { projectId: project, procedures: engine.procedures, now: time.now(), secrets }
    return readProjects(db, [project], (tx) => find(tx, finding, body.q, body.kind))
  })
}
