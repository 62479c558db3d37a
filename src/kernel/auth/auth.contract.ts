import { z } from 'zod'
import { contract, done, id, instant, text } from '../http/contract.ts'
import { type Role, roleNames } from '../org/roles.ts'
import { languages } from '../text/language.ts'
import { oneTimeCode } from './totp.contract.ts'

const role = z.enum(roleNames as [Role, ...Role[]])

/** Who is signed in, where, and as what; the first thing every face reads. */
export const meAnswer = z
  .strictObject({
    account: z.strictObject({ id, kind: z.enum(['staff', 'owner']), name: z.string(), language: z.string() }),
    /** Projects within reach, by code. For owners `roles` and `titles` are empty. */
    projects: z.array(
      z.strictObject({
        id: z.int(),
        code: z.string(),
        name: z.string(),
        servicePhone: z.string().nullable(),
        roles: z.array(role),
        /** Titles of the posts held or stood in for. */
        titles: z.array(z.string()),
        /** Tasks on the on-duty list now: front-desk, engineering, order, manager. */
        onDuty: z.array(z.string()),
      }),
    ),
    /** Whom an owner's account stands for. Empty for staff. */
    persons: z.array(
      z.strictObject({
        project: z.int(),
        person: id,
        name: z.string(),
        units: z.array(z.strictObject({ id, code: z.string(), relation: z.string() })),
      }),
    ),
    demo: z.boolean(),
    /** Business time at the server; a face counts down from it, not from its own clock. */
    now: instant,
    /** `manual`: time stands still until somebody moves it by the time door. */
    clock: z.enum(['system', 'manual']),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof meAnswer>

const password = z.string().min(8, '密码至少 8 位').max(200, '密码最多 200 位')

export const auth = {
  signIn: contract({
    method: 'POST',
    path: '/api/sign-in',
    title: 'Sign in with user name and password (and the one-time code where the account has one)',
    may: ['public'],
    body: z.strictObject({
      login: text(60),
      password: z.string().min(1, '请填写密码').max(200),
      /** The six digits of the phone, or a recovery code. */
      totp: oneTimeCode.optional(),
    }),
    answer: meAnswer,
  }),
  signOut: contract({
    method: 'POST',
    path: '/api/sign-out',
    title: 'End this session',
    may: ['public'],
    answer: done,
  }),
  me: contract({
    method: 'GET',
    path: '/api/me',
    title: 'Who is signed in, with projects, roles and business time',
    may: ['signed-in'],
    answer: meAnswer,
  }),
  language: contract({
    method: 'POST',
    path: '/api/me/language',
    title: 'Choose the language in which I am told things: pages, refusals, notices, what is sent to me',
    may: ['signed-in'],
    body: z.strictObject({ language: z.enum(languages, '请选择语言') }),
    answer: done,
  }),
  demoPeople: contract({
    method: 'GET',
    path: '/api/demo/people',
    title: 'Demo mode on loopback: whom one can sign in as by one click',
    may: ['public'],
    answer: z.strictObject({
      people: z.array(
        z.strictObject({
          accountId: id,
          kind: z.enum(['staff', 'owner']),
          name: z.string(),
          /** The face it is meant for. */
          face: z.enum(['console', 'staff', 'owner']),
          role: role.nullable(),
          /** Post title, or for owners the unit. */
          title: z.string(),
          project: z.string(),
        }),
      ),
    }),
  }),
  demoSignIn: contract({
    method: 'POST',
    path: '/api/demo/sign-in',
    title: 'Demo mode on loopback: sign in as somebody of the list',
    may: ['public'],
    body: z.strictObject({ accountId: id }),
    answer: meAnswer,
  }),
  ownerSignIn: contract({
    method: 'POST',
    path: '/api/owner/sign-in',
    title: 'Sign in as an owner with the token of a one-time slip printed at the desk',
    may: ['public'],
    body: z.strictObject({ token: z.string().min(16).max(200) }),
    answer: meAnswer,
  }),
  slip: contract({
    method: 'POST',
    path: '/api/projects/:project/persons/:person/slip',
    title: 'Print a one-time sign-in slip for a resident; it lives 15 minutes',
    may: ['receptionist', 'service-officer', 'service-supervisor', 'service-director'],
    answer: z.strictObject({
      url: z.string(),
      /** The url as an SVG picture of its QR code. */
      qrSvg: z.string(),
      expiresAt: instant,
    }),
  }),
  sessions: contract({
    method: 'GET',
    path: '/api/sessions',
    title: 'Where this account is signed in',
    may: ['signed-in'],
    answer: z.strictObject({
      sessions: z.array(
        z.strictObject({
          session: z.string(),
          madeAt: instant,
          seenAt: instant,
          address: z.string().nullable(),
          agent: z.string().nullable(),
          current: z.boolean(),
        }),
      ),
    }),
  }),
  endSession: contract({
    method: 'DELETE',
    path: '/api/sessions/:session',
    title: 'End one session of this account',
    may: ['signed-in'],
    params: { session: z.string().regex(/^[0-9a-f]{64}$/) },
    answer: done,
  }),
  endOtherSessions: contract({
    method: 'DELETE',
    path: '/api/sessions',
    title: 'End all other sessions of this account',
    may: ['signed-in'],
    answer: z.strictObject({ ended: z.int() }),
  }),
  password: contract({
    method: 'POST',
    path: '/api/password',
    title: 'Change the password; all other sessions end',
    may: ['signed-in'],
    body: z.strictObject({ current: z.string().min(1).max(200), next: password }),
    answer: done,
  }),
  moveTime: contract({
    method: 'POST',
    path: '/api/test/time',
    title: 'The time door: moves business time; only with --clock manual on loopback in demo or test mode',
    may: ['public'],
    body: z.union([z.strictObject({ at: instant }), z.strictObject({ advanceMs: z.int() })]),
    answer: z.strictObject({ now: instant }),
  }),
}

export const newPassword = password
