import { parse } from 'yaml'
import { z } from 'zod'
import type { Procedure } from '../../kernel/case/procedure.ts'
import { classes } from '../complaint/complaint.public.ts'
import { emergencies, kinds } from '../intake/matter.public.ts'
import { fields, questions } from './drill.words.ts'

/**
 * A recorded afternoon: the calls of some hours as callers make them, and what a good receptionist does with each. It is
 * a file that a trainer can write (drills/*.yaml); flats and names are those of the estate that it is played in.
 */

/** How long a caller lets it ring, in seconds of business time: an emergency two minutes, everybody else five. Own choice. */
const PATIENCE_SECONDS = { emergency: 120, other: 300 }
/** Minutes from the last call to the end of the afternoon. */
const AFTER_THE_LAST = 15
const MOST_CALLS = 60
const MOST_MINUTES = 600

const words = (most: number) => z.string('请写文字').trim().min(1, '不能是空的').max(most, `最多 ${most} 个字`)
const namesOf = <K extends string>(table: Readonly<Record<K, string>>) => Object.keys(table) as [K, ...K[]]
const oneOf = <K extends string>(table: Readonly<Record<K, string>>) =>
  z.enum(namesOf(table), `只能是 ${namesOf(table).join(' ')}`)

/** What a good receptionist does with a call. */
const right = z.strictObject({
  /** Any of these is right (INT-12). Not asked of a caller who rings again: his case is chased. */
  kind: z.array(oneOf(kinds)).min(1, '至少写一种').max(4).optional(),
  /** Which key she strikes. */
  emergency: oneOf(emergencies).optional(),
  /** CMP-12 */
  complaintClass: z.enum(namesOf(classes), '只能是 "1" "2" "3"，带引号').optional(),
  /** Acts upon the matter or the work under it, as `procedure.action`; `a.b|c.d` where either will do. */
  steps: z.array(words(120)).max(10).default([]),
  /** What she asks for. */
  fields: z.array(oneOf(fields)).max(10).default([]),
})

const call = z.strictObject({
  /** Minutes from the beginning of the afternoon. */
  minute: z.number('请写数字').min(0, '不能小于 0').max(MOST_MINUTES, `最多 ${MOST_MINUTES}`),
  /** What the trainer calls it; the learner reads it on the result only. */
  title: words(40),
  /** As the caller begins; {房号} {姓名} {公共部位} are filled in. */
  words: words(1000),
  /** What the caller says when he is asked. What is not written here, he cannot tell. */
  answers: z.partialRecord(oneOf(questions), words(300)).default({}),
  /** The number of an earlier call, counted from 1: the same caller about the same thing. */
  again: z.int('请写整数').min(1, '来电从 1 数起').optional(),
  /** A public place of the estate whose name has these words. */
  place: words(40).optional(),
  /** Seconds of business time. */
  patience: z.int('请写整数').min(20, '至少 20 秒').max(3600, '最多 3600 秒').optional(),
  right,
  /** Words that an answer to this caller must not hold. */
  never: z.array(words(40)).max(10).default([]),
  /** Why it is done so; shown with the result. */
  why: words(400),
})

const recordingSchema = z.strictObject({
  title: words(40),
  /** The time of day at which it begins, HH:MM. */
  begins: z.string('请写时刻，例如 "13:30"').regex(/^([01]\d|2[0-3]):[0-5]\d$/, '请写时刻，例如 "13:30"，带引号'),
  calls: z.array(call).min(1, '至少一个来电').max(MOST_CALLS, `最多 ${MOST_CALLS} 个来电`),
})

export type RecordedCall = z.output<typeof call>
export type Recording = z.output<typeof recordingSchema>

/** Reads a recording. Throws an Error whose message has one line in Chinese for each thing that is wrong with it. */
export function readRecording(text: string, procedures: Readonly<Record<string, Procedure>>): Recording {
  const result = recordingSchema.safeParse(parsed(text), { reportInput: true })
  if (!result.success) throw new Error(result.error.issues.map(shapeTrouble).join('\n'))
  const wrong = result.data.calls.flatMap((_, index) => troublesOf(result.data.calls, index, procedures))
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  return result.data
}

/** Seconds that the caller lets it ring. */
export const patienceOf = ({ patience, right: { emergency } }: RecordedCall): number =>
  patience ?? PATIENCE_SECONDS[emergency ? 'emergency' : 'other']

/** How long the afternoon lasts, in minutes. */
export const minutesOf = ({ calls }: Pick<Recording, 'calls'>): number =>
  Math.max(...calls.map(({ minute }) => minute)) + AFTER_THE_LAST

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new Error(`不是 YAML 文件：${(error as Error).message.split('\n')[0]}`)
  }
}

function shapeTrouble(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return lineOf(issue.path, `没有“${issue.keys.join(' ')}”这一项`)
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  return lineOf(issue.path, missing ? '没有写' : issue.message)
}

/** What a schema cannot tell: the order of the calls, what they refer to, and acts that there are. */
function troublesOf(
  calls: readonly RecordedCall[],
  index: number,
  procedures: Readonly<Record<string, Procedure>>,
): string[] {
  const { minute, again, right } = calls[index]!
  const known = (step: string) => {
    const [procedure = '', action = ''] = step.split('.')
    return procedures[procedure]?.actions[action] !== undefined
  }
  const unknown = right.steps.flatMap((step) => step.split('|')).filter((step) => !known(step))
  const troubles: [wrong: boolean, field: string, text: string][] = [
    [index > 0 && minute < calls[index - 1]!.minute, 'minute', '来电要按时间先后写'],
    [again !== undefined && again > index, 'again', '只能是前面的来电'],
    [again !== undefined && right.kind !== undefined, 'right.kind', '再次来电不写类别'],
    [again === undefined && right.kind === undefined, 'right.kind', '请写应判的类别'],
    [right.complaintClass !== undefined && !right.kind?.includes('complaint'), 'right.complaintClass', '投诉才有类别'],
    ...unknown.map((step): [boolean, string, string] => [true, 'right.steps', `没有“${step}”这个操作`]),
  ]
  return troubles.filter(([wrong]) => wrong).map(([, field, text]) => lineOf(['calls', index, field], text))
}

function lineOf([first, index, ...rest]: readonly PropertyKey[], text: string): string {
  const where = rest.join('.')
  if (first === undefined) return text
  if (first !== 'calls' || typeof index !== 'number') return `${String(first)}：${text}`
  if (where === '') return `第 ${index + 1} 个来电：${text}`
  return `第 ${index + 1} 个来电的 ${where}：${text}`
}
