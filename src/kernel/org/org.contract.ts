import { z } from 'zod'
import { newPassword } from '../auth/auth.contract.ts'
import { contract, done, id, instant, text } from '../http/contract.ts'
import { type Role, roleNames } from './roles.ts'

const role = z.enum(roleNames as [Role, ...Role[]])
/** Who may change staff and posts of a project. */
const admins = ['manager', 'department-admin', 'service-director'] as const
const login = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, '用户名由小写字母、数字、点、横线组成，2 至 40 位')
const task = z.enum(['front-desk', 'engineering', 'order', 'manager'])

const holding = z.strictObject({
  id,
  accountId: id,
  name: z.string(),
  kind: z.enum(['holder', 'stand-in']),
  fromAt: instant,
  toAt: instant.nullable(),
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
    holdings: z.array(holding),
  })
  .meta({ id: 'PostLine' })

export const staffLine = z
  .strictObject({
    accountId: id,
    name: z.string(),
    login: z.string().nullable(),
    workPhone: z.string().nullable(),
    skills: z.array(z.string()),
    posts: z.array(z.strictObject({ postId: id, role, title: z.string(), kind: z.enum(['holder', 'stand-in']) })),
    onDuty: z.array(task),
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
    answer: z.strictObject({ departments: z.array(z.strictObject({ id, code: z.string(), name: z.string() })) }),
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
  onDuty: contract({
    method: 'GET',
    path: '/api/projects/:project/on-duty',
    title: 'The on-duty list from now on; who has `now` is on duty',
    may: ['staff'],
    answer: z.strictObject({
      onDuty: z.array(
        z.strictObject({
          id,
          accountId: id,
          name: z.string(),
          workPhone: z.string().nullable(),
          task,
          fromAt: instant,
          toAt: instant,
          now: z.boolean(),
        }),
      ),
    }),
  }),
  putOnDuty: contract({
    method: 'POST',
    path: '/api/projects/:project/on-duty',
    title: 'Put somebody on the on-duty list',
    may: [...admins, 'engineering-supervisor', 'service-supervisor'],
    body: z.strictObject({ id, accountId: id, task, fromAt: instant, toAt: instant }),
    answer: done,
  }),
  takeOffDuty: contract({
    method: 'DELETE',
    path: '/api/projects/:project/on-duty/:entry',
    title: 'Take an entry off the on-duty list',
    may: [...admins, 'engineering-supervisor', 'service-supervisor'],
    answer: done,
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
  addPost: contract({
    method: 'POST',
    path: '/api/projects/:project/posts',
    title: 'Make a post in this project',
    may: [...admins],
    body: z.strictObject({ id, departmentId: id, role, title: text(40), superiorPostId: id.nullable().default(null) }),
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
  endHolding: contract({
    method: 'POST',
    path: '/api/projects/:project/posts/:post/holdings/:holding/end',
    title: 'End a holding now',
    may: [...admins],
    answer: done,
  }),
}
