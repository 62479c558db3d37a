import { sql } from 'kysely'
import type { CaseSheet, RoomReads, SheetSource } from '../../kernel/case/sheets.ts'
import { currentPolicy } from '../../kernel/policy/policies.ts'
import type { Sheet } from '../../kernel/sheet/sheet.ts'
import type { Announcement } from './announcement.procedure.ts'
import { announcementPath } from './announcement.row.ts'
import { figuresIn } from './complaint.figures.ts'
import type { ComplaintReport, ReportKind } from './report.procedure.ts'
import {
  type AnnouncementPaper,
  analysisSummary,
  announcementPoster,
  caseStudy,
  dataReport,
  legacyStatistics,
  monthlySummary,
  quarterlyAnalysis,
  type ReportPaper,
  type StudyPaper,
  type WarrantyPaper,
  warrantyProcedure,
} from './report.sheets.ts'
import type { Study } from './study.procedure.ts'

const signedBy: Readonly<Record<ReportKind, string>> = {
  monthly: 'submitMonthly',
  quarterly: 'submitQuarterly',
  legacy: 'submitLegacy',
  review: 'submitReview',
  data: 'submitData',
}

async function reportOf({ of, row: record, signature, look }: SheetSource): Promise<ReportPaper> {
  const row = record as ComplaintReport
  return look(async (tx, projectId) => {
    const { rows } = await sql<{ name: string }>`select name from project where id = ${projectId}`.execute(tx)
    const { body } = await currentPolicy(tx, projectId, row.openedAt)
    return {
      number: of.number,
      project: rows[0]?.name ?? '',
      period: row.period,
      words: row.words,
      figures: await figuresIn(tx, projectId, of.id, row),
      submittedAt: row.submittedAt,
      readAt: row.readAt,
      signature: signature(signedBy[row.kind]),
      needsDeep: body.estate.publicClassA,
    }
  })
}

const paper = (sheet: Sheet<ReportPaper>): CaseSheet<ReportPaper> => ({ sheet, forOwner: false, fill: reportOf })

export const reportReads: RoomReads = {
  ownerColumns: [],
  contractorColumns: [],
  sheets: [monthlySummary, quarterlyAnalysis, legacyStatistics, analysisSummary, dataReport].map(paper),
}

const poster: CaseSheet<AnnouncementPaper> = {
  sheet: announcementPoster,
  forOwner: false,
  leadsTo: announcementPath,
  fill: ({ of, row }) => ({ number: of.number, ...(row as Announcement) }),
}

export const announcementReads: RoomReads = { ownerColumns: [], contractorColumns: [], sheets: [poster] }

const lesson: CaseSheet<StudyPaper> = { sheet: caseStudy, forOwner: false, fill: ({ row }) => row as Study }

export const studyReads: RoomReads = { ownerColumns: [], contractorColumns: [], sheets: [lesson] }

/** The procedure by which class two goes, printed beside such a complaint. */
export const warrantySheet: CaseSheet<WarrantyPaper> = {
  sheet: warrantyProcedure,
  forOwner: false,
  fill: ({ of, look }) =>
    look(async (tx, projectId) => (await currentPolicy(tx, projectId, of.openedAt)).body.complaint.warranty),
}
