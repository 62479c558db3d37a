import { sql } from 'kysely'
import { rolesIn, type Session } from '../auth/session.ts'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import type { Role } from './roles.ts'

/** Whether somebody has one of these roles in every project of the company: what all share is not one estate's to change. */
export async function answersForAll(tx: Tx, session: Session, roles: readonly Role[]): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`select id from project`.execute(tx)
  return rows.every(
    ({ id }) => session.projects.includes(id) && rolesIn(session, id).some((one) => roles.includes(one)),
  )
}

/** Throws Refusal `wrong-role` when not. */
export async function requireWholeCompany(tx: Tx, session: Session, roles: readonly Role[]): Promise<void> {
  if (!(await answersForAll(tx, session, roles)))
    throw new Refusal('wrong-role', '这是全公司共用的，由在各小区都有管理岗位的人（如公司分管领导）修改')
}
