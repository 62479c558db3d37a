import type { Reaction } from '../src/kernel/case/engine.ts'
import { type Keeper, withoutKeeper } from '../src/kernel/case/keepers.ts'
import type { Procedure } from '../src/kernel/case/procedure.ts'
import type { Duty } from '../src/kernel/duty/duty.ts'

/**
 * `npm run prove` runs a chapter's tests once per keeper with GUANJIA_WITHOUT naming the keeper to take away; then a
 * test whose title names the keeper's rule must fail. Without the variable nothing is taken away.
 */
const without = process.env.GUANJIA_WITHOUT ? (JSON.parse(process.env.GUANJIA_WITHOUT) as Keeper) : null

export function provedProcedures(procedures: Readonly<Record<string, Procedure>>): Readonly<Record<string, Procedure>> {
  if (!without || without.kind === 'reaction' || without.kind === 'duty') return procedures
  const weakened = withoutKeeper(procedures[without.procedure]!, without)
  return { ...procedures, [without.procedure]: weakened }
}

export function provedReactions(reactions: readonly Reaction[]): readonly Reaction[] {
  if (without?.kind !== 'reaction') return reactions
  return reactions.filter((_reaction, index) => String(index) !== without.name)
}

export function provedDuties(duties: readonly Duty[]): readonly Duty[] {
  return without?.kind === 'duty' ? duties.filter(({ name }) => name !== without.name) : duties
}
