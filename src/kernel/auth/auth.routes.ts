import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import QRCode from 'qrcode'
import { v7 as uuid } from 'uuid'
import { Refusal } from '../case/refusal.ts'
import { inCompany, inProject, readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import { DoorProblem } from '../http/problems.ts'
import { languageOf } from '../text/reader.ts'
import { auth, type Me } from './auth.contract.ts'
import { clearCookie, readCookie, setCookie } from './cookie.ts'
import { Lockout } from './lockout.ts'
import { demoPeople, readMe } from './me.ts'
import { hashPassword, passwordFits, passwordTrouble } from './password.ts'
import { endSessions, sessionOf, sessionsOf } from './session.store.ts'
import { type From, signIn, signInBySlip, signInDemo } from './sign-in.ts'
import { newToken, tokenHash } from './token.ts'
import { totpRoutes } from './totp.routes.ts'

/** Tries a minute from one address at the doors that take a secret. */
const TRIES_PER_MINUTE = 60
/** A printed slip lives this long: the walk from the desk to the sofa. Own choice. */
const SLIP_LIVES_MS = 15 * 60_000

export function authRoutes(app: FastifyInstance, doors: Doors): void {
  const { db, secrets, time, settings } = doors
  const lockout = new Lockout()
  totpRoutes(app, doors, lockout)
  const clock = settings.manualTime === null ? ('system' as const) : ('manual' as const)
  const tries = { perMinute: settings.demo ? TRIES_PER_MINUTE * 20 : TRIES_PER_MINUTE }

  /** Puts the token into the cookie and answers who that is. The session that the browser had before ends. */
  async function enter(token: string, request: FastifyRequest, reply: FastifyReply): Promise<Me> {
    const { session: before } = request
    if (before) await end(before.account.id, before.hash)
    const session = await sessionOf(db, tokenHash(secrets.tokenKey, token), machineNow(), time.now())
    if (!session) throw new DoorProblem('wrong-password', 401, '这个账号现在不能登录')
    setCookie(reply, token, session.account.kind)
    reply.header('cache-control', 'no-store')
    return readMe(db, session, time.now(), { demo: settings.demo, clock })
  }

  const end = (accountId: string, hash: string) =>
    inCompany(db, (tx) => endSessions(tx, accountId, { only: Buffer.from(hash, 'hex') }, machineNow()))

  bind(
    app,
    auth.signIn,
    async ({ body, request, reply }) =>
      enter(await signIn(db, secrets, lockout, body, fromOf(request)), request, reply),
    tries,
  )

  bind(app, auth.signOut, async ({ request, reply }) => {
    if (request.session) await end(request.session.account.id, request.session.hash)
    clearCookie(reply)
    return DONE
  })

  bind(app, auth.me, async ({ session }) => readMe(db, session, time.now(), { demo: settings.demo, clock }))

  bind(app, auth.language, async ({ session, body: { language } }) => {
    await inCompany(db, (tx) =>
      sql`update account set language = ${language} where id = ${session.account.id}`.execute(tx),
    )
    // What is sent to an owner goes to the person, whoever signs in for him.
    for (const { project, person } of session.persons) {
      await inProject(db, project, (tx) =>
        sql`update person set language = ${language} where project_id = ${project} and id = ${person}`.execute(tx),
      )
    }
    return DONE
  })

  bind(app, auth.demoPeople, async () => {
    requireDemo()
    return { people: await demoPeople(db, time.now()) }
  })

  bind(app, auth.demoSignIn, async ({ body, request, reply }) => {
    requireDemo()
    const people = await demoPeople(db, time.now())
    if (!people.some(({ accountId }) => accountId === body.accountId)) throw new Refusal('not-found', '没有找到')
    return enter(await signInDemo(db, secrets, body.accountId, fromOf(request)), request, reply)
  })

  bind(
    app,
    auth.ownerSignIn,
    async ({ body, request, reply }) =>
      enter(await signInBySlip(db, secrets, body.token, time.now(), fromOf(request), uuid), request, reply),
    tries,
  )

  bind(app, auth.slip, async ({ project, params, session }) => {
    const token = newToken()
    const now = time.now()
    const expiresAt = new Date(now.getTime() + SLIP_LIVES_MS)
    await inProject(db, project, async (tx) => {
      const { rows } = await sql`
        insert into sign_in_slip (project_id, id, person_id, token_hash, made_by_account, made_at, expires_at)
        select project_id, ${uuid()}, id, ${tokenHash(secrets.tokenKey, token)}, ${session.account.id}, ${now}, ${expiresAt}
        from person where project_id = ${project} and id = ${params.person} and erased_at is null
        returning id`.execute(tx)
      if (rows.length === 0) throw new Refusal('not-found', '没有找到')
    })
    const url = settings.publicUrl + settings.places.slip(token)
    return { url, qrSvg: await QRCode.toString(url, { type: 'svg', margin: 1 }), expiresAt }
  })

  bind(app, auth.sessions, async ({ session }) => {
    const lines = await readProjects(db, [], (tx) => sessionsOf(tx, session.account.id, machineNow()))
    return { sessions: lines.map((line) => ({ ...line, current: line.session === session.hash })) }
  })

  bind(app, auth.endSession, async ({ session, params }) => {
    if ((await end(session.account.id, params.session)) === 0) throw new Refusal('not-found', '没有找到')
    return DONE
  })

  bind(app, auth.endOtherSessions, async ({ session }) => {
    const except = Buffer.from(session.hash, 'hex')
    return { ended: await inCompany(db, (tx) => endSessions(tx, session.account.id, { except }, machineNow())) }
  })

  bind(
    app,
    auth.password,
    async ({ session, body, request }) => {
      const { account } = session
      const from = fromOf(request)
      const { rows } = await readProjects(db, [], (tx) =>
        sql<{ login: string | null; passwordHash: string | null }>`
          select login, password_hash from account where id = ${account.id}`.execute(tx),
      )
      await lockout.attempt(account.id, from.address, from.machineNow.getTime(), async () =>
        (await passwordFits(rows[0]?.passwordHash ?? null, body.current))
          ? null
          : new Refusal('bad-form', '原密码不对', { fields: [{ field: 'current', text: '原密码不对' }] }),
      )
      const trouble = passwordTrouble(body.next, rows[0]?.login ?? null)
      if (trouble) throw new Refusal('bad-form', trouble, { fields: [{ field: 'next', text: trouble }] })
      const passwordHash = await hashPassword(body.next)
      await inCompany(db, async (tx) => {
        await sql`update account set password_hash = ${passwordHash} where id = ${account.id}`.execute(tx)
        await endSessions(tx, account.id, { except: Buffer.from(session.hash, 'hex') }, machineNow())
      })
      return DONE
    },
    tries,
  )

  // Outside --clock manual the time door is not there at all.
  const { manualTime } = settings
  if (manualTime || app.describing) {
    bind(app, auth.moveTime, async ({ body }) => {
      if (!manualTime) throw new Refusal('not-found', '没有找到')
      if ('at' in body) manualTime.set(body.at)
      else manualTime.advance(body.advanceMs)
      return { now: manualTime.now() }
    })
  }

  function requireDemo(): void {
    if (!settings.demo || !settings.loopback) throw new Refusal('not-found', '没有找到')
  }
}

/** Reads who sends a request, once, before its door decides. */
export async function findSession(
  request: FastifyRequest,
  { db, secrets, time }: Pick<Doors, 'db' | 'secrets' | 'time'>,
): Promise<void> {
  const token = readCookie(request)
  if (token !== null) {
    request.session = await sessionOf(db, tokenHash(secrets.tokenKey, token), machineNow(), time.now())
  }
}

/** Sessions and lock-outs run on machine time: moving the business clock signs nobody out. */
function machineNow(): Date {
  return new Date(Date.now())
}

function fromOf(request: FastifyRequest): From {
  return {
    machineNow: machineNow(),
    address: request.ip,
    agent: request.headers['user-agent'] ?? null,
    language: languageOf(request),
  }
}
