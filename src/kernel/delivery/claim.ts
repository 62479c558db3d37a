import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { type Database, inCompany, inProject, type Tx } from '../db/db.ts'
import type { Secrets } from '../secrets.ts'
import { type Endpoint, endpointsOf, opened } from './endpoint.store.ts'
import { type Composed, compose, type DeliveryRow, type Setting } from './message.ts'
import { STALE_AFTER_MS } from './retry.ts'
import type { Message, Opened } from './ways/way.ts'

/** Whoever sends holds a lease and renews it; one that was killed is followed after this time (goal: 60 s at most). */
export const LEASE_MS = 30_000
/** Things told in one message. */
const MOST_TOGETHER = 20
/** A group robot takes 20 messages a minute (企业微信 群机器人配置说明). */
const GROUP_MESSAGES = 20
const GROUP_WINDOW_MS = 60_000

export interface DueDelivery {
  projectId: number
  id: string
  endpointId: string
  together: boolean
}

/** What is to be sent now, the longest due first; keys only. */
export function dueDeliveries(db: Database, at: Date, machineNow: Date, most: number): Promise<DueDelivery[]> {
  return inCompany(db, async (tx) => {
    const { rows } = await sql<DueDelivery>`
      select project_id as "projectId", id, endpoint_id as "endpointId", together
      from due_deliveries(${at}, ${machineNow}, ${most})`.execute(tx)
    return rows
  })
}

/** A message in hand: nobody else sends it while the lease is renewed. */
export interface Claim {
  projectId: number
  /** Of this very try; what came too late no longer has it. */
  lease: string
  ids: readonly string[]
  attempts: number
  endpoint: Endpoint
  open: Opened
  message: Message
  toMasked: string | null
}

export interface Claiming extends Setting {
  db: Database
  secrets: Secrets
  at: Date
  machineNow: Date
}

/** Takes one delivery, with those that go in the same message. Null: it is not to be sent, or somebody else has it. */
export function claim(claiming: Claiming, { projectId, id }: DueDelivery): Promise<Claim | null> {
  const { db, secrets, at, machineNow } = claiming
  return inProject(db, projectId, async (tx) => {
    const first = await lock(tx, projectId, id, at, machineNow)
    if (!first) return null
    const endpoint = (await endpointsOf(tx, projectId)).find(({ id: own }) => own === first.endpointId)
    if (!endpoint?.enabled) return null
    const rows = await together(tx, projectId, first, at)
    const ids = rows.map((row) => row.id)
    if (first.way !== 'webhook' && at.getTime() - first.sinceAt.getTime() > STALE_AFTER_MS) {
      await end(tx, projectId, ids, 'dead', '过了四天仍没有送出，不再发送')
      return null
    }
    if (first.way === 'wecom' && !(await takeTurn(tx, projectId, endpoint.id, machineNow))) return null
    const messageId = first.messageId ?? first.id
    const composed = await compose(tx, claiming, projectId, messageId, rows)
    return take(tx, projectId, { claiming, endpoint, composed, rows, messageId, attempts: first.attempts + 1 }, () =>
      opened(secrets, endpoint, at),
    )
  })
}

type LockedRow = DeliveryRow & {
  endpointId: string
  messageId: string | null
  together: boolean
  attempts: number
  sinceAt: Date
}

const columns = sql`id, endpoint_id, way, account_id, person_id, case_id, seq, notice_id, message_id, together, attempts, since_at`

async function lock(tx: Tx, projectId: number, id: string, at: Date, machineNow: Date): Promise<LockedRow | undefined> {
  const { rows } = await sql<LockedRow>`
    select ${columns} from delivery
    where project_id = ${projectId} and id = ${id} and status = 'waiting' and due_at <= ${at}
      and (lease_until is null or lease_until <= ${machineNow})
    for update skip locked`.execute(tx)
  return rows[0]
}

/** A message that was tried before goes again as it was; else whatever may share it and has not been tried. */
async function together(tx: Tx, projectId: number, first: LockedRow, at: Date): Promise<readonly LockedRow[]> {
  if (!first.together && first.messageId === null) return [first]
  const { rows } =
    first.messageId !== null
      ? await sql<LockedRow>`
          select ${columns} from delivery
          where project_id = ${projectId} and message_id = ${first.messageId} and status = 'waiting' order by id for update`.execute(
          tx,
        )
      : await sql<LockedRow>`
          select ${columns} from delivery
          where project_id = ${projectId} and endpoint_id = ${first.endpointId} and status = 'waiting' and together
            and account_id is not distinct from ${first.accountId}::uuid and person_id is not distinct from ${first.personId}::uuid
            and message_id is null and due_at <= ${at} and id <> ${first.id}
          order by id limit ${MOST_TOGETHER - 1} for update skip locked`.execute(tx)
  return first.messageId === null ? [first, ...rows].sort((a, b) => (a.id < b.id ? -1 : 1)) : rows
}

/** Whether the robot may speak now; if not, all that waits for it waits until it may. */
async function takeTurn(tx: Tx, projectId: number, endpointId: string, machineNow: Date): Promise<boolean> {
  const since = new Date(machineNow.getTime() - GROUP_WINDOW_MS)
  const { rows } = await sql`
    update delivery_endpoint
    set recent = (recent || ${machineNow}::timestamptz)[greatest(1, cardinality(recent) + 2 - ${GROUP_MESSAGES}::int):]
    where id = ${endpointId} and (cardinality(recent) < ${GROUP_MESSAGES} or recent[1] <= ${since})
    returning id`.execute(tx)
  if (rows.length > 0) return true
  await sql`
    update delivery d set lease_until = e.recent[1] + ${GROUP_WINDOW_MS} * interval '1 millisecond'
    from delivery_endpoint e
    where e.id = ${endpointId} and d.project_id = ${projectId} and d.endpoint_id = ${endpointId} and d.status = 'waiting'
      and d.leased_by is null`.execute(tx)
  return false
}

interface Taking {
  claiming: Claiming
  endpoint: Endpoint
  composed: Composed
  rows: readonly LockedRow[]
  messageId: string
  attempts: number
}

async function take(
  tx: Tx,
  projectId: number,
  { claiming, endpoint, composed, rows, messageId, attempts }: Taking,
  open: () => Opened,
): Promise<Claim | null> {
  const { message, toMasked, left } = composed
  for (const [id, reason] of left) await end(tx, projectId, [id], 'skipped', reason)
  const ids = rows.map(({ id }) => id).filter((id) => !left.has(id))
  if (message === null) {
    await end(tx, projectId, ids, 'skipped', '提醒已不在')
    return null
  }
  const lease = uuid()
  const until = new Date(claiming.machineNow.getTime() + LEASE_MS)
  await sql`
    update delivery set message_id = ${messageId}, leased_by = ${lease}, lease_until = ${until}, attempts = ${attempts},
      tried_at = ${claiming.at}, to_masked = ${toMasked}
    where project_id = ${projectId} and id = any(${ids}::uuid[])`.execute(tx)
  return { projectId, lease, ids, attempts, endpoint, open: open(), message, toMasked }
}

async function end(
  tx: Tx,
  projectId: number,
  ids: readonly string[],
  status: 'dead' | 'skipped',
  reason: string,
): Promise<void> {
  await sql`
    update delivery set status = ${status}, reason = ${reason}, leased_by = null, lease_until = null
    where project_id = ${projectId} and id = any(${[...ids]}::uuid[])`.execute(tx)
}
