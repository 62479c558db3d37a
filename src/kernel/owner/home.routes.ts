import type { FastifyInstance } from 'fastify'
import { personsIn, type Session } from '../auth/session.ts'
import { readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { currentPolicy } from '../policy/policies.ts'
import { ownerHome } from './home.contract.ts'
import { mattersOfHome, unitsOfHome } from './home.queries.ts'
import type { Household } from './home.story.ts'

/** The owner's home: everything that goes on in the household, over all projects that the account belongs to. */
export function ownerHomeRoutes(app: FastifyInstance, { db, engine, time }: Doors): void {
  bind(app, ownerHome, async ({ session }) => {
    const now = time.now()
    const homes = householdsOf(session)
    const projects = homes.map(({ projectId }) => projectId)
    const read = await readProjects(db, projects, async (tx) => {
      const parts = []
      for (const home of homes) {
        const { body: policy } = await currentPolicy(tx, home.projectId, now)
        const units = await unitsOfHome(tx, home, now)
        parts.push({
          units: units.map((unit) => ({ ...unit, project: home.projectId })),
          matters: await mattersOfHome(tx, home, engine.procedures, policy, now),
        })
      }
      return parts
    })
    return { units: read.flatMap(({ units }) => units), matters: read.flatMap(({ matters }) => matters), now }
  })
}

/** One household per project that the account has persons in. Empty for staff. */
function householdsOf(session: Session): Household[] {
  return [...new Set(session.persons.map(({ project }) => project))].map((projectId) => {
    const persons = personsIn(session, projectId)
    const { id: accountId, name } = session.account
    return { projectId, persons, actor: { kind: 'owner', accountId, personId: persons[0]!, name } }
  })
}
