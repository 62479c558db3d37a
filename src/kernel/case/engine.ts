import type { Calendar, CalendarDay } from '../clock/calendar.ts'
import type { TimeSource } from '../clock/time.ts'
import type { Database, Tx } from '../db/db.ts'
import type { Secrets } from '../secrets.ts'
import type { Actor, CaseRecord, Facts, Procedure, Untyped } from './procedure.ts'

/** What `perform` works with: the composition root makes one at start. */
export interface Engine {
  db: Database
  time: TimeSource
  secrets: Secrets
  procedures: Readonly<Record<string, Procedure>>
  reactions: readonly Reaction[]
  effects: Readonly<Record<string, RoomEffects>>
  /** Days of the working calendar, kept in memory; see calendarOf(). */
  calendarDays: { days: readonly CalendarDay[]; calendars: Map<string, Calendar> }
  /** Stores the image of a signature; the file store is bound by the composition root. */
  signatures: SignatureStore
  /** Numbers a case to be opened otherwise than by its turn (numbers.ts): a simulation allots numbers beforehand. */
  numberOf?: (projectId: number, prefix: string, at: Date) => Promise<string>
  /** Told of what was committed, for live updates. Must not throw. */
  afterCommit: (changes: readonly Change[]) => void
  /** Told how long (ms) an act took that was carried out, with its reactions. Must not throw. */
  timed?: (procedure: string, milliseconds: number) => void
}

/** What an action of a room does besides moving, in the same transaction. Keyed by action. */
export type RoomEffects = Readonly<Record<string, Effect>>
export type Effect = (
  tx: Tx,
  done: { projectId: number; facts: Facts; row: Untyped; form: Untyped; actionId: string; seq: number },
) => Promise<void>

export interface SignatureInput {
  /** The drawn signature: a PNG as data URL. Absent for `paper`, where the scanned sheet is a file. */
  image?: string
  paperFileId?: string
  signerName: string
  relation: string
  way: 'pad' | 'link' | 'paper'
  personId?: string
}

export interface SignatureStore {
  record: (
    tx: Tx,
    signing: {
      projectId: number
      caseId: string
      actionId: string
      sheet: string
      /** The exact form the signer saw: a JSON value. */
      signedForm: unknown
      signature: SignatureInput
      signerAccountId: string | null
      at: Date
    },
  ) => Promise<void>
}

/** One act upon one case, or the opening of one. */
export interface Command {
  projectId: number
  procedure: string
  /** Made by the client, also for a new case. */
  caseId: string
  action: string
  actor: Actor
  /** Made by the client, unique per project and actor: a repeated command has one effect and one answer. */
  key: string
  form: unknown
  /** The lastSeq of the page that was looked at; another one now is refused as `stale`. */
  seenSeq?: number
  signature?: SignatureInput
}

/** What an act answers, the same byte for byte when it is replayed. */
export interface Outcome {
  caseId: string
  number: string
  state: string
  seq: number
  at: string
}

/** What was committed, as keys to read again. */
export interface Change {
  projectId: number
  caseId: string
  procedure: string
  /** Null where nobody acted: clocks moved, somebody was told. */
  action: string | null
  seq: number
  /** Accounts that got a notice. */
  accounts: readonly string[]
}

/** On an action of one room, another case acts in the same transaction. Listed in the composition root. */
export interface Reaction {
  on: { procedure: string; actions: readonly string[] | 'final' }
  /** Which case reacts: the parent of the acting case, its open children, its kin, or a new one that is opened. */
  upon: 'parent' | 'children' | 'new' | Kin
  /** The procedure that reacts, and its action. */
  does: { procedure: string; action: string }
  form: (of: CaseRecord, facts: Facts, row: Untyped) => Record<string, unknown>
  /** Only when this holds of the case that acted. */
  when?: (row: Untyped, of: CaseRecord, facts: Facts) => boolean
  rules?: readonly string[]
}

/** Cases that belong to another otherwise than above or below it, by a bond that a room keeps. */
export interface Kin {
  name: string
  find: (tx: Tx, projectId: number, of: CaseRecord) => Promise<{ id: string; procedure: string }[]>
}

export const noActor = {
  clock: '00000000-0000-4000-8000-0000000c10c0',
  reaction: '00000000-0000-4000-8000-0000000ac700',
}

/** The id that an actor's keys are unique under, and that the log names. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'staff':
    case 'owner':
      return actor.accountId
    case 'link':
      return actor.linkId
    default:
      return noActor[actor.kind]
  }
}
