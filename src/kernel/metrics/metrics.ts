import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Changes } from '../case/changes.ts'
import type { Engine } from '../case/engine.ts'
import type { Swept } from '../case/sweep.ts'
import type { Round } from '../delivery/deliver.ts'
import { isStream, routeOf } from '../http/logging.ts'
import { type Signs, VitalSigns } from './vital-signs.ts'

/**
 * What the installation tells Prometheus; docs/metrics.md says what each means. Labels are names out of the code
 * (procedures, actions, routes), so that there is a bounded number of series and nobody's data in any of them.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #signs: VitalSigns
  readonly #db: Engine['db']
  readonly #gauges: Record<keyof Signs, Gauge>
  #lastSweep = performance.now()
  #lastSealed = performance.now()
  /** How many pages listen to live updates. */
  liveConnections: () => number = () => 0

  constructor({ db, time }: Pick<Engine, 'db' | 'time'>, version: string, dutyProcedures: readonly string[]) {
    this.#db = db
    this.#signs = new VitalSigns(db, time, dutyProcedures)
    this.#gauges = {
      clocksOverdue: this.#gauge('guanjia_clocks_overdue', 'Rungs that are due and have not been fired.'),
      clocksOldestSeconds: this.#gauge('guanjia_clocks_oldest_due_seconds', 'For how long the oldest of them is due.'),
      clocksInTrouble: this.#gauge('guanjia_clocks_in_trouble', 'Clocks whose expiry failed and is tried again.'),
      outboxWaiting: this.#gauge('guanjia_outbox_waiting', 'Facts of which it is not decided who is told.'),
      outboxOldestSeconds: this.#gauge('guanjia_outbox_oldest_seconds', 'Age of the oldest of them.'),
      deliveriesDue: this.#gauge('guanjia_deliveries_due', 'Messages that are due and not sent.'),
      deliveriesOldestSeconds: this.#gauge('guanjia_deliveries_oldest_due_seconds', 'For how long the oldest is due.'),
      dutiesOpen: this.#gauge('guanjia_duties_open', 'Turns of duties that are handed out and not done.'),
      dutiesMissed: this.#gauge('guanjia_duties_missed', 'Those of them whose last day is over.'),
    }
    this.#gauge('guanjia_build_info', 'The version that runs.', ['version']).set({ version }, 1)
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** Memory, processor time and the lag of the event loop, under the usual names of Node. Once per process. */
  ofProcess(): void {
    collectDefaultMetrics({ register: this.#registry })
  }

  /** Counts what is committed, and the answers of this application. */
  listen(app: FastifyInstance, changes: Changes): void {
    changes.listen((committed) => {
      for (const { procedure, action } of committed) if (action !== null) this.#actions.inc({ procedure, action })
    })
    app.addHook('onResponse', async (request, reply) => {
      const { method } = request
      const route = routeOf(request)
      // Built files have a route each, and new names with every build.
      const shown = route.startsWith('/api/') || route === 'none' ? route : 'pages'
      this.#requests.inc({ method, route: shown, status: `${Math.floor(reply.statusCode / 100)}xx` })
      if (!isStream(reply.raw.getHeader('content-type')))
        this.#requestSeconds.observe({ method }, reply.elapsedTime / 1000)
    })
  }

  acted(procedure: string, milliseconds: number): void {
    this.#actionSeconds.observe({ procedure }, milliseconds / 1000)
  }

  swept({ fired, troubled }: Swept, milliseconds: number): void {
    this.#lastSweep = performance.now()
    this.#sweepSeconds.observe(milliseconds / 1000)
    this.#fired.inc({ outcome: 'fired' }, fired)
    this.#fired.inc({ outcome: 'set-aside' }, troubled)
  }

  sealed(): void {
    this.#lastSealed = performance.now()
  }

  delivered({ sent, failed }: Round): void {
    this.#messages.inc({ outcome: 'sent' }, sent)
    this.#messages.inc({ outcome: 'failed' }, failed)
  }

  /** A round of the work in the background failed. */
  failed(work: string): void {
    this.#failures.inc({ work })
  }

  /** The text of a scrape. What only the database knows is NaN while it does not answer; never throws for it. */
  async text(): Promise<string> {
    const signs = await this.#signs.read()
    this.#up.set(signs ? 1 : 0)
    for (const [name, gauge] of Object.entries(this.#gauges)) gauge.set(signs ? signs[name as keyof Signs] : Number.NaN)
    const { pool, watch } = this.#db
    this.#connections.set({ state: 'in-use' }, pool.totalCount - pool.idleCount)
    this.#connections.set({ state: 'idle' }, pool.idleCount)
    this.#connections.set({ state: 'waited-for' }, pool.waitingCount)
    this.#connections.set({ state: 'limit' }, pool.options.max)
    this.#retried.reset()
    this.#retried.inc(watch.retried)
    this.#live.set(this.liveConnections())
    this.#sweepAge.set(secondsSince(this.#lastSweep))
    this.#sealAge.set(secondsSince(this.#lastSealed))
    return this.#registry.metrics()
  }

  readonly #actions = this.#counter('guanjia_actions_total', 'Acts that were committed.', ['procedure', 'action'])
  readonly #actionSeconds = this.#histogram('guanjia_action_seconds', 'Time of acts from people.', ['procedure'])
  readonly #requests = this.#counter('guanjia_http_requests_total', 'Answers.', ['method', 'route', 'status'])
  readonly #requestSeconds = this.#histogram('guanjia_http_request_seconds', 'Time to the answer.', ['method'])
  readonly #sweepSeconds = this.#histogram('guanjia_sweep_seconds', 'Time of a sweep of due clocks.', [])
  readonly #fired = this.#counter('guanjia_clocks_swept_total', 'Rungs fired, or set aside as failed.', ['outcome'])
  readonly #messages = this.#counter('guanjia_messages_total', 'Messages to the outside.', ['outcome'])
  readonly #failures = this.#counter('guanjia_background_failures_total', 'Failed rounds of background work.', ['work'])
  readonly #retried = this.#counter('guanjia_transactions_retried_total', 'Transactions run again after a race.', [])
  readonly #connections = this.#gauge('guanjia_database_connections', 'Connections of the pool.', ['state'])
  readonly #up = this.#gauge('guanjia_database_up', '1 when the database answered this scrape.')
  readonly #live = this.#gauge('guanjia_live_connections', 'Pages that listen to live updates.')
  readonly #sweepAge = this.#gauge('guanjia_sweep_age_seconds', 'Since the last whole sweep.')
  readonly #sealAge = this.#gauge('guanjia_audit_seal_age_seconds', 'Since the log was sealed to its end.')

  #gauge(name: string, help: string, labelNames: string[] = []): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] })
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] })
  }

  #histogram(name: string, help: string, labelNames: string[]): Histogram {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.#registry] })
  }
}

/** An act takes some ten milliseconds; a page must stay below one second, and a client gives up after some. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

const secondsSince = (then: number) => (performance.now() - then) / 1000
