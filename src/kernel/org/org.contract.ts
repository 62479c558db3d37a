import { z } from 'zod'
import { newPassword } from '../auth/auth.contract.ts'
import { contract, done, id, instant, text } from '../http/contract.ts'
import { dutyTask } from './duty.ts'
import { type Role, roleNames } from './roles.ts'

const role = z.enum(roleNames as [Role, ...Role[]])
/** Who may change staff and posts of a project. */
const admins = ['manager', 'department-admin', 'service-director'] as const
const login = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, '用户名由小写字母、数字、点、横线组成，2 至 40 位')

const holding = z.strictObject({
  id,
  accountId: id,
  name: z.string(),
  kind: z.enum(['holder', 'stand-in']),
  fromAt: instant,
  toAt: instant.nullable(),
  reason: z.string().nullable(),
  /** Who arranged it; null where the set-up did. */
  givenBy: z.string().nullable(),
})

export const postLine = z
  .strictObject({
    id,
    /** null: the post reaches all projects. */
    project: z.int().nullable(),
    department: z.strictObject({ id, name: z.string() }),
    role,
    title: z.string(),
    superiorPostId: id.nullable(),
    /** Heads its department, here or (without a project) in the company. */
    heads: z.boolean(),
    /** Zones of the project that the post answers for. */
    zones: z.array(z.strictObject({ id, name: z.string() })),
    /** Holdings that run now or will. */
    holdings: z.array(holding),
    /** While nobody holds the post: who answers for it from above. */
    answeredBy: z.array(z.strictObject({ accountId: id, name: z.string() })),
  })
  .meta({ id: 'PostLine' })
export type PostLine = z.infer<typeof postLine>

export const staffLine = z
  .strictObject({
    accountId: id,
    name: z.string(),
    login: z.string().nullable(),
    workPhone: z.string().nullable(),
    skills: z.array(z.string()),
    posts: z.array(
      z.strictObject({ postId: id, role, title: z.string(), heads: z.boolean(), kind: z.enum(['holder', 'stand-in']) }),
    ),
    onDuty: z.array(dutyTask),
    /** Cases held that are not final. */
    openCases: z.int(),
    disabledAt: instant.nullable(),
  })
  .meta({ id: 'StaffLine' })
export type StaffLine = z.infer<typeof staffLine>

export const org = {
  departments: contract({
    method: 'GET',
    path: '/api/projects/:project/departments',
    title: 'Departments of the company',
    may: ['staff'],
    answer: z.strictObject({
      departments: z.array(
        z.strictObject({
          id,
          code: z.string(),
          name: z.string(),
          parentId: id.nullable(),
          /** The post that heads it here; where there is none, the one that heads it in the company. */
          head: z.strictObject({ postId: id, title: z.string(), names: z.array(z.string()) }).nullable(),
          /** Open posts and people of it that reach this project. */
          posts: z.int(),
          people: z.int(),
        }),
      ),
      /** Whether the reader may change departments: they are the whole company's. */
      changes: z.boolean(),
    }),
  }),
  addDepartment: contract({
    method: 'POST',
    path: '/api/projects/:project/departments',
    title: 'Make a department of the company',
    may: [...admins, 'executive'],
    body: z.strictObject({
      id,
      code: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, '代码由小写字母、数字、横线组成，2 至 31 位'),
      name: text(40),
      parentId: id.nullable().default(null),
    }),
    answer: done,
  }),
  editDepartment: contract({
    method: 'POST',
    path: '/api/projects/:project/departments/:department',
    title: 'Rename a department or put it under another',
    may: [...admins, 'executive'],
    body: z.strictObject({ name: text(40).optional(), parentId: id.nullable().optional() }),
    answer: done,
  }),
  closeDepartment: contract({
    method: 'POST',
    path: '/api/projects/:project/departments/:department/close',
    title: 'Close a department that has no open posts and nothing under it',
    may: [...admins, 'executive'],
    answer: done,
  }),
  posts: contract({
    method: 'GET',
    path: '/api/projects/:project/posts',
    title: 'Posts of the project with who holds them and who stands in',
    may: ['staff'],
    answer: z.strictObject({ posts: z.array(postLine) }),
  }),
  staff: contract({
    method: 'GET',
    path: '/api/projects/:project/staff',
    title: 'Staff of the project with roles, skills and load; with role or skill only those',
    may: ['staff'],
    query: z.strictObject({ role: role.optional(), skill: z.string().max(40).optional() }),
    answer: z.strictObject({ staff: z.array(staffLine) }),
  }),
  addStaff: contract({
    method: 'POST',
    path: '/api/projects/:project/staff',
    title: 'Make a staff account, in a post of this project from now on',
    may: [...admins],
    body: z.strictObject({
      id,
      login,
      name: text(60),
      password: newPassword,
      workPhone: z.string().max(20).optional(),
      skills: z.array(text(20)).max(20).default([]),
      postId: id,
    }),
    answer: z.strictObject({ accountId: id }),
  }),
  editStaff: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account',
    title: 'Correct name, work phone or skills of somebody of the staff',
    may: [...admins],
    body: z.strictObject({
      name: text(60).optional(),
      workPhone: z.string().max(20).nullable().optional(),
      skills: z.array(text(20)).max(20).optional(),
    }),
    answer: done,
  }),
  disable: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account/disable',
    title: 'Disable an account: its sessions die at the next request',
    may: [...admins],
    answer: done,
  }),
  enable: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account/enable',
    title: 'Enable a disabled account',
    may: [...admins],
    answer: done,
  }),
  resetPassword: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account/password',
    title: 'Give an account a new password; all its sessions end',
    may: [...admins],
    body: z.strictObject({ next: newPassword }),
    answer: done,
  }),
  resetTotp: contract({
    method: 'POST',
    path: '/api/projects/:project/staff/:account/totp-reset',
    title: 'Take the one-time code off an account whose phone was lost; its sessions end, and it is on record',
    may: [...admins],
    answer: done,
  }),
  addPost: contract({
    method: 'POST',
    path: '/api/projects/:project/posts',
    title: 'Make a post in this project',
    may: [...admins],
    body: z.strictObject({ id, departmentId: id, role, title: text(40), superiorPostId: id.nullable().default(null) }),
    answer: done,
  }),
  editPost: contract({
    method: 'POST',
    path: '/api/projects/:project/posts/:post',
    title: 'Change title, department, superior, headship or zones of a post',
    may: [...admins],
    body: z.strictObject({
      title: text(40).optional(),
      departmentId: id.optional(),
      superiorPostId: id.nullable().optional(),
      /** Takes the headship of the department from the post that has it. */
      heads: z.boolean().optional(),
      /** All zones that the post answers for. */
      zoneIds: z.array(id).max(50).optional(),
    }),
    answer: done,
  }),
  closePost: contract({
    method: 'POST',
    path: '/api/projects/:project/posts/:post/close',
    title: 'Close a post; its holdings end',
    may: [...admins],
    answer: done,
  }),
  hold: contract({
    method: 'POST',
    path: '/api/projects/:project/posts/:post/holdings',
    title: 'Put somebody in a post, or as stand-in, from and to',
    may: [...admins],
    body: z.strictObject({
      id,
      accountId: id,
      kind: z.enum(['holder', 'stand-in']),
      fromAt: instant.optional(),
      toAt: instant.optional(),
      reason: z.string().max(200).optional(),
    }),
    answer: done,
  }),
  standIn: contract({
    method: 'POST',
    path: '/api/projects/:project/posts/:post/stand-ins',
    title: 'Whoever holds a post names who stands in for him, from and to; rights, reminders and notices follow',
    may: ['staff'],
    body: z.strictObject({ id, accountId: id, fromAt: instant.optional(), toAt: instant, reason: text(200) }),
    answer: done,
  }),
  endStandIn: contract({
    method: 'POST',
    path: '/api/projects/:project/posts/:post/stand-ins/:holding/end',
    title: 'Whoever holds the post, or stands in for it, ends the standing in',
    may: ['staff'],
    answer: done,
  }),
  endHolding: contract({
    method: 'POST',
    path: '/api/projects/:project/posts/:post/holdings/:holding/end',
    title: 'End a holding now',
    may: [...admins],
    answer: done,
  }),
}
