import type { Command } from './engine.ts'
import type { CheckedForm } from './form.ts'
import type { ActionDecl, CaseRecord, Facts, Procedure, Untyped } from './procedure.ts'
import type { RoomRow } from './room-row.ts'

export type AnyAction = ActionDecl<Untyped, string, Untyped>

/** An act whose checks are passed: the case and its row before and after it. */
export interface Done {
  procedure: Procedure
  action: AnyAction
  command: Command
  form: CheckedForm
  before: CaseRecord | null
  after: CaseRecord
  row: RoomRow
  /** Empty when the case is being opened. */
  rowBefore: RoomRow
  facts: Facts
  raised: readonly string[]
  lowered: readonly string[]
}
