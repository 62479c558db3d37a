import { businessDate } from '../clock/time.ts'
import type { Tx } from '../db/db.ts'
import { prepared } from '../db/prepared.ts'
import type { AnyAction } from './done.ts'
import type { Command } from './engine.ts'
import type { CheckedForm } from './form.ts'
import type { Actor, CaseRecord, Facts, Procedure } from './procedure.ts'
import { type FieldTrouble, Refusal } from './refusal.ts'
import { sharesHousehold, standingOf } from './relations.ts'
import { hasRight, keptOut } from './rights.ts'
import type { RoomRow } from './room-row.ts'

/** Throws Refusal unless this actor may act so upon the case, or open one. */
export async function checkRight(
  tx: Tx,
  projectId: number,
  procedure: Procedure,
  action: AnyAction,
  facts: Facts,
  row: RoomRow,
): Promise<void> {
  const { actor, case: of, at } = facts
  const opening = action.from === 'new'
  const standing = opening
    ? { owner: actor.kind === 'owner', zoneOfficer: false, ladder: false }
    : await standingOf(tx, projectId, actor, of, at, [...action.by, ...procedure.readers])
  if (actor.kind === 'owner' && !opening && !(await sharesHousehold(tx, projectId, actor.personId, of, at)))
    throw new Refusal('not-found', '没有找到这个事项')
  if (actor.kind === 'link' && actor.caseId !== of.id) throw new Refusal('not-found', '没有找到这个事项')
  if (!hasRight(action.by, actor, facts, standing)) throw new Refusal('wrong-role', '这一步不由您办理')
  const rules = keptOut(procedure, action, actor, row)
  if (rules) throw new Refusal('wrong-role', '经手人不能办这一步，请换一位同事', { rules })
}

/** Throws Refusal where a guard, a missing signature or a reference that leads nowhere is in the way. */
export function checkGuards(
  action: AnyAction,
  form: CheckedForm,
  row: RoomRow,
  facts: Facts,
  command: Command,
  lost: readonly FieldTrouble[],
): void {
  for (const guard of action.when ?? []) {
    const answer = guard.check(row, facts)
    if (answer !== true) throw new Refusal('blocked', answer, { rules: guard.rules ?? [] })
  }
  for (const guard of action.whenForm ?? []) {
    const answer = guard.check(form.values, row, facts)
    if (answer !== true) throw new Refusal('blocked', answer, { rules: guard.rules ?? [] })
  }
  if (action.signedBy && !command.signature) throw new Refusal('blocked', '请签字', { rules: action.signedBy.rules })
  if (!action.signedBy && command.signature)
    throw new Refusal('bad-form', '这一步不需要签字', { fields: [{ field: 'signature', text: '这一步不需要签字' }] })
  if (lost.length > 0) throw new Refusal('bad-form', '表单有未填或填错的地方', { fields: lost })
}

/** Owners speak for themselves and the flats they live in, or for the public places; a link moves its case nowhere. */
export async function mayPlace(tx: Tx, projectId: number, actor: Actor, of: CaseRecord, at: Date): Promise<boolean> {
  if (actor.kind !== 'owner') return actor.kind !== 'link'
  if (of.personId !== null && !(await sharesHousehold(tx, projectId, actor.personId, of, at))) return false
  if (of.unitId === null) return true
  const today = businessDate(at)
  const rows = await prepared(tx)`
    select id from residence where project_id = ${projectId} and person_id = ${actor.personId} and unit_id = ${of.unitId}
      and from_on <= ${today} and (to_on is null or to_on >= ${today})`
  return rows.length > 0
}
