import { z } from 'zod'
import { contract, id, instant } from '../http/contract.ts'

/** A sentence told to the owner, of the matter itself or of a piece of work under it. */
export const ownerStep = z
  .strictObject({
    at: instant,
    /** What the owner is told: 维修师傅已到场. */
    text: z.string(),
    /** The words themselves, where something was said to him: how far it is, an explanation. */
    words: z.string().nullable(),
    /** Who did it: the name, or 系统 for what the clock did. */
    by: z.string(),
    /** The owner's own household did it. */
    own: z.boolean(),
    caseId: id,
    number: z.string(),
    signed: z.boolean(),
  })
  .meta({ id: 'OwnerStep' })

/** What the owner is promised, and what holds it up. */
export const ownerPromise = z
  .strictObject({
    caseId: id,
    /** 师傅到场, 答复您 … */
    title: z.string(),
    /** What it is counted from: 约定时间, 报价 … and when that was or will be. */
    from: instant,
    why: z.string(),
    /** Null while it stands still. */
    dueAt: instant.nullable(),
    /** Why it stands still: 等业主, 等材料. */
    waitingFor: z.array(z.string()),
    /** It has run out and is not done. */
    late: z.boolean(),
    /** How many people up the line have been told that it is late. */
    toldUpTo: z.int(),
    /** Somebody up the line has taken it in hand. */
    takenInHand: z.boolean(),
  })
  .meta({ id: 'OwnerPromise' })
export type OwnerPromise = z.infer<typeof ownerPromise>

/** Something that the owner may do now. */
export const ownerAct = z.strictObject({
  caseId: id,
  procedure: z.string(),
  action: z.string(),
  title: z.string(),
  lastSeq: z.int(),
})
export type OwnerAct = z.infer<typeof ownerAct>

/** One matter of the household with the work that came of it, as one story. */
export const ownerMatter = z
  .strictObject({
    project: z.int(),
    id,
    procedure: z.string(),
    procedureTitle: z.string(),
    number: z.string(),
    title: z.string(),
    /** How far it is: of the work while work is open, else of the matter. */
    stateTitle: z.string(),
    final: z.boolean(),
    priority: z.enum(['normal', 'high', 'emergency']),
    unit: z.strictObject({ id, code: z.string() }).nullable(),
    place: z.string().nullable(),
    chaseCount: z.int(),
    openedAt: instant,
    closedAt: instant.nullable(),
    works: z.array(
      z.strictObject({
        id,
        procedure: z.string(),
        procedureTitle: z.string(),
        number: z.string(),
        state: z.string(),
        stateTitle: z.string(),
        final: z.boolean(),
        /** Who has it in hand; null while nobody has. */
        holder: z.string().nullable(),
      }),
    ),
    /** Open promises, the nearest first. */
    promises: z.array(ownerPromise),
    /** What waits for the owner: what he is asked to sign. */
    todos: z.array(ownerAct),
    /** What else he may do: chase, withdraw, choose another time, decline a quote. */
    may: z.array(ownerAct),
    /** Oldest first. */
    steps: z.array(ownerStep),
  })
  .meta({ id: 'OwnerMatter' })
export type OwnerMatter = z.infer<typeof ownerMatter>

/** Newest matters that the home shows of one project. */
export const MOST_MATTERS = 30

export const ownerHome = contract({
  method: 'GET',
  path: '/api/owner/home',
  title: 'What is happening with my home: units, matters with their work as one time line, promises, what waits for me',
  may: ['signed-in'],
  answer: z.strictObject({
    units: z.array(
      z.strictObject({
        project: z.int(),
        id,
        code: z.string(),
        relation: z.enum(['owner', 'family', 'tenant', 'merchant', 'agent']),
      }),
    ),
    /** Open ones first, then the newest. */
    matters: z.array(ownerMatter),
    now: instant,
  }),
})
