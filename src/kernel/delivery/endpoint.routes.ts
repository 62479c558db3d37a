import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import type { Session } from '../auth/session.ts'
import { Refusal } from '../case/refusal.ts'
import { inProject, readProjects, type Tx } from '../db/db.ts'
import { violatedConstraint } from '../db/errors.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { answersForAll, requireWholeCompany } from '../org/whole-company.ts'
import { toReader } from '../text/reader.ts'
import { countsOf, retryDead } from './delivery.reads.ts'
import { endpoints, type Settings, WAY_KEEPERS } from './endpoint.contract.ts'
import {
  addEndpoint,
  changeEndpoint,
  type Endpoint,
  endpointsOf,
  findEndpoint,
  newSecret,
  opened,
  removeEndpoint,
  rotateSecret,
  sealSecret,
} from './endpoint.store.ts'
import { SendFailed } from './failed.ts'
import type { Message } from './ways/way.ts'

/** Ways out of one project: more than this is a mistake. */
const MOST_ENDPOINTS = 30
/** Test messages a minute: a test is no way to send. */
const TESTS_A_MINUTE = 30

/** Setting up the ways out. Those of the whole company are for whoever answers for all of its estates. */
export function endpointRoutes(app: FastifyInstance, doors: Doors): void {
  const { db, time, secrets } = doors

  bind(app, endpoints.list, ({ project, session }) =>
    readProjects(db, [project], async (tx) => {
      const found = await endpointsOf(tx, project)
      const wholeCompany = await answersForAll(tx, session, WAY_KEEPERS)
      const counts = await countsOf(
        tx,
        project,
        found.map(({ id }) => id),
      )
      return {
        wholeCompany,
        endpoints: found.map((one) => ({
          ...lineOf(one),
          mine: one.projectId !== null || wholeCompany,
          ...(counts.get(one.id) ?? { waiting: 0, dead: 0 }),
        })),
      }
    }),
  )

  bind(app, endpoints.add, async ({ project, session, body }) => {
    const { name, settings, whole } = body
    const id = uuid()
    const secret = settings.way === 'webhook' ? newSecret() : (body.secret ?? null)
    checkSecret(settings, secret !== null, body.secret)
    await once(() =>
      inProject(db, project, async (tx) => {
        if (whole) await requireWholeCompany(tx, session, WAY_KEEPERS)
        if ((await endpointsOf(tx, project)).length >= MOST_ENDPOINTS)
          throw new Refusal('blocked', '发送方式太多，请先删除不用的')
        const secretSealed = secret === null ? null : sealSecret(secrets, id, secret)
        const of = { id, projectId: whole ? null : project, secretSealed }
        await addEndpoint(tx, of, { name, settings, accountId: session.account.id, at: time.now() })
      }),
    )
    return { id, secret: settings.way === 'webhook' ? secret : null }
  })

  bind(app, endpoints.change, async ({ project, params, session, body }) => {
    const { name, settings, enabled } = body
    await inProject(db, project, async (tx) => {
      const found = await mine(tx, project, params.endpoint, session)
      if (found.way !== settings.way)
        throw new Refusal('bad-form', '不能改成另一种发送方式', {
          fields: [{ field: 'settings.way', text: '不能改成另一种发送方式' }],
        })
      if (body.secret === undefined && found.secretSealed !== null) checkKeptSecret(found.settings, settings)
      checkSecret(settings, found.secretSealed !== null || body.secret !== undefined, body.secret)
      const secretSealed = body.secret === undefined ? null : sealSecret(secrets, found.id, body.secret)
      const words = { name, settings, accountId: session.account.id, at: time.now() }
      await changeEndpoint(tx, { id: found.id, secretSealed, enabled }, words)
    })
    return DONE
  })

  bind(app, endpoints.rotate, ({ project, params, session }) =>
    inProject(db, project, async (tx) => {
      const { id, way } = await mine(tx, project, params.endpoint, session)
      if (way !== 'webhook') throw new Refusal('blocked', '只有 Webhook 的密钥由系统更换')
      const secret = newSecret()
      const secretSealed = sealSecret(secrets, id, secret)
      await rotateSecret(tx, { id, secretSealed }, { accountId: session.account.id, at: time.now() })
      return { id, secret }
    }),
  )

  bind(app, endpoints.remove, async ({ project, params, session }) => {
    await inProject(db, project, async (tx) => {
      const { id } = await mine(tx, project, params.endpoint, session)
      await removeEndpoint(tx, id, session.account.id, time.now())
    })
    return DONE
  })

  bind(
    app,
    endpoints.test,
    async ({ project, params, session, body }) => {
      const found = await readProjects(db, [project], (tx) => mine(tx, project, params.endpoint, session))
      const to = recipientOf(found, body.to)
      try {
        // The transaction has ended: nothing waits for the network with a connection in hand.
        await doors.ways.send(opened(secrets, found, time.now()), testMessage(to))
        return { sent: true, reason: null }
      } catch (error) {
        if (!(error instanceof SendFailed)) throw error
        return { sent: false, reason: toReader(error.message) }
      }
    },
    { perMinute: TESTS_A_MINUTE },
  )

  bind(app, endpoints.retry, ({ project, params }) =>
    inProject(db, project, async (tx) => {
      const found = await findEndpoint(tx, project, params.endpoint)
      if (!found) throw nothing()
      return { retried: await retryDead(tx, project, { endpointId: found.id }, time.now()) }
    }),
  )
}

const nothing = () => new Refusal('not-found', '没有找到')

/** One that the session may change. Throws 404 for what is another estate's. */
async function mine(tx: Tx, project: number, id: string, session: Session): Promise<Endpoint> {
  const found = await findEndpoint(tx, project, id)
  if (!found) throw nothing()
  if (found.projectId === null) await requireWholeCompany(tx, session, WAY_KEEPERS)
  return found
}

function lineOf({ id, way, name, projectId, settings, secretSealed, enabled, ...of }: Endpoint) {
  const { lastError, pausedUntil, changedBy, changedAt } = of
  const error = lastError === null ? null : toReader(lastError)
  return {
    ...{ id, way, name, settings, enabled, pausedUntil, changedBy, changedAt },
    whole: projectId === null,
    hasSecret: secretSealed !== null,
    lastError: error,
  }
}

/** What cannot work is refused when it is set up, not when the first message is due. */
function checkSecret(settings: Settings, has: boolean, given: string | undefined): void {
  const bad = (text: string) => new Refusal('bad-form', text, { fields: [{ field: 'secret', text }] })
  if (settings.way === 'wecom' && !has) throw bad('请填写群机器人的 Webhook 地址')
  if (settings.way === 'wecom' && given !== undefined && !/^https:\/\/[^\s/@]+\/\S+$/.test(given))
    throw bad('群机器人的地址须以 https:// 开头')
  if (settings.way === 'email' && settings.user !== null && !has) throw bad('请填写邮箱账号的密码')
  if (settings.way === 'sms' && settings.adapter === 'http' && usesKey(settings) && !has)
    throw bad('请填写短信平台的密钥')
}

/**
 * A secret that is kept goes where it went before: whoever never knew it could otherwise have it sent to a server of
 * his own. A way that needs none keeps it; it is asked for again when the way needs one again.
 */
function checkKeptSecret(before: Settings, after: Settings): void {
  if (goalOf(before) === goalOf(after)) return
  const text =
    after.way === 'email' && after.user !== null
      ? '服务器、端口、加密或用户名改了，请重新填写密码'
      : usesKey(after)
        ? '网址、请求头或请求内容改了，请重新填写密钥'
        : null
  if (text !== null) throw new Refusal('bad-form', text, { fields: [{ field: 'secret', text }] })
}

/** Where, and in what, the secret is sent. A webhook's secret only signs; a robot's is the address itself. */
function goalOf(settings: Settings): string {
  if (settings.way === 'email') {
    const { host, port, security, user } = settings
    return JSON.stringify([host, port, security, user])
  }
  if (settings.way !== 'sms' || settings.adapter === 'file') return ''
  const { url, headers, body } = settings
  return JSON.stringify([url, headers.map(({ name, value }) => [name, value]), body])
}

const usesKey = (settings: Settings) => JSON.stringify(settings).includes('{key}')

/** Who gets a test message. */
function recipientOf({ way, settings }: Endpoint, to: string | undefined): string | null {
  if (way !== 'email' && way !== 'sms') return null
  const good = way === 'email' ? /^[^\s@]+@[^\s@]+\.[^\s@]+$/ : /^1[3-9]\d{9}$/
  if (to !== undefined && good.test(to)) return to
  const text = settings.way === 'email' ? '请填写收测试邮件的邮箱地址' : '请填写收测试短信的手机号'
  throw new Refusal('bad-form', text, { fields: [{ field: 'to', text }] })
}

function testMessage(to: string | null): Message {
  const id = uuid()
  const text = toReader('这是管家的测试消息，收到说明设置正确')
  return {
    id,
    to,
    subject: toReader('管家测试消息'),
    lines: [{ text, url: null }],
    footer: '',
    event: { type: 'test', timestamp: new Date().toISOString(), data: {} },
  }
}

/** Two mail servers of one project at the same moment: the key lets one through. */
async function once(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (violatedConstraint(error) !== 'delivery_endpoint_one') throw error
    throw new Refusal('blocked', '已经有这种发送方式，请修改原来的')
  }
}
