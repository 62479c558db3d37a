import type { Matter } from './matter.row.ts'

/**
 * What a matter that is taken up again owes once more. Its times count from `at`, so that whoever takes it up is not
 * late from the start.
 */
export function owedAnew(matter: Matter, at: Date): Partial<Matter> {
  return {
    answer: null,
    answeredAt: null,
    answerWay: null,
    settledAt: null,
    concludedAt: null,
    withdrawReason: null,
    appointmentAt: null,
    promisedFrom: at,
    dispatchedAt: null,
    followedAt: null,
    ...(ended.includes(matter.state) ? leftBehind(matter, at) : {}),
  }
}

const ended: readonly string[] = ['closed', 'withdrawn']

/**
 * Whoever was on his way when the matter ended is not any more; what has yet to be reported or coordinated is still
 * wanted, from now on.
 */
function leftBehind(matter: Matter, at: Date): Partial<Matter> {
  const isNoteOpen = matter.noteAgreedAt !== null && (matter.toldAt === null || matter.toldAt < matter.noteAgreedAt)
  return {
    ...(matter.cameAt === null ? { calledAt: null } : {}),
    ...(isNoteOpen ? { noteAgreedAt: null } : {}),
    ...(matter.visitDoneAt === null ? noVisit : {}),
    ...(matter.majorAt !== null && matter.majorReportedAt === null ? { majorAt: at } : {}),
    ...(matter.escalatedAt !== null && matter.coordinatedAt === null ? { escalatedAt: at } : {}),
  }
}

/** Nobody is sent to the customer's home. */
export const noVisit: Partial<Matter> = {
  visitorAccount: null,
  visitSentAt: null,
  visitAppointedAt: null,
  visitArrivedAt: null,
  visitDoneAt: null,
}
