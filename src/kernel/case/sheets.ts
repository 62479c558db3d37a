import type { BusinessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import type { Sheet, SheetSignature } from '../sheet/sheet.ts'
import type { CaseRecord } from './procedure.ts'
import type { RoomRow } from './room-row.ts'

/** What a sheet of a case is filled from: the case, the room's row, and words for what the row keeps as ids. */
export interface SheetSource {
  of: CaseRecord
  row: RoomRow
  /** 1-1-301, or the name of the public place. */
  place: string | null
  /** The person of the case; the phone is masked. */
  person: { name: string; phoneMasked: string | null } | null
  /** Name of a member of staff, a department, a unit or a place of the row. */
  nameOf: (id: string | null) => string | null
  /** Who performed an action, the last time. */
  doneBy: (action: string) => { name: string; at: Date } | null
  /** The signature that the last of these actions carried. */
  signature: (action: string) => SheetSignature | null
  /** What the sheet needs beyond the case, read in the same transaction. */
  look: <T>(read: (tx: Tx, projectId: number) => Promise<T>) => Promise<T>
  /** When the clock was due, and when it was missed. */
  clock: (name: string) => { dueAt: Date | null; breachedAt: Date | null; acknowledgedBy: string | null } | null
}

/** A form that a procedure can print for one case. */
export interface CaseSheet<Data> {
  sheet: Sheet<Data>
  /** Owners and links may read it too. */
  forOwner: boolean
  /** The path that the code on the paper leads to, where that is not the case itself. */
  leadsTo?: (projectId: number, caseId: string) => string
  fill: (source: SheetSource) => Promise<Data> | Data
}

// biome-ignore lint/suspicious/noExplicitAny: each sheet knows its data
export type AnyCaseSheet = CaseSheet<any>

/** A period of whole business days; `since` and `until` are its instants, `until` not included. */
export interface Period {
  from: BusinessDate
  to: BusinessDate
  since: Date
  until: Date
}

/** A register (登记表): one form over all cases of a period. */
export interface Register<Data> {
  sheet: Sheet<Data>
  fill: (tx: Tx, projectId: number, period: Period) => Promise<Data>
}

// biome-ignore lint/suspicious/noExplicitAny: each register knows its data
export type AnyRegister = Register<any>

/** How a room shows its row to people outside the staff; a column that is not named is not shown. */
export interface RoomReads {
  /** Columns of the row that the owner of the case sees. */
  ownerColumns: readonly string[]
  /** Columns that an outside contractor sees through his link. */
  contractorColumns: readonly string[]
  sheets: readonly AnyCaseSheet[]
  registers?: readonly AnyRegister[]
  /** Why a person's data may not be erased yet: what is owed, in Chinese; nothing: no reason here. */
  holdsBack?: (tx: Tx, projectId: number, personId: string) => Promise<string[]>
}
