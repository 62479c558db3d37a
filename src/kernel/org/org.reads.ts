import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import type { Role } from './roles.ts'

export interface PostRow {
  id: string
  project: number | null
  department: { id: string; name: string }
  role: Role
  title: string
  superiorPostId: string | null
  heads: boolean
  zones: { id: string; name: string }[]
  holdings: {
    id: string
    accountId: string
    name: string
    kind: 'holder' | 'stand-in'
    fromAt: string
    toAt: string | null
    reason: string | null
    givenBy: string | null
  }[]
  answeredBy: { accountId: string; name: string }[]
}

/** Open posts that reach a project, with who holds them now or will. */
export async function listPosts(tx: Tx, projectId: number, now: Date): Promise<PostRow[]> {
  const { rows } = await sql<PostRow>`
    select p.id, p.project_id as project, json_build_object('id', d.id, 'name', d.name) as department, p.role, p.title, p.superior_post_id, p.heads,
      (select coalesce(json_agg(json_build_object('id', z.id, 'name', z.name) order by z.name), '[]')
        from zone z where z.project_id = ${projectId} and z.officer_post_id = p.id) as zones,
      (select coalesce(json_agg(json_build_object('accountId', a.id, 'name', a.name) order by a.name), '[]')
        from post_accounts(p.id, ${now}) o join account a on a.id = o.account_id where o.up > 0) as answered_by,
      (select coalesce(json_agg(json_build_object('id', h.id, 'accountId', a.id, 'name', a.name, 'kind', h.kind,
            'fromAt', to_char(h.from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'toAt', to_char(h.to_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'reason', h.reason, 'givenBy', g.name) order by h.kind, h.from_at, a.name), '[]')
        from post_holding h join account a on a.id = h.account_id left join account g on g.id = h.given_by_account
        where h.post_id = p.id and (h.to_at is null or h.to_at > ${now})) as holdings
    from post p join department d on d.id = p.department_id
    where (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
    order by d.code, p.title, p.id limit 2000`.execute(tx)
  return rows
}

export interface StaffRow {
  accountId: string
  name: string
  login: string | null
  workPhone: string | null
  skills: string[]
  posts: { postId: string; heads: boolean; role: Role; title: string; kind: 'holder' | 'stand-in' }[]
  onDuty: ('front-desk' | 'engineering' | 'order' | 'manager')[]
  openCases: number
  disabledAt: Date | null
}

/** Whoever holds a post of the project now or did last (a disabled account stays in the list), with skills and load. */
export async function listStaff(
  tx: Tx,
  projectId: number,
  filter: { role?: string | undefined; skill?: string | undefined },
  now: Date,
): Promise<StaffRow[]> {
  const { rows } = await sql<StaffRow>`
    select a.id as account_id, a.name, a.login, a.work_phone, a.skills, held.posts, a.disabled_at,
      (select coalesce(array_agg(distinct d.task), '{}') from on_duty d
        where d.project_id = ${projectId} and d.account_id = a.id and d.from_at <= ${now} and d.to_at > ${now}) as on_duty,
      (select count(*)::int from cases c where c.project_id = ${projectId} and c.holder_account = a.id and not c.final) as open_cases
    from (
      select h.account_id, json_agg(json_build_object('postId', p.id, 'heads', p.heads, 'role', p.role, 'title', p.title, 'kind', h.kind) order by p.title) as posts
      from post p join post_holding h on h.post_id = p.id
      where (p.project_id = ${projectId} or p.project_id is null) and p.closed_at is null
        and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})
      group by h.account_id
      having ${filter.role ?? null}::text is null or bool_or(p.role = ${filter.role ?? null})
    ) held join account a on a.id = held.account_id
    where ${filter.skill ?? null}::text is null or ${filter.skill ?? null} = any(a.skills)
    order by a.name, a.id limit 2000`.execute(tx)
  return rows
}
