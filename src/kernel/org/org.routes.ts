import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { hashPassword, passwordTrouble } from '../auth/password.ts'
import { endSessions } from '../auth/session.store.ts'
import { rolesIn, type Session } from '../auth/session.ts'
import { dropTotp, noteChange } from '../auth/totp.ts'
import { Refusal } from '../case/refusal.ts'
import { inCompany, inProject, readProjects, type Tx } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { addDepartment, closeDepartment, editDepartment, listDepartments } from './department.store.ts'
import {
  ADMINS,
  addStaff,
  bad,
  endHoldings,
  endStandIn,
  hold,
  requireAdminLeft,
  requireHeldPost,
  requireOwnStaff,
  requirePost,
  requireStaff,
} from './org.commands.ts'
import { org } from './org.contract.ts'
import { listPosts, listStaff } from './org.reads.ts'
import { addPost, editPost } from './post.commands.ts'
import type { Role } from './roles.ts'
import { answersForAll, requireWholeCompany } from './whole-company.ts'

/** Who may change departments, when he has such a post in every project. */
const DEPARTMENT_KEEPERS: readonly Role[] = [...ADMINS, 'executive']

/** Staff and posts. They are company tables: every command first asks whether post and person belong to the project. */
export function orgRoutes(app: FastifyInstance, { db, time }: Doors): void {
  const machineNow = () => new Date(Date.now())

  bind(app, org.departments, ({ project, session }) =>
    readProjects(db, [], async (tx) => ({
      departments: await listDepartments(tx, project, time.now()),
      changes: await answersForAll(tx, session, DEPARTMENT_KEEPERS),
    })),
  )

  bind(app, org.addDepartment, async ({ body, session }) => {
    await onDepartments(session, (tx) => addDepartment(tx, body))
    return DONE
  })

  bind(app, org.editDepartment, async ({ params, body, session }) => {
    await onDepartments(session, (tx) => editDepartment(tx, params.department, body))
    return DONE
  })

  bind(app, org.closeDepartment, async ({ params, session }) => {
    await onDepartments(session, (tx) => closeDepartment(tx, params.department, time.now()))
    return DONE
  })

  bind(app, org.posts, async ({ project }) => ({
    posts: await readProjects(db, [project], (tx) => listPosts(tx, project, time.now())),
  }))

  bind(app, org.staff, async ({ project, query }) => ({
    staff: await readProjects(db, [project], (tx) => listStaff(tx, project, query, time.now())),
  }))

  bind(app, org.addStaff, async ({ project, body, session }) => {
    const { password, workPhone = null, ...staff } = body
    requireGoodPassword(password, 'password', staff.login)
    const passwordHash = await hashPassword(password)
    await inCompany(db, (tx) =>
      addStaff(tx, project, { ...staff, workPhone, passwordHash }, session.account.id, time.now()),
    )
    return { accountId: body.id }
  })

  bind(app, org.editStaff, async ({ project, params, body, session }) => {
    await onOwnStaff(project, params.account, session, async (tx) => {
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
      await noteChange(tx, params.account, session.account.id, 'password-reset', machineNow())
      await endSessions(tx, params.account, {}, machineNow())
    })
    return DONE
  })

  bind(app, org.resetTotp, async ({ project, params, session }) => {
    await onOwnStaff(project, params.account, session, async (tx) => {
      await dropTotp(tx, params.account, session.account.id, machineNow())
      await endSessions(tx, params.account, {}, machineNow())
    })
    return DONE
  })

  bind(app, org.addPost, async ({ project, body }) => {
    await inCompany(db, (tx) => addPost(tx, project, body))
    return DONE
  })

  bind(app, org.editPost, async ({ project, params, body }) => {
    await inProject(db, project, (tx) => editPost(tx, project, params.post, body))
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

  bind(app, org.hold, async ({ project, params, body, session }) => {
    const { id, accountId, kind, reason = null } = body
    const now = time.now()
    const fromAt = body.fromAt === undefined ? now : new Date(body.fromAt)
    const toAt = body.toAt === undefined ? null : new Date(body.toAt)
    await inCompany(db, async (tx) => {
      await requirePost(tx, project, params.post)
      await requireStaff(tx, project, accountId)
      const given = { givenBy: session.account.id, givenAt: now }
      await hold(tx, { id, postId: params.post, accountId, kind, fromAt, toAt, reason, ...given })
    })
    return DONE
  })

  bind(app, org.standIn, async ({ project, params, body, session }) => {
    const { id, accountId, reason } = body
    const now = time.now()
    const me = session.account.id
    const fromAt = body.fromAt === undefined ? now : new Date(body.fromAt)
    if (accountId === me) throw bad('accountId', '不能由自己代自己')
    await inCompany(db, async (tx) => {
      await requireHeldPost(tx, project, params.post, me, now)
      await requireStaff(tx, project, accountId)
      const term = { kind: 'stand-in' as const, fromAt, toAt: new Date(body.toAt) }
      await hold(tx, { id, postId: params.post, accountId, reason, ...term, givenBy: me, givenAt: now })
    })
    return DONE
  })

  bind(app, org.endStandIn, async ({ project, params, session }) => {
    const which = { postId: params.post, holdingId: params.holding, accountId: session.account.id }
    const ended = await inCompany(db, (tx) => endStandIn(tx, project, which, time.now()))
    if (!ended) throw new Refusal('not-found', '没有找到')
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

  /** Departments are shared by all projects. */
  function onDepartments(session: Session, act: (tx: Tx) => Promise<void>): Promise<void> {
    return inCompany(db, async (tx) => {
      await requireWholeCompany(tx, session, DEPARTMENT_KEEPERS)
      await act(tx)
    })
  }

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

function requireGoodPassword(password: string, field: string, login: string | null): void {
  const trouble = passwordTrouble(password, login)
  if (trouble) throw bad(field, trouble)
}
