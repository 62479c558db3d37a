import type { CaseSheet, RoomReads } from '../../kernel/case/sheets.ts'
import { kinds, type Publication } from './publication.row.ts'
import { type PublicationRecordData, publicationRecord } from './publication.sheets.ts'

const record: CaseSheet<PublicationRecordData> = {
  sheet: publicationRecord,
  forOwner: false,
  fill: ({ of, row, nameOf }) => {
    const published = row as Publication
    return {
      number: of.number,
      kind: kinds[published.kind],
      content: published.content,
      phone: published.phone,
      places: published.places,
      postedAt: published.postedAt,
      postedBy: nameOf(published.postedBy),
      checkedAt: published.checkedAt,
      downReason: published.downReason,
    }
  },
}

/** What hangs in public is read where it hangs; its record is the company's own. */
export const publicationReads: RoomReads = { ownerColumns: [], contractorColumns: [], sheets: [record] }
