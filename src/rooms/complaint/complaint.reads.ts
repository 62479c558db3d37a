import type { CaseSheet, RoomReads, SheetSource } from '../../kernel/case/sheets.ts'
import type { Sheet } from '../../kernel/sheet/sheet.ts'
import { type WorkContactSlipData, workContactSlip } from '../intake/intake.sheets.public.ts'
import { type Dispute, disputeTopics, outcomes } from './beside.row.ts'
import { infoLogOf } from './complaint.register.ts'
import { type Complaint, classes, exemptions, sources } from './complaint.row.ts'
import {
  type ComplaintPaper,
  complaintRecord,
  type DisputePaper,
  disputeRecord,
  handlingRecord,
  infoLog,
  majorReport,
  qualityRecord,
  webRecord,
} from './complaint.sheets.ts'
import { type Ground, grounds } from './grounds.ts'
import { warrantySheet } from './report.reads.ts'

const whole = (source: SheetSource): ComplaintPaper => {
  const { of, place, person, nameOf, doneBy, signature } = source
  const row = source.row as Complaint
  const visitor = doneBy('callBack')
  return {
    number: of.number,
    place,
    complainant: person && [person.name, person.phoneMasked].filter(Boolean).join(' '),
    source: sources[row.source],
    content: row.content,
    complaintClass: row.complaintClass,
    heardBy: nameOf(row.heardById),
    heardAt: row.heardAt,
    registeredAt: row.registeredAt,
    process: row.process,
    result: row.result,
    analysis: row.analysis,
    opinionSignature: signature('handle'),
    zoneSignature: signature('confirmOpinion'),
    entrySignature: signature('enter'),
    completion: row.closedAt ? '已办结' : null,
    grounds: row.grounds.map((code) => grounds[code as Ground]).join('；') || null,
    calledBackBy: visitor?.name ?? null,
    callBackWay: row.callBackWay && (row.callBackWay === 'phone' ? '电话' : '上门'),
    calledBackAt: row.calledBackAt,
    callBackOpinion: row.callBackOpinion,
    callBackEffect: row.callBackEffect === null ? null : row.callBackEffect ? '有效' : '无效，已退回处理',
    callBackPrevention: row.callBackPrevention,
    exemption: row.exemption && `免访：${exemptions[row.exemption]}`,
    designated: nameOf(row.designatedId),
    measures: row.measures,
    overOneWorkingDay: row.overDayAt ? '是' : '否',
    hardNote: row.hardNote,
    closedAt: row.closedAt,
    issuedAt: row.slipIssuedAt,
    finishBy: row.finishBy,
    measuresAt: row.measuresAt,
    resultReportedAt: row.resultReportedAt,
    site: row.site,
    postedAt: row.postedAt,
    foundAt: row.foundAt,
    repliedAt: row.firstReplyAt,
    reply: row.answer,
    majorAt: row.majorAt,
    majorReportedAt: row.majorReportedAt,
    major: row.majorReport,
    isHard: row.hardAt !== null,
    isNetwork: row.source === 'network',
  }
}

const paper = (sheet: Sheet<ComplaintPaper>): CaseSheet<ComplaintPaper> => ({ sheet, forOwner: false, fill: whole })

/** The slip by which the department got the complaint (CMP-17): the form of intake, filled from this record. */
const slip: CaseSheet<WorkContactSlipData> = {
  sheet: workContactSlip,
  forOwner: false,
  fill: ({ of, row: record, place, person, nameOf, doneBy, signature, clock }) => {
    const row = record as Complaint
    const due = clock('handle')
    return {
      number: of.number,
      place,
      caller: person && [person.name, person.phoneMasked].filter(Boolean).join(' '),
      content: row.content,
      complaintKind: row.complaintClass && classes[row.complaintClass],
      isComplaint: true,
      responsible: [nameOf(row.departmentId), nameOf(row.handlerId)].filter(Boolean).join(' ') || null,
      issuedAt: row.slipIssuedAt,
      issuedBy: doneBy('issue')?.name ?? null,
      dueAt: due?.dueAt ?? null,
      receivedSignature: signature('receive'),
      receivedAt: row.slipReceivedAt,
      reply: row.result,
      handlerSignature: signature('handle'),
      managerSignature: signature('confirmOpinion'),
      handledAt: row.handledAt,
      repliedAt: row.handledAt,
      escalatedAt: due?.breachedAt ?? null,
      originalKeptBy: doneBy('issue')?.name ?? null,
      copyKeptBy: row.slipReceivedAt ? nameOf(row.departmentId) : null,
    }
  },
}

/** What people outside the staff see of a complaint: their own words, where it stands, what we answered. */
export const complaintReads: RoomReads = {
  ownerColumns: [
    'content',
    'photos',
    'registeredAt',
    'outsideBody',
    'answer',
    'answerWay',
    'answeredAt',
    'apology',
    'remedy',
  ],
  contractorColumns: [],
  sheets: [
    slip,
    paper(complaintRecord),
    paper(handlingRecord),
    paper(qualityRecord),
    paper(webRecord),
    paper(majorReport),
    warrantySheet,
  ],
  registers: [{ sheet: infoLog, fill: infoLogOf }],
}

export const suggestionReads: RoomReads = {
  ownerColumns: ['kind', 'content', 'measures', 'result', 'declineReason'],
  contractorColumns: [],
  sheets: [],
}

const mediation: CaseSheet<DisputePaper> = {
  sheet: disputeRecord,
  forOwner: false,
  fill: ({ of, row: record, place, person, nameOf }) => {
    const row = record as Dispute
    return {
      number: of.number,
      topic: disputeTopics[row.topic],
      first: [person?.name, place].filter(Boolean).join(' ') || null,
      other: [row.otherSide, nameOf(row.otherUnitId)].filter(Boolean).join(' '),
      content: row.content,
      course: row.course,
      outcome: row.outcome && `${outcomes[row.outcome]}：${row.outcomeWords ?? ''}`,
      tracked: row.tracked > 0 ? `跟踪 ${row.tracked} 次，${row.recurred ? '又发生' : '未再发生'}` : null,
      mediator: nameOf(of.holderAccount),
      closedAt: of.closedAt,
    }
  },
}

/** A dispute names two households: what its other side said is nobody's to read on a phone. */
export const disputeReads: RoomReads = {
  ownerColumns: ['topic', 'content', 'outcome'],
  contractorColumns: [],
  sheets: [mediation],
}
