import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { HOUR_MS } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { type FieldPlace, openField, sealField } from '../person/vault.ts'
import type { Secrets } from '../secrets.ts'
import type { Settings } from './endpoint.contract.ts'
import type { Opened } from './ways/way.ts'
import type { WayName } from './words.ts'

/** How long the secret before still signs after a new one was made. */
const BOTH_SECRETS_MS = 24 * HOUR_MS

export interface Endpoint {
  id: string
  projectId: number | null
  way: WayName
  name: string
  settings: Settings
  secretSealed: Buffer | null
  oldSecretSealed: Buffer | null
  oldSecretUntil: Date | null
  enabled: boolean
  failures: number
  pausedUntil: Date | null
  lastError: string | null
  changedBy: string | null
  changedAt: Date
}

/** Ways out that serve a project: its own and the company's, by way and name. */
export async function endpointsOf(tx: Tx, projectId: number): Promise<Endpoint[]> {
  const { rows } = await sql<Endpoint>`
    select e.id, e.project_id, e.way, e.name, e.settings, e.secret_sealed, e.old_secret_sealed, e.old_secret_until, e.enabled,
      e.failures, e.paused_until, e.last_error, a.name as changed_by, e.changed_at
    from delivery_endpoint e left join account a on a.id = e.changed_by_account
    where e.removed_at is null and (e.project_id is null or e.project_id = ${projectId})
    order by e.way, e.project_id nulls last, e.name, e.id`.execute(tx)
  return rows
}

/** The mail server (or text message gateway) that serves a project: its own before the company's. */
export function serving(endpoints: readonly Endpoint[], way: 'email' | 'sms'): Endpoint | null {
  return endpoints.find((one) => one.way === way && one.enabled) ?? null
}

export async function findEndpoint(tx: Tx, projectId: number, id: string): Promise<Endpoint | null> {
  return (await endpointsOf(tx, projectId)).find((one) => one.id === id) ?? null
}

export interface EndpointWords {
  name: string
  settings: Settings
  accountId: string
  at: Date
}

export async function addEndpoint(
  tx: Tx,
  { id, projectId, secretSealed }: { id: string; projectId: number | null; secretSealed: Buffer | null },
  { name, settings, accountId, at }: EndpointWords,
): Promise<void> {
  await sql`
    insert into delivery_endpoint (id, project_id, way, name, settings, secret_sealed, changed_by_account, changed_at)
    values (${id}, ${projectId}, ${settings.way}, ${name}, ${JSON.stringify(settings)}::jsonb, ${secretSealed}, ${accountId}, ${at})`.execute(
    tx,
  )
}

/** Changes one; what was resting is tried again at once. */
export async function changeEndpoint(
  tx: Tx,
  { id, secretSealed, enabled }: { id: string; secretSealed: Buffer | null; enabled: boolean },
  { name, settings, accountId, at }: EndpointWords,
): Promise<void> {
  await sql`
    update delivery_endpoint set name = ${name}, settings = ${JSON.stringify(settings)}::jsonb, enabled = ${enabled},
      secret_sealed = coalesce(${secretSealed}::bytea, secret_sealed), failures = 0, paused_until = null, last_error = null,
      changed_by_account = ${accountId}, changed_at = ${at}
    where id = ${id}`.execute(tx)
}

/** A new secret; the one before signs for a day beside it. */
export async function rotateSecret(
  tx: Tx,
  { id, secretSealed }: { id: string; secretSealed: Buffer },
  { accountId, at }: Pick<EndpointWords, 'accountId' | 'at'>,
): Promise<void> {
  await sql`
    update delivery_endpoint set old_secret_sealed = secret_sealed, old_secret_until = ${new Date(at.getTime() + BOTH_SECRETS_MS)},
      secret_sealed = ${secretSealed}, changed_by_account = ${accountId}, changed_at = ${at}
    where id = ${id}`.execute(tx)
}

/** Takes one away with its secrets; what still waited for it is not sent. */
export async function removeEndpoint(tx: Tx, id: string, accountId: string, at: Date): Promise<void> {
  await sql`
    update delivery_endpoint set removed_at = ${at}, enabled = false, secret_sealed = null, old_secret_sealed = null,
      changed_by_account = ${accountId}, changed_at = ${at}
    where id = ${id}`.execute(tx)
}

/** 24 random bytes, written as Standard Webhooks does. */
export const newSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`

const placeOf = (id: string): FieldPlace => ({ table: 'delivery_endpoint', record: id, field: 'secret' })

export const sealSecret = (secrets: Secrets, id: string, secret: string): Buffer =>
  sealField(secrets, placeOf(id), secret)

/** With its secrets open, for sending. */
export function opened(secrets: Secrets, endpoint: Endpoint, at: Date): Opened {
  const { id, settings, secretSealed, oldSecretSealed, oldSecretUntil } = endpoint
  const open = (sealed: Buffer | null) => sealed && openField(secrets, placeOf(id), sealed)
  return {
    settings,
    secret: open(secretSealed),
    oldSecret: oldSecretUntil !== null && oldSecretUntil > at ? open(oldSecretSealed) : null,
  }
}
