import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { v7 as uuid } from 'uuid'
import { Refusal } from '../case/refusal.ts'
import type { Tx } from '../db/db.ts'
import { openField, sealField } from '../person/vault.ts'
import type { Secrets } from '../secrets.ts'
import { tokenHash } from './token.ts'

/** One-time codes at sign-in (RFC 6238): six digits, a new one every 30 seconds, as all authenticators make them. */

const STEP_MS = 30_000
/** One step either side, for a phone whose clock is a little off. */
const WINDOW = 1
const RECOVERY_CODES = 10

type Change = 'totp-on' | 'totp-off' | 'totp-reset' | 'recovery-codes' | 'recovery-used' | 'password-reset'

/** A new secret for an account; it waits, sealed, for its first code. Answers the address that authenticators read. */
export async function beginTotp(
  tx: Tx,
  secrets: Secrets,
  account: { id: string; name: string },
): Promise<{ secret: string; url: string }> {
  const secret = new Secret({ size: 20 }).base32
  await sql`update account set totp_pending_sealed = ${sealField(secrets, placeOf(account.id), secret)}
    where id = ${account.id}`.execute(tx)
  const label = account.name
  return { secret, url: new TOTP({ issuer: '管家', label, secret: Secret.fromBase32(secret) }).toString() }
}

/**
 * Puts the waiting secret in force when `code` is one of its codes. Answers the recovery codes.
 * Throws `bad-form` for a wrong code, `wrong-state` when nothing waits.
 */
export async function confirmTotp(
  tx: Tx,
  secrets: Secrets,
  accountId: string,
  code: string,
  machineNow: Date,
): Promise<string[]> {
  const { rows } = await sql<{ pending: Buffer | null }>`
    select totp_pending_sealed as pending from account where id = ${accountId} for update`.execute(tx)
  const pending = rows[0]?.pending
  if (!pending) throw new Refusal('wrong-state', '请先扫码，再输入动态码')
  const step = stepOf(openField(secrets, placeOf(accountId), pending), code, machineNow)
  if (step === null) {
    throw new Refusal('bad-form', '动态码不对', {
      fields: [{ field: 'code', text: '请输入手机上现在显示的 6 位数字' }],
    })
  }
  await sql`update account set totp_sealed = totp_pending_sealed, totp_pending_sealed = null, totp_since = ${machineNow},
    totp_step = ${step} where id = ${accountId}`.execute(tx)
  await noteChange(tx, accountId, accountId, 'totp-on', machineNow)
  return replaceCodes(tx, secrets, accountId)
}

/** New recovery codes, shown this once; the database keeps their hashes. */
export async function newRecoveryCodes(tx: Tx, secrets: Secrets, accountId: string, now: Date): Promise<string[]> {
  const { rows } =
    await sql`select from account where id = ${accountId} and totp_sealed is not null for update`.execute(tx)
  if (rows.length === 0) throw new Refusal('wrong-state', '还没有启用动态码')
  await noteChange(tx, accountId, accountId, 'recovery-codes', now)
  return replaceCodes(tx, secrets, accountId)
}

/** Takes the one-time code off an account, by itself or by an administrator. */
export async function dropTotp(tx: Tx, accountId: string, byAccount: string, now: Date): Promise<void> {
  await sql`update account set totp_sealed = null, totp_pending_sealed = null, totp_since = null
    where id = ${accountId}`.execute(tx)
  await sql`delete from recovery_code where account_id = ${accountId}`.execute(tx)
  await noteChange(tx, accountId, byAccount, byAccount === accountId ? 'totp-off' : 'totp-reset', now)
}

/** Whether a code opens now: a code of the phone that was not used yet, or a recovery code, which is used up by it. */
export async function useCode(
  tx: Tx,
  secrets: Secrets,
  account: { id: string; totpSealed: Buffer },
  code: string,
  machineNow: Date,
): Promise<boolean> {
  if (!/^\d{6}$/.test(code)) return useRecoveryCode(tx, secrets, account.id, code, machineNow)
  const step = stepOf(openField(secrets, placeOf(account.id), account.totpSealed), code, machineNow)
  if (step === null) return false
  const { rows } = await sql`
    update account set totp_step = ${step} where id = ${account.id} and totp_step < ${step} returning id`.execute(tx)
  return rows.length > 0
}

async function useRecoveryCode(tx: Tx, secrets: Secrets, accountId: string, code: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update recovery_code set used_at = ${now}
    where account_id = ${accountId} and hash = ${hashOf(secrets, code)} and used_at is null returning account_id`.execute(
    tx,
  )
  if (rows.length > 0) await noteChange(tx, accountId, accountId, 'recovery-used', now)
  return rows.length > 0
}

async function replaceCodes(tx: Tx, secrets: Secrets, accountId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newCode)
  await sql`delete from recovery_code where account_id = ${accountId}`.execute(tx)
  await sql`insert into recovery_code (account_id, hash)
    select ${accountId}, hash from unnest(${codes.map((code) => hashOf(secrets, code))}::bytea[]) as given (hash)`.execute(
    tx,
  )
  return codes
}

/** Fifty random bits, as two groups of five that can be read out. */
function newCode(): string {
  const text = new Secret({ buffer: Uint8Array.from(randomBytes(7)).buffer }).base32.slice(0, 10)
  return `${text.slice(0, 5)}-${text.slice(5)}`
}

const hashOf = ({ tokenKey }: Secrets, code: string) =>
  tokenHash(tokenKey, `recovery ${code.toUpperCase().replaceAll('-', '')}`)

/** The step that a code belongs to, within the window; null when it is none of its codes. */
function stepOf(secret: string, code: string, machineNow: Date): number | null {
  const timestamp = machineNow.getTime()
  const delta = new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token: code, window: WINDOW, timestamp })
  return delta === null ? null : Math.floor(timestamp / STEP_MS) + delta
}

/** Puts on record who changed how an account signs in. */
export async function noteChange(tx: Tx, accountId: string, byAccount: string, what: Change, at: Date): Promise<void> {
  await sql`insert into sign_in_change (id, account_id, by_account, what, at)
    values (${uuid()}, ${accountId}, ${byAccount}, ${what}, ${at})`.execute(tx)
}

const placeOf = (accountId: string) => ({ table: 'account', record: accountId, field: 'totp' }) as const
