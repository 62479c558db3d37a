import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import QRCode from 'qrcode'
import { Refusal } from '../case/refusal.ts'
import { inCompany, readProjects } from '../db/db.ts'
import { bind } from '../http/bind.ts'
import { DONE } from '../http/contract.ts'
import type { Doors } from '../http/doors.ts'
import type { Lockout } from './lockout.ts'
import { passwordFits } from './password.ts'
import type { Session } from './session.ts'
import { totp } from './totp.contract.ts'
import { beginTotp, confirmTotp, dropTotp, newRecoveryCodes } from './totp.ts'

/** Tries a minute at doors that take a code or a password. */
const TRIES = { perMinute: 30 }

/** My own one-time code. Owners have no password that it could stand beside. */
export function totpRoutes(app: FastifyInstance, { db, secrets }: Doors, lockout: Lockout): void {
  bind(app, totp.state, async ({ session }) => {
    const { rows } = await readProjects(db, [], (tx) =>
      sql<{ since: Date | null; codesLeft: number }>`
        select a.totp_since as since,
          (select count(*)::int from recovery_code c where c.account_id = a.id and c.used_at is null) as codes_left
        from account a where a.id = ${session.account.id}`.execute(tx),
    )
    return rows[0]!
  })

  bind(
    app,
    totp.begin,
    async ({ session, body, request }) => {
      // Whoever comes upon an open session must not shut its owner out with a code of his own.
      await requirePassword(session, body.password, request)
      const { rows } = await readProjects(db, [], (tx) =>
        sql<{ on: boolean }>`select totp_sealed is not null as on from account where id = ${staffId(session)}`.execute(
          tx,
        ),
      )
      if (rows[0]?.on) throw new Refusal('wrong-state', '动态码已经启用，换手机请先停用')
      const { secret, url } = await inCompany(db, (tx) => beginTotp(tx, secrets, session.account))
      return { secret, url, qrSvg: await QRCode.toString(url, { type: 'svg', margin: 1 }) }
    },
    TRIES,
  )

  bind(
    app,
    totp.confirm,
    async ({ session, body }) => ({
      recoveryCodes: await inCompany(db, (tx) => confirmTotp(tx, secrets, staffId(session), body.code, machineNow())),
    }),
    TRIES,
  )

  bind(
    app,
    totp.codes,
    async ({ session, body, request }) => {
      await requirePassword(session, body.password, request)
      return {
        recoveryCodes: await inCompany(db, (tx) => newRecoveryCodes(tx, secrets, staffId(session), machineNow())),
      }
    },
    TRIES,
  )

  bind(
    app,
    totp.off,
    async ({ session, body, request }) => {
      await requirePassword(session, body.password, request)
      await inCompany(db, (tx) => dropTotp(tx, session.account.id, session.account.id, machineNow()))
      return DONE
    },
    TRIES,
  )

  /** Throws `bad-form` when it is another one; wrong ones are counted as at sign-in. */
  async function requirePassword(session: Session, password: string, request: FastifyRequest): Promise<void> {
    const accountId = staffId(session)
    const { rows } = await readProjects(db, [], (tx) =>
      sql<{ passwordHash: string | null }>`select password_hash from account where id = ${accountId}`.execute(tx),
    )
    await lockout.attempt(accountId, request.ip, Date.now(), async () =>
      (await passwordFits(rows[0]?.passwordHash ?? null, password))
        ? null
        : new Refusal('bad-form', '密码不对', { fields: [{ field: 'password', text: '密码不对' }] }),
    )
  }
}

function staffId({ account }: Session): string {
  if (account.kind !== 'staff') throw new Refusal('blocked', '业主用前台打印的登录码登录，不需要动态码')
  return account.id
}

/** Codes run on machine time, as phones do. */
const machineNow = () => new Date(Date.now())
