import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Engine } from '../case/engine.ts'
import { systemTime, type TimeSource } from '../clock/time.ts'
import { inProject } from '../db/db.ts'
import { DatabaseGone } from '../db/errors.ts'
import { alarmOf, tellKeepers } from './alarm.ts'
import { type Claim, claim, type DueDelivery, dueDeliveries, LEASE_MS } from './claim.ts'
import type { Settings } from './endpoint.contract.ts'
import { SendFailed } from './failed.ts'
import { planAll } from './plan.ts'
import { restAfter, waitAfter } from './retry.ts'
import type { Way } from './ways/way.ts'

export interface DeliverOptions {
  engine: Engine
  ways: Way<Settings>
  publicUrl: string
  /** Path of the page of a case. */
  pathOfCase: (procedure: string, id: string) => string
  /** Machine time, by which leases run. */
  machine?: TimeSource
  /** From 0 to 1: spreads what is tried again. */
  random?: () => number
}

/** What a round did: facts decided on, messages sent and failed. */
export interface Round {
  planned: number
  sent: number
  failed: number
}

const EVERY_MS = 1_000
const MOST_AT_ONCE = 200
/** Messages on their way at a time, and of one endpoint: one that hangs must leave room for others. */
const SIDE_BY_SIDE = 8
const OF_ONE_ENDPOINT = 2
const HEARTBEAT_MS = LEASE_MS / 3

/**
 * Sends what is due, each at least once. A lease says who has it in hand; it is renewed while the sending lasts, and
 * whoever finds it run out sends the same message again under the same id.
 */
export class Deliverer {
  readonly #options: Required<DeliverOptions>

  constructor(options: DeliverOptions) {
    this.#options = { machine: systemTime, random: Math.random, ...options }
  }

  /** Decides on what happened, and sends what is due now. */
  async round(signal?: AbortSignal): Promise<Round> {
    const { engine, machine } = this.#options
    const planned = await planAll(engine)
    const round = { planned, sent: 0, failed: 0 }
    const due = await dueDeliveries(engine.db, engine.time.now(), machine.now(), MOST_AT_ONCE)
    const queues = byEndpoint(due)
    const worker = async () => {
      for (let queue = queues.shift(); queue; queue = queues.shift()) {
        for (let next = queue.shift(); next && !signal?.aborted; next = queue.shift()) {
          const came = await this.#one(next, signal)
          if (came === 'sent') round.sent++
          else if (came !== 'nothing') round.failed++
          // It rests now; the next round asks the database whether that is over.
          if (came === 'rests') queue.length = 0
        }
      }
    }
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
    return round
  }

  /** Goes on until stopped. A database that is gone is waited for. */
  async run(signal: AbortSignal, told: { done(round: Round): void; failed(error: Error): void }): Promise<void> {
    while (!signal.aborted) {
      await this.round(signal).then(told.done, (error: Error) => {
        if (!signal.aborted) told.failed(error)
      })
      await sleep(EVERY_MS, undefined, { signal }).catch(() => {})
    }
  }

  /** What came of it; `rests`: it failed, and so will everything else of this endpoint for a while. */
  async #one(due: DueDelivery, signal?: AbortSignal): Promise<'sent' | 'failed' | 'rests' | 'nothing'> {
    const { engine, ways, publicUrl, pathOfCase, machine } = this.#options
    const { db, secrets, procedures, time } = engine
    const claiming = { db, secrets, procedures, publicUrl, pathOfCase, at: time.now(), machineNow: machine.now() }
    const claimed = await claim(claiming, due)
    if (!claimed) return 'nothing'
    const heartbeat = setInterval(() => void this.#renew(claimed), HEARTBEAT_MS)
    heartbeat.unref()
    try {
      await ways.send(claimed.open, claimed.message, signal)
      await this.#sent(claimed)
      return 'sent'
    } catch (error) {
      if (error instanceof DatabaseGone) throw error
      if (signal?.aborted) return await this.#giveBack(claimed)
      const failure = error instanceof SendFailed ? error : new SendFailed('发送时出错')
      await this.#failed(claimed, failure)
      return failure.endpoint || failure.gone ? 'rests' : 'failed'
    } finally {
      clearInterval(heartbeat)
    }
  }

  async #renew({ projectId, lease }: Claim): Promise<void> {
    const until = new Date(this.#options.machine.now().getTime() + LEASE_MS)
    await inProject(
      this.#options.engine.db,
      projectId,
      (tx) =>
        sql`update delivery set lease_until = ${until} where project_id = ${projectId} and leased_by = ${lease}`.execute(
          tx,
        ),
      // The lease runs out, and somebody sends it again.
    ).catch(() => {})
  }

  /** The server stops: whoever comes next sends it, and nobody is to blame. */
  async #giveBack({ projectId, lease }: Claim): Promise<'nothing'> {
    await inProject(this.#options.engine.db, projectId, (tx) =>
      sql`
        update delivery set leased_by = null, lease_until = null, attempts = attempts - 1
        where project_id = ${projectId} and leased_by = ${lease}`.execute(tx),
    )
    return 'nothing'
  }

  async #sent({ projectId, lease, endpoint }: Claim): Promise<void> {
    const { db, time } = this.#options.engine
    await inProject(db, projectId, async (tx) => {
      await sql`
        update delivery set status = 'sent', sent_at = ${time.now()}, reason = null, leased_by = null, lease_until = null
        where project_id = ${projectId} and leased_by = ${lease}`.execute(tx)
      if (endpoint.failures > 0 || endpoint.lastError !== null)
        await sql`
          update delivery_endpoint set failures = 0, paused_until = null, last_error = null where id = ${endpoint.id}`.execute(
          tx,
        )
    })
  }

  async #failed({ projectId, lease, attempts, endpoint }: Claim, failure: SendFailed): Promise<void> {
    const { engine, random } = this.#options
    const now = engine.time.now()
    const later = (ms: number) => new Date(now.getTime() + ms)
    const wait = failure.final || failure.gone ? null : waitAfter(attempts, random(), failure.retryAfterMs)
    await inProject(engine.db, projectId, async (tx) => {
      await sql`
        update delivery set reason = ${failure.message}, leased_by = null, lease_until = null,
          status = ${wait === null ? 'dead' : 'waiting'}, due_at = coalesce(${wait === null ? null : later(wait)}::timestamptz, due_at)
        where project_id = ${projectId} and leased_by = ${lease}`.execute(tx)
      if (failure.gone || failure.endpoint)
        await sql`
          update delivery_endpoint set last_error = ${failure.message}, failures = failures + 1,
            paused_until = ${later(restAfter(endpoint.failures + 1))}, enabled = enabled and not ${failure.gone}
          where id = ${endpoint.id}`.execute(tx)
      const text = alarmOf(endpoint.failures + 1, failure, wait === null)
      if (text !== null) await tellKeepers(tx, projectId, endpoint, { text, reason: failure.message, at: now })
    })
  }
}

/**
 * Deliveries in the order of their endpoints, as many lists of one endpoint as may be on their way at a time. What may
 * share a message stands in one list: two that look for company at once would each find half of it.
 */
function byEndpoint(due: readonly DueDelivery[]): DueDelivery[][] {
  const lists = new Map<string, DueDelivery[]>()
  const turns = new Map<string, number>()
  for (const one of due) {
    const turn = one.together ? 0 : (turns.get(one.endpointId) ?? 0) % OF_ONE_ENDPOINT
    turns.set(one.endpointId, turn + 1)
    const key = `${one.endpointId}:${turn}`
    lists.set(key, [...(lists.get(key) ?? []), one])
  }
  return [...lists.values()]
}
