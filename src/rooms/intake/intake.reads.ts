import type { CaseSheet, RoomReads } from '../../kernel/case/sheets.ts'
import { feedbackRegister } from './intake.register.ts'
import { infoFeedbackRegister, type WorkContactSlipData, workContactSlip } from './intake.sheets.ts'
import { type ContactSlip, kinds } from './matter.row.ts'

/** What people outside the staff see of a matter. */
export const matterReads: RoomReads = {
  ownerColumns: [
    'channel',
    'content',
    'photos',
    'heardAt',
    'registeredAt',
    'emergency',
    'kind',
    'answer',
    'answeredAt',
    'answerWay',
    'withdrawReason',
  ],
  contractorColumns: [],
  sheets: [],
  registers: [{ sheet: infoFeedbackRegister, fill: feedbackRegister }],
}

/** Who keeps the original, and where. */
const keptBy = (name: string | undefined, place: string | null) => [name, place].filter(Boolean).join('，') || null

const slip: CaseSheet<WorkContactSlipData> = {
  sheet: workContactSlip,
  forOwner: false,
  fill: ({ of, row, place, person, nameOf, doneBy, signature, clock }) => {
    const order = row as ContactSlip
    // A slip that its handler had to ask about has a deadline of its own (INT-17).
    const reply = order.consultedAt ? clock('feedback') : clock('reply')
    const isComplaint = order.kind === 'complaint'
    return {
      number: of.number,
      place,
      caller: person && [person.name, person.phoneMasked].filter(Boolean).join(' '),
      content: order.content,
      complaintKind: isComplaint ? kinds[order.kind] : null,
      isComplaint,
      responsible: [nameOf(order.departmentId), nameOf(order.handlerId)].filter(Boolean).join(' '),
      issuedAt: order.issuedAt,
      issuedBy: doneBy('issue')?.name ?? null,
      dueAt: reply?.dueAt ?? null,
      receivedSignature: signature('receive') ?? signature('signCopy'),
      receivedAt: order.receivedAt,
      reply: order.reply,
      handlerSignature: signature('reply'),
      managerSignature: null,
      handledAt: order.doneAt,
      repliedAt: order.repliedAt,
      escalatedAt: reply?.breachedAt ?? null,
      originalKeptBy: keptBy(doneBy('file')?.name ?? doneBy('issue')?.name, order.originalPlace),
      copyKeptBy: order.copySignedAt ? nameOf(order.departmentId) : null,
    }
  },
}

/** A contact slip is the company's own paper: an owner reads in the time line that work goes on. */
export const contactReads: RoomReads = { ownerColumns: [], contractorColumns: [], sheets: [slip] }
