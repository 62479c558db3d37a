import { z } from 'zod'
import { contract, done, flag, id, instant, text } from '../http/contract.ts'
import { groupKind, way } from './kinds.ts'

/** Who sets up ways out and sees what did not arrive; those of the whole company need somebody who answers for all of it. */
export const WAY_KEEPERS = ['manager', 'service-director', 'department-admin', 'executive'] as const

const webAddress = z
  .string()
  .trim()
  .max(500, '网址最多 500 个字')
  .regex(/^https:\/\/[^\s/@]+/, '网址须以 https:// 开头')
const email = z.email('请填写邮箱地址').max(200)

export const emailSettings = z
  .strictObject({
    way: z.literal('email'),
    host: z
      .string()
      .trim()
      .max(253)
      .regex(/^[a-z0-9.:-]+$/i, '请填写服务器名，例如 smtp.example.com'),
    port: z.int().min(1, '端口从 1 到 65535').max(65535, '端口从 1 到 65535'),
    /** `tls`: encrypted from the start (465); `starttls`: encrypted before anything is said (587); `none`: in the open. */
    security: z.enum(['tls', 'starttls', 'none']),
    user: text(200).nullable(),
    sender: email,
    senderName: text(60).nullable(),
  })
  .refine(({ security, user }) => security !== 'none' || user === null, {
    message: '不加密的连接不能带用户名和密码',
    path: ['user'],
  })

/** A text message gateway that takes JSON by HTTP. {phone}, {text}, {id} and {key} are put into the template. */
export const httpSmsSettings = z
  .strictObject({
    way: z.literal('sms'),
    adapter: z.literal('http'),
    url: webAddress,
    headers: z
      .array(z.strictObject({ name: z.string().regex(/^[A-Za-z0-9-]{1,60}$/, '请填写请求头的名称'), value: text(500) }))
      .max(10, '最多 10 个请求头'),
    body: text(4000),
    /** Where the answer says that it worked, such as `result.code`, and what it says then; null: the status alone. */
    okPath: text(60).nullable(),
    okValue: text(60).nullable(),
    /** The signature that the gateway has registered, shown as 【…】; null: the gateway adds its own. */
    sign: text(20).nullable(),
  })
  .refine(({ body }) => isTemplate(body), { message: '模板须是 JSON，并含有 {phone} 和 {text}', path: ['body'] })

/** Writes to a file in the data folder, numbers masked: for drills, nobody is told. */
export const fileSmsSettings = z.strictObject({
  way: z.literal('sms'),
  adapter: z.literal('file'),
  sign: text(20).nullable(),
})

export const wecomSettings = z.strictObject({
  way: z.literal('wecom'),
  kinds: z.array(groupKind).min(1, '至少选一种').max(10),
})

export const webhookSettings = z.strictObject({
  way: z.literal('webhook'),
  url: webAddress,
  /** Procedures whose acts are sent; none: of all. */
  procedures: z.array(z.string().regex(/^[a-z][a-z-]{0,39}$/)).max(50),
})

export const settings = z.union([emailSettings, httpSmsSettings, fileSmsSettings, wecomSettings, webhookSettings])
export type Settings = z.infer<typeof settings>
export type EmailSettings = z.infer<typeof emailSettings>
export type HttpSmsSettings = z.infer<typeof httpSmsSettings>
export type SmsSettings = HttpSmsSettings | z.infer<typeof fileSmsSettings>
export type WecomSettings = z.infer<typeof wecomSettings>
export type WebhookSettings = z.infer<typeof webhookSettings>

const endpointLine = z
  .strictObject({
    id,
    way,
    name: z.string(),
    /** Serves all estates of the company. */
    whole: z.boolean(),
    /** The reader may change it: his own estate's, or he answers for the whole company. */
    mine: z.boolean(),
    settings,
    /** A password, key or address is kept; it is never shown again. */
    hasSecret: z.boolean(),
    enabled: z.boolean(),
    lastError: z.string().nullable(),
    pausedUntil: instant.nullable(),
    /** Deliveries of this project that wait or were given up; 100 stands for 100 and more. */
    waiting: z.int(),
    dead: z.int(),
    changedBy: z.string().nullable(),
    changedAt: instant,
  })
  .meta({ id: 'DeliveryEndpoint' })
export type EndpointLine = z.infer<typeof endpointLine>

const body = z.strictObject({
  name: text(40),
  settings,
  /**
   * Password of the mail account, key of the gateway, or address of the group robot. Absent: the one kept stays, as
   * long as it goes where it went before; `bad-form` where server or user, or url, headers or body, are others.
   */
  secret: z.string().trim().min(1, '请填写').max(500, '最多 500 个字').optional(),
})

const ofProject = '/api/projects/:project/endpoints'

/** A new secret, shown this once. */
const withSecret = z.strictObject({ id, secret: z.string().nullable() })

export const endpoints = {
  list: contract({
    method: 'GET',
    path: ofProject,
    title: 'Ways out of the project and of the company: mail server, text messages, group robots, webhooks',
    may: WAY_KEEPERS,
    answer: z.strictObject({
      endpoints: z.array(endpointLine),
      /** The reader answers for all estates and may set up what serves the whole company. */
      wholeCompany: z.boolean(),
    }),
  }),
  add: contract({
    method: 'POST',
    path: ofProject,
    title: 'Set up a way out; the secret of a webhook is made here and shown once',
    may: WAY_KEEPERS,
    body: body.extend({ whole: flag }),
    answer: withSecret,
  }),
  change: contract({
    method: 'POST',
    path: `${ofProject}/:endpoint`,
    title: 'Change a way out, or switch it off and on',
    may: WAY_KEEPERS,
    body: body.extend({ enabled: flag }),
    answer: done,
  }),
  rotate: contract({
    method: 'POST',
    path: `${ofProject}/:endpoint/rotate`,
    title: 'A new secret for a webhook; messages are signed with both for 24 hours',
    may: WAY_KEEPERS,
    answer: withSecret,
  }),
  remove: contract({
    method: 'DELETE',
    path: `${ofProject}/:endpoint`,
    title: 'Take a way out away; what was told by it stays on record',
    may: WAY_KEEPERS,
    answer: done,
  }),
  test: contract({
    method: 'POST',
    path: `${ofProject}/:endpoint/test`,
    title: 'Send one test message now and say what came of it',
    may: WAY_KEEPERS,
    body: z.strictObject({
      /** E-mail address or mobile number; nothing for robots and webhooks. */
      to: z.string().trim().max(200).optional(),
    }),
    answer: z.strictObject({ sent: z.boolean(), reason: z.string().nullable() }),
  }),
  retry: contract({
    method: 'POST',
    path: `${ofProject}/:endpoint/retry`,
    title: 'Send again whatever this way out gave up, in this project',
    may: WAY_KEEPERS,
    answer: z.strictObject({ retried: z.int() }),
  }),
}

function isTemplate(body: string): boolean {
  try {
    JSON.parse(body)
    return body.includes('{phone}') && body.includes('{text}')
  } catch {
    return false
  }
}
