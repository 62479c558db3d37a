import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import type { Doors } from '../http/doors.ts'
import { areasOf } from './roles.areas.ts'
import { roleContract } from './roles.contract.ts'
import { type Role, roleNames } from './roles.ts'

/** Roles explained. */
export function roleRoutes(app: FastifyInstance, { db, engine, time }: Doors): void {
  bind(app, roleContract, async ({ project }) => {
    const held = await readProjects(db, [], (tx) => holdersOf(tx, project, time.now()))
    const of = (role: Role) => held.filter((one) => one.role === role)
    return {
      roles: roleNames.map((role) => ({
        role,
        posts: new Set(of(role).map(({ postId }) => postId)).size,
        people: namesOf(of(role).filter(({ up }) => up === 0)),
        answeredBy: of(role).some(({ up }) => up === 0) ? [] : namesOf(of(role)),
      })),
      areas: areasOf(engine.procedures, app.contracts),
    }
  })
}

const namesOf = (rows: readonly { name: string | null }[]) => [...new Set(rows.flatMap(({ name }) => name ?? []))]

/** Open posts of the project with whoever answers for them; a post that nobody answers for has a row without a name. */
async function holdersOf(tx: Tx, projectId: number, now: Date) {
  const { rows } = await sql<{ role: Role; postId: string; name: string | null; up: number | null }>`
    select p.role, p.id as post_id, a.name, o.up
    from post p left join lateral post_accounts(p.id, ${now}) o on true left join account a on a.id = o.account_id
    where (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
    order by p.role, a.name limit 5000`.execute(tx)
  return rows
}
