import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Refusal } from '../../kernel/case/refusal.ts'
import { readProjects, type Tx } from '../../kernel/db/db.ts'
import { bind } from '../../kernel/http/bind.ts'
import type { Doors } from '../../kernel/http/doors.ts'
import { announcements } from './announcement.contract.ts'
import { markedSections } from './announcement.marks.ts'
import type { Announcement } from './announcement.procedure.ts'
import { type AnnouncementSection, announcementPath, announcementSections } from './announcement.row.ts'

/** Announcements that the public page leads back to. */
const MOST_EARLIER = 12

/** What is made public about the complaints of a month: looked at before, and read by everybody afterwards (CMP-44). */
export function announcementRoutes(app: FastifyInstance, { db, settings }: Doors): void {
  bind(app, announcements.preview, ({ project, params }) =>
    readProjects(db, [project], async (tx) => {
      const row = await readAnnouncement(tx, project, params.case)
      return {
        project: row.project,
        period: row.period,
        sections: await markedSections(tx, project, row),
        url: settings.publicUrl + announcementPath(project, params.case),
      }
    }),
  )

  bind(app, announcements.read, ({ project, params, reply }) =>
    readProjects(db, [project], async (tx) => {
      const row = await readAnnouncement(tx, project, params.case)
      if (row.publishedAt === null) throw notThere()
      reply.header('cache-control', 'public, max-age=60')
      return {
        project: row.project,
        servicePhone: row.servicePhone,
        period: row.period,
        fromOn: row.fromOn,
        toOn: row.toOn,
        sections: (Object.keys(announcementSections) as AnnouncementSection[]).flatMap((section) => {
          const text = row[section]
          return text === null ? [] : [{ section, text }]
        }),
        publishedAt: row.publishedAt.toISOString(),
        earlier: await earlierOnes(tx, project, row.period),
      }
    }),
  )
}

const notThere = () => new Refusal('not-found', '没有找到')

type Row = Announcement & { project: string; servicePhone: string | null }

async function readAnnouncement(tx: Tx, projectId: number, id: string): Promise<Row> {
  const { rows } = await sql<Row>`
    select a.*, c.state, p.name as project,
      coalesce(p.service_phone, (select service_phone from company)) as service_phone
    from complaint_announcement a
    join cases c on c.project_id = a.project_id and c.id = a.case_id
    join project p on p.id = a.project_id
    where a.project_id = ${projectId} and a.case_id = ${id}`.execute(tx)
  const [row] = rows
  if (!row) throw notThere()
  return row
}

async function earlierOnes(tx: Tx, projectId: number, period: string): Promise<{ id: string; period: string }[]> {
  const { rows } = await sql<{ id: string; period: string }>`
    select case_id as id, period from complaint_announcement
    where project_id = ${projectId} and published_at is not null and period < ${period}
    order by period desc limit ${MOST_EARLIER}`.execute(tx)
  return rows
}
