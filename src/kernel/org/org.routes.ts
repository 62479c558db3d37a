import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { hashPassword, passwordTrouble } from '../auth/password.ts'
import { endSessions } from '../auth/session.store.ts'
import { rolesIn, type Session } from '../auth/session.ts'
import { Refusal } from '../case/refusal.ts'
import { inCompany, readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import {
  ADMINS,
  addStaff,
  endHoldings,
  hold,
  requireAdminLeft,
  requireOwnStaff,
  requirePost,
  requireStaff,
} from './org.commands.ts'
import { org } from './org.contract.ts'
import { listDepartments, listOnDuty, listPosts, listStaff } from './org.reads.ts'

/** Staff and posts. They are company tables: every command first asks whether post and person belong to the project. */
export function orgRoutes(app: FastifyInstance, { db, time }: Doors): void {
  const machineNow = () => new Date(Date.now())

  bind(app, org.departments, async () => ({ departments: await readProjects(db, [], listDepartments) }))

  bind(app, org.posts, async ({ project }) => ({
    posts: await readProjects(db, [], (tx) => listPosts(tx, project, time.now())),
  }))

  bind(app, org.staff, async ({ project, query }) => ({
    staff: await readProjects(db, [project], (tx) => listStaff(tx, project, query, time.now())),
  }))

  bind(app, org.onDuty, async ({ project }) => ({
    onDuty: await readProjects(db, [], (tx) => listOnDuty(tx, project, time.now())),
  }))

  bind(app, org.putOnDuty, async ({ project, body }) => {
    const { id, accountId, task } = body
    const [fromAt, toAt] = [new Date(body.fromAt), new Date(body.toAt)]
    if (toAt <= fromAt)
      throw new Refusal('bad-form', '结束须晚于开始', { fields: [{ field: 'toAt', text: '结束须晚于开始' }] })
    await inCompany(db, async (tx) => {
      await requireStaff(tx, project, accountId)
      await sql`insert into on_duty (id, project_id, account_id, task, from_at, to_at)
        values (${id}, ${project}, ${accountId}, ${task}, ${fromAt}, ${toAt}) on conflict (id) do nothing`.execute(tx)
    })
    return DONE
  })

  bind(app, org.takeOffDuty, async ({ project, params }) => {
    const { rows } = await inCompany(db, (tx) =>
      sql`delete from on_duty where id = ${params.entry} and project_id = ${project} returning id`.execute(tx),
    )
    if (rows.length === 0) throw new Refusal('not-found', '没有找到')
    return DONE
  })

  bind(app, org.addStaff, async ({ project, body }) => {
    const { password, workPhone = null, ...staff } = body
    requireGoodPassword(password, 'password', staff.login)
    const passwordHash = await hashPassword(password)
    await inCompany(db, (tx) => addStaff(tx, project, { ...staff, workPhone, passwordHash }, time.now()))
    return { accountId: body.id }
  })

  bind(app, org.editStaff, async ({ project, params, body }) => {
    await inCompany(db, async (tx) => {
      await requireStaff(tx, project, params.account)
      const { name, workPhone, skills } = body
      if (name !== undefined) await sql`update account set name = ${name} where id = ${params.account}`.execute(tx)
      if (workPhone !== undefined)
        await sql`update account set work_phone = ${workPhone} where id = ${params.account}`.execute(tx)
      if (skills !== undefined)
        await sql`update account set skills = ${skills} where id = ${params.account}`.execute(tx)
    })
    return DONE
  })

  bind(app, org.disable, async ({ project, params, session }) => {
    if (params.account === session.account.id) throw new Refusal('blocked', '不能停用自己的账号')
    await onOwnStaff(project, params.account, session, async (tx) => {
      await sql`update account set disabled_at = coalesce(disabled_at, ${time.now()}) where id = ${params.account}`.execute(
        tx,
      )
      await endSessions(tx, params.account, {}, machineNow())
      await requireAdminLeft(tx, project, time.now())
    })
    return DONE
  })

  bind(app, org.enable, async ({ project, params, session }) => {
    await onOwnStaff(project, params.account, session, async (tx) => {
      await sql`update account set disabled_at = null, failed_count = 0, locked_until = null where id = ${params.account}`.execute(
        tx,
      )
    })
    return DONE
  })

  bind(app, org.resetPassword, async ({ project, params, session, body }) => {
    requireGoodPassword(body.next, 'next', null)
    const passwordHash = await hashPassword(body.next)
    await onOwnStaff(project, params.account, session, async (tx) => {
      await sql`update account set password_hash = ${passwordHash}, failed_count = 0, locked_until = null where id = ${params.account}`.execute(
        tx,
      )
      await endSessions(tx, params.account, {}, machineNow())
    })
    return DONE
  })

  bind(app, org.addPost, async ({ project, body }) => {
    const { id, departmentId, role, title, superiorPostId } = body
    await inCompany(db, async (tx) => {
      if (superiorPostId !== null) await requireReachablePost(tx, project, superiorPostId)
      const known = await sql`select from department where id = ${departmentId}`.execute(tx)
      if (known.rows.length === 0) {
        throw new Refusal('bad-form', '没有这个部门', { fields: [{ field: 'departmentId', text: '没有这个部门' }] })
      }
      await sql`insert into post (id, project_id, department_id, role, title, superior_post_id)
        values (${id}, ${project}, ${departmentId}, ${role}, ${title}, ${superiorPostId}) on conflict (id) do nothing`.execute(
        tx,
      )
    })
    return DONE
  })

  bind(app, org.closePost, async ({ project, params }) => {
    const now = time.now()
    await inCompany(db, async (tx) => {
      await requirePost(tx, project, params.post)
      await endHoldings(tx, params.post, null, now)
      await sql`update post set closed_at = ${now} where id = ${params.post}`.execute(tx)
      await requireAdminLeft(tx, project, now)
    })
    return DONE
  })

  bind(app, org.hold, async ({ project, params, body }) => {
    const { id, accountId, kind, reason = null } = body
    const fromAt = body.fromAt === undefined ? time.now() : new Date(body.fromAt)
    const toAt = body.toAt === undefined ? null : new Date(body.toAt)
    await inCompany(db, async (tx) => {
      await requirePost(tx, project, params.post)
      await requireStaff(tx, project, accountId)
      await hold(tx, { id, postId: params.post, accountId, kind, fromAt, toAt, reason })
    })
    return DONE
  })

  bind(app, org.endHolding, async ({ project, params }) => {
    const now = time.now()
    await inCompany(db, async (tx) => {
      await requirePost(tx, project, params.post)
      if ((await endHoldings(tx, params.post, params.holding, now)) === 0) throw new Refusal('not-found', '没有找到')
      await requireAdminLeft(tx, project, now)
    })
    return DONE
  })

  async function onOwnStaff(
    project: number,
    accountId: string,
    session: Session,
    act: (tx: Tx) => Promise<void>,
  ): Promise<void> {
    const administered = session.projects.filter((one) => rolesIn(session, one).some((role) => ADMINS.includes(role)))
    await inCompany(db, async (tx) => {
      await requireOwnStaff(tx, project, accountId, administered, time.now())
      await act(tx)
    })
  }
}

async function requireReachablePost(tx: Tx, project: number, postId: string): Promise<void> {
  const { rows } = await sql`
    select from post where id = ${postId} and (project_id = ${project} or project_id is null) and closed_at is null`.execute(
    tx,
  )
  if (rows.length === 0) {
    throw new Refusal('bad-form', '没有这个上级岗位', {
      fields: [{ field: 'superiorPostId', text: '没有这个上级岗位' }],
    })
  }
}

function requireGoodPassword(password: string, field: string, login: string | null): void {
  const trouble = passwordTrouble(password, login)
  if (trouble) throw new Refusal('bad-form', trouble, { fields: [{ field, text: trouble }] })
}
