import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal, type RefusalKind } from '../case/refusal.ts'
import type { Translate } from '../clock/relative.ts'
import { DatabaseBusy, DatabaseFull, DatabaseGone } from '../db/errors.ts'
import { languageOf, translatorOf } from '../text/reader.ts'
import type { ProblemBody } from './contract.ts'

/** HTTP status of each kind of refusal (refusal.ts). */
const STATUS: Readonly<Record<RefusalKind, number>> = {
  'not-found': 404,
  'wrong-state': 409,
  stale: 409,
  'wrong-role': 403,
  blocked: 422,
  'bad-form': 400,
  'in-flight': 409,
  'key-reused': 422,
  'too-large': 413,
  expired: 410,
}

/** How long a client should wait for a database that is away; it heals by itself. */
const RETRY_AFTER_SECONDS = 2

/** Nobody is signed in. A kind of the door, not of a case. */
export class SignedOut extends Error {}

/** What a door says that is no refusal of a case: a wrong password, too many tries. */
export class DoorProblem extends Error {
  readonly kind: string
  readonly status: number
  readonly retryAfterSeconds: number | null

  constructor(kind: string, status: number, text: string, retryAfterSeconds: number | null = null) {
    super(text)
    this.kind = kind
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The one answer for what is not there and for what is somebody else's: the two must read the same. */
export const notFound = (): ProblemBody => problemOf('not-found', 404, '没有找到，或不在您的管辖范围内')

export function problemOf(kind: string, status: number, title: string, more: Partial<ProblemBody> = {}): ProblemBody {
  return { type: `urn:guanjia:problem:${kind}`, title, status, kind, ...more }
}

/**
 * Turns whatever was thrown into a problem in the reader's language. Nothing of the database or the code gets out; a
 * failure leaves a request id.
 */
function problemFor(error: unknown, request: FastifyRequest): ProblemBody {
  const t = translatorOf(languageOf(request))
  if (error instanceof Refusal && error.kind !== 'not-found') return refused(error, t)
  const { title, ...body } = problemIn(error, request)
  return { ...body, title: t(title) }
}

function problemIn(error: unknown, request: FastifyRequest): ProblemBody {
  // A thing that does not exist says nothing about itself, else it could be told from one that is out of reach.
  if (error instanceof Refusal) return notFound()
  if (error instanceof SignedOut) return problemOf('signed-out', 401, '请先登录')
  if (error instanceof DoorProblem) return problemOf(error.kind, error.status, error.message)
  if (error instanceof DatabaseGone) return unavailable('系统暂时连不上数据库，正在自动恢复，请稍后再试')
  if (error instanceof DatabaseBusy) return unavailable('系统正忙，请稍后再试')
  if (error instanceof DatabaseFull) return problemOf('disk-full', 507, '服务器磁盘已满，没有保存，请通知管理员')
  if (error instanceof Error) {
    const known = framework(error as FastifyError)
    if (known) return known
  }
  request.log.error({ err: error }, 'request failed')
  return problemOf('failed', 500, '系统出错了，没有保存；请再试一次，仍不行请把编号告诉管理员', { request: request.id })
}

const unavailable = (title: string) => problemOf('unavailable', 503, title)

/** Sends what was thrown as a problem, with the headers that belong to its status. */
export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemFor(error, reply.request)
  const wait = error instanceof DoorProblem ? error.retryAfterSeconds : null
  if (wait !== null || problem.status === 503) reply.header('retry-after', wait ?? RETRY_AFTER_SECONDS)
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem)
}

function refused(error: Refusal, t: Translate): ProblemBody {
  const { state, contact } = error as Refusal & Pick<ProblemBody, 'state' | 'contact'>
  return problemOf(error.kind, STATUS[error.kind], t(error.message, error.values), {
    ...(error.fields.length > 0 ? { fields: error.fields.map(({ field, text }) => ({ field, text: t(text) })) } : {}),
    ...(error.rules.length > 0 ? { rules: [...error.rules] } : {}),
    ...(state ? { state: { ...state, stateTitle: t(state.stateTitle) } } : {}),
    ...(contact ? { contact } : {}),
  })
}

/** What Fastify and its plugins throw. */
function framework(error: FastifyError): ProblemBody | null {
  const status = error.statusCode
  if (status === 413 || error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || error.code === 'FST_REQ_FILE_TOO_LARGE') {
    return problemOf('too-large', 413, '内容太大：文字最多 1 MB，图片最多 10 MB')
  }
  if (status === 415) return problemOf('bad-form', 415, '只接受 JSON；图片请用文件上传')
  if (status === 429) return problemOf('too-many', 429, '操作太频繁，请稍候再试')
  if (status === 404) return notFound()
  if (status !== undefined && status >= 400 && status < 500) return problemOf('bad-form', status, '请求的格式不对')
  return null
}
