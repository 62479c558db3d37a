import { v7 as uuid } from 'uuid'
import type { Change, Engine, SignatureInput } from '../kernel/case/engine.ts'
import { makeLink } from '../kernel/case/link.ts'
import { nextNumber } from '../kernel/case/numbers.ts'
import { numberFor, performIn } from '../kernel/case/perform.ts'
import type { Actor } from '../kernel/case/procedure.ts'
import { Refusal } from '../kernel/case/refusal.ts'
import { type DueClock, fire } from '../kernel/case/sweep.ts'
import { HOUR_MS, type ManualTime, manualTime, type TimeSource } from '../kernel/clock/time.ts'
import { inProject, type Tx } from '../kernel/db/db.ts'
import { prepared } from '../kernel/db/prepared.ts'
import { roles } from '../kernel/org/roles.ts'
import { handOf } from './hands.ts'

/** Something that somebody does to a case at a time. */
export interface Act {
  at: Date
  projectId: number
  /** The story that it belongs to: when one act of it is refused, the rest of it does not happen. */
  tale: number
  /** Stories of one strand touch the same cases, and are lived through together; see play(). */
  strand: number
  /** A contractor's link is made while the story runs, so his acts name it by a function. */
  actor: Actor | (() => Actor)
  procedure: string
  /** Or the case of this procedure that an earlier act of the story has opened by a reaction. */
  caseId: string | 'opened'
  action: string
  form: Record<string, unknown>
  /** Who signs, where the action needs it and it is not the actor. */
  signer?: Signer
  /** The procedure of which this act opens a case by a reaction. */
  opens?: string
}

export interface Signer {
  name: string
  relation: string
  personId?: string
}

/** A secret link that the desk makes for an outside contractor. */
export interface LinkMade {
  at: Date
  projectId: number
  tale: number
  strand: number
  link: { caseId: string; holderName: string; by: Extract<Actor, { kind: 'staff' }>; made: (actor: Actor) => void }
}

export type Event = Act | LinkMade

export interface Played {
  acts: number
  /** Acts that the engine refused: none, unless a story and a procedure disagree. */
  refused: { act: string; why: string }[]
}

export interface PlayOptions {
  until: Date
  /** Strands that are lived through side by side; the outcome is the same with any number. Default 4. */
  workers?: number
  signal?: AbortSignal | undefined
  /** The signature store, keeping the time of the story. */
  signatures: (time: TimeSource) => Engine['signatures']
  onProgress: (done: number, of: number) => void
  /** Tells the database how large its tables have become: plans made for empty ones read them whole. */
  analyze: () => Promise<void>
}

/** Events until the first look at the tables' sizes, and by how much more until the next. */
const ANALYZE_AFTER = 150
const ANALYZE_GROWTH = 4

/** Acts in one transaction at most: fewer wait for the disk more often, more leave rows that are read past. */
const ACTS_AT_ONCE = 10
const LINK_HOURS = 336
const WORKERS = 4

/**
 * Lives through the events by the ordinary engine, each at its own time. Clocks that run out in between fire at their
 * moment, ladders are climbed, and everybody is told as usual. Ends at `until`; events after it do not happen, and what
 * they would have finished stays open.
 *
 * Strands touch no case of each other, so each has a time of its own and some are lived through side by side. What would
 * show their order, the numbers of cases, is allotted beforehand: the same events give the same estate every time.
 * Nobody else may sweep clocks meanwhile: the present would fire those of the past too early.
 */
export async function play(engine: Engine, events: readonly Event[], options: PlayOptions): Promise<Played> {
  const coming = events.filter(({ at }) => at <= options.until).sort((a, b) => a.at.getTime() - b.at.getTime())
  const numbers = await allot(engine, coming)
  const played: Played = { acts: 0, refused: [] }
  const queue = strandsOf(coming).map((strand) => new Strand(engine, strand, numbers, options))
  let done = 0
  let analyzeAt = ANALYZE_AFTER
  let failed: unknown = null
  const worker = async () => {
    for (let strand = queue.shift(); strand && failed === null; strand = queue.shift()) {
      await strand.live(played).catch((error: unknown) => {
        failed ??= error
      })
      done += strand.events.length
      options.onProgress(done, coming.length)
      if (done < analyzeAt) continue
      analyzeAt *= ANALYZE_GROWTH
      await options.analyze()
    }
  }
  await Promise.all(Array.from({ length: options.workers ?? WORKERS }, worker))
  if (failed !== null) throw failed
  // Those of strands that were lived through together come in any order.
  played.refused.sort((a, b) => (a.act + a.why < b.act + b.why ? -1 : 1))
  return played
}

type Numbers = ReadonlyMap<Event, ReadonlyMap<string, string>>

/** The numbers of all cases that the events open, in the order of their times, by procedure. */
async function allot(engine: Engine, events: readonly Event[]): Promise<Numbers> {
  const numbers = new Map<Event, Map<string, string>>()
  for (const event of events) {
    if ('link' in event) continue
    const opened = [
      ...(engine.procedures[event.procedure]?.actions[event.action]?.from === 'new' ? [event.procedure] : []),
      ...(event.opens ? [event.opens] : []),
    ]
    for (const procedure of opened) {
      const { prefix } = engine.procedures[procedure]!
      const own = numbers.get(event) ?? new Map<string, string>()
      numbers.set(event, own.set(prefix, await nextNumber(engine, event.projectId, prefix, event.at)))
    }
  }
  return numbers
}

/** Events by strand, each in its order, the strand that begins first first. */
function strandsOf(events: readonly Event[]): Event[][] {
  const strands = new Map<number, Event[]>()
  for (const event of events) {
    const known = strands.get(event.strand)
    if (known) known.push(event)
    else strands.set(event.strand, [event])
  }
  return [...strands.values()]
}

/** Stories that touch the same cases, lived through from their first act to `until`. */
class Strand {
  readonly events: readonly Event[]
  readonly #options: PlayOptions
  readonly #life: Engine & { time: ManualTime }
  /** All cases touched so far: their clocks are the ones that can run out. */
  readonly #cases = new Set<string>()
  /** Stories given up. */
  readonly #given = new Set<number>()
  /** Cases that reactions have opened, by story and procedure. */
  readonly #opened = new Map<string, string>()
  readonly #drawn = new Map<Event, SignatureInput | undefined>()
  #current: Event
  #next = 0

  constructor(engine: Engine, events: readonly Event[], numbers: Numbers, options: PlayOptions) {
    this.events = events
    this.#options = options
    this.#current = events[0]!
    const time = manualTime(this.#current.at)
    this.#life = {
      ...engine,
      time,
      signatures: options.signatures(time),
      numberOf: async (projectId, prefix, at) =>
        numbers.get(this.#current)?.get(prefix) ?? nextNumber(engine, projectId, prefix, at),
      afterCommit: (changes) => this.#touched(changes),
    }
  }

  async live(played: Played): Promise<void> {
    const { until, signal } = this.#options
    while (this.#next < this.events.length) {
      signal?.throwIfAborted()
      const due = await this.#playSome(played)
      if (due) await this.#fireAt(due)
    }
    const dueLater = () => inProject(this.#life.db, this.#current.projectId, (tx) => this.#dueBefore(tx, until))
    for (let due = await dueLater(); due; due = await dueLater()) {
      signal?.throwIfAborted()
      await this.#fireAt(due)
    }
  }

  /** Some acts in one transaction, up to the next clock that runs out before one of them, which is answered. */
  async #playSome(played: Played): Promise<DueClock | undefined> {
    const piece = this.events.slice(this.#next, this.#next + ACTS_AT_ONCE)
    const events = piece.filter(({ tale }) => !this.#given.has(tale))
    await Promise.all(events.map((event) => this.#sign(event)))
    const { time } = this.#life
    let changes: Change[] = []
    try {
      const { index, due } = await inProject(this.#life.db, piece[0]!.projectId, async (tx) => {
        changes = []
        for (const [index, event] of events.entries()) {
          // No clock that has just been started has run out in the same instant.
          const due = event.at > time.now() || index === 0 ? await this.#dueBefore(tx, event.at) : undefined
          if (due) return { index, due }
          this.#current = event
          if (event.at > time.now()) time.set(event.at)
          if ('link' in event) await giveLink(tx, this.#life, event)
          else await this.#act(tx, event, changes)
          this.#touched(changes)
        }
        return { index: events.length, due: undefined }
      })
      played.acts += index
      this.#next = due ? this.events.indexOf(events[index]!, this.#next) : this.#next + piece.length
      return due
    } catch (error) {
      if (!(error instanceof Refusal) || 'link' in this.#current) throw error
      // The transaction is gone as a whole: the same piece again, without the rest of this story.
      this.#given.add(this.#current.tale)
      played.refused.push(refusalOf(this.#current, error))
      return undefined
    }
  }

  #dueBefore(tx: Tx, at: Date): Promise<DueClock | undefined> {
    if (this.#cases.size === 0) return Promise.resolve(undefined)
    return prepared<DueClock>(tx)`
      select project_id, case_id, id as clock_id, next_level as level, fire_at as due_at from case_clock
      where project_id = ${this.#current.projectId} and case_id = any(${[...this.#cases]}::uuid[])
        and status = 'open' and fire_at <= ${at} order by fire_at, clock, case_id limit 1`.then(([due]) => due)
  }

  async #fireAt(due: DueClock): Promise<void> {
    const { time } = this.#life
    if (due.dueAt > time.now()) time.set(due.dueAt)
    if (!(await fire(this.#life, due))) throw new Error(`clock ${due.clockId} is due and does not fire`)
  }

  async #act(tx: Tx, act: Act, changes: Change[]): Promise<void> {
    const { projectId, tale, procedure, action, actor, form } = act
    const caseId = act.caseId === 'opened' ? this.#opened.get(`${tale} ${procedure}`)! : act.caseId
    const command = {
      ...{ projectId, procedure, caseId, action, form, key: uuid() },
      actor: typeof actor === 'function' ? actor() : actor,
    }
    const signature = this.#drawn.get(act)
    const number = await numberFor(this.#life, command)
    const before = changes.length
    await performIn(tx, this.#life, signature ? { ...command, signature } : command, changes, number)
    for (const made of changes.slice(before))
      if (act.opens === made.procedure && made.seq === 1) this.#opened.set(`${tale} ${made.procedure}`, made.caseId)
  }

  #touched(changes: readonly Change[]): void {
    for (const { caseId } of changes) this.#cases.add(caseId)
  }

  /** Drawn before the transaction, which should not wait for a pen. */
  async #sign(event: Event): Promise<void> {
    if ('link' in event || this.#drawn.has(event)) return
    this.#drawn.set(event, await signatureOf(this.#life, event))
  }
}

function refusalOf(act: Act, { kind, message, fields }: Refusal): Played['refused'][number] {
  const named = fields?.map(({ field, text }) => `${field}: ${text}`).join('; ') ?? ''
  return { act: `${act.procedure}.${act.action}`, why: `${kind} ${message} ${named}` }
}

async function giveLink(tx: Tx, life: Engine, { projectId, at, link }: LinkMade): Promise<void> {
  const { caseId, holderName, by, made } = link
  const { linkId } = await makeLink(tx, life.secrets, {
    projectId,
    caseId,
    purpose: 'contractor',
    personId: null,
    holderName,
    accountId: by.accountId,
    at,
    expiresAt: new Date(at.getTime() + LINK_HOURS * HOUR_MS),
  })
  made({ kind: 'link', linkId, purpose: 'contractor', caseId, personId: null, name: holderName })
}

async function signatureOf(life: Engine, act: Act): Promise<SignatureInput | undefined> {
  const wanted = life.procedures[act.procedure]?.actions[act.action]?.signedBy
  if (!wanted) return undefined
  const by = act.signer ?? signerOf(act)
  if (!by) return undefined
  const { name, relation, personId } = by
  const image = await handOf(name, Math.floor(act.at.getTime() / 60_000))
  return { image, signerName: name, relation, way: 'pad', ...(personId ? { personId } : {}) }
}

/** Staff sign for themselves by name and role. */
function signerOf({ actor }: Act): Signer | null {
  if (typeof actor === 'function' || actor.kind !== 'staff') return null
  return { name: actor.name, relation: roles[actor.roles[0]!] }
}
