import { lines } from '../../kernel/case/fields.ts'
import type { Facts } from '../../kernel/case/procedure.ts'
import type { Policy } from '../../kernel/policy/policy.ts'
import { say } from '../../kernel/text/translate.ts'
import { evasionsIn, type PhraseCheck } from './evasion.ts'
import type { Matter } from './matter.row.ts'

/** Conditions and small reckonings that several actions of a matter share. */

export const dateOr = (at: string | undefined): Date | null => (at === undefined ? null : new Date(at))

/** Hours within which the customer is answered (INT-18, INT-19). */
export const answerHours = ({ majorAt }: Matter, { intake }: Policy): number =>
  majorAt ? intake.majorAnswerHours : intake.answerWithinHours

export const answered = {
  rules: ['INT-02'],
  check: (matter: Matter) => matter.answeredAt !== null || '先给客户明确的答复',
} as const

export const workDone = {
  rules: ['INT-09'],
  check: (_matter: Matter, { children }: Pick<Facts, 'children'>) =>
    children.open === 0 || '派出的工作还没有办结，请继续跟进',
} as const

/** INT-19: a major matter goes to the superior while it is being answered, not after. */
export const majorReported = {
  rules: ['INT-19'],
  check: (matter: Matter) =>
    matter.majorAt === null || matter.majorReportedAt !== null || '重大问题先报上级领导，再答复客户',
} as const

/** INT-20: what the manager coordinates is not over before he has said how. */
export const coordinated = {
  rules: ['INT-20'],
  check: (matter: Matter) =>
    matter.escalatedAt === null || matter.coordinatedAt !== null || '已报经理协调，等他的协调结论',
} as const

export const visited = {
  rules: ['INT-06'],
  check: (matter: Matter) => matter.visitSentAt === null || matter.visitDoneAt !== null || '派去上门的同事还没有办完',
} as const

/** Whom the visit was given to does it; his colleagues look on. */
export const isVisitor = {
  rules: ['INT-06'],
  check: (matter: Matter, { actor }: Pick<Facts, 'actor'>) =>
    (actor.kind === 'staff' && actor.accountId === matter.visitorAccount) || '由派去上门的同事办理',
} as const

/** A text that a customer reads or hears: flagged while it is written (INT-03). */
export const toCustomer = (label: string, most: number, rules: readonly string[] = []) =>
  lines(label, most, { warns: evasionsIn, ...(rules.length > 0 ? { rules } : {}) })

/** Why evasive words stay as they are; asked only when there are some. */
export const keptReason = (of: string) =>
  lines('仍要这样写的理由', 200, {
    hint: '文中有推诿用语（INT-03），请改写；确需保留的写明理由',
    shownWhen: (values) => evasionsIn(String(values[of] ?? '')).length > 0,
  }).optional()

/** INT-03: the server reads it again. Evasive words need a reason, which stays on record. */
export const notEvasive = <Field extends string>(of: Field) =>
  ({
    rules: ['INT-03'],
    check: (form: Record<Field, string> & { keptReason?: string | undefined }): true | string => {
      const [first] = evasionsIn(form[of])
      return (
        first === undefined ||
        form.keptReason !== undefined ||
        say('“{phrase}”像在推诿，不如写：{better}', { phrase: first.phrase, better: first.better })
      )
    },
  }) as const

/** What the check found, added to what earlier answers of the matter were checked for. */
export function phraseChecks(
  matter: Matter,
  { at }: Pick<Facts, 'at'>,
  text: string,
  reason: string | undefined,
): readonly PhraseCheck[] {
  const phrases = evasionsIn(text).map(({ phrase }) => phrase)
  return [...matter.phraseChecks, { at: at.toISOString(), phrases, reason: reason ?? null }].slice(-50)
}
