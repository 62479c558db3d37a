import type { CaseLine } from '../../kernel/case/case.contract.ts'
import { isPaper } from '../core/papers.ts'

/** Somebody waits for what is about a flat, a place or a person; papers of the office can wait behind it. */
export function customersFirst(lines: readonly CaseLine[]): CaseLine[] {
  return lines.toSorted((a, b) => Number(isPaper(a)) - Number(isPaper(b)))
}

/** Where it is; of a paper, what it is. Catalogue keys where it is no name. */
export const whereOf = (line: CaseLine): string =>
  line.unit?.code ?? line.place?.name ?? (isPaper(line) ? line.procedureTitle : '地点待问')
