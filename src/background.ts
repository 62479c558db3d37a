import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { keepSealing } from './kernel/audit/keep-sealing.ts'
import type { Engine } from './kernel/case/engine.ts'
import { renewClocks } from './kernel/case/renew.ts'
import { type Swept, sweep } from './kernel/case/sweep.ts'
import { settleCalendar } from './kernel/clock/calendar.routes.ts'
import { Deliverer, type DeliverOptions, type Round } from './kernel/delivery/deliver.ts'
import type { Duty } from './kernel/duty/duty.ts'
import { handOut } from './kernel/duty/hand-out.ts'
import { dropForgottenAll } from './kernel/import/run.store.ts'

/** How often due clocks are looked for. A clock is late by half of this on average. */
const SWEEP_EVERY_MS = 400
/** Duties begin at midnight: they are looked for every so many sweeps, about once in ten seconds. */
const HAND_OUT_EVERY = 25
/** What was staged for an import and left lying goes, looked for about once in ten minutes. */
const FORGET_EVERY = 1500
/** Work that goes on failing is told of this often: a database that is away would fill the disk with it. */
const TELL_AGAIN_MS = 60_000

type Told = Pick<FastifyInstance, 'log' | 'metrics'>

interface BackgroundOptions {
  engine: Engine
  duties: readonly Duty[]
  delivering: Omit<DeliverOptions, 'engine'>
  app: Told
  signal: AbortSignal
}

/** The work beside requests, each kind going on until stopped; a database that is gone is waited for. */
export function startBackground(options: BackgroundOptions): Record<'clocks' | 'seals' | 'deliveries', Promise<void>> {
  return { clocks: keepClocks(options), seals: keepSeals(options), deliveries: keepDelivering(options) }
}

async function keepClocks({ engine, duties, app, signal }: BackgroundOptions): Promise<void> {
  const [renewing, settling, sweeping, handing, forgetting] = ['upgrade', 'calendar', 'sweep', 'duties', 'imports'].map(
    (name) => new Work(name, app, signal),
  )
  await renewClocks(engine, signal).catch(renewing!.failed)
  await settleCalendar({ db: engine.db, engine, time: engine.time }).catch(settling!.failed)
  for (let round = 0; !signal.aborted; round++) {
    const from = performance.now()
    const swept = (done: Swept) => {
      sweeping!.went()
      app.metrics.swept(done, performance.now() - from)
    }
    await sweep(engine, signal).then(swept, sweeping!.failed)
    if (round % HAND_OUT_EVERY === 0) await handOut(engine, duties, signal).then(handing!.went, handing!.failed)
    if (round % FORGET_EVERY === 0) await dropForgottenAll(engine.db).then(forgetting!.went, forgetting!.failed)
    await sleep(SWEEP_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}

function keepSeals({ engine, app, signal }: BackgroundOptions): Promise<void> {
  const { went, failed } = new Work('audit', app, signal)
  const sealed = () => {
    went()
    app.metrics.sealed()
  }
  return keepSealing(engine, signal, { sealed, failed })
}

function keepDelivering({ engine, delivering, app, signal }: BackgroundOptions): Promise<void> {
  const { went, failed } = new Work('deliveries', app, signal)
  const done = (round: Round) => {
    went()
    app.metrics.delivered(round)
  }
  return new Deliverer({ engine, ...delivering }).run(signal, { done, failed })
}

/** One kind of work: counts its failures, logs the first and then one a minute, and says when it goes again. */
class Work {
  #toldAt: number | null = null
  readonly #name: string
  readonly #told: Told
  readonly #signal: AbortSignal

  constructor(name: string, told: Told, signal: AbortSignal) {
    this.#name = name
    this.#told = told
    this.#signal = signal
  }

  readonly went = (): void => {
    if (this.#toldAt !== null) this.#told.log.warn({ work: this.#name }, 'goes again')
    this.#toldAt = null
  }

  readonly failed = (error: unknown): void => {
    if (this.#signal.aborted) return
    this.#told.metrics.failed(this.#name)
    const now = performance.now()
    if (this.#toldAt !== null && now - this.#toldAt < TELL_AGAIN_MS) return
    this.#toldAt = now
    this.#told.log.error({ work: this.#name, err: error }, 'background work failed')
  }
}
