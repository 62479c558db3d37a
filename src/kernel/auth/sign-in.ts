import { sql } from 'kysely'
import { Refusal } from '../case/refusal.ts'
import { type Database, inCompany, inProject, readProjects } from '../db/db.ts'
import { DoorProblem } from '../http/problems.ts'
import type { Secrets } from '../secrets.ts'
import { FREE_TRIES, type Lockout, tooMany, waitAfter } from './lockout.ts'
import { passwordFits } from './password.ts'
import { startSession } from './session.store.ts'
import { tokenHash } from './token.ts'
import { useCode } from './totp.ts'

/** Where a sign-in comes from, for the list of sessions and the lock-out. */
export interface From {
  machineNow: Date
  address: string
  agent: string | null
  /** What a new account is spoken to in, until somebody chooses. */
  language: string
}

interface Account {
  id: string
  kind: 'staff' | 'owner'
  passwordHash: string | null
  totpSealed: Buffer | null
  disabledAt: Date | null
}

/**
 * Signs in by user name and password. Answers the token of the new session.
 * Throws 401 `wrong-password` (also for a name that nobody has, and a disabled account), 401 `totp` when the one-time
 * code is missing or wrong, 429 `too-many` with Retry-After while the account or the address has to wait.
 */
export async function signIn(
  db: Database,
  secrets: Secrets,
  lockout: Lockout,
  given: { login: string; password: string; totp?: string | undefined },
  from: From,
): Promise<string> {
  const login = given.login.toLowerCase()
  const account = await accountNamed(db, login)
  const verify = () => whatIsWrong(db, secrets, account, given, from.machineNow)
  await lockout.attempt(login, from.address, from.machineNow.getTime(), () =>
    account === null ? verify() : onRecord(db, account, from.machineNow, verify),
  )
  // Nothing was wrong, so there is one.
  const { id, kind } = account!
  return inCompany(db, async (tx) => {
    await sql`update account set failed_count = 0, locked_until = null where id = ${id} and failed_count > 0`.execute(
      tx,
    )
    return startSession(tx, secrets.tokenKey, { id, kind }, from)
  })
}

async function accountNamed(db: Database, login: string): Promise<Account | null> {
  const { rows } = await readProjects(db, [], (tx) =>
    sql<Account>`select id, kind, password_hash, totp_sealed, disabled_at from account where login = ${login}`.execute(
      tx,
    ),
  )
  return rows[0] ?? null
}

/** Null when password and one-time code fit. Throws 401 `totp` when the password does and the code is missing. */
async function whatIsWrong(
  db: Database,
  secrets: Secrets,
  account: Account | null,
  given: { password: string; totp?: string | undefined },
  machineNow: Date,
): Promise<DoorProblem | null> {
  const fits = await passwordFits(account?.disabledAt ? null : (account?.passwordHash ?? null), given.password)
  if (!fits || !account) return new DoorProblem('wrong-password', 401, '用户名或密码不对')
  const { id, totpSealed } = account
  if (totpSealed === null) return null
  const { totp } = given
  if (totp === undefined) throw new DoorProblem('totp', 401, '请输入动态码')
  const opens = await inCompany(db, (tx) => useCode(tx, secrets, { id, totpSealed }, totp, machineNow))
  return opens ? null : new DoorProblem('totp', 401, '动态码不对')
}

/** The wait after 1, 2, 3 … wrong tries, in milliseconds; from the last on it grows no more. */
const WAITS_MS = Array.from({ length: 12 }, (_, index) => waitAfter(index + 1))

/**
 * As the lock-out does in memory: the try is counted before it is verified, and in one statement, so that of many at
 * once no more get through than of as many one by one. What `verify` throws takes it back.
 */
async function onRecord(
  db: Database,
  { id }: Account,
  machineNow: Date,
  verify: () => Promise<DoorProblem | null>,
): Promise<DoorProblem | null> {
  await inCompany(db, async (tx) => {
    const counted = await sql`
      update account set failed_count = failed_count + 1, locked_until = ${machineNow}::timestamptz
        + nullif((${WAITS_MS}::int[])[least(failed_count + 1, ${WAITS_MS.length})], 0) * interval '1 millisecond'
      where id = ${id} and coalesce(locked_until <= ${machineNow}, true) returning id`.execute(tx)
    if (counted.rows.length > 0) return
    const { rows } = await sql<{ until: Date }>`select locked_until as until from account where id = ${id}`.execute(tx)
    throw tooMany(Math.max(1, (rows[0]?.until?.getTime() ?? 0) - machineNow.getTime()))
  })
  try {
    return await verify()
  } catch (error) {
    await inCompany(db, (tx) =>
      sql`update account set failed_count = failed_count - 1,
        locked_until = case when failed_count > ${FREE_TRIES} then locked_until end
        where id = ${id} and failed_count > 0`.execute(tx),
    )
    throw error
  }
}

/**
 * Signs in an owner by the token of a slip. The slip is used up; the first time an account is made that stands for the
 * person. Throws 410 `expired` when the slip was used or ran out, 404 when there is none.
 */
export async function signInBySlip(
  db: Database,
  secrets: Secrets,
  token: string,
  now: Date,
  from: From,
  newId: () => string,
): Promise<string> {
  const hash = tokenHash(secrets.tokenKey, token)
  const found = await readProjects(db, [], async (tx) => {
    const { rows } = await sql<{ projectId: number; slipId: string }>`select * from slip_by_token(${hash})`.execute(tx)
    return rows[0]
  })
  if (!found) throw new Refusal('not-found', '没有找到')
  return inProject(db, found.projectId, async (tx) => {
    const { rows } = await sql<{ personId: string; name: string }>`
      update sign_in_slip s set used_at = ${now}
      from person p
      where s.project_id = ${found.projectId} and s.id = ${found.slipId} and s.used_at is null and s.expires_at > ${now}
        and p.project_id = s.project_id and p.id = s.person_id and p.erased_at is null
      returning s.person_id, p.name`.execute(tx)
    const slip = rows[0]
    if (!slip) throw new Refusal('expired', '登录码已使用或已过期，请到前台重新打印')
    const linked = await sql<{ id: string; disabledAt: Date | null }>`
      select a.id, a.disabled_at from account_person l join account a on a.id = l.account_id
      where l.project_id = ${found.projectId} and l.person_id = ${slip.personId} order by l.linked_at limit 1`.execute(
      tx,
    )
    const known = linked.rows[0]
    if (known?.disabledAt) throw new Refusal('expired', '账号已停用，请联系前台')
    const id = known?.id ?? newId()
    if (!known) {
      await sql`insert into account (id, kind, name, language, made_at)
        values (${id}, 'owner', ${slip.name}, ${from.language}, ${now})`.execute(tx)
      await sql`insert into account_person (account_id, project_id, person_id, linked_at)
        values (${id}, ${found.projectId}, ${slip.personId}, ${now})`.execute(tx)
    }
    return startSession(tx, secrets.tokenKey, { id, kind: 'owner' }, from)
  })
}

/** Demo mode: a session for an account of the demo list. Throws 404 for anybody else. */
export function signInDemo(db: Database, secrets: Secrets, accountId: string, from: From): Promise<string> {
  return inCompany(db, async (tx) => {
    const { rows } = await sql<{ id: string; kind: 'staff' | 'owner' }>`
      select id, kind from account where id = ${accountId} and disabled_at is null`.execute(tx)
    const [account] = rows
    if (!account) throw new Refusal('not-found', '没有找到')
    return startSession(tx, secrets.tokenKey, account, from)
  })
}
