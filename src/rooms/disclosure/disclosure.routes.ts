import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { readProjects, type Tx } from '../../kernel/db/db.ts'
import { bind } from '../../kernel/http/bind.ts'
import type { Doors } from '../../kernel/http/doors.ts'
import { disclosure } from './disclosure.contract.ts'
import { type PublicationKind, required } from './publication.row.ts'

/** What is made public. Posting, checking and taking down are acts of the procedure `publication`. */
export function disclosureRoutes(app: FastifyInstance, { db }: Doors): void {
  bind(app, disclosure.standing, ({ project }) => readProjects(db, [project], (tx) => readStanding(tx, project)))
}

/** Publications that are not ended, newest first, and the required kinds of which none hangs. */
export async function readStanding(tx: Tx, projectId: number) {
  const { rows } = await sql<{
    id: string
    number: string
    kind: PublicationKind
    state: 'posted' | 'missing'
    content: string
    phone: string | null
    places: string
    photos: string[]
    postedAt: Date
    postedBy: string | null
    checkedAt: Date
  }>`
    select c.id, c.number, p.kind, c.state, p.content, p.phone, p.places, p.photos, p.posted_at, a.name as posted_by, p.checked_at
    from cases c join publication p on p.project_id = c.project_id and p.case_id = c.id
    left join account a on a.id = p.posted_by
    where c.project_id = ${projectId} and c.procedure = 'publication' and not c.final
    order by p.posted_at desc, c.id limit 200`.execute(tx)
  const hangs = new Set(rows.filter(({ state }) => state === 'posted').map(({ kind }) => kind))
  return {
    current: rows.map(({ postedAt, checkedAt, ...row }) => ({
      ...row,
      postedAt: postedAt.toISOString(),
      checkedAt: checkedAt.toISOString(),
    })),
    missing: (Object.keys(required) as (keyof typeof required)[])
      .filter((kind) => !hangs.has(kind))
      .map((kind) => ({ kind, rule: required[kind] })),
  }
}
