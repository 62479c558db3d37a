import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { ADMINS } from '../../org/org.commands.ts'
import { roles } from '../../org/roles.ts'
import { BadCell, choice, required, text, words } from '../columns.ts'
import { type Given, upsert, workbook } from '../workbook.ts'

const login = {
  ...required(text('用户名', 40, { note: '登录用；小写字母、数字、点、横线', example: 'wangfang' })),
}

/** 员工: staff with their posts. Nobody can sign in before a password was set for him. */
export const staff = workbook({
  name: 'staff',
  title: '员工',
  may: ADMINS,
  columns: {
    login: {
      ...login,
      read: (cell) => {
        const value = login.read(cell)?.toLowerCase() ?? null
        if (value !== null && !/^[a-z0-9][a-z0-9._-]{1,39}$/.test(value))
          throw new BadCell('用户名不合规', '由小写字母、数字、点、横线组成，2 至 40 位')
        return value
      },
    },
    name: required(text('姓名', 60, { example: '王芳' })),
    department: required(text('部门', 40, { note: '须是公司已有的部门', example: '客户服务部' })),
    title: required(text('岗位', 40, { note: '新的岗位会自动建立', example: '前台接待' })),
    role: required(choice('角色', roles, { note: '岗位的权限由角色决定', example: '客户接待员' })),
    workPhone: text('工作电话', 20, { example: '8101' }),
    skills: words('技能', 20, { note: '派单时按技能推荐，用顿号隔开', example: '水电、弱电' }),
  },
  notes: [
    '导入的账号没有密码：请在“人员岗位”里逐人设置初始密码，本人才能登录。',
    '再次导入时按用户名更新；一人兼几个岗位的，写几行。文件里没有的员工和岗位不动。',
  ],
  key: ({ login, department, title }) => [login, department, title].join('|'),
  staged: {
    account_id: 'uuid',
    post_id: 'uuid',
    holding_id: 'uuid',
    login: 'text',
    name: 'text',
    department: 'text',
    title: 'text',
    role: 'text',
    work_phone: 'text',
    skills: 'text',
  },
  stage: ({ login, name, department, title, role, workPhone, skills }) => ({
    account_id: uuid(),
    post_id: uuid(),
    holding_id: uuid(),
    login,
    name,
    department,
    title,
    role,
    work_phone: workPhone,
    skills,
  }),
  checks: [
    {
      column: 'department',
      wrong: '没有这个部门',
      mend: '请先建立部门，或核对名称',
      rows: () =>
        sql`select g.row from given g where not exists (select from department d where d.name = g.department)`,
    },
    {
      column: 'login',
      wrong: '这个用户名已经有人用了，他不在本小区任职',
      mend: '请换一个用户名',
      rows: ({ projectId }) => sql`select g.row from given g join account a on a.login = g.login
        where a.kind <> 'staff' or not exists (select from post_holding h join post p on p.id = h.post_id
          where h.account_id = a.id and (p.project_id = ${projectId} or p.project_id is null))`,
    },
    {
      column: 'role',
      wrong: '这个岗位是另一种角色',
      mend: '请核对角色，或给岗位另取名称',
      rows: ({ projectId }) => sql`select g.row from given g join department d on d.name = g.department
        join post p on p.project_id = ${projectId} and p.department_id = d.id and p.title = g.title and p.closed_at is null
        where p.role <> g.role and not exists (select from post q where q.project_id = ${projectId}
          and q.department_id = d.id and q.title = g.title and q.role = g.role and q.closed_at is null)`,
    },
    {
      column: 'name',
      wrong: '同一个用户名有两个姓名',
      mend: '兼岗的几行，姓名要一样',
      rows: () => sql`select g.row from given g where exists (
        select from given o where o.login = g.login and o.name <> g.name)`,
    },
    {
      column: 'role',
      wrong: '同一个岗位写了两种角色',
      mend: '请核对角色，或给岗位另取名称',
      rows: () => sql`select g.row from given g where exists (
        select from given o where o.department = g.department and o.title = g.title and o.role <> g.role)`,
    },
  ],
  write: async (tx, given, { at }) => {
    const { projectId } = given
    await sql`${given.rows}
      insert into post (id, project_id, department_id, role, title)
      select distinct on (d.id, g.title, g.role) g.post_id, ${projectId}::int, d.id, g.role, g.title
      from given g join department d on d.name = g.department
      where not exists (select from post p where p.project_id = ${projectId} and p.department_id = d.id
        and p.title = g.title and p.role = g.role and p.closed_at is null)
      order by d.id, g.title, g.role, g.row`.execute(tx)
    const accounts = await upsert(
      tx,
      given,
      sql`insert into account as a (id, kind, login, name, work_phone, skills, made_at)
        select distinct on (g.login) g.account_id, 'staff', g.login, g.name, g.work_phone,
          coalesce(string_to_array(g.skills, ' '), '{}'), ${at}::timestamptz
        from given g order by g.login, g.row
        on conflict (login) do update set name = excluded.name,
          work_phone = coalesce(excluded.work_phone, a.work_phone),
          skills = case when excluded.skills = '{}' then a.skills else excluded.skills end
        where (a.name <> excluded.name or excluded.work_phone is distinct from a.work_phone and excluded.work_phone is not null
            or excluded.skills <> '{}' and excluded.skills <> a.skills)
          -- Somebody who also works elsewhere is changed by those who answer for all his posts.
          and not exists (select from post_holding h join post p on p.id = h.post_id
            where h.account_id = a.id and p.project_id is distinct from ${projectId} and (h.to_at is null or h.to_at > ${at}))
        returning (xmax = 0) as added`,
    )
    const posts = await holdPosts(tx, given, at)
    const notes = posts > 0 ? [`新任岗位 ${posts} 个。导入的新账号没有密码，请在“人员岗位”里逐人设置。`] : []
    return { ...accounts, unchanged: (await logins(tx, given)) - accounts.added - accounts.changed, notes }
  },
})

async function holdPosts(tx: Parameters<typeof upsert>[0], given: Given, at: Date): Promise<number> {
  const { projectId } = given
  const { rows } = await sql`${given.rows}
    insert into post_holding (id, post_id, account_id, from_at)
    select g.holding_id, p.id, a.id, ${at}::timestamptz
    from given g join account a on a.login = g.login join department d on d.name = g.department
    join lateral (select p.id from post p where p.project_id = ${projectId} and p.department_id = d.id
      and p.title = g.title and p.role = g.role and p.closed_at is null order by p.id limit 1) p on true
    where not exists (select from post_holding h where h.post_id = p.id and h.account_id = a.id
      and (h.to_at is null or h.to_at > ${at}))
    returning id`.execute(tx)
  return rows.length
}

async function logins(tx: Parameters<typeof upsert>[0], given: Given): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`${given.rows} select count(distinct login)::int as count from given`.execute(tx)
  return rows[0]!.count
}
