import { sql } from 'kysely'
import { businessDate } from '../clock/time.ts'
import { type Database, readProjects } from '../db/db.ts'
import type { Role } from '../org/roles.ts'
import { say } from '../text/translate.ts'
import type { Me } from './auth.contract.ts'
import { postsIn, rolesIn, type Session } from './session.ts'

/** Who is signed in, where and as what. */
export async function readMe(
  db: Database,
  session: Session,
  now: Date,
  settings: Pick<Me, 'demo' | 'clock'>,
): Promise<Me> {
  const { account } = session
  return readProjects(db, session.projects, async (tx) => {
    const projects = await sql<{
      id: number
      code: string
      name: string
      servicePhone: string | null
      onDuty: string[]
    }>`
      select p.id, p.code, p.name, coalesce(p.service_phone, c.service_phone) as service_phone,
        (select coalesce(array_agg(distinct d.task), '{}') from on_duty d
          where d.project_id = p.id and d.account_id = ${account.id} and d.from_at <= ${now} and d.to_at > ${now}) as on_duty
      from project p left join company c on true
      where p.id = any(${session.projects}) order by p.code`.execute(tx)
    const persons = await sql<Me['persons'][number]>`
      select p.project_id as project, p.id as person, p.name,
        (select coalesce(json_agg(json_build_object('id', u.id, 'code', u.code, 'relation', r.relation) order by u.code), '[]')
           from residence r join unit u on u.project_id = r.project_id and u.id = r.unit_id
          where r.project_id = p.project_id and r.person_id = p.id
            and r.from_on <= ${businessDate(now)} and (r.to_on is null or r.to_on >= ${businessDate(now)})) as units
      from person p
      where p.project_id = any(${session.projects}) and p.id = any(${session.persons.map(({ person }) => person)}::uuid[])
      order by p.project_id, p.name`.execute(tx)
    return {
      account,
      projects: projects.rows.map(({ onDuty, ...project }) => ({
        ...project,
        roles: rolesIn(session, project.id),
        titles: postsIn(session, project.id).map(({ title, vacant }) =>
          vacant ? say('{title}（空缺，代行）', { title }) : title,
        ),
        onDuty,
      })),
      persons: persons.rows,
      ...settings,
      now: now.toISOString(),
    }
  })
}

/**
 * One person to try each role of each demo estate as, and a few owners. Nobody who reaches an estate beyond the demo,
 * by another post, by one of the whole company or by another home.
 */
export interface DemoPerson {
  accountId: string
  kind: 'staff' | 'owner'
  name: string
  face: 'console' | 'staff' | 'owner'
  role: Role | null
  title: string
  project: string
}

/** Roles whose work is on the phone. */
const ON_THE_PHONE: ReadonlySet<string> = new Set(['technician', 'guard', 'team-leader'])
const MOST_OWNERS = 4

export async function demoPeople(db: Database, now: Date): Promise<DemoPerson[]> {
  const { rows } = await readProjects(db, [], (tx) =>
    sql<{ id: number; demo: boolean }>`select id, demo from project order by id`.execute(tx),
  )
  const projects = rows.flatMap(({ id, demo }) => (demo ? id : []))
  const all = projects.length === rows.length
  return readProjects(db, projects, async (tx) => {
    const staff = await sql<Omit<DemoPerson, 'kind' | 'face'>>`
      select distinct on (p.project_id, p.role) a.id as account_id, a.name, p.role, p.title, coalesce(j.name, '全公司') as project
      from post p
      join post_holding h on h.post_id = p.id and h.kind = 'holder' and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})
      join account a on a.id = h.account_id and a.disabled_at is null
      left join project j on j.id = p.project_id
      where p.closed_at is null and not exists (
        select from post_holding h2 join post p2 on p2.id = h2.post_id
        where h2.account_id = a.id and p2.closed_at is null and (h2.to_at is null or h2.to_at > ${now})
          and not coalesce(p2.project_id = any(${projects}), ${all}))
      order by p.project_id nulls first, p.role, h.from_at, a.login`.execute(tx)
    const owners = await sql<Omit<DemoPerson, 'kind' | 'face'>>`
      select a.id as account_id, a.name, null as role, j.name as project,
        (select coalesce(string_agg(distinct u.code, '、'), '住户') from residence r
           join unit u on u.project_id = r.project_id and u.id = r.unit_id
          where r.project_id = l.project_id and r.person_id = l.person_id and r.to_on is null) as title
      from account_person l join account a on a.id = l.account_id and a.disabled_at is null join project j on j.id = l.project_id
      where l.project_id = any(${projects}) and (${all} or not exists (
        select from persons_of_account(a.id) o where o.project_id <> all(${projects})))
      order by l.linked_at, a.id limit ${MOST_OWNERS}`.execute(tx)
    return [
      ...staff.rows.map((one) => ({
        ...one,
        kind: 'staff' as const,
        face: ON_THE_PHONE.has(one.role ?? '') ? ('staff' as const) : ('console' as const),
      })),
      ...owners.rows.map((one) => ({ ...one, kind: 'owner' as const, face: 'owner' as const })),
    ]
  })
}
