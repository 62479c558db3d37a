import type { CasePage } from '../../kernel/case/case.contract.ts'
import type { OwnerMatter, OwnerPromise } from '../../kernel/owner/home.contract.ts'
import type { Step } from '../mobile-kit/Steps.tsx'

/** What the owner follows, whether it came from his home or by a case link. */
export interface Followed {
  number: string
  title: string
  where: string | null
  stateTitle: string
  final: boolean
  urgent: boolean
  chaseCount: number
  promises: readonly Pledge[]
  /** Newest first. */
  steps: readonly Step[]
}

/** A promise as it is shown. */
export type Pledge = Pick<OwnerPromise, 'title' | 'dueAt' | 'waitingFor' | 'late' | 'toldUpTo' | 'takenInHand'> & {
  key: string
  /** What it counts from, where that is an appointment; null: not worth saying. */
  appointedAt: string | null
}

export function followMatter(matter: OwnerMatter): Followed {
  return {
    number: matter.number,
    title: matter.title,
    where: matter.unit?.code ?? matter.place,
    stateTitle: matter.stateTitle,
    final: matter.final,
    urgent: matter.priority === 'emergency',
    chaseCount: matter.chaseCount,
    promises: matter.promises.map((promise) => ({
      ...promise,
      key: `${promise.caseId} ${promise.title}`,
      appointedAt: promise.why === '约定时间' ? promise.from : null,
    })),
    steps: matter.steps.toReversed().map(({ caseId, at, text, words, by, own }, index) => ({
      key: `${caseId} ${matter.steps.length - index}`,
      at,
      text,
      words,
      by: own ? '我' : by,
    })),
  }
}

/** By a case link. The owner reads what he was told; a contractor reads what was done, in the words of the work. */
export function followCase(
  { case: of, record, clocks, timeline, now }: CasePage,
  purpose: 'owner' | 'contractor' = 'owner',
): Followed {
  const appointment = typeof record?.appointmentAt === 'string' ? record.appointmentAt : null
  return {
    number: of.number,
    title: of.title,
    where: of.unit?.code ?? of.place?.name ?? null,
    stateTitle: of.stateTitle,
    final: of.final,
    urgent: of.priority === 'emergency',
    chaseCount: of.chaseCount,
    promises: clocks
      .filter(({ status, promise }) => status === 'open' && promise !== null)
      .map(({ id, clock, promise, dueAt, pausedBy, told, acknowledgedAt }) => ({
        key: id,
        title: promise!,
        dueAt,
        waitingFor: pausedBy,
        late: dueAt !== null && dueAt <= now,
        toldUpTo: told.length,
        takenInHand: acknowledgedAt !== null,
        appointedAt: clock === 'arrive' ? appointment : null,
      })),
    steps: timeline
      .filter(({ told }) => told !== null)
      .toReversed()
      .map(({ seq, at, told, title, by, form }) => ({
        key: String(seq),
        at,
        text: purpose === 'owner' ? told! : title,
        words: purpose === 'owner' && typeof form?.words === 'string' ? form.words : null,
        by: by.name,
      })),
  }
}
