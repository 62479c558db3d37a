import type { Actor } from '../case/procedure.ts'
import type { Database, Tx } from '../db/db.ts'
import type { Role } from '../org/roles.ts'
import type { FieldPlace } from '../person/vault.ts'
import type { Secrets } from '../secrets.ts'

/** What is wrong with a file, and what to do; quotes nothing personal. */
export interface Trouble {
  /** As the file counts from 1; null: the file as a whole. */
  row: number | null
  /** Heading of the column, or field of the message. */
  column: string | null
  wrong: string
  mend: string
}

/** A row that may be staged: its cells in the order of the kind's staged columns. */
export interface StagedRow {
  row: number
  cells: readonly (string | null)[]
}

/** A sealed cell of a staged row, in hex, and what it was sealed for. Cells count from 1. */
export interface StagedSeal {
  cell: number
  /** The cell that holds the record's id. */
  record: number
  table: FieldPlace['table']
  field: string
}

/** A piece of a file that has been read. */
export interface Piece {
  rows: StagedRow[]
  troubles: Trouble[]
  /** Rows read so far, bad ones included. */
  done: number
  /** Rows in all, where the file tells before it is read. */
  total: number | null
}

/** What is done when a checked file is applied. */
export interface Applying {
  db: Database
  secrets: Secrets
  projectId: number
  importId: string
  /** Who answers for what is written. */
  actor: Extract<Actor, { kind: 'staff' }>
  /** Business time of the application. */
  at: Date
  onProgress(phase: string, done: number, total: number | null): Promise<void>
}

/** What came of it. */
export interface Outcome {
  added: number
  changed: number
  unchanged: number
  /** More that the page should say, in Chinese. */
  notes: readonly string[]
}

/** One kind of file. Kinds are given to the routes and the command line by the composition root. */
export interface ImportKind {
  name: string
  title: string
  accepts: '.xlsx' | '.json'
  may: readonly Role[]
  /** Most bytes of a file. */
  mostBytes: number
  /** Reads the file piece by piece. Throws Refusal when it is no such file at all. */
  read(file: Buffer, given: { secrets: Secrets }): AsyncIterable<Piece>
  /** Which cells of a staged row are sealed, so that they can be sealed anew. */
  sealed: readonly StagedSeal[]
  /** What only the database knows: looked up in sets over the staged rows. */
  check(tx: Tx, projectId: number, importId: string): Promise<Trouble[]>
  /** Everything or nothing for workbooks; messages go on where they stopped. */
  apply(work: Applying): Promise<Outcome>
  /** The workbook to fill in. */
  template: Template | null
}

export interface Template {
  columns: readonly {
    title: string
    required: boolean
    note: string
    example: string
    choices: readonly string[] | null
  }[]
  /** What the explanation sheet says besides. */
  notes: readonly string[]
}
