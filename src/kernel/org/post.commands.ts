import { sql } from 'kysely'
import type { Tx } from '../db/db.ts'
import { bad, requirePost } from './org.commands.ts'
import type { Role } from './roles.ts'

/** Setting up posts and departments. Callers are inside inProject where zones are touched, else inCompany. */

export interface NewPost {
  id: string
  departmentId: string
  role: Role
  title: string
  superiorPostId: string | null
}

export async function addPost(tx: Tx, projectId: number, post: NewPost): Promise<void> {
  const { id, departmentId, role, title, superiorPostId } = post
  if (superiorPostId !== null) await requireSuperior(tx, projectId, superiorPostId)
  await requireDepartment(tx, departmentId)
  await sql`insert into post (id, project_id, department_id, role, title, superior_post_id)
    values (${id}, ${projectId}, ${departmentId}, ${role}, ${title}, ${superiorPostId}) on conflict (id) do nothing`.execute(
    tx,
  )
}

export interface PostEdit {
  title?: string | undefined
  departmentId?: string | undefined
  superiorPostId?: string | null | undefined
  heads?: boolean | undefined
  zoneIds?: readonly string[] | undefined
}

/** Changes a post of the project. Its role stays: another role is another post. */
export async function editPost(tx: Tx, projectId: number, postId: string, edit: PostEdit): Promise<void> {
  await requirePost(tx, projectId, postId)
  const { title, departmentId, superiorPostId, heads, zoneIds } = edit
  if (title !== undefined) await sql`update post set title = ${title} where id = ${postId}`.execute(tx)
  if (departmentId !== undefined) {
    await requireDepartment(tx, departmentId)
    // The head of one department is not by itself the head of another.
    await sql`update post set department_id = ${departmentId}, heads = heads and department_id = ${departmentId}
      where id = ${postId}`.execute(tx)
  }
  if (superiorPostId !== undefined) {
    if (superiorPostId !== null) await requireNoCircle(tx, projectId, postId, superiorPostId)
    await sql`update post set superior_post_id = ${superiorPostId} where id = ${postId}`.execute(tx)
  }
  if (heads !== undefined) await setHead(tx, projectId, postId, heads)
  if (zoneIds !== undefined) await setZones(tx, projectId, postId, zoneIds)
}

async function setHead(tx: Tx, projectId: number, postId: string, heads: boolean): Promise<void> {
  await sql`update post set heads = false where project_id = ${projectId} and heads
    and department_id = (select department_id from post where id = ${postId})`.execute(tx)
  if (heads) await sql`update post set heads = true where id = ${postId}`.execute(tx)
}

/** Gives the post these zones; zones that it answered for and that are not named have nobody then. */
async function setZones(tx: Tx, projectId: number, postId: string, zoneIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(zoneIds)]
  const { rows } = await sql`select from zone where project_id = ${projectId} and id = any(${wanted}::uuid[])`.execute(
    tx,
  )
  if (rows.length < wanted.length) throw bad('zoneIds', '没有找到所选的片区')
  await sql`
    update zone set officer_post_id = case when id = any(${wanted}::uuid[]) then ${postId}::uuid end
    where project_id = ${projectId} and (officer_post_id = ${postId} or id = any(${wanted}::uuid[]))`.execute(tx)
}

async function requireSuperior(tx: Tx, projectId: number, postId: string): Promise<void> {
  const { rows } = await sql`
    select from post where id = ${postId} and (project_id = ${projectId} or project_id is null) and closed_at is null`.execute(
    tx,
  )
  if (rows.length === 0) throw bad('superiorPostId', '没有这个上级岗位')
}

async function requireNoCircle(tx: Tx, projectId: number, postId: string, superiorPostId: string): Promise<void> {
  await requireSuperior(tx, projectId, superiorPostId)
  const { rows } = await sql`
    with recursive above as (
      select id, superior_post_id from post where id = ${superiorPostId}
      union
      select p.id, p.superior_post_id from above a join post p on p.id = a.superior_post_id
    )
    select from above where id = ${postId}`.execute(tx)
  if (rows.length > 0) throw bad('superiorPostId', '上级岗位在这个岗位之下，会绕成一圈')
}

export async function requireDepartment(tx: Tx, departmentId: string, field = 'departmentId'): Promise<void> {
  const { rows } = await sql`select from department where id = ${departmentId} and closed_at is null`.execute(tx)
  if (rows.length === 0) throw bad(field, '没有这个部门')
}
