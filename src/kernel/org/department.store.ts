import { sql } from 'kysely'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import { bad } from './org.commands.ts'
import { requireDepartment } from './post.commands.ts'

export interface DepartmentRow {
  id: string
  code: string
  name: string
  parentId: string | null
  head: { postId: string; title: string; names: string[] } | null
  posts: number
  people: number
}

/** Open departments, with their head and size as one project sees them. */
export async function listDepartments(tx: Tx, projectId: number, now: Date): Promise<DepartmentRow[]> {
  const { rows } = await sql<DepartmentRow>`
    select d.id, d.code, d.name, d.parent_id,
      (select json_build_object('postId', p.id, 'title', p.title, 'names', array(
          select a.name from post_accounts(p.id, ${now}) o join account a on a.id = o.account_id order by a.name))
        from post p where p.department_id = d.id and p.heads and p.closed_at is null
          and (p.project_id = ${projectId} or p.project_id is null)
        order by p.project_id nulls last limit 1) as head,
      (select count(*)::int from post p where p.department_id = d.id and p.closed_at is null
        and (p.project_id = ${projectId} or p.project_id is null)) as posts,
      (select count(distinct h.account_id)::int from post p join post_holding h on h.post_id = p.id
        where p.department_id = d.id and p.closed_at is null and (p.project_id = ${projectId} or p.project_id is null)
          and h.from_at <= ${now} and (h.to_at is null or h.to_at > ${now})) as people
    from department d where d.closed_at is null order by d.code limit 500`.execute(tx)
  return rows
}

export interface NewDepartment {
  id: string
  code: string
  name: string
  parentId: string | null
}

export async function addDepartment(tx: Tx, { id, code, name, parentId }: NewDepartment): Promise<void> {
  if (parentId !== null) await requireDepartment(tx, parentId, 'parentId')
  const { rows } = await sql`
    insert into department (id, code, name, parent_id) values (${id}, ${code}, ${name}, ${parentId})
    on conflict do nothing returning id`.execute(tx)
  if (rows.length > 0) return
  const same = await sql`select from department where id = ${id} and code = ${code}`.execute(tx)
  if (same.rows.length === 0) throw bad('code', '这个部门代码已经用过')
}

export async function editDepartment(
  tx: Tx,
  id: string,
  { name, parentId }: { name?: string | undefined; parentId?: string | null | undefined },
): Promise<void> {
  await lockDepartment(tx, id)
  if (name !== undefined) await sql`update department set name = ${name} where id = ${id}`.execute(tx)
  if (parentId === undefined) return
  if (parentId !== null) {
    await requireDepartment(tx, parentId, 'parentId')
    const { rows } = await sql`
      with recursive above as (
        select id, parent_id from department where id = ${parentId}
        union select d.id, d.parent_id from above a join department d on d.id = a.parent_id
      )
      select from above where id = ${id}`.execute(tx)
    if (rows.length > 0) throw bad('parentId', '上级部门在这个部门之下，会绕成一圈')
  }
  await sql`update department set parent_id = ${parentId} where id = ${id}`.execute(tx)
}

/** Closes a department; what lies in it must have gone elsewhere first. */
export async function closeDepartment(tx: Tx, id: string, now: Date): Promise<void> {
  await lockDepartment(tx, id)
  const { rows } = await sql<{ posts: number; under: number }>`
    select (select count(*)::int from post where department_id = ${id} and closed_at is null) as posts,
      (select count(*)::int from department where parent_id = ${id} and closed_at is null) as under`.execute(tx)
  const { posts, under } = rows[0]!
  if (posts > 0) throw new Refusal('blocked', '部门里还有 {count} 个岗位，请先撤销或调走', { values: { count: posts } })
  if (under > 0) throw new Refusal('blocked', '下面还有 {count} 个部门，请先调走', { values: { count: under } })
  await sql`update department set closed_at = ${now} where id = ${id}`.execute(tx)
}

async function lockDepartment(tx: Tx, id: string): Promise<void> {
  const { rows } = await sql`select from department where id = ${id} and closed_at is null for update`.execute(tx)
  if (rows.length === 0) throw new Refusal('not-found', '没有找到这个部门')
}
