import type { CaseLine } from '../../kernel/case/case.contract.ts'

/** Somebody waits for what is about a flat, a place or a person; papers of the office can wait behind it. */
export function customersFirst(lines: readonly CaseLine[]): CaseLine[] {
  const waits = ({ unit, place, person }: CaseLine) => Number(unit === null && place === null && person === null)
  return lines.toSorted((a, b) => waits(a) - waits(b))
}
