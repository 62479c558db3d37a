import type { FastifyInstance } from 'fastify'
import { rolesIn } from '../../kernel/auth/session.ts'
import { readProjects } from '../../kernel/db/db.ts'
import { bind } from '../../kernel/http/bind.ts'
import type { Doors } from '../../kernel/http/doors.ts'
import { repairs } from './repair.contract.ts'
import { myRepairs, pooledRepairs } from './repair.queries.ts'

/** The reads of the repair room; its commands are the case actions. */
export function repairRoutes(app: FastifyInstance, { db, time }: Doors): void {
  bind(app, repairs.mine, async ({ project, session }) => {
    const now = time.now()
    const me = { accountId: session.account.id, roles: rolesIn(session, project) }
    return { jobs: await readProjects(db, [project], (tx) => myRepairs(tx, project, me, now)), now }
  })

  bind(app, repairs.pool, async ({ project, session }) => {
    const found = await readProjects(db, [project], (tx) => pooledRepairs(tx, project, session.account.id))
    return { ...found, now: time.now() }
  })
}
