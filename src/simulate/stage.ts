import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Change, Engine, SignatureInput } from '../kernel/case/engine.ts'
import { makeLink } from '../kernel/case/link.ts'
import { nextNumber } from '../kernel/case/numbers.ts'
import { performIn } from '../kernel/case/perform.ts'
import type { Actor } from '../kernel/case/procedure.ts'
import { Refusal } from '../kernel/case/refusal.ts'
import { dueClocks, sweep } from '../kernel/case/sweep.ts'
import { HOUR_MS, manualTime, type TimeSource } from '../kernel/clock/time.ts'
import { inProject, type Tx } from '../kernel/db/db.ts'
import { roles } from '../kernel/org/roles.ts'
import { drawSignature } from './strokes.ts'

/** Something that somebody does to a case at a time. */
export interface Act {
  at: Date
  projectId: number
  /** The matter that it belongs to: when one act of it is refused, the rest of it does not happen. */
  tale: number
  /** A contractor's link is made while the story runs, so his acts name it by a function. */
  actor: Actor | (() => Actor)
  procedure: string
  caseId: string
  action: string
  form: Record<string, unknown>
  /** Who signs, where the action needs it and it is not the actor. */
  signer?: Signer
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
  link: { caseId: string; holderName: string; by: Extract<Actor, { kind: 'staff' }>; made: (actor: Actor) => void }
}

export type Event = Act | LinkMade

export interface Played {
  acts: number
  /** Acts that the engine refused: none, unless a story and a procedure disagree. */
  refused: { act: string; why: string }[]
}

/** Acts in one transaction at most: a day's work is committed in pieces that hold nobody up for long. */
const ACTS_AT_ONCE = 25
const LINK_HOURS = 336

/**
 * Lives through the events in the order of their times, each by the ordinary engine at its own time. Clocks that run
 * out in between fire at their moment, ladders are climbed, and everybody is told as usual. Ends at `until`; events
 * after it do not happen, and what they would have finished stays open.
 * Nobody else may sweep clocks meanwhile: the present would fire those of the past too early.
 */
export async function play(
  engine: Engine,
  events: readonly Event[],
  { until, signal, signatures, onProgress }: PlayOptions,
): Promise<Played> {
  const queue = events.filter(({ at }) => at <= until).sort((a, b) => a.at.getTime() - b.at.getTime())
  const life = {
    ...engine,
    time: manualTime(queue[0]?.at ?? until),
    signatures: engine.signatures,
    afterCommit: () => {},
  }
  life.signatures = signatures(life.time)
  const played: Played = { acts: 0, refused: [] }
  const given = new Set<number>()
  const drawn = new WeakMap<Event, SignatureInput | undefined>()
  for (let next = 0; next < queue.length; ) {
    signal?.throwIfAborted()
    const batch = await playSome(life, queue, next, { given, drawn, played })
    next = batch.next
    if (batch.due) await fireAt(life, batch.due)
    onProgress(next, queue.length)
  }
  for (let due = await nextDue(life, until); due; due = await nextDue(life, until)) await fireAt(life, due)
  return played
}

export interface PlayOptions {
  until: Date
  signal?: AbortSignal | undefined
  /** The signature store, keeping the time of the story. */
  signatures: (time: TimeSource) => Engine['signatures']
  onProgress: (done: number, of: number) => void
}

interface Progress {
  /** Stories given up. */
  given: Set<number>
  drawn: WeakMap<Event, SignatureInput | undefined>
  played: Played
}

type Life = Engine & { time: ReturnType<typeof manualTime> }

async function nextDue(life: Life, until: Date): Promise<Date | null> {
  const [first] = await dueClocks(life.db, until, 1)
  return first ? first.dueAt : null
}

async function fireAt(life: Life, due: Date): Promise<void> {
  if (due > life.time.now()) life.time.set(due)
  await sweep(life)
}

/** Some acts of one project in one transaction, up to the next clock that runs out before one of them. */
async function playSome(life: Life, queue: readonly Event[], from: number, { given, drawn, played }: Progress) {
  const projectId = queue[from]!.projectId
  const piece = queue.slice(from, from + ACTS_AT_ONCE)
  const end = piece.findIndex((event) => event.projectId !== projectId)
  const events = (end < 0 ? piece : piece.slice(0, end)).filter(({ tale }) => !given.has(tale))
  const undrawn = events.filter((event) => !('link' in event) && !drawn.has(event))
  const pens = undrawn.map(async (event) => drawn.set(event, await signatureOf(life, event as Act)))
  await Promise.all(pens)
  let current: Event | undefined
  try {
    const done = await inProject(life.db, projectId, async (tx) => {
      const changes: Change[] = []
      for (const [index, event] of events.entries()) {
        current = event
        // No clock that has just been started has run out in the same instant.
        const due = event.at > life.time.now() || index === 0 ? await dueBefore(tx, event.at) : null
        if (due) return { index, due }
        life.time.set(event.at)
        if ('link' in event) await giveLink(tx, life, event)
        else await actIn(tx, life, event, drawn.get(event), changes)
      }
      return { index: events.length, due: null }
    })
    played.acts += done.index
    const next =
      done.index === events.length ? from + (end < 0 ? piece.length : end) : queue.indexOf(events[done.index]!)
    return { next, due: done.due }
  } catch (error) {
    if (!(error instanceof Refusal) || !current || 'link' in current) throw error
    // The transaction is gone as a whole: the same piece again, without the rest of this story.
    given.add(current.tale)
    const fields = error.fields?.map(({ field, text }) => `${field}: ${text}`).join('; ') ?? ''
    played.refused.push({
      act: `${current.procedure}.${current.action}`,
      why: `${error.kind} ${error.message} ${fields}`,
    })
    return { next: from, due: null }
  }
}

async function dueBefore(tx: Tx, at: Date): Promise<Date | null> {
  const { rows } = await sql<{ dueAt: Date }>`select due_at from due_clocks(${at}, 1)`.execute(tx)
  return rows[0]?.dueAt ?? null
}

async function actIn(
  tx: Tx,
  life: Life,
  act: Act,
  signature: SignatureInput | undefined,
  changes: Change[],
): Promise<void> {
  const { projectId, procedure, caseId, action, form } = act
  const declared = life.procedures[procedure]!
  const opens = declared.actions[action]?.from === 'new'
  const number = opens ? await nextNumber(life, projectId, declared.prefix, act.at) : undefined
  const command = { projectId, procedure, caseId, action, actor: actorOf(act), key: uuid(), form }
  await performIn(tx, life, signature ? { ...command, signature } : command, changes, number)
}

const actorOf = ({ actor }: Act): Actor => (typeof actor === 'function' ? actor() : actor)

async function giveLink(tx: Tx, life: Life, { projectId, at, link }: LinkMade): Promise<void> {
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

/** A name is drawn in so many ways: nobody signs twice alike, and nobody looks at more of them side by side. */
const HANDS = 3
const hands = new Map<string, Promise<string>>()

function handOf(name: string, occasion: number): Promise<string> {
  const key = `${name} ${occasion}`
  const known = hands.get(key) ?? drawSignature(name, occasion)
  hands.set(key, known)
  return known
}

/** Drawn before the transaction, which should not wait for a pen. */
async function signatureOf(life: Life, act: Act): Promise<SignatureInput | undefined> {
  const wanted = life.procedures[act.procedure]?.actions[act.action]?.signedBy
  if (!wanted) return undefined
  const by = act.signer ?? signerOf(act)
  if (!by) return undefined
  const { name, relation, personId } = by
  const image = await handOf(name, Math.floor(act.at.getTime() / 60_000) % HANDS)
  return { image, signerName: name, relation, way: 'pad', ...(personId ? { personId } : {}) }
}

/** Staff sign for themselves by name and role. */
function signerOf({ actor }: Act): Signer | null {
  if (typeof actor === 'function' || actor.kind !== 'staff') return null
  return { name: actor.name, relation: roles[actor.roles[0]!] }
}
