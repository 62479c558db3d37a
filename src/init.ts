import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { hashPassword, passwordTrouble } from './kernel/auth/password.ts'
import { seedCalendarDays } from './kernel/clock/calendar-seed.ts'
import { type Database, inCompany, inProject, json } from './kernel/db/db.ts'
import { defaultPolicy } from './kernel/policy/policy.ts'

export interface NewInstallation {
  company: string
  project: string
  /** Lower-case letters, digits and dashes. */
  code: string
  login: string
  name: string
  password: string
}

const departments = [
  ['service', '客户服务部'],
  ['engineering', '工程部'],
  ['order', '秩序维护部'],
  ['environment', '环境部'],
  ['finance', '财务部'],
] as const

/** Makes one's own estate: company, project with its first policy, departments, calendar, and the first manager. */
export async function init(db: Database, wanted: NewInstallation, now: Date): Promise<void> {
  const trouble = passwordTrouble(wanted.password, wanted.login)
  if (trouble) throw new Error(trouble)
  const passwordHash = await hashPassword(wanted.password)
  const projectId = await inCompany(db, async (tx) => {
    await sql`insert into company (id, name) values (1, ${wanted.company}) on conflict (id) do nothing`.execute(tx)
    const { rows } = await sql<{ id: number }>`
      insert into project (code, name, made_at) values (${wanted.code}, ${wanted.project}, ${now})
      on conflict (code) do nothing returning id`.execute(tx)
    if (!rows[0]) throw new Error(`小区代码 ${wanted.code} 已经存在`)
    for (const [code, name] of departments)
      await sql`insert into department (id, code, name) values (${uuid()}, ${code}, ${name}) on conflict (code) do nothing`.execute(
        tx,
      )
    const days = seedCalendarDays(now.getFullYear() - 1, now.getFullYear() + 1)
    for (const { date, kind, name } of days)
      await sql`insert into calendar_day (date, kind, name) values (${date}, ${kind}, ${name}) on conflict do nothing`.execute(
        tx,
      )
    const { rows: taken } = await sql`select from account where login = ${wanted.login}`.execute(tx)
    if (taken.length > 0) throw new Error(`账号 ${wanted.login} 已经存在`)
    const [account, post] = [uuid(), uuid()]
    await sql`insert into account (id, kind, login, name, password_hash, made_at)
      values (${account}, 'staff', ${wanted.login}, ${wanted.name}, ${passwordHash}, ${now})`.execute(tx)
    await sql`insert into post (id, project_id, department_id, role, title)
      select ${post}, ${rows[0].id}, id, 'manager', '管理处经理' from department where code = 'service'`.execute(tx)
    await sql`insert into post_holding (id, post_id, account_id, from_at) values (${uuid()}, ${post}, ${account}, ${now})`.execute(
      tx,
    )
    return rows[0].id
  })
  await inProject(db, projectId, (tx) =>
    sql`insert into policy (project_id, version, body, effective_at, reason, made_at)
      values (${projectId}, 1, ${json(defaultPolicy)}, ${now}, '开通', ${now})`.execute(tx),
  )
}
