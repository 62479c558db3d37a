import type { CasePage } from './case.contract.ts'
import { idsIn } from './names.ts'

/** Ids in what a page shows of a case that may be pictures: of its record, its forms, its signatures. */
export function picturesOf({
  record,
  timeline,
  signatures,
}: Pick<CasePage, 'record' | 'timeline' | 'signatures'>): ReadonlySet<string> {
  return new Set(idsIn([record, timeline.map(({ form }) => form), signatures.map(({ imageFileId }) => imageFileId)]))
}
